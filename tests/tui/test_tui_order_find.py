"""Orders found by whatever the buyer names, opened from anywhere, flagged together (rules O4, R3)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cs_console.domain.entities import Order
from cs_console.domain.vocabulary import Flag, OrderStatus
from cs_console.services.facade import Services
from cs_console.text.width import cell_width
from cs_console.tui.screens.order_find import REST, OrderFinder

pytestmark = pytest.mark.slow


def flags(services: Services) -> dict[str, Flag]:
    with services.context.uow.read() as uow:
        return {order.order_no: order.flag for order in uow.find(Order)}


@pytest.fixture
def stocked(shop: Services, make_order: Callable[..., Order]) -> Services:
    """Beside the order that a buyer talks about, two that nobody talks about."""
    make_order("SF7002", buyer_nick="豆包", goods="羽丝绒枕芯", tracking_no="YT900", phone="13900002222",
               status=OrderStatus.UNPAID)  # fmt: skip
    make_order("SF7003", buyer_nick="橙子", goods="羽丝绒枕芯", tracking_no="YT901", phone="13900003333")
    return shop


async def found(desk: Any, text: str) -> list[str]:
    """Type a search and wait for its answer."""
    screen = desk.screen
    assert isinstance(screen, OrderFinder)
    field = screen.query_one("#find-query")
    field.put("")
    await desk.type(text)
    for _ in range(200):
        await desk.pilot.pause(REST / 5)
        await desk.settle()
        if screen.shown_for == text:
            break
    source = screen.rows.source
    return [order.order_no for order in source.fetch(0, source.count)]


@pytest.mark.parametrize("size", [(120, 36), (80, 24)], ids=["wide", "narrow"])
async def test_any_part_finds_it_and_the_order_pane_shows_it(
    stocked: Services, seat: Any, size: tuple[int, int]
) -> None:
    async with seat(size=size) as desk:
        await desk.press("1", "ctrl+e")
        assert all(cell_width(line) <= size[0] for line in desk.grid())
        for text, wanted in (("7002", "SF7002"), ("豆包", "SF7002"), ("2222", "SF7002"), ("YT901", "SF7003")):
            assert await found(desk, text) == [wanted], text
        assert sorted(await found(desk, "枕芯")) == ["SF7002", "SF7003"]
        assert await found(desk, "枕芯 豆") == ["SF7002"]
        await desk.press("enter")  # in the search line: the first one found is opened
        pane = desk.main.query_one("#order")
        assert desk.main.focused_pane is pane
        assert pane.card.order.order_no == "SF7002"
        assert "查单" in desk.full()
        await desk.press("1")  # the order pane works on it as on any other
        assert flags(stocked)["SF7002"] is Flag.RED
        await desk.press("ctrl+p")
        await desk.type("挂到")
        await desk.press("enter")
        assert "SF7002 已挂到 lily_99 的咨询" in desk.toast
        assert desk.main.deck.state.detail.order.order_no == "SF7002"
        await desk.press("ctrl+z", "escape")
        assert pane.card is None  # back to the inquiry, which has no order
        await desk.press("ctrl+e")
        field = desk.screen.query_one("#find-query")
        field.put("羽丝绒")
        desk.send("枕芯 橙")  # typed and entered in one go, before the search began
        desk.send("\r")
        for _ in range(200):
            await desk.settle()
            if not isinstance(desk.screen, OrderFinder):
                break
        assert pane.card.order.order_no == "SF7003"
        await desk.press("ctrl+e")
        await found(desk, "6137731")
        await desk.press("enter")  # somebody asks about this one: there we go
        assert desk.main.deck.state.found is None
        assert desk.main.deck.state.detail.inquiry.buyer == "陈先生"


async def test_marked_orders_get_one_flag_and_one_undo(stocked: Services, seat: Any) -> None:
    async with seat() as desk:
        await desk.press("ctrl+e")
        assert sorted(await found(desk, "枕芯")) == ["SF7002", "SF7003"]
        await desk.press("down", "space")  # the arrows go into the rows, where Space marks
        assert [order.order_no for order in desk.screen.marked.values()] == ["SF7002"]
        await desk.press("delete")
        await desk.press("ctrl+f", "2")
        assert "SF7002" in desk.full() and "SF7003" not in desk.full()
        await desk.press("ctrl+f", "1", "home", "space", "space", "ctrl+t")
        assert "这 2 单" in desk.full()
        await desk.press("1")
        assert sorted(flags(stocked).values()).count(Flag.RED) == 2
        assert "2 单已标红旗" in desk.full()
        await desk.press("ctrl+z")
        assert Flag.RED not in flags(stocked).values()
        assert isinstance(desk.screen, OrderFinder)
        assert "已撤销" in desk.full() and "2 单已标红旗" not in desk.full()
