"""Goods cards, special prices and price changes (rules G1, O3)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from cs_console.store.tables.base import AUTOINCREMENT, Stored, json_text, moment, partial_index, required_moment


class GoodsRow(Stored, table=True):
    """An article's card (rule G1)."""

    __tablename__ = "goods"
    __table_args__ = (UniqueConstraint("key"), AUTOINCREMENT)

    key: str
    code: str = ""
    title: str = ""
    codes: Any = json_text(())
    kind: str = ""
    brand: str = ""
    edition: str = ""
    origin: str = ""
    colour: str = ""
    spec: str = ""
    colour_difference: str = ""
    lead_time: str = ""
    price_fen: int | None = None
    floor_fen: int | None = None
    free_shipping: bool | None = None
    no_return: bool | None = None
    related: Any = json_text(())
    stock_note: str = ""
    notes: str = ""


class PriceApplicationRow(Stored, table=True):
    """A request to sell below the floor, and its answer (rule O3)."""

    __tablename__ = "price_applications"
    __table_args__ = (
        partial_index("ix_price_applications_open", "due_at", where="state = 'open'"),
        AUTOINCREMENT,
    )  # fmt: skip

    order_id: int = Field(default=0, index=True)
    order_no: str = ""
    goods_id: int = 0
    goods_title: str = ""
    quantity: int = 1
    inquiry_id: int = 0
    buyer: str = ""
    original_fen: int | None = None
    floor_fen: int | None = None
    asked_fen: int
    reason: str
    applicant: str
    applied_at: datetime = required_moment()
    due_at: datetime = required_moment()
    state: str = "open"
    answered_by: str = ""
    answered_at: datetime | None = moment()
    answer: str = ""
    granted_fen: int | None = None
    expires_at: datetime | None = moment()
    used_at: datetime | None = moment()
    used_by: str = ""


class PriceChangeRow(Stored, table=True):
    """A price agreed for an order (rule O3)."""

    __tablename__ = "price_changes"
    __table_args__ = (AUTOINCREMENT,)

    order_id: int = Field(foreign_key="orders.id", index=True)
    order_no: str
    original_fen: int
    former_fen: int | None = None
    price_fen: int
    floor_fen: int | None = None
    application_id: int = 0
    agent: str
    reason: str = ""
    at: datetime = required_moment()


class OrderTickRow(Stored, table=True):
    """A person's outcome of one step of an order's checklist (rules O1, O2)."""

    __tablename__ = "order_ticks"
    __table_args__ = (UniqueConstraint("order_id", "stage", "key"), AUTOINCREMENT)

    order_id: int = Field(foreign_key="orders.id")
    stage: str
    key: str
    state: str
    note: str = ""
    by: str
    at: datetime = required_moment()
    basis: str = ""


class SeatRow(Stored, table=True):
    """Wrong PINs in a row for one name."""

    __tablename__ = "seats"
    __table_args__ = (UniqueConstraint("agent"), AUTOINCREMENT)

    agent: str
    failures: int = 0
    blocked_until: datetime | None = moment()
