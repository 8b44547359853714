"""An agreed refund that no longer is what the arithmetic gives: it is asked for again before money leaves (A2, A6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cs_console.domain import aftersales
from cs_console.domain.entities import CaseStep
from cs_console.domain.money import format_fen
from cs_console.domain.policy.aftersales import FlowDef
from cs_console.domain.policy.base import Title
from cs_console.domain.vocabulary import StepState
from cs_console.errors import CsError, Refused

EXACT = "exact_fen"
"""What the arithmetic gave when an amount was agreed on, kept beside it; "" while the payment was unknown."""


@dataclass(frozen=True, slots=True)
class Outdated:
    """The step that agreed on an amount, the amount, and what the order's payment now gives."""

    step: CaseStep
    title: Title
    agreed_fen: int
    exact_fen: int

    @property
    def refusal(self) -> CsError:
        """Why nothing goes on before the amount is agreed on again."""
        agreed, exact = format_fen(self.agreed_fen), format_fen(self.exact_fen)
        return Refused("case.amount_changed", agreed=agreed, exact=exact, step=self.title, key=self.step.key)

    @property
    def open_step(self) -> CaseStep:
        """The step as it has to be done again."""
        return replace(self.step, state=StepState.TODO, fields=(), note="")


def noted(fields: tuple[tuple[str, str], ...], exact_fen: int | None) -> tuple[tuple[str, str], ...]:
    """The fields of a step that agrees on an amount, with what the arithmetic gave at that time."""
    return (*fields, (EXACT, "" if exact_fen is None else str(exact_fen)))


def outdated(flow: FlowDef, steps: Sequence[CaseStep], exact_fen: int | None) -> Outdated | None:
    """The agreed amount under which an import or another case changed the arithmetic, None once money went out.

    A lead's departure from the arithmetic stands as long as the arithmetic does.
    """
    found: CaseStep | None = None
    for step in steps:
        effects = aftersales.definition(flow, step).effects
        if "refund" in effects and step.state in aftersales.FINISHED:
            return None
        if "amount" in effects and step.state is StepState.DONE:
            found = step
    values = dict(found.fields) if found is not None else {}
    if found is None or exact_fen is None or not values.get("refund_fen"):
        return None
    agreed = int(values["refund_fen"])
    if EXACT not in values and found.note:
        return None  # agreed on by a lead before the arithmetic was kept beside it
    before = values.get(EXACT, str(agreed))
    if exact_fen in (agreed, int(before) if before else None):
        return None
    return Outdated(found, aftersales.definition(flow, found).title, agreed, exact_fen)


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
