"""After-sales cases and their steps (rules A1–A9)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cs_console.domain.entities.base import Entity
from cs_console.domain.vocabulary import CaseState, Flow, StepState


@dataclass(frozen=True, slots=True, kw_only=True)
class Case(Entity):
    """An after-sales case (rules A1–A9); its steps are `CaseStep`s. No `line_ids`: the whole order.

    `quantities` go with `line_ids`, one each; none: every piece of them.
    """

    flow: Flow
    order_id: int
    order_no: str
    line_ids: tuple[int, ...] = ()
    quantities: tuple[int, ...] = ()
    buyer: str = ""
    inquiry_id: int = 0
    owner: str = ""
    state: CaseState = CaseState.OPEN
    reason: str = ""
    platform_reason: str = ""
    window_ends_at: datetime | None = None
    window_basis: str = ""
    requested_at: datetime | None = None
    refund_fen: int | None = None
    due_at: datetime | None = None
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    exception_by: str = ""
    exception_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseStep(Entity):
    """One step of a case: ordered, with its required fields as typed (rule A6)."""

    case_id: int
    position: int
    key: str
    owner: str = "agent"
    state: StepState = StepState.TODO
    fields: tuple[tuple[str, str], ...] = ()
    note: str = ""
    done_by: str = ""
    done_at: datetime | None = None
    due_at: datetime | None = None
