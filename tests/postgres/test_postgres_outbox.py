"""The outbox and the due list on PostgreSQL: claimed by one sender, sent, survived, resumed (rules R7, U1)."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from platform_stub.crashing import HELD_POINTS, send_forever, started, work_beside
from platform_stub.desk import KEYS, Desk, point_at
from platform_stub.taobao import TaobaoStub, jitter, serving

from cs_console.bootstrap import open_workspace
from cs_console.domain.entities import Order
from cs_console.domain.followups import FollowupKind, FollowupOutcome
from cs_console.domain.vocabulary import OrderStatus
from cs_console.domain.writebacks import WriteBackState
from cs_console.errors import StoreUnavailable
from cs_console.services.followups import FollowupFilter
from cs_console.workspace import Workspace

pytestmark = pytest.mark.slow


@pytest.fixture
def on_server(database: str, workspace: Workspace) -> Workspace:
    return replace(workspace, url=database)


@pytest.fixture
def desk(on_server: Workspace, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    with serving(TaobaoStub(latency=jitter(7, 0.004))) as stub:
        point_at(on_server, stub.url)
        opened = open_workspace(on_server)
        yield Desk(opened, stub, opened.services.people.actor("张敏"))
        opened.close()


def whole(desk: Desk, orders: list[Order]) -> None:
    """Each memo is the last one wanted, none was written twice running, the chain is whole."""
    for order in orders:
        writes = [memo for number, memo, _ in desk.stub.written if number == order.order_no]
        assert desk.stub.trades[order.order_no].memo == desk.stored(order).remark == writes[-1]
        assert not any(one == following for one, following in pairwise(writes))
    assert {row.state for row in desk.rows()} == {WriteBackState.DONE}
    assert desk.services.journal.verify().problems == ()


def test_r7_a_killed_sender_leaves_its_row_to_the_next_one(desk: Desk, on_server: Workspace, tmp_path: Path) -> None:
    orders = [desk.order(str(100 + number), f"原{number}") for number in range(4)]
    edits = iter(range(100_000))

    def edit() -> None:
        number = next(edits)
        desk.services.orders.remark(desk.agent, orders[number % 4].id, f"第{number}版")

    for point in ("announced", "received", "applied", "written", "settling"):
        edit()
        process = started(send_forever, on_server, tmp_path / point, point)

        def watch(reached: str, wanted: str = point, kill: object = process.kill) -> None:
            if reached == wanted:
                kill()  # type: ignore[operator]

        desk.stub.watch = watch
        work_beside(process, edit)
        desk.stub.watch = lambda _: None
        assert point in HELD_POINTS and any(row.state is WriteBackState.SENDING for row in desk.rows()), point
    desk.drain()
    whole(desk, orders)


def test_r7_senders_at_once_write_each_remark_once(desk: Desk) -> None:
    orders = [desk.order(str(200 + number), "原") for number in range(12)]
    for order in orders:
        desk.services.orders.remark(desk.agent, order.id, f"要写的 {order.order_no}")
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: desk.services.writebacks.run(desk.agent), range(4)))
    desk.drain()
    assert sorted(number for number, _, _ in desk.stub.written) == sorted(order.order_no for order in orders)
    whole(desk, orders)


def test_u1_a_reminder_comes_due_is_done_once_and_goes_with_the_payment(desk: Desk) -> None:
    now = desk.services.context.now()
    order = desk.order("300", status=OrderStatus.UNPAID, paid_fen=None, ordered_at=now - timedelta(hours=30))
    chosen = FollowupFilter(kinds=(FollowupKind.UNPAID,))
    (due, *_) = desk.services.followups.list(chosen)
    desk.services.followups.done(desk.agent, due.key, FollowupOutcome.REMINDED)
    assert due.key not in [one.key for one in desk.services.followups.list(chosen)]
    with desk.services.context.uow.write(desk.agent, "intake.file") as uow:
        uow.change(uow.require(Order, order.id), status=OrderStatus.PAID, paid_fen=100, paid_at=now)
    assert desk.services.followups.list(chosen) == ()


def test_writers_go_one_after_another_and_say_when_they_cannot(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on SQLite: rules that span rows hold because nobody writes between reading and committing."""
    monkeypatch.setattr("cs_console.store.engine.WRITE_WAIT_SECONDS", 1)
    uow = desk.services.context.uow
    with uow.write(desk.agent, "test.hold"), pytest.raises(StoreUnavailable) as refused:
        desk.order("400")
    assert refused.value.code == "store.locked"
    assert desk.order("400").id
