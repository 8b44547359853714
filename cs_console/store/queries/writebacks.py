"""Reads about the outbox of remarks and flags (rule R7)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, or_, select

from cs_console.domain.vocabulary import Platform
from cs_console.domain.writebacks import OPEN_STATES, WriteBack, WriteBackState
from cs_console.store.mapping import from_row, table


class WriteBackQueries:
    """Reads about the outbox; see `services.ports.writeback`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def open_rows(self, order_ids: Sequence[int]) -> dict[int, WriteBack]:
        """The row of each order that is not done, by order."""
        rows = table(WriteBack)
        statement = select(rows).where(rows.c.order_id.in_(order_ids), rows.c.state != WriteBackState.DONE.value)
        return {row.order_id: from_row(WriteBack, row) for row in self._connection.execute(statement)}

    def sent(self, order_ids: Sequence[int]) -> dict[int, list[WriteBack]]:
        """The settled rows of each order, newest first."""
        rows = table(WriteBack)
        statement = (
            select(rows)
            .where(rows.c.order_id.in_(order_ids), rows.c.state == WriteBackState.DONE.value)
            .order_by(rows.c.sent_at.desc(), rows.c.id.desc())
        )
        found: dict[int, list[WriteBack]] = defaultdict(list)
        for row in self._connection.execute(statement):
            found[row.order_id].append(from_row(WriteBack, row))
        return dict(found)

    def due(self, platforms: Sequence[Platform], now: datetime | None, limit: int | None) -> list[WriteBack]:
        """Queued rows of these platforms, oldest first; with `now` only those whose next try has come."""
        rows = table(WriteBack)
        statement = select(rows).where(
            rows.c.state == WriteBackState.QUEUED.value, rows.c.platform.in_([one.value for one in platforms])
        )
        if now is not None:
            statement = statement.where(or_(rows.c.next_try_at.is_(None), rows.c.next_try_at <= now))
        statement = statement.order_by(rows.c.queued_at, rows.c.id).limit(limit)
        return [from_row(WriteBack, row) for row in self._connection.execute(statement)]

    def listed(
        self, limit: int, *, states: Sequence[WriteBackState] = OPEN_STATES, platform: Platform | None = None
    ) -> list[WriteBack]:
        """Rows in these states, the newest first."""
        rows = table(WriteBack)
        statement = select(rows).where(rows.c.state.in_([one.value for one in states]))
        if platform is not None:
            statement = statement.where(rows.c.platform == platform.value)
        statement = statement.order_by(rows.c.id.desc()).limit(limit)
        return [from_row(WriteBack, row) for row in self._connection.execute(statement)]

    def counts(self) -> dict[WriteBackState, int]:
        """How many rows are not done, by state."""
        rows = table(WriteBack)
        statement = (
            select(rows.c.state, func.count())
            .where(rows.c.state.in_([one.value for one in OPEN_STATES]))
            .group_by(rows.c.state)
        )
        found: dict[Any, int] = {row[0]: int(row[1]) for row in self._connection.execute(statement)}
        return {state: found.get(state.value, 0) for state in OPEN_STATES}
