"""Questions about handed-in items: who has to answer, who may take what was answered (rule H4)."""

from __future__ import annotations

from dataclasses import dataclass

from cs_console.domain.entities import Actor, HandoverItem
from cs_console.domain.vocabulary import HandoverState, ItemDecision
from cs_console.services.ports.uow import UnitOfWork
from cs_console.services.roles import Permission, may

LOOK_BACK = 8
"""Questions are those of the newest logs; older ones are settled or the lead's."""


@dataclass(frozen=True, slots=True)
class Queries:
    """How many questions wait for somebody's answer, how many answers for taking over; the newest log of each."""

    to_answer: int = 0
    to_answer_log: int = 0
    answered: int = 0
    answered_log: int = 0


def takes_answered(actor: Actor, item: HandoverItem, decision: ItemDecision) -> bool:
    """Whether somebody accepts what they asked about, after the answer."""
    asked = item.decision is ItemDecision.QUERIED and item.decided_by == actor.agent and bool(item.answer)
    return asked and decision is ItemDecision.ACCEPTED


def queries_of(uow: UnitOfWork, actor: Actor) -> Queries:
    """What waits for this actor: questions to their own logs (a lead's: to those of who is gone), answers to theirs."""
    logs = {
        log.id: log for log in uow.handovers.recent(LOOK_BACK) if log.author and log.state is not HandoverState.DRAFT
    }
    items = uow.find(HandoverItem, handover_id=list(logs), decision=ItemDecision.QUERIED.value) if logs else []
    lead = may(actor, Permission.ANSWER_HANDOVER)

    def mine(item: HandoverItem) -> bool:
        author = logs[item.handover_id].author
        return author == actor.agent or (lead and uow.shifts.running_of(author) is None)

    asked = [item.handover_id for item in items if not item.answer and mine(item)]
    answered = [item.handover_id for item in items if item.answer and item.decided_by == actor.agent]
    return Queries(len(asked), max(asked, default=0), len(answered), max(answered, default=0))
