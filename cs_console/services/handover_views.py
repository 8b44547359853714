"""A log as people read it: how its items came here, what happened to them since, what was said to it (H5–H8)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from cs_console.domain.entities import Addendum, Case, Entity, Handover, HandoverReview, Inquiry, Promise
from cs_console.domain.followups import Followup
from cs_console.domain.handover import HandoverView, Leg, Since, SinceKind, arrange, may_decide
from cs_console.services.handover_talks import OWNED
from cs_console.services.ports.uow import UnitOfWork

KINDS: Mapping[str, type[Entity]] = {
    "inquiry": Inquiry, "promise": Promise, "case": Case, "followup": Followup, **OWNED,
}  # fmt: skip
"""Ref prefix → what it names."""


def view_of(uow: UnitOfWork, handover: Handover) -> HandoverView:
    """A log as read: sections, gaps, paths, addenda, reviews, what came in and changed since it was signed."""
    arrived = uow.shifts.arrived_since(handover.submitted_at) if handover.submitted_at else 0
    view = with_paths(uow, arrange(handover, uow.handovers.items(handover.id), arrived))
    signed = handover.submitted_at
    return replace(
        view, since=_since(uow, view, signed) if signed is not None and may_decide(handover) else {},
        addenda=tuple(uow.find(Addendum, handover_id=handover.id)),
        reviews=tuple(uow.find(HandoverReview, handover_id=handover.id)),
    )  # fmt: skip


def with_paths(uow: UnitOfWork, view: HandoverView) -> HandoverView:
    """The same log with the way that its carried items came (rule H6)."""
    carried = {item.ref: item.id for item in view.items if item.carried}
    if not carried:
        return view
    paths: dict[int, list[Leg]] = defaultdict(list)
    for ref, leg in uow.handovers.legs(list(carried), view.handover.id):
        paths[carried[ref]].append(leg)
    return replace(view, paths={item_id: tuple(legs) for item_id, legs in paths.items()})


def _since(uow: UnitOfWork, view: HandoverView, signed: datetime) -> Mapping[int, Since]:
    found = {}
    for item in view.pending:
        kind, _, number = item.ref.partition(":")
        thing = uow.get(KINDS[kind], int(number)) if kind in KINDS and number.isdecimal() else None
        change = _change(thing, signed) if thing is not None else None
        if change is not None:
            found[item.id] = change
    return found


def _change(thing: Entity, signed: datetime) -> Since | None:
    """The most telling thing that happened to an entity after the signature."""
    if thing.changed_at is None or thing.changed_at <= signed:
        return None
    open_still = thing.state.is_open if isinstance(thing, Inquiry) else str(getattr(thing, "state", "")) == "open"
    if not open_still:
        return Since(SinceKind.CLOSED, thing.changed_by, thing.changed_at)
    waits = thing.unanswered_since if isinstance(thing, Inquiry) else None
    if waits is not None and waits > signed:
        return Since(SinceKind.WROTE, "", waits)
    return Since(SinceKind.CHANGED, thing.changed_by, thing.changed_at)
