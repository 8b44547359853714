"""`cs-console buyer`, `goods`, `price` and `order check --step`: what they print and how they end."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from cs_console.domain.entities import Actor, Buyer, Order, OrderLine
from cs_console.domain.vocabulary import OrderStatus, Platform
from cs_console.services.facade import Services

pytestmark = pytest.mark.slow

Run = Callable[..., tuple[int, str, str]]
FILE = "code,title,brand,origin,price,floor,related\nA,四件套,暖屋,江苏南通,100,80,B\nB,枕套,暖屋,河北高阳,39,25,\n"


@pytest.fixture
def shop(services: Services) -> None:
    """A buyer with two nicks, an unpaid order of two pieces."""
    with services.context.uow.write(Actor("导入"), "intake.file") as uow:
        fish = uow.add(Buyer(platform=Platform.TAOBAO, nick="小鱼", name="陈小明", phone="13812345678"))
        uow.add(Buyer(platform=Platform.JD, nick="jd_fish"))
        order = uow.add(
            Order(
                platform=Platform.TAOBAO, order_no="7", status=OrderStatus.UNPAID, buyer_id=fish.id, buyer_nick="小鱼",
                goods_fen=20000, freight_fen=0, address="浙江省杭州市 某路1号",
                ordered_at=datetime(2026, 6, 13, tzinfo=UTC),
            )
        )  # fmt: skip
        uow.add(OrderLine(order_id=order.id, line_key="1", sku="A", title="四件套", quantity=2, price_fen=10000))


@pytest.fixture
def goods(run: Run, tmp_path: Path) -> Path:
    path = tmp_path / "goods.csv"
    path.write_text(FILE, "utf-8")
    assert run("goods", "import", str(path), agent="管理员")[0] == 0
    return path


def rows(result: tuple[int, str, str]) -> Any:
    assert result[0] == 0, result
    return json.loads(result[1])


@pytest.mark.usefixtures("shop")
def test_c1_buyer_list_show_merge_split_and_edit(run: Run) -> None:
    assert {row["nick"] for row in rows(run("buyer", "list", "--json"))} == {"小鱼", "jd_fish"}
    run("buyer", "merge", "小鱼", "jd_fish")
    (row,) = rows(run("buyer", "list", "--json"))
    assert (row["nick"], row["orders"], row["name"], row["phone"]) == ("小鱼", 1, "陈*", "138****5678")
    assert row["nicks"] == [{"platform": "taobao", "nick": "小鱼"}, {"platform": "jd", "nick": "jd_fish"}]
    edited = rows(run("buyer", "edit", "jd_fish", "--group", "VIP", "--tag", "老客", "--json"))
    assert (edited["group"], edited["tags"]) == ("VIP", ["老客"])
    shown = rows(run("buyer", "show", "jd_fish", "--json"))
    assert [one["order_no"] for one in shown["order_rows"]] == ["7"] and "private" not in shown
    run("buyer", "split", "jd_fish")
    assert len(rows(run("buyer", "list", "--json"))) == 2
    assert rows(run("buyer", "list", "没有", "--json")) == []


@pytest.mark.usefixtures("shop")
def test_x1_unmask_prints_and_records(run: Run, services: Services) -> None:
    assert rows(run("buyer", "unmask", "小鱼", "--json"))["phones"] == ["13812345678"]
    assert rows(run("buyer", "show", "小鱼", "--unmask", "--json"))["private"]["names"] == ["陈小明"]
    assert "12345678" not in run("buyer", "show", "小鱼")[1]
    assert [event.act for event in services.journal.history("Buyer", 1)][:2] == ["buyer.unmask"] * 2


def test_an_unknown_nick_ends_with_1_and_how_to_mend_it(run: Run) -> None:
    code, out, err = run("buyer", "show", "谁")
    assert (code, out) == (1, "") and "谁" in err and " — " in err


def test_g1_import_reports_and_ends_with_1_on_rejects(run: Run, goods: Path) -> None:
    again = rows(run("goods", "import", str(goods), "--json", agent="管理员"))
    assert (again["new"], again["unchanged"], again["rejected"]) == (0, 2, 0)
    goods.write_text(FILE + "C,坏,,,x,,\n", "utf-8")
    code, out, _ = run("goods", "import", str(goods), "--json", agent="管理员")
    report = json.loads(out)
    assert code == 1 and report["rejects"][0]["code"] == "goods.reject.money" and report["rejects"][0]["row"] == 4
    assert run("goods", "import", str(goods))[0] == 1, "agents do not edit cards"


@pytest.mark.usefixtures("goods")
def test_g2_find_show_traits_and_related(run: Run) -> None:
    assert [row["code"] for row in rows(run("goods", "find", "nantong", "--json"))] == ["A"]
    traits = rows(run("goods", "find", "暖屋", "--traits", "--json"))
    assert {one["value"] for one in traits["origin"]} == {"江苏南通", "河北高阳"}
    card = rows(run("goods", "show", "a", "--json"))
    assert (card["floor_fen"], card["related_goods"][0]["code"]) == (8000, "B")
    assert rows(run("goods", "show", "a", "--json", agent="仓库小周"))["floor_fen"] is None
    assert "枕套" in rows(run("goods", "related", "A", "--json"))["text"]
    assert "¥80.00" in run("goods", "show", "A")[1] and rows(run("goods", "find", "飞机", "--json")) == []


@pytest.mark.usefixtures("shop", "goods")
def test_o3_apply_answer_change(run: Run) -> None:
    assert rows(run("price", "show", "7", "--json"))["floor_fen"] == 16000
    code, out, err = run("price", "change", "7", "150")
    assert (code, out) == (1, "") and "price apply" in err
    asked = rows(run("price", "apply", "150", "--order", "7", "--reason", "老客", "--json"))
    assert (asked["state"], asked["asked_fen"], asked["applicant"]) == ("open", 15000, "张敏")
    assert run("price", "answer", str(asked["id"]), "approve", "--reason", "好")[0] == 1
    answered = rows(run("price", "answer", str(asked["id"]), "approve", "--reason", "好", "--json", agent="王组长"))
    assert (answered["state"], answered["granted_fen"]) == ("approved", 15000)
    changed = rows(run("price", "change", "7", "¥150.00", "--json"))
    assert changed["used_applications"] == [asked["id"]] and "改价为¥150.00" in changed["remark"]
    assert [one["state"] for one in rows(run("price", "list", "--json"))] == ["used"]
    assert rows(run("price", "list", "--state", "open", "--json")) == []
    assert rows(run("price", "offer", "A", "10", "--json"))["offer_fen"] == 90000


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize(
    "arguments",
    [("apply", "150", "--reason", "x"), ("change", "7", "便宜点"), ("answer", "1", "maybe", "--reason", "x")],
)
def test_wrong_usage_ends_with_2(run: Run, arguments: tuple[str, ...]) -> None:
    assert run("price", *arguments)[0] == 2


@pytest.mark.usefixtures("shop")
def test_o1_a_step_is_kept_and_shown(run: Run) -> None:
    before = rows(run("order", "check", "7", "--json"))
    ticked = rows(run("order", "check", "7", "--step", "price", "--note", "已确认", "--json"))
    (price,) = [one for one in ticked["checks"] if one["key"] == "price"]
    assert (price["state"], price["by"], price["note"], price["stale"]) == ("done", "张敏", "已确认", False)
    assert ticked["open"] == before["open"] - 1
    assert "张敏" in run("order", "check", "7")[1]
    assert run("order", "check", "7", "--step", "price", "--as", "problem")[0] == 1
