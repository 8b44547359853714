"""Registers from the palette: read, narrowed, exported, each row followed to where it happened (rule K2)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cs_console.domain.vocabulary import Flow
from cs_console.services.facade import Services
from cs_console.services.registers import REGISTERS
from cs_console.text.width import cell_width
from cs_console.tui.acts.registers import NAMES

pytestmark = pytest.mark.slow


def test_every_register_is_offered() -> None:
    assert set(NAMES) == set(REGISTERS)


@pytest.mark.parametrize("size", [(120, 36), (80, 24)])
async def test_a_register_is_read_exported_and_leads_to_its_order(
    shop: Services, seat: Any, zhang: Any, workspace: Any, size: Any
) -> None:
    order = shop.orders.find("SF202406137731")
    shop.cases.open(zhang(), order.id, Flow.RETURN)
    async with seat(size=size) as desk:
        await desk.press("3")
        for number, name in ((1, NAMES[0]), (9, NAMES[8])):
            await desk.press("ctrl+p")
            await desk.type("登记表")
            await desk.press("enter", str(number))
            assert all(cell_width(line) <= size[0] for line in desk.grid()), name
            assert desk.screen.name_of_register == name
            await desk.press("escape")
        await desk.press("ctrl+p")
        await desk.type("登记表")
        await desk.press("enter", "4")
        assert "SF2024" in desk.full()
        for digit, form in enumerate(("xlsx", "csv", "json"), 1):
            await desk.press("insert", str(digit))
            assert f".{form}" in desk.full()
        [written] = (workspace.exports).glob("退货登记表-*.json")
        [row] = json.loads(written.read_text("utf-8"))
        assert row["order_no"] == order.order_no and row["buyer"] != order.buyer_nick  # nicks are masked in files (X1)
        assert len(list(workspace.exports.iterdir())) == 3
        await desk.type("没有这样的")
        assert "SF202406137731" not in desk.full()
        for _ in range(5):
            await desk.press("backspace")
        await desk.press("enter")
        assert desk.main.deck.state.order.id == order.id


async def test_a_lost_inquiry_leads_to_its_talk(shop: Services, seat: Any, zhang: Any) -> None:
    lost = shop.queue.next(zhang())
    shop.queue.lose(zhang(), lost.id, "price")
    async with seat() as desk:
        await desk.press("ctrl+p")
        await desk.type("登记表")
        await desk.press("enter", "1", "enter")
        assert desk.main.deck.state.detail.inquiry.id == lost.id
        assert "含已结" in desk.full()
    asked = shop.queue.next(zhang())
    shop.gaps.add(zhang(), "四件套能机洗吗", inquiry_id=asked.id)
    async with seat(agent="王组长") as desk:
        await desk.press("ctrl+p")
        await desk.type("lead.desk")
        await desk.press("enter", "ctrl+o", "5", "8")
        assert "疑难问题" in desk.full() and "Enter 看对话" in desk.full()
        await desk.press("enter")
        assert desk.main.deck.state.detail.inquiry.id == asked.id


async def test_a_buyer_of_the_register_opens_on_their_card(shop: Services, seat: Any) -> None:
    async with seat() as desk:
        await desk.press("ctrl+p")
        await desk.type("登记表")
        await desk.press("enter", "end", "enter")
        assert desk.screen.name_of_register == "buyers"
        row = desk.screen.chosen_row
        await desk.press("enter")
        assert desk.screen.buyer_id == row["id"]
        assert row["buyer"] in desk.full()


async def test_reasons_of_returns_come_summed_up_with_their_shares(shop: Services, seat: Any, zhang: Any) -> None:
    """Rule K2: top three and shares first, from a figure to its rows and back."""
    view = shop.cases.open(zhang(), shop.orders.find("SF202406137731").id, Flow.RETURN)
    for key, fields in (("apology", {}), ("window", {}), ("reason", {"reason": "size"})):
        shop.cases.step(zhang(), view.case.id, key, fields)
    async with seat(size=(80, 24)) as desk:
        await desk.press("ctrl+p")
        await desk.type("登记表")
        await desk.press("enter", "3")
        assert "100.0%" in desk.full() and "尺寸、规格不合适" in desk.full()
        await desk.press("enter")
        assert "SF202406137731" in desk.full() and "100.0%" not in desk.full()
        await desk.press("escape")
        assert "100.0%" in desk.full()
        await desk.press("escape")
        assert desk.screen is desk.main
