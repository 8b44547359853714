"""Who can take over from whom: the warehouse never, and nobody who is about to leave too (rules S3, H4)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from cs_console.domain.entities import Shift
from cs_console.domain.policy.team import TeamPolicy
from cs_console.domain.vocabulary import Role

STAYS = timedelta(hours=1)
"""Whoever leaves sooner than this is no relief for somebody of the same shift."""


def talks(team: TeamPolicy, agent: str) -> bool:
    """Whether somebody may take buyers at all: not the warehouse, nobody who is not on the roster (rule S3)."""
    member = team.member(agent)
    return member is not None and member.active and member.role is not Role.WAREHOUSE


def reliever(team: TeamPolicy, shift: Shift, others: Iterable[Shift], now: datetime) -> str:
    """Who of those on duty will have what a shift leaves: who stays longest, agents before leads; "" for nobody."""
    stay = [one for one in others if _end(one) > _end(shift) or _end(one) - now >= STAYS]
    stay.sort(key=lambda one: (_role(team, one) is not Role.AGENT, -_end(one).timestamp(), one.id))
    return stay[0].agent if stay else ""


def _end(shift: Shift) -> datetime:
    return max(shift.planned_end, shift.extended_until or shift.planned_end)


def _role(team: TeamPolicy, shift: Shift) -> Role | None:
    member = team.member(shift.agent)
    return member.role if member is not None else None
