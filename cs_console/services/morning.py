"""The sheet for the morning meeting (晨会, rule K3): yesterday's figures and what they ask for today."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from cs_console.domain.complaints import ComplaintStep
from cs_console.domain.figures import Table
from cs_console.domain.gaps import Gap, Repeated, repeated
from cs_console.domain.policy.shop import Campaign
from cs_console.services.context import ServiceContext
from cs_console.services.figure_facts import span_of
from cs_console.services.figure_trends import ReasonShare
from cs_console.services.figures import FigureRow, FigureService, FigureView, in_order
from cs_console.text.mask import mask_text

LIMITS = ("overdue_reply", "promises_kept", "resolution_rate", "returns_24h")
"""The figures and errors whose misses are broken limits."""


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question that buyers asked, by the phrase that answered it, and how often."""

    phrase_id: str
    question: str
    times: int


@dataclass(frozen=True, slots=True)
class BrokenLimit:
    """One kind of limit that was broken, and the rows that broke it, the worst first.

    `kind` is ``overdue_reply``, ``promises_kept``, ``resolution_rate``, ``returns_24h`` or ``complaint_steps``.
    """

    kind: str
    count: int
    rows: tuple[FigureRow, ...] = ()
    refs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MorningSheet:
    """What the meeting of `day` looks at; the figures are those of the business date before it, `of`."""

    day: date
    of: date
    figures: Table
    questions: tuple[AskedQuestion, ...]
    gaps: tuple[Repeated, ...]
    reasons: tuple[ReasonShare, ...]
    limits: tuple[BrokenLimit, ...]
    campaigns: tuple[Campaign, ...]


class MorningService:
    """What ``cs-console report morning`` prints."""

    def __init__(self, context: ServiceContext, figures: FigureService) -> None:
        self._context = context
        self._figures = figures

    def sheet(self, day: date | None = None) -> MorningSheet:
        """The sheet for the meeting of a day (today): figures by agent, top questions, open ones, top reasons
        of returns, broken limits, campaigns of the day. Private text is masked (rule X1)."""
        zone, policies = self._context.zone, self._context.policies()
        day = day or self._context.now().astimezone(zone).date()
        before = day - timedelta(days=1)
        view = self._figures.view(before, before)
        limits = [*(_broken(view, kind) for kind in LIMITS), self._complaints(before)]
        return MorningSheet(
            day, before, view.kpi(by="agent"), self._questions(before), self._gaps(before),
            view.reasons()[: policies.kpi.top_reasons], tuple(one for one in limits if one.count), self._campaigns(day),
        )  # fmt: skip

    def _bounds(self, day: date) -> tuple[datetime, datetime]:
        begin = datetime.combine(day, time(0), self._context.zone)
        return begin, begin + timedelta(days=2)

    def _complaints(self, day: date) -> BrokenLimit:
        """Steps of complaints that fell due on the day and were not done by then (rule C2)."""
        begin, until = self._bounds(day)
        with self._context.uow.read() as uow:
            calendar = span_of(uow, self._context, day, day).calendar
            steps = [
                one
                for one in uow.registers.between(ComplaintStep, "due_at", begin, until)
                if one.due_at is not None and calendar.day(one.due_at) == day and one.late(uow.now)
            ]
        refs = tuple(dict.fromkeys(f"complaint:{one.complaint_id}" for one in steps))
        return BrokenLimit("complaint_steps", len(steps), (), refs)

    def _questions(self, day: date) -> tuple[AskedQuestion, ...]:
        begin, until = self._bounds(day)
        phrases = {one.id: one for one in self._context.books().phrases}
        with self._context.uow.read() as uow:
            calendar = span_of(uow, self._context, day, day).calendar
            uses = uow.phrases.uses_between(begin, until)
        times = Counter(
            phrase_id
            for at, _, phrase_id, _ in uses
            if calendar.day(at) == day and phrase_id in phrases and phrases[phrase_id].answers
        )
        ranked = sorted(times.items(), key=lambda item: (-item[1], item[0]))
        most = self._context.policies().kpi.top_questions
        return tuple(AskedQuestion(key, phrases[key].question, count) for key, count in ranked[:most])

    def _gaps(self, day: date) -> tuple[Repeated, ...]:
        """What the books did not answer, the same question once."""
        begin, until = self._bounds(day)
        with self._context.uow.read() as uow:
            calendar = span_of(uow, self._context, day, day).calendar
            asked = [one for one in uow.registers.between(Gap, "asked_at", begin, until)
                     if calendar.day(one.asked_at) == day]  # fmt: skip
        found = repeated(asked, 1)[: self._context.policies().kpi.top_questions]
        return tuple(
            Repeated(mask_text(one.question), one.times, tuple(map(mask_text, one.askers)), one.ids, one.answered)
            for one in found
        )

    def _campaigns(self, day: date) -> tuple[Campaign, ...]:
        """The campaigns that run at any time of the day."""
        begin = datetime.combine(day, time(0))
        end = begin + timedelta(days=1)
        return tuple(one for one in self._context.policies().shop.campaigns if one.start < end and one.end > begin)


def _broken(view: FigureView, kind: str) -> BrokenLimit:
    """An error's rows are all broken limits, a figure's those that missed."""
    found = in_order([one for one in view.rows(kind) if one.hit is not True])
    return BrokenLimit(kind, len(found), found, tuple(one.row for one in found))
