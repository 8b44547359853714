"""What every act on a case starts from: an open case, clean words, no payee account in full (rules A3, A6, X1, X2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from cs_console.domain import aftersales
from cs_console.domain.aftersales import Move
from cs_console.domain.entities import Case, CaseStep
from cs_console.domain.policy.aftersales import FlowDef
from cs_console.domain.vocabulary import CaseState, StepState
from cs_console.errors import Refused
from cs_console.services.ports.uow import UnitOfWork
from cs_console.text.clean import clean
from cs_console.text.mask import mask_account

PAYING = frozenset({"refund", "reimburse", "settle"})
"""Effects of steps with which money leaves the shop."""


def paid_out(flow: FlowDef, steps: Sequence[CaseStep]) -> CaseStep | None:
    """The first finished step with which money left the shop; such a case can no longer be given up."""
    for step in steps:
        moves = step.state is StepState.DONE and PAYING.intersection(aftersales.definition(flow, step).effects)
        if moves and any(value not in ("", "0") for key, value in step.fields if key.endswith("_fen")):
            return step
    return None


def kept_open(flow: FlowDef, steps: Sequence[CaseStep]) -> Refused | None:
    """Why a case cannot be given up, None when it can."""
    paid = paid_out(flow, steps)
    if paid is None:
        return None
    return Refused("case.paid_out", step=aftersales.definition(flow, paid).title, by=paid.done_by)


def cleaned(fields: Mapping[str, str | int]) -> dict[str, str | int]:
    """Typed values without anything that acts instead of being read (rule X2)."""
    return {name: clean(value).strip() if isinstance(value, str) else value for name, value in fields.items()}


def open_case(uow: UnitOfWork, case_id: int) -> Case:
    """The case if it is still open."""
    case = uow.require(Case, case_id)
    if case.state is not CaseState.OPEN:
        raise aftersales.closed(case)
    return case


def without_accounts(flow: FlowDef, move: Move) -> Move:
    """A move whose payee accounts are masked before anything keeps them (rules A3, X1)."""
    accounts = {field.key for field in aftersales.definition(flow, move.step).fields if field.type == "account"}
    fields = tuple((key, mask_account(value) if key in accounts else value) for key, value in move.fields)
    return replace(move, fields=fields)
