"""The figures that the lead's desk, the score sheet and ``cs-console report kpi`` show (rule K1).

What counts, on which clock and with which exclusions stands in the docstrings of `domain.figure_points` and
`domain.figure_errors`; here the rows are gathered and handed out. All dates are business dates (rule S2), both
ends included; green-flagged orders are left out; every figure names its rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from cs_console.domain.collector import collector_paused
from cs_console.domain.entities import Actor
from cs_console.domain.figure_facts import Facts, Point
from cs_console.domain.figures import BY, Span, Table, group_keys, measure_of, measured, table
from cs_console.domain.periods import KINDS, Period, named, require_dates
from cs_console.domain.policy import Policies
from cs_console.errors import BadInput, NotFound
from cs_console.i18n import language, t
from cs_console.services import figure_trends as trends
from cs_console.services.context import ServiceContext
from cs_console.services.figure_facts import gather, span_of
from cs_console.services.figure_trends import ReasonShare, Trend
from cs_console.services.roles import MAY, Permission, may, refusal
from cs_console.text.mask import mask_text

_STEPS = ("message", "remark", "items", "freight", "area", "price", "waybill", "goods", "tracking")
"""The steps of an order's checklists (rules O1, O2)."""

EVERYBODYS = Actor("")
"""Who looks where nobody in particular does: a clock, a service, a page that leads alone can open."""

By = Literal["", "agent", "shift", "day", "week", "month"]


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
    viewer: Actor = EVERYBODYS

    def kpi(self, agent: str = "", by: str = "", *, quarter: bool = False) -> Table:
        """All figures and errors, of one agent or everybody, as a whole and by group.

        Of persons a viewer who leads nobody has their own alone; the team's sums are everybody's.
        """
        who, own = self.facts.who(agent), own_only(self.viewer)
        if own and who not in ("", own):
            raise refusal(self.viewer, MAY[Permission.SEE_FIGURES])
        with collector_paused():
            found = table(self.facts, self.span, agent=who, by=_known(by), quarter=quarter)
        if not own or by != "agent":
            return found
        return replace(found, groups=tuple(one for one in found.groups if one.key == own))

    def rows(self, figure: str, agent: str = "", by: str = "", key: str = "") -> tuple[FigureRow, ...]:
        """The rows behind a figure or an error; with `by` and `key` those of one group."""
        measure = measure_of(figure)
        if not measure:
            kpi = self.facts.policies.kpi
            known = (*(one.key for one in kpi.metrics), *(one.key for one in kpi.errors))
            raise NotFound("figures.unknown", name=figure, known=" ".join(known))
        name, by = self.facts.who(agent), _known(by)
        if own := own_only(self.viewer):
            if name not in ("", own):
                raise refusal(self.viewer, MAY[Permission.SEE_FIGURES])
            name = own
        found = [
            one
            for one in measured(self.facts, self.span, [measure])[measure]
            if (not name or name in one.agents)
            and (not by or key in group_keys(one, by, self.span.calendar, name))
        ]  # fmt: skip
        words = _words(self.facts.policies)
        return tuple(_row(one, self.span, name, words) for one in found)

    def trend(self, agent: str = "") -> Trend:
        """First response by day, for long spans by week, volume by hour, reasons of returns."""
        with collector_paused():
            return trends.trend(self.facts, self.span, self.zone, self.facts.who(agent))

    def trend_rows(self, chart: str, key: str, agent: str = "") -> tuple[FigureRow, ...]:
        """The rows behind one bar of a chart; see `services.figure_trends.points_behind`."""
        name, words = self.facts.who(agent), _words(self.facts.policies)
        found = trends.points_behind(self.facts, self.span, self.zone, chart, key, name)
        return tuple(_row(one, self.span, name, words) for one in found)

    def reasons(self, agent: str = "") -> tuple[ReasonShare, ...]:
        """The true reasons of returns opened, the most frequent first; cancelled cases are left out."""
        return trends.reasons(self.facts, self.span, self.facts.who(agent))


def own_only(viewer: Actor) -> str:
    """Whose figures a viewer sees where persons are told apart: "" for everybody's (rule K1)."""
    return "" if not viewer.agent or may(viewer, Permission.SEE_FIGURES) else viewer.agent


class FigureService:
    """Reads figures; writes nothing."""

    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    def today(self) -> date:
        """The business date that runs now: after midnight it is still the day on which the shift began (rule S2)."""
        now = self._context.now()
        calendar_day = now.astimezone(self._context.zone).date()
        with self._context.uow.read() as uow:
            return span_of(uow, self._context, calendar_day, calendar_day).calendar.day(now)

    def view(self, start: date, end: date, viewer: Actor = EVERYBODYS) -> FigureView:
        """A snapshot of some business dates, for several looks at the same rows, as `viewer` may see them."""
        require_dates(start, end)
        with collector_paused(), self._context.uow.read() as uow:
            span = span_of(uow, self._context, start, end)
            return FigureView(gather(uow, self._context, span), span, self._context.zone, viewer)

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


def period_named(text: str, kinds: Sequence[str] = KINDS) -> Period:
    """The day, week, month or quarter of a name like ``2026-06`` or ``2026-Q2``; `BadInput` for anything else."""
    found = named(text, kinds)
    if found is None:
        code = "figures.period" if "day" in kinds else "figures.week" if kinds == ("week",) else "figures.long_period"
        raise BadInput(code, text=text)
    return found


def in_order(rows: Sequence[FigureRow]) -> tuple[FigureRow, ...]:
    """Rows with the worst first: what missed, then what took longest."""
    return tuple(sorted(rows, key=lambda row: (row.hit is not False, -(row.value or 0.0), row.at)))
