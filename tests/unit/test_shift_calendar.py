"""Moments on business dates and shifts: the quick calendar says what the rules say (rules S1, S2, Q1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from figure_bench import POLICIES, ZONE, calendar, june
from hypothesis import given, settings
from hypothesis import strategies as st

from cs_console.domain.entities import Shift
from cs_console.domain.figures import Span
from cs_console.domain.policy.shifts import Holiday
from cs_console.domain.shift_calendar import ShiftCalendar, days_between
from cs_console.domain.sla import is_staffed, next_start, reply_clock
from cs_console.domain.vocabulary import Category, Channel, Priority

NIGHT = Shift(
    key="night", business_date=date(2026, 6, 13), agent="李丽", planned_start=june(13, "17:30"),
    planned_end=june(14, "01:00"), started_at=june(13, "17:28"), ended_at=june(14, "01:41"),
)  # fmt: skip
MORNING = Shift(
    key="day", business_date=date(2026, 6, 14), agent="张敏", planned_start=june(14, "08:30"),
    planned_end=june(14, "17:30"), started_at=june(14, "08:31"), ended_at=june(14, "18:10"),
)  # fmt: skip
SHIFTS = calendar([NIGHT, MORNING])


@given(
    st.integers(0, 20 * 86_400), st.sampled_from(Category), st.sampled_from(Priority), st.sampled_from(Channel),
    st.booleans(),
)  # fmt: skip
@settings(max_examples=50, deadline=None)
def test_q1_the_quick_clock_is_the_rules(
    seconds: int, category: Category, priority: Priority, channel: Channel, first: bool
) -> None:
    since = june(2) + timedelta(seconds=seconds)
    quick = SHIFTS.clock(since, category, priority, channel, first=first)
    slow = reply_clock(
        POLICIES.sla, POLICIES.shifts, ZONE, since, category=category, priority=priority, channel=channel, first=first
    )
    assert quick == slow
    assert SHIFTS.staffed(since) == is_staffed(POLICIES.shifts, ZONE, since)
    begins = since if SHIFTS.staffed(since) else next_start(POLICIES.shifts, ZONE, since)
    assert SHIFTS.answerable(since) == begins
    assert since + SHIFTS.soonest(category, priority, channel, first=first) <= quick.due_at
    first_day, last_day = date(2026, 6, 5), date(2026, 6, 13)
    span = Span.over(first_day, last_day, SHIFTS, ZONE)
    assert span.holds(since) == (first_day <= SHIFTS.day(since) <= last_day)


@pytest.mark.parametrize(
    ("moment", "day", "shift"),
    [
        (june(13, "23:59"), 13, "night"),
        (june(14, "00:30"), 13, "night"),
        (june(14, "01:30"), 13, "day"),  # extended: the night's date; without an agent the next shift
        (june(14, "01:41"), 14, "day"),  # nobody is there any more
        (june(14, "03:00"), 14, "day"),
        (june(14, "17:45"), 14, "night"),
    ],
)
def test_s2_after_midnight_and_extended_time_belong_to_the_day_the_shift_began(
    moment: object, day: int, shift: str
) -> None:
    assert SHIFTS.day(moment).day == day  # type: ignore[arg-type]
    assert SHIFTS.shift(moment) == shift  # type: ignore[arg-type]


def test_s2_an_agents_own_shift_is_the_one_worked() -> None:
    assert SHIFTS.shift(june(14, "01:30"), "李丽") == "night"
    assert SHIFTS.shift(june(14, "17:45"), "张敏") == "day"
    assert SHIFTS.shift(june(14, "17:45"), "李丽") == "night"


@pytest.mark.parametrize(
    ("moment", "staffed", "shift"),
    [
        (june(14, "00:59:59"), True, "night"), (june(14, "01:00"), False, "day"), (june(14, "08:30"), True, "day"),
        (june(14, "17:30"), True, "night"),
    ],
)  # fmt: skip
def test_s1_a_shift_holds_its_start_and_not_its_end(moment: datetime, staffed: bool, shift: str) -> None:
    assert (SHIFTS.staffed(moment), SHIFTS.shift(moment)) == (staffed, shift)


@pytest.mark.parametrize(
    ("moment", "shift"),
    [
        (june(13, "17:27"), "day"), (june(13, "17:28"), "night"), (june(14, "01:40:59"), "night"),
        (june(14, "01:41"), "day"),
    ],
)  # fmt: skip
def test_s2_an_agents_own_shift_runs_from_its_start_to_its_end(moment: datetime, shift: str) -> None:
    assert SHIFTS.shift(moment, "李丽") == shift


def test_s2_a_shift_that_still_runs_lasts_as_long_as_it_was_extended_and_one_not_begun_counts_for_nothing() -> None:
    running = replace(NIGHT, ended_at=None, extended_until=june(14, "02:00"))
    assert calendar([running]).shift(june(14, "01:59"), "李丽") == "night"
    assert calendar([running]).shift(june(14, "02:00"), "李丽") == "day"
    assert calendar([replace(NIGHT, started_at=None)]).shift(june(14, "01:30"), "李丽") == "day"


def test_q1_outside_the_days_looked_at_nothing_is_made_up() -> None:
    long_ago, far_off = june(1) - timedelta(days=9), june(30) + timedelta(days=60)
    assert not SHIFTS.staffed(long_ago) and not SHIFTS.staffed(far_off)
    assert (SHIFTS.shift(far_off), SHIFTS.answerable(far_off)) == ("", far_off)
    shut = tuple(Holiday(date=date(2026, 6, 3) + timedelta(days=at), name="装修", staffed=False) for at in range(25))
    closed = POLICIES.shifts.model_copy(update={"holidays": shut})
    shifts = ShiftCalendar.over(closed, POLICIES.sla, ZONE, june(1), june(30))
    for moment in (june(3, "12:00"), june(14, "12:00"), june(20, "12:00")):
        assert shifts.answerable(moment) == (next_start(closed, ZONE, moment) or moment)


@pytest.mark.parametrize(("channel", "soonest"), [(Channel.CHAT, 180), (Channel.EMAIL, 900)])
def test_q1_a_reply_is_owed_within_the_limit_or_the_offline_minutes(channel: Channel, soonest: int) -> None:
    found = SHIFTS.soonest(Category.PRESALE, Priority.NORMAL, channel, first=True)
    assert found == timedelta(seconds=soonest)


def test_days_between_counts_both_ends() -> None:
    assert days_between(date(2026, 2, 27), date(2026, 3, 1)) == [
        date(2026, 2, 27), date(2026, 2, 28), date(2026, 3, 1),
    ]  # fmt: skip
    assert days_between(date(2026, 3, 1), date(2026, 2, 27)) == []


def test_s2_a_shift_nobody_ended_never_eats_the_next_day() -> None:
    lost = Shift(
        key="night", business_date=date(2026, 6, 13), agent="李丽", planned_start=june(13, "17:30"),
        planned_end=june(14, "01:00"), started_at=june(13, "17:30"), ended_at=june(14, "10:00"),
    )  # fmt: skip
    shifts = calendar([lost])
    assert shifts.day(june(14, "07:00")).day == 13
    assert shifts.day(june(14, "08:30")).day == 14
