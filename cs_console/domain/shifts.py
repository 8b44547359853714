"""Which shift a moment belongs to, and what a shift's recorded times say (rules S1–S8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from cs_console.domain.entities import Break, Shift
from cs_console.domain.policy.shifts import ShiftDef, ShiftsPolicy

HANDS_ON = timedelta(hours=1)
"""So long before its end a shift hands on already: the next may begin that early."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One planned shift: its key, the business date on which it begins (rule S2), start and end in UTC."""

    key: str
    business_date: date
    start: datetime
    end: datetime


def slot_on(policy: ShiftsPolicy, zone: ZoneInfo, day: date, definition: ShiftDef) -> Slot:
    """The slot of one shift on one business date; an end not after the start lies on the next day."""
    last = day + timedelta(days=1) if definition.overnight else day
    return Slot(definition.key, day, _utc(day, definition.start, zone), _utc(last, definition.end, zone))


def slots_around(policy: ShiftsPolicy, zone: ZoneInfo, now: datetime, *, days: int = 2) -> list[Slot]:
    """Slots from yesterday to `days` ahead, in order of start; closed holidays have none."""
    today = now.astimezone(zone).date()
    found = []
    for offset in range(-1, days + 1):
        day = today + timedelta(days=offset)
        holiday = policy.holiday(day)
        if holiday is not None and not holiday.staffed:
            continue
        found += [slot_on(policy, zone, day, definition) for definition in policy.shifts]
    return sorted(found, key=lambda slot: slot.start)


def slot_at(policy: ShiftsPolicy, zone: ZoneInfo, now: datetime, key: str = "") -> Slot | None:
    """The slot running at `now`, else the one that may be started early; None in the unstaffed hours.

    With `key` only that shift's slots count, so that a late starter names the shift.
    """
    early = timedelta(minutes=policy.early_start_minutes)
    slots = [slot for slot in slots_around(policy, zone, now) if not key or slot.key == key]
    running = [slot for slot in slots if slot.start <= now < slot.end]
    soon = [slot for slot in slots if slot.start - early <= now < slot.start]
    found = (soon or running) if key else (running or soon)
    return found[0] if found else None


def slot_to_start(policy: ShiftsPolicy, zone: ZoneInfo, now: datetime) -> Slot | None:
    """The slot that somebody who names none means: past the middle of the running one, the next that may begin."""
    running = slot_at(policy, zone, now)
    if running is None or running.start > now or now - running.start <= running.end - now:
        return running
    early = timedelta(minutes=policy.early_start_minutes)
    soon = (slot for slot in slots_around(policy, zone, now) if now < slot.start <= now + early)
    return next(soon, running)


def rostered_key(policy: ShiftsPolicy, zone: ZoneInfo, now: datetime, agent: str, fixed: str = "") -> str:
    """The shift that the roster gives an agent today: the date's exception, else the fixed one, else "" (rule S5)."""
    exception = policy.exception_for(business_date(policy, zone, now))
    working = exception.working.items() if exception is not None else ()
    return next((key for key, names in working if agent in names), fixed)


def next_slot(policy: ShiftsPolicy, zone: ZoneInfo, after: datetime, key: str = "") -> Slot | None:
    """The first slot (of shift `key`) that starts at or after a moment: whose custody a handover goes into."""
    slots = slots_around(policy, zone, after, days=14)
    return next((slot for slot in slots if slot.start >= after and key in ("", slot.key)), None)


def following_slot(policy: ShiftsPolicy, zone: ZoneInfo, ends: datetime, now: datetime) -> Slot | None:
    """The shift that comes after one that ends at `ends`: the one that runs by now, however late it is (rule H5)."""
    slots = slots_around(policy, zone, now, days=14)
    return next((slot for slot in slots if slot.start >= ends - HANDS_ON and slot.end > now), None)


def business_date(policy: ShiftsPolicy, zone: ZoneInfo, now: datetime) -> date:
    """The date on which the running shift began; in unstaffed hours the calendar date (rule S2)."""
    slot = slot_at(policy, zone, now)
    return slot.business_date if slot is not None else now.astimezone(zone).date()


def _utc(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, tzinfo=zone).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Attendance:
    """What the recorded times say against the plan, in whole minutes (rule S8)."""

    late: int
    early: int
    overtime: int
    breaks: int
    worked: int


def attendance(policy: ShiftsPolicy, shift: Shift, breaks: tuple[Break, ...], now: datetime) -> Attendance:
    """Late, early, overtime, break and worked minutes of a shift as recorded; nobody types them."""
    start = shift.started_at or now
    end = shift.ended_at or now
    rested = sum(_minutes(one.started_at, one.ended_at or end) for one in breaks)
    late = _over(_minutes(shift.planned_start, start), policy.late_after_minutes)
    early = _over(_minutes(end, shift.planned_end), policy.early_leave_minutes) if shift.ended_at else 0
    overtime = _over(_minutes(shift.planned_end, end), policy.overtime_after_minutes)
    return Attendance(late, early, overtime, rested, max(0, _minutes(start, end) - rested))


def unrested_minutes(shift: Shift, breaks: tuple[Break, ...], now: datetime) -> int:
    """Minutes since the shift began or the last break ended; 0 during a break (rule S6)."""
    if shift.started_at is None or any(one.ended_at is None for one in breaks):
        return 0
    since = max([shift.started_at, *(one.ended_at for one in breaks if one.ended_at is not None)])
    return _minutes(since, now)


def _minutes(start: datetime, end: datetime) -> int:
    return max(0, int((end - start).total_seconds() // 60))


def _over(minutes: int, allowed: int) -> int:
    return minutes if minutes > allowed else 0
