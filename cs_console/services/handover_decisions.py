"""Deciding on handed-in items: who may, what a decision needs, who owns the thing then (rules H4, S4)."""

from __future__ import annotations

from cs_console.domain.entities import Actor, Handover, HandoverItem, Shift
from cs_console.domain.handover import may_decide, reads_back
from cs_console.domain.policy import Policies
from cs_console.domain.policy.team import TeamPolicy
from cs_console.domain.relief import talks
from cs_console.domain.vocabulary import ItemDecision, Role, Severity, ShiftState
from cs_console.errors import Refused
from cs_console.services.duty import others_on_duty
from cs_console.services.handover_draft import handed_in
from cs_console.services.handover_owners import pass_to_lead, take_over
from cs_console.services.handover_queries import takes_answered
from cs_console.services.ports.uow import UnitOfWork
from cs_console.services.roles import Permission, require


def may_sign(uow: UnitOfWork, team: TeamPolicy, agent: str, handover: Handover) -> bool:
    """Nobody takes over from themselves while somebody else could; nor does the warehouse (rule H4).

    Whoever comes back to a log of their own that nobody took reads it again item by item, as any other successor:
    no shift starts over it (rules S4, H5).
    """
    if not talks(team, agent):
        return False
    if handover.author != agent or len(team.with_role(Role.AGENT)) <= 1:
        return True
    written_on = uow.get(Shift, handover.shift_id)
    over = written_on is not None and written_on.state is ShiftState.ENDED
    return over and not others_on_duty(uow, team, agent, opening=True)


def refuse_decision(
    uow: UnitOfWork, team: TeamPolicy, handover: Handover, item: HandoverItem,
    decision: ItemDecision, read_back: str, question: str,
) -> None:  # fmt: skip
    """Refuse what may not be decided, by this actor, or not without a word more."""
    actor = uow.actor
    if takes_answered(actor, item, decision):
        if item.severity is Severity.URGENT and not reads_back(read_back):
            raise Refused("handover.read_back", what=item.what)
        return
    if not may_decide(handover):
        raise Refused("handover.not_open", id=handover.id, state=handover.state)
    require(actor, Permission.TALK)
    if not may_sign(uow, team, actor.agent, handover):
        raise Refused("handover.own", author=handover.author)
    if uow.shifts.running_of(actor.agent) is None:
        raise Refused("handover.off_duty", agent=actor.agent)
    if item.decision is not ItemDecision.PENDING:
        raise Refused("handover.decided", by=item.decided_by, at=item.decided_at)
    if decision is ItemDecision.PENDING:
        raise Refused("handover.decision")
    if decision is ItemDecision.ACCEPTED and item.severity is Severity.URGENT and not reads_back(read_back):
        raise Refused("handover.read_back", what=item.what)
    if decision in (ItemDecision.QUERIED, ItemDecision.DECLINED) and not question.strip():
        raise Refused("handover.why")


def settle_owner(uow: UnitOfWork, policies: Policies, actor: Actor, item: HandoverItem, author: str) -> None:
    """Who has the thing now: the one who accepts, else its author, or the lead once the author is gone."""
    if item.decision is ItemDecision.ACCEPTED:
        leads = policies.team.with_role(Role.LEAD) if item.answer else ()
        take_over(uow, actor, item, (author, *(lead.name for lead in leads)), policies.sla)
        return
    leads = policies.team.with_role(Role.LEAD)
    if leads and uow.shifts.running_of(author) is None:
        pass_to_lead(uow, item, author, leads[0])


def leave(uow: UnitOfWork, policies: Policies, shift: Shift) -> None:
    """The author goes: what was queried or declined meanwhile goes to the lead."""
    leads = policies.team.with_role(Role.LEAD)
    for item in handed_in(uow, shift.id):
        if leads and item.decision in (ItemDecision.QUERIED, ItemDecision.DECLINED):
            pass_to_lead(uow, item, shift.agent, leads[0])


def start_what_is_clear(uow: UnitOfWork, team: TeamPolicy, actor: Actor) -> bool:
    """Shifts that waited for acceptance run once no log is left that their agents may decide (rule S4).

    Gives whether the actor's own shift runs.
    """
    undecided = uow.handovers.undecided()
    runs = False
    for shift in uow.shifts.running():
        clear = not any(may_sign(uow, team, shift.agent, one) for one in undecided)
        if shift.state is ShiftState.OPENING and clear:
            shift = uow.change(shift, state=ShiftState.RUNNING)
        runs = runs or (shift.agent == actor.agent and shift.state is not ShiftState.OPENING)
    return runs
