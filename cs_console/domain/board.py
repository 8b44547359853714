"""The live board: who is on, who waits, what is late; frozen, as one moment saw it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from zoneinfo import ZoneInfo

from cs_console.domain.entities import Case, Inquiry, Promise, Shift
from cs_console.domain.shifts import Attendance
from cs_console.domain.worklist import QueueCounts, QueueRow


@dataclass(frozen=True, slots=True)
class Load:
    """What one owner holds of the queue ("" is nobody): open, owed a reply, beyond the limit, waiting since when."""

    owner: str
    open: int = 0
    waiting: int = 0
    overdue: int = 0
    oldest: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentLine:
    """One person on the board: the shift, whether tired, and what is in their hands."""

    name: str
    role: str
    team: str
    shift: Shift | None
    attendance: Attendance | None
    unrested: int
    tired: bool
    load: Load
    promises: int
    cases: int
    closed_today: int
    expected: str = ""
    """The shift that the roster gives today and that has begun without them, "" when there is none (rule S8)."""
    missing_minutes: int = 0

    @property
    def absent_with_work(self) -> bool:
        """Whether work lies with somebody who has no shift now: a lead takes it over (rule H8)."""
        return self.shift is None and self.load.open > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """Everything a lead sees at a glance; `waiting`, `promises` and `cases` are the rows behind the figures."""

    at: datetime
    counts: QueueCounts
    oldest: QueueRow | None
    waiting: tuple[QueueRow, ...]
    nobody: Load
    promises: tuple[Promise, ...]
    cases: tuple[Case, ...]
    approvals: int
    undecided: int
    agents: tuple[AgentLine, ...]

    @property
    def on_duty(self) -> int:
        """How many people have a shift that is more than begun."""
        return sum(one.shift is not None for one in self.agents)


@dataclass(frozen=True, slots=True)
class Trends:
    """What the charts draw: inquiries by hour of the day, first replies by day (seconds), reasons of returns."""

    days: tuple[str, ...]
    median_seconds: tuple[float, ...]
    p90_seconds: tuple[float, ...]
    by_hour: tuple[int, ...]
    reasons: tuple[tuple[str, int], ...]


def by_hour(inquiries: Iterable[Inquiry], zone: ZoneInfo) -> tuple[int, ...]:
    """How many inquiries came in each hour of the day, 0 to 23."""
    hours = [0] * 24
    for one in inquiries:
        if one.received_at is not None:
            hours[one.received_at.astimezone(zone).hour] += 1
    return tuple(hours)


def first_replies(inquiries: Iterable[Inquiry], zone: ZoneInfo) -> Mapping[str, Sequence[float]]:
    """Seconds from the inquiry to its first reply, by the day it came in (``06-14``), in order."""
    days: dict[str, list[float]] = {}
    for one in inquiries:
        if one.received_at is not None and one.first_replied_at is not None:
            day = one.received_at.astimezone(zone).strftime("%m-%d")
            days.setdefault(day, []).append((one.first_replied_at - one.received_at).total_seconds())
    return dict(sorted(days.items()))


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of all do not exceed (nearest rank); 0 for none."""
    ordered = sorted(values)
    return ordered[max(0, -(-int(len(ordered) * share * 1000) // 1000) - 1)] if ordered else 0.0


def middle(values: Sequence[float]) -> float:
    """The median; 0 for none."""
    return float(median(values)) if values else 0.0
