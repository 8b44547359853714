"""Figures from the rows behind them: medians, shares, means; by agent, shift, day, week, month (rule K1)."""

from __future__ import annotations

import math
import statistics
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from cs_console.domain import figure_errors as errors
from cs_console.domain import figure_points as points
from cs_console.domain.figure_facts import Facts, Point
from cs_console.domain.policy.base import Title
from cs_console.domain.policy.kpi import KpiPolicy, Unit
from cs_console.domain.registers import period
from cs_console.domain.shift_calendar import ShiftCalendar

BY = ("agent", "shift", "day", "week", "month")
"""What figures may be grouped by."""

Fold = Callable[[Sequence[Point]], float | None]


def _median(rows: Sequence[Point]) -> float | None:
    known = [row.value for row in rows if row.value is not None]
    return float(statistics.median(known)) if known else None


def _p90(rows: Sequence[Point]) -> float | None:
    """The value that nine in ten do not exceed (nearest rank)."""
    known = sorted(row.value for row in rows if row.value is not None)
    return known[math.ceil(0.9 * len(known)) - 1] if known else None


def _mean(rows: Sequence[Point]) -> float | None:
    known = [row.value for row in rows if row.value is not None]
    return round(sum(known) / len(known), 2) if known else None


def _share(rows: Sequence[Point]) -> float | None:
    """Hits among the rows that can be hits, in percent with one decimal."""
    known = [row.hit for row in rows if row.hit is not None]
    return round(100 * sum(known) / len(known), 1) if known else None


FOLDS: Mapping[str, tuple[str, Fold]] = {
    "first_response_median": ("first_response", _median),
    "first_response_p90": ("first_response", _p90),
    "in_target": ("first_response", _share),
    "resolution_median": ("resolution", _median),
    "resolution_rate": ("resolved", _share),
    "csat": ("csat", _mean),
    "conversion": ("conversion", _share),
    "order_value": ("order_value", _mean),
    "unpaid_recovered": ("unpaid_recovered", _share),
    "returns_24h": ("returns_24h", _share),
    "promises_kept": ("promises_kept", _share),
    "qa": ("qa", _mean),
}
"""Which rows each figure is made of, and how."""

MEASURES: Mapping[str, Callable[[Facts], Iterable[Point]]] = {
    "first_response": points.first_responses,
    "resolution": points.resolutions,
    "resolved": points.verdicts,
    "csat": points.scores,
    "conversion": points.conversions,
    "order_value": points.order_values,
    "unpaid_recovered": points.recoveries,
    "returns_24h": points.returns,
    "promises_kept": points.promises,
    "qa": points.inspections,
    "mispricing": errors.mispricings,
    "broken_promise": errors.broken_promises,
    "order_mismatch": errors.mismatches,
    "overdue_reply": errors.overdue_replies,
    "bad_rating": errors.bad_ratings,
    "service_return": errors.service_returns,
}
"""Rows by measure; errors are measures, too."""


def measure_of(figure: str) -> str:
    """The measure whose rows a figure or an error is made of; "" for a name that is neither."""
    return FOLDS[figure][0] if figure in FOLDS else figure if figure in MEASURES else ""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: its value (None without a row), the rows it is made of, and its target.

    `count` is how many rows it is made of, `hits` how many of them count as hits (None where there are none to
    count). Fen, seconds, percent and scores by `unit`.
    """

    key: str
    title: Title
    unit: Unit
    value: float | None
    count: int
    hits: int | None
    target: float | None
    higher_is_better: bool
    rows: tuple[str, ...]

    @property
    def met(self) -> bool | None:
        """Whether the target is reached; None without a value."""
        if self.value is None or self.target is None:
            return None
        return self.value >= self.target if self.higher_is_better else self.value <= self.target


@dataclass(frozen=True, slots=True)
class ErrorCount:
    """How often an error happened, what it takes off a score sheet in all, and the rows that show it."""

    key: str
    title: Title
    count: int
    points: int
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The figures of one agent, shift, day, week or month; `key` "" is the whole, or nobody's rows by agent."""

    key: str
    figures: tuple[Figure, ...]
    errors: tuple[ErrorCount, ...]

    def figure(self, key: str) -> Figure | None:
        """The figure with that key."""
        return next((one for one in self.figures if one.key == key), None)


@dataclass(frozen=True, slots=True)
class Table:
    """Figures over business dates, as a whole and by group; `agent` "" is everybody."""

    start: date
    end: date
    agent: str
    by: str
    total: Group
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """The business dates that count, both included, and the calendar that places moments on them.

    `surely` are moments between which every one belongs to the dates, whatever the shifts: the calendar need not be
    asked, which is most of the work on long stretches.
    """

    start: date
    end: date
    calendar: ShiftCalendar
    surely: tuple[datetime, datetime] | None = None

    @classmethod
    def over(cls, start: date, end: date, calendar: ShiftCalendar, zone: ZoneInfo) -> Span:
        """The dates in the shop's zone: a business date never begins before its own day and ends on the next one."""
        after, beyond = (datetime.combine(day + timedelta(days=1), time(0), zone) for day in (start, end))
        return cls(start, end, calendar, (after, beyond))

    def holds(self, moment: datetime) -> bool:
        """Whether a moment belongs to one of the dates."""
        if self.surely is not None and self.surely[0] <= moment < self.surely[1]:
            return True
        return self.start <= self.calendar.day(moment) <= self.end


def measured(facts: Facts, span: Span, names: Iterable[str] = MEASURES) -> dict[str, list[Point]]:
    """The rows of each measure that fall into the span, in order of time."""
    return {
        name: sorted((one for one in MEASURES[name](facts) if span.holds(one.at)), key=lambda one: (one.at, one.row))
        for name in names
    }


def group_keys(point: Point, by: str, calendar: ShiftCalendar, agent: str = "") -> tuple[str, ...]:
    """The groups a row belongs to: several agents may be credited with it, everything else is one.

    Which shift a moment belongs to depends on who worked then: on `agent`, else on who is credited first.
    """
    if by == "agent":
        return point.agents or ("",)
    if by == "shift":
        return (calendar.shift(point.at, agent or (point.agents[0] if point.agents else "")),)
    return (period(by, calendar.day(point.at)),)


def figures_of(
    rows: Mapping[str, Sequence[Point]], policy: KpiPolicy, key: str = "", *, quarter: bool = False
) -> Group:
    """All figures and errors of the policy from the rows of one group."""
    found = []
    for metric in policy.metrics:
        measure, fold = FOLDS[metric.key]
        own = rows.get(measure, ())
        rated = [one.hit for one in own if one.hit is not None]
        found.append(
            Figure(
                metric.key, metric.title, metric.unit, fold(own), len(own), sum(rated) if rated else None,
                metric.quarter if quarter else metric.month, metric.higher_is_better, tuple(one.row for one in own),
            )
        )  # fmt: skip
    counted = tuple(
        ErrorCount(kind.key, kind.title, len(own), len(own) * kind.points, tuple(one.row for one in own))
        for kind in policy.errors
        for own in (rows.get(kind.key, ()),)
    )
    return Group(key, tuple(found), counted)


def table(facts: Facts, span: Span, *, agent: str = "", by: str = "", quarter: bool = False) -> Table:
    """The figures of the span, of one agent or of everybody, as a whole and by group."""
    everything = measured(facts, span)
    if agent:
        everything = {name: [one for one in rows if agent in one.agents] for name, rows in everything.items()}
    policy = facts.policies.kpi
    groups = tuple(
        figures_of(rows, policy, key, quarter=quarter) for key, rows in grouped(everything, by, span, agent=agent)
    )
    return Table(span.start, span.end, agent, by, figures_of(everything, policy, quarter=quarter), groups)


def grouped(
    everything: Mapping[str, Sequence[Point]], by: str, span: Span, *, agent: str = ""
) -> Iterator[tuple[str, Mapping[str, Sequence[Point]]]]:
    """The rows of each group, the groups in the order of their keys."""
    if not by:
        return
    groups: dict[str, dict[str, list[Point]]] = defaultdict(lambda: defaultdict(list))
    for name, rows in everything.items():
        for one in rows:
            for key in group_keys(one, by, span.calendar, agent):
                if by != "agent" or agent in ("", key):
                    groups[key][name].append(one)
    for key in sorted(groups):
        yield key, groups[key]
