"""Who works and who rests on a date: the date's exception, a fixed rest day, the rotation (rules S5, E6)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from cs_console.domain.policy.shifts import ShiftsPolicy
from cs_console.domain.policy.team import Member, TeamPolicy
from cs_console.domain.vocabulary import Role

REST = "rest"
"""What `duty` says for somebody who has the day off."""


def resting_turn(policy: ShiftsPolicy, day: date) -> tuple[str, ...]:
    """Who of the rotation rests on a day: six on, one off, in the order that the lead set (rule S5)."""
    cycle = policy.work_days + policy.rest_days
    if not policy.rest_days or not policy.rotation:
        return ()
    turns = max(1, cycle // policy.rest_days)
    turn = (day - policy.rotation_start).days % cycle // policy.rest_days
    return tuple(name for at, name in enumerate(policy.rotation) if at % turns == turn)


def duty(shifts: ShiftsPolicy, member: Member, day: date) -> str:
    """A member's shift key on a day, `REST`, or "" for whichever shift (rule S5).

    The date's exception goes first, then a fixed rest day, then the turn of the rotation, then the fixed shift.
    """
    exception = shifts.exception_for(day)
    if exception is not None:
        if member.name in exception.resting:
            return REST
        key = next((key for key, names in exception.working.items() if member.name in names), "")
        if key:
            return key
    if member.rest_weekday is not None:
        return REST if member.rest_weekday == day.isoweekday() else member.shift
    return REST if member.name in resting_turn(shifts, day) else member.shift


def plan(shifts: ShiftsPolicy, team: TeamPolicy, day: date) -> tuple[tuple[Member, str], ...]:
    """Everybody who takes shifts, with what the roster gives them on a day."""
    working = (one for one in team.members if one.active and one.role is not Role.WAREHOUSE)
    return tuple((member, duty(shifts, member, day)) for member in working)


def how_it_was(noted: Mapping[str, Any]) -> dict[str, str]:
    """What a noted edit of the roster was about, and what stood there before: ``-`` where nothing did (rule E6)."""
    about = " ".join(str(noted[name]) for name in ("agent", "day", "shift") if noted.get(name))
    before = noted.get("before")
    if isinstance(before, Mapping):
        before = [f"{name} {value}" for name, value in before.items() if value is not None]
    was = " ".join(map(str, before)) if isinstance(before, list | tuple) else str(before or "")
    return {"about": about or "-", "was": was or "-"}
