"""Reads behind the due list; each fits an index, so that it stays quick in a large store."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Text, cast, exists, literal_column, or_, select

from cs_console.domain.entities import Buyer, Case, Inquiry, Order
from cs_console.domain.feedback import Csat, Review
from cs_console.domain.followups import DueLook, Followup, FollowupKind, FollowupState
from cs_console.store.mapping import from_row, table
from cs_console.store.queries.due_count import due_count

_ORDERS = table(Order)
_CASES = table(Case)
_CSATS = table(Csat)
_REVIEWS = table(Review)
_BUYERS = table(Buyer)
_INQUIRIES = table(Inquiry)
_FOLLOWUPS = table(Followup)

_SIGNED: Any = literal_column("orders.status IN ('signed', 'shipped')")
"""Spelt as the partial index spells it, else SQLite would not use it."""

CHUNK = 500
"""Ids asked for at once."""


def chunks(ids: Sequence[int]) -> Iterator[list[int]]:
    """Distinct ids in handfuls that every engine takes."""
    rest = iter(dict.fromkeys(ids))
    while some := list(islice(rest, CHUNK)):
        yield some


class FollowupQueries:
    """Reads about what falls due; see `services.ports.followups`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def unpaid(self, since: datetime, order_id: int = 0) -> list[Order]:
        """Orders that wait for payment, ordered since a moment."""
        statement = select(_ORDERS).where(literal_column("orders.status = 'unpaid'"), _ORDERS.c.ordered_at > since)
        return self._orders(statement, order_id, _ORDERS.c.ordered_at)

    def signed(self, after: datetime, before: datetime, order_id: int = 0) -> list[Order]:
        """Orders signed for between two moments that nobody confirmed yet and no open case is about."""
        troubled = exists().where(_CASES.c.order_id == _ORDERS.c.id, _CASES.c.state == "open")
        within = (_ORDERS.c.signed_at > after, _ORDERS.c.signed_at <= before)
        statement = select(_ORDERS).where(_SIGNED, *within, _ORDERS.c.completed_at.is_(None), ~troubled)
        return self._orders(statement, order_id, _ORDERS.c.signed_at)

    def solved(self, after: datetime, before: datetime, case_id: int = 0) -> list[Case]:
        """Cases closed between two moments that have no score yet."""
        rated = exists().where(_CSATS.c.case_id == _CASES.c.id)
        statement = (
            select(_CASES)
            .where(_CASES.c.state == "closed", _CASES.c.closed_at > after, _CASES.c.closed_at <= before, ~rated)
            .order_by(_CASES.c.closed_at, _CASES.c.id)
        )
        if case_id:
            statement = statement.where(_CASES.c.id == case_id)
        return [from_row(Case, row) for row in self._connection.execute(statement)]

    def tagged(self, words: Sequence[str]) -> list[Buyer]:
        """Buyers one of whose tags holds one of these words."""
        if not words:
            return []
        tags = cast(_BUYERS.c.tags, Text)
        written = [json.dumps(word, ensure_ascii=False)[1:-1] for word in words]
        named = or_(*(tags.contains(word, autoescape=True) for word in written))
        statement = select(_BUYERS).where(literal_column("buyers.tags <> '[]'"), named).order_by(_BUYERS.c.id)
        return [from_row(Buyer, row) for row in self._connection.execute(statement)]

    def reviewable(self, since: datetime) -> bool:
        """Whether any order made since a moment was signed or completed, so that a review may have come."""
        arrived = _ORDERS.c.status.in_(("signed", "completed"))
        newest = select(_ORDERS.c.id).where(arrived, _ORDERS.c.ordered_at > since)
        return self._connection.execute(newest.limit(1)).first() is not None

    def snoozed(self, until: datetime, inquiry_id: int = 0) -> list[Inquiry]:
        """Snoozed inquiries whose time comes until a moment."""
        statement = (
            select(_INQUIRIES)
            .where(_INQUIRIES.c.state == "snoozed", _INQUIRIES.c.snooze_until <= until)
            .order_by(_INQUIRIES.c.snooze_until, _INQUIRIES.c.id)
        )
        if inquiry_id:
            statement = statement.where(_INQUIRIES.c.id == inquiry_id)
        return [from_row(Inquiry, row) for row in self._connection.execute(statement)]

    def reviews(self, until: datetime, review_id: int = 0) -> list[Review]:
        """Reviews that fall due until a moment and have no outcome yet."""
        ended = exists().where(
            _FOLLOWUPS.c.kind == FollowupKind.REVIEW.value, _FOLLOWUPS.c.subject_id == _REVIEWS.c.id,
            _FOLLOWUPS.c.state == FollowupState.DONE.value,
        )  # fmt: skip
        statement = (
            select(_REVIEWS)
            .where(_REVIEWS.c.due_at.is_not(None), _REVIEWS.c.due_at <= until, ~ended)
            .order_by(_REVIEWS.c.due_at, _REVIEWS.c.id)
        )
        if review_id:
            statement = statement.where(_REVIEWS.c.id == review_id)
        return [from_row(Review, row) for row in self._connection.execute(statement)]

    def due_count(self, look: DueLook, *, sampled: bool) -> int:
        """How many items of the due list are due, by counting alone; birthdays, campaigns and reviews apart."""
        return due_count(self._connection, look, sampled=sampled)

    def kept(self, kind: FollowupKind, subject_ids: Sequence[int]) -> list[Followup]:
        """What is kept of follow-ups of one kind."""
        found: list[Followup] = []
        for some in chunks(subject_ids):
            statement = select(_FOLLOWUPS).where(_FOLLOWUPS.c.kind == kind.value, _FOLLOWUPS.c.subject_id.in_(some))
            found += [from_row(Followup, row) for row in self._connection.execute(statement)]
        return found

    def _orders(self, statement: Any, order_id: int, by: Any) -> list[Order]:
        statement = statement.order_by(by, _ORDERS.c.id)
        if order_id:
            statement = statement.where(_ORDERS.c.id == order_id)
        return [from_row(Order, row) for row in self._connection.execute(statement)]
