"""The handover log: its fixed sections, what an item must say, its content hash (rules H1–H7)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum

from cs_console.domain.entities import Addendum, Handover, HandoverItem, HandoverReview
from cs_console.domain.vocabulary import HandoverState, ItemDecision, Severity

SECTIONS = (
    "waiting", "claimed", "snoozed", "promises", "flags", "cases", "reminders", "questions", "exceptions", "notes",
)  # fmt: skip
"""Sections in the order they are read; an empty one says so explicitly (rule H3)."""

FOLLOW_UPS = tuple(section for section in SECTIONS if section != "flags")
"""Sections whose items should not be carried on and on (rule H6); a flag is the shop's mark, not a debt."""

RED_AFTER = 2
"""From so many shifts on a carried item is urgent, whatever it was (rule H6)."""

_NEVER = datetime(9998, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Gap:
    """What one item lacks for the hand-in: ``action``, ``owner``, ``due``, ``carry_reason``."""

    item_id: int
    position: int
    what: str
    lacks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One section with its items in order."""

    key: str
    items: tuple[HandoverItem, ...]


@dataclass(frozen=True, slots=True)
class Leg:
    """One earlier log in which a carried item stood (rule H6)."""

    handover_id: int
    business_date: date
    shift_key: str
    author: str
    submitted_at: datetime


class SinceKind(StrEnum):
    """What happened to a handed-in thing since the signature (rule H5)."""

    CLOSED = "closed"
    WROTE = "wrote"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Since:
    """One such change, who made it ("" the buyer) and when."""

    kind: SinceKind
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class HandoverView:
    """A handover as read: its row, all sections, and what still stops the hand-in."""

    handover: Handover
    sections: tuple[Section, ...]
    gaps: tuple[Gap, ...]
    arrived_since: int = 0
    addenda: tuple[Addendum, ...] = ()
    reviews: tuple[HandoverReview, ...] = ()
    paths: Mapping[int, tuple[Leg, ...]] = field(default_factory=dict)
    since: Mapping[int, Since] = field(default_factory=dict)

    @property
    def items(self) -> tuple[HandoverItem, ...]:
        """All items in reading order."""
        return tuple(item for section in self.sections for item in section.items)

    @property
    def pending(self) -> tuple[HandoverItem, ...]:
        """Items that the incoming agent has not decided yet."""
        return tuple(item for item in self.items if item.decision is ItemDecision.PENDING)


def arrange(handover: Handover, items: list[HandoverItem], arrived_since: int = 0) -> HandoverView:
    """Items into the fixed sections, urgent ones first, numbered through."""
    ordered = sorted(items, key=lambda item: (list(Severity).index(item.severity), item.due_at or _NEVER, item.id))
    sections = tuple(Section(key, tuple(item for item in ordered if item.section == key)) for key in SECTIONS)
    gaps = tuple(
        Gap(item.id, number, item.what, missing)
        for number, item in enumerate((item for section in sections for item in section.items), 1)
        if (missing := lacks(item))
    )
    return HandoverView(handover, sections, gaps, arrived_since)


def lacks(item: HandoverItem) -> tuple[str, ...]:
    """What an item needs before hand-in: action, owner, due; a carried one also its reason (H3, H6)."""
    missing = [name for name, value in (("action", item.action), ("owner", item.owner)) if not value.strip()]
    if item.due_at is None:
        missing.append("due")
    if item.carried and item.section in FOLLOW_UPS and not item.carry_reason.strip():
        missing.append("carry_reason")
    return tuple(missing)


def reads_back(text: str) -> bool:
    """Whether a read-back says anything: two hanzi or letters at least, not a dot or a digit (rule H4)."""
    return sum(character.isalpha() for character in text) >= 2


def why_code(item: HandoverItem) -> str:
    """The label of what the incoming agent said instead of accepting: a question, or why it was declined."""
    return "handover.why_declined" if item.decision is ItemDecision.DECLINED else "handover.question"


def content_hash(handover: Handover, items: list[HandoverItem], previous: str) -> str:
    """SHA-256 over what was signed: the log's head, every item, and the previous log's hash (H7).

    What the incoming agent decides later is not part of it: decisions are journal events.
    """
    content = {
        "previous": previous,
        "business_date": handover.business_date.isoformat(),
        "shift": handover.shift_key,
        "author": handover.author,
        "taken_by": [handover.taken_by, handover.taken_reason],
        "summary": handover.summary,
        "submitted_at": handover.submitted_at.isoformat(timespec="milliseconds") if handover.submitted_at else "",
        "items": [
            [
                item.id, item.section, item.ref, item.severity.value, item.buyer, item.order_no, item.what, item.action,
                item.owner, item.due_at.isoformat(timespec="milliseconds") if item.due_at else "",
                item.contingency, item.carry_reason, item.carried,
            ]
            for item in sorted(items, key=lambda one: one.id)
        ],
    }  # fmt: skip
    return _digest(content)


def signed_hash(view: HandoverView) -> str:
    """Hash of what was signed, whatever was decided since and before any seal."""
    return content_hash(view.handover, list(view.items), "")


def addendum_hash(addendum: Addendum) -> str:
    """SHA-256 over a correction and what it follows: the sealed log, or the addendum before it (H7)."""
    return _digest([
        addendum.previous_hash, addendum.handover_id, addendum.item_id, addendum.author,
        addendum.written_at.isoformat(timespec="milliseconds"), addendum.text,
    ])  # fmt: skip


def _digest(content: object) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def may_decide(handover: Handover) -> bool:
    """Whether items of this log can be accepted, queried or declined now."""
    return handover.state in (HandoverState.SUBMITTED, HandoverState.DECIDING)


def hands(handover: Handover, items: Iterable[HandoverItem]) -> frozenset[str]:
    """Whose names stand under a log: its author's, and theirs who decided on an item (rule H7)."""
    return frozenset({handover.author} | {one.decided_by for one in items if one.decision is not ItemDecision.PENDING})


def days_open(legs: Sequence[Leg], now: datetime) -> int:
    """For how many days a carried item has been handed on (rule H6)."""
    return max(0, (now - legs[0].submitted_at).days) if legs else 0
