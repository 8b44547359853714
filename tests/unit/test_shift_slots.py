"""Which shift a moment belongs to, and what recorded times say (rules S1, S2, S5, S6, S8)."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cs_console.domain.entities import Break, Shift
from cs_console.domain.policy.base import Title
from cs_console.domain.policy.shifts import Holiday, RosterDay, ShiftDef, ShiftsPolicy
from cs_console.domain.shifts import (
    attendance,
    business_date,
    following_slot,
    next_slot,
    rostered_key,
    slot_at,
    slot_to_start,
    slots_around,
    unrested_minutes,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
POLICY = ShiftsPolicy()


def at(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("moment", "key", "day"),
    [
        ("2026-06-14 07:29", None, "2026-06-14"),  # unstaffed
        ("2026-06-14 07:30", "day", "2026-06-14"),  # an hour early
        ("2026-06-14 08:30", "day", "2026-06-14"),
        ("2026-06-14 16:45", "day", "2026-06-14"),  # the day shift still runs
        ("2026-06-14 17:29:59", "day", "2026-06-14"),
        ("2026-06-14 17:30", "night", "2026-06-14"),
        ("2026-06-14 23:59:59", "night", "2026-06-14"),
        ("2026-06-15 00:00", "night", "2026-06-14"),  # rule S2: the day on which it began
        ("2026-06-15 00:59:59", "night", "2026-06-14"),
        ("2026-06-15 01:00", None, "2026-06-15"),
        ("2026-07-01 00:30", "night", "2026-06-30"),  # over a month's end
        ("2027-01-01 00:30", "night", "2026-12-31"),  # over a year's end
        ("2028-03-01 00:30", "night", "2028-02-29"),  # over a leap day
    ],
)
def test_s1_s2_a_moment_belongs_to_the_shift_that_began(moment: str, key: str | None, day: str) -> None:
    slot = slot_at(POLICY, SHANGHAI, at(moment))
    assert (slot.key if slot else None) == key
    assert business_date(POLICY, SHANGHAI, at(moment)) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("moment", "wanted", "found"),
    [
        ("2026-06-14 16:29", "night", None),
        ("2026-06-14 16:30", "night", "2026-06-14"),
        ("2026-06-14 17:29", "night", "2026-06-14"),
        ("2026-06-15 00:30", "night", "2026-06-14"),
        ("2026-06-14 18:00", "day", None),
        ("2026-06-14 10:00", "unknown", None),
    ],
)
def test_a_named_shift_may_be_started_up_to_an_hour_early(moment: str, wanted: str, found: str | None) -> None:
    slot = slot_at(POLICY, SHANGHAI, at(moment), wanted)
    assert (slot.business_date.isoformat() if slot else None) == found


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        ("2026-03-28", 6.5),  # the clocks go forward during the night shift
        ("2026-10-24", 8.5),  # and back
        ("2026-06-14", 7.5),
    ],
)
def test_a_night_over_a_change_of_clocks_has_its_true_length(day: str, hours: float) -> None:
    night = ShiftsPolicy(
        shifts=(ShiftDef(key="night", title=Title(zh="晚班", en="Night"), start=time(20), end=time(3, 30)),)
    )
    slot = slot_at(night, BERLIN, at(f"{day} 22:00", BERLIN))
    assert slot is not None
    assert slot.business_date.isoformat() == day
    assert (slot.end - slot.start) == timedelta(hours=hours)


@given(st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2030, 12, 31), timezones=st.just(UTC)))
def test_slots_never_overlap_and_the_running_one_holds_the_moment(moment: datetime) -> None:
    slots = slots_around(POLICY, SHANGHAI, moment)
    assert all(one.end <= later.start for one, later in itertools.pairwise(slots))
    slot = slot_at(POLICY, SHANGHAI, moment)
    if slot is not None:
        assert slot.start - timedelta(minutes=POLICY.early_start_minutes) <= moment < slot.end
    following = next_slot(POLICY, SHANGHAI, moment)
    assert following is not None and following.start >= moment


def test_a_holiday_without_staff_has_no_shifts() -> None:
    closed = Holiday(date=date(2027, 1, 1), name="元旦", staffed=False)
    policy = ShiftsPolicy(holidays=(closed,))
    assert slot_at(policy, SHANGHAI, at("2027-01-01 10:00")) is None
    staffed = ShiftsPolicy(holidays=(closed.model_copy(update={"staffed": True}),))
    assert slot_at(staffed, SHANGHAI, at("2027-01-01 10:00")) is not None
    assert slot_at(policy, SHANGHAI, at("2027-01-01 00:30")) is not None  # the night of New Year's Eve goes on
    following = next_slot(policy, SHANGHAI, at("2026-12-31 18:00"))
    assert following is not None and following.business_date == date(2027, 1, 2)


def test_s5_the_roster_names_the_shift_before_the_clock_does() -> None:
    day = RosterDay(date=date(2026, 6, 14), working={"night": ("张敏",)})
    policy = ShiftsPolicy(roster=(day,))
    moment = at("2026-06-14 16:45")
    assert rostered_key(policy, SHANGHAI, moment, "张敏") == "night"
    assert rostered_key(policy, SHANGHAI, moment, "李丽") == ""
    assert rostered_key(policy, SHANGHAI, moment, "李丽", fixed="day") == "day"
    assert rostered_key(policy, SHANGHAI, moment + timedelta(days=1), "张敏") == ""


SHIFT = Shift(
    key="day", business_date=date(2026, 6, 14), agent="张敏",
    planned_start=at("2026-06-14 08:30"), planned_end=at("2026-06-14 17:30"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("start", "end", "late", "early", "overtime"),
    [
        ("08:30", "17:30", 0, 0, 0),
        ("08:20", "17:44", 0, 0, 0),  # overtime counts from the policy's minutes on
        ("08:31", "17:46", 1, 0, 16),
        ("09:15", "16:00", 45, 90, 0),
    ],
)
def test_s8_late_early_and_overtime_follow_from_recorded_times(
    start: str, end: str, late: int, early: int, overtime: int
) -> None:
    shift = replace(SHIFT, started_at=at(f"2026-06-14 {start}"), ended_at=at(f"2026-06-14 {end}"))
    worked = attendance(POLICY, shift, (), at("2026-06-15 12:00"))
    assert (worked.late, worked.early, worked.overtime) == (late, early, overtime)


def test_s6_breaks_are_not_work_and_rest_an_agent() -> None:
    shift = replace(SHIFT, started_at=at("2026-06-14 08:30"))
    lunch = Break(shift_id=1, started_at=at("2026-06-14 12:00"), ended_at=at("2026-06-14 13:00"))
    now = at("2026-06-14 15:30")
    worked = attendance(POLICY, shift, (lunch,), now)
    assert (worked.breaks, worked.worked) == (60, 360)
    assert unrested_minutes(shift, (lunch,), now) == 150
    resting = Break(shift_id=1, started_at=at("2026-06-14 15:20"))
    assert unrested_minutes(shift, (lunch, resting), now) == 0
    assert attendance(POLICY, shift, (lunch, resting), now).breaks == 70


@pytest.mark.parametrize(
    ("moment", "meant"),
    [
        ("2026-06-14 07:29", None),
        ("2026-06-14 07:30", "day"),
        ("2026-06-14 09:10", "day"),  # late
        ("2026-06-14 16:29", "day"),  # the night cannot begin yet
        ("2026-06-14 16:45", "night"),  # nobody comes to the day shift for its last minutes
        ("2026-06-14 17:29", "night"),
        ("2026-06-15 00:50", "night"),
        ("2026-06-15 03:00", None),
    ],
)
def test_whoever_names_no_shift_means_the_one_that_begins(moment: str, meant: str | None) -> None:
    slot = slot_to_start(POLICY, SHANGHAI, at(moment))
    assert (slot.key if slot else None) == meant


@pytest.mark.parametrize(
    ("ends", "now", "key", "day"),
    [
        ("2026-06-14 17:30", "2026-06-14 14:00", "night", "2026-06-14"),  # leaves early
        ("2026-06-14 17:30", "2026-06-14 18:20", "night", "2026-06-14"),  # that one runs by now
        ("2026-06-14 17:30", "2026-06-15 02:00", "day", "2026-06-15"),  # that one is over too
        ("2026-06-15 01:00", "2026-06-15 01:40", "day", "2026-06-15"),  # extended
        ("2027-01-01 01:00", "2027-01-01 00:58", "day", "2027-01-01"),
    ],
)
def test_h5_a_log_goes_to_the_shift_that_follows(ends: str, now: str, key: str, day: str) -> None:
    slot = following_slot(POLICY, SHANGHAI, at(ends), at(now))
    assert slot is not None and (slot.key, slot.business_date.isoformat()) == (key, day)
