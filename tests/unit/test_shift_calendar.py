"""Moments on business dates and shifts: the quick calendar says what the rules say (rules S1, S2, Q1)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from figure_bench import POLICIES, ZONE, calendar, june
from hypothesis import given, settings
from hypothesis import strategies as st

from cs_console.domain.entities import Shift
from cs_console.domain.figures import Span
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


def test_s2_a_shift_nobody_ended_never_eats_the_next_day() -> None:
    lost = Shift(
        key="night", business_date=date(2026, 6, 13), agent="李丽", planned_start=june(13, "17:30"),
        planned_end=june(14, "01:00"), started_at=june(13, "17:30"), ended_at=june(14, "10:00"),
    )  # fmt: skip
    shifts = calendar([lost])
    assert shifts.day(june(14, "07:00")).day == 13
    assert shifts.day(june(14, "08:30")).day == 14
