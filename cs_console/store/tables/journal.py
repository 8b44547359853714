"""The journal: acts, the hash-chained events of each, their payloads, and the store's own facts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from cs_console.store.tables.base import AUTOINCREMENT, json_text, required_moment


class ActRow(SQLModel, table=True):
    """One thing a person did; its events are undone together. `key` makes a command idempotent."""

    __tablename__ = "acts"
    __table_args__ = (AUTOINCREMENT,)

    id: int | None = Field(default=None, primary_key=True)
    key: str | None = Field(default=None, unique=True)
    act: str
    actor: str = Field(index=True)
    console: str = ""
    shift_id: int = 0
    at: datetime = required_moment()
    undoes: int = 0
    undone_by: int = 0


class EventRow(SQLModel, table=True):
    """One append-only journal row (rule K5): who, when, what kind, which entity, and the chain."""

    __tablename__ = "events"

    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    act_id: int = Field(foreign_key="acts.id", index=True)
    at: datetime = required_moment()
    actor: str
    act: str
    op: str
    entity: str
    entity_id: int = Field(index=True)
    payload_hash: str
    previous_hash: str
    hash: str


class EventPayloadRow(SQLModel, table=True):
    """What an event changed; it may be purged for privacy without breaking the chain."""

    __tablename__ = "event_payloads"

    seq: int = Field(primary_key=True, foreign_key="events.seq", sa_column_kwargs={"autoincrement": False})
    salt: str
    before: Any = json_text(None)
    after: Any = json_text(None)


class MetaRow(SQLModel, table=True):
    """Small facts about the store itself, such as its shop's time zone for the first paint."""

    __tablename__ = "meta"

    key: str = Field(primary_key=True)
    value: str = ""
