"""The phrasebook's figures on screen: whose they may be, the uses behind each, and as a file (rules P10, K2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from cs_console.domain.entities import Actor, Message, PhraseUse
from cs_console.services.context import ServiceContext
from cs_console.services.phrase_figures import PhraseFigureService, PhraseReport
from cs_console.services.phrase_sheets import By, document, sheets
from cs_console.services.ports.exports import ExportsPort
from cs_console.services.roles import Permission, may
from cs_console.text.mask import mask_text

MOST_USES = 500
"""How many uses behind one figure are shown, the newest."""


@dataclass(frozen=True, slots=True)
class UseRow:
    """One use of a phrase: when, by whom, to whom, in which inquiry, and what was said (masked, rule X1)."""

    id: int
    at: datetime
    agent: str
    phrase_id: str
    question: str
    buyer: str
    inquiry_id: int
    edited: bool
    text: str


class PhraseReportService:
    """Leads see everybody's figures, agents their own; dead and missing phrases are everybody's concern."""

    def __init__(self, context: ServiceContext, figures: PhraseFigureService, exports: ExportsPort) -> None:
        self._context = context
        self._figures = figures
        self._exports = exports

    def report(self, actor: Actor, days: int) -> PhraseReport:
        """The figures of the last days, today included."""
        since, until = self._period(days)
        return self._figures.report(since=since, until=until, agent=self._whose(actor))

    def uses(self, actor: Actor, by: By, key: str, days: int) -> tuple[UseRow, ...]:
        """The uses that a figure counts, the newest first."""
        since, until = self._period(days)
        if by is By.WEEK:
            monday = datetime.combine(date.fromisoformat(key), time(), self._context.zone)
            since, until = max(since, monday), min(until, monday + timedelta(days=7))
        equals = {By.PHRASE: {"phrase_id": key}, By.AGENT: {"agent": key}, By.WEEK: {}}[by]
        whose = self._whose(actor)
        if whose:
            equals["agent"] = whose
        with self._context.uow.read() as uow:
            found = uow.registers.between(PhraseUse, "at", since, until, **equals)[::-1][:MOST_USES]
            said = uow.registers.by_id(Message, [one.message_id for one in found])
        questions = {phrase.id: phrase.question for phrase in self._context.books(actor.agent).phrases}
        return tuple(
            UseRow(
                one.id, one.at, one.agent, one.phrase_id, questions.get(one.phrase_id, ""), one.buyer,
                one.inquiry_id, one.edited,
                mask_text(said[one.message_id].text) if one.message_id in said else "",
            )
            for one in found
        )  # fmt: skip

    def export(self, actor: Actor, days: int, form: str) -> Path:
        """The figures as a workbook (``xlsx``) or a JSON document, below the workspace."""
        report = self.report(actor, days)
        day = report.until.astimezone(self._context.zone)
        stem = f"phrases-{day:%Y%m%d-%H%M%S}"
        if form == "xlsx":
            return self._exports.sheets(stem, sheets(report, By.PHRASE, self._context.zone))
        return self._exports.document(stem, document(report, self._context.zone))

    # -- inside ------------------------------------------------------------------------------------

    @staticmethod
    def _whose(actor: Actor) -> str:
        """ "" for everybody's."""
        return "" if may(actor, Permission.LEAD_DESK) else actor.agent

    def _period(self, days: int) -> tuple[datetime, datetime]:
        """From the first midnight on the shop's clock until just behind now."""
        now = self._context.now()
        first = (now.astimezone(self._context.zone) - timedelta(days=days - 1)).date()
        return datetime.combine(first, time(), self._context.zone), now + timedelta(seconds=1)
