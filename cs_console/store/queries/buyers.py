"""Reads about buyers as persons: one or more nicks merged into one card (rules C1, E4)."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import (
    ColumnElement,
    Connection,
    ScalarSelect,
    Select,
    Text,
    and_,
    case,
    exists,
    func,
    not_,
    or_,
    select,
    type_coerce,
)  # fmt: skip

from cs_console.domain.buyers import BuyerFigures, BuyerQuery, Told, leading_id
from cs_console.domain.complaints import Complaint
from cs_console.domain.entities import Buyer, Case, Entity, Inquiry, Message, Order, PhraseUse, Promise, Refund
from cs_console.domain.vocabulary import CaseState, Platform
from cs_console.store.mapping import from_row, table
from cs_console.store.queries.buyer_figures import figures

E = TypeVar("E", bound=Entity)
_B = table(Buyer)


class BuyerQueries:
    """Reads about buyers; see `services.ports.buyers`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def listed(self, wanted: BuyerQuery, limit: int) -> list[Buyer]:
        """The leading card of each person that fits: a nick typed in full first, then the newest card."""
        lead, member = _B.alias("lead"), _B.alias("member")
        own = or_(member.c.id == lead.c.id, member.c.merged_into == lead.c.id)
        statement = select(lead).where(lead.c.merged_into == 0)
        filters = _filters(member, wanted)
        if filters:
            statement = statement.where(exists().where(own, *filters))
        if wanted.least_orders:
            statement = statement.where(_orders_of(own, member) >= wanted.least_orders)
        if wanted.least_returns:
            statement = statement.where(_returns_of(own, member) >= wanted.least_returns)
        if wanted.text.strip():
            statement = statement.order_by(case((lead.c.nick == wanted.text.strip(), 0), else_=1))
        statement = statement.order_by(lead.c.id.desc()).limit(limit)
        return [from_row(Buyer, row) for row in self._connection.execute(statement)]

    def named(self, nick: str) -> list[Buyer]:
        """Cards with this nick, on any platform."""
        return self._rows(Buyer, select(_B).where(_B.c.nick == nick).order_by(_B.c.id))

    def person(self, buyer: Buyer) -> list[Buyer]:
        """All cards of a person, the leading one first."""
        return self.persons([leading_id(buyer)])[leading_id(buyer)]

    def persons(self, leading: Sequence[int]) -> Mapping[int, list[Buyer]]:
        """The cards of several persons by the leading card's id, that card first."""
        ids = list(leading)
        statement = select(_B).where(or_(_B.c.id.in_(ids), _B.c.merged_into.in_(ids)))
        found: defaultdict[int, list[Buyer]] = defaultdict(list)
        for card in self._rows(Buyer, statement.order_by(_B.c.merged_into != 0, _B.c.id)):
            found[leading_id(card)].append(card)
        return found

    def same_phone(self, buyers: Sequence[Buyer], limit: int) -> list[int]:
        """Leading cards of other persons who gave a phone that this person gave too; hidden ones say nothing."""
        own, orders = _ids(buyers), table(Order)
        given = select(orders.c.phone).where(orders.c.buyer_id.in_(own)).distinct()
        phones = {*(one.phone for one in buyers), *self._connection.execute(given).scalars()}
        known = sorted(phone for phone in phones if phone and "*" not in phone)
        if not known:
            return []
        lead = case((_B.c.merged_into == 0, _B.c.id), else_=_B.c.merged_into)
        bought = _B.c.id.in_(select(orders.c.buyer_id).where(orders.c.phone.in_(known)))
        statement = select(lead).where(_B.c.id.not_in(own), or_(_B.c.phone.in_(known), bought)).distinct()
        return [int(found) for found in self._connection.execute(statement.order_by(lead).limit(limit)).scalars()]

    def figures(self, leading: Sequence[int], dispute_words: Sequence[str]) -> Mapping[int, BuyerFigures]:
        """The facts about persons, by the leading card's id."""
        return figures(self._connection, list(leading), dispute_words)

    def orders(self, buyers: Sequence[Buyer], limit: int) -> list[Order]:
        """A person's orders, newest first."""
        rows = table(Order)
        statement = select(rows).where(rows.c.buyer_id.in_(_ids(buyers)))
        return self._rows(Order, statement.order_by(rows.c.ordered_at.desc().nulls_last(), rows.c.id.desc()), limit)

    def inquiries(self, buyers: Sequence[Buyer], limit: int) -> list[Inquiry]:
        """A person's talks, newest first."""
        rows = table(Inquiry)
        return self._rows(Inquiry, select(rows).where(_talks(rows, buyers)).order_by(rows.c.id.desc()), limit)

    def cases(self, buyers: Sequence[Buyer], limit: int) -> list[Case]:
        """A person's after-sales cases, newest first."""
        rows = table(Case)
        statement = select(rows).where(rows.c.order_id.in_(_order_ids(buyers))).order_by(rows.c.id.desc())
        return self._rows(Case, statement, limit)

    def complaints(self, buyers: Sequence[Buyer], limit: int) -> list[Complaint]:
        """A person's complaints, newest first."""
        rows = table(Complaint)
        return self._rows(Complaint, select(rows).where(_talks(rows, buyers)).order_by(rows.c.id.desc()), limit)

    def promises(self, buyers: Sequence[Buyer], limit: int) -> list[Promise]:
        """What was promised to a person, newest first."""
        rows = table(Promise)
        nicks = [one.nick for one in buyers]
        by_talk = and_(rows.c.order_id == 0, rows.c.buyer.in_(nicks))
        statement = select(rows).where(or_(rows.c.order_id.in_(_order_ids(buyers)), by_talk))
        return self._rows(Promise, statement.order_by(rows.c.id.desc()), limit)

    def told(self, buyers: Sequence[Buyer], limit: int) -> list[Told]:
        """Which phrases a person was told, newest first; a namesake on another platform is left out."""
        uses, said, talks = table(PhraseUse), table(Message), table(Inquiry)
        platforms = [one.platform.value for one in buyers]
        statement = (
            select(uses.c.at, uses.c.agent, uses.c.phrase_id, said.c.text, uses.c.buyer, uses.c.edited)
            .outerjoin(said, said.c.id == uses.c.message_id)
            .outerjoin(talks, talks.c.id == uses.c.inquiry_id)
            .where(uses.c.buyer.in_([one.nick for one in buyers]))
            .where(or_(talks.c.id.is_(None), talks.c.platform.in_([*platforms, Platform.OTHER.value])))
            .order_by(uses.c.id.desc())
            .limit(limit)
        )
        return [
            Told(row.at, row.agent, row.phrase_id, row.text or "", row.buyer, bool(row.edited))
            for row in self._connection.execute(statement)
        ]

    def _rows(self, kind: type[E], statement: Select[Any], limit: int | None = None) -> list[E]:
        return [from_row(kind, row) for row in self._connection.execute(statement.limit(limit))]


def _ids(buyers: Iterable[Buyer]) -> list[int]:
    return [one.id for one in buyers]


def _order_ids(buyers: Iterable[Buyer]) -> Select[Any]:
    rows = table(Order)
    return select(rows.c.id).where(rows.c.buyer_id.in_(_ids(buyers)))


def _talks(rows: Any, buyers: Iterable[Buyer]) -> ColumnElement[bool]:
    return or_(*(and_(rows.c.platform == one.platform.value, rows.c.buyer == one.nick) for one in buyers))


def _filters(member: Any, wanted: BuyerQuery) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.platform is not None:
        found.append(member.c.platform == wanted.platform.value)
    if wanted.group:
        found.append(member.c.group == wanted.group)
    if wanted.tag:
        kept = type_coerce(member.c.tags, Text)
        found.append(kept.contains(json.dumps(wanted.tag, ensure_ascii=False), autoescape=True))
    text = wanted.text.strip()
    if text:
        columns = (member.c.nick, member.c.name, member.c.notes)
        tests = [column.icontains(text, autoescape=True) for column in columns]
        if re.fullmatch(r"\d{4}|\d{11}", text, re.ASCII):
            tests.append(member.c.phone.endswith(text))
        found.append(or_(*tests))
    return found


def _orders_of(own: ColumnElement[bool], member: Any) -> ScalarSelect[int]:
    rows = table(Order)
    return select(func.count()).where(rows.c.buyer_id == member.c.id, own).scalar_subquery()


def _returns_of(own: ColumnElement[bool], member: Any) -> ColumnElement[int]:
    """Returns and exchanges of the person: cases here, and returns on the platform without a case."""
    orders, cases, refunds = table(Order), table(Case), table(Refund)
    asked = or_(cases.c.flow.startswith("return"), cases.c.flow.startswith("exchange"))
    kept = and_(cases.c.order_id == orders.c.id, cases.c.state != CaseState.CANCELLED.value)
    handled = exists().where(cases.c.order_id == refunds.c.order_id, cases.c.flow.startswith("return"))
    alone = and_(refunds.c.order_id == orders.c.id, refunds.c.kind.contains("退货"), not_(handled))
    theirs = and_(orders.c.buyer_id == member.c.id, own)
    here = select(func.count()).where(kept, asked, theirs).scalar_subquery()
    there = select(func.count(func.distinct(refunds.c.order_id))).where(alone, theirs).scalar_subquery()
    return here + there
