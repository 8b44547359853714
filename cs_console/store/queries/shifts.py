"""Reads about shifts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, or_, select

from cs_console.domain.entities import Break, Inquiry, Order, Shift
from cs_console.store.mapping import from_row, table

_SHIFTS = table(Shift)
_BREAKS = table(Break)
_INQUIRIES = table(Inquiry)
_ORDERS = table(Order)
_WAITS = (_INQUIRIES.c.state.in_(("received", "claimed"))) & (_INQUIRIES.c.unanswered_since.is_not(None))


class ShiftQueries:
    """Reads about shifts; see `services.ports.shifts`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def running_of(self, agent: str) -> Shift | None:
        """The agent's shift that is not ended, if any."""
        row = self._connection.execute(
            select(_SHIFTS).where(_SHIFTS.c.agent == agent, _SHIFTS.c.state != "ended").order_by(_SHIFTS.c.id.desc())
        ).first()
        return from_row(Shift, row) if row is not None else None

    def running(self) -> list[Shift]:
        """All shifts that are not ended, by start."""
        statement = select(_SHIFTS).where(_SHIFTS.c.state != "ended").order_by(_SHIFTS.c.id)
        return [from_row(Shift, row) for row in self._connection.execute(statement)]

    def breaks(self, shift_id: int) -> list[Break]:
        """The breaks of a shift, in order."""
        statement = select(_BREAKS).where(_BREAKS.c.shift_id == shift_id).order_by(_BREAKS.c.id)
        return [from_row(Break, row) for row in self._connection.execute(statement)]

    def waiting(self, agent: str | None = None) -> int:
        """Buyers who wait for a reply now."""
        where: Any = _WAITS
        if agent is not None:
            where = where & or_(_INQUIRIES.c.owner == agent, _INQUIRIES.c.owner == "")
        return self._count(where)

    def offline_waiting(self) -> int:
        """Buyers who wrote while nobody was on duty and still wait."""
        return self._count(_WAITS & _INQUIRIES.c.offline.is_(True))

    def arrived_since(self, moment: datetime) -> int:
        """Inquiries received since a moment."""
        return self._count(_INQUIRIES.c.received_at > moment)

    def orders_by_status(self) -> dict[str, int]:
        """How many orders are unpaid, and paid but not sent."""
        statement = (
            select(_ORDERS.c.status, func.count())
            .where(_ORDERS.c.status.in_(("unpaid", "paid")))
            .group_by(_ORDERS.c.status)
        )
        return {str(status): int(count) for status, count in self._connection.execute(statement)}

    def _count(self, where: Any) -> int:
        return int(self._connection.execute(select(func.count()).select_from(_INQUIRIES).where(where)).scalar_one())
