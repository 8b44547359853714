"""Orders and refunds as an export would have shown them at an earlier moment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from cs_console.domain.vocabulary import OrderStatus
from cs_console.services.demo.model import DemoOrder, DemoRefund


def orders_at(orders: Iterable[DemoOrder], moment: datetime) -> Iterator[DemoOrder]:
    """What stood in the platform at `moment`: nothing that was ordered, paid, sent or remarked later."""
    for order in orders:
        if order.ordered_at > moment:
            continue
        past = _at(order, moment)
        yield past if past.phase == order.phase else replace(past, remark="", refund_fen=0)


def _at(order: DemoOrder, moment: datetime) -> DemoOrder:
    """Taken back step by step, the last one first; a closed order stays closed."""
    if order.status is OrderStatus.CLOSED:
        return order
    if _later(order.completed_at, moment):
        order = replace(order, completed_at=None, status=OrderStatus.SHIPPED, phase="signed")
    if _later(order.signed_at, moment):
        order = replace(order, signed_at=None, phase="transit")
    if _later(order.shipped_at, moment):
        order = replace(order, shipped_at=None, carrier="", tracking_no="", status=OrderStatus.PAID, phase="paid")
    if _later(order.paid_at, moment):
        order = replace(order, paid_at=None, status=OrderStatus.UNPAID, phase="unpaid")
    return order


def _later(at: datetime | None, moment: datetime) -> bool:
    return at is not None and at > moment


def refunds_at(refunds: Iterable[DemoRefund], moment: datetime) -> Iterator[DemoRefund]:
    """The refunds asked for by then and not yet ended differently since."""
    for refund in refunds:
        if refund.applied_at <= moment and not _later(refund.completed_at, moment):
            yield refund
