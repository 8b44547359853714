"""Buyers, orders with their lines and refunds, promises, and files taken in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cs_console.domain.entities.base import Entity
from cs_console.domain.vocabulary import Flag, OrderStatus, Platform, PromiseKind, PromiseState


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
