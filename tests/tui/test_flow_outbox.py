"""The outbox beside the screen: sent by itself, its trouble said once, tried again, written into files (rule R7)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from platform_stub.desk import KEYS, Desk, pointed_at
from platform_stub.taobao import TaobaoStub, serving

from cs_console.adapters.clock import ManualClock
from cs_console.bootstrap import open_workspace
from cs_console.config.live import LiveConfig
from cs_console.domain.outbox import EASY_SECONDS, FIRST_SECONDS, MOST_SECONDS, Pace
from cs_console.domain.writebacks import WriteBackState
from cs_console.services.facade import Services
from cs_console.text.width import cell_width
from cs_console.tui.gateway import Gateway
from cs_console.workspace import Workspace

TICKS = EASY_SECONDS + 1


def test_the_pace_doubles_with_each_trouble_and_is_easy_again_without() -> None:
    pace, waits = Pace(), []
    for _ in range(8):
        pace = pace.after(troubled=True)
        waits.append(pace.wait)
    assert waits[:3] == [FIRST_SECONDS, 2 * FIRST_SECONDS, 4 * FIRST_SECONDS] and waits[-1] == MOST_SECONDS
    assert pace.spoken().after(troubled=True).said
    assert pace.spoken().after(troubled=False) == Pace()


def test_an_errand_that_hangs_holds_up_neither_reads_nor_writes_nor_leaving() -> None:
    hang, posted, came = threading.Event(), [], threading.Event()

    def post(message: Any) -> None:
        posted.append(message)
        if len(posted) == 3:  # opened, read, written
            came.set()

    gateway: Gateway[str] = Gateway(lambda: "desk", post)
    gateway.start()
    gateway.errand("slow", lambda desk: hang.wait(30))
    gateway.read("quick", lambda desk: desk)
    gateway.write("write", lambda desk: desk)
    assert came.wait(10)
    assert not gateway.idle
    gateway.close(5)
    assert sum("errands" in thread.name for thread in gateway._threads if thread.is_alive()) == 1
    hang.set()


@pytest.fixture
def connected(
    workspace: Workspace, clock: ManualClock, shipped: LiveConfig, monkeypatch: pytest.MonkeyPatch, shop: Services
) -> Iterator[Desk]:
    """The small shop with keys for the stand-in gateway."""
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    with serving(TaobaoStub(clock=clock)) as stub:
        opened = open_workspace(workspace, clock=clock, config=pointed_at(workspace, shipped, stub.url))
        yield Desk(opened, stub, opened.services.people.actor("张敏"))
        opened.close()


async def ticks(desk: Any, count: int = TICKS) -> None:
    for _ in range(count):
        desk.main.tick()
    await desk.settle()


@pytest.mark.slow
@pytest.mark.parametrize("size", [(120, 36), (80, 24)])
async def test_what_is_remarked_goes_out_by_itself_and_trouble_is_said_once(
    connected: Desk, seat: Any, size: Any
) -> None:
    order, second = connected.order("1", "原"), connected.order("2", "")
    connected.services.orders.remark(connected.agent, order.id, "新备注")
    async with seat(size=size, open_services=lambda: connected.services) as desk:
        await ticks(desk)
        assert connected.stub.written == [("1", "新备注", 0)]
        assert "回写" not in desk.status
        connected.stub.faults.extend(["session"] * 3)
        connected.services.orders.remark(connected.agent, second.id, "发申通")
        await ticks(desk)
        assert "授权" in desk.toast and "回写停了" in desk.status
        await desk.press("escape")
        await ticks(desk, FIRST_SECONDS + 1)
        assert "授权" not in desk.toast and "回写停了" in desk.status
        await desk.press("ctrl+p")
        await desk.type("回写平台")
        await desk.press("enter")
        assert "待回写" in desk.full() and "淘宝" in desk.full() and "发申通" in desk.full()
        assert all(cell_width(line) <= size[0] for line in desk.grid())
        connected.stub.faults.clear()
        await desk.press("1", "1")
        assert ("2", "发申通", 0) in connected.stub.written
        assert "回写停了" not in desk.status
        await desk.press("right", "right")
        assert "已回写" in desk.full() and "新备注" in desk.full() and "没写成  " not in desk.full().split("---")[-1]
        await desk.press("ctrl+g")
        assert "现在没有要发的" in desk.full() and "正在回写" not in desk.full()


@pytest.mark.slow
async def test_without_a_gateway_one_key_writes_the_file_and_the_list_keeps_it_until_seen(
    shop: Services, seat: Any, make_order: Callable[..., Any], zhang: Any
) -> None:
    order = make_order("202606140001")
    shop.orders.remark(zhang(), order.id, "送礼物一份")
    async with seat() as desk:
        await ticks(desk)
        assert "回写" not in desk.status and desk.toast == ""
        await desk.press("ctrl+p")
        await desk.type("现在就回写")
        await desk.press("enter")
        assert "没有直连" in desk.toast
        await desk.press("ctrl+p")
        await desk.type("回写平台")
        await desk.press("enter", "insert")
        assert "份文件" in desk.full() and "请上传" in desk.full()
        assert shop.writebacks.list((WriteBackState.QUEUED,)) == ()
        await desk.press("right", "right", "right")
        assert "taobao-" in desk.full() and "上传到平台" in desk.full()
        await desk.press("1", "1")
        assert desk.clip.texts and replace(order).order_no not in desk.clip.texts[0]
        [batch] = shop.writebacks.unconfirmed()
        assert desk.clip.texts[0].endswith(batch.name)
