"""What every table shares."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from cs_console.store.types import JsonText, UtcTime

AUTOINCREMENT: dict[str, Any] = {"sqlite_autoincrement": True}
"""Ids are never used twice, so that a journal row always names one thing."""


def moment(*, index: bool = False) -> Any:
    """An optional aware time."""
    return Field(default=None, sa_type=UtcTime, index=index)


def required_moment() -> Any:
    """An aware time that must be there."""
    return Field(sa_type=UtcTime)


def partial_index(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """An index over the rows that a condition in SQL holds for.

    The migrations write the condition on PostgreSQL too; to name that dialect here would load it into every
    console (2 MB).
    """
    return Index(name, *columns, unique=unique, sqlite_where=text(where))


def json_text(empty: Any) -> Any:
    """A JSON column with its empty value."""
    return Field(default=empty, sa_type=JsonText, nullable=empty is None)


class Stored(SQLModel):
    """The columns of `entities.Entity`."""

    id: int | None = Field(default=None, primary_key=True)
    version: int = 1
    changed_by: str = ""
    changed_at: datetime | None = moment()
