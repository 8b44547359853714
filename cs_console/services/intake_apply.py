"""Applying parsed records to the store within one unit of work: read in bulk, write what changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import TypeVar

from cs_console.domain.entities import Buyer, Order, OrderLine
from cs_console.domain.merging import (
    is_older,
    line_changes,
    new_line,
    new_order,
    new_refund,
    order_changes,
    refund_changes,
    says_something,
    taking_over,
)
from cs_console.domain.records import OrderRecord, RefundRecord
from cs_console.domain.refunds import STAND_IN
from cs_console.domain.vocabulary import Platform
from cs_console.services.case_deadlines import follow_deadlines
from cs_console.services.ports.uow import UnitOfWork
from cs_console.services.writeback_queue import Overtaken

R = TypeVar("R", OrderRecord, RefundRecord)


@dataclass(slots=True)
class Tally:
    """Counts that grow while a file is taken in."""

    new: int = 0
    updated: int = 0
    unchanged: int = 0
    duplicates: int = 0
    conflicts: int = 0


def apply_orders(
    uow: UnitOfWork, records: Sequence[OrderRecord], file_time: datetime | None, source: str, tally: Tally
) -> None:
    """Store orders, their lines and buyers; each order number stands once in `records`."""
    for platform, group in _by_platform(records):
        numbers = [record.order_no for record in group]
        known = uow.intake.orders_by_no(platform, numbers)
        buyers = _buyers(uow, platform, group)
        overtaken = Overtaken(uow, list(known.values()), file_time)
        fresh = [record for record in group if record.order_no not in known]
        added = uow.add_many([_order(record, file_time, source, buyers) for record in fresh])
        changed: dict[str, Order] = {}
        touched = set()
        for record in group:
            order = known.get(record.order_no)
            if order is None:
                continue
            changes = order_changes(order, overtaken.heard(order, record), file_time, source)
            buyer = buyers.get(record.buyer_nick or "")
            if buyer is not None and not order.buyer_id:
                changes["buyer_id"] = buyer.id
            changed[record.order_no] = uow.change(order, **changes)
            if says_something(changes):
                touched.add(record.order_no)
            tally.conflicts += changes.get("remark_conflict") is not None
        orders = {**changed, **{order.order_no: order for order in added}}
        touched |= _lines(uow, group, orders, known, file_time)
        _attach(uow, platform, {order.order_no: order for order in added})
        tally.new += len(added)
        tally.updated += len(touched - {order.order_no for order in added})
        tally.unchanged += len(known) - len(touched & set(known))


def apply_refunds(uow: UnitOfWork, records: Sequence[RefundRecord], file_time: datetime | None, tally: Tally) -> None:
    """Store refunds with the platform's own deadline, joined to their orders where these are known."""
    for platform, group in _by_platform(records):
        orders = uow.intake.orders_by_no(platform, [record.order_no for record in group])
        known = uow.intake.refunds_by_no(platform, [record.refund_no for record in group])
        ids = {number: order.id for number, order in orders.items()}
        fresh = [
            new_refund(record, ids.get(record.order_no, 0), file_time)
            for record in group
            if record.refund_no not in known
        ]
        tally.new += len(uow.add_many(fresh))
        for record in group:
            refund = known.get(record.refund_no)
            if refund is None:
                continue
            changes = refund_changes(refund, record, ids.get(record.order_no, 0), file_time)
            uow.change(refund, **changes)
            if says_something(changes):
                tally.updated += 1
            else:
                tally.unchanged += 1
        follow_deadlines(uow, sorted(ids.values()))


def _by_platform(records: Sequence[R]) -> Iterator[tuple[Platform, list[R]]]:
    ordered = sorted(records, key=lambda record: record.platform.value)
    for platform, group in groupby(ordered, key=lambda record: record.platform):
        yield platform, list(group)


def _order(record: OrderRecord, file_time: datetime | None, source: str, buyers: Mapping[str, Buyer]) -> Order:
    order = new_order(record, file_time, source)
    buyer = buyers.get(order.buyer_nick)
    return replace(order, buyer_id=buyer.id) if buyer is not None else order


def _buyers(uow: UnitOfWork, platform: Platform, records: Sequence[OrderRecord]) -> dict[str, Buyer]:
    """The cards of all buyers named, new ones made; what a card lacks is filled (rule C1)."""
    named = {record.buyer_nick: record for record in records if record.buyer_nick}
    known = uow.intake.buyers_by_nick(platform, list(named))
    made = uow.add_many([
        Buyer(
            platform=platform, nick=nick, name=record.receiver or "", phone=record.phone or "",
            first_seen_at=record.ordered_at,
        )
        for nick, record in named.items() if nick not in known
    ])  # fmt: skip
    for nick, buyer in known.items():
        record = named[nick]
        known[nick] = uow.change(
            buyer, name=buyer.name or record.receiver or "", phone=buyer.phone or record.phone or ""
        )
    return {**known, **{buyer.nick: buyer for buyer in made}}


def _lines(
    uow: UnitOfWork, records: Sequence[OrderRecord], orders: Mapping[str, Order],
    before: Mapping[str, Order], file_time: datetime | None,
) -> set[str]:  # fmt: skip
    """Store order lines by their keys; gives the numbers of orders whose lines changed."""
    with_lines = [record for record in records if record.lines]
    stored = uow.intake.lines_of([before[one.order_no].id for one in with_lines if one.order_no in before])
    fresh: list[OrderLine] = []
    touched: set[str] = set()
    for record in with_lines:
        order = orders[record.order_no]
        older = record.order_no in before and is_older(file_time, before[record.order_no].exported_at)
        known = stored.get(order.id, {})
        if (stand := known.pop(STAND_IN, None)) is not None:
            line, changes = taking_over(stand, record.lines)
            known[line.line_key] = uow.change(stand, **changes)
            touched.add(record.order_no)
        for line in {one.line_key: one for one in record.lines}.values():
            if line.line_key not in known:
                fresh.append(new_line(line, order.id))
                touched.add(record.order_no)
            elif changes := line_changes(known[line.line_key], line, older=older):
                uow.change(known[line.line_key], **changes)
                touched.add(record.order_no)
    uow.add_many(fresh)
    return touched


def _attach(uow: UnitOfWork, platform: Platform, added: Mapping[str, Order]) -> None:
    """Join refunds and inquiries that had named an order before it came."""
    if not added:
        return
    numbers = list(added)
    for refund in uow.intake.refunds_without_order(platform, numbers):
        uow.change(refund, order_id=added[refund.order_no].id)
    for inquiry in uow.intake.inquiries_without_order(numbers):
        if inquiry.platform in (platform, Platform.OTHER):
            order = added[inquiry.order_no]
            uow.change(inquiry, order_id=order.id, shop=order.shop or inquiry.shop)
