"""Goods cards: joined to order lines, found both ways, floor kept inside (rules G1–G3)."""

from __future__ import annotations

import pytest

from cs_console.adapters.goods import GoodsIndex
from cs_console.domain.entities import OrderLine
from cs_console.domain.goods import Goods, Shelf, key_of, keywords, public, search_texts, tallied

SET = Goods(
    id=1, key="SJ1", code="SJ1", title="水洗棉 四件套", codes=("SJ1-01", "690001"), kind="四件套", brand="暖屋",
    origin="江苏南通", colour="雾霾蓝", spec="1.8m", price_fen=19900, floor_fen=15000, related=("ZX3", "??", "SJ1"),
    stock_note="30 套", notes="内部",
)  # fmt: skip
PILLOW = Goods(id=2, key="ZX3", code="ZX3", title="枕套", kind="枕套", brand="暖屋", origin="河北高阳", colour="奶茶灰")
QUILT = Goods(id=3, key="被子", title="夏凉被", kind="被子", brand="眠雅", origin="江苏南通", colour="海盐蓝")
SHELF = Shelf((SET, PILLOW, QUILT))


@pytest.mark.parametrize(
    ("line", "card"),
    [
        ({"sku": "SJ1"}, SET), ({"sku": "sj1-01"}, SET), ({"sku": " 690001 "}, SET),
        ({"sku": "nix", "title": "水洗棉四件套"}, SET), ({"title": "夏凉被"}, QUILT), ({"title": "夏凉被加厚"}, None),
        ({"sku": "", "title": ""}, None), ({"sku": "nix", "title": "别的"}, None),
    ],
)  # fmt: skip
def test_g1_a_line_is_joined_by_code_else_by_its_whole_title(line: dict[str, str], card: Goods | None) -> None:
    assert SHELF.of_line(OrderLine(order_id=1, line_key="1", **line)) is card


def test_g1_two_cards_never_answer_to_one_code() -> None:
    rival = Goods(id=9, key="X", code="X", codes=("SJ1",))
    assert Shelf((SET, rival)).of_code("SJ1") is SET


def test_g3_related_goods_leave_out_unknown_codes_and_the_article_itself() -> None:
    assert SHELF.related(SET) == (PILLOW,)


def test_g3_what_is_for_agents_only_is_gone_from_the_public_card() -> None:
    shown = public(SET)
    assert (shown.floor_fen, shown.stock_note, shown.notes) == (None, "", "")
    assert (shown.price_fen, shown.title) == (SET.price_fen, SET.title)


def test_g3_the_floor_is_nothing_one_can_search_by() -> None:
    assert not [text for text in search_texts(SET) if "内部" in text or "150" in text or "30 套" in text]


def test_g2_from_a_brand_to_its_origins_commonest_first() -> None:
    assert tallied((SET, PILLOW, QUILT), "origin") == (("江苏南通", 2), ("河北高阳", 1))
    assert tallied((SET, PILLOW, QUILT), "edition") == ()


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("蓝色的被子有没有？", "蓝色 被子"), ("请问你们家南通的四件套呢", "南通 四件套"), ("四件套", "四件套"),
        ("吗", ""),
    ],
)  # fmt: skip
def test_g2_small_words_describe_nothing(said: str, left: str) -> None:
    assert keywords(said) == left


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("南通 四件套", 1), ("四件套 南通", 1), ("蓝色 被子", 3), ("蓝色被子", 3), ("灰色 枕套", 2),
        ("nantong sijiantao", 1), ("眠雅", 3), ("690001", 1), ("xlb", 3), ("江苏南通 被子", 3),
    ],
)  # fmt: skip
def test_g2_found_by_type_colour_brand_origin_in_any_words(query: str, first: int) -> None:
    assert GoodsIndex((SET, PILLOW, QUILT)).find(query, 5)[0][0] == first


def test_g1_without_a_code_the_title_tells_goods_apart() -> None:
    assert key_of("", "夏凉 被") == key_of("", "夏凉被") != key_of("夏", "夏凉被")
    assert key_of(" ", " ") == ""
