"""An agreed refund or difference that no longer is what the arithmetic gives: it is asked for again before money moves
(rules A2, A4, A6).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from cs_console.domain import aftersales
from cs_console.domain.entities import CaseStep
from cs_console.domain.money import format_fen
from cs_console.domain.policy.aftersales import FlowDef
from cs_console.domain.policy.base import Title
from cs_console.domain.vocabulary import StepState
from cs_console.errors import CsError, Refused


@dataclass(frozen=True, slots=True)
class _Agreement:
    """The field that holds an agreed amount, the effect of the step that pays it, what its change is called."""

    field: str
    paid_by: str
    refusal: str


_AGREEMENTS: Mapping[str, _Agreement] = {
    "amount": _Agreement("refund_fen", "refund", "case.amount_changed"),
    "difference": _Agreement("difference_fen", "settle", "case.difference_changed"),
}
"""By the effect of the step that agrees: a return's refund (A2), an exchange's difference (A4)."""

AGREES = frozenset(_AGREEMENTS)
"""Effects of steps that agree on an amount."""

EXACT = "exact_fen"
"""What the arithmetic gave when an amount was agreed on, kept beside it; "" while the payment was unknown."""


@dataclass(frozen=True, slots=True)
class Outdated:
    """The step that agreed on an amount, the amount, and what the order's payment now gives."""

    step: CaseStep
    title: Title
    agreed_fen: int
    exact_fen: int
    code: str = "case.amount_changed"

    @property
    def refusal(self) -> CsError:
        """Why nothing goes on before the amount is agreed on again."""
        agreed, exact = format_fen(self.agreed_fen), format_fen(self.exact_fen)
        return Refused(self.code, agreed=agreed, exact=exact, step=self.title, key=self.step.key)

    @property
    def open_step(self) -> CaseStep:
        """The step as it has to be done again."""
        return replace(self.step, state=StepState.TODO, fields=(), note="")


def noted(fields: tuple[tuple[str, str], ...], exact_fen: int | None) -> tuple[tuple[str, str], ...]:
    """The fields of a step that agrees on an amount, with what the arithmetic gave at that time."""
    return (*fields, (EXACT, "" if exact_fen is None else str(exact_fen)))


def outdated(flow: FlowDef, steps: Sequence[CaseStep], exact: Mapping[str, int | None]) -> Outdated | None:
    """The agreed amount under which an import or another case changed the arithmetic, None once money went out.

    `exact` is what the arithmetic gives now, by the effect of the step that agrees. A lead's departure from it
    stands as long as the arithmetic does.
    """
    effects = {step.key: aftersales.definition(flow, step).effects for step in steps}
    paid = {effect for step in steps if step.state in aftersales.FINISHED for effect in effects[step.key]}
    for step in reversed(steps):
        for effect, agreement in _AGREEMENTS.items():
            if effect not in effects[step.key] or step.state is not StepState.DONE or agreement.paid_by in paid:
                continue
            found = _compared(flow, step, agreement, exact.get(effect))
            if found is not None:
                return found
    return None


def _compared(flow: FlowDef, step: CaseStep, agreement: _Agreement, exact_fen: int | None) -> Outdated | None:
    values = dict(step.fields)
    if exact_fen is None or not values.get(agreement.field):
        return None
    agreed = int(values[agreement.field])
    if EXACT not in values and step.note:
        return None  # agreed on by a lead before the arithmetic was kept beside it
    before = values.get(EXACT, str(agreed))
    if exact_fen in (agreed, int(before) if before else None):
        return None
    return Outdated(step, aftersales.definition(flow, step).title, agreed, exact_fen, agreement.refusal)


def led(
    flow: FlowDef, steps: Sequence[CaseStep], old: Outdated | None, key: str, state: StepState
) -> tuple[CaseStep, ...]:
    """The steps for a move: an outdated amount may be agreed on again, and is before anybody but the warehouse goes on.

    Raises `Refused` for a move that has to wait; a problem may always be noted.
    """
    if old is None:
        return tuple(steps)
    if key == old.step.key and state is StepState.DONE:
        return tuple(old.open_step if one.key == key else one for one in steps)
    waiting = aftersales.current(steps)
    if waiting is not None and waiting.key == key and waiting.owner != "warehouse" and state is not StepState.PROBLEM:
        raise old.refusal
    return tuple(steps)


def again(flow: FlowDef, steps: Sequence[CaseStep], old: Outdated, role: str | None) -> CsError | None:
    """Why the outdated amount cannot be agreed on by this role."""
    before = [old.open_step if one.key == old.step.key else one for one in steps]
    return aftersales.why_not(flow, before, old.open_step, role)
