"""The day and hour that a text names: when a promise is due (rules R2, R4).

Reads the forms of rule R2 (``2014.8.20``, ``2014-08-20``, ``8.20``) and dates as people say them; what
it finds depends on the text and on today's date alone.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta


@dataclass(frozen=True, slots=True)
class Due:
    """A date found in a text, with the hour when one was said."""

    day: date
    at: time | None = None


_WEEKDAYS = {char: number for number, char in enumerate("一二三四五六日")} | {"天": 6, "末": 5}
_NUMERALS = {char: number for number, char in enumerate("一二三四五六七八九十", 1)} | {"两": 2}
_COUNT = r"(\d{1,3}|[一二两三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九])"
_DATES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], date | None]], ...] = (
    (
        re.compile(r"(?<!\d)(\d{4})[.\-/年](\d{1,2})[.\-/月](\d{1,2})(?!\d)"),
        lambda match, today: _day(int(match[1]), int(match[2]), int(match[3])),
    ),
    (re.compile(r"(?<!\d)(\d{1,2})月(\d{1,2})[日号]?"), lambda match, today: _near(match, today)),
    (
        re.compile(r"(?<![\d.¥￥])(\d{1,2})\.(\d{1,2})(?!\s*(?:[\d.元块折%米mkMK斤]|公斤|厘米))"),
        lambda match, today: _near(match, today),
    ),
    (re.compile(r"大后天"), lambda match, today: today + timedelta(days=3)),
    (re.compile(r"后天"), lambda match, today: today + timedelta(days=2)),
    (re.compile(r"明[天日早晚]"), lambda match, today: today + timedelta(days=1)),
    (re.compile(r"今[天日早晚]|当[天日]"), lambda match, today: today),
    (
        re.compile(r"下(?:周|星期|礼拜)([一二三四五六日天末])"),
        lambda match, today: today + timedelta(days=7 - today.weekday() + _WEEKDAYS[match[1]]),
    ),
    (
        re.compile(r"(?:周|星期|礼拜)([一二三四五六日天末])"),
        lambda match, today: today + timedelta(days=(_WEEKDAYS[match[1]] - today.weekday()) % 7),
    ),
    (re.compile(rf"{_COUNT}\s*(?:个)?工作日"), lambda match, today: _working(today, _count(match[1]))),
    (re.compile(rf"{_COUNT}\s*天之?内"), lambda match, today: today + timedelta(days=_count(match[1]))),
    (
        re.compile(rf"{_COUNT}\s*个?小时之?内"),
        lambda match, today: today + timedelta(days=-(-_count(match[1]) // 24)),
    ),
    (re.compile(r"半个?小时之?内|分钟之?内"), lambda match, today: today),
    (re.compile(r"[本这]周之?内"), lambda match, today: today + timedelta(days=6 - today.weekday())),
    (
        re.compile(r"月底"),
        lambda match, today: today.replace(day=calendar.monthrange(today.year, today.month)[1]),
    ),
    (
        re.compile(r"(?<!\d)(\d{1,2})[日号](?!楼|店|线|门)"),
        lambda match, today: _day_of_month(int(match[1]), today),
    ),
)
_CLOCK = re.compile(
    r"(上午|早上|中午|下午|晚上|今晚|明晚|傍晚)?\s*(?<![\d.])(\d{1,2})(?:[:：](\d{2})|点(半|\d{1,2}(?=分))?)"
)
_AFTER_NOON = frozenset({"下午", "晚上", "今晚", "明晚", "傍晚"})
_NIGHT = frozenset({"晚上", "今晚", "明晚"})
_LAST_MINUTE = time(23, 59)
"""Midnight as people name it, ``今晚12点前`` or ``24点前``: the end of the day they speak of, not its noon."""


def due(text: str, today: date) -> Due | None:
    """The first date that `text` names, seen from `today`, with its hour (rule R2); None without one."""
    found = next(_found_dates(text, today), None)
    at = _clock(text)
    if found is None:
        return Due(today, at) if at and "前" in text else None
    return Due(found, at)


def _found_dates(text: str, today: date) -> Iterator[date]:
    """Dates in the order of `_DATES`' certainty: a full date beats a weekday, a weekday a bare day."""
    for pattern, read in _DATES:
        for match in pattern.finditer(text):
            if (day := read(match, today)) is not None:
                yield day


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _count(words: str) -> int:
    """A number in digits or, below a hundred, in hanzi."""
    if words.isdecimal():
        return int(words)
    tens, ten, ones = words.rpartition("十")
    return (_NUMERALS.get(tens, 1) * 10 if ten else 0) + _NUMERALS.get(ones, 0)


def _near(match: re.Match[str], today: date) -> date | None:
    """A month and day in the year that puts it nearest to `today`: in January 12.30 is last month's."""
    years = (today.year, today.year + 1, today.year - 1)
    days = [found for year in years if (found := _day(year, int(match[1]), int(match[2])))]
    return min(days, key=lambda found: abs((found - today).days), default=None)


def _day_of_month(day: int, today: date) -> date | None:
    """The next such day of a month, this month's when it is still to come."""
    for ahead in range(3):
        month = today.month - 1 + ahead
        found = _day(today.year + month // 12, month % 12 + 1, day)
        if found and found >= today:
            return found
    return None


def _working(today: date, days: int) -> date:
    """`days` working days (Monday to Friday) after `today`."""
    while days > 0:
        today += timedelta(days=1)
        days -= today.weekday() < 5
    return today


def _clock(text: str) -> time | None:
    match = _CLOCK.search(text)
    if match is None:
        return None
    hour = int(match[2])
    minute = 30 if match[4] == "半" else int(match[3] or match[4] or 0)
    if minute == 0 and (hour == 24 or (match[1] in _NIGHT and hour in (0, 12))):
        return _LAST_MINUTE
    if 1 <= hour < 12 and (match[1] in _AFTER_NOON or (match[1] == "中午" and hour < 11)):
        hour += 12
    return time(hour, minute) if hour < 24 and minute < 60 else None
