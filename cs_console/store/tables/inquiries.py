"""Inquiries, what was said in them, phrases used, and files taken in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from cs_console.store.tables.base import AUTOINCREMENT, Stored, moment, partial_index, required_moment

_OPEN = "state NOT IN ('resolved', 'lost')"


class InquiryRow(Stored, table=True):
    """One buyer's question; the partial index serves the queue's order of work (rule Q4)."""

    __tablename__ = "inquiries"
    __table_args__ = (
        partial_index("ix_inquiries_open", "due_at", "id", where=_OPEN),
        partial_index("ix_inquiries_owner", "owner", where=_OPEN),
        Index("ix_inquiries_buyer", "platform", "buyer"),
        Index("ix_inquiries_closed", "closed_at"),
        AUTOINCREMENT,
    )

    shop: str = ""
    platform: str = "other"
    channel: str = "chat"
    buyer_id: int = 0
    buyer: str = ""
    order_id: int = Field(default=0, index=True)
    order_no: str = ""
    category: str = "other"
    category_by: str = "rule"
    priority: str = "normal"
    state: str = "received"
    owner: str = ""
    team: str = ""
    summary: str = ""
    received_at: datetime | None = moment()
    unanswered_since: datetime | None = moment()
    first_replied_at: datetime | None = moment()
    last_message_at: datetime | None = moment()
    target_at: datetime | None = moment()
    due_at: datetime | None = moment()
    snooze_until: datetime | None = moment()
    lease_until: datetime | None = moment()
    lease_console: str = ""
    claimed_at: datetime | None = moment()
    transfer_from: str = ""
    transfer_note: str = ""
    outcome: str = ""
    closed_at: datetime | None = moment()
    offline: bool = False


class MessageRow(Stored, table=True):
    """One line said or noted."""

    __tablename__ = "messages"
    __table_args__ = (Index("ix_messages_inquiry", "inquiry_id", "at"), AUTOINCREMENT)

    inquiry_id: int = Field(foreign_key="inquiries.id")
    role: str
    sender: str = ""
    text: str = ""
    at: datetime = required_moment()
    phrase_id: str = ""
    variant: int = -1
    confirmed: bool = True
    source: str = ""


class PhraseUseRow(Stored, table=True):
    """One use of a phrase variant (rules P2, P10)."""

    __tablename__ = "phrase_uses"
    __table_args__ = (Index("ix_phrase_uses_buyer", "buyer", "phrase_id"), AUTOINCREMENT)

    at: datetime = required_moment()
    agent: str
    phrase_id: str = Field(index=True)
    variant_hash: str
    buyer: str = ""
    inquiry_id: int = 0
    message_id: int = 0
    edited: bool = False


class ImportRunRow(Stored, table=True):
    """One file taken in."""

    __tablename__ = "import_runs"
    __table_args__ = (AUTOINCREMENT,)

    name: str
    sha256: str = Field(index=True)
    layout: str = ""
    platform: str = ""
    file_time: datetime | None = moment()
    at: datetime = required_moment()
    read: int = 0
    new: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    duplicates: int = 0
