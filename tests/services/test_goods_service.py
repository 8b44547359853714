"""Goods through the service on a real store (rules G1–G3)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from shop_floor import order

from cs_console.domain.entities import Actor, OrderLine
from cs_console.errors import NotFound, Refused
from cs_console.services.facade import Services
from cs_console.services.goods import GoodsFilter

FILE = """商家编码,商品名称,品牌,产地,颜色,品类,色差,售价,最低销售价,关联商品,库存说明
A1,水洗棉四件套,暖屋,江苏南通,雾霾蓝,四件套,轻微,199,150,B2、Z9,30套
B2,全棉枕套,暖屋,河北高阳,奶茶灰,枕套,,39,25,,
C3,夏凉被,眠雅,江苏南通,海盐蓝,被子,,169,120,,
"""


@pytest.fixture
def admin(actor: Callable[..., Actor]) -> Actor:
    return actor("管理员")


@pytest.fixture
def zhang(actor: Callable[..., Actor]) -> Actor:
    return actor("张敏")


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "goods.csv"
    path.write_text(FILE, "utf-8")
    return path


@pytest.fixture
def stocked(services: Services, admin: Actor, sheet: Path) -> Services:
    services.goods.import_file(admin, sheet)
    return services


def test_g1_the_same_file_twice_changes_nothing(services: Services, admin: Actor, sheet: Path) -> None:
    first, second = services.goods.import_file(admin, sheet), services.goods.import_file(admin, sheet)
    assert (first.read, first.new, first.updated, first.unchanged) == (3, 3, 0, 0)
    assert (second.new, second.updated, second.unchanged, second.act_id) == (0, 0, 3, 0)


def test_g1_a_newer_file_changes_what_it_says_and_leaves_the_rest(stocked: Services, admin: Actor, sheet: Path) -> None:
    sheet.write_text("code,title,floor\nA1,水洗棉四件套,140\nD4,新品,9\n", "utf-8")
    report = stocked.goods.import_file(admin, sheet)
    card = stocked.goods.get(admin, "A1")
    assert (report.new, report.updated) == (1, 1)
    assert (card.floor_fen, card.brand, card.price_fen) == (14000, "暖屋", 19900)


def test_g1_an_import_is_one_act_that_undo_takes_back(stocked: Services, admin: Actor, sheet: Path) -> None:
    sheet.write_text("code,title,floor\nA1,改名,1\nD4,新品,9\n", "utf-8")
    report = stocked.goods.import_file(admin, sheet)
    stocked.journal.undo(admin, report.act_id)
    assert stocked.goods.get(admin, "A1").title == "水洗棉四件套"
    with pytest.raises(NotFound):
        stocked.goods.get(admin, "D4")


def test_g1_goods_that_came_without_a_code_keep_their_card_when_it_comes(
    services: Services, admin: Actor, sheet: Path
) -> None:
    sheet.write_text("title,brand\n夏凉被,眠雅\n", "utf-8")
    services.goods.import_file(admin, sheet)
    before = services.goods.get(admin, "夏凉被")
    sheet.write_text("code,title\nC3,夏凉被\n", "utf-8")
    report = services.goods.import_file(admin, sheet)
    assert (report.new, report.updated) == (0, 1)
    assert services.goods.get(admin, "C3").id == before.id


def test_g1_only_leads_and_admins_edit_the_cards(services: Services, zhang: Actor, sheet: Path) -> None:
    with pytest.raises(Refused) as refused:
        services.goods.import_file(zhang, sheet)
    assert refused.value.code == "role.lead_only"
    assert services.goods.find(zhang).goods == ()


def test_g1_rejects_stand_beside_and_unknown_relations_are_said(services: Services, admin: Actor, sheet: Path) -> None:
    sheet.write_text(FILE + "D4,坏,,,,,,abc,,,\n", "utf-8")
    report = services.goods.import_file(admin, sheet)
    assert (report.new, len(report.rejects)) == (3, 1)
    assert report.reject_file is not None and "abc" in report.reject_file.read_text("utf-8-sig")
    assert ("goods.notice.related", {"codes": "Z9", "count": "1"}) in report.notices


def test_g2_both_ways_between_brand_and_origin(stocked: Services, zhang: Actor) -> None:
    assert dict(stocked.goods.find(zhang, "暖屋").traits)["origin"] == (("江苏南通", 1), ("河北高阳", 1))
    from_origin = stocked.goods.find(zhang, "南通")
    assert {one.code for one in from_origin.goods} == {"A1", "C3"}
    only = stocked.goods.find(zhang, "南通", chosen=GoodsFilter(brand="眠雅"))
    assert [one.code for one in only.goods] == ["C3"]
    assert [one.code for one in stocked.goods.find(zhang, chosen=GoodsFilter(origin="江蘇南通")).goods] == ["C3", "A1"]


def test_g2_a_buyers_sentence_names_the_article(stocked: Services, zhang: Actor) -> None:
    assert stocked.goods.mentioned(zhang, "你们家那个蓝色的夏凉被还有货吗")[0].code == "C3"


@pytest.mark.parametrize(("name", "floor"), [("张敏", 15000), ("王组长", 15000), ("仓库小周", None), ("", None)])
def test_g3_the_floor_is_shown_to_agents_only(
    stocked: Services, actor: Callable[..., Actor], name: str, floor: int | None
) -> None:
    viewer = actor(name) if name else Actor("")
    card = stocked.goods.card(viewer, stocked.goods.get(viewer, "A1").id)
    assert card.goods.floor_fen == floor
    assert (card.related[0].floor_fen is None) is (floor is None)
    assert (card.goods.stock_note == "") is (floor is None)


def test_g3_the_sentence_for_the_reply_names_related_goods_and_no_floor(stocked: Services, zhang: Actor) -> None:
    text = stocked.goods.related_text(stocked.goods.get(zhang, "A1").id)
    assert "全棉枕套" in text and "¥39.00" in text and "水洗棉四件套" in text
    assert "25" not in text and "150" not in text and "30套" not in text and "{" not in text
    with pytest.raises(Refused):
        stocked.goods.related_text(stocked.goods.get(zhang, "B2").id)


def test_p7_colour_sensitive_goods_ask_for_both_statements(stocked: Services, zhang: Actor) -> None:
    assert stocked.goods.card(zhang, stocked.goods.get(zhang, "A1").id).colour_sensitive
    assert not stocked.goods.card(zhang, stocked.goods.get(zhang, "B2").id).colour_sensitive


def test_g1_an_orders_lines_show_their_cards(stocked: Services, zhang: Actor) -> None:
    bought = order(stocked)
    with stocked.context.uow.write(Actor("导入"), "intake.file") as uow:
        uow.add(OrderLine(order_id=bought.id, line_key="1", sku="c3", title="别的名字"))
        uow.add(OrderLine(order_id=bought.id, line_key="2", position=1, title="没见过"))
    known, unknown = stocked.goods.of_order(zhang, bought.id)
    assert known.goods is not None and known.goods.code == "C3" and unknown.goods is None


def test_g2_what_only_shares_a_sign_is_no_answer(services: Services, admin: Actor, sheet: Path) -> None:
    """Asked for Hangzhou, goods from Guangzhou are not shown beside; a list by hand says where things come from."""
    sheet.write_text(
        "款号,名称,品牌,产地,备货天数,不支持无理由,关联款号\nA1,羽绒被,暖屋,浙江杭州,3天,是,A2\nA2,亚麻裤,汗青,广东广州,,否,\n",
        "utf-8",
    )
    report = services.goods.import_file(admin, sheet)
    assert report.notices == () and report.new == 2
    card = services.goods.get(admin, "A1")
    assert (card.lead_time, card.no_return, card.related) == ("3天", True, ("A2",))
    assert [one.code for one in services.goods.find(admin, "杭州").goods] == ["A1"]
