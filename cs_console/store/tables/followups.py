"""Follow-ups kept with their outcome, complaints and their steps (rules U1, U2, C2, C3)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from cs_console.store.tables.base import AUTOINCREMENT, Stored, moment, partial_index, required_moment


class FollowupRow(Stored, table=True):
    """The outcome or snooze of one follow-up."""

    __tablename__ = "followups"
    __table_args__ = (
        UniqueConstraint("kind", "subject_id", "stage"),
        Index("ix_followups_done", "done_at"),
        AUTOINCREMENT,
    )

    kind: str
    subject_id: int
    stage: int = 0
    order_id: int = Field(default=0, index=True)
    order_no: str = ""
    buyer: str = ""
    state: str = "open"
    owner: str = ""
    due_at: datetime | None = moment()
    snoozed_until: datetime | None = moment()
    amount_fen: int | None = None
    outcome: str | None = None
    note: str = ""
    done_by: str = ""
    done_at: datetime | None = moment()


class ComplaintRow(Stored, table=True):
    """A buyer's complaint."""

    __tablename__ = "complaints"
    __table_args__ = (
        partial_index("ix_complaints_open", "due_at", where="state = 'open'"),
        Index("ix_complaints_received", "received_at"),
        AUTOINCREMENT,
    )  # fmt: skip

    platform: str = "other"
    channel: str = "chat"
    buyer: str = ""
    order_id: int = Field(default=0, index=True)
    order_no: str = ""
    inquiry_id: int = 0
    owner: str = ""
    opened_by: str = ""
    state: str = "open"
    stage: str = "receive"
    what: str = ""
    cause: str = ""
    outcome: str = ""
    received_at: datetime = required_moment()
    first_contact_at: datetime | None = moment()
    due_at: datetime | None = moment()
    closed_at: datetime | None = moment()


class ComplaintStepRow(Stored, table=True):
    """One step of a complaint."""

    __tablename__ = "complaint_steps"
    __table_args__ = (UniqueConstraint("complaint_id", "position"), AUTOINCREMENT)

    complaint_id: int = Field(foreign_key="complaints.id")
    position: int
    stage: str
    text: str = ""
    agreed: bool | None = None
    started_at: datetime = required_moment()
    due_at: datetime | None = moment()
    done_by: str = ""
    done_at: datetime | None = moment()
