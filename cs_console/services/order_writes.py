"""Writes to an order that several services make inside their own acts: remark, signing, version checks."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from cs_console.domain.entities import Case, Order
from cs_console.domain.vocabulary import CaseState
from cs_console.domain.window import window_end
from cs_console.errors import BadInput, Conflict, Refused
from cs_console.services.context import ServiceContext
from cs_console.services.ports.uow import UnitOfWork

LOOK_BACK = 200
"""How many of an order's events are read to find out who changed a field since a version."""


def refuse_stale(
    uow: UnitOfWork, context: ServiceContext, order: Order, seen: int | None, fields: Collection[str]
) -> None:
    """`Conflict` naming who changed one of `fields` after version `seen` (rule R6).

    An import that moved only the status since then stands in nobody's way.
    """
    if seen is None or order.version == seen:
        return
    by, at = order.changed_by, order.changed_at
    for event in uow.journal.history("Order", order.id, LOOK_BACK):
        if event.op == "note":
            continue
        after = event.after or {}
        if after.get("version", 1) <= seen:
            return
        if any(field in after for field in fields):
            by, at = event.actor, event.at
            break
    shown = at.astimezone(context.zone) if at is not None else ""
    raise Conflict("order.changed", order_no=order.order_no, by=by, at=shown)


def write_remark(uow: UnitOfWork, context: ServiceContext, order: Order, text: str, **more: object) -> Order:
    """Save a remark that the platform can take; beyond its limit nothing is written (rule R5)."""
    within_limit(context, order, text)
    return uow.change(order, remark=text, **more)


def within_limit(context: ServiceContext, order: Order, text: str) -> None:
    """Refuse a remark longer than the platform's limit in the platform's unit (rule R5)."""
    limit = context.policies().remarks.limit(order.platform)
    length = limit.count(text)
    if length > limit.maximum and text != order.remark:
        raise Refused(
            f"remark.too_long_{limit.unit}", length=length, maximum=limit.maximum, over=length - limit.maximum
        )


def note_signed(uow: UnitOfWork, context: ServiceContext, order: Order, when: datetime) -> Order:
    """Set when the parcel was signed for and move the windows of the order's open cases (rule A1)."""
    if when > uow.now:
        raise BadInput("order.signed_future", at=when.astimezone(context.zone))
    start = order.shipped_at or order.paid_at or order.ordered_at
    if start is not None and when < start:
        raise BadInput("order.signed_early", at=when.astimezone(context.zone), start=start.astimezone(context.zone))
    policy = context.policies().aftersales
    for case in uow.find(Case, order_id=order.id, state=CaseState.OPEN):
        basis = policy.window_basis if case.window_basis == "" else case.window_basis
        ends_at = window_end(when, context.zone, "hours168" if basis == "hours168" else "calendar", policy.window_days)
        uow.change(case, window_ends_at=ends_at)
    return uow.change(order, signed_at=when)
