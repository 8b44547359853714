"""What a day came to for each person: planned against recorded, nobody types it (rule S8)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from cs_console.domain.entities import Break, Shift
from cs_console.domain.policy.shifts import ShiftsPolicy
from cs_console.domain.policy.team import TeamPolicy
from cs_console.domain.roster import REST, duty
from cs_console.domain.shifts import Attendance, attendance, slot_on
from cs_console.domain.vocabulary import Role


class Presence(StrEnum):
    """What a day came to; `EXTRA` is work on a day off."""

    PRESENT = "present"
    ABSENT = "absent"
    EXPECTED = "expected"
    RESTING = "resting"
    EXTRA = "extra"


@dataclass(frozen=True, slots=True)
class DayRecord:
    """One person's day: the shift planned or worked, the record and its minutes."""

    day: date
    agent: str
    key: str
    presence: Presence
    shift: Shift | None = None
    attendance: Attendance | None = None


def day_records(
    policy: ShiftsPolicy, team: TeamPolicy, zone: ZoneInfo, day: date, shifts: Iterable[Shift],
    breaks: Mapping[int, Sequence[Break]], now: datetime,
) -> tuple[DayRecord, ...]:  # fmt: skip
    """Late, early, overtime and absence of one date (rule S8): first what was worked, then who was not there.

    Absent is who was planned for a shift that is over and has no record; who may choose their shift is absent
    once the day's last one is over; nobody is on a day on which the shop is closed.
    """
    holiday = policy.holiday(day)
    closed = holiday is not None and not holiday.staffed
    planned = {one.name: REST if closed else duty(policy, one, day) for one in team.with_role(Role.AGENT)}
    worked = [one for one in shifts if one.business_date == day]
    rows = [
        DayRecord(
            day, one.agent, one.key, Presence.EXTRA if planned.get(one.agent) == REST else Presence.PRESENT, one,
            attendance(policy, one, tuple(breaks.get(one.id, ())), now),
        )
        for one in worked
    ]  # fmt: skip
    seen = {one.agent for one in worked}
    ends = {one.key: slot_on(policy, zone, day, one).end for one in policy.shifts}
    for name, key in planned.items():
        if name in seen:
            continue
        if key == REST:
            rows.append(DayRecord(day, name, "", Presence.RESTING))
            continue
        over = now >= ends.get(key, max(ends.values(), default=now))
        rows.append(DayRecord(day, name, key, Presence.ABSENT if over else Presence.EXPECTED))
    return tuple(rows)
