"""Shifts, breaks and handovers (rules S1–S8, H1–H9)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field

from cs_console.store.tables.base import AUTOINCREMENT, Stored, moment, required_moment


class ShiftRow(Stored, table=True):
    """One agent's stretch of work."""

    __tablename__ = "shifts"
    __table_args__ = (Index("ix_shifts_day", "business_date", "key"), AUTOINCREMENT)

    key: str
    business_date: date
    agent: str = Field(index=True)
    state: str = "opening"
    planned_start: datetime = required_moment()
    planned_end: datetime = required_moment()
    started_at: datetime | None = moment()
    ended_at: datetime | None = moment()
    extended_until: datetime | None = moment()
    extended_reason: str = ""
    overridden_by: str = ""
    seat_hash: str = ""
    handover_in: int = 0
    handover_out: int = 0


class BreakRow(Stored, table=True):
    """A logged break."""

    __tablename__ = "breaks"
    __table_args__ = (AUTOINCREMENT,)

    shift_id: int = Field(foreign_key="shifts.id", index=True)
    started_at: datetime = required_moment()
    ended_at: datetime | None = moment()


class HandoverRow(Stored, table=True):
    """A handover log."""

    __tablename__ = "handovers"
    __table_args__ = (AUTOINCREMENT,)

    shift_id: int = Field(foreign_key="shifts.id", index=True)
    shift_key: str
    business_date: date
    author: str
    successor: str = ""
    state: str = "draft"
    summary: str = ""
    submitted_at: datetime | None = moment()
    sealed_at: datetime | None = moment()
    content_hash: str = ""
    previous_hash: str = ""
    journal_head: str = ""
    taken_by: str = ""
    taken_reason: str = ""


class HandoverItemRow(Stored, table=True):
    """One thing handed over."""

    __tablename__ = "handover_items"
    __table_args__ = (AUTOINCREMENT,)

    handover_id: int = Field(foreign_key="handovers.id", index=True)
    section: str
    position: int = 0
    ref: str = Field(default="", index=True)
    severity: str = "normal"
    buyer: str = ""
    order_no: str = ""
    what: str = ""
    action: str = ""
    owner: str = ""
    due_at: datetime | None = moment()
    contingency: str = ""
    carry_reason: str = ""
    carried: int = 0
    decision: str = "pending"
    decided_by: str = ""
    decided_at: datetime | None = moment()
    read_back: str = ""
    question: str = ""
    answer: str = ""
    edited: str = ""


class AddendumRow(Stored, table=True):
    """A dated correction of a sealed log."""

    __tablename__ = "addenda"
    __table_args__ = (AUTOINCREMENT,)

    handover_id: int = Field(foreign_key="handovers.id", index=True)
    item_id: int = 0
    author: str
    written_at: datetime = required_moment()
    text: str
    previous_hash: str = ""
    content_hash: str = ""


class HandoverReviewRow(Stored, table=True):
    """What a lead says about a log."""

    __tablename__ = "handover_reviews"
    __table_args__ = (AUTOINCREMENT,)

    handover_id: int = Field(foreign_key="handovers.id", index=True)
    item_id: int = 0
    reviewer: str
    written_at: datetime = required_moment()
    text: str = ""
    rating: int = 0
    signed_off: bool = False
