"""What every stored row has, who acts, and one journal row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """What every stored row has."""

    id: int = 0
    version: int = 1
    changed_by: str = ""
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a roster agent, from which console (the lease holder), on which shift (0: none)."""

    agent: str
    role: str = "agent"
    console: str = ""
    shift_id: int = 0


@dataclass(frozen=True, slots=True)
class Event:
    """One journal row: who, when, what kind, which entity; payload hash and chain (rule K5)."""

    seq: int
    act_id: int
    at: datetime
    actor: str
    act: str
    op: str
    entity: str
    entity_id: int
    payload_hash: str
    previous_hash: str
    hash: str
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None
