"""The figures that the lead's desk, the score sheet and ``cs-console report kpi`` show (rule K1).

What counts, on which clock and with which exclusions stands in the docstrings of `domain.figure_points` and
`domain.figure_errors`; here the rows are gathered and handed out. All dates are business dates (rule S2), both
ends included; green-flagged orders are left out; every figure names its rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from cs_console.domain.entities import Case
from cs_console.domain.figure_facts import Facts, Point
from cs_console.domain.figures import (
    BY,
    Figure,
    Span,
    Table,
    figures_of,
    group_keys,
    measure_of,
    measured,
    table,
)
from cs_console.domain.registers import shared_percent
from cs_console.domain.shift_calendar import days_between
from cs_console.domain.vocabulary import CaseState, MessageRole
from cs_console.errors import BadInput, NotFound
from cs_console.i18n import language
from cs_console.services.context import ServiceContext
from cs_console.services.figure_facts import gather, span_of

By = Literal["", "agent", "shift", "day", "week", "month"]


@dataclass(frozen=True, slots=True)
class DayFigures:
    """One business date: first response in seconds, share in target, how many conversations it is made of."""

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
    """What the charts show: response time by day, volume by hour, reasons of returns by count."""

    start: date
    end: date
    agent: str
    days: tuple[DayFigures, ...]
    hours: tuple[HourVolume, ...]
    reasons: tuple[ReasonShare, ...]


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One row behind a figure or an error, with the business date and shift it was counted on.

    `row` is ``inquiry:12``, ``order:5``, ``promise:3``, ``case:4``, ``csat:2``, ``message:9``, ``price:1``,
    ``qa:7``; `why` and `facts` are an error's evidence, ``figures.why.<measure>.<why>`` in the catalogues.
    """

    row: str
    day: date
    shift: str
    at: datetime
    agents: tuple[str, ...]
    value: float | None
    hit: bool | None
    buyer: str
    order_no: str
    measure: str
    why: str
    facts: tuple[tuple[str, object], ...]


class FigureService:
    """Reads figures; writes nothing."""

    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    def kpi(
        self, start: date, end: date, agent: str | None = None, by: By | None = None, *, quarter: bool = False
    ) -> Table:
        """All figures and errors of business dates, of one agent or everybody, as a whole and by group.

        Targets are the month's, with `quarter` the quarter's.
        """
        self._check(start, end, by or "")
        facts, span = self._facts(start, end)
        return table(facts, span, agent=facts.who(agent or ""), by=by or "", quarter=quarter)

    def rows(
        self, figure: str, start: date, end: date, agent: str | None = None, by: By | None = None, key: str = ""
    ) -> tuple[FigureRow, ...]:
        """The rows behind a figure or an error; with `by` and `key` those of one group, in order of time."""
        self._check(start, end, by or "")
        measure = measure_of(figure)
        if not measure:
            raise NotFound("figures.unknown", name=figure, known=" ".join(self.names()))
        facts, span = self._facts(start, end)
        name = facts.who(agent or "")
        found = [one for one in measured(facts, span, [measure])[measure] if not name or name in one.agents]
        if by:
            found = [one for one in found if key in group_keys(one, by, span.calendar, name)]
        return tuple(_row(one, span, name) for one in found)

    def names(self) -> tuple[str, ...]:
        """The figures and errors that the policy counts."""
        kpi = self._context.policies().kpi
        return (*(one.key for one in kpi.metrics), *(one.key for one in kpi.errors))

    def trend(self, start: date, end: date, agent: str | None = None) -> Trend:
        """First response by day, volume by hour, reasons of returns; days without an inquiry stay in it.

        Of the reasons cancelled cases are left out; with `agent` a row is theirs as in the figures, a case by
        its owner.
        """
        self._check(start, end, "")
        facts, span = self._facts(start, end)
        name = facts.who(agent or "")
        return Trend(
            start, end, name, self._days(facts, span, name), self._hours(facts, span, name),
            self._reasons(facts, span, name),
        )  # fmt: skip

    # -- inside ----------------------------------------------------------------------------

    def _facts(self, start: date, end: date) -> tuple[Facts, Span]:
        with self._context.uow.read() as uow:
            span = span_of(uow, self._context, start, end)
            return gather(uow, self._context, span), span

    @staticmethod
    def _check(start: date, end: date, by: str) -> None:
        if start > end:
            raise BadInput("register.dates", start=start, end=end)
        if by and by not in BY:
            raise BadInput("register.by", by=by, known=" ".join(BY))

    def _days(self, facts: Facts, span: Span, agent: str) -> tuple[DayFigures, ...]:
        by_day: dict[date, list[Point]] = {day: [] for day in days_between(span.start, span.end)}
        for one in measured(facts, span, ["first_response"])["first_response"]:
            if not agent or agent in one.agents:
                by_day[span.calendar.day(one.at)].append(one)
        found = []
        for day, points in by_day.items():
            group = figures_of({"first_response": points}, facts.policies.kpi)
            median, p90, share = (
                _value(group.figure(key)) for key in ("first_response_median", "first_response_p90", "in_target")
            )
            found.append(DayFigures(day, median, p90, share, len(points)))
        return tuple(found)

    def _hours(self, facts: Facts, span: Span, agent: str) -> tuple[HourVolume, ...]:
        zone = self._context.zone
        received: Counter[int] = Counter()
        replied: Counter[int] = Counter()
        for inquiry in facts.inquiries:
            if not facts.counts(inquiry.order_id):
                continue
            moment = inquiry.received_at
            if moment is not None and span.holds(moment) and agent in ("", facts.who(inquiry.owner)):
                received[moment.astimezone(zone).hour] += 1
            for one in facts.said.get(inquiry.id, ()):
                ours = one.role is MessageRole.AGENT and agent in ("", facts.who(one.sender))
                if ours and span.holds(one.at):
                    replied[one.at.astimezone(zone).hour] += 1
        return tuple(HourVolume(hour, received[hour], replied[hour]) for hour in range(24))

    def _reasons(self, facts: Facts, span: Span, agent: str) -> tuple[ReasonShare, ...]:
        policy = facts.policies.aftersales
        rows: dict[str, list[Case]] = {}
        for case in facts.cases:
            counted = case.reason and case.state is not CaseState.CANCELLED and facts.counts(case.order_id)
            if not counted or policy.flow(case.flow).kind != "return" or case.opened_at is None:
                continue
            if span.holds(case.opened_at) and agent in ("", facts.who(case.owner)):
                rows.setdefault(case.reason, []).append(case)
        ordered = sorted(rows.items(), key=lambda item: (-len(item[1]), item[0]))
        titles = {one.key: one.title.text(language()) for one in policy.return_reasons}
        shares = shared_percent([len(cases) for _, cases in ordered])
        return tuple(
            ReasonShare(key, titles.get(key, key), len(cases), share, tuple(f"case:{case.id}" for case in cases))
            for (key, cases), share in zip(ordered, shares, strict=True)
        )


def _value(figure: Figure | None) -> float | None:
    return figure.value if figure is not None else None


def _row(one: Point, span: Span, agent: str) -> FigureRow:
    shift = span.calendar.shift(one.at, agent or (one.agents[0] if one.agents else ""))
    return FigureRow(
        one.row, span.calendar.day(one.at), shift, one.at, one.agents, one.value, one.hit, one.buyer, one.order_no,
        one.measure, one.why, one.facts,
    )  # fmt: skip


def month_of(text: str) -> tuple[date, date]:
    """The first and last day of ``2026-06`` or of the quarter ``2026-Q2``; `BadInput` for anything else."""
    year, _, part = text.strip().upper().partition("-")
    try:
        first = int(part[1:]) * 3 - 2 if part.startswith("Q") else int(part)
        months = 3 if part.startswith("Q") else 1
        start = date(int(year), first, 1)
    except ValueError as error:
        raise BadInput("figures.period", text=text) from error
    following = start.month - 1 + months
    return start, date(start.year + following // 12, following % 12 + 1, 1) - timedelta(days=1)


def in_order(rows: Sequence[FigureRow]) -> tuple[FigureRow, ...]:
    """Rows with the worst first: what missed, then what took longest."""
    return tuple(sorted(rows, key=lambda row: (row.hit is not False, -(row.value or 0.0), row.at)))
