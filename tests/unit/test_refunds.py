"""What a return pays back and what an exchange costs, to the fen, each case worked by hand (rules A2–A5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cs_console.domain.entities import Order, OrderLine
from cs_console.domain.order_doubts import doubts
from cs_console.domain.refunds import (
    NOTHING,
    Earlier,
    RefundTerms,
    charged_freight,
    exchange_sum,
    freight_above,
    goods_value,
    left_of,
    line_shares,
    part_fen,
    payout,
    refund_sum,
    repair_sum,
    stand_in,
)
from cs_console.domain.vocabulary import Platform

PLAIN, FAULT = RefundTerms(quality=False), RefundTerms(quality=True)
GENEROUS = replace(PLAIN, excludes_charged_freight=False)
"""A shop whose policy pays the freight back even without a fault."""
BORNE = RefundTerms(quality=False, free_freight_borne_by="buyer", free_freight_fen=1200)
"""A shop whose policy charges ¥12.00 for freight that was free, when goods come back without a fault."""
BORNE_FAULT = replace(BORNE, quality=True)


def bought(paid: int | None, freight: int | None, *lines: tuple[int, int] | int) -> tuple[Order, tuple[OrderLine, ...]]:
    """An order with what was paid, the freight in it, and its lines: price, or (price, pieces)."""
    order = Order(id=1, platform=Platform.TAOBAO, order_no="1", paid_fen=paid, freight_fen=freight)
    pairs = [one if isinstance(one, tuple) else (one, 1) for one in lines]
    return order, tuple(
        OrderLine(id=at, order_id=1, line_key=str(at), price_fen=price, quantity=many)
        for at, (price, many) in enumerate(pairs, 1)
    )


Bought = tuple[Order, tuple[OrderLine, ...]]

# A bed set ¥200.00 and two pillows at ¥50.00, ¥10.00 freight: 20000 + 2×5000 + 1000 = 31000.
BED = bought(31000, 1000, 20000, (5000, 2))
# The same, shipped free: 20000 + 10000 = 30000.
FREE = bought(30000, 0, 20000, (5000, 2))
# The same with a ¥30.00 coupon on the order: 30000 − 3000 + 1000 = 28000; goods 27000.
COUPON = bought(28000, 1000, 20000, (5000, 2))
# Three towels at ¥33.33 with ¥0.01 off: 9999 − 1 = 9998, shipped free.
TOWELS = bought(9998, 0, (3333, 3))
# Three lines at ¥10.00 that cost ¥20.00 together: 2000 / 3 = 666 rest 2 → 667, 667, 666.
THIRDS = bought(2000, 0, 1000, 1000, 1000)
# A ¥5.00 sample and a ¥100.00 coat under a ¥20.00 coupon (bigger than the sample): 10500 − 2000 = 8500.
# Sample 8500×500/10500 = 404.76 → 405, coat 8500×10000/10500 = 8095.24 → 8095; 405 + 8095 = 8500.
SAMPLE = bought(8500, 0, 500, 10000)
# One cup ¥0.01 and one ¥99.99 with ¥6.00 freight: 1 + 9999 + 600 = 10600.
CUPS = bought(10600, 600, 1, 9999)
# Seven socks at ¥9.90 for ¥50.00 in all: 5000 / 7 = 714.28…; pieces 714, 714, 714, 715, 714, 714, 715.
SOCKS = bought(5000, 0, (990, 7))
# Given away: all paid by coupons, only ¥8.00 freight.
GIFT = bought(800, 800, 5000)
# Nothing known of the lines: ¥120.00 with ¥12.00 freight.
BARE = bought(12000, 1200)


def back(refunded: int, comp: int = 0, quality: bool = True, **pieces: int) -> Earlier:
    """What went before: fen refunded, fen of it for these goods without a piece, pieces back as l1=…, l2=…"""
    by_line = {int(name[1:]): many for name, many in pieces.items()}
    return Earlier(by_line, refunded, comp, quality)


WORKED: list[tuple[str, Bought, RefundTerms, Mapping[int, int], Earlier, int]] = [
    # -- the whole order: who bears our outbound freight (A2, A3) ---------------------------------------------
    ("whole, freight charged", BED, PLAIN, {}, NOTHING, 30000),  # 31000 − 1000
    ("whole, fault", BED, FAULT, {}, NOTHING, 31000),  # everything paid
    ("whole, policy pays freight back", BED, GENEROUS, {}, NOTHING, 31000),  # 31000
    ("whole, shipped free", FREE, PLAIN, {}, NOTHING, 30000),  # 30000, the shop bears it
    ("whole, free freight borne by the buyer", FREE, BORNE, {}, NOTHING, 28800),  # 30000 − 1200
    ("whole, free freight, fault", FREE, BORNE_FAULT, {}, NOTHING, 30000),  # a fault charges nothing
    ("whole, freight charged beats borne", BED, BORNE, {}, NOTHING, 30000),  # 31000 − 1000, not − 1200 again
    (
        "whole, charged freight paid back, none borne besides",
        BED,
        replace(BORNE, excludes_charged_freight=False),
        {},
        NOTHING,
        31000,
    ),  # 31000: free freight is not what this buyer had
    ("whole, coupon", COUPON, PLAIN, {}, NOTHING, 27000),  # 28000 − 1000: the coupon is not paid out
    ("whole, coupon, fault", COUPON, FAULT, {}, NOTHING, 28000),  # what was paid, not what was listed
    ("whole, freight unknown", bought(31000, None, 20000, (5000, 2)), PLAIN, {}, NOTHING, 31000),  # nothing to keep
    ("whole, gift", GIFT, PLAIN, {}, NOTHING, 0),  # 800 − 800
    ("whole, gift with a fault", GIFT, FAULT, {}, NOTHING, 800),  # 800
    ("whole, no lines known", BARE, PLAIN, {}, NOTHING, 10800),  # 12000 − 1200
    ("whole, no lines known, fault", BARE, FAULT, {}, NOTHING, 12000),  # 12000
    ("whole, borne more than was paid", bought(900, 0, 900), BORNE, {}, NOTHING, 0),  # 900 − 900, never below 0
    ("whole, freight above the payment", bought(500, 900, 100), PLAIN, {}, NOTHING, 0),  # freight is at most 500
    ("whole, paid nothing", bought(0, 0, 1000), PLAIN, {}, NOTHING, 0),  # nothing to give
    ("whole, all lines named", BED, PLAIN, {1: 1, 2: 2}, NOTHING, 30000),  # the same as naming none
    ("whole, all lines named, fault", BED, FAULT, {1: 1, 2: 2}, NOTHING, 31000),  # the same as naming none
    # -- some lines or pieces ----------------------------------------------------------------------------------
    ("bed set of the order", BED, PLAIN, {1: 1}, NOTHING, 20000),  # 31000 − 10000 − 1000
    ("both pillows", BED, PLAIN, {2: 2}, NOTHING, 10000),  # 31000 − 20000 − 1000
    (
        "the last line alone, fault",
        BED,
        FAULT,
        {2: 2},
        NOTHING,
        10000,
    ),  # not all came back
    ("one of two pillows", BED, PLAIN, {2: 1}, NOTHING, 5000),  # 10000 × 1/2
    ("bed set and one pillow", BED, PLAIN, {1: 1, 2: 1}, NOTHING, 25000),  # 20000 + 5000
    ("bed set, fault: freight only with all of it", BED, FAULT, {1: 1}, NOTHING, 20000),  # 31000 − 10000 − 1000
    ("one pillow, policy pays freight back", BED, GENEROUS, {2: 1}, NOTHING, 5000),  # not with a part
    ("one pillow, shipped free", FREE, PLAIN, {2: 1}, NOTHING, 5000),  # 30000 − 25000
    ("one pillow, borne by the buyer", FREE, BORNE, {2: 1}, NOTHING, 5000),  # charged with the last piece only
    ("more pieces than the line has", BED, PLAIN, {2: 9}, NOTHING, 10000),  # counted as 2
    # -- coupons shared over lines -----------------------------------------------------------------------------
    ("coupon, bed set", COUPON, PLAIN, {1: 1}, NOTHING, 18000),  # 27000 × 20000/30000
    ("coupon, both pillows", COUPON, PLAIN, {2: 2}, NOTHING, 9000),  # 27000 × 10000/30000
    ("coupon, one pillow", COUPON, PLAIN, {2: 1}, NOTHING, 4500),  # 9000 × 1/2
    ("coupon, one pillow, fault", COUPON, FAULT, {2: 1}, NOTHING, 4500),  # the same goods, the same price
    ("coupon bigger than the sample: sample", SAMPLE, PLAIN, {1: 1}, NOTHING, 405),  # 404.76 rounds up
    ("coupon bigger than the sample: coat", SAMPLE, PLAIN, {2: 1}, NOTHING, 8095),  # 8500 − 405
    ("a line of one fen", CUPS, PLAIN, {1: 1}, NOTHING, 1),  # 10000 × 1/10000
    ("the line beside it", CUPS, PLAIN, {2: 1}, NOTHING, 9999),  # 10000 − 1
    ("a line without a price takes no share", bought(5000, 0, 0, 5000), PLAIN, {1: 1}, NOTHING, 0),  # 5000 × 0/5000
    ("no prices at all: shared equally", bought(5001, 0, 0, 0), PLAIN, {1: 1}, NOTHING, 2501),  # 5001/2, odd fen first
    # -- remainders --------------------------------------------------------------------------------------------
    ("thirds, first line", THIRDS, PLAIN, {1: 1}, NOTHING, 667),  # 666 + 1 of the rest of 2
    ("thirds, second line", THIRDS, PLAIN, {2: 1}, NOTHING, 667),  # 666 + 1
    ("thirds, last line", THIRDS, PLAIN, {3: 1}, NOTHING, 666),  # 666
    ("thirds, first and last", THIRDS, PLAIN, {1: 1, 3: 1}, NOTHING, 1333),  # 667 + 666
    ("towels, one", TOWELS, PLAIN, {1: 1}, NOTHING, 3332),  # 9998×1/3 = 3332.67 → 3332
    ("towels, two", TOWELS, PLAIN, {1: 2}, NOTHING, 6665),  # 9998×2/3 = 6665.33 → 6665
    ("towels, second after the first", TOWELS, PLAIN, {1: 1}, back(3332, l1=1), 3333),  # 6665 − 3332
    ("towels, last after two", TOWELS, PLAIN, {1: 1}, back(6665, l1=2), 3333),  # 9998 − 6665
    ("towels, the rest after one", TOWELS, PLAIN, {}, back(3332, l1=1), 6666),  # 9998 − 3332
    ("socks, three", SOCKS, PLAIN, {1: 3}, NOTHING, 2142),  # 5000×3/7 = 2142.86 → 2142
    ("socks, four after three", SOCKS, PLAIN, {1: 4}, back(2142, l1=3), 2858),  # 5000 − 2142
    ("socks, one after three", SOCKS, PLAIN, {1: 1}, back(2142, l1=3), 715),  # 5000×4/7 = 2857 − 2142
    # -- after earlier returns: nothing twice, freight with the last piece ----------------------------------------
    ("pillows after the bed set", BED, PLAIN, {2: 2}, back(20000, l1=1), 10000),  # 31000 − 20000 − 1000
    ("the rest after the bed set", BED, PLAIN, {}, back(20000, l1=1), 10000),  # the same, unnamed
    ("the rest, both with a fault", BED, FAULT, {}, back(20000, l1=1), 11000),  # 10000 + 1000 freight: all came back
    ("the rest with a fault, first without", BED, FAULT, {}, back(20000, quality=False, l1=1), 10000),  # freight stays
    ("the rest, borne by the buyer", FREE, BORNE, {}, back(20000, l1=1), 8800),  # 10000 − 1200 with the last piece
    ("second pillow after the first", BED, PLAIN, {2: 1}, back(5000, l2=1), 5000),  # 10000 − 5000
    ("nothing left of the line", BED, PLAIN, {2: 1}, back(10000, l2=2), 0),  # both are back
    ("everything is back", BED, PLAIN, {}, back(30000, l1=1, l2=2), 0),  # nothing left
    ("bed set paid back too well before", BED, PLAIN, {2: 2}, back(25000, l1=1), 6000),  # 31000 − 25000, not 10000
    ("all paid back for the bed set", BED, PLAIN, {2: 2}, back(31000, l1=1), 0),  # 31000 − 31000
    # -- after compensation: money paid without goods coming back ---------------------------------------------------
    ("¥20 compensation on these goods", BED, PLAIN, {1: 1}, back(2000, comp=2000), 18000),  # 20000 − 2000
    ("¥20 compensation on others", BED, PLAIN, {1: 1}, back(2000), 20000),  # not taken from this line
    ("compensation, whole order", BED, PLAIN, {}, back(2000, comp=2000), 28000),  # 31000 − 1000 − 2000
    ("compensation, whole order, fault", BED, FAULT, {}, back(2000, comp=2000), 29000),  # 31000 − 2000
    ("compensation above the goods", BED, PLAIN, {2: 1}, back(6000, comp=6000), 0),  # 5000 − 5000, never below 0
    ("platform paid half before", BARE, PLAIN, {}, back(6000, comp=6000), 4800),  # 12000 − 1200 − 6000
    ("platform paid all before", BARE, FAULT, {}, back(12000, comp=12000), 0),  # 12000 − 12000
    ("return after compensation and a return", BED, PLAIN, {2: 1}, back(21000, comp=1000, l1=1), 4000),  # 5000 − 1000
    ("only a fen left to give", BED, PLAIN, {}, back(30999, comp=0), 1),  # 31000 − 30999
]


@pytest.mark.parametrize(("order", "terms", "parts", "earlier", "refund"), [
    pytest.param(*row[1:], id=row[0]) for row in WORKED
])  # fmt: skip
def test_a2_a_worked_refund(
    order: Bought, terms: RefundTerms, parts: Mapping[int, int], earlier: Earlier, refund: int
) -> None:
    found = refund_sum(*order, terms, parts=parts, earlier=earlier)
    assert found is not None and found.refund_fen == refund
    assert sum(line.fen for line in found.lines[:-1]) == found.lines[-1].fen == refund, "the arithmetic adds up"


def test_the_worked_cases_are_many_and_different() -> None:
    assert len(WORKED) >= 60
    assert len({row[0] for row in WORKED}) == len(WORKED)


@pytest.mark.parametrize(
    ("order", "terms", "parts", "earlier", "shown"),
    [
        (BED, PLAIN, {}, NOTHING, [("paid", 31000), ("freight_kept", -1000), ("refund", 30000)]),
        (BED, FAULT, {}, NOTHING, [("paid", 31000), ("refund", 31000)]),
        (FREE, BORNE, {}, NOTHING, [("paid", 30000), ("freight_borne", -1200), ("refund", 28800)]),
        (COUPON, PLAIN, {2: 1}, NOTHING,
         [("paid", 28000), ("others", -22500), ("freight_kept", -1000), ("refund", 4500)]),
        (BED, PLAIN, {2: 1}, back(21000, comp=1000, l1=1),
         [("paid", 31000), ("others", -5000), ("freight_kept", -1000), ("before", -21000), ("refund", 4000)]),
        (BED, PLAIN, {2: 1}, back(10000, comp=5000, l2=1),
         [("paid", 31000), ("others", -20000), ("freight_kept", -1000), ("before", -10000), ("refund", 0)]),
    ],
)  # fmt: skip
def test_a2_the_arithmetic_is_shown_line_by_line(
    order: Bought, terms: RefundTerms, parts: Mapping[int, int], earlier: Earlier, shown: list[tuple[str, int]]
) -> None:
    found = refund_sum(*order, terms, parts=parts, earlier=earlier)
    assert found is not None
    assert [(line.code, line.fen) for line in found.lines] == shown


@pytest.mark.parametrize(
    ("order", "parts", "advanced", "limit", "paid_out", "needs_lead"),
    [  # worked by hand: what comes back for the goods, then the freight of the way back on top
        (BED, {}, 0, 3000, 31000, False),
        (BED, {}, 1200, 3000, 32200, False),
        (BED, {}, 3000, 3000, 34000, False),
        (BED, {}, 3001, 3000, 34001, True),
        (BED, {}, 12000, 3000, 43000, True),
        (BED, {}, 12000, None, 43000, False),
        (BED, {}, 1, 0, 31001, True),
        (BED, {}, 0, 0, 31000, False),
        (BED, {2: 1}, 1000, 3000, 6000, False),
        (BED, {2: 1}, 3100, 3000, 8100, True),
    ],
)
def test_a3_advanced_freight_comes_on_top_and_much_of_it_takes_a_lead(
    order: Bought, parts: Mapping[int, int], advanced: int, limit: int | None, paid_out: int, needs_lead: bool
) -> None:
    found = refund_sum(*order, FAULT, parts=parts)
    assert found is not None
    lines = payout(found, advanced)
    assert lines[-1].fen == paid_out == found.refund_fen + advanced
    assert [line.code for line in lines[-2:]] == ["advanced", "payout"] if advanced else lines == found.lines
    assert freight_above(advanced, limit) is needs_lead


def test_a2_an_unknown_payment_gives_no_figure() -> None:
    order, lines = bought(None, 1000, 20000)
    assert refund_sum(order, lines, PLAIN) is None
    assert goods_value(order, lines) is None and line_shares(order, lines) is None
    assert charged_freight(order) == 0


@pytest.mark.parametrize(
    ("goods", "quantity", "told"),
    [
        ("毛巾", 2, True), ("毛巾", 1, False), ("", 3, False), ("毛巾，浴巾", 2, False), ("毛巾；浴巾", 2, False),
        ("毛巾;浴巾", 2, False),
    ],
)  # fmt: skip
def test_a2_pieces_of_one_article_stand_in_for_lines_that_no_export_told(goods: str, quantity: int, told: bool) -> None:
    found = stand_in(replace(BARE[0], goods=goods, quantity=quantity))
    assert (found is not None) is told
    if found is not None:
        assert (found.title, found.quantity, found.price_fen) == (goods, quantity, None)


@pytest.mark.parametrize(("earlier", "left"), [({}, [1, 2]), ({2: 1}, [1, 1]), ({1: 1, 2: 9}, [0, 0])])
def test_a2_what_came_back_cannot_come_back_again(earlier: dict[int, int], left: list[int]) -> None:
    assert list(left_of(BED[1], earlier).values()) == left


def test_a_platforms_own_figures_are_the_weights_where_every_line_has_one() -> None:
    """Paid 100 for goods listed at 100 and 100, of which the platform says 30 and 70 were paid."""
    order, lines = bought(10000, 0, 10000, 10000)
    told = tuple(replace(line, paid_fen=fen) for line, fen in zip(lines, (3000, 7000), strict=True))
    assert line_shares(order, told) == {1: 3000, 2: 7000}
    assert line_shares(order, (told[0], lines[1])) == {1: 5000, 2: 5000}


def test_lines_told_before_the_payment_are_weighed_by_their_prices() -> None:
    order, lines = bought(10000, 0, 7500, 2500)
    unpaid = tuple(replace(line, paid_fen=0) for line in lines)
    assert line_shares(order, unpaid) == {1: 7500, 2: 2500}
    assert not doubts(order, unpaid)
    gift = (replace(lines[0], paid_fen=10000), replace(lines[1], paid_fen=0))
    assert line_shares(order, gift) == {1: 10000, 2: 0}


@pytest.mark.parametrize(
    ("order", "parts", "target", "freight_out", "difference"),
    [
        (BED, {1: 1}, 20000, 0, 0),  # like for like: 20000 − 20000
        (BED, {1: 1}, 25000, 0, 5000),  # dearer: the buyer pays 25000 − 20000
        (BED, {1: 1}, 18000, 0, -2000),  # cheaper: the shop gives back 20000 − 18000
        (BED, {1: 1}, 20000, 1000, 1000),  # like for like, the buyer pays the freight out
        (BED, {1: 1}, 18000, 1000, -1000),  # cheaper, less the freight: 18000 + 1000 − 20000
        (BED, {2: 1}, 5000, 0, 0),  # one of two pillows: 10000/2
        (BED, {2: 2}, 12000, 0, 2000),  # both pillows for two dearer ones: 12000 − 10000
        (BED, {}, 30000, 0, 0),  # the whole order without its freight: 31000 − 1000
        (COUPON, {1: 1}, 20000, 0, 2000),  # listed the same, but ¥20.00 of the coupon went to it: 20000 − 18000
        (COUPON, {2: 1}, 5000, 0, 500),  # 5000 − 4500
        (TOWELS, {1: 1}, 3333, 0, 1),  # 3333 − 3332
        (SAMPLE, {1: 1}, 405, 0, 0),  # what was really paid for it
        (BARE, {}, 10800, 0, 0),  # no lines: 12000 − 1200
        (GIFT, {}, 5000, 0, 5000),  # nothing was paid for the goods
    ],
)
def test_a4_a_worked_exchange(
    order: Bought, parts: Mapping[int, int], target: int, freight_out: int, difference: int
) -> None:
    value = goods_value(*order, parts)
    assert value is not None
    found = exchange_sum(value, target, freight_out)
    assert found.difference_fen == difference
    assert sum(line.fen for line in found.lines[:-1]) == found.lines[-1].fen == difference


@pytest.mark.parametrize(
    ("fee", "freight_out", "charge"),
    [
        (0, 0, 0),  # all on the shop: nothing to pay, one line says so
        (4500, 0, 4500),  # a zip replaced for ¥45.00
        (4500, 1200, 5700),  # and ¥12.00 for the way back: 4500 + 1200
        (0, 1200, 1200),  # under warranty, the way back on the buyer
        (1, 1, 2),  # to the fen
    ],
)
def test_a8_a_worked_repair(fee: int, freight_out: int, charge: int) -> None:
    found = repair_sum(fee, freight_out)
    assert found.difference_fen == charge
    assert sum(line.fen for line in found.lines[:-1]) == found.lines[-1].fen == charge
    assert found.lines[-1].code == "charge"


fen = st.integers(0, 10_000_000)
goods = st.lists(st.tuples(fen, st.integers(1, 9)), min_size=1, max_size=6)


@given(paid=fen, freight=fen, prices=goods, quality=st.booleans(), data=st.data())
@settings(max_examples=50)
def test_a2_returned_in_any_parts_no_fen_is_made_or_lost(
    paid: int, freight: int, prices: list[tuple[int, int]], quality: bool, data: st.DataObject
) -> None:
    """However the pieces come back, together they pay back what one return of all would, and never more."""
    order, lines = bought(paid, freight, *prices)
    terms = RefundTerms(quality=quality)
    whole = refund_sum(order, lines, terms)
    assert whole is not None and whole.refund_fen + whole.kept_fen == paid
    gone, total = dict.fromkeys((line.id for line in lines), 0), 0
    while left := [line.id for line in lines if gone[line.id] < line.quantity]:
        chosen = data.draw(st.sets(st.sampled_from(left), min_size=1))
        parts = {one: data.draw(st.integers(1, lines[one - 1].quantity - gone[one])) for one in chosen}
        found = refund_sum(order, lines, terms, parts=parts, earlier=Earlier(dict(gone), total))
        assert found is not None and 0 <= found.refund_fen <= paid - total
        total += found.refund_fen
        gone = {one: gone[one] + parts.get(one, 0) for one in gone}
    assert total == whole.refund_fen


@given(share=fen, pieces=st.integers(1, 50), data=st.data())
@settings(max_examples=50)
def test_a2_pieces_of_a_line_add_up_to_it(share: int, pieces: int, data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, pieces))
    assert part_fen(share, pieces, 0, cut) + part_fen(share, pieces, cut, pieces) == share
    assert part_fen(share, pieces, 0, pieces) == share


@given(paid=fen, freight=fen, prices=goods, data=st.data())
@settings(max_examples=50)
def test_a2_whatever_went_before_never_more_than_paid(
    paid: int, freight: int, prices: list[tuple[int, int]], data: st.DataObject
) -> None:
    """Also with earlier figures that no arithmetic would give: a lead may have been generous."""
    order, lines = bought(paid, freight, *prices)
    pieces = {line.id: data.draw(st.integers(0, 12)) for line in lines}
    parts = data.draw(st.dictionaries(st.sampled_from(sorted(pieces)), st.integers(1, 12)))
    earlier = Earlier(pieces, data.draw(fen), data.draw(fen), data.draw(st.booleans()))
    terms = RefundTerms(data.draw(st.booleans()), data.draw(st.booleans()), "buyer", data.draw(fen))
    found = refund_sum(order, lines, terms, parts=parts, earlier=earlier)
    assert found is not None
    assert 0 <= found.refund_fen <= max(paid - earlier.refunded_fen, 0)
    assert sum(line.fen for line in found.lines[:-1]) == found.refund_fen
