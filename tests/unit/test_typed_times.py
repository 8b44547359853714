"""Points in time as people type them: over midnight, month and year ends, where the clocks change (rules H3, R2)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from cs_console.domain.typed_times import typed_due, typed_moment

SHANGHAI, NEW_YORK = ZoneInfo("Asia/Shanghai"), ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("now", "typed", "meant"),
    [
        ("2026-06-14 10:41", "18:00", "2026-06-14 18:00"),
        ("2026-06-14 10:41", "9:30", "2026-06-15 09:30"),
        ("2026-06-14 10:41", "18：00", "2026-06-14 18:00"),
        ("2026-06-14 10:41", "06-20 08:00", "2026-06-20 08:00"),
        ("2026-06-14 10:41", "6.20 8:00", "2026-06-20 08:00"),
        ("2026-06-14 10:41", "2026-06-21 08:05", "2026-06-21 08:05"),
        ("2026-06-14 10:41", "明天10点", "2026-06-15 10:00"),
        ("2026-06-14 10:41", "明天 10:00", "2026-06-15 10:00"),
        ("2026-06-14 10:41", "今晚8点半", "2026-06-14 20:30"),
        ("2026-06-14 10:41", "后天", "2026-06-16 23:59"),
        ("2026-06-14 10:41", "2小时后", "2026-06-14 12:41"),
        ("2026-06-14 10:41", "45分钟", "2026-06-14 11:26"),
        ("2026-06-14 10:41", "2h", "2026-06-14 12:41"),
        ("2026-06-30 23:50", "00:30", "2026-07-01 00:30"),
        ("2026-12-31 23:50", "00:30", "2027-01-01 00:30"),
        ("2026-12-31 18:00", "01-02 10:00", "2027-01-02 10:00"),
        ("2027-01-01 00:40", "12-31 23:00", "2026-12-31 23:00"),
        ("2026-12-31 18:00", "明天10点", "2027-01-01 10:00"),
        ("2027-12-30 18:00", "02-29 10:00", "2028-02-29 10:00"),
        ("2026-06-14 10:41", "25:00", ""),
        ("2026-06-14 10:41", "06-31 10:00", ""),
        ("2026-06-14 10:41", "尽快", ""),
        ("2026-06-14 10:41", "", ""),
    ],
)
def test_h3_due_times_as_typed(now: str, typed: str, meant: str) -> None:
    at = datetime.strptime(now, "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)
    found = typed_due(typed, SHANGHAI, at.astimezone(UTC))
    assert (found.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M") if found else "") == meant


def test_an_hour_alone_may_be_past_where_something_is_told_and_not_asked_for() -> None:
    now = datetime(2026, 6, 14, 10, 41, tzinfo=SHANGHAI)
    assert typed_moment("9:30", SHANGHAI, now) == datetime(2026, 6, 14, 9, 30, tzinfo=SHANGHAI)
    assert typed_moment("明天", SHANGHAI, now) is None


def test_where_the_clocks_change_an_hour_stays_the_hour_on_the_wall_and_a_span_stays_a_span() -> None:
    """New York puts its clocks back on 1 November 2026 at 02:00."""
    now = datetime(2026, 10, 31, 22, 0, tzinfo=NEW_YORK)
    at_nine, in_five = typed_due("09:00", NEW_YORK, now), typed_due("5小时", NEW_YORK, now)
    assert at_nine is not None and at_nine.astimezone(UTC) == datetime(2026, 11, 1, 14, 0, tzinfo=UTC)
    assert in_five is not None and in_five.astimezone(UTC) - now.astimezone(UTC) == timedelta(hours=5)
