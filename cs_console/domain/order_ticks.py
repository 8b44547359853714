"""What a person found at one step of an order's checklist, kept beside what the data says (rules O1, O2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cs_console.domain.entities import Entity
from cs_console.domain.vocabulary import StepState


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderTick(Entity):
    """One step's outcome; `stage` is the checklist, ``o1`` or ``o2``.

    `basis` is a digest of what the data showed then: when it changes, the tick is stale.
    """

    order_id: int
    stage: str
    key: str
    state: StepState
    note: str = ""
    by: str
    at: datetime
    basis: str = ""
