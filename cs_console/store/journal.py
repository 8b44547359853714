"""The journal: append-only, hash-chained events in the same transaction as the change (rule K5).

An event's hash covers its facts, the salted hash of its payload and the previous event's hash.
The payload lies beside it, so that purging private data leaves the chain whole.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Text, insert, select, text, type_coerce, update

from cs_console.domain.entities import Actor, Event
from cs_console.errors import StoreUnavailable
from cs_console.store.tables import ActRow, EventPayloadRow, EventRow
from cs_console.store.types import from_iso, from_json, to_iso

GENESIS = "0" * 64
_EVENTS: Any = EventRow.__table__  # type: ignore[attr-defined]
_PAYLOADS: Any = EventPayloadRow.__table__  # type: ignore[attr-defined]
_ACTS: Any = ActRow.__table__  # type: ignore[attr-defined]


def canonical(value: Any) -> str:
    """JSON with one spelling: sorted keys, no spaces, text as it stands."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def payload_hash(salt: str, before: Any, after: Any) -> str:
    """Hash of what changed; the salt keeps short values (a phone) from being guessed from it."""
    return hashlib.sha256(f"{salt}\n{canonical([before, after])}".encode()).hexdigest()


def event_hash(row: Mapping[str, Any]) -> str:
    """Hash of one event's facts and its predecessor's hash."""
    facts = [
        row["previous_hash"], row["seq"], row["act_id"], to_iso(row["at"]), row["actor"], row["act"],
        row["op"], row["entity"], row["entity_id"], row["payload_hash"],
    ]  # fmt: skip
    return hashlib.sha256(canonical(facts).encode()).hexdigest()


@dataclass(slots=True)
class _Pending:
    op: str
    entity: str
    entity_id: int
    before: dict[str, Any] | None
    after: dict[str, Any] | None


class JournalWriter:
    """Collects the events of one act and chains them just before commit."""

    def __init__(self, connection: Connection, actor: Actor, act: str, at: datetime, key: str | None) -> None:
        self._connection = connection
        self._actor = actor
        self._act = act
        self._at = at
        self._key = key
        self._undoes = 0
        self._pending: list[_Pending] = []
        self.act_id = 0

    def record(
        self, op: str, entity: str, entity_id: int,
        before: dict[str, Any] | None, after: dict[str, Any] | None,
    ) -> None:  # fmt: skip
        """Remember one change; `op` is ``add``, ``change``, ``remove`` or ``note``."""
        self._pending.append(_Pending(op, entity, entity_id, before, after))

    def undoes(self, act_id: int) -> None:
        """Mark this act as the compensation of another."""
        self._undoes = act_id

    def flush(self) -> int:
        """Write the act and its chained events; gives the act's id (0: nothing changed)."""
        if not self._pending:
            return 0
        values = {
            "key": self._key, "act": self._act, "actor": self._actor.agent, "console": self._actor.console,
            "shift_id": self._actor.shift_id, "at": self._at, "undoes": self._undoes, "undone_by": 0,
        }  # fmt: skip
        self.act_id = int(self._connection.execute(insert(_ACTS).values(values).returning(_ACTS.c.id)).scalar_one())
        if self._undoes:
            self._mark_undone()
        seq, previous = chain_head(self._connection, lock=True)
        events, payloads = [], []
        for pending in self._pending:
            seq += 1
            salt = secrets.token_hex(8)
            row = {
                "seq": seq, "act_id": self.act_id, "at": self._at, "actor": self._actor.agent,
                "act": self._act, "op": pending.op, "entity": pending.entity, "entity_id": pending.entity_id,
                "payload_hash": payload_hash(salt, pending.before, pending.after), "previous_hash": previous,
            }  # fmt: skip
            previous = row["hash"] = event_hash(row)
            events.append(row)
            payloads.append({"seq": seq, "salt": salt, "before": pending.before, "after": pending.after})
        self._connection.execute(insert(_EVENTS), events)
        self._connection.execute(insert(_PAYLOADS), payloads)
        self._pending.clear()
        return self.act_id

    def _mark_undone(self) -> None:
        """Link the compensated act; taking back an undo (a redo) makes the act it undid count again."""
        again = select(_ACTS.c.undoes).where(_ACTS.c.id == self._undoes)
        if revived := self._connection.execute(again).scalar():
            self._connection.execute(update(_ACTS).where(_ACTS.c.id == revived).values(undone_by=0))
        self._connection.execute(update(_ACTS).where(_ACTS.c.id == self._undoes).values(undone_by=self.act_id))


def chain_head(connection: Connection, *, lock: bool = False) -> tuple[int, str]:
    """The last event's number and hash; `lock` keeps other PostgreSQL writers out until commit."""
    if lock and connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE events IN SHARE ROW EXCLUSIVE MODE"))
    row = connection.execute(select(_EVENTS.c.seq, _EVENTS.c.hash).order_by(_EVENTS.c.seq.desc()).limit(1)).first()
    return (int(row.seq), str(row.hash)) if row else (0, GENESIS)


CLOCKS_DIFFER = timedelta(minutes=1)
"""So much the clocks of several machines on one store may differ before it is said."""


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What checking the chain found: events read, payloads purged, and (event number, what is wrong).

    `clock_back` are events whose time lies before the former one's: the order stands, but a clock was put back.
    """

    events: int
    head: str
    purged: int
    problems: tuple[tuple[int, str], ...]
    clock_back: tuple[int, ...] = ()


def verify_chain(connection: Connection) -> ChainReport:
    """Recompute every hash; edits, deletions, insertions and reorderings show (rule K5)."""
    facts = [one for one in _EVENTS.c if one.name != "at"]
    kept = [type_coerce(one, Text).label(one.name) for one in (_EVENTS.c.at, _PAYLOADS.c.before, _PAYLOADS.c.after)]
    statement = (
        select(*facts, _PAYLOADS.c.salt, *kept)
        .join(_PAYLOADS, _PAYLOADS.c.seq == _EVENTS.c.seq, isouter=True)
        .order_by(_EVENTS.c.seq)
    )
    problems: list[tuple[int, str]] = []
    expected, previous, count, purged = 1, GENESIS, 0, 0
    at, back = None, []
    with _any_bytes(connection):
        for found in connection.execute(statement).mappings():
            row = {**found, "at": _time_of(found["at"])}
            count += 1
            seq = int(row["seq"])
            if seq != expected:
                problems.append((expected, "missing"))
            if row["previous_hash"] != previous:
                problems.append((seq, "unchained"))
            if row["at"] is None or event_hash(row) != row["hash"]:
                problems.append((seq, "altered"))
            if row["salt"] is None:
                purged += 1
            elif not _payload_fits(row):
                problems.append((seq, "payload"))
            if at is not None and row["at"] is not None and row["at"] < at - CLOCKS_DIFFER:
                back.append(seq)
            expected, previous, at = seq + 1, row["hash"], row["at"] or at
    return ChainReport(count, previous, purged, tuple(problems), tuple(back))


@contextmanager
def _any_bytes(connection: Connection) -> Iterator[None]:
    """Let bytes that are no text be read as such: a check names what was spoilt instead of stopping there."""
    raw: Any = connection.connection.dbapi_connection
    if connection.dialect.name != "sqlite":
        yield
        return
    raw.text_factory = lambda content: content.decode("utf-8", errors="replace")
    try:
        yield
    finally:
        raw.text_factory = str


def _time_of(value: Any) -> datetime | None:
    """The time of an event, None where it cannot be read."""
    try:
        return from_iso(value) if isinstance(value, str) else value.astimezone(UTC)
    except (AttributeError, StoreUnavailable):
        return None


def _payload_fits(row: Mapping[str, Any]) -> bool:
    try:
        before, after = (None if row[name] is None else from_json(row[name]) for name in ("before", "after"))
    except StoreUnavailable:
        return False
    return bool(payload_hash(row["salt"], before, after) == row["payload_hash"])


def read_events(
    connection: Connection, where: Any, *, limit: int | None = None, newest_first: bool = True
) -> list[Event]:
    """Events with their payloads."""
    order = _EVENTS.c.seq.desc() if newest_first else _EVENTS.c.seq
    statement = (
        select(_EVENTS, _PAYLOADS.c.before, _PAYLOADS.c.after)
        .join(_PAYLOADS, _PAYLOADS.c.seq == _EVENTS.c.seq, isouter=True)
        .where(where)
        .order_by(order)
    )
    if limit is not None:
        statement = statement.limit(limit)
    return [Event(**row) for row in connection.execute(statement).mappings()]


def replay_rows(connection: Connection, entity: str, ids: range) -> dict[int, dict[str, Any] | None]:
    """Fold the events of one kind of row: what the rows must say if nobody wrote past the journal (rule K5)."""
    found: dict[int, dict[str, Any] | None] = {}
    these = (_EVENTS.c.entity == entity) & _EVENTS.c.entity_id.between(ids.start, ids.stop - 1)
    statement = (
        select(_EVENTS.c.op, _EVENTS.c.entity_id, type_coerce(_PAYLOADS.c.after, Text).label("after"))
        .join(_PAYLOADS, _PAYLOADS.c.seq == _EVENTS.c.seq, isouter=True)
        .where(these)
        .order_by(_EVENTS.c.seq)
    )
    with _any_bytes(connection):
        for op, entity_id, payload in connection.execute(statement):
            if op == "note":
                continue
            if op == "remove":
                found.pop(entity_id, None)
                continue
            known, after = found.get(entity_id) if op == "change" else {}, _told(payload)
            found[entity_id] = None if known is None or after is None else {**known, **after}
    return found


def _told(payload: str | None) -> dict[str, Any] | None:
    """What an event left, None where it was purged or cannot be read: the chain's own check names that one."""
    try:
        told = None if payload is None else from_json(payload)
    except StoreUnavailable:
        return None
    return told if isinstance(told, dict) else None
