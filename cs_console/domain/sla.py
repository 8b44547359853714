"""When a reply is owed: pure clock arithmetic over `sla.yaml` and `shifts.yaml` (rules Q1, S1, S2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from cs_console.domain.policy.shifts import ShiftDef, ShiftsPolicy
from cs_console.domain.policy.sla import SlaPolicy
from cs_console.domain.vocabulary import Category, Channel, Priority

_DAYS_AHEAD = 15
"""How far to look for the next staffed day; the longest public holidays last eight days."""


@dataclass(frozen=True, slots=True)
class ReplyClock:
    """Target and limit of one owed reply; `offline`: the message came while nobody was there (S4)."""

    target_at: datetime
    due_at: datetime
    offline: bool


def reply_clock(
    sla: SlaPolicy, shifts: ShiftsPolicy, zone: ZoneInfo, since: datetime,
    *, category: Category, priority: Priority, channel: Channel, first: bool,
) -> ReplyClock:  # fmt: skip
    """The clock of a buyer's oldest unanswered message (rule Q1).

    A message of unstaffed hours is owed `offline_minutes` after the next shift starts.
    """
    limits = sla.limits(category, priority, channel)
    if not is_staffed(shifts, zone, since):
        start = next_start(shifts, zone, since)
        if start is not None:
            due = start + timedelta(minutes=sla.offline_minutes)
            return ReplyClock(target_at=due, due_at=due, offline=True)
    target, limit = (limits.first_target, limits.first_limit) if first else (limits.next_target, limits.next_limit)
    return ReplyClock(since + timedelta(seconds=target), since + timedelta(seconds=limit), offline=False)


def is_staffed(shifts: ShiftsPolicy, zone: ZoneInfo, moment: datetime) -> bool:
    """Whether a shift covers `moment` by the plan (rule S1); an overnight one reaches into the next day."""
    return any(start <= moment < end for start, end in _spans(shifts, zone, moment, range(-1, 1)))


def next_start(shifts: ShiftsPolicy, zone: ZoneInfo, moment: datetime) -> datetime | None:
    """When the next shift starts after `moment`; None when none is planned within two weeks."""
    starts = (start for start, _ in _spans(shifts, zone, moment, range(_DAYS_AHEAD)) if start > moment)
    return min(starts, default=None)


def business_day_start(shifts: ShiftsPolicy, zone: ZoneInfo, moment: datetime) -> datetime:
    """The start of the business day that `moment` belongs to: its first shift's start (rule S2)."""
    local = moment.astimezone(zone)
    first = min((shift.start for shift in shifts.shifts), default=time(0))
    day = local.date() if local.timetz().replace(tzinfo=None) >= first else local.date() - timedelta(days=1)
    return datetime.combine(day, first, tzinfo=zone).astimezone(moment.tzinfo)


def _spans(shifts: ShiftsPolicy, zone: ZoneInfo, moment: datetime, days: range) -> list[tuple[datetime, datetime]]:
    """Start and end of every planned shift on the days around `moment`, unstaffed holidays left out."""
    today = moment.astimezone(zone).date()
    spans = []
    for offset in days:
        day = today + timedelta(days=offset)
        holiday = shifts.holiday(day)
        if holiday is not None and not holiday.staffed:
            continue
        for shift in shifts.shifts:
            spans.append(_span(shift, day, zone))
    return spans


def _span(shift: ShiftDef, day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    start = datetime.combine(day, shift.start, tzinfo=zone)
    last_day = day + timedelta(days=1 if shift.overnight else 0)
    return start, datetime.combine(last_day, shift.end, tzinfo=zone)
