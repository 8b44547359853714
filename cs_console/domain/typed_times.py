"""Points in time as people type them: ``18:00``, ``06-14 18:00``, ``明天 10:00``, ``2小时后`` (rules H3, R2)."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from cs_console.domain.due_dates import due

END_OF_DAY = time(23, 59)
"""The hour of a day that was named without one."""

_FULL = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})[ T]+(\d{1,2}):(\d{2})")
_SHORT = re.compile(r"(\d{1,2})[-/.](\d{1,2}) +(\d{1,2}):(\d{2})")
_HOUR = re.compile(r"(\d{1,2}):(\d{2})")
_SPAN = re.compile(r"(\d{1,3}) *(?:个?(小时|钟头)|分钟?|(h|hours?)|m|min|minutes?)(?:之?[后内])?")


def typed_moment(text: str, zone: ZoneInfo, now: datetime) -> datetime | None:
    """The moment that a text names, on the shop's clock: an hour alone is today's; None when it names none.

    A month and day without a year are of the year that puts them nearest, so that in December 01-02 is next year's.
    """
    typed, local = text.replace("：", ":").strip(), now.astimezone(zone)
    if match := _FULL.fullmatch(typed):
        return _at(*(int(part) for part in match.groups()), zone=zone)
    if match := _SHORT.fullmatch(typed):
        parts = [int(part) for part in match.groups()]
        found = (_at(local.year + step, *parts, zone=zone) for step in (0, 1, -1))
        return min((one for one in found if one), key=lambda one: abs(one - local), default=None)
    if match := _HOUR.fullmatch(typed):
        return _at(local.year, local.month, local.day, int(match[1]), int(match[2]), zone=zone)
    try:
        read = datetime.fromisoformat(typed)
    except ValueError:
        return None
    return read if read.tzinfo else read.replace(tzinfo=zone)


def typed_due(text: str, zone: ZoneInfo, now: datetime) -> datetime | None:
    """When something is due: as `typed_moment`, an hour alone is the next such one; also ``明天10点``, ``2小时后``."""
    typed = text.replace("：", ":").strip()
    if match := _SPAN.fullmatch(typed):
        span = timedelta(hours=int(match[1])) if match[2] or match[3] else timedelta(minutes=int(match[1]))
        return (now.astimezone(UTC) + span).astimezone(zone)
    if (found := typed_moment(typed, zone, now)) is not None:
        hour_alone = _HOUR.fullmatch(typed) is not None
        return _next_day(found, zone) if hour_alone and found <= now else found
    named = due(typed, now.astimezone(zone).date())
    return datetime.combine(named.day, named.at or END_OF_DAY, tzinfo=zone) if named is not None else None


def _next_day(moment: datetime, zone: ZoneInfo) -> datetime:
    """The same hour of the clock on the next day, whatever the zone does in between."""
    return datetime.combine(moment.date() + timedelta(days=1), moment.time(), tzinfo=zone)


def _at(year: int, month: int, day: int, hour: int, minute: int, *, zone: ZoneInfo) -> datetime | None:
    try:
        return datetime.combine(date(year, month, day), time(hour, minute), tzinfo=zone)
    except ValueError:
        return None
