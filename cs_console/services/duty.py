"""Who is on duty and can take over; who is on the list of running shifts but gone (rules S3, H8)."""

from __future__ import annotations

from datetime import datetime, timedelta

from cs_console.domain.entities import Shift
from cs_console.domain.policy.team import TeamPolicy
from cs_console.domain.relief import talks
from cs_console.domain.vocabulary import ShiftState
from cs_console.services.ports.uow import UnitOfWork

MISSED_AFTER = timedelta(minutes=30)
"""How long nothing may be heard of an agent whose shift is over before that agent counts as gone."""


def last_seen(uow: UnitOfWork, shift: Shift) -> datetime:
    """When the agent did something on this shift for the last time; at the latest now."""
    heard = uow.journal.last_act_at(shift.agent, shift.id)
    moments = [one for one in (shift.started_at, heard) if one is not None]
    return min(max(moments, default=shift.planned_start), uow.now)


def gone(uow: UnitOfWork, shift: Shift) -> bool:
    """Whether a running shift is over by the plan and its agent silent ever since (rule H8)."""
    over = uow.now > (shift.extended_until or shift.planned_end)
    return over and uow.now - last_seen(uow, shift) >= MISSED_AFTER


def others_on_duty(uow: UnitOfWork, team: TeamPolicy, agent: str, *, opening: bool = False) -> list[Shift]:
    """The shifts of colleagues who are there and may take buyers; with `opening` also who is accepting just now."""
    return [
        one for one in uow.shifts.running()
        if one.agent != agent and talks(team, one.agent) and not gone(uow, one)
        and (opening or one.state is not ShiftState.OPENING)
    ]  # fmt: skip
