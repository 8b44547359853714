"""The demo's orders: every status and phase, exact money, lives in order, windows at their edges."""

from collections import Counter
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from demo_days import MOMENTS, MORNING, ZONE, shop
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from cs_console.domain.remarks import parse_remark
from cs_console.domain.vocabulary import Flag, OrderStatus, Platform
from cs_console.services.demo import generate
from cs_console.services.demo.people import DAY_AGENT, FORMER_AGENTS, NIGHT_AGENT
from cs_console.services.demo.refunds import REFUND_COUNT

every_moment = pytest.mark.parametrize("moment", MOMENTS)


def test_hundreds_of_orders_on_four_platforms():
    counts = Counter(order.platform for order in shop().orders)
    assert counts[Platform.TAOBAO] == 220
    assert all(counts[platform] == 60 for platform in (Platform.JD, Platform.PDD, Platform.DOUYIN))


def test_every_status_is_there():
    seen = {order.status for order in shop().orders}
    signed = {order.phase for order in shop().orders if order.signed_at}
    assert seen == set(OrderStatus) - {OrderStatus.SIGNED, OrderStatus.UNKNOWN}, "exports know no signing"
    assert {"signed", "signed_edge", "signed_out", "completed"} <= signed


@every_moment
def test_money_adds_up_to_the_fen(moment):
    for order in shop(moment).orders:
        assert sum(line.share_fen for line in order.lines) == order.goods_fen
        assert order.total_fen == (
            sum(line.sku.price_fen * line.quantity for line in order.lines)
            + order.freight_fen
            - order.discount_fen
            - order.platform_discount_fen
        )
        assert all(0 < line.share_fen <= line.amount_fen for line in order.lines)
        assert order.paid_fen in (0, order.total_fen)


@every_moment
def test_a_refund_never_exceeds_what_was_paid(moment):
    refunds = shop(moment).refunds
    assert len(refunds) == REFUND_COUNT == 16
    assert all(0 < refund.amount_fen <= refund.order.paid_fen for refund in refunds)
    assert len({refund.refund_no for refund in refunds}) == len(refunds)
    open_ones = [refund for refund in refunds if refund.completed_at is None]
    assert all(refund.deadline_at > MOMENTS[moment] for refund in open_ones)
    assert min(refund.deadline_at for refund in open_ones) < MOMENTS[moment] + timedelta(minutes=30)


@every_moment
def test_an_order_lives_in_order_and_before_now(moment):
    for order in shop(moment).orders:
        life = [order.ordered_at, order.paid_at, order.shipped_at, order.signed_at, order.completed_at]
        reached = [at for at in life if at is not None]
        assert all(earlier < later for earlier, later in pairwise([*reached, MOMENTS[moment]]))
        assert MOMENTS[moment] - reached[0] < timedelta(days=14)


@every_moment
def test_seven_days_inside_at_the_edge_and_outside(moment):
    """Rule A1: day 7 after signing is the last one."""
    today = MOMENTS[moment].astimezone(ZONE).date()
    days = {
        phase: {(today - order.signed_at.astimezone(ZONE).date()).days for order in shop(moment).orders
                if order.phase == phase}
        for phase in ("signed", "signed_edge", "signed_out")
    }  # fmt: skip
    assert max(days["signed"]) <= 7
    assert days["signed_edge"] == {7}
    assert min(days["signed_out"]) == 8


@every_moment
def test_unpaid_orders_are_minutes_to_days_old(moment):
    """Rule U1: reminders at 10 minutes, an hour, a day."""
    ages = [MOMENTS[moment] - order.ordered_at for order in shop(moment).orders if order.phase == "unpaid"]
    assert min(ages) < timedelta(minutes=30)
    assert any(timedelta(hours=1) < age < timedelta(hours=24) for age in ages)
    assert max(ages) > timedelta(hours=24)


def test_remarks_have_the_form_agent_promise_date():
    """Rules R1, R2."""
    known = {DAY_AGENT, NIGHT_AGENT, *FORMER_AGENTS}
    remarked = [order for order in shop().orders if order.remark]
    assert len(remarked) > 60
    entries = [entry for order in remarked for entry in parse_remark(order.remark, MORNING.date())]
    assert len(entries) > len(remarked), "some orders carry two promises"
    assert all(entry.agent in known and entry.promise and entry.date for entry in entries)
    assert {order.flag for order in remarked} == set(Flag) - {Flag.OTHER}


def test_flags_that_no_column_carries_are_listed():
    """Taobao's and PDD's exports have no flag column; an agent set those flags (rule R3)."""
    listed = {(flag.platform, flag.order_no): flag.flag for flag in shop().flags}
    expected = {
        (order.platform, order.order_no): order.flag
        for order in shop().orders
        if order.flag is not Flag.GREY and order.platform in (Platform.TAOBAO, Platform.PDD)
    }
    assert listed == expected
    assert len(listed) > 20


def test_numbers_are_unique_and_shipped_orders_have_tracking():
    orders = shop().orders
    assert len({(order.platform, order.order_no) for order in orders}) == len(orders)
    tracked = [order.tracking_no for order in orders if order.shipped_at]
    assert all(tracked)
    assert len(set(tracked)) == len(tracked)
    assert not any(order.tracking_no for order in orders if not order.shipped_at)


def test_nobody_can_be_reached_by_the_phones():
    assert all(order.buyer.phone.startswith("138000") for order in shop().orders)


@hypothesis_settings(max_examples=10, deadline=None)
@given(
    now=st.datetimes(datetime(2024, 1, 1), datetime(2031, 12, 31)),
    seed=st.integers(0, 2**32),
)
def test_any_moment_and_seed_give_a_whole_shop(now, seed):
    """No template may fail to find its order, whatever the clock or the seed."""
    made = generate(now.replace(tzinfo=ZONE), seed=seed, zone=ZONE)
    assert len(made.orders) == 400
    assert len(made.conversations) >= 45
    assert made == generate(now.replace(tzinfo=ZONE), seed=seed, zone=ZONE)
