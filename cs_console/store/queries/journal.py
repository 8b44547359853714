"""Reads about the journal: history, what may be undone, the chain."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from cs_console.domain.entities import Event
from cs_console.store.journal import GENESIS, ChainReport, chain_head, read_events, replay_rows, verify_chain
from cs_console.store.tables import ActRow, EventRow

_ACTS: Any = ActRow.__table__  # type: ignore[attr-defined]
_UNDONE: Any = _ACTS.alias("undone")
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

    def remarks_on(self, entity: str, ids: Collection[int]) -> list[Event]:
        """Events of several entities of one kind that changed no state, newest first."""
        chosen = (_EVENTS.c.entity == entity) & _EVENTS.c.entity_id.in_(tuple(ids)) & (_EVENTS.c.op == "note")
        return read_events(self._connection, chosen)

    def of_act(self, act_id: int) -> list[Event]:
        """Events of one act, newest first: the order in which undo takes them back."""
        return read_events(self._connection, _EVENTS.c.act_id == act_id)

    def latest_act(self, actor: str, shift_id: int, skip: Collection[str] = ()) -> tuple[int, str] | None:
        """(id, kind) of the actor's latest act of this shift that is neither undone nor an undo."""
        row = self._connection.execute(
            select(_ACTS.c.id, _ACTS.c.act)
            .where(*_own(actor, shift_id, skip), _ACTS.c.undone_by == 0)
            .order_by(_ACTS.c.id.desc())
            .limit(1)
        ).first()
        return (int(row.id), str(row.act)) if row else None

    def latest_undo(self, actor: str, shift_id: int, skip: Collection[str] = ()) -> tuple[int, str] | None:
        """(id, kind of the act it undid) of the latest undo that nothing but undos and redos followed."""
        newest = select(func.max(_ACTS.c.id)).where(*_own(actor, shift_id, skip)).scalar_subquery()
        row = self._connection.execute(
            select(_ACTS.c.id, _UNDONE.c.act)
            .join(_UNDONE, _UNDONE.c.id == _ACTS.c.undoes)
            .where(
                _ACTS.c.actor == actor, _ACTS.c.shift_id == shift_id, _ACTS.c.act == "undo",
                _ACTS.c.undone_by == 0, _ACTS.c.id > newest,
            )
            .order_by(_ACTS.c.id.desc())
            .limit(1)
        ).first()  # fmt: skip
        return (int(row.id), str(row.act)) if row else None

    def act_by_key(self, key: str) -> int:
        """The act that a command with this idempotency key already made, else 0."""
        return int(self._connection.execute(select(_ACTS.c.id).where(_ACTS.c.key == key)).scalar() or 0)

    def last_act_at(self, actor: str, shift_id: int) -> datetime | None:
        """When somebody did something on a shift for the last time."""
        found: datetime | None = self._connection.execute(
            select(_ACTS.c.at)
            .where(_ACTS.c.actor == actor, _ACTS.c.shift_id == shift_id)
            .order_by(_ACTS.c.id.desc())
            .limit(1)
        ).scalar()
        return found

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

    def knows(self, digest: str) -> bool:
        """Whether an event's hash begins so; the empty journal's head counts."""
        if GENESIS.startswith(digest):
            return True
        whole = len(digest) == len(GENESIS)
        begins = _EVENTS.c.hash == digest if whole else _EVENTS.c.hash.startswith(digest, autoescape=True)
        return self._connection.execute(select(_EVENTS.c.seq).where(begins).limit(1)).first() is not None

    def last_id(self, entity: str) -> int:
        """The highest id of a kind that an event speaks of, else 0."""
        highest = select(func.max(_EVENTS.c.entity_id)).where(_EVENTS.c.entity == entity)
        return int(self._connection.execute(highest).scalar() or 0)

    def notes(self, act: str) -> list[Event]:
        """Events of one kind of act that changed no state, newest first."""
        return read_events(self._connection, (_EVENTS.c.act == act) & (_EVENTS.c.op == "note"))

    def replay(self, entity: str, ids: range) -> dict[int, dict[str, Any] | None]:
        """Rows of a kind as their events leave them; None where a purge took what would tell."""
        return replay_rows(self._connection, entity, ids)

    def verify(self) -> ChainReport:
        """Check the whole chain."""
        return verify_chain(self._connection)


def _own(actor: str, shift_id: int, skip: Collection[str]) -> tuple[Any, ...]:
    """What a person did on a shift, without the undos and redos and what happened beside it."""
    return (
        _ACTS.c.actor == actor, _ACTS.c.shift_id == shift_id, _ACTS.c.undoes == 0, _ACTS.c.act.not_in(list(skip)),
    )  # fmt: skip
