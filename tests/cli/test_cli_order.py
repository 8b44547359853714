"""`cs-console order` and `cs-console promise`: what they print and how they end."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from cs_console.domain.entities import Actor, Order, OrderLine
from cs_console.domain.vocabulary import OrderStatus, Platform
from cs_console.services.facade import Services

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def orders(services: Services) -> None:
    """Two platforms sharing number 7, and one order of its own."""
    with services.context.uow.write(Actor("导入"), "intake.file") as uow:
        for number, platform in (("7", Platform.TAOBAO), ("7", Platform.JD), ("SF1", Platform.TAOBAO)):
            stored = uow.add(
                Order(
                    platform=platform, order_no=number, status=OrderStatus.PAID,
                    platform_status="买家已付款，等待卖家发货", buyer_nick="chen88", goods="四件套", paid_fen=31000,
                    receiver="陈小明", phone="13812345678", address="浙江省杭州市余杭区 某路1号",
                    ordered_at=datetime(2026, 6, 13, tzinfo=UTC),
                )
            )  # fmt: skip
            uow.add(OrderLine(order_id=stored.id, line_key="1", title="四件套", quantity=1, price_fen=31000))


def document(text: str) -> Any:
    return json.loads(text)


@pytest.mark.usefixtures("orders")
def test_show_prints_tokens_masked_values_and_local_times(run: Run) -> None:
    code, out, err = run("order", "show", "SF1", "--json")
    row = document(out)
    assert (code, err) == (0, "")
    assert list(row)[:2] == ["order_no", "platform"]
    assert (row["status"], row["platform_status"], row["flag"]) == ("paid", "买家已付款，等待卖家发货", "grey")
    assert (row["receiver"], row["phone"], row["paid_fen"]) == ("陈*", "138****5678", 31000)
    assert row["ordered_at"] == "2026-06-13T08:00:00+08:00"
    assert row["remark_limit"] == 1000 and row["lines"][0]["title"] == "四件套"


@pytest.mark.usefixtures("orders")
def test_x1_unmasking_is_asked_for_and_recorded(run: Run) -> None:
    assert document(run("order", "show", "SF1", "--unmask", "--json")[1])["phone"] == "13812345678"
    history = document(run("order", "history", "SF1", "--json")[1])
    assert (history[0]["act"], history[0]["by"]) == ("buyer.unmask", "张敏")
    assert "138****5678" in run("order", "show", "SF1")[1]


@pytest.mark.usefixtures("orders")
def test_an_unknown_order_ends_with_1_and_says_how_to_mend_it(run: Run) -> None:
    for command in (("show",), ("check",), ("history",), ("undo",), ("remark",), ("flag",)):
        more = ("x",) if command[0] in ("remark", "flag") else ()
        wanted = ("red",) if command[0] == "flag" else more
        code, out, err = run("order", *command, "nix", *wanted)
        assert (code, out) == (1, "") and err.startswith("error: ") and " — " in err and "nix" in err


@pytest.mark.usefixtures("orders")
def test_a_shared_number_needs_its_platform(run: Run) -> None:
    code, _, err = run("order", "show", "7")
    assert code == 1 and "taobao" in err and "jd" in err and "--platform" in err
    assert document(run("order", "show", "7", "--platform", "jd", "--json")[1])["platform"] == "jd"


@pytest.mark.usefixtures("orders")
def test_list_is_a_bare_array_with_filters_and_limit(run: Run) -> None:
    assert len(document(run("order", "list", "--json")[1])) == 3
    assert len(document(run("order", "list", "--json", "--limit", "2")[1])) == 2
    assert [row["order_no"] for row in document(run("order", "list", "sf", "--json")[1])] == ["SF1"]
    assert document(run("order", "list", "--flag", "红", "--json")[1]) == []
    assert run("order", "list", "--flag", "red")[0] == 0
    assert len(document(run("order", "list", "--platform", "jd", "--status", "paid", "--json")[1])) == 1


@pytest.mark.usefixtures("orders")
def test_remark_appends_in_the_form_and_the_ledger_follows(run: Run) -> None:
    run("order", "remark", "SF1", "送礼物一份，发申通")
    row = document(run("order", "remark", "SF1", "已核对", "--json", agent="蔡蔡")[1])
    assert row["remark"].startswith("张敏 送礼物一份，发申通 20") and "；蔡蔡 已核对 " in row["remark"]
    assert row["promise"] is None
    promises = {one["kind"]: one for one in document(run("promise", "list", "--json")[1])}
    assert {kind: one["text"] for kind, one in promises.items()} == {"gift": "送礼物一份", "courier": "发申通"}
    promise = promises["gift"]
    assert (promise["order_no"], promise["agent"]) == ("SF1", "张敏")
    assert run("promise", "done", str(promise["id"]), "--note", "已寄")[0] == 0
    code, _, err = run("promise", "broken", str(promise["id"]), "--reason", "忘了")
    assert code == 1 and "张敏" in err
    assert [one["kind"] for one in document(run("promise", "list", "--json")[1])] == ["courier"]
    assert document(run("promise", "list", "--state", "done", "--json")[1])[0]["outcome"] == "已寄"


@pytest.mark.usefixtures("orders")
def test_r5_a_remark_too_long_says_by_how_much(run: Run) -> None:
    code, _, err = run("order", "remark", "SF1", "--replace", "备" * 334)
    assert code == 1 and "1002" in err and "2 字节" in err


@pytest.mark.usefixtures("orders")
def test_flag_and_undo(run: Run) -> None:
    assert document(run("order", "flag", "SF1", "3", "--json")[1])["flag"] == "green"
    assert document(run("order", "undo", "SF1", "--json")[1])["flag"] == "grey"
    code, _, err = run("order", "undo", "SF1")
    assert code == 1 and "SF1" in err
    rows = document(run("order", "flag", "SF1", "紫", "--also", "7", "--platform", "taobao", "--json")[1])
    assert [row["flag"] for row in rows] == ["purple", "purple"]
    code, _, err = run("order", "undo", "SF1", agent="李丽")
    assert code == 1 and "张敏" in err
    assert run("order", "flag", "SF1", "粉")[0] == 1


@pytest.mark.usefixtures("orders")
def test_check_prints_what_the_data_answers(run: Run) -> None:
    facts = document(run("order", "check", "SF1", "--json")[1])
    assert facts["list"] == "o2" and facts["checks"][0]["key"] == "message"
    code, out, _ = run("order", "check", "SF1")
    assert code == 0 and "买家留言" in out and "check." not in out


@pytest.mark.usefixtures("orders")
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_text_for_people_is_in_the_catalogue(run: Run, language: str) -> None:
    run("order", "remark", "SF1", "送礼物一份")
    for command in (
        ("order", "list"), ("order", "show", "SF1"), ("order", "check", "SF1"), ("order", "history", "SF1"),
        ("promise", "list"), ("order", "undo", "SF1"), ("promise", "list"), ("order", "--help"), ("promise", "--help"),
    ):  # fmt: skip
        code, out, err = run("--lang", language, *command)
        assert code == 0 and err == ""
        for prefix in ("order.", "check.", "cli.", "promise.", "act."):
            assert prefix not in out


def test_wrong_usage_ends_with_2(run: Run) -> None:
    assert run("order", "show")[0] == 2
    assert run("order", "list", "--status", "nix")[0] == 2
    assert run("promise", "done", "x")[0] == 2
