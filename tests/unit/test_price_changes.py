"""Prices: half the original and no further, the floor and what a lead allows (rules O3, P12)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cs_console.domain.entities import Order, OrderLine
from cs_console.domain.goods import Goods
from cs_console.domain.policy.pricing import PricingPolicy
from cs_console.domain.price_changes import (
    PriceApplication,
    PriceState,
    bulk_offer,
    current_price,
    frame,
    original_price,
    price_bounds,
)
from cs_console.domain.vocabulary import Platform

NOW = datetime(2026, 6, 14, 2, 42, tzinfo=UTC)
POLICY = PricingPolicy()
ORDER = Order(id=1, platform=Platform.TAOBAO, order_no="1", goods_fen=10000, freight_fen=1000)
LINES = (
    OrderLine(id=11, order_id=1, line_key="1", title="四件套", quantity=2, price_fen=4000),
    OrderLine(id=12, order_id=1, line_key="2", title="枕套", quantity=1, price_fen=2001),
)
SET = Goods(id=5, key="A", code="A", price_fen=4000, floor_fen=3000)
CARDS = {11: SET}
ALLOWED = PriceApplication(
    id=3, goods_id=5, quantity=2, asked_fen=2500, granted_fen=2500, reason="", applicant="张敏", applied_at=NOW,
    due_at=NOW, state=PriceState.APPROVED, expires_at=NOW + timedelta(hours=1),
)  # fmt: skip


@given(st.integers(0, 10**11), st.integers(0, 100))
def test_o3_the_bound_is_inclusive_whole_fen_and_never_above_the_share(original: int, percent: int) -> None:
    low, high = price_bounds(original, percent)
    assert (original - low) * 100 <= original * percent and (high - original) * 100 <= original * percent
    assert (original - low + 1) * 100 > original * percent
    assert 0 <= low <= original <= high


@pytest.mark.parametrize(
    ("price", "granted", "why"),
    [
        (5001, None, "floor"), (5000, None, "bound"), (4999, None, "bound"), (6000, None, ""), (5999, None, "floor"),
        (10001, None, ""), (15001, None, ""), (15002, None, "bound"), (5999, 5999, ""), (5998, 5999, "floor"),
        (5000, 1, "bound"), (0, 0, "bound"),
    ],
)  # fmt: skip
def test_o3_an_order_of_10001_fen_with_a_floor_of_6000(price: int, granted: int | None, why: str) -> None:
    limits = frame(ORDER, LINES, CARDS, POLICY)
    assert (limits.original_fen, limits.low_fen, limits.high_fen, limits.floor_fen) == (10001, 5001, 15001, 6000)
    assert limits.unfloored == ("枕套",)
    assert limits.refusal(price, POLICY, granted) == why


def test_o3_goods_without_a_floor_need_approval_where_the_policy_says_so() -> None:
    strict = PricingPolicy(floor_required=True)
    limits = frame(ORDER, LINES, CARDS, strict)
    assert limits.refusal(10000, strict) == "unfloored"
    assert limits.refusal(10000, strict, 9000) == ""
    assert limits.refusal(10001, strict) == ""
    assert frame(ORDER, LINES[:1], CARDS, strict).refusal(7999, strict) == "", "every line has its floor"
    assert frame(ORDER, (replace(LINES[1], title="", sku="B-2"),), {}, strict).unfloored == ("B-2",)


def test_o3_an_allowed_price_of_a_piece_takes_the_place_of_its_floor_from_so_many_on() -> None:
    assert frame(ORDER, LINES, CARDS, POLICY, {5: ALLOWED}).floor_fen == 5000
    assert frame(ORDER, LINES, CARDS, POLICY, {5: replace(ALLOWED, quantity=3)}).floor_fen == 6000
    assert frame(ORDER, LINES, CARDS, POLICY, {5: replace(ALLOWED, granted_fen=3500)}).floor_fen == 6000
    assert frame(ORDER, LINES, CARDS, POLICY, {5: replace(ALLOWED, granted_fen=None)}).floor_fen == 6000
    assert frame(ORDER, LINES, {11: replace(SET, floor_fen=None)}, POLICY, {5: ALLOWED}).floor_fen == 5000


@pytest.mark.parametrize("lines", [(), (replace(LINES[0], price_fen=None), LINES[1])])
def test_o3_without_every_list_price_nothing_may_be_changed_by_rule(lines: tuple[OrderLine, ...]) -> None:
    limits = frame(ORDER, lines, CARDS, POLICY)
    assert limits.original_fen is None and limits.refusal(6000, POLICY) == "unknown"
    assert limits.low_fen == limits.high_fen == 0


def test_o3_postage_counts_where_the_policy_says_total() -> None:
    total = PricingPolicy(basis="total")
    assert (original_price(ORDER, LINES, POLICY), original_price(ORDER, LINES, total)) == (10001, 11001)
    assert (current_price(ORDER, POLICY), current_price(ORDER, total)) == (10000, 11000)
    assert current_price(replace(ORDER, goods_fen=None), POLICY) is None
    unknown = replace(ORDER, freight_fen=None)
    assert (original_price(unknown, LINES, total), current_price(unknown, total)) == (10001, 10000)


def test_an_unused_approval_expires_by_itself_and_a_used_one_stays_used() -> None:
    assert ALLOWED.state_at(NOW) is PriceState.APPROVED
    assert ALLOWED.state_at(NOW + timedelta(hours=1)) is PriceState.EXPIRED
    assert replace(ALLOWED, expires_at=None).state_at(NOW + timedelta(days=9)) is PriceState.APPROVED
    assert replace(ALLOWED, state=PriceState.USED).state_at(NOW + timedelta(days=9)) is PriceState.USED


@given(st.integers(0, 10**7), st.one_of(st.none(), st.integers(0, 10**7)), st.integers(1, 1000), st.integers(0, 100))
def test_p12_the_first_offer_is_never_below_the_floor(price: int, floor: int | None, count: int, off: int) -> None:
    offered = bulk_offer(price, floor, count, off)
    assert offered >= (floor or 0) * count
    assert offered == (floor or 0) * count or offered * 100 <= price * count * (100 - off)
