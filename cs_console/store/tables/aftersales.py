"""After-sales cases and their steps (rules A1–A9)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from cs_console.store.tables.base import AUTOINCREMENT, Stored, json_text, moment, partial_index


class CaseRow(Stored, table=True):
    """An after-sales case."""

    __tablename__ = "cases"
    __table_args__ = (
        partial_index("ix_cases_open", "due_at", where="state = 'open'"),
        AUTOINCREMENT,
    )

    flow: str
    order_id: int = Field(foreign_key="orders.id", index=True)
    order_no: str
    line_ids: Any = json_text(())
    quantities: Any = json_text(())
    buyer: str = ""
    inquiry_id: int = 0
    owner: str = ""
    state: str = "open"
    reason: str = ""
    platform_reason: str = ""
    window_ends_at: datetime | None = moment()
    window_basis: str = ""
    requested_at: datetime | None = moment()
    refund_fen: int | None = None
    due_at: datetime | None = moment()
    opened_at: datetime | None = moment()
    closed_at: datetime | None = moment()
    exception_by: str = ""
    exception_reason: str = ""


class CaseStepRow(Stored, table=True):
    """One step of a case."""

    __tablename__ = "case_steps"
    __table_args__ = (UniqueConstraint("case_id", "key"), AUTOINCREMENT)

    case_id: int = Field(foreign_key="cases.id")
    position: int
    key: str
    owner: str = "agent"
    state: str = "todo"
    fields: Any = json_text(())
    note: str = ""
    done_by: str = ""
    done_at: datetime | None = moment()
    due_at: datetime | None = moment()
