"""Goods while talking: found by what the buyer says, floor for the agent, related goods into the reply (G1–G3, O3)."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from cs_console.domain.entities import Actor, Order, OrderLine
from cs_console.domain.goods import Goods
from cs_console.domain.price_changes import PriceApplication
from cs_console.services.facade import Services
from cs_console.text.width import cell_width
from cs_console.tui.acts.goods_import import typed_path
from cs_console.tui.screens.goods_card import REST, GoodsFinder, GoodsScreen

pytestmark = pytest.mark.slow


@pytest.fixture
def stocked(shop: Services) -> Services:
    """Three articles; one is on Mr Chen's order and goes with another."""
    with shop.context.uow.write(Actor("导入"), "goods.import") as uow:
        order = uow.find(Order)[0]
        uow.add(OrderLine(order_id=order.id, line_key="1", title="纯棉四件套", sku="S1", quantity=2, price_fen=15000))
        uow.add(Goods(key="S1", code="S1", title="纯棉四件套", kind="四件套", colour="灰色", price_fen=15000,
                      floor_fen=12000, related=("Z1",), colour_difference="实物略深", stock_note="剩20套"))  # fmt: skip
        uow.add(Goods(key="Z1", code="Z1", title="全棉枕套", kind="枕套", brand="暖屋", price_fen=3900, floor_fen=3000))
        uow.add(Goods(key="B1", code="B1", title="保温杯", kind="杯子", origin="永康", price_fen=7900))
    return shop


async def found(desk: Any, text: str) -> list[str]:
    """Type a description and wait for its answer."""
    screen = desk.screen
    assert isinstance(screen, GoodsFinder)
    screen.query_one("#goods-query").put("")
    await desk.type(text)
    for _ in range(200):
        await desk.pilot.pause(REST / 5)
        await desk.settle()
        if screen.shown_for == text:
            break
    source = screen.rows.source
    return [one.goods.title for one in source.fetch(0, source.count)]


@pytest.mark.parametrize("size", [(120, 36), (80, 24)], ids=["wide", "narrow"])
async def test_found_by_description_and_what_goes_with_it_is_one_key_from_the_reply(
    stocked: Services, seat: Any, size: tuple[int, int]
) -> None:
    async with seat(size=size) as desk:
        await desk.press("2", "ctrl+a")
        await desk.settle()
        shown = desk.full()
        assert "本单" in shown and "底 ¥120.00 内部" in shown and "实物略深" in shown and "剩20套" in shown
        assert all(cell_width(line) <= size[0] for line in desk.grid())
        assert (await found(desk, "有没有暖屋的枕套"))[0] == "全棉枕套"
        assert (await found(desk, "yongkang"))[0] == "保温杯"
        assert (await found(desk, "灰色四件套"))[0] == "纯棉四件套"
        await desk.press("ctrl+r")
        assert "全棉枕套（¥39.00）" in desk.full()
        await desk.press("ctrl+s")
        assert "全棉枕套（¥39.00）" in desk.clip.texts[0] and "30.00" not in desk.clip.texts[0]


async def test_enter_opens_the_first_article_found_also_before_it_is_shown(stocked: Services, seat: Any) -> None:
    """Rule G2: while the agent keeps talking; what was typed last counts, not what stood there before."""
    async with seat() as desk:
        await desk.press("2", "ctrl+a")
        await desk.settle()
        await desk.type("yongkang")
        await desk.press("enter")
        await desk.settle()
        assert isinstance(desk.screen, GoodsScreen)
        assert "保温杯" in desk.full() and "永康" in desk.full()


async def test_the_orders_article_opens_from_its_pane_and_a_special_price_is_asked_there(
    stocked: Services, seat: Any
) -> None:
    async with seat() as desk:
        await desk.press("2", "f4", "8")
        assert isinstance(desk.screen, GoodsScreen)
        shown = desk.full()
        assert "S1" in shown and "两句色差声明" in shown and "全棉枕套" in shown
        await desk.press("3")
        await desk.type("10")
        await desk.press("enter")
        assert "10 件可先报 ¥1350.00" in desk.full()
        await desk.press("4")
        await desk.type("110")
        await desk.press("enter")
        await desk.press("enter")
        await desk.type("要三十套")
        await desk.press("enter")
        with stocked.context.uow.read() as uow:
            (asked,) = uow.find(PriceApplication)
        assert (asked.goods_title, asked.asked_fen, asked.buyer) == ("纯棉四件套", 11000, "陈先生")
        assert desk.screen.goods_id == 1
        await desk.press("5")  # what goes with it has a card of its own
        assert desk.screen.card.goods.title == "全棉枕套"


async def test_g1_a_lead_takes_a_file_of_goods_in_and_reads_what_was_refused(
    stocked: Services, seat: Any, tmp_path: Path
) -> None:
    """By its path, row by row; one act that undo takes back; an agent is told whose business it is."""
    sheet = tmp_path / "新 商品.csv"
    sheet.write_text("商家编码,商品名称,售价\nN1,浴巾,39.00\nN2,毛巾,九块\n", "utf-8")
    async with seat(agent="王组长") as desk:
        desk.main.action_command("goods.import")
        await desk.settle()
        await desk.type("/nowhere.csv")
        await desk.press("enter")
        assert "没有这个文件" in desk.full()
        desk.screen.query_one("#ask-path").put(f"'{sheet}'")
        await desk.press("enter")
        await desk.settle()
        shown = desk.full()
        assert "第 3 行" in shown and "九块" in shown
        assert [one.title for one in stocked.goods.find(Actor("王组长", "lead"), "浴巾").goods][:1] == ["浴巾"]
        await desk.press("escape", "ctrl+z")
        await desk.settle()
        assert "浴巾" not in [one.title for one in stocked.goods.find(Actor("王组长", "lead"), "浴巾").goods]
    async with seat() as desk:
        desk.main.action_command("goods.import")
        await desk.settle()
        assert desk.app.screen is desk.main and "组长" in desk.toast


@pytest.mark.parametrize(
    "text",
    ["{0}", " '{0}' ", '"{0}"', "file://{1}", "{2}"],
    ids=["plain", "quoted", "double", "address", "escaped"],
)
def test_a_path_is_read_as_people_bring_it(tmp_path: Path, text: str) -> None:
    path = tmp_path / "新 商品.csv"
    forms = (str(path), quote(str(path)), str(path).replace(" ", "\\ "))
    assert typed_path(text.format(*forms)) == path
