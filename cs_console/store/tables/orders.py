"""Buyers, orders, lines, refunds and promises."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from cs_console.store.tables.base import AUTOINCREMENT, Stored, json_text, moment, partial_index


class BuyerRow(Stored, table=True):
    """A buyer's card (rule C1)."""

    __tablename__ = "buyers"
    __table_args__ = (
        UniqueConstraint("platform", "nick"),
        partial_index("ix_buyers_tagged", "id", where="tags <> '[]'"),
        AUTOINCREMENT,
    )

    platform: str
    nick: str
    name: str = ""
    phone: str = Field(default="", index=True)
    group: str = ""
    tags: Any = json_text(())
    credit: str = ""
    preferences: str = ""
    notes: str = ""
    merged_into: int = Field(default=0, index=True)
    first_seen_at: datetime | None = moment()


class OrderRow(Stored, table=True):
    """An order with our remark and flag beside the platform's (rules R1–R7)."""

    __tablename__ = "orders"
    __table_args__ = (
        UniqueConstraint("platform", "order_no"),
        Index("ix_orders_no", "order_no"),
        Index("ix_orders_buyer", "buyer_nick"),
        Index("ix_orders_ordered", "ordered_at"),
        partial_index("ix_orders_unpaid", "ordered_at", where="status = 'unpaid'"),
        partial_index("ix_orders_signed", "signed_at", where="status IN ('signed', 'shipped')"),
        AUTOINCREMENT,
    )

    platform: str
    order_no: str
    shop: str = ""
    buyer_id: int = Field(default=0, index=True)
    buyer_nick: str = ""
    status: str = "unknown"
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
    flag: str = "grey"
    platform_remark: str = ""
    platform_flag: str | None = None
    remark_conflict: str | None = None
    carrier: str = ""
    tracking_no: str = Field(default="", index=True)
    aftersale_status: str = ""
    close_reason: str = ""
    ordered_at: datetime | None = moment()
    paid_at: datetime | None = moment()
    shipped_at: datetime | None = moment()
    signed_at: datetime | None = moment()
    completed_at: datetime | None = moment()
    deadline_at: datetime | None = moment()
    exported_at: datetime | None = moment()
    source: str = ""


class OrderLineRow(Stored, table=True):
    """One line of an order."""

    __tablename__ = "order_lines"
    __table_args__ = (UniqueConstraint("order_id", "line_key"), AUTOINCREMENT)

    order_id: int = Field(foreign_key="orders.id")
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


class RefundRow(Stored, table=True):
    """A refund the buyer asked for on the platform."""

    __tablename__ = "refunds"
    __table_args__ = (UniqueConstraint("platform", "refund_no"), AUTOINCREMENT)

    platform: str
    refund_no: str
    order_id: int = Field(default=0, index=True)
    order_no: str
    amount_fen: int | None = None
    kind: str = ""
    reason: str = ""
    explanation: str = ""
    platform_status: str = ""
    goods_status: str = ""
    carrier: str = ""
    tracking_no: str = ""
    applied_at: datetime | None = moment()
    deadline_at: datetime | None = moment(index=True)
    completed_at: datetime | None = moment()
    exported_at: datetime | None = moment()


class PromiseRow(Stored, table=True):
    """A promise and whether it was carried out (rules P9, R4)."""

    __tablename__ = "promises"
    __table_args__ = (
        partial_index("ix_promises_open", "due_at", where="state = 'open'"),
        AUTOINCREMENT,
    )

    order_id: int = Field(default=0, index=True)
    order_no: str = ""
    inquiry_id: int = 0
    buyer: str = ""
    agent: str = ""
    owner: str = Field(default="", index=True)
    kind: str = "other"
    text: str = ""
    promised_at: datetime | None = moment()
    due_at: datetime | None = moment()
    state: str = "open"
    closed_at: datetime | None = moment()
    outcome: str = ""
