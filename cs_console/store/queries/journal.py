"""Reads about journal."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, func, select

from cs_console.domain.entities import Event
from cs_console.store.journal import ChainReport, chain_head, read_events, verify_chain
from cs_console.store.tables import ActRow, EventRow

_ACTS: Any = ActRow.__table__  # type: ignore[attr-defined]
_EVENTS: Any = EventRow.__table__  # type: ignore[attr-defined]


class JournalQueries:
    """Reads about the journal; see `services.ports.journal`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def history(self, entity: str, entity_id: int, limit: int = 50) -> list[Event]:
        """Events of one entity, newest first."""
        return read_events(
            self._connection, (_EVENTS.c.entity == entity) & (_EVENTS.c.entity_id == entity_id), limit=limit
        )

    def of_act(self, act_id: int) -> list[Event]:
        """Events of one act, newest first: the order in which undo takes them back."""
        return read_events(self._connection, _EVENTS.c.act_id == act_id)

    def latest_act(self, actor: str, shift_id: int) -> tuple[int, str] | None:
        """(id, kind) of the actor's latest act of this shift that is neither undone nor an undo."""
        row = self._connection.execute(
            select(_ACTS.c.id, _ACTS.c.act)
            .where(
                _ACTS.c.actor == actor, _ACTS.c.shift_id == shift_id,
                _ACTS.c.undone_by == 0, _ACTS.c.undoes == 0,
            )
            .order_by(_ACTS.c.id.desc())
            .limit(1)
        ).first()  # fmt: skip
        return (int(row.id), str(row.act)) if row else None

    def latest_undo(self, actor: str, shift_id: int) -> tuple[int, int] | None:
        """(id, act it undid) when the actor's very latest act of this shift was an undo, for redo."""
        row = self._connection.execute(
            select(_ACTS.c.id, _ACTS.c.undoes, _ACTS.c.undone_by)
            .where(_ACTS.c.actor == actor, _ACTS.c.shift_id == shift_id)
            .order_by(_ACTS.c.id.desc())
            .limit(1)
        ).first()
        return (int(row.id), int(row.undoes)) if row and row.undoes and not row.undone_by else None

    def act_by_key(self, key: str) -> int:
        """The act that a command with this idempotency key already made, else 0."""
        return int(self._connection.execute(select(_ACTS.c.id).where(_ACTS.c.key == key)).scalar() or 0)

    def undone(self, act_id: int) -> bool:
        """Whether an act was taken back already."""
        found = self._connection.execute(select(_ACTS.c.undone_by).where(_ACTS.c.id == act_id)).scalar()
        return bool(found)

    def count(self) -> int:
        """How many events there are."""
        return int(self._connection.execute(select(func.count()).select_from(_EVENTS)).scalar_one())

    def head(self) -> tuple[int, str]:
        """The last event's number and hash: what a handover prints as its anchor."""
        return chain_head(self._connection)

    def verify(self) -> ChainReport:
        """Check the whole chain."""
        return verify_chain(self._connection)
