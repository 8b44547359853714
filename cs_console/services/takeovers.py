"""Forced takeover: a lead hands in an absent agent's work, marked as such; claims go back to the queue (rule H8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cs_console.domain.entities import Actor, Handover, HandoverItem, Inquiry, Shift
from cs_console.domain.handover import HandoverView, arrange, lacks
from cs_console.domain.inquiries import MOVES, Move
from cs_console.domain.vocabulary import HandoverState, ShiftState
from cs_console.errors import BadInput, NotFound, Refused
from cs_console.i18n import listed
from cs_console.services.context import ServiceContext
from cs_console.services.duty import gone, last_seen
from cs_console.services.handover_seal import seal
from cs_console.services.handovers import HandoverService
from cs_console.services.ports.uow import UnitOfWork
from cs_console.services.queue_moves import moved
from cs_console.services.roles import Permission, require
from cs_console.text.clean import clean


@dataclass(frozen=True, slots=True)
class Missing:
    """An agent whose shift is over by the plan, not ended, and silent since `last_seen`."""

    shift: Shift
    last_seen: datetime


class TakeoverService:
    """Finds agents who vanished and hands in what they left."""

    def __init__(self, context: ServiceContext, handovers: HandoverService) -> None:
        self._context = context
        self._handovers = handovers

    def missing(self) -> tuple[Missing, ...]:
        """Who should have ended a shift and was not heard of since, longest silence first."""
        with self._context.uow.read() as uow:
            found = [Missing(shift, last_seen(uow, shift)) for shift in uow.shifts.running() if gone(uow, shift)]
        return tuple(sorted(found, key=lambda one: one.last_seen))

    def take(self, actor: Actor, agent: str, reason: str) -> HandoverView:
        """Hand in an absent agent's work in that agent's place and end the shift where it was last seen.

        The log names the lead and why; what an item lacks is filled with the plan's. Claims go back to the queue,
        the rest stays the agent's until somebody accepts it (rule H4).
        """
        require(actor, Permission.TAKE_OVER)
        why = clean(reason).strip()
        if not why:
            raise BadInput("takeover.reason")
        member = self._context.policies().team.member(agent)
        if member is None:
            raise NotFound("agent.unknown", name=agent, known=listed(self._names()))
        if member.name == actor.agent:
            raise Refused("takeover.own", agent=actor.agent)
        with self._context.uow.write(actor, "handover.takeover") as uow:
            shift = uow.shifts.running_of(member.name) or _last_shift(uow, member.name)
            if shift is None:
                raise Refused("takeover.no_shift", agent=member.name)
            left_at = last_seen(uow, shift)
            view = self._completed(uow, shift, why)
            if not view.items and shift.state is ShiftState.ENDED:
                raise Refused("takeover.nothing", agent=member.name)
            log = self._signed(uow, actor, view, why)
            _give_back(uow, member.name)
            self._handovers.leave(uow, shift)
            if shift.state is not ShiftState.ENDED:
                _end(uow, shift, log, left_at, actor.agent)
            return arrange(log, list(view.items))

    def _names(self) -> tuple[str, ...]:
        return tuple(one.name for one in self._context.policies().team.members)

    def _completed(self, uow: UnitOfWork, shift: Shift, why: str) -> HandoverView:
        """The agent's draft as it stands, with what its items lack filled in."""
        view = self._handovers.refresh(uow, shift)
        successor, due = self._handovers.successor(uow, shift)
        items = [_filled(uow, item, successor, due, why) for item in view.items]
        return arrange(view.handover, items)

    def _signed(self, uow: UnitOfWork, actor: Actor, view: HandoverView, why: str) -> Handover:
        _, head = uow.journal.head()
        successor, _ = self._handovers.successor(uow, uow.require(Shift, view.handover.shift_id))
        log = uow.change(
            view.handover, state=HandoverState.SUBMITTED, submitted_at=uow.now, journal_head=head,
            successor=successor, taken_by=actor.agent, taken_reason=why,
        )  # fmt: skip
        return log if view.items else seal(uow, log, [])


def _filled(uow: UnitOfWork, item: HandoverItem, successor: str, due: datetime, why: str) -> HandoverItem:
    given: dict[str, Any] = {"action": item.what, "owner": successor, "due": due, "carry_reason": why}
    missing = {("due_at" if name == "due" else name): given[name] for name in lacks(item)}
    return uow.change(item, **missing)


def _give_back(uow: UnitOfWork, agent: str) -> None:
    for inquiry in uow.find(Inquiry, owner=agent, state=[state.value for state in MOVES[Move.EXPIRE]]):
        uow.change(
            inquiry, state=moved(Move.EXPIRE, inquiry), owner="", lease_console="", lease_until=None, claimed_at=None
        )


def _end(uow: UnitOfWork, shift: Shift, log: Handover, at: datetime, lead: str) -> None:
    for one in uow.shifts.breaks(shift.id):
        if one.ended_at is None:
            uow.change(one, ended_at=max(at, one.started_at))
    uow.change(shift, state=ShiftState.ENDED, ended_at=at, overridden_by=lead, handover_out=log.id)


def _last_shift(uow: UnitOfWork, agent: str) -> Shift | None:
    return next(iter(uow.find(Shift, agent=agent, newest_first=True, limit=1)), None)
