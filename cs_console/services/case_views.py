"""What the case service hands out: a case with its steps, window and arithmetic, all frozen."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from cs_console.domain import aftersales, agreed
from cs_console.domain.agreed import Outdated
from cs_console.domain.entities import Case, CaseStep, Order
from cs_console.domain.money import format_fen
from cs_console.domain.order_doubts import Doubt
from cs_console.domain.policy.aftersales import AftersalesPolicy, FlowDef, Option, StepDef, StepField
from cs_console.domain.policy.base import Title
from cs_console.domain.refunds import ExchangeSum, RefundSum, Sum, payout
from cs_console.domain.vocabulary import CaseState, Flow, StepState
from cs_console.domain.window import Window
from cs_console.errors import CsError
from cs_console.i18n import t, what

HASH = re.compile(r" sha256:[0-9a-f]{64}")
"""What stands behind a file's name where evidence is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFilter:
    """Which cases to list; every filter given must fit."""

    states: tuple[CaseState, ...] = (CaseState.OPEN,)
    flow: Flow | None = None
    owner: str = ""
    waiting_for: str = ""
    tracking: str = ""
    due_by: datetime | None = None
    order_id: int = 0

    def fits(self, one: CaseSummary) -> bool:
        """Whether a case's steps fit: whose step waits, and part of the number of the parcel that comes back."""
        if self.waiting_for and one.waiting_for != self.waiting_for:
            return False
        return self.tracking.casefold() in one.tracking_no.casefold()


WAREHOUSE = CaseFilter(waiting_for="warehouse")
"""What the warehouse has to do now: parcels to receive, to inspect, to restock, to send (rule A7)."""


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field of a step: its definition, its choices, what stands in it, what the data suggests.

    Value and suggestion are as kept: money in fen, dates as ISO, choices by key.
    """

    field: StepField
    choices: tuple[Option, ...]
    value: str
    suggested: str

    def shown(self, language: str) -> str:
        """The value as people read it: a choice by its title, money in yuan, a file without its hash."""
        if self.field.type == "bool" and self.value:
            return t("answer.yes" if self.value == "true" else "answer.no")
        if self.field.type == "photo":
            return HASH.sub("", self.value)
        if self.field.type in ("money", "balance") and self.value:
            return format_fen(int(self.value))
        titles = {option.key: option.title.text(language) for option in self.choices}
        return titles.get(self.value, self.value)


@dataclass(frozen=True, slots=True)
class StepView:
    """One step; `blocked` says why it cannot be finished now, None when it can (rule A6)."""

    step: CaseStep
    definition: StepDef
    fields: tuple[FieldView, ...]
    blocked: CsError | None

    @property
    def title(self) -> Title:
        """Its name in both languages."""
        return self.definition.title

    @property
    def allowed(self) -> bool:
        """Whether it can be finished now."""
        return self.blocked is None


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case as the checklist shows it. `act_id` is the act that made it so, 0 for a mere look.

    `kept` says why it cannot be given up, `own` why who looks cannot approve an exception of it.
    """

    case: Case
    order: Order
    flow: FlowDef
    steps: tuple[StepView, ...]
    window: Window | None
    exempt: str
    refund: RefundSum | None
    act_id: int = 0
    exchange: ExchangeSum | None = None
    goods: tuple[tuple[str, int], ...] = ()
    platform_deadline: datetime | None = None
    advanced_fen: int = 0
    doubts: tuple[Doubt, ...] = ()
    outdated: Outdated | None = None
    kept: CsError | None = None
    own: CsError | None = None

    @property
    def sums(self) -> tuple[Sum, ...]:
        """The arithmetic to show: of a refund with the freight advanced, or of an exchange's difference."""
        if self.exchange is not None:
            return self.exchange.lines
        return payout(self.refund, self.advanced_fen) if self.refund is not None else ()

    @property
    def current(self) -> StepView | None:
        """The step that waits, an outdated amount before all but the warehouse's; None when all are finished."""
        waiting = [view for view in self.steps if view.step.state not in aftersales.FINISHED]
        if self.outdated is not None and len(waiting) > 1 and waiting[1].step.owner == "warehouse":
            return waiting[1]
        return waiting[0] if waiting else None

    @property
    def finished(self) -> int:
        """How many steps are done or not applicable."""
        return sum(view.step.state in aftersales.FINISHED for view in self.steps)


@dataclass(frozen=True, slots=True)
class LineLeft:
    """One order line with the pieces that a new case may be about."""

    line_id: int
    title: str
    bought: int
    left: int


@dataclass(frozen=True, slots=True)
class CaseSummary:
    """A case as lists show it: its flow, the step that waits, how far it is.

    `out` is what goes out to the buyer or was missing, where that is not what came back (rules A4, A8).
    """

    case: Case
    title: Title
    waiting: Title | None
    waiting_key: str
    waiting_for: str
    finished: int
    total: int
    tracking_no: str = ""
    step_due: datetime | None = None
    goods: tuple[tuple[str, int], ...] = ()
    out: str = ""

    @property
    def handled(self) -> str:
        """What the step that waits is about: what goes out where something else does, else the case's goods."""
        named = "  ".join(f"{title} x{many}" for title, many in self.goods)
        return self.out if self.out and self.waiting_key not in COMING_BACK else named


COMING_BACK = frozenset({"tracking", "arrived", "inspect", "restock"})
"""Steps about the goods on their way back."""


def _out(values: Mapping[str, str]) -> str:
    many = values.get("missing_quantity", "")
    item = values.get("item", "")
    return values.get("target", "") or (f"{item} x{many}" if item and many else item)


def summary(
    case: Case, steps: tuple[CaseStep, ...], policy: AftersalesPolicy, goods: tuple[tuple[str, int], ...] = ()
) -> CaseSummary:
    """One row of a list of cases."""
    flow = policy.flow(case.flow)
    waiting, values = aftersales.current(steps), aftersales.collected(steps)
    return CaseSummary(
        case=case,
        title=flow.title,
        waiting=aftersales.definition(flow, waiting).title if waiting else None,
        waiting_key=waiting.key if waiting else "",
        waiting_for=waiting.owner if waiting else "",
        finished=sum(step.state in aftersales.FINISHED for step in steps),
        total=len(steps),
        tracking_no=values.get("return_tracking_no", ""),
        step_due=waiting.due_at if waiting else None,
        goods=goods,
        out=_out(values),
    )


def step_view(
    case: Case,
    flow: FlowDef,
    steps: tuple[CaseStep, ...],
    step: CaseStep,
    *,
    role: str | None,
    reasons: tuple[Option, ...],
    suggested: Mapping[str, str],
    old: Outdated | None = None,
) -> StepView:
    """One step with its fields and why it is blocked, for the role that looks; an outdated amount is to do again."""
    defined = aftersales.definition(flow, step)
    waiting = aftersales.current(steps)
    blocked = aftersales.why_not(flow, steps, step, role)
    if old is not None and step.id == old.step.id:
        blocked = agreed.again(flow, steps, old, role)
        step = replace(step, state=StepState.PROBLEM, fields=(), note=what(old.refusal))
    elif old is not None and blocked is None and waiting is step and step.owner != "warehouse":
        blocked = old.refusal
    values = dict(step.fields)
    fields = tuple(
        FieldView(
            field,
            aftersales.options(field, reasons) if field.type == "choice" else (),
            values.get(field.key, ""),
            suggested.get(field.key, ""),
        )
        for field in defined.fields
    )
    if blocked is None and case.state is not CaseState.OPEN:
        blocked = aftersales.closed(case)
    return StepView(step, defined, fields, blocked)
