"""Reads about orders and the promise ledger."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Select,
    and_,
    case,
    exists,
    func,
    or_,
    select,
    union_all,
)

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
        contains = _contains(self._connection)
        for word in text.split():
            statement = statement.where(_mentions(rows, word, contains))
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


Contains = Callable[[Any, str], ColumnElement[bool]]


def _contains(connection: Connection) -> Contains:
    """How a column is searched whatever the case.

    SQLite's LIKE does so by itself, in half the time; digits have no case and are looked for byte by byte.
    """
    if connection.dialect.name != "sqlite":
        return _in_any_case
    return _in_sqlite


def _in_any_case(column: Any, word: str) -> ColumnElement[bool]:
    found: ColumnElement[bool] = column.icontains(word, autoescape=True)
    return found


def _in_sqlite(column: Any, word: str) -> ColumnElement[bool]:
    plain = word.lower() == word.upper()
    found: ColumnElement[bool] = func.instr(column, word) > 0 if plain else column.contains(word, autoescape=True)
    return found


SPECIFIC = 3
"""From this many plain characters on a word is in few orders."""


def _mentions(rows: Any, word: str, contains: Contains) -> ColumnElement[bool]:
    """Whether an order's number, buyer, consignee, tracking number, goods or last four digits hold `word`.

    Of numbers and nicks each index is walked by itself, 10 ms for 100,000 orders; a word in many orders, such as
    one of their goods, is looked for in row after row.
    """
    if word.isascii() and len(word) >= SPECIFIC:
        held: ColumnElement[bool] = rows.c.id.in_(_holding(rows.alias("held"), word, contains))
        return held
    columns: list[Any] = [rows.c.buyer_nick, rows.c.receiver, rows.c.goods, rows.c.tracking_no]
    if word.isascii():
        columns.append(rows.c.order_no)
    lines = table(OrderLine)
    in_lines = or_(contains(lines.c.title, word), contains(lines.c.spec, word))
    found = exists().where(lines.c.order_id == rows.c.id, in_lines)
    return or_(*(contains(column, word) for column in columns), found)


def _holding(held: Any, word: str, contains: Contains) -> CompoundSelect[Any]:
    """Ids of the orders that hold a word, from one walk for each index and one through the rows."""
    walks = [
        select(held.c.id).where(contains(column, word))
        for column in (held.c.order_no, held.c.buyer_nick, held.c.tracking_no)
    ]
    rest = [contains(held.c.receiver, word), contains(held.c.goods, word), *_phones(held, word)]
    lines = table(OrderLine)
    in_lines = or_(contains(lines.c.title, word), contains(lines.c.spec, word))
    return union_all(*walks, select(held.c.id).where(or_(*rest)), select(lines.c.order_id).where(in_lines))


def _phones(rows: Any, word: str) -> list[ColumnElement[bool]]:
    """A phone's last four digits, also before an extension; a whole number."""
    if re.fullmatch(r"\d{4}", word, re.ASCII):
        extended = func.substr(rows.c.phone, 12, 1).in_(("-", "转"))
        return [rows.c.phone.endswith(word), and_(func.substr(rows.c.phone, 8, 4) == word, extended)]
    if re.fullmatch(r"\d{7,13}", word, re.ASCII):
        return [rows.c.phone == word]
    return []


def _exact_first(statement: Select[Any], rows: Any, text: str) -> Select[Any]:
    if not text:
        return statement
    exact = or_(rows.c.order_no == text, rows.c.tracking_no == text, rows.c.buyer_nick == text)
    return statement.order_by(case((exact, 0), else_=1))
