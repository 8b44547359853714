"""Open questions, suggestions, scores and problem items (rules Q9, Q11, C4, C5, A8)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field

from cs_console.store.tables.base import AUTOINCREMENT, Stored, moment, partial_index, required_moment

_OPEN = "state = 'open'"


class GapRow(Stored, table=True):
    """A question that the books do not answer."""

    __tablename__ = "gaps"
    __table_args__ = (
        partial_index("ix_gaps_open", "due_at", where=_OPEN),
        Index("ix_gaps_asked", "asked_at"),
        AUTOINCREMENT,
    )

    question: str
    compared: str = ""
    asker: str = ""
    inquiry_id: int = 0
    order_id: int = 0
    order_no: str = ""
    agent: str = ""
    owner: str = ""
    asked_at: datetime = required_moment()
    due_at: datetime | None = moment()
    state: str = "open"
    answer: str = ""
    answered_by: str = ""
    answered_at: datetime | None = moment()
    proposal: str = ""


class LeadQuestionRow(Stored, table=True):
    """A question to the lead."""

    __tablename__ = "lead_questions"
    __table_args__ = (
        partial_index("ix_lead_questions_open", "due_at", where=_OPEN),
        AUTOINCREMENT,
    )

    question: str
    context: str = ""
    inquiry_id: int = Field(default=0, index=True)
    order_id: int = 0
    order_no: str = ""
    buyer: str = ""
    agent: str = ""
    owner: str = ""
    asked_at: datetime = required_moment()
    due_at: datetime | None = moment()
    state: str = "open"
    answer: str = ""
    answered_by: str = ""
    answered_at: datetime | None = moment()


class SuggestionRow(Stored, table=True):
    """A suggestion and what came of it."""

    __tablename__ = "suggestions"
    __table_args__ = (Index("ix_suggestions_recorded", "recorded_at"), AUTOINCREMENT)

    text: str
    nature: str = ""
    urgency: str = "normal"
    department: str = ""
    buyer: str = ""
    order_no: str = ""
    inquiry_id: int = 0
    goods: str = ""
    agent: str = ""
    recorded_at: datetime = required_moment()
    state: str = "recorded"
    passed_by: str = ""
    passed_at: datetime | None = moment()
    outcome: str = ""
    settled_at: datetime | None = moment()


class CsatRow(Stored, table=True):
    """A buyer's score."""

    __tablename__ = "csats"
    __table_args__ = (Index("ix_csats_at", "at"), AUTOINCREMENT)

    score: int
    comment: str = ""
    agent: str = ""
    asked_by: str = ""
    category: str = "other"
    buyer: str = ""
    order_id: int = 0
    order_no: str = ""
    inquiry_id: int = 0
    case_id: int = Field(default=0, index=True)
    at: datetime = required_moment()


class ReviewRow(Stored, table=True):
    """A review that a buyer left on the platform."""

    __tablename__ = "reviews"
    __table_args__ = (
        partial_index("ix_reviews_due", "due_at", where="due_at IS NOT NULL"),
        Index("ix_reviews_at", "at"),
        AUTOINCREMENT,
    )  # fmt: skip

    stars: int
    text: str = ""
    kind: str = "plain"
    platform: str = "other"
    buyer: str = ""
    order_id: int = Field(default=0, index=True)
    order_no: str = ""
    goods: str = ""
    agent: str = ""
    at: datetime = required_moment()
    due_at: datetime | None = moment()
    limit_at: datetime | None = moment()


class ProblemItemRow(Stored, table=True):
    """A problem item outside the parcel claims."""

    __tablename__ = "problem_items"
    __table_args__ = (
        partial_index("ix_problem_items_open", "due_at", where=_OPEN),
        AUTOINCREMENT,
    )

    order_id: int = Field(foreign_key="orders.id", index=True)
    order_no: str
    buyer: str = ""
    purchased_on: date | None = None
    slip_no: str = ""
    problem: str
    demand: str
    agent: str = ""
    owner: str = ""
    at: datetime = required_moment()
    due_at: datetime | None = moment()
    state: str = "open"
    answer: str = ""
    answered_by: str = ""
    answered_at: datetime | None = moment()
