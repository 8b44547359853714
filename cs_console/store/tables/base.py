"""What every table shares."""

from __future__ import annotations

from datetime import datetime
from typing import Any

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


def json_text(empty: Any) -> Any:
    """A JSON column with its empty value."""
    return Field(default=empty, sa_type=JsonText, nullable=empty is None)


class Stored(SQLModel):
    """The columns of `entities.Entity`."""

    id: int | None = Field(default=None, primary_key=True)
    version: int = 1
    changed_by: str = ""
    changed_at: datetime | None = moment()
