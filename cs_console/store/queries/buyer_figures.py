"""Facts about persons, counted over all their nicks in a handful of grouped reads (rules C1, E4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Select, and_, case, exists, func, not_, or_, select

from cs_console.domain.buyers import BuyerFigures
from cs_console.domain.complaints import Complaint
from cs_console.domain.entities import Buyer, Case, Inquiry, Order, Promise, Refund
from cs_console.domain.refunds import REFUNDED
from cs_console.domain.vocabulary import CaseState, Flow, OrderStatus, PromiseState
from cs_console.store.mapping import table
from cs_console.store.types import UtcTime

_B, _O, _R, _C, _I, _P, _G = (table(kind) for kind in (Buyer, Order, Refund, Case, Inquiry, Promise, Complaint))
_PERSON = case((_B.c.merged_into == 0, _B.c.id), else_=_B.c.merged_into).label("person")
_PAID = tuple(one.value for one in (OrderStatus.PAID, OrderStatus.SHIPPED, OrderStatus.SIGNED, OrderStatus.COMPLETED))

_SERVICES = (Flow.REPAIR.value, Flow.RESEND.value)


def figures(connection: Connection, leading: list[int], dispute_words: Sequence[str]) -> Mapping[int, BuyerFigures]:
    """The facts by the leading card's id; a person without any has zeros."""
    facts: defaultdict[int, dict[str, Any]] = defaultdict(dict)
    for statement in (
        _orders(),
        _refunds(dispute_words),
        _unhandled_returns(),
        _cases(),
        _talks(),
        _complaints(),
        _promises(),
    ):
        chosen = statement.where(or_(_B.c.id.in_(leading), _B.c.merged_into.in_(leading))).group_by(_PERSON)
        for row in connection.execute(chosen):
            values = dict(row._mapping)
            facts[values.pop("person")] |= {name: value or 0 for name, value in values.items() if value is not None}
    refunded = _refunded(connection, leading)
    return {person: _figures(facts[person], refunded[person]) for person in leading}


def _figures(facts: dict[str, Any], refunded_fen: int) -> BuyerFigures:
    unhandled = facts.pop("unhandled", 0)
    found = BuyerFigures(**facts, refunded_fen=refunded_fen)
    return replace(found, returns=found.returns + unhandled)


def _refunded(connection: Connection, leading: list[int]) -> Mapping[int, int]:
    """What each person got back: order by order the most that export, refunds gone through or closed cases tell."""
    most: defaultdict[int, dict[int, int]] = defaultdict(dict)
    through = and_(_R.c.completed_at.is_not(None), _R.c.platform_status.contains(REFUNDED))
    for fen, source, holds in (
        (_O.c.refund_fen, _O, _O.c.refund_fen > 0),
        (_R.c.amount_fen, _R, through),
        (_C.c.refund_fen, _C, _C.c.state == CaseState.CLOSED.value),
    ):
        statement = select(_PERSON, _O.c.id.label("order_id"), func.sum(fen).label("fen")).select_from(source)
        joined = statement if source is _O else statement.join(_O, _O.c.id == source.c.order_id)
        chosen = joined.join(_B, _B.c.id == _O.c.buyer_id).where(
            holds, or_(_B.c.id.in_(leading), _B.c.merged_into.in_(leading))
        )
        for row in connection.execute(chosen.group_by(_PERSON, _O.c.id)):
            orders = most[row.person]
            orders[row.order_id] = max(orders.get(row.order_id, 0), row.fen or 0)
    return {person: sum(most[person].values()) for person in leading}


def _times(condition: Any) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _orders() -> Select[Any]:
    paid = _O.c.status.in_(_PAID)
    return select(
        _PERSON, func.count().label("orders"), _times(paid).label("paid_orders"),
        func.sum(case((paid, func.coalesce(_O.c.paid_fen, _O.c.total_fen, 0)), else_=0)).label("paid_fen"),
        func.min(_O.c.ordered_at, type_=UtcTime).label("first_order_at"),
        func.max(_O.c.ordered_at, type_=UtcTime).label("last_order_at"),
    ).join(_B, _B.c.id == _O.c.buyer_id)  # fmt: skip


def _of_orders(statement: Select[Any], order_id: Any) -> Select[Any]:
    return statement.join(_O, _O.c.id == order_id).join(_B, _B.c.id == _O.c.buyer_id)


def _refunds(dispute_words: Sequence[str]) -> Select[Any]:
    said = [
        column.contains(word, autoescape=True) for word in dispute_words for column in (_R.c.platform_status, _R.c.kind)
    ]
    statement = select(
        _PERSON, func.count().label("refunds"), _times(or_(*said)).label("disputes")
    ).select_from(_R)  # fmt: skip
    return _of_orders(statement, _R.c.order_id)


def _unhandled_returns() -> Select[Any]:
    """Returns asked for on the platform for which no case was opened here."""
    handled = exists().where(_C.c.order_id == _R.c.order_id, _C.c.flow.startswith("return"))
    statement = select(_PERSON, func.count(func.distinct(_R.c.order_id)).label("unhandled")).select_from(_R)
    return _of_orders(statement, _R.c.order_id).where(_R.c.kind.contains("退货"), not_(handled))


def _cases() -> Select[Any]:
    """Cases by what the buyer asked for: a repair or a thing sent again is neither a return nor a claim."""

    def asked(beginning: str) -> Any:
        return _times(_C.c.flow.startswith(beginning))

    statement = select(
        _PERSON, asked("return").label("returns"), asked("exchange").label("exchanges"),
        asked("claim").label("claims"), _times(_C.c.flow.in_(_SERVICES)).label("services"),
    ).select_from(_C)  # fmt: skip
    return _of_orders(statement, _C.c.order_id).where(_C.c.state != CaseState.CANCELLED.value)


def _talks() -> Select[Any]:
    same = and_(_I.c.platform == _B.c.platform, _I.c.buyer == _B.c.nick)
    return select(
        _PERSON, func.count().label("inquiries"),
        func.max(_I.c.received_at, type_=UtcTime).label("last_inquiry_at"),
    ).select_from(_B).join(_I, same)  # fmt: skip


def _complaints() -> Select[Any]:
    """Complaints that were taken up; a talk that merely sounds like one is none (rule C2)."""
    same = and_(_G.c.platform == _B.c.platform, _G.c.buyer == _B.c.nick)
    return select(_PERSON, func.count().label("complaints")).select_from(_B).join(_G, same)


def _promises() -> Select[Any]:
    """Promises that were not kept, made over an order or, without one, to one of the person's nicks."""
    by_talk = and_(_P.c.order_id == 0, _P.c.buyer == _B.c.nick)
    statement = select(_PERSON, func.count().label("broken_promises")).select_from(_P)
    joined = statement.outerjoin(_O, _O.c.id == _P.c.order_id).join(_B, or_(_B.c.id == _O.c.buyer_id, by_talk))
    return joined.where(_P.c.state == PromiseState.BROKEN.value)
