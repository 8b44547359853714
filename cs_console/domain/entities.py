"""The things the store keeps, as frozen dataclasses: what crosses every border between layers.

Money is integer fen. Times are aware `datetime`s in UTC. `id` is 0 until the store gave one.
`version` counts changes of a row; a write names the version it saw, so that nobody overwrites a
colleague (rule R6). `changed_by`/`changed_at` say who holds the latest version.
Field names equal the store's column names: the store maps them without a table of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cs_console.domain.vocabulary import (
    CaseState,
    Category,
    Channel,
    Flag,
    Flow,
    HandoverState,
    InquiryState,
    ItemDecision,
    MessageRole,
    OrderStatus,
    Platform,
    Priority,
    PromiseKind,
    PromiseState,
    Severity,
    ShiftState,
    StepState,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """What every stored row has."""

    id: int = 0
    version: int = 1
    changed_by: str = ""
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Buyer(Entity):
    """A buyer's card (rule C1). One row a platform nick; `name` and `phone` are private (X1).

    `merged_into` is the card that stands for the person when several nicks are one, 0 for itself.
    """

    platform: Platform
    nick: str
    name: str = ""
    phone: str = ""
    group: str = ""
    tags: tuple[str, ...] = ()
    credit: str = ""
    preferences: str = ""
    notes: str = ""
    merged_into: int = 0
    first_seen_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Order(Entity):
    """One order as last seen, with our remark and flag beside the platform's (rules R1–R7).

    `remark`/`flag` are ours and what the screen shows; `platform_remark`/`platform_flag` are what
    the newest export said (the merge base). `remark_conflict` holds the platform's text while both
    sides changed and differ. `signed_at` comes from logistics or the agent and may be unknown.
    """

    platform: Platform
    order_no: str
    shop: str = ""
    buyer_id: int = 0
    buyer_nick: str = ""
    status: OrderStatus = OrderStatus.UNKNOWN
    platform_status: str = ""
    goods: str = ""
    quantity: int = 0
    goods_fen: int | None = None
    freight_fen: int | None = None
    total_fen: int | None = None
    paid_fen: int | None = None
    refund_fen: int | None = None
    receiver: str = ""
    phone: str = ""
    address: str = ""
    buyer_message: str = ""
    remark: str = ""
    flag: Flag = Flag.GREY
    platform_remark: str = ""
    platform_flag: Flag | None = None
    remark_conflict: str | None = None
    carrier: str = ""
    tracking_no: str = ""
    aftersale_status: str = ""
    close_reason: str = ""
    ordered_at: datetime | None = None
    paid_at: datetime | None = None
    shipped_at: datetime | None = None
    signed_at: datetime | None = None
    completed_at: datetime | None = None
    deadline_at: datetime | None = None
    exported_at: datetime | None = None
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine(Entity):
    """One line of an order. `line_key` is the sub-order number, or SKU and position without one."""

    order_id: int
    line_key: str
    position: int = 0
    title: str = ""
    sku: str = ""
    spec: str = ""
    quantity: int = 1
    price_fen: int | None = None
    paid_fen: int | None = None
    platform_status: str = ""
    refund_status: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refund(Entity):
    """A refund the buyer asked for on the platform; `deadline_at` is the platform's own (FORMATS)."""

    platform: Platform
    refund_no: str
    order_id: int = 0
    order_no: str
    amount_fen: int | None = None
    kind: str = ""
    reason: str = ""
    explanation: str = ""
    platform_status: str = ""
    goods_status: str = ""
    carrier: str = ""
    tracking_no: str = ""
    applied_at: datetime | None = None
    deadline_at: datetime | None = None
    completed_at: datetime | None = None
    exported_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquiry(Entity):
    """One buyer's open question (rules Q1–Q8).

    `owner` is the agent who has it, "" while it lies in a shift's queue. `due_at` is the limit for
    the reply owed now: it runs on the buyer's oldest unanswered message (Q1), None when nothing is
    owed. `target_at` is the softer target. `lease_until`/`lease_console` keep a claim alive (Q5).
    """

    shop: str = ""
    platform: Platform = Platform.OTHER
    channel: Channel = Channel.CHAT
    buyer_id: int = 0
    buyer: str = ""
    order_id: int = 0
    order_no: str = ""
    category: Category = Category.OTHER
    category_by: str = "rule"
    priority: Priority = Priority.NORMAL
    state: InquiryState = InquiryState.RECEIVED
    owner: str = ""
    team: str = ""
    summary: str = ""
    received_at: datetime | None = None
    unanswered_since: datetime | None = None
    first_replied_at: datetime | None = None
    last_message_at: datetime | None = None
    target_at: datetime | None = None
    due_at: datetime | None = None
    snooze_until: datetime | None = None
    lease_until: datetime | None = None
    lease_console: str = ""
    claimed_at: datetime | None = None
    transfer_from: str = ""
    transfer_note: str = ""
    outcome: str = ""
    closed_at: datetime | None = None
    offline: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Message(Entity):
    """One line said, or noted, in an inquiry. `confirmed` is False for a copied, unsent reply (E5)."""

    inquiry_id: int
    role: MessageRole
    sender: str = ""
    text: str
    at: datetime
    phrase_id: str = ""
    variant: int = -1
    confirmed: bool = True
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise(Entity):
    """A ledger row: what an agent promised and whether it was carried out (rules P9, R4).

    `agent` promised it and never changes; `owner` has to see to it and moves at handover (H4).
    """

    order_id: int = 0
    order_no: str = ""
    inquiry_id: int = 0
    buyer: str = ""
    agent: str = ""
    owner: str = ""
    kind: PromiseKind = PromiseKind.OTHER
    text: str = ""
    promised_at: datetime | None = None
    due_at: datetime | None = None
    state: PromiseState = PromiseState.OPEN
    closed_at: datetime | None = None
    outcome: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case(Entity):
    """An after-sales case (rules A1–A9); its steps are `CaseStep`s. No `line_ids`: the whole order."""

    flow: Flow
    order_id: int
    order_no: str
    line_ids: tuple[int, ...] = ()
    buyer: str = ""
    inquiry_id: int = 0
    owner: str = ""
    state: CaseState = CaseState.OPEN
    reason: str = ""
    platform_reason: str = ""
    window_ends_at: datetime | None = None
    window_basis: str = ""
    requested_at: datetime | None = None
    refund_fen: int | None = None
    due_at: datetime | None = None
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    exception_by: str = ""
    exception_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseStep(Entity):
    """One step of a case: ordered, with its required fields as typed (rule A6)."""

    case_id: int
    position: int
    key: str
    owner: str = "agent"
    state: StepState = StepState.TODO
    fields: tuple[tuple[str, str], ...] = ()
    note: str = ""
    done_by: str = ""
    done_at: datetime | None = None
    due_at: datetime | None = None


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
    """A handover log (rules H1–H9). `content_hash` and `previous_hash` chain the sealed ones (H7)."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverItem(Entity):
    """One thing handed over: what happened, next action, owner, due (rule H3).

    `ref` names what it is about as ``inquiry:12``, ``promise:3``, ``case:4``, ``order:5`` (row ids), or ""
    for a note.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class PhraseUse(Entity):
    """One use of a phrase: which variant whom was told, and whether it was edited (rules P2, P10)."""

    at: datetime
    agent: str
    phrase_id: str
    variant_hash: str
    buyer: str = ""
    inquiry_id: int = 0
    message_id: int = 0
    edited: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRun(Entity):
    """One file taken in: what was new, changed, unchanged and rejected."""

    name: str
    sha256: str
    layout: str = ""
    platform: str = ""
    file_time: datetime | None = None
    at: datetime
    read: int = 0
    new: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    duplicates: int = 0


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a roster agent, from which console (the lease holder), on which shift (0: none)."""

    agent: str
    role: str = "agent"
    console: str = ""
    shift_id: int = 0


@dataclass(frozen=True, slots=True)
class Event:
    """One journal row: who, when, what kind, which entity; payload hash and chain (rule K5)."""

    seq: int
    act_id: int
    at: datetime
    actor: str
    act: str
    op: str
    entity: str
    entity_id: int
    payload_hash: str
    previous_hash: str
    hash: str
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None
