"""The figures that the lead's desk, the score sheet and ``cs-console report kpi`` show (rule K1).

What counts, on which clock and with which exclusions stands in the docstrings of `domain.figure_points` and
`domain.figure_errors`; here the rows are gathered and handed out. All dates are business dates (rule S2), both
ends included; green-flagged orders are left out; every figure names its rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from cs_console.domain.collector import collector_paused
from cs_console.domain.entities import Case
from cs_console.domain.figure_facts import Facts, Point
from cs_console.domain.figures import (
    BY,
    FOLDS,
    Span,
    Table,
    group_keys,
    measure_of,
    measured,
    table,
)
from cs_console.domain.policy import Policies
from cs_console.domain.registers import shared_percent
from cs_console.domain.shift_calendar import days_between
from cs_console.domain.vocabulary import CaseState, MessageRole
from cs_console.errors import BadInput, NotFound
from cs_console.i18n import language, t
from cs_console.services.context import ServiceContext
from cs_console.services.figure_facts import gather, span_of
from cs_console.text.mask import mask_text

_STEPS = ("message", "remark", "items", "freight", "area", "price", "waybill", "goods", "tracking")
"""The steps of an order's checklists (rules O1, O2)."""

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
    ``qa:7``; `why` and `facts` are an error's evidence, ``figures.why.<measure>.<why>`` in the catalogues. Text in
    it is masked (rule X1), reasons, causes and steps are in words.
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


@dataclass(frozen=True, slots=True)
class FigureView:
    """One snapshot of the rows of some business dates; all its figures agree with each other."""

    facts: Facts
    span: Span
    zone: ZoneInfo

    def kpi(self, agent: str = "", by: str = "", *, quarter: bool = False) -> Table:
        """All figures and errors, of one agent or everybody, as a whole and by group."""
        with collector_paused():
            return table(self.facts, self.span, agent=self.facts.who(agent), by=_known(by), quarter=quarter)

    def rows(self, figure: str, agent: str = "", by: str = "", key: str = "") -> tuple[FigureRow, ...]:
        """The rows behind a figure or an error; with `by` and `key` those of one group."""
        measure = measure_of(figure)
        if not measure:
            kpi = self.facts.policies.kpi
            known = (*(one.key for one in kpi.metrics), *(one.key for one in kpi.errors))
            raise NotFound("figures.unknown", name=figure, known=" ".join(known))
        name, by = self.facts.who(agent), _known(by)
        found = [
            one
            for one in measured(self.facts, self.span, [measure])[measure]
            if (not name or name in one.agents)
            and (not by or key in group_keys(one, by, self.span.calendar, name))
        ]  # fmt: skip
        words = _words(self.facts.policies)
        return tuple(_row(one, self.span, name, words) for one in found)

    def trend(self, agent: str = "") -> Trend:
        """First response by day, volume by hour, reasons of returns."""
        name = self.facts.who(agent)
        return Trend(
            self.span.start, self.span.end, name, self._days(name), self._hours(name), self.reasons(name)
        )  # fmt: skip

    def _days(self, agent: str) -> tuple[DayFigures, ...]:
        by_day: dict[date, list[Point]] = {day: [] for day in days_between(self.span.start, self.span.end)}
        for one in measured(self.facts, self.span, ["first_response"])["first_response"]:
            if not agent or agent in one.agents:
                by_day[self.span.calendar.day(one.at)].append(one)
        found = []
        for day, points in by_day.items():
            median, p90, share = (
                FOLDS[key][1](points) for key in ("first_response_median", "first_response_p90", "in_target")
            )
            found.append(DayFigures(day, median, p90, share, len(points)))
        return tuple(found)

    def _hours(self, agent: str) -> tuple[HourVolume, ...]:
        facts, span = self.facts, self.span
        received: Counter[int] = Counter()
        replied: Counter[int] = Counter()
        for inquiry in facts.inquiries:
            if not facts.counts(inquiry.order_id):
                continue
            moment = inquiry.received_at
            if moment is not None and span.holds(moment) and agent in ("", facts.who(inquiry.owner)):
                received[moment.astimezone(self.zone).hour] += 1
            for one in facts.said.get(inquiry.id, ()):
                ours = one.role is MessageRole.AGENT and agent in ("", facts.who(one.sender))
                if ours and span.holds(one.at):
                    replied[one.at.astimezone(self.zone).hour] += 1
        return tuple(HourVolume(hour, received[hour], replied[hour]) for hour in range(24))

    def reasons(self, agent: str = "") -> tuple[ReasonShare, ...]:
        """The true reasons of returns opened, the most frequent first; cancelled cases are left out."""
        policy = self.facts.policies.aftersales
        rows: dict[str, list[Case]] = {}
        for case in self.facts.cases:
            counted = case.reason and case.state is not CaseState.CANCELLED and self.facts.counts(case.order_id)
            if not counted or policy.flow(case.flow).kind != "return" or case.opened_at is None:
                continue
            if self.span.holds(case.opened_at) and agent in ("", self.facts.who(case.owner)):
                rows.setdefault(case.reason, []).append(case)
        ordered = sorted(rows.items(), key=lambda item: (-len(item[1]), item[0]))
        titles = {one.key: one.title.text(language()) for one in policy.return_reasons}
        shares = shared_percent([len(cases) for _, cases in ordered])
        return tuple(
            ReasonShare(key, titles.get(key, key), len(cases), share, tuple(f"case:{case.id}" for case in cases))
            for (key, cases), share in zip(ordered, shares, strict=True)
        )


class FigureService:
    """Reads figures; writes nothing."""

    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    def view(self, start: date, end: date) -> FigureView:
        """A snapshot of some business dates, for several looks at the same rows."""
        if start > end:
            raise BadInput("register.dates", start=start, end=end)
        with collector_paused(), self._context.uow.read() as uow:
            span = span_of(uow, self._context, start, end)
            return FigureView(gather(uow, self._context, span), span, self._context.zone)

    def kpi(
        self, start: date, end: date, agent: str | None = None, by: By | None = None, *, quarter: bool = False
    ) -> Table:
        """All figures and errors of business dates, of one agent or everybody, as a whole and by group.

        Targets are the month's, with `quarter` the quarter's.
        """
        return self.view(start, end).kpi(agent or "", by or "", quarter=quarter)

    def rows(
        self, figure: str, start: date, end: date, agent: str | None = None, by: By | None = None, key: str = ""
    ) -> tuple[FigureRow, ...]:
        """The rows behind a figure or an error; with `by` and `key` those of one group, in order of time."""
        return self.view(start, end).rows(figure, agent or "", by or "", key)

    def names(self) -> tuple[str, ...]:
        """The figures and errors that the policy counts."""
        kpi = self._context.policies().kpi
        return (*(one.key for one in kpi.metrics), *(one.key for one in kpi.errors))

    def trend(self, start: date, end: date, agent: str | None = None) -> Trend:
        """First response by day, volume by hour, reasons of returns; days without an inquiry stay in it.

        Of the reasons cancelled cases are left out; with `agent` a row is theirs as in the figures, a case by
        its owner.
        """
        return self.view(start, end).trend(agent or "")


def _known(by: str) -> str:
    if by and by not in BY:
        raise BadInput("register.by", by=by, known=" ".join(BY))
    return by


def _words(policies: Policies) -> Mapping[str, Mapping[str, str]]:
    """The titles of the reasons and causes that evidence names, in the user's language."""
    speak, aftersales = language(), policies.aftersales
    reasons = (*aftersales.exchange_reasons, *aftersales.return_reasons)
    return {
        "reason": {one.key: one.title.text(speak) for one in reasons},
        "cause": {one.key: one.title.text(speak) for one in policies.followups.complaint_causes},
        "step": {key: t(f"check.{key}") for key in _STEPS},
    }


def _shown(value: object, words: Mapping[str, str]) -> object:
    return mask_text(words.get(value, value)) if isinstance(value, str) else value


def _row(one: Point, span: Span, agent: str, words: Mapping[str, Mapping[str, str]]) -> FigureRow:
    shift = span.calendar.shift(one.at, agent or (one.agents[0] if one.agents else ""))
    facts = tuple((name, _shown(value, words.get(name, {}))) for name, value in one.facts)
    return FigureRow(
        one.row, span.calendar.day(one.at), shift, one.at, one.agents, one.value, one.hit, one.buyer, one.order_no,
        one.measure, one.why, facts,
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
