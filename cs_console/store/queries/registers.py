"""Reads behind the registers (rule K2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, and_, func, or_, select

from cs_console.domain.entities import Entity, Order
from cs_console.store.mapping import from_row, table
from cs_console.store.queries.followups import chunks

E = TypeVar("E", bound=Entity)

_ORDERS = table(Order)


class RegisterQueries:
    """Reads about stretches of time; see `services.ports.registers`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def between(self, kind: type[E], moment: str, start: datetime, end: datetime, /, **equals: Any) -> list[E]:
        """Rows whose `moment` lies in [start, end) and whose fields equal the values given, by time."""
        rows = table(kind)
        column = rows.c[moment]
        statement = select(rows).where(column >= start, column < end).order_by(column, rows.c.id)
        for name, value in equals.items():
            field = rows.c[name]
            statement = statement.where(field.in_(value) if isinstance(value, tuple) else field == value)
        return [from_row(kind, row) for row in self._connection.execute(statement)]

    def by_id(self, kind: type[E], ids: Sequence[int]) -> dict[int, E]:
        """Rows by their ids; what is gone is left out."""
        rows = table(kind)
        found: dict[int, E] = {}
        for some in chunks(ids):
            for row in self._connection.execute(select(rows).where(rows.c.id.in_(some))):
                found[row.id] = from_row(kind, row)
        return found

    def never_paid(self, start: datetime, end: datetime, before: datetime) -> list[Order]:
        """Orders of [start, end) that were closed without payment, or wait for it since before a moment."""
        columns = _ORDERS.c
        nothing = and_(columns.paid_at.is_(None), columns.shipped_at.is_(None), func.coalesce(columns.paid_fen, 0) == 0)
        unpaid = or_(
            and_(columns.status == "unpaid", columns.ordered_at <= before), and_(columns.status == "closed", nothing)
        )
        statement = (
            select(_ORDERS)
            .where(columns.ordered_at >= start, columns.ordered_at < end, unpaid)
            .order_by(columns.ordered_at, columns.id)
        )
        return [from_row(Order, row) for row in self._connection.execute(statement)]

    def orders_of(self, buyers: Sequence[str]) -> list[Order]:
        """All orders of these nicks."""
        found: list[Order] = []
        names = list(dict.fromkeys(buyers))
        for at in range(0, len(names), 500):
            statement = select(_ORDERS).where(_ORDERS.c.buyer_nick.in_(names[at : at + 500]))
            found += [from_row(Order, row) for row in self._connection.execute(statement)]
        return found
