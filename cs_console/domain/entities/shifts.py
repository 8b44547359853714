"""Shifts, breaks and handover logs (rules S1–S8, H1–H9)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from cs_console.domain.entities.base import Entity
from cs_console.domain.vocabulary import HandoverState, ItemDecision, Severity, ShiftState


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift(Entity):
    """One agent's stretch of work; `business_date` is the day on which it began (rule S2).

    `seat_hash` is the digest of the token that spares a seat with a PIN the PIN until the shift ends.
    """

    key: str
    business_date: date
    agent: str
    state: ShiftState = ShiftState.OPENING
    planned_start: datetime
    planned_end: datetime
    started_at: datetime | None = None
    ended_at: datetime | None = None
    extended_until: datetime | None = None
    extended_reason: str = ""
    overridden_by: str = ""
    seat_hash: str = ""
    handover_in: int = 0
    handover_out: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Break(Entity):
    """A logged break of a shift (rule S6)."""

    shift_id: int
    started_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover(Entity):
    """A handover log (rules H1–H9). `content_hash` and `previous_hash` chain the sealed ones (H7).

    `taken_by` is the lead who handed in an absent agent's work in that agent's place, and why (H8).
    """

    shift_id: int
    shift_key: str
    business_date: date
    author: str
    successor: str = ""
    state: HandoverState = HandoverState.DRAFT
    summary: str = ""
    submitted_at: datetime | None = None
    sealed_at: datetime | None = None
    content_hash: str = ""
    previous_hash: str = ""
    journal_head: str = ""
    taken_by: str = ""
    taken_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverItem(Entity):
    """One thing handed over: what happened, next action, owner, due (rule H3).

    `ref` names what it is about as ``inquiry:12``, ``promise:3``, ``case:4``, ``order:5`` (row ids), or ""
    for a note. `edited` names the fields that the agent changed by hand: a draft that follows the live data
    leaves them alone.
    """

    handover_id: int
    section: str
    position: int = 0
    ref: str = ""
    severity: Severity = Severity.NORMAL
    buyer: str = ""
    order_no: str = ""
    what: str = ""
    action: str = ""
    owner: str = ""
    due_at: datetime | None = None
    contingency: str = ""
    carry_reason: str = ""
    carried: int = 0
    decision: ItemDecision = ItemDecision.PENDING
    decided_by: str = ""
    decided_at: datetime | None = None
    read_back: str = ""
    question: str = ""
    answer: str = ""
    edited: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Addendum(Entity):
    """A dated correction of a sealed log, chained to the log and the addendum before it (rule H7).

    `item_id` is the item it corrects, 0 the log as a whole.
    """

    handover_id: int
    item_id: int = 0
    author: str
    written_at: datetime
    text: str
    previous_hash: str = ""
    content_hash: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverReview(Entity):
    """What a lead says about a log: a comment, or the sign-off with its rating from 1 to 5 (rule H8).

    `item_id` is the item it is about, 0 the log as a whole; `rating` is 0 in a mere comment.
    """

    handover_id: int
    item_id: int = 0
    reviewer: str
    written_at: datetime
    text: str = ""
    rating: int = 0
    signed_off: bool = False
