"""Reads behind the figures (rule K1): rows touched within a stretch of time, conversations without their words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, or_, select

from cs_console.domain.entities import Case, Entity, Inquiry, Message, Order, Promise
from cs_console.domain.figure_facts import Asked, Bought, Said
from cs_console.domain.vocabulary import Flag, MessageRole
from cs_console.store.mapping import from_row, shaped, table
from cs_console.store.queries.followups import chunks
from cs_console.store.tables import ActRow, EventRow

E = TypeVar("E", bound=Entity)

_ACTS: Any = ActRow.__table__  # type: ignore[attr-defined]
_EVENTS: Any = EventRow.__table__  # type: ignore[attr-defined]
_CLOSING = ("inquiry.resolve", "inquiry.lose")
_ASKED = [table(Inquiry).c[name] for name in Asked._fields]
_ORDERS = table(Order)
_BOUGHT = [_ORDERS.c[name] for name in Bought._fields]


class FigureQueries:
    """Reads about stretches of work; see `services.ports.figures`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def touched(self, kind: type[E], begun: str, start: datetime, end: datetime, *later: str) -> list[E]:
        """Rows begun before `end` that were still open at `start`, or had one of their `later` moments since."""
        statement = _touched(select(table(kind)), kind, begun, start, end, *later)
        return [from_row(kind, row) for row in self._connection.execute(statement)]

    def inquiries(self, start: datetime, end: datetime) -> list[Asked]:
        """Inquiries that came before `end` and were open, talked in or closed since `start`."""
        statement = _touched(select(*_ASKED), Inquiry, "received_at", start, end, "closed_at", "last_message_at")
        return shaped(Inquiry, Asked, self._connection.execute(statement).all())

    def asked_by(self, buyers: Iterable[tuple[str, str]]) -> list[Asked]:
        """All inquiries of these buyers, given as (platform, nick)."""
        rows = table(Inquiry)
        found: list[Asked] = []
        by_platform: dict[str, set[str]] = defaultdict(set)
        for platform, nick in buyers:
            by_platform[platform].add(nick)
        for platform, nicks in by_platform.items():
            names = sorted(nicks)
            for at in range(0, len(names), 500):
                some = rows.c.buyer.in_(names[at : at + 500])
                statement = select(*_ASKED).where(rows.c.platform == platform, some).order_by(rows.c.id)
                found += shaped(Inquiry, Asked, self._connection.execute(statement).all())
        return found

    def bought(self, ids: Iterable[int]) -> dict[int, Bought]:
        """Orders by their ids; what is gone is left out."""
        return {one.id: one for one in self._bought(_ORDERS.c.id, sorted(set(ids)))}

    def bought_by(self, nicks: Iterable[str]) -> list[Bought]:
        """All orders of these nicks, on whichever platform."""
        return self._bought(_ORDERS.c.buyer_nick, sorted(set(nicks)))

    def _bought(self, column: Any, values: Sequence[Any]) -> list[Bought]:
        found: list[Bought] = []
        for some in chunks(values):
            statement = select(*_BOUGHT).where(column.in_(some))
            found += shaped(Order, Bought, self._connection.execute(statement).all())
        return found

    def flagged(self, ids: Iterable[int], flags: Collection[Flag]) -> frozenset[int]:
        """Which of these orders carry one of the flags."""
        found: set[int] = set()
        for some in chunks(sorted(set(ids))):
            carries = _ORDERS.c.flag.in_([one.value for one in flags])
            found.update(
                self._connection.execute(select(_ORDERS.c.id).where(_ORDERS.c.id.in_(some), carries)).scalars()
            )
        return frozenset(found)

    def cases(self, start: datetime, end: datetime) -> list[Case]:
        """Cases opened before `end` that were open, opened or closed since `start`."""
        return self.touched(Case, "opened_at", start, end, "closed_at", "opened_at")

    def promises(self, start: datetime, end: datetime) -> list[Promise]:
        """Promises given before `end` that were open, due or closed since `start`."""
        return self.touched(Promise, "promised_at", start, end, "closed_at", "due_at")

    def of(self, kind: type[E], column: str, ids: Iterable[int]) -> list[E]:
        """All rows of a kind that name one of these ids, by id."""
        rows = table(kind)
        found: list[E] = []
        for some in chunks(sorted(set(ids))):
            statement = select(rows).where(rows.c[column].in_(some)).order_by(rows.c.id)
            found += [from_row(kind, row) for row in self._connection.execute(statement)]
        return found

    def said(self, ids: Sequence[int]) -> dict[int, list[Said]]:
        """What buyers and agents said in these inquiries, by inquiry, in the order of time, without the words."""
        columns = table(Message).c
        found: dict[int, list[Said]] = defaultdict(list)
        spoken = (MessageRole.BUYER.value, MessageRole.AGENT.value)
        for some in chunks(ids):
            statement = (
                select(columns.id, columns.inquiry_id, columns.role, columns.sender, columns.at)
                .where(columns.inquiry_id.in_(some), columns.role.in_(spoken))
                .order_by(columns.inquiry_id, columns.at, columns.id)
            )
            for one in shaped(Message, Said, self._connection.execute(statement).all()):
                found[one.inquiry_id].append(one)
        return found

    def closings(self, ids: Sequence[int]) -> dict[int, list[datetime]]:
        """When these inquiries were closed, from the journal; closings that were taken back are left out."""
        found: dict[int, list[datetime]] = defaultdict(list)
        for some in chunks(ids):
            statement = (
                select(_EVENTS.c.entity_id, _EVENTS.c.at)
                .join(_ACTS, _ACTS.c.id == _EVENTS.c.act_id)
                .where(
                    _EVENTS.c.entity_id.in_(some), _EVENTS.c.entity == "Inquiry", _EVENTS.c.act.in_(_CLOSING),
                    _ACTS.c.undone_by == 0,
                )
                .order_by(_EVENTS.c.seq)
            )  # fmt: skip
            for inquiry_id, moment in self._connection.execute(statement).all():
                found[inquiry_id].append(moment)
        return found


def _touched(statement: Any, kind: type[Entity], begun: str, start: datetime, end: datetime, *later: str) -> Any:
    """Rows begun before `end` that were still open at `start`, or had one of their `later` moments since."""
    columns = table(kind).c
    open_or_since = or_(*(columns[name] >= start for name in later), columns.closed_at.is_(None))
    return statement.where(columns[begun] < end, open_or_since).order_by(columns.id)
