"""Checks before payment and before shipping (rules O1–O3)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cs_console.domain.checks import Check, Facts, checklist, freight_due, price_bounds, undeliverable_area
from cs_console.domain.entities import Order, OrderLine, Promise
from cs_console.domain.policy.pricing import PricingPolicy
from cs_console.domain.policy.shop import ShopPolicy
from cs_console.domain.vocabulary import Flag, OrderStatus, Platform, StepState

SHOP = ShopPolicy()
UNPAID = Order(
    id=1, platform=Platform.TAOBAO, order_no="1", status=OrderStatus.UNPAID, quantity=2, goods="四件套",
    goods_fen=10000, freight_fen=0, receiver="陈某", phone="13800001111", address="浙江省杭州市余杭区 某路1号",
)  # fmt: skip
LINE = OrderLine(order_id=1, line_key="1", quantity=2, price_fen=5000)


def seen(order: Order, lines: tuple[OrderLine, ...] = (LINE,), promises: tuple[Promise, ...] = ()) -> dict[str, Check]:
    facts = Facts(order, lines, promises, SHOP, PricingPolicy(), frozenset({Flag.RED, Flag.GREEN}))
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


def test_o1_an_undeliverable_name_deep_in_an_address_is_a_street() -> None:
    assert undeliverable_area("山东省青岛市市南区 香港中路10号", SHOP) == ""


def test_o1_postage_of_an_unknown_amount_is_unknown() -> None:
    assert freight_due(replace(UNPAID, goods_fen=None), SHOP) is None


@given(st.integers(0, 10**9), st.integers(0, 100))
def test_o3_a_price_change_stays_within_the_bound_to_the_fen(original: int, percent: int) -> None:
    low, high = price_bounds(original, percent)
    assert (original - low) * 100 <= original * percent < (original - low + 1) * 100
    assert high - original == original - low
