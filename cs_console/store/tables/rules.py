"""The states of policies and phrasebooks that consoles met (rules E6, E7)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import Field

from cs_console.store.tables.base import AUTOINCREMENT, Stored, json_text, required_moment


class RulesVersionRow(Stored, table=True):
    """One state of the files."""

    __tablename__ = "rules_versions"
    __table_args__ = (AUTOINCREMENT,)

    digest: str = Field(index=True)
    files: Any = json_text(())
    changed: Any = json_text(())
    seen_at: datetime = required_moment()
    seen_by: str
    console: str = ""
