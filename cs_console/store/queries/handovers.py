"""Reads about handovers."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import Connection, func, select

from cs_console.domain.entities import Handover, HandoverItem, Order
from cs_console.domain.handover import Leg
from cs_console.domain.vocabulary import Flag
from cs_console.store.mapping import from_row, table

_LOGS = table(Handover)
_ITEMS = table(HandoverItem)
_ORDERS = table(Order)


class HandoverQueries:
    """Reads about handovers; see `services.ports.handovers`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def draft_of(self, shift_id: int) -> Handover | None:
        """The shift's own log that is still a draft."""
        row = self._connection.execute(
            select(_LOGS).where(_LOGS.c.shift_id == shift_id, _LOGS.c.state == "draft")
        ).first()
        return from_row(Handover, row) if row is not None else None

    def undecided(self) -> list[Handover]:
        """Logs handed in and not sealed, oldest first."""
        statement = select(_LOGS).where(_LOGS.c.state.in_(("submitted", "deciding"))).order_by(_LOGS.c.id)
        return [from_row(Handover, row) for row in self._connection.execute(statement)]

    def items(self, handover_id: int) -> list[HandoverItem]:
        """The items of a log."""
        statement = select(_ITEMS).where(_ITEMS.c.handover_id == handover_id).order_by(_ITEMS.c.id)
        return [from_row(HandoverItem, row) for row in self._connection.execute(statement)]

    def last_sealed(self) -> Handover | None:
        """The end of the chain: the sealed log that no other one names; clocks may jump, links do not."""
        named = select(_LOGS.c.previous_hash).where(_LOGS.c.state == "sealed")
        row = self._connection.execute(
            select(_LOGS)
            .where(_LOGS.c.state == "sealed", _LOGS.c.content_hash.not_in(named))
            .order_by(_LOGS.c.id.desc())
            .limit(1)
        ).first()
        return from_row(Handover, row) if row is not None else None

    def recent(self, limit: int) -> list[Handover]:
        """Logs, newest first."""
        statement = select(_LOGS).order_by(_LOGS.c.id.desc()).limit(limit)
        return [from_row(Handover, row) for row in self._connection.execute(statement)]

    def times_carried(self, ref: str, shift_id: int) -> int:
        """In how many other shifts' handed-in logs a thing has stood already."""
        statement = (
            select(func.count(_LOGS.c.shift_id.distinct()))
            .select_from(_ITEMS.join(_LOGS, _LOGS.c.id == _ITEMS.c.handover_id))
            .where(_ITEMS.c.ref == ref, _LOGS.c.state != "draft", _LOGS.c.shift_id != shift_id)
        )
        return int(self._connection.execute(statement).scalar_one())

    def legs(self, refs: Sequence[str], before: int) -> list[tuple[str, Leg]]:
        """The handed-in logs before `before` in which these things stood, oldest first."""
        statement = (
            select(_ITEMS.c.ref, _LOGS.c.id, _LOGS.c.business_date, _LOGS.c.shift_key, _LOGS.c.author,
                   _LOGS.c.submitted_at)
            .select_from(_ITEMS.join(_LOGS, _LOGS.c.id == _ITEMS.c.handover_id))
            .where(_ITEMS.c.ref.in_(list(refs)), _LOGS.c.state != "draft", _LOGS.c.id < before)
            .order_by(_LOGS.c.id)
        )  # fmt: skip
        return [(str(row[0]), Leg(*row[1:])) for row in self._connection.execute(statement)]

    def flagged_in_progress(self, flags: Collection[Flag]) -> list[Order]:
        """Orders under one of these colours that have no end yet."""
        statement = (
            select(_ORDERS)
            .where(
                _ORDERS.c.flag.in_(sorted(flag.value for flag in flags)),
                _ORDERS.c.status.in_(("unpaid", "paid", "shipped", "signed", "unknown")),
            )
            .order_by(_ORDERS.c.id)
        )
        return [from_row(Order, row) for row in self._connection.execute(statement)]
