"""Reads about orders and the promise ledger."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, case, exists, func, or_, select

from cs_console.domain.entities import Buyer, Order, OrderLine, Promise
from cs_console.domain.vocabulary import Flag, OrderStatus, Platform, PromiseState
from cs_console.store.mapping import from_row, table


class OrderQueries:
    """Reads about orders and promises; see `services.ports.orders`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def listed(
        self,
        limit: int,
        *,
        platform: Platform | None = None,
        status: Sequence[OrderStatus] = (),
        flag: Sequence[Flag] = (),
        shop: str = "",
        buyer: str = "",
        conflict: bool = False,
        text: str = "",
    ) -> list[Order]:
        """Orders that fit every filter given, newest first; with `text` exact numbers come before parts."""
        rows = table(Order)
        statement = select(rows)
        if platform is not None:
            statement = statement.where(rows.c.platform == platform.value)
        if status:
            statement = statement.where(rows.c.status.in_([one.value for one in status]))
        if flag:
            statement = statement.where(rows.c.flag.in_([one.value for one in flag]))
        if shop:
            statement = statement.where(rows.c.shop == shop)
        if buyer:
            statement = statement.where(or_(rows.c.buyer_nick == buyer, rows.c.buyer_id.in_(_same_person(buyer))))
        if conflict:
            statement = statement.where(rows.c.remark_conflict.is_not(None))
        for word in text.split():
            statement = statement.where(_mentions(rows, word))
        statement = _exact_first(statement, rows, text.strip())
        statement = statement.order_by(rows.c.ordered_at.desc().nulls_last(), rows.c.id.desc()).limit(limit)
        return [from_row(Order, row) for row in self._connection.execute(statement)]

    def numbered(self, number: str, limit: int) -> list[Order]:
        """Orders with exactly this order or tracking number, newest first; both are indexed."""
        rows = table(Order)
        statement = select(rows).where(or_(rows.c.order_no == number, rows.c.tracking_no == number))
        statement = statement.order_by(rows.c.id.desc()).limit(limit)
        return [from_row(Order, row) for row in self._connection.execute(statement)]

    def promises(
        self,
        limit: int | None = None,
        *,
        states: Sequence[PromiseState] = (),
        agent: str = "",
        due_by: datetime | None = None,
        order_id: int = 0,
    ) -> list[Promise]:
        """Ledger rows that fit every filter given, the most pressing first."""
        rows = table(Promise)
        statement = select(rows).order_by(rows.c.due_at.asc().nulls_last(), rows.c.id)
        if states:
            statement = statement.where(rows.c.state.in_([state.value for state in states]))
        if agent:
            statement = statement.where(func.coalesce(func.nullif(rows.c.owner, ""), rows.c.agent) == agent)
        if due_by is not None:
            statement = statement.where(rows.c.due_at <= due_by)
        if order_id:
            statement = statement.where(rows.c.order_id == order_id)
        return [from_row(Promise, row) for row in self._connection.execute(statement.limit(limit))]


def _same_person(nick: str) -> Select[Any]:
    """Ids of all cards of the persons who go by a nick (rule C1); nobody's when it is merged with none."""
    named, card = table(Buyer).alias("named"), table(Buyer)
    lead = case((named.c.merged_into == 0, named.c.id), else_=named.c.merged_into)
    leads = select(lead).where(named.c.nick == nick)
    return select(card.c.id).where(or_(card.c.id.in_(leads), card.c.merged_into.in_(leads)))


def _mentions(rows: Any, word: str) -> ColumnElement[bool]:
    """Whether an order's number, buyer, consignee, tracking number, goods or last four digits hold `word`."""
    columns = (rows.c.order_no, rows.c.buyer_nick, rows.c.receiver, rows.c.tracking_no, rows.c.goods)
    tests = [column.icontains(word, autoescape=True) for column in columns]
    lines = table(OrderLine)
    in_lines = or_(lines.c.title.icontains(word, autoescape=True), lines.c.spec.icontains(word, autoescape=True))
    tests.append(exists().where(lines.c.order_id == rows.c.id, in_lines))
    if re.fullmatch(r"\d{4}", word, re.ASCII):
        tests += [
            rows.c.phone.endswith(word),
            *(rows.c.phone.like(f"_______{word}{mark}%") for mark in "-转"),
        ]
    elif re.fullmatch(r"\d{7,13}", word, re.ASCII):
        tests.append(rows.c.phone == word)
    return or_(*tests)


def _exact_first(statement: Select[Any], rows: Any, text: str) -> Select[Any]:
    if not text:
        return statement
    exact = or_(rows.c.order_no == text, rows.c.tracking_no == text, rows.c.buyer_nick == text)
    return statement.order_by(case((exact, 0), else_=1))
