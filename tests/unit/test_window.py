"""The seven-day window (rule A1)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cs_console.domain.window import Basis, WindowState, last_moment, signed_moment, window, window_end

SHANGHAI = ZoneInfo("Asia/Shanghai")
ZONES = ("Asia/Shanghai", "America/New_York", "America/Sao_Paulo", "Asia/Beirut", "Europe/London", "Pacific/Apia")


def at(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("asked", "state"),
    [
        ("2026-06-13 18:22", WindowState.INSIDE),
        ("2026-06-20 23:59:59", WindowState.INSIDE),
        ("2026-06-21 00:00", WindowState.OUTSIDE),
        ("2026-06-21 00:00:01", WindowState.OUTSIDE),
    ],
)
def test_a1_calendar_ends_at_24_of_day_seven(asked: str, state: WindowState) -> None:
    """Signed on 13 June: day 1 is the 14th, day 7 the 20th."""
    assert window(at("2026-06-13 18:22"), at(asked), SHANGHAI).state is state


@pytest.mark.parametrize(
    ("signed", "ends"),
    [
        ("2026-06-13 00:00", "2026-06-21 00:00"),
        ("2026-06-13 23:59:59", "2026-06-21 00:00"),
        ("2026-12-31 12:00", "2027-01-08 00:00"),
        ("2028-02-22 12:00", "2028-03-01 00:00"),
    ],
)
def test_a1_calendar_counts_from_the_day_after_signing(signed: str, ends: str) -> None:
    assert window_end(at(signed), SHANGHAI, "calendar", 7) == at(ends)


def test_a1_calendar_uses_the_shops_day_not_utc() -> None:
    signed = datetime(2026, 6, 12, 17, 0, tzinfo=UTC)
    assert window_end(signed, SHANGHAI, "calendar", 7) == at("2026-06-21 00:00")


def test_a1_hours168_counts_hours_across_a_change_of_clocks() -> None:
    new_york = ZoneInfo("America/New_York")
    signed = at("2026-03-05 12:00", new_york)
    assert window_end(signed, new_york, "hours168", 7) == at("2026-03-12 13:00", new_york)
    assert window_end(signed, new_york, "calendar", 7) == at("2026-03-13 00:00", new_york)


def test_a1_a_midnight_that_does_not_exist_is_the_moment_the_clocks_jump() -> None:
    """In Beirut 28 March 2026 ends at 24:00, which is 01:00 of the 29th (22:00 UTC)."""
    beirut = ZoneInfo("Asia/Beirut")
    signed = at("2026-03-21 10:00", beirut)
    assert window_end(signed, beirut, "calendar", 7) == datetime(2026, 3, 28, 22, 0, tzinfo=UTC)


def test_a1_unknown_asks_and_never_refuses() -> None:
    found = window(None, at("2026-06-30 10:00"), SHANGHAI)
    assert (found.state, found.ends_at) == (WindowState.UNKNOWN, None)


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)),
    st.sampled_from(ZONES),
    st.sampled_from(["calendar", "hours168"]),
    st.integers(1, 30),
)
def test_a1_the_calendar_never_gives_less_time_than_the_hours(
    moment: datetime, name: str, basis: Basis, days: int
) -> None:
    zone = ZoneInfo(name)
    signed = moment.replace(tzinfo=UTC)
    ends_at = window_end(signed, zone, basis, days)
    assert ends_at - signed >= timedelta(days=days) - timedelta(hours=26 if name == "Pacific/Apia" else 1)
    assert window(signed, ends_at, zone, basis, days).state is WindowState.OUTSIDE
    assert window(signed, ends_at - timedelta(microseconds=1), zone, basis, days).state is WindowState.INSIDE


def test_a1_midnight_is_said_as_24_of_the_day_that_ends() -> None:
    assert last_moment(at("2026-06-21 00:00"), SHANGHAI) == "2026-06-20 24:00"
    assert last_moment(at("2026-06-20 18:22"), SHANGHAI) == "2026-06-20 18:22"


def test_a1_a_day_alone_means_its_last_second_but_never_the_future() -> None:
    now = at("2026-06-14 10:42")
    assert signed_moment(date(2026, 6, 13), SHANGHAI, now) == at("2026-06-13 23:59:59")
    assert signed_moment(date(2026, 6, 14), SHANGHAI, now) == now
