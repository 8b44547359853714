"""The platform's own deadlines for open cases: they come in the data and are kept before any of ours (FORMATS)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from cs_console.domain import aftersales
from cs_console.domain.entities import Case, Refund
from cs_console.domain.vocabulary import CaseState
from cs_console.services.ports.uow import UnitOfWork


def platform_deadline(uow: UnitOfWork, order_id: int) -> datetime | None:
    """The platform's nearest limit for a refund of the order that still runs."""
    running = [one for one in uow.find(Refund, order_id=order_id) if one.completed_at is None]
    return min((one.deadline_at for one in running if one.deadline_at is not None), default=None)


def follow_deadlines(uow: UnitOfWork, order_ids: Collection[int]) -> None:
    """Move the due time of open cases to what an import said about their refunds."""
    if not order_ids:
        return
    cases = uow.find(Case, order_id=list(order_ids), state=CaseState.OPEN)
    for case in cases:
        waiting = [one for one in uow.aftersales.steps([case.id]) if one.state not in aftersales.FINISHED]
        dues = [platform_deadline(uow, case.order_id), *(one.due_at for one in waiting)]
        uow.change(case, due_at=min((due for due in dues if due is not None), default=None))
