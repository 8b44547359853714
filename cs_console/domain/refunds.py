"""What a return pays back, to the fen, with the arithmetic shown line by line (rules A2, A3)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from cs_console.domain.entities import Order, OrderLine
from cs_console.domain.money import share_fen

WHOLE: frozenset[int] = frozenset()
"""No lines named: the whole order comes back."""


@dataclass(frozen=True, slots=True)
class Sum:
    """One line of the arithmetic: a catalogue code ``refund.line.<code>`` and its signed fen."""

    code: Literal["paid", "others", "freight_kept", "freight_borne", "before", "refund"]
    fen: int


@dataclass(frozen=True, slots=True)
class RefundTerms:
    """The part of the after-sales policy that decides who bears our outbound freight (rule A2)."""

    quality: bool
    excludes_charged_freight: bool = True
    free_freight_borne_by: Literal["shop", "buyer"] = "shop"
    free_freight_fen: int = 0


@dataclass(frozen=True, slots=True)
class RefundSum:
    """The refund and how it came about; `lines` add up to `refund_fen` without the last one."""

    refund_fen: int
    kept_fen: int
    lines: tuple[Sum, ...]
    reimburses_return_freight: bool


def line_shares(order: Order, lines: Sequence[OrderLine]) -> dict[int, int] | None:
    """What was paid for each line's goods, adding up to the goods' part of the payment exactly.

    A platform's own figures are the weights where every line has one, else price × quantity. None
    when the order's payment is unknown.
    """
    if order.paid_fen is None or not lines:
        return None
    goods_fen = max(order.paid_fen - charged_freight(order), 0)
    paid = [line.paid_fen for line in lines]
    weights = [fen for fen in paid if fen is not None]
    if len(weights) != len(lines):
        weights = [(line.price_fen or 0) * line.quantity for line in lines]
    return dict(zip((line.id for line in lines), share_fen(goods_fen, weights), strict=True))


def charged_freight(order: Order) -> int:
    """Our outbound freight as the buyer paid it; 0 for an order shipped free."""
    return min(max(order.freight_fen or 0, 0), order.paid_fen or 0)


def refund_sum(
    order: Order,
    lines: Sequence[OrderLine],
    terms: RefundTerms,
    *,
    chosen: Collection[int] = WHOLE,
    before_fen: int = 0,
) -> RefundSum | None:
    """The exact refund for a return, None when the payment (or the chosen lines' part) is unknown.

    Non-quality: goods not shipped free → our outbound freight as charged is kept; shipped free → borne
    per policy. Quality: everything paid, and the buyer's return freight on top, outside this sum (A3).
    Part of an order: only those goods; freight comes back with a quality return of the whole order.
    """
    if order.paid_fen is None:
        return None
    freight = charged_freight(order)
    sums = [Sum("paid", order.paid_fen)]
    partial = bool(chosen) and any(line.id not in chosen for line in lines)
    if partial:
        shares = line_shares(order, lines)
        if shares is None:
            return None
        others = sum(fen for line_id, fen in shares.items() if line_id not in chosen)
        sums.append(Sum("others", -others))
    if freight and (partial or (not terms.quality and terms.excludes_charged_freight)):
        sums.append(Sum("freight_kept", -freight))
    elif not terms.quality and not freight and not partial and terms.free_freight_borne_by == "buyer":
        sums.append(Sum("freight_borne", -terms.free_freight_fen))
    if before_fen:
        sums.append(Sum("before", -before_fen))
    refund = max(sum(line.fen for line in sums), 0)
    return RefundSum(refund, order.paid_fen - refund, (*sums, Sum("refund", refund)), terms.quality)
