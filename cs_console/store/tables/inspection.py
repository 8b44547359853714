"""Inspected conversations and finished practice runs (rule K4)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlmodel import Field

from cs_console.store.tables.base import AUTOINCREMENT, Stored, json_text, moment, required_moment


class QaReviewRow(Stored, table=True):
    """One inspected conversation; nothing is inspected twice."""

    __tablename__ = "qa_reviews"
    __table_args__ = (Index("ix_qa_reviews_scored", "scored_at"), AUTOINCREMENT)

    sample: str = Field(index=True)
    inquiry_id: int = Field(foreign_key="inquiries.id", unique=True)
    agent: str
    buyer: str = ""
    order_no: str = ""
    drawn_by: str = ""
    drawn_at: datetime = required_moment()
    state: str = "sampled"
    marks: Any = json_text(())
    full: int = 0
    score: float | None = None
    comment: str = ""
    scored_by: str = ""
    scored_at: datetime | None = moment()
    action: str = ""
    action_due_at: datetime | None = moment()
    checked_by: str = ""
    checked_at: datetime | None = moment()
    check_note: str = ""


class PracticeRunRow(Stored, table=True):
    """One finished practice run."""

    __tablename__ = "practice_runs"
    __table_args__ = (Index("ix_practice_runs_agent", "agent", "finished_at"), AUTOINCREMENT)

    agent: str
    topic: str = ""
    source: str = "shipped"
    seed: int = 0
    started_at: datetime = required_moment()
    finished_at: datetime = required_moment()
    questions: int
    right: int
    score: float
    full: int
    pass_line: int
    passed: bool
    answers: Any = json_text(())
