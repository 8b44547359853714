"""What an order's own data gets wrong is said, and the refund is reckoned all the same (rules A2, O1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cs_console.domain.entities import Order, OrderLine
from cs_console.domain.order_doubts import doubts, standing_doubts
from cs_console.domain.refunds import RefundTerms, refund_sum
from cs_console.domain.vocabulary import OrderStatus, Platform

THEN = datetime(2026, 6, 10, 2, 0, tzinfo=UTC)
ORDER = Order(
    id=1, platform=Platform.TAOBAO, order_no="1", paid_fen=31000, freight_fen=1000, ordered_at=THEN,
    paid_at=THEN + timedelta(minutes=5), shipped_at=THEN + timedelta(days=1), signed_at=THEN + timedelta(days=3),
)  # fmt: skip
LINES = (
    OrderLine(id=1, order_id=1, line_key="1", price_fen=20000),
    OrderLine(id=2, order_id=1, line_key="2", price_fen=5000, quantity=2),
)


@pytest.mark.parametrize(
    ("order", "lines", "found"),
    [
        ({}, {}, []),
        ({"paid_fen": 28000}, {}, []),  # a coupon
        ({"paid_fen": None}, {}, ["paid_unknown"]),
        ({"paid_fen": 500, "freight_fen": 900}, {}, ["freight_above"]),
        ({"freight_fen": -100}, {}, ["negative", "paid_above"]),
        ({"paid_fen": 31001}, {}, ["paid_above"]),
        ({}, {"paid_fen": 15000}, []),  # 15000 + 15000 = 31000 - 1000
        ({}, {"paid_fen": 15500}, []),  # with the freight in it
        ({}, {"paid_fen": 14000}, ["lines_differ"]),
        ({"total_fen": 30000}, {}, []),  # some platforms leave the freight out of the total
        ({"total_fen": 29999}, {}, ["paid_above_total"]),
        ({"signed_at": THEN - timedelta(hours=1)}, {}, ["date_before_order"]),
        ({"ordered_at": None, "signed_at": THEN - timedelta(days=9)}, {}, []),
    ],
)
def test_amounts_that_do_not_add_up_and_dates_before_the_order_are_said(
    order: dict[str, Any], lines: dict[str, Any], found: list[str]
) -> None:
    one, those = replace(ORDER, **order), [replace(line, **lines) for line in LINES]
    assert [doubt.code for doubt in doubts(one, those)] == found
    refund = refund_sum(one, those, RefundTerms(quality=False))
    if one.paid_fen is None:
        assert refund is None
    else:
        assert refund is not None and 0 <= refund.refund_fen <= one.paid_fen


def test_the_dates_before_the_order_are_named() -> None:
    early = replace(ORDER, paid_at=THEN - timedelta(days=1), completed_at=THEN - timedelta(days=2))
    assert doubts(early, LINES)[0].fields == ("paid_at", "completed_at")


def test_nothing_paid_is_no_contradiction_before_payment() -> None:
    early = replace(ORDER, status=OrderStatus.UNPAID, paid_fen=0, paid_at=None, signed_at=THEN - timedelta(days=1))
    assert [one.code for one in standing_doubts(early, LINES)] == ["date_before_order"]
    paid = replace(early, status=OrderStatus.PAID)
    assert standing_doubts(paid, LINES)[0].code == "freight_above"
