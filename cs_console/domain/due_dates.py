"""The day and hour that a text names: when a promise is due (rules R2, R4).

Reads the forms of rule R2 (``2014.8.20``, ``2014-08-20``, ``8.20``) and dates as people say them; what
it finds depends on the text and on today's date alone.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Collection, Iterator
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
    (re.compile(rf"{_COUNT}\s*天之?内"), lambda match, today: today + timedelta(days=_count(match[1]))),
    (
        re.compile(rf"{_COUNT}\s*个?小时之?内"),
        lambda match, today: today + timedelta(days=-(-_count(match[1]) // 24)),
    ),
    (re.compile(r"半个?小时之?内|分钟之?内"), lambda match, today: today),
    (re.compile(r"[本这]周之?内"), lambda match, today: today + timedelta(days=6 - today.weekday())),
    (re.compile(r"下个?月(\d{1,2})[日号]"), lambda match, today: _day_of_next_month(int(match[1]), today)),
    (re.compile(r"下个?月初"), lambda match, today: _day_of_next_month(5, today)),
    (re.compile(r"下个?月底"), lambda match, today: _last_of(_day_of_next_month(1, today) or today)),
    (
        re.compile(r"月底"),
        lambda match, today: _last_of(today),
    ),
    (
        re.compile(r"(?<!\d)(\d{1,2})[日号](?!楼|店|线|门)"),
        lambda match, today: _day_of_month(int(match[1]), today),
    ),
)
_WORKING_DAYS = re.compile(rf"{_COUNT}\s*(?:个)?工作日")
_HOLIDAY = re.compile(
    r"(?:(?<![季细环情章小关])节|假期|长假|放假|元旦|春节|清明|五一|端午|中秋|国庆)(?:假期?|长假)?[之以]?([后前])(?:第?([一二两三四五\d])(?:个工作)?[天日])?"
)
_NEAR_HOLIDAY = timedelta(days=60)
"""A holiday further away is not the one that is spoken of."""
_CLOCK = re.compile(
    r"(上午|早上|中午|下午|晚上|今晚|明晚|傍晚)?\s*(?:(?<![\d.])(\d{1,2})(?:[:：](\d{2})|点(半|\d{1,2}(?=分))?)"
    r"|(?<=[午上晚])(十[一二]?|[一二两三四五六七八九])点(半)?)"
)
_PART = re.compile(r"[今明]早|早上|上午|中午|下午|傍晚")
_PART_ENDS = {"早": time(12), "上": time(12), "午": time(18), "晚": time(19)}
_SPAN = re.compile(rf"(半)个?(?:小时|钟头)之?内|{_COUNT}\s*个?(半)?(小时|钟头|分钟)之?内")
_EARLIEST = 5
"""Below this hour 今晚1点 is the night's, of the day that follows."""
_AFTER_NOON = frozenset({"下午", "晚上", "今晚", "明晚", "傍晚"})
_NIGHT = frozenset({"晚上", "今晚", "明晚"})
_LAST_MINUTE = time(23, 59)
"""Midnight as people name it, ``今晚12点前`` or ``24点前``: the end of the day they speak of, not its noon."""


def due(text: str, today: date, free: Collection[date] = ()) -> Due | None:
    """The first date that `text` names, seen from `today`, with its hour (rule R2); None without one.

    Working days leave out weekends and the days in `free`.
    """
    found = next(_found_dates(text, today, free), None)
    at, beyond = _clock(text) or (None, False)
    if found is None:
        hour_said = at is not None and ("前" in text or _PART.search(text) or beyond)
        return Due(today + timedelta(days=beyond), at) if hour_said else None
    return Due(found + timedelta(days=beyond), at)


def span(text: str) -> timedelta | None:
    """How long from now a text says, counted in hours or minutes: 「半小时内」, 「24小时之内」 (rule R4)."""
    match = _SPAN.search(text)
    if match is None:
        return None
    if match[1]:
        return timedelta(minutes=30)
    length = timedelta(minutes=1) if match[4] == "分钟" else timedelta(hours=1)
    return length * _count(match[2]) + (length / 2 if match[3] else timedelta())


def _found_dates(text: str, today: date, free: Collection[date]) -> Iterator[date]:
    """Dates in the order of `_DATES`' certainty: a full date beats a weekday, a weekday a bare day."""
    if match := _WORKING_DAYS.search(text):
        yield _working(today, _count(match[1]), free)
    if (match := _HOLIDAY.search(text)) and (run := _next_run(today, free)):
        yield run[-1] + timedelta(days=_count(match[2] or "1")) if match[1] == "后" else run[0] - timedelta(days=1)
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


def _last_of(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _day_of_next_month(day: int, today: date) -> date | None:
    return _day(today.year + today.month // 12, today.month % 12 + 1, day)


def _day_of_month(day: int, today: date) -> date | None:
    """The next such day of a month, this month's when it is still to come."""
    for ahead in range(3):
        month = today.month - 1 + ahead
        found = _day(today.year + month // 12, month % 12 + 1, day)
        if found and found >= today:
            return found
    return None


def _next_run(today: date, free: Collection[date]) -> tuple[date, ...]:
    """The days of the holiday that runs or comes next, () when none is near."""
    coming = sorted(day for day in free if today <= day <= today + _NEAR_HOLIDAY)
    run = coming[:1]
    for day in coming[1:]:
        if day - run[-1] > timedelta(days=1):
            break
        run.append(day)
    return tuple(run)


def _working(today: date, days: int, free: Collection[date]) -> date:
    """`days` working days (Monday to Friday, no holidays) after `today`."""
    while days > 0:
        today += timedelta(days=1)
        days -= today.weekday() < 5 and today not in free
    return today


def _clock(text: str) -> tuple[time, bool] | None:
    """The hour that a text names, and whether it lies beyond midnight; a part of the day counts up to its end."""
    match = _CLOCK.search(text)
    if match is None:
        part = _PART.search(text)
        return (_PART_ENDS[part[0][-1]], False) if part else None
    hour = int(match[2]) if match[2] else _count(match[5])
    half = match[4] or match[6] or ""
    minute = 30 if half == "半" else int(match[3] or half or 0)
    said = match[1] or ""
    if minute == 0 and (hour == 24 or (said in _NIGHT and hour in (0, 12))):
        return _LAST_MINUTE, False
    if said in _NIGHT and hour < _EARLIEST:
        return time(hour, minute), True
    if 1 <= hour < 12 and (said in _AFTER_NOON or (said == "中午" and hour < 11)):
        hour += 12
    return (time(hour, minute), False) if hour < 24 and minute < 60 else None
