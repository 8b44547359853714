"""What an order's own data gets wrong: amounts that do not add up, dates before the order.

Such an order is worked with all the same: refunds are reckoned from what was paid, in proportion. It is said beside
the arithmetic, so that nobody trusts a figure more than its source.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from cs_console.domain.entities import Order, OrderLine
from cs_console.domain.refunds import charged_freight, pieces
from cs_console.domain.vocabulary import OrderStatus

DoubtCode = Literal[
    "paid_unknown", "negative", "freight_above", "lines_differ", "paid_above", "paid_above_total", "date_before_order"
]
UNPAID = frozenset({OrderStatus.UNPAID, OrderStatus.CLOSED})
"""Nobody paid yet, or got it back: nothing paid is no contradiction."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing wrong: a catalogue code ``doubt.<code>``; with amounts what stands there and what was expected.

    `fields` names the dates that lie before the order.
    """

    code: DoubtCode
    found_fen: int = 0
    expected_fen: int = 0
    fields: tuple[str, ...] = ()


def doubts(order: Order, lines: Sequence[OrderLine]) -> tuple[Doubt, ...]:
    """Everything that is wrong with an order's amounts and dates, the amounts first."""
    return (*_amounts(order, lines), *_dates(order))


def standing_doubts(order: Order, lines: Sequence[OrderLine]) -> tuple[Doubt, ...]:
    """What is wrong with an order, case or not; of an unpaid one only negative amounts and dates."""
    found = doubts(order, lines)
    if order.status not in UNPAID:
        return found
    return tuple(one for one in found if one.code in ("negative", "date_before_order"))


def _amounts(order: Order, lines: Sequence[OrderLine]) -> Iterator[Doubt]:
    amounts = (order.paid_fen, order.freight_fen, order.goods_fen, *(line.price_fen for line in lines))
    negative = [fen for fen in amounts if fen is not None and fen < 0]
    if negative:
        yield Doubt("negative", min(negative))
    if order.paid_fen is None:
        yield Doubt("paid_unknown")
        return
    if (order.freight_fen or 0) > order.paid_fen:
        yield Doubt("freight_above", order.freight_fen or 0, order.paid_fen)
    if order.total_fen is not None and order.paid_fen > order.total_fen + max(order.freight_fen or 0, 0):
        yield Doubt("paid_above_total", order.paid_fen, order.total_fen)
    goods = order.paid_fen - charged_freight(order)
    told = [line.paid_fen for line in lines if line.paid_fen is not None]
    if lines and len(told) == len(lines) and (any(told) or not goods):  # zeros were told before the payment
        if sum(told) not in (goods, order.paid_fen):
            yield Doubt("lines_differ", sum(told), goods)
        return
    prices = [line.price_fen * pieces(line) for line in lines if line.price_fen is not None]
    if lines and len(prices) == len(lines) and goods > sum(prices):
        yield Doubt("paid_above", goods, sum(prices))


def _dates(order: Order) -> Iterator[Doubt]:
    start = order.ordered_at
    if start is None:
        return
    later = {name: getattr(order, name) for name in ("paid_at", "shipped_at", "signed_at", "completed_at")}
    early = tuple(name for name, moment in later.items() if moment is not None and moment < start)
    if early:
        yield Doubt("date_before_order", fields=early)
