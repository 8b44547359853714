"""The queue as it is read: filter, row, cursor and counts, shared by store and services (rule Q4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from cs_console.domain.vocabulary import Category, Channel, Flag, InquiryState, Platform, Priority

OWED, QUIET, CLOSED = 0, 1, 2
"""The parts of the queue in their order: a reply is owed, nothing is owed, closed (rule Q4)."""


class Waiting(NamedTuple):
    """A buyer who waits: since when, and until when an answer is owed."""

    id: int
    buyer: str
    unanswered_since: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueFilter:
    """Which inquiries to show; what is left empty does not matter.

    `owner` None means anybody's, "" nobody's. `text` is looked for in buyer, summary and order number.
    """

    text: str = ""
    states: tuple[InquiryState, ...] = ()
    owner: str | None = None
    channel: Channel | None = None
    category: Category | None = None
    priority: Priority | None = None
    platform: Platform | None = None
    team: str = ""
    order_no: str = ""
    waiting_only: bool = False
    overdue_only: bool = False
    include_closed: bool = False

    @property
    def wants_closed(self) -> bool:
        """Whether closed inquiries belong to the answer."""
        return self.include_closed or any(not state.is_open for state in self.states)


@dataclass(frozen=True, slots=True)
class QueueCursor:
    """Where a page ended: the part of the queue, its sort keys and the last id (keyset, never OFFSET)."""

    part: int
    at: datetime | None
    rank: int
    id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    """One line of the queue. `at` is when the inquiry was received; times are UTC."""

    id: int
    version: int
    at: datetime | None
    shop: str
    platform: Platform
    channel: Channel
    buyer: str
    buyer_id: int
    category: Category
    priority: Priority
    state: InquiryState
    owner: str
    team: str
    order_id: int
    order_no: str
    order_fen: int | None
    order_flag: Flag | None
    summary: str
    unanswered_since: datetime | None
    target_at: datetime | None
    due_at: datetime | None
    snooze_until: datetime | None
    claimed_at: datetime | None
    lease_until: datetime | None
    transfer_from: str
    outcome: str
    closed_at: datetime | None
    offline: bool

    def left(self, now: datetime) -> timedelta | None:
        """Time left until the limit breaks, negative once broken; None when nothing is owed."""
        return self.due_at - now if self.due_at is not None else None

    def overdue(self, now: datetime) -> bool:
        """Whether the limit is broken (rule Q1)."""
        return self.due_at is not None and self.due_at <= now

    def urgency(self, now: datetime) -> str:
        """``!`` overdue, ``*`` a reply is owed, "" nothing owed: a mark beside every colour."""
        if self.due_at is None:
            return ""
        return "!" if self.due_at <= now else "*"

    def held(self, now: datetime) -> bool:
        """Whether somebody's claim on it is alive (rule Q5)."""
        return bool(self.owner) and (self.lease_until is None or self.lease_until > now)

    def cursor(self) -> QueueCursor:
        """Where a page ends that ends with this row."""
        if self.closed_at is not None:
            return QueueCursor(CLOSED, self.closed_at, 0, self.id)
        if self.due_at is not None:
            return QueueCursor(OWED, self.due_at, self.priority.rank, self.id)
        return QueueCursor(QUIET, None, 0, self.id)


@dataclass(frozen=True, slots=True)
class QueueCounts:
    """The queue in figures. `waiting` buyers are owed a reply, `overdue` ones beyond the limit."""

    open: int
    waiting: int
    overdue: int
    unclaimed: int
    snoozed: int
    closed_today: int
