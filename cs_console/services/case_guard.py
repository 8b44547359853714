"""What an undo or redo may never leave behind in after-sales: a gap in the steps, goods or money twice (rule A6).

Acts on cases refuse such a state beforehand; a taken-back act is looked at afterwards, in its own transaction.
"""

from __future__ import annotations

from collections.abc import Iterable

from cs_console.domain import aftersales
from cs_console.domain.entities import Case, CaseStep, Order
from cs_console.domain.vocabulary import CaseState, StepState
from cs_console.errors import Conflict
from cs_console.services.ports.uow import UnitOfWork


def refuse_gaps(uow: UnitOfWork, touched: Iterable[tuple[str, int]]) -> None:
    """`Conflict` when the cases among what was just taken back no longer hang together."""
    case_ids: set[int] = set()
    for name, entity_id in touched:
        if name == Case.__name__:
            case_ids.add(entity_id)
        elif name == CaseStep.__name__ and (step := uow.get(CaseStep, entity_id)) is not None:
            case_ids.add(step.case_id)
    for case_id in sorted(case_ids):
        case = uow.get(Case, case_id)
        if case is not None:
            _steps_in_order(uow, case)
            _beside_others(uow, case)


def _steps_in_order(uow: UnitOfWork, case: Case) -> None:
    """The finished steps are the first ones, and a closed case has no other."""
    steps = uow.aftersales.steps([case.id])
    waiting = aftersales.current(steps)
    if waiting is None:
        return
    after = [step for step in steps if step.position > waiting.position]
    ahead = next((step for step in after if step.state in aftersales.FINISHED), None)
    if ahead is not None:
        raise Conflict("case.undo_gap", id=case.id, by=ahead.done_by, at=ahead.done_at)
    if case.state is CaseState.CLOSED or any(step.state is StepState.PROBLEM for step in after):
        raise Conflict("case.undo_gap", id=case.id, by=case.changed_by, at=case.changed_at)


def _beside_others(uow: UnitOfWork, case: Case) -> None:
    """No line is in two open cases, and all cases together pay back at most what was paid."""
    cases = uow.find(Case, order_id=case.order_id)
    for other in cases:
        both_open = case.state is CaseState.OPEN and other.state is CaseState.OPEN
        if other.id != case.id and both_open and overlap(other, case.line_ids):
            raise Conflict("case.undo_twice", id=other.id, owner=other.owner)
    paid = uow.require(Order, case.order_id).paid_fen
    total = sum(one.refund_fen or 0 for one in cases if one.state is not CaseState.CANCELLED)
    if paid is not None and case.refund_fen and total > paid:
        raise Conflict("case.undo_money", order_no=case.order_no)


def overlap(case: Case, line_ids: Iterable[int]) -> bool:
    """Whether a case is about one of these lines; no lines named means all of the order's."""
    wanted = set(line_ids)
    return not wanted or not case.line_ids or bool(wanted & set(case.line_ids))
