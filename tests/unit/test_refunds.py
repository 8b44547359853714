"""What a return pays back, to the fen (rules A2, A3)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cs_console.domain.entities import Order, OrderLine
from cs_console.domain.refunds import RefundTerms, line_shares, refund_sum
from cs_console.domain.vocabulary import Platform

ORDER = Order(id=1, platform=Platform.TAOBAO, order_no="1", paid_fen=31000, freight_fen=1000)
FREE = replace(ORDER, paid_fen=30000, freight_fen=0)
LINES = (
    OrderLine(id=1, order_id=1, line_key="1", price_fen=20000),
    OrderLine(id=2, order_id=1, line_key="2", price_fen=5000, quantity=2),
)
PLAIN, FAULT = RefundTerms(quality=False), RefundTerms(quality=True)


@pytest.mark.parametrize(
    ("order", "terms", "refund", "codes"),
    [
        (ORDER, PLAIN, 30000, ["paid", "freight_kept", "refund"]),
        (ORDER, FAULT, 31000, ["paid", "refund"]),
        (ORDER, replace(PLAIN, excludes_charged_freight=False), 31000, ["paid", "refund"]),
        (FREE, PLAIN, 30000, ["paid", "refund"]),
        (FREE, replace(PLAIN, free_freight_borne_by="buyer", free_freight_fen=1200), 28800,
         ["paid", "freight_borne", "refund"]),
        (FREE, replace(FAULT, free_freight_borne_by="buyer", free_freight_fen=1200), 30000, ["paid", "refund"]),
        (replace(ORDER, freight_fen=None), PLAIN, 31000, ["paid", "refund"]),
    ],
)  # fmt: skip
def test_a2_who_bears_the_outbound_freight(order: Order, terms: RefundTerms, refund: int, codes: list[str]) -> None:
    found = refund_sum(order, LINES, terms)
    assert found is not None
    assert found.refund_fen == refund
    assert [line.code for line in found.lines] == codes
    assert found.reimburses_return_freight is terms.quality


@pytest.mark.parametrize(("chosen", "refund"), [({1}, 20000), ({2}, 10000), ({1, 2}, 30000)])
def test_a2_part_of_an_order_pays_back_only_those_goods(chosen: set[int], refund: int) -> None:
    found = refund_sum(ORDER, LINES, PLAIN, chosen=chosen)
    assert found is not None and found.refund_fen == refund


def test_a2_what_was_refunded_before_is_not_paid_twice() -> None:
    found = refund_sum(ORDER, LINES, PLAIN, before_fen=29000)
    assert found is not None and found.refund_fen == 1000
    none_left = refund_sum(ORDER, LINES, PLAIN, before_fen=31000)
    assert none_left is not None and none_left.refund_fen == 0


def test_a2_an_unknown_payment_gives_no_figure() -> None:
    assert refund_sum(replace(ORDER, paid_fen=None), LINES, PLAIN) is None
    assert refund_sum(ORDER, (), PLAIN, chosen={1}) is not None


fen = st.integers(0, 10_000_000)


@given(
    paid=fen, freight=fen, prices=st.lists(st.tuples(fen, st.integers(1, 9)), min_size=1, max_size=8), data=st.data()
)
def test_a2_no_fen_is_made_or_lost(paid: int, freight: int, prices: list[tuple[int, int]], data: st.DataObject) -> None:
    order = replace(ORDER, paid_fen=paid, freight_fen=freight)
    lines = [
        OrderLine(id=at, order_id=1, line_key=str(at), price_fen=price, quantity=count)
        for at, (price, count) in enumerate(prices, 1)
    ]
    chosen = data.draw(st.sets(st.sampled_from([line.id for line in lines])))
    terms = RefundTerms(quality=data.draw(st.booleans()))
    found = refund_sum(order, lines, terms, chosen=chosen)
    assert found is not None
    assert found.refund_fen + found.kept_fen == paid
    assert 0 <= found.refund_fen <= paid
    assert sum(line.fen for line in found.lines[:-1]) == found.lines[-1].fen == found.refund_fen


@given(paid=fen, freight=fen, split=st.integers(1, 7))
def test_a2_returning_the_lines_one_by_one_equals_returning_all(paid: int, freight: int, split: int) -> None:
    order = replace(ORDER, paid_fen=paid, freight_fen=freight)
    lines = [OrderLine(id=at, order_id=1, line_key=str(at), price_fen=at * 333) for at in range(1, split + 1)]
    shares = line_shares(order, lines)
    whole = refund_sum(order, lines, PLAIN)
    assert shares is not None and whole is not None
    assert sum(shares.values()) == whole.refund_fen
