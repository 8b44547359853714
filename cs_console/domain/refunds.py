"""What a return pays back, to the fen, with the arithmetic shown line by line (rules A2, A3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from cs_console.domain.entities import Order, OrderLine
from cs_console.domain.money import share_fen

REFUNDED = "成功"
"""What the platforms' words for a refund that went through have in common."""

WHOLE: Mapping[int, int] = {}
"""No lines named: everything that has not come back yet."""

SumCode = Literal[
    "paid", "others", "freight_kept", "freight_borne", "before", "refund",
    "advanced", "payout", "target", "returned", "freight_out", "difference", "repair_fee", "charge",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sum:
    """One line of the arithmetic: a catalogue code ``refund.line.<code>`` and its signed fen."""

    code: SumCode
    fen: int


@dataclass(frozen=True, slots=True)
class RefundTerms:
    """The part of the after-sales policy that decides who bears our outbound freight (rule A2)."""

    quality: bool
    excludes_charged_freight: bool = True
    free_freight_borne_by: Literal["shop", "buyer"] = "shop"
    free_freight_fen: int = 0


@dataclass(frozen=True, slots=True)
class Earlier:
    """What was given back of an order before.

    `pieces` came back, by line. `refunded_fen` is all money paid back, `compensated_fen` the part of it that was
    paid for these goods without a piece coming back. `quality`: everything that came back was the shop's fault.
    """

    pieces: Mapping[int, int] = field(default_factory=dict)
    refunded_fen: int = 0
    compensated_fen: int = 0
    quality: bool = True


NOTHING = Earlier()


@dataclass(frozen=True, slots=True)
class RefundSum:
    """The refund and how it came about; `lines` add up to `refund_fen` without the last one."""

    refund_fen: int
    kept_fen: int
    lines: tuple[Sum, ...]


@dataclass(frozen=True, slots=True)
class _Goods:
    """An order's goods by where they are: in this return, back already, still with the buyer."""

    others_fen: int
    back_fen: int
    complete: bool


def line_shares(order: Order, lines: Sequence[OrderLine]) -> dict[int, int] | None:
    """What was paid for each line's goods, adding up to the goods' part of the payment exactly.

    A coupon on the whole order is so shared over its lines. A platform's own figures are the weights where
    every line has one, else price × quantity; zeros for all of them were told before the payment. None when
    the order's payment is unknown.
    """
    if order.paid_fen is None or not lines:
        return None
    goods_fen = max(order.paid_fen - charged_freight(order), 0)
    paid = [line.paid_fen for line in lines]
    weights = [fen for fen in paid if fen is not None]
    if len(weights) != len(lines) or not any(weights):
        weights = [(line.price_fen or 0) * pieces(line) for line in lines]
    return dict(zip((line.id for line in lines), share_fen(goods_fen, weights), strict=True))


def pieces(line: OrderLine) -> int:
    """How many were bought; an export that does not say means one."""
    return max(line.quantity, 1)


STAND_IN = "@order"
"""The key of a line that stands for an order whose own lines no export has told yet."""
NO_LINE = 0
"""What names such a line before it is stored."""


def stand_in(order: Order) -> OrderLine | None:
    """One line for an order of several pieces of one article, None where the article or the pieces are not clear.

    Several articles stand in one text, parted by commas; what one of them cost cannot be told without their lines.
    """
    if order.quantity < 2 or not order.goods or any(mark in order.goods for mark in "，；;"):
        return None
    return OrderLine(order_id=order.id, line_key=STAND_IN, title=order.goods, quantity=order.quantity)


def part_fen(share: int, bought: int, first: int, last: int) -> int:
    """What pieces `first` to `last` of a line cost; over all pieces the parts add up to the share exactly."""
    return share * last // bought - share * first // bought


def charged_freight(order: Order) -> int:
    """Our outbound freight as the buyer paid it; 0 for an order shipped free."""
    return min(max(order.freight_fen or 0, 0), order.paid_fen or 0)


def left_of(lines: Sequence[OrderLine], earlier: Mapping[int, int]) -> dict[int, int]:
    """How many pieces of each line have not come back yet."""
    return {line.id: max(pieces(line) - earlier.get(line.id, 0), 0) for line in lines}


def refund_sum(
    order: Order,
    lines: Sequence[OrderLine],
    terms: RefundTerms,
    *,
    parts: Mapping[int, int] = WHOLE,
    earlier: Earlier = NOTHING,
) -> RefundSum | None:
    """The exact refund for a return, None when the payment is unknown.

    Non-quality: goods not shipped free → our outbound freight as charged is kept; shipped free → borne per policy.
    Quality: everything paid, and the buyer's return freight on top, outside this sum (A3). Part of an order: only
    those pieces; freight is settled by the return with which the last piece comes back. No more is ever paid back
    than was paid in.
    """
    if order.paid_fen is None:
        return None
    goods, freight = _goods(order, lines, parts, earlier), charged_freight(order)
    sums = [Sum("paid", order.paid_fen)]
    if goods.others_fen:
        sums.append(Sum("others", -goods.others_fen))
    left = order.paid_fen - goods.others_fen - goods.back_fen
    if freight and not _freight_returns(terms, earlier, complete=goods.complete):
        sums.append(Sum("freight_kept", -freight))
        left -= freight
    elif not freight and not terms.quality and goods.complete and terms.free_freight_borne_by == "buyer":
        borne = min(terms.free_freight_fen, left)
        sums.append(Sum("freight_borne", -borne))
        left -= borne
    unpaid = max(order.paid_fen - earlier.refunded_fen, 0)
    taken = max(min(left, earlier.compensated_fen), left - unpaid, 0)
    if goods.back_fen + taken:
        sums.append(Sum("before", -(goods.back_fen + taken)))
    refund = left - taken
    return RefundSum(refund, order.paid_fen - refund, (*sums, Sum("refund", refund)))


def _freight_returns(terms: RefundTerms, earlier: Earlier, *, complete: bool) -> bool:
    if not complete:
        return False
    return not terms.excludes_charged_freight or (terms.quality and earlier.quality)


def _goods(order: Order, lines: Sequence[OrderLine], parts: Mapping[int, int], earlier: Earlier) -> _Goods:
    shares = line_shares(order, lines) or {}
    others = back = 0
    complete = True
    for line in lines:
        bought, share = pieces(line), shares.get(line.id, 0)
        gone = min(earlier.pieces.get(line.id, 0), bought)
        now = min(parts.get(line.id, 0) if parts else bought, bought - gone)
        others += part_fen(share, bought, gone + now, bought)
        back += part_fen(share, bought, 0, gone)
        complete = complete and gone + now == bought
    return _Goods(others, back, complete)


def goods_value(order: Order, lines: Sequence[OrderLine], parts: Mapping[int, int] = WHOLE) -> int | None:
    """What was paid for these pieces without freight; None when the payment is unknown."""
    if order.paid_fen is None:
        return None
    shares = line_shares(order, lines)
    if shares is None:
        return order.paid_fen - charged_freight(order)
    bought = {line.id: pieces(line) for line in lines}
    wanted = parts or bought
    return sum(part_fen(shares[one], bought[one], 0, min(many, bought[one])) for one, many in wanted.items())


def payout(refund: RefundSum, advanced_fen: int) -> tuple[Sum, ...]:
    """The refund's arithmetic with the buyer's advanced freight on top (rule A3); unchanged without one."""
    if not advanced_fen:
        return refund.lines
    return (*refund.lines, Sum("advanced", advanced_fen), Sum("payout", refund.refund_fen + advanced_fen))


def freight_above(advanced_fen: int, limit_fen: int | None) -> bool:
    """Whether advanced freight is more than is paid back without a lead (rule A3); no limit means whatever was paid."""
    return limit_fen is not None and advanced_fen > limit_fen


@dataclass(frozen=True, slots=True)
class ExchangeSum:
    """What an exchange or a repair costs: positive the buyer pays, negative the shop gives back; `lines` add up."""

    difference_fen: int
    lines: tuple[Sum, ...]


def exchange_sum(returned_fen: int, target_fen: int, freight_out_fen: int = 0) -> ExchangeSum:
    """The difference between the goods that go out and those that came back, with the freight out if the buyer
    pays for it (rules A4, A5)."""
    sums = [Sum("target", target_fen), Sum("returned", -returned_fen)]
    if freight_out_fen:
        sums.append(Sum("freight_out", freight_out_fen))
    difference = sum(line.fen for line in sums)
    return ExchangeSum(difference, (*sums, Sum("difference", difference)))


def repair_sum(fee_fen: int, freight_out_fen: int) -> ExchangeSum:
    """What the buyer pays before a repaired piece goes back: the fee and the freight that were agreed (rule A8)."""
    sums = [Sum("repair_fee", fee_fen)]
    if freight_out_fen:
        sums.append(Sum("freight_out", freight_out_fen))
    charge = sum(line.fen for line in sums)
    return ExchangeSum(charge, (*sums, Sum("charge", charge)))
