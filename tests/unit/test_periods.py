"""Periods that a lead looks at: their names, bounds and neighbours (rules K1, K3)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cs_console.domain.periods import EARLIEST, KINDS, LATEST, last_days, named, period_of, require_dates
from cs_console.errors import BadInput

DAYS = st.dates(date(2001, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(("kind", "day", "name", "start", "end"), [
    ("day", date(2026, 6, 14), "2026-06-14", date(2026, 6, 14), date(2026, 6, 14)),
    ("week", date(2026, 6, 14), "2026-W24", date(2026, 6, 8), date(2026, 6, 14)),
    ("week", date(2027, 1, 1), "2026-W53", date(2026, 12, 28), date(2027, 1, 3)),
    ("month", date(2028, 2, 10), "2028-02", date(2028, 2, 1), date(2028, 2, 29)),
    ("quarter", date(2026, 12, 31), "2026-Q4", date(2026, 10, 1), date(2026, 12, 31)),
])  # fmt: skip
def test_k1_a_period_has_a_name_and_bounds(kind: str, day: date, name: str, start: date, end: date) -> None:
    found = period_of(kind, day)
    assert (found.name, found.start, found.end) == (name, start, end)


@settings(max_examples=50)
@given(st.sampled_from(KINDS), DAYS)
def test_k1_periods_follow_each_other_without_a_gap(kind: str, day: date) -> None:
    found = period_of(kind, day)
    assert found.start <= day <= found.end
    assert found.later().start == found.end + timedelta(days=1)
    assert found.later().earlier() == found == named(found.name)


@pytest.mark.parametrize("text", ["", "June", "2026-13", "2026-W54", "2026-Q5", "2026-Q0", "2026-02-30", "2026"])
def test_k1_what_names_no_period_is_none(text: str) -> None:
    assert named(text) is None


@pytest.mark.parametrize(
    ("start", "end", "code"),
    [
        (date.min, LATEST, "register.far_date"),
        (EARLIEST, date.max, "register.far_date"),
        (LATEST, EARLIEST, "register.dates"),
    ],
)
def test_k1_dates_beyond_all_calendars_are_refused(start: date, end: date, code: str) -> None:
    require_dates(EARLIEST, LATEST)
    with pytest.raises(BadInput) as caught:
        require_dates(start, end)
    assert caught.value.code == code


def test_k1_names_are_read_as_people_type_them() -> None:
    assert named(" 2026.6.14 ") == named("2026-06-14") == named("2026/6/14")
    assert named("2026-w24") == named("2026-W24")
    assert named("2026-06-14", ("month", "quarter")) is None


def test_k1_spans_step_by_their_own_length() -> None:
    found = last_days(7, date(2026, 6, 14))
    assert (found.start, found.name) == (date(2026, 6, 8), "2026-06-08..2026-06-14")
    assert named(found.name) == found == found.earlier().later()
    assert found.earlier().end == date(2026, 6, 7)
    assert named("2026-06-14..2026-06-01") is None and named("2026-06-01..", KINDS) is None
    assert named(found.name, ("month", "quarter")) is None
