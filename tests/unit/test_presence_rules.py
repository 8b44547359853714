"""Who was late, early, absent or there on a day off: plan against record, by table (rules S1, S5, S8)."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from cs_console.domain.entities import Break, Shift
from cs_console.domain.policy.shifts import Holiday, RosterDay, ShiftsPolicy
from cs_console.domain.policy.team import Member, TeamPolicy
from cs_console.domain.presence import Presence, day_records
from cs_console.domain.shifts import attendance

ZONE = ZoneInfo("Asia/Shanghai")
POLICY = ShiftsPolicy()
HERE, AWAY, DUE, OFF, EXTRA = (
    Presence.PRESENT, Presence.ABSENT, Presence.EXPECTED, Presence.RESTING, Presence.EXTRA
)  # fmt: skip


def at(text: str) -> datetime:
    """``06-14 17:30`` on the shop's clock."""
    return datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)


def worked(start: str, end: str | None, key: str = "day", agent: str = "张敏") -> Shift:
    """A recorded shift of 14 June."""
    planned = ("06-14 08:30", "06-14 17:30") if key == "day" else ("06-14 17:30", "06-15 01:00")
    return Shift(
        id=1, key=key, business_date=date(2026, 6, 14), agent=agent, planned_start=at(planned[0]),
        planned_end=at(planned[1]), started_at=at(start), ended_at=at(end) if end else None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("shift", "rests", "late", "early", "overtime", "minutes"),
    [
        (worked("06-14 08:30", "06-14 17:30"), (), 0, 0, 0, 540),
        (worked("06-14 08:00", "06-14 17:31"), (), 0, 0, 0, 571),  # early to come, a minute over: neither counts
        (worked("06-14 08:50", "06-14 17:00"), (), 20, 30, 0, 490),
        (worked("06-14 17:30", "06-15 02:10", "night"), (), 0, 0, 70, 520),  # extended over midnight
        (worked("06-14 17:30", "06-15 01:00", "night"), (("06-14 20:00", "06-14 20:30"),), 0, 0, 0, 420),
        (worked("06-14 10:00", "06-14 09:00"), (), 90, 510, 0, 0),  # a clock set back: never negative
        (worked("06-14 08:30", "06-14 17:30"), (("06-14 12:00", "06-14 11:00"),), 0, 0, 0, 540),
    ],
)
def test_s8_minutes_follow_from_the_record(
    shift: Shift, rests: tuple[tuple[str, str], ...], late: int, early: int, overtime: int, minutes: int
) -> None:
    breaks = tuple(Break(shift_id=1, started_at=at(start), ended_at=at(end)) for start, end in rests)
    found = attendance(POLICY, shift, breaks, at("06-15 09:00"))
    assert (found.late, found.early, found.overtime, found.worked) == (late, early, overtime, minutes)


TEAM = TeamPolicy(members=tuple(Member(name=name) for name in ("张敏", "李丽", "蔡蔡", "小何")))
WORD = RosterDay(date=date(2026, 6, 14), working={"day": ("张敏",), "night": ("李丽",)}, resting=("蔡蔡",))


@pytest.mark.parametrize(
    ("now", "agent", "expected"),
    [
        ("06-14 09:00", "张敏", (HERE, DUE, OFF, DUE)),
        ("06-14 18:00", "张敏", (HERE, DUE, OFF, DUE)),
        ("06-15 01:00", "张敏", (HERE, AWAY, OFF, AWAY)),  # the night ends on the next calendar day
        ("06-14 18:00", "蔡蔡", (AWAY, DUE, EXTRA, DUE)),
    ],
)
def test_s8_absent_is_who_was_planned_and_never_came(now: str, agent: str, expected: tuple[Presence, ...]) -> None:
    policy = POLICY.model_copy(update={"roster": (WORD,)})
    rows = day_records(policy, TEAM, ZONE, WORD.date, [worked("06-14 08:30", None, agent=agent)], {}, at(now))
    found = {row.agent: row.presence for row in rows}
    assert tuple(found[one.name] for one in TEAM.members) == expected


def test_s8_nobody_is_absent_on_a_closed_holiday() -> None:
    closed = POLICY.model_copy(update={"holidays": (Holiday(date=WORD.date, name="春节", staffed=False),)})
    rows = day_records(closed, TEAM, ZONE, WORD.date, [], {}, at("06-15 09:00"))
    assert {row.presence for row in rows} == {OFF} and len(rows) == 4
