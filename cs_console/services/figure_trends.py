"""What the charts show: first replies over days or weeks, volume by hour, reasons of returns (rules K1, K2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from cs_console.domain import figure_points
from cs_console.domain.figure_facts import Facts, Point
from cs_console.domain.figures import FOLDS, Span
from cs_console.domain.periods import period_of
from cs_console.domain.registers import shared_percent
from cs_console.domain.shift_calendar import days_between
from cs_console.domain.vocabulary import CaseState, MessageRole
from cs_console.i18n import language

LONG_DAYS = 35
"""Beyond so many days a chart has a bar a week: ninety bars a day fit no terminal."""


@dataclass(frozen=True, slots=True)
class DayFigures:
    """A business date, or the week that begins on it: first response in seconds, share in target, of how many."""

    day: date
    median: float | None
    p90: float | None
    in_target: float | None
    count: int


@dataclass(frozen=True, slots=True)
class HourVolume:
    """One hour of the shop's clock, 0 to 23, over all days: inquiries that came, replies that were given."""

    hour: int
    received: int
    replied: int


@dataclass(frozen=True, slots=True)
class ReasonShare:
    """One true reason of returns: its words, how often, its share in percent, the cases."""

    key: str
    title: str
    count: int
    share: float
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trend:
    """What the charts show; `step` says whether `days` are days or weeks."""

    start: date
    end: date
    agent: str
    step: str
    days: tuple[DayFigures, ...]
    hours: tuple[HourVolume, ...]
    reasons: tuple[ReasonShare, ...]


def trend(facts: Facts, span: Span, zone: ZoneInfo, agent: str = "") -> Trend:
    """All charts of a span, of one agent (by today's name) or everybody."""
    return Trend(
        span.start, span.end, agent, step_of(span), _days(facts, span, agent), _hours(facts, span, zone, agent),
        reasons(facts, span, agent),
    )  # fmt: skip


def step_of(span: Span) -> str:
    """``day``, for long spans ``week``."""
    return "week" if (span.end - span.start).days + 1 > LONG_DAYS else "day"


def points_behind(facts: Facts, span: Span, zone: ZoneInfo, chart: str, key: str, agent: str = "") -> list[Point]:
    """The rows behind one bar: of ``replies`` by its date, of ``hours`` by the hour, of ``reasons`` by the reason."""
    step = step_of(span)

    def behind(one: Point) -> str:
        if chart == "replies":
            return period_of(step, span.calendar.day(one.at)).start.isoformat()
        return f"{one.at.astimezone(zone).hour:02d}" if chart == "hours" else str(dict(one.facts)["reason"])

    made = {"replies": figure_points.first_responses, "hours": arrivals, "reasons": returned}[chart]
    found = [one for one in made(facts) if agent in ("", *one.agents) and span.holds(one.at) and behind(one) == key]
    return sorted(found, key=lambda one: (one.at, one.row))


def arrivals(facts: Facts) -> Iterator[Point]:
    """Inquiries as they came, for their owner; those about green orders are left out."""
    for one in facts.inquiries:
        if one.received_at is not None and facts.counts(one.order_id):
            yield Point("arrival", f"inquiry:{one.id}", one.received_at, facts.credited(one.owner), None, None,
                        one.buyer, one.order_no)  # fmt: skip


def returned(facts: Facts) -> Iterator[Point]:
    """Returns opened for a reason, for the case's owner; cancelled ones and green orders are left out."""
    policy = facts.policies.aftersales
    for case in facts.cases:
        counted = case.reason and case.state is not CaseState.CANCELLED and facts.counts(case.order_id)
        if counted and policy.flow(case.flow).kind == "return" and case.opened_at is not None:
            yield Point("return_reason", f"case:{case.id}", case.opened_at, facts.credited(case.owner), None, None,
                        case.buyer, case.order_no, facts=(("reason", case.reason),))  # fmt: skip


def _days(facts: Facts, span: Span, agent: str) -> tuple[DayFigures, ...]:
    step, by_day = step_of(span), dict[date, list[Point]]()
    for day in days_between(span.start, span.end):
        by_day.setdefault(period_of(step, day).start, [])
    for one in figure_points.first_responses(facts):
        if agent in ("", *one.agents) and span.holds(one.at):
            by_day[period_of(step, span.calendar.day(one.at)).start].append(one)
    found = []
    for day, points in by_day.items():
        median, p90, share = (FOLDS[key][1](points) for key in ("first_response_median", "first_response_p90",
                                                                "in_target"))  # fmt: skip
        found.append(DayFigures(day, median, p90, share, len(points)))
    return tuple(found)


def _hours(facts: Facts, span: Span, zone: ZoneInfo, agent: str) -> tuple[HourVolume, ...]:
    received = Counter(
        one.at.astimezone(zone).hour
        for one in arrivals(facts)
        if agent in ("", *one.agents) and span.holds(one.at)
    )  # fmt: skip
    replied: Counter[int] = Counter()
    for inquiry in facts.inquiries:
        if facts.counts(inquiry.order_id):
            for one in facts.said.get(inquiry.id, ()):
                ours = one.role is MessageRole.AGENT and agent in ("", facts.who(one.sender))
                if ours and span.holds(one.at):
                    replied[one.at.astimezone(zone).hour] += 1
    return tuple(HourVolume(hour, received[hour], replied[hour]) for hour in range(24))


def reasons(facts: Facts, span: Span, agent: str = "") -> tuple[ReasonShare, ...]:
    """The true reasons of returns opened, the most frequent first."""
    rows: dict[str, list[str]] = {}
    for one in returned(facts):
        if agent in ("", *one.agents) and span.holds(one.at):
            rows.setdefault(str(dict(one.facts)["reason"]), []).append(one.row)
    ordered = sorted(rows.items(), key=lambda item: (-len(item[1]), item[0]))
    titles = {one.key: one.title.text(language()) for one in facts.policies.aftersales.return_reasons}
    shares = shared_percent([len(cases) for _, cases in ordered])
    return tuple(
        ReasonShare(key, titles.get(key, key), len(cases), share, tuple(cases))
        for (key, cases), share in zip(ordered, shares, strict=True)
    )
