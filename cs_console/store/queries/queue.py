"""Reads about the queue: the order of work by keyset over the partial index of open rows (rule Q4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, case, func, literal_column, or_, select

from cs_console.domain.entities import Inquiry, Message, Order
from cs_console.domain.vocabulary import (
    Category,
    Channel,
    Flag,
    InquiryState,
    MessageRole,
    Platform,
    Priority,
)
from cs_console.domain.worklist import CLOSED, OWED, QUIET, QueueCounts, QueueCursor, QueueFilter, QueueRow, Waiting
from cs_console.store.mapping import from_row, table
from cs_console.store.tables import ActRow

_I: Any = table(Inquiry).c
_O: Any = table(Order).c
_M: Any = table(Message).c
_ACTS: Any = ActRow.__table__  # type: ignore[attr-defined]

_OPEN: ColumnElement[bool] = literal_column("inquiries.state NOT IN ('resolved', 'lost')")
"""Spelt as the partial index spells it, else SQLite would not use it."""

_RANK: Any = case({priority.value: priority.rank for priority in Priority}, value=_I.priority, else_=2)

_FROM_INQUIRY = [field.name for field in fields(QueueRow) if field.name not in ("at", "order_fen", "order_flag")]
_COLUMNS = [
    *(_I[name] for name in _FROM_INQUIRY),
    _I.received_at.label("at"),
    func.coalesce(func.nullif(_O.paid_fen, 0), _O.total_fen).label("order_fen"),
    _O.flag.label("order_flag"),
]
_JOINED = table(Inquiry).join(table(Order), _O.id == _I.order_id, isouter=True)


class QueueQueries:
    """Reads about inquiries; see `services.ports.queue`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def page(self, wanted: QueueFilter, now: datetime, limit: int, after: QueueCursor | None = None) -> list[QueueRow]:
        """Rows in the order of work (rule Q4), from the cursor on; each part reads its own index."""
        rows: list[QueueRow] = []
        where = _conditions(wanted, now)
        for part in _parts(wanted):
            if after is not None and part < after.part:
                continue
            cursor = after if after is not None and part == after.part else None
            statement = _part(part, cursor).where(*where).limit(limit - len(rows))
            rows += [_queue_row(row) for row in self._connection.execute(statement)]
            if len(rows) >= limit:
                break
        return rows

    def matching(self, wanted: QueueFilter, now: datetime) -> int:
        """How many rows the filter leaves."""
        statement = select(func.count()).select_from(table(Inquiry)).where(*_conditions(wanted, now))
        if not wanted.wants_closed:
            statement = statement.where(_OPEN)
        return int(self._connection.execute(statement).scalar_one())

    def row(self, inquiry_id: int) -> QueueRow | None:
        """One row by its id."""
        found = self._connection.execute(_rows().where(_I.id == inquiry_id)).first()
        return _queue_row(found) if found is not None else None

    def waiting(self, limit: int) -> list[Waiting]:
        """Who waits, the most pressing first, whatever a screen shows."""
        statement = (
            select(_I.id, _I.buyer, _I.unanswered_since, _I.due_at)
            .where(_OPEN, _I.due_at.is_not(None), _I.unanswered_since.is_not(None))
            .order_by(_I.due_at, _I.id)
            .limit(limit)
        )
        return [Waiting(*row) for row in self._connection.execute(statement)]

    def counts(self, now: datetime, since: datetime) -> QueueCounts:
        """The queue in figures; closed ones counted from `since` on."""
        tally = self._connection.execute(
            select(
                func.count().label("open"),
                func.count(_I.due_at).label("waiting"),
                func.count(case((_I.due_at <= now, 1))).label("overdue"),
                func.count(case((_I.owner == "", 1))).label("unclaimed"),
                func.count(case((_I.state == InquiryState.SNOOZED.value, 1))).label("snoozed"),
            ).where(_OPEN)
        ).one()
        closed = self._connection.execute(
            select(func.count()).select_from(table(Inquiry)).where(_I.closed_at >= since)
        ).scalar_one()
        return QueueCounts(tally.open, tally.waiting, tally.overdue, tally.unclaimed, tally.snoozed, int(closed))

    def candidates(self, agent: str, now: datetime, skip: int, limit: int) -> list[int]:
        """What `agent` may take next, in the order of work: what is free, lapsed or own (Q4, Q5)."""
        mine_or_free = or_(_I.owner == "", _I.owner == agent, _I.lease_until <= now)
        states = (InquiryState.RECEIVED, InquiryState.CLAIMED, InquiryState.TRANSFERRED)
        ids: list[int] = []
        for part in (OWED, QUIET):
            statement = (
                _part(part, None, [_I.id])
                .where(mine_or_free, _I.state.in_([state.value for state in states]), _I.id != skip)
                .limit(limit - len(ids))
            )
            if part == QUIET:
                statement = statement.where(_I.state != InquiryState.CLAIMED.value)
            ids += self._connection.execute(statement).scalars()
            if len(ids) >= limit:
                break
        return ids

    def lapsed(self, now: datetime, longest: datetime) -> list[Inquiry]:
        """Open inquiries whose claim ran out, or runs on for longer than any can: a clock was ahead (rule Q5)."""
        return self._inquiries(_OPEN, _I.owner != "", or_(_I.lease_until <= now, _I.lease_until > longest))

    def due_snoozes(self, now: datetime) -> list[Inquiry]:
        """Snoozed inquiries whose time has come."""
        return self._inquiries(_OPEN, _I.state == InquiryState.SNOOZED.value, _I.snooze_until <= now)

    def held_by(self, console: str) -> list[int]:
        """Open inquiries that a console holds."""
        statement = select(_I.id).where(_OPEN, _I.owner != "", _I.lease_console == console, _I.lease_until.is_not(None))
        return list(self._connection.execute(statement).scalars())

    def returned_to(self, agent: str, since: datetime) -> list[QueueRow]:
        """Inquiries closed since then that `agent` had passed on, the newest first: results that come back (Q6)."""
        statement = (
            _rows()
            .where(_I.closed_at >= since, _I.transfer_from == agent, _I.owner != agent)
            .order_by(_I.closed_at.desc())
        )
        return [_queue_row(row) for row in self._connection.execute(statement)]

    def messages(self, inquiry_id: int) -> list[Message]:
        """A conversation in the order of time."""
        return self.messages_of([inquiry_id])

    def messages_of(self, inquiry_ids: list[int]) -> list[Message]:
        """The lines of several inquiries in the order of time."""
        statement = select(table(Message)).where(_M.inquiry_id.in_(inquiry_ids)).order_by(_M.at, _M.id)
        return [from_row(Message, row) for row in self._connection.execute(statement)]

    def unconfirmed(self, agent: str) -> list[Message]:
        """Replies copied by `agent` that nobody knows to have been sent (rule E5), oldest first."""
        statement = (
            select(table(Message))
            .join(table(Inquiry), _I.id == _M.inquiry_id)
            .where(_OPEN, _M.role == MessageRole.AGENT.value, _M.confirmed.is_(False), _M.sender == agent)
            .order_by(_M.id)
        )
        return [from_row(Message, row) for row in self._connection.execute(statement)]

    def inquiries_of(self, platform: Platform, buyer: str, limit: int) -> list[Inquiry]:
        """A buyer's inquiries, newest first."""
        statement = (
            select(table(Inquiry))
            .where(_I.platform == platform.value, _I.buyer == buyer)
            .order_by(_I.id.desc())
            .limit(limit)
        )
        return [from_row(Inquiry, row) for row in self._connection.execute(statement)]

    def latest_order(self, platform: Platform, buyer: str) -> Order | None:
        """The buyer's latest order."""
        statement = (
            select(table(Order))
            .where(_O.platform == platform.value, _O.buyer_nick == buyer)
            .order_by(_O.ordered_at.is_(None), _O.ordered_at.desc(), _O.id.desc())
            .limit(1)
        )
        row = self._connection.execute(statement).first()
        return from_row(Order, row) if row is not None else None

    def version(self) -> int:
        """A number that grows with every act: a cheap sign that something changed."""
        return int(self._connection.execute(select(func.max(_ACTS.c.id))).scalar() or 0)

    def _inquiries(self, *where: ColumnElement[bool]) -> list[Inquiry]:
        statement = select(table(Inquiry)).where(*where).order_by(_I.id)
        return [from_row(Inquiry, row) for row in self._connection.execute(statement)]


def _rows() -> Select[Any]:
    return select(*_COLUMNS).select_from(_JOINED)


def _parts(wanted: QueueFilter) -> Sequence[int]:
    if wanted.states and not any(state.is_open for state in wanted.states):
        return (CLOSED,)
    if wanted.waiting_only or wanted.overdue_only:
        return (OWED,)
    return (OWED, QUIET, CLOSED) if wanted.wants_closed else (OWED, QUIET)


def _part(part: int, after: QueueCursor | None, columns: Sequence[Any] | None = None) -> Select[Any]:
    """One part of the queue in its own order, behind the cursor."""
    statement = select(*columns).select_from(table(Inquiry)) if columns else _rows()
    if part == OWED:
        statement = statement.where(_OPEN, _I.due_at.is_not(None)).order_by(_I.due_at, _RANK, _I.id)
        if after is not None:
            behind = or_(after.rank < _RANK, and_(after.rank == _RANK, _I.id > after.id))
            statement = statement.where(_I.due_at >= after.at, or_(_I.due_at > after.at, behind))
    elif part == QUIET:
        statement = statement.where(_OPEN, _I.due_at.is_(None)).order_by(_I.id.desc())
        if after is not None:
            statement = statement.where(_I.id < after.id)
    else:
        statement = statement.where(_I.closed_at.is_not(None)).order_by(_I.closed_at.desc(), _I.id.desc())
        if after is not None:
            statement = statement.where(_I.closed_at <= after.at, or_(_I.closed_at < after.at, _I.id < after.id))
    return statement


def _conditions(wanted: QueueFilter, now: datetime) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = []
    for name in ("channel", "category", "priority", "platform"):
        value = getattr(wanted, name)
        if value is not None:
            where.append(_I[name] == value.value)
    for name in ("team", "order_no"):
        if value := getattr(wanted, name):
            where.append(_I[name] == value)
    if wanted.owner is not None:
        where.append(_I.owner == wanted.owner)
    if wanted.states:
        where.append(_I.state.in_([state.value for state in wanted.states]))
    if wanted.waiting_only:
        where.append(_I.due_at.is_not(None))
    if wanted.overdue_only:
        where.append(_I.due_at <= now)
    for word in wanted.text.split():
        places = (_I.buyer, _I.summary, _I.order_no)
        where.append(or_(*(place.icontains(word, autoescape=True) for place in places)))
    return where


def _queue_row(row: Any) -> QueueRow:
    values = dict(row._mapping)
    values["platform"] = Platform(values["platform"])
    values["channel"] = Channel(values["channel"])
    values["category"] = Category(values["category"])
    values["priority"] = Priority(values["priority"])
    values["state"] = InquiryState(values["state"])
    flag = values["order_flag"]
    values["order_flag"] = Flag(flag) if flag in Flag._value2member_map_ else None
    return QueueRow(**values)
