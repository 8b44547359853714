"""Reads about after-sales cases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from cs_console.domain.entities import Case, CaseStep
from cs_console.domain.vocabulary import CaseState, Flow
from cs_console.store.mapping import from_row, table


class AftersalesQueries:
    """Reads about cases and their steps; see `services.ports.aftersales`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def cases(
        self,
        limit: int | None = None,
        *,
        states: Sequence[CaseState] = (),
        flow: Flow | None = None,
        owner: str = "",
        due_by: datetime | None = None,
        order_id: int = 0,
    ) -> list[Case]:
        """Cases that fit every filter given, the most pressing first."""
        rows = table(Case)
        statement = select(rows).order_by(rows.c.due_at.asc().nulls_last(), rows.c.id)
        if states:
            statement = statement.where(rows.c.state.in_([state.value for state in states]))
        if flow is not None:
            statement = statement.where(rows.c.flow == flow.value)
        if owner:
            statement = statement.where(rows.c.owner == owner)
        if due_by is not None:
            statement = statement.where(rows.c.due_at <= due_by)
        if order_id:
            statement = statement.where(rows.c.order_id == order_id)
        return [from_row(Case, row) for row in self._connection.execute(statement.limit(limit))]

    def steps(self, case_ids: Sequence[int]) -> list[CaseStep]:
        """The steps of these cases, in order within each."""
        rows = table(CaseStep)
        statement = select(rows).where(rows.c.case_id.in_(list(case_ids))).order_by(rows.c.case_id, rows.c.position)
        return [from_row(CaseStep, row) for row in self._connection.execute(statement)]
