"""The outbox follows every change of an order's remark and flag, in the same transaction (rule R7).

`queue_write_backs` runs before every act commits, so no path (screen, command line, case, undo, import)
changes a remark or a flag without the outbox hearing of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from itertools import islice
from uuid import uuid4

from cs_console.domain.entities import Order
from cs_console.domain.records import OrderRecord
from cs_console.domain.writeback_rules import OURS, WATCHED, as_heard, confirmed, follow
from cs_console.domain.writebacks import WriteBack
from cs_console.services.ports.uow import UnitOfWork

WRITE_BACK = "order.write_back"
"""The act in which the outbox's own work is journaled; nobody's step to take back."""

_AT_ONCE = 500


def queue_write_backs(uow: UnitOfWork) -> None:
    """Bring the outbox in line with the orders that an act changed."""
    touched = {
        order_id: frozenset(fields) - OURS if uow.act == WRITE_BACK else frozenset(fields)
        for order_id, fields in uow.changed(Order).items()
        if WATCHED.intersection(fields)
    }
    waiting = iter(touched)
    while ids := list(islice(waiting, _AT_ONCE)):
        follow_orders(uow, uow.find(Order, id=ids), touched)


def follow_orders(uow: UnitOfWork, orders: Sequence[Order], touched: dict[int, frozenset[str]]) -> None:
    """One open row for each order that owes the platform something, none for the others."""
    ids = [order.id for order in orders]
    rows, sent = uow.writebacks.open_rows(ids), uow.writebacks.sent(ids)
    fresh: list[WriteBack] = []
    for order in orders:
        row = rows.get(order.id)
        last = next(iter(sent.get(order.id, ())), None)
        step = follow(order, row, touched.get(order.id, frozenset()), last, uow.now)
        if step.act == "add":
            fresh.append(
                WriteBack(
                    order_id=order.id, platform=order.platform, order_no=order.order_no, key=uuid4().hex,
                    **step.changes,
                )
            )  # fmt: skip
        elif row is not None and step.act == "change":
            uow.change(row, **step.changes)
        elif row is not None and step.act == "remove":
            uow.remove(row)
    uow.add_many(fresh)


def catch_up(uow: UnitOfWork, rows: Iterable[WriteBack]) -> None:
    """Take over what changed while rows were on their way and so were left alone."""
    before = {row.order_id: row for row in rows}
    if not before:
        return
    orders = uow.find(Order, id=list(before))
    touched = {order.id: OURS if _differs(order, before[order.id]) else frozenset[str]() for order in orders}
    follow_orders(uow, orders, touched)


def _differs(order: Order, row: WriteBack) -> bool:
    return (order.remark, order.flag) != (row.remark, row.flag)


class Overtaken:
    """What our own writes have overtaken in the rows of an export (rule R1)."""

    def __init__(self, uow: UnitOfWork, orders: Collection[Order], file_time: datetime | None) -> None:
        ids = [order.id for order in orders]
        self._uow = uow
        self._file_time = file_time
        self._sent = uow.writebacks.sent(ids) if ids else {}
        self._waiting = uow.writebacks.open_rows(ids) if ids else {}

    def heard(self, order: Order, record: OrderRecord) -> OrderRecord:
        """A row without old news about remark and flag; notes which batch file it shows to be taken over."""
        sent, waiting = self._sent.get(order.id, ()), self._waiting.get(order.id)
        taken = confirmed(record, sent, self._file_time)
        heard = as_heard(record, sent, waiting, self._file_time)
        if taken is not None:
            self._uow.change(taken, confirmed_at=self._uow.now)
        return heard
