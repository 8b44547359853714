"""Checks before payment and before shipping (rules O1–O3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cs_console.domain.checks import Check, Facts, checklist, freight_due, price_bounds, undeliverable_area
from cs_console.domain.entities import Order, OrderLine, Promise
from cs_console.domain.goods import Goods
from cs_console.domain.policy.pricing import PricingPolicy
from cs_console.domain.policy.shop import ShopPolicy
from cs_console.domain.price_changes import PriceApplication, PriceState
from cs_console.domain.vocabulary import Flag, OrderStatus, Platform, PromiseState, StepState

SHOP = ShopPolicy()
UNPAID = Order(
    id=1, platform=Platform.TAOBAO, order_no="1", status=OrderStatus.UNPAID, quantity=2, goods="四件套",
    goods_fen=10000, freight_fen=0, receiver="陈某", phone="13800001111", address="浙江省杭州市余杭区 某路1号",
)  # fmt: skip
LINE = OrderLine(order_id=1, line_key="1", quantity=2, price_fen=5000)


NOW = datetime(2026, 6, 14, tzinfo=UTC)
CARD = Goods(id=5, key="A", code="A", price_fen=5000, floor_fen=4000)
ASKED = PriceApplication(
    id=3, order_id=1, asked_fen=7000, reason="老客", applicant="张敏", applied_at=NOW, due_at=NOW, answered_by="王组长"
)


def seen(
    order: Order, lines: tuple[OrderLine, ...] = (LINE,), promises: tuple[Promise, ...] = (), **more: Any
) -> dict[str, Check]:
    facts = Facts(order, lines, promises, SHOP, PricingPolicy(), frozenset({Flag.RED, Flag.GREEN}), **more)
    return {check.key: check for check in checklist(facts).checks}


def test_o1_and_o2_look_in_the_order_of_the_rule_books() -> None:
    assert list(seen(UNPAID)) == ["message", "remark", "items", "freight", "area", "price"]
    paid = replace(UNPAID, status=OrderStatus.PAID)
    assert list(seen(paid)) == ["message", "remark", "waybill", "items", "goods", "tracking"]
    assert not seen(replace(UNPAID, status=OrderStatus.SHIPPED))


@pytest.mark.parametrize(
    ("changes", "key", "code", "state"),
    [
        ({"buyer_message": "改地址"}, "message", "message_read", StepState.TODO),
        ({}, "message", "message_none", StepState.DONE),
        ({"remark": "张敏 送礼"}, "remark", "remark_read", StepState.TODO),
        ({"remark_conflict": "别的"}, "remark", "remark_conflict", StepState.PROBLEM),
        ({"flag": Flag.GREEN}, "remark", "flag_hold", StepState.PROBLEM),
        ({"quantity": 3}, "items", "items_differ", StepState.PROBLEM),
        ({"quantity": 0}, "items", "items_confirm", StepState.TODO),
        ({"goods_fen": 9900}, "freight", "freight_right", StepState.DONE),
        ({"freight_fen": None}, "freight", "freight_unknown", StepState.TODO),
        ({"goods_fen": None}, "price", "price_confirm", StepState.TODO),
        ({"freight_fen": 1000}, "freight", "freight_differs", StepState.PROBLEM),
        ({"goods_fen": 9899, "freight_fen": 1000}, "freight", "freight_right", StepState.DONE),
        ({"address": "新疆 乌鲁木齐", "freight_fen": 2500}, "freight", "freight_right", StepState.DONE),
        ({"address": "新疆 乌鲁木齐"}, "area", "area_remote", StepState.TODO),
        ({"address": "香港特别行政区 九龙"}, "area", "area_none", StepState.PROBLEM),
        ({"address": ""}, "freight", "freight_unknown", StepState.TODO),
        ({"goods_fen": 5000}, "price", "price_confirm", StepState.TODO),
        ({"goods_fen": 4999}, "price", "price_bound", StepState.PROBLEM),
        ({"goods_fen": 15000}, "price", "price_confirm", StepState.TODO),
        ({"goods_fen": 15001}, "price", "price_bound", StepState.PROBLEM),
    ],
)
def test_o1_what_the_data_already_answers(changes: dict[str, object], key: str, code: str, state: StepState) -> None:
    check = seen(replace(UNPAID, **changes))[key]  # type: ignore[arg-type]
    assert (check.code, check.state) == (code, state)


def test_o2_a_waybill_that_lacks_something_is_a_problem() -> None:
    check = seen(replace(UNPAID, status=OrderStatus.PAID, phone="", address=""))["waybill"]
    assert (check.state, check.params["missing"]) == (StepState.PROBLEM, ("phone", "address"))


def test_o1_open_promises_are_looked_at_before_payment() -> None:
    assert seen(UNPAID, promises=(Promise(text="送礼"),))["remark"].code == "promises_open"
    assert seen(UNPAID, promises=(Promise(text="送礼", state=PromiseState.DONE),))["remark"].code == "remark_none"


@pytest.mark.parametrize(
    ("number", "code", "state"), [("SF1", "tracking_known", StepState.DONE), ("", "tracking_last", StepState.TODO)]
)
def test_o2_the_tracking_number_comes_last(number: str, code: str, state: StepState) -> None:
    check = seen(replace(UNPAID, status=OrderStatus.PAID, tracking_no=number))["tracking"]
    assert (check.code, check.state) == (code, state)


@pytest.mark.parametrize(
    ("changes", "cards", "due"),
    [
        ({}, [True], 0), ({"goods_fen": None}, [True], 0), ({"goods_fen": None}, [False], None),
        ({"goods_fen": 9899}, [True], 0), ({"goods_fen": 9899}, [True, False], 1000),
        ({"goods_fen": 9899}, [True, None], 1000), ({"goods_fen": 9899}, [], 1000),
        ({"goods_fen": 9899, "address": "新疆 乌鲁木齐"}, [True], 2500),
    ],
)  # fmt: skip
def test_g1_goods_sent_free_cost_no_postage_but_to_remote_areas(
    changes: dict[str, Any], cards: list[bool | None], due: int | None
) -> None:
    order = replace(UNPAID, **changes)
    lines = tuple(replace(LINE, id=at) for at in range(len(cards)))
    shelf = {at: replace(CARD, free_shipping=free) for at, free in enumerate(cards) if free is not None}
    facts = Facts(order, lines, (), SHOP, PricingPolicy(), goods=shelf)
    assert freight_due(order, SHOP, sent_free=facts.sent_free) == due


@pytest.mark.parametrize(
    ("application", "code"),
    [
        (None, "price_floor"),
        ({"state": PriceState.OPEN}, "price_asked"),
        ({"state": PriceState.APPROVED, "granted_fen": 7000}, "price_special"),
        ({"state": PriceState.USED, "granted_fen": 7000}, "price_special"),
        ({"state": PriceState.APPROVED, "granted_fen": 7001}, "price_floor"),
        ({"state": PriceState.APPROVED, "granted_fen": None}, "price_floor"),
        ({"state": PriceState.REFUSED, "granted_fen": 7000}, "price_floor"),
    ],
)
def test_o3_a_price_below_the_floor_needs_what_a_lead_allowed(application: dict[str, Any] | None, code: str) -> None:
    asked = (replace(ASKED, **application),) if application is not None else ()
    check = seen(replace(UNPAID, goods_fen=7000), goods={LINE.id: CARD}, applications=asked)["price"]
    assert check.code == code
    assert check.params.get("lead") == ("王组长" if code == "price_special" else None)


def test_o1_what_is_open_and_what_contradicts_is_counted() -> None:
    facts = Facts(replace(UNPAID, quantity=3, buyer_message="改地址"), (LINE,), (), SHOP, PricingPolicy())
    found = checklist(facts)
    assert (found.open, found.problems) == (2, 1)
    assert checklist(replace(facts, lines=(replace(LINE, price_fen=None),))).checks[-1].code == "price_confirm"
    assert checklist(replace(facts, lines=())).checks[2].code == "items_unknown"


def test_o1_an_undeliverable_name_deep_in_an_address_is_a_street() -> None:
    assert undeliverable_area("山东省青岛市市南区 香港中路10号", SHOP) == ""


def test_o1_postage_of_an_unknown_amount_is_unknown() -> None:
    assert freight_due(replace(UNPAID, goods_fen=None), SHOP) is None


@given(st.integers(0, 10**9), st.integers(0, 100))
def test_o3_a_price_change_stays_within_the_bound_to_the_fen(original: int, percent: int) -> None:
    low, high = price_bounds(original, percent)
    assert (original - low) * 100 <= original * percent < (original - low + 1) * 100
    assert high - original == original - low
