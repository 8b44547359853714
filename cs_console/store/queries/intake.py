"""Bulk reads for taking files in: known rows by what an export names them with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TypeVar

from sqlalchemy import ColumnElement, Connection, select

from cs_console.domain.entities import Buyer, Entity, Inquiry, Order, OrderLine, Refund
from cs_console.domain.vocabulary import Platform
from cs_console.store.mapping import from_row, table

E = TypeVar("E", bound=Entity)

_AT_ONCE = 500
"""Values in one IN list; SQLite allows 32,766 parameters, PostgreSQL plans long lists badly."""


class IntakeQueries:
    """Reads in bulk; see `services.ports.intake`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def orders_by_no(self, platform: Platform, numbers: Sequence[str]) -> dict[str, Order]:
        """Known orders by order number."""
        found = self._any_of(Order, "order_no", numbers, table(Order).c.platform == platform.value)
        return {order.order_no: order for order in found}

    def lines_of(self, order_ids: Sequence[int]) -> dict[int, dict[str, OrderLine]]:
        """Known order lines by order and line key."""
        lines: defaultdict[int, dict[str, OrderLine]] = defaultdict(dict)
        for line in self._any_of(OrderLine, "order_id", order_ids):
            lines[line.order_id][line.line_key] = line
        return lines

    def buyers_by_nick(self, platform: Platform, nicks: Sequence[str]) -> dict[str, Buyer]:
        """Known buyers by nick."""
        found = self._any_of(Buyer, "nick", nicks, table(Buyer).c.platform == platform.value)
        return {buyer.nick: buyer for buyer in found}

    def refunds_by_no(self, platform: Platform, numbers: Sequence[str]) -> dict[str, Refund]:
        """Known refunds by refund number."""
        found = self._any_of(Refund, "refund_no", numbers, table(Refund).c.platform == platform.value)
        return {refund.refund_no: refund for refund in found}

    def refunds_without_order(self, platform: Platform, numbers: Sequence[str]) -> list[Refund]:
        """Refunds that came before their order, by order number."""
        columns = table(Refund).c
        unlinked = (columns.platform == platform.value) & (columns.order_id == 0)
        return list(self._any_of(Refund, "order_no", numbers, unlinked))

    def inquiries_without_order(self, numbers: Sequence[str]) -> list[Inquiry]:
        """Inquiries that named an order before the store had it, by order number."""
        return list(self._any_of(Inquiry, "order_no", numbers, table(Inquiry).c.order_id == 0))

    def _any_of(
        self, kind: type[E], name: str, values: Sequence[object], where: ColumnElement[bool] | None = None
    ) -> Iterator[E]:
        columns = table(kind)
        statement = select(columns)
        if where is not None:
            statement = statement.where(where)
        unique = list(dict.fromkeys(values))
        for start in range(0, len(unique), _AT_ONCE):
            part = statement.where(columns.c[name].in_(unique[start : start + _AT_ONCE]))
            for row in self._connection.execute(part):
                yield from_row(kind, row)
