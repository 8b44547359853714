"""Reads for the live board: counts by owner over the open rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, case, func, literal_column, select

from cs_console.domain.board import Load
from cs_console.domain.entities import Inquiry
from cs_console.store.mapping import table

_I: Any = table(Inquiry).c
_OPEN: Any = literal_column("inquiries.state NOT IN ('resolved', 'lost')")
"""Spelt as the partial index spells it, else SQLite would not use it."""


class BoardQueries:
    """Counts by owner; see `services.ports.board`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def loads(self, now: datetime) -> list[Load]:
        """What each owner holds of the open queue, nobody ("") among them."""
        statement = (
            select(
                _I.owner,
                func.count().label("open"),
                func.count(_I.due_at).label("waiting"),
                func.count(case((_I.due_at <= now, 1))).label("overdue"),
                func.min(_I.unanswered_since, type_=_I.unanswered_since.type).label("oldest"),
            )
            .where(_OPEN)
            .group_by(_I.owner)
            .order_by(_I.owner)
        )
        return [Load(row.owner, row.open, row.waiting, row.overdue, row.oldest) for row in self._run(statement)]

    def longest_waiting(self) -> int:
        """The inquiry whose buyer waits longest, 0 when nobody waits."""
        statement = select(_I.id).where(_OPEN, _I.due_at.is_not(None)).order_by(_I.unanswered_since, _I.id).limit(1)
        return int(self._connection.execute(statement).scalar() or 0)

    def closed_by(self, since: datetime) -> Mapping[str, int]:
        """How many inquiries each owner closed since a moment."""
        statement = select(_I.owner, func.count().label("closed")).where(_I.closed_at >= since).group_by(_I.owner)
        return {row.owner: int(row.closed) for row in self._run(statement)}

    def _run(self, statement: Any) -> Any:
        return self._connection.execute(statement)
