"""Days, weeks, months and quarters by name: what a lead looks at, and steps back and forth in (rules K1, K3)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from cs_console.errors import BadInput

KINDS = ("day", "week", "month", "quarter")
"""The kinds of period that the calendar gives, the shortest first."""
SPAN = "span"
"""The kind of any other stretch of days: the last seven, or from one date to another."""

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)
"""Between these dates there are figures: before them no shop kept any, and no calendar reaches beyond."""

_DAY = timedelta(days=1)
_NAMES = {
    "day": re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})"),
    "week": re.compile(r"(\d{4})-W(\d{1,2})"),
    "month": re.compile(r"(\d{4})-(\d{1,2})"),
    "quarter": re.compile(r"(\d{4})-Q(\d)"),
}


def require_dates(start: date, end: date) -> None:
    """Raise `BadInput` for dates the wrong way round or outside all calendars."""
    if start > end:
        raise BadInput("register.dates", start=start, end=end)
    for day in (start, end):
        if not EARLIEST <= day <= LATEST:
            raise BadInput("register.far_date", day=day, first=EARLIEST, last=LATEST)


@dataclass(frozen=True, slots=True)
class Period:
    """One day, ISO week, month or quarter, or any span: its first and last business date, both included."""

    kind: str
    start: date
    end: date

    @property
    def name(self) -> str:
        """``2026-06-14``, ``2026-W24``, ``2026-06``, ``2026-Q2``, ``2026-06-01..2026-06-10``; `named` reads it."""
        if self.kind == SPAN:
            return f"{self.start}..{self.end}"
        if self.kind == "week":
            year, week, _ = self.start.isocalendar()
            return f"{year}-W{week:02d}"
        if self.kind == "quarter":
            return f"{self.start.year}-Q{(self.start.month + 2) // 3}"
        return f"{self.start:%Y-%m}" if self.kind == "month" else self.start.isoformat()

    def earlier(self) -> Period:
        """The one before; of a span the same number of days."""
        if self.kind == SPAN:
            return Period(SPAN, self.start - (self.end - self.start) - _DAY, self.start - _DAY)
        return period_of(self.kind, self.start - _DAY)

    def later(self) -> Period:
        """The one after; of a span the same number of days."""
        if self.kind == SPAN:
            return Period(SPAN, self.end + _DAY, self.end + (self.end - self.start) + _DAY)
        return period_of(self.kind, self.end + _DAY)


def period_of(kind: str, day: date) -> Period:
    """The period of this kind that a date lies in."""
    if kind == "day":
        return Period(kind, day, day)
    if kind == "week":
        monday = day - timedelta(days=day.weekday())
        return Period(kind, monday, monday + timedelta(days=6))
    months = 1 if kind == "month" else 3
    first = date(day.year, day.month - (day.month - 1) % months, 1)
    beyond = first + timedelta(days=31 * months)
    return Period(kind, first, date(beyond.year, beyond.month, 1) - _DAY)


def last_days(count: int, today: date) -> Period:
    """So many days up to today."""
    return Period(SPAN, today - timedelta(days=count - 1), today)


BEGINNING = date(2000, 1, 1)
"""Before every row: a span that begins here holds them all."""


def everything(today: date) -> Period:
    """All days up to today."""
    return Period(SPAN, BEGINNING, today)


def named(text: str, kinds: Sequence[str] = KINDS) -> Period | None:
    """The period with this name, as `Period.name` writes it; None for anything else, or another kind.

    Where days are taken, spans are too.
    """
    first, dots, last = text.partition("..")
    if dots and "day" in kinds:
        begin, end = named(first, ("day",)), named(last, ("day",))
        return Period(SPAN, begin.start, end.end) if begin and end and begin.start <= end.start else None
    words = text.strip().upper().replace("/", "-").replace(".", "-")
    for kind in kinds:
        found = _NAMES[kind].fullmatch(words)
        if found is not None:
            return _made(kind, *map(int, found.groups()))
    return None


def _made(kind: str, year: int, number: int = 1, day: int = 1) -> Period | None:
    try:
        if kind == "week":
            return period_of(kind, date.fromisocalendar(year, number, 1))
        if kind == "quarter":
            return period_of(kind, date(year, 3 * number - 2, 1))
        return period_of(kind, date(year, number, day))
    except ValueError:
        return None
