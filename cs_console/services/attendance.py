"""Attendance from plan and record, and what a returner missed (rules S5, S8)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cs_console.domain.entities import Actor, Break, Handover, HandoverItem, Shift
from cs_console.domain.periods import require_dates
from cs_console.domain.presence import DayRecord, day_records
from cs_console.domain.vocabulary import HandoverState, Severity
from cs_console.errors import BadInput
from cs_console.services.context import ServiceContext
from cs_console.services.roles import Permission, may

LONGEST = 92
"""Days of attendance that are read at once: a quarter."""

TOLD = ("exceptions", "notes")
"""Sections of which a returner reads every item; of the others only what is urgent."""

LOOK_BACK = 100
"""How many logs a digest looks through at most."""


@dataclass(frozen=True, slots=True)
class Told:
    """One log that was handed in while the agent was away, and the items worth reading."""

    handover: Handover
    items: tuple[HandoverItem, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Digest:
    """What was handed over since an agent's last shift; `since` is None for somebody who never worked."""

    since: datetime | None
    logs: tuple[Told, ...]


class AttendanceService:
    """Who was there, who was late, and what those who rested should know."""

    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    def days(self, actor: Actor, start: date, end: date) -> tuple[DayRecord, ...]:
        """Day records of everybody for a lead, of oneself otherwise, by date (rule S8)."""
        if end < start or (end - start).days >= LONGEST:
            raise BadInput("attendance.span", days=LONGEST)
        require_dates(start, end)
        policies, zone = self._context.policies(), self._context.zone
        dates = [start + timedelta(days=number) for number in range((end - start).days + 1)]
        with self._context.uow.read() as uow:
            shifts = uow.find(Shift, business_date=dates)
            breaks: dict[int, list[Break]] = defaultdict(list)
            for one in uow.find(Break, shift_id=[shift.id for shift in shifts]):
                breaks[one.shift_id].append(one)
            now = uow.now
        rows = [
            row for day in dates for row in day_records(policies.shifts, policies.team, zone, day, shifts, breaks, now)
        ]
        return tuple(row for row in rows if may(actor, Permission.LEAD_DESK) or row.agent == actor.agent)

    def digest(self, agent: str) -> Digest:
        """What colleagues handed over since an agent's last shift ended, newest first (rule S5)."""
        with self._context.uow.read() as uow:
            last = [one for one in uow.find(Shift, agent=agent, newest_first=True, limit=2) if one.ended_at is not None]
            if not last:
                return Digest(None, ())
            since = last[0].ended_at or uow.now
            logs = [one for one in uow.handovers.recent(LOOK_BACK) if _news(one, agent, since)]
            return Digest(since, tuple(_told(one, uow.handovers.items(one.id)) for one in logs))


def _news(log: Handover, agent: str, since: datetime) -> bool:
    if log.state is HandoverState.DRAFT or log.submitted_at is None:
        return False
    return log.author not in ("", agent) and log.submitted_at > since


def _told(log: Handover, items: list[HandoverItem]) -> Told:
    worth = tuple(one for one in items if one.section in TOLD or one.severity is Severity.URGENT)
    return Told(log, worth, len(items))
