"""Questions the books do not answer: recorded at once, answered later, turned into phrase proposals (rule Q9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from cs_console.domain.entities import Actor, Inquiry, Order
from cs_console.domain.gaps import SAME, Gap, QuestionState, Repeated, bare, likeness, repeated
from cs_console.domain.periods import Period
from cs_console.errors import BadInput, CsError, Refused
from cs_console.i18n import t
from cs_console.services.context import ServiceContext
from cs_console.services.lead_desk import ANSWERS, QuestionFilter, note_back
from cs_console.services.ports.proposals import PhraseProposals
from cs_console.services.ports.uow import UnitOfWork
from cs_console.text.clean import clean
from cs_console.text.normalise import normalise

KNOWN = 3
"""How many earlier answers to the same question are shown."""

COMPARED = 2_000
"""How many of the newest answered questions are looked through for the same one."""


@dataclass(frozen=True, slots=True)
class GapRecorded:
    """A question as recorded, the act that undo takes back, and answers that the same question had before."""

    act_id: int
    row: Gap
    known: tuple[Gap, ...]


@dataclass(frozen=True, slots=True)
class GapAnswered:
    """A question with its answer; `not_proposed` says why the books were not offered it, None when they were."""

    act_id: int
    row: Gap
    not_proposed: CsError | None = None


class GapService:
    """What ``cs-console gap`` does. `proposals` takes answered questions for the books, None without a desk."""

    def __init__(self, context: ServiceContext, proposals: PhraseProposals | None = None) -> None:
        self._context = context
        self._proposals = proposals

    def add(
        self, actor: Actor, question: str, *, asker: str = "", inquiry_id: int = 0, order_id: int = 0
    ) -> GapRecorded:
        """Record a question with who asked it; buyer and order follow from the inquiry."""
        question = clean(question, multiline=True).strip()
        if not question:
            raise BadInput("question.empty")
        compared = bare(normalise(question))
        with self._context.uow.write(actor, "gap.add") as uow:
            inquiry = uow.require(Inquiry, inquiry_id) if inquiry_id else None
            order_id = order_id or (inquiry.order_id if inquiry else 0)
            order = uow.require(Order, order_id) if order_id else None
            known = _known(uow, compared)
            row = uow.add(
                Gap(
                    question=question, compared=compared, inquiry_id=inquiry_id, order_id=order_id,
                    order_no=order.order_no if order else "",
                    asker=clean(asker).strip() or (inquiry.buyer if inquiry else order.buyer_nick if order else ""),
                    agent=actor.agent, owner=actor.agent, asked_at=uow.now,
                    due_at=uow.now + timedelta(hours=self._context.policies().shop.reply_hours),
                )
            )  # fmt: skip
        return GapRecorded(uow.act_id, row, known)

    def answer(self, actor: Actor, gap_id: int, answer: str, *, propose: bool = True) -> GapAnswered:
        """Answer a question: back into its inquiry as a note, and as a proposal to the books' keeper."""
        answer = clean(answer, multiline=True).strip()
        if not answer:
            raise BadInput("question.empty_answer")
        with self._context.uow.write(actor, "gap.answer") as uow:
            row = uow.require(Gap, gap_id)
            if row.state is QuestionState.ANSWERED:
                raise Refused("question.answered", id=gap_id, by=row.answered_by)
            row = uow.change(
                row, state=QuestionState.ANSWERED, answer=answer, answered_by=actor.agent, answered_at=uow.now
            )
            note_back(uow, row.inquiry_id, t("gap.note", question=row.question, answer=answer))
        if not propose or self._proposals is None:
            return GapAnswered(uow.act_id, row)
        return self._propose(actor, uow.act_id, row, self._proposals)

    def answered_to(self, agent: str) -> tuple[Gap, ...]:
        """The latest answers that colleagues gave to questions an agent wrote down."""
        with self._context.uow.read() as uow:
            found = uow.find(Gap, agent=agent, state=QuestionState.ANSWERED.value, newest_first=True, limit=ANSWERS)
        return tuple(one for one in found if one.answered_by != agent)

    def list(self, chosen: QuestionFilter | None = None, limit: int | None = None) -> tuple[Gap, ...]:
        """Questions, the newest first; `QuestionFilter.agent` is who wrote them down."""
        wanted = chosen or QuestionFilter()
        states = [state.value for state in wanted.states or tuple(QuestionState)]
        with self._context.uow.read() as uow:
            found = uow.find(Gap, newest_first=True, state=states)
        fits = (
            one
            for one in found
            if wanted.agent in ("", one.agent) and wanted.text.casefold() in f"{one.question}\n{one.answer}".casefold()
        )
        return tuple(fits)[:limit]

    def weekly(self, week: Period | None = None) -> tuple[Repeated, ...]:
        """Questions asked often enough within the last seven days, or within a week, for the lead's weekly list."""
        until = self._context.now() + timedelta(seconds=1)
        begin = until - timedelta(days=7, seconds=1)
        if week is not None:
            begin = datetime.combine(week.start, time(0), self._context.zone)
            until = datetime.combine(week.end + timedelta(days=1), time(0), self._context.zone)
        with self._context.uow.read() as uow:
            week_asked = uow.registers.between(Gap, "asked_at", begin, until)
        return repeated(week_asked, self._context.policies().routing.repeated_question_weekly)

    def _propose(self, actor: Actor, act_id: int, row: Gap, proposals: PhraseProposals) -> GapAnswered:
        """Offer the answer to the books; what the guard refuses there stays an answer for colleagues."""
        try:
            proposed = proposals.propose(actor, row.question, row.answer)
        except CsError as refused:
            return GapAnswered(act_id, row, refused)
        with self._context.uow.write(actor, "gap.propose") as uow:
            row = uow.change(uow.require(Gap, row.id), proposal=proposed.phrase_id)
        return GapAnswered(act_id, row)


def _known(uow: UnitOfWork, compared: str) -> tuple[Gap, ...]:
    """Answers that the same question had before, the closest first."""
    answered: Sequence[Gap] = uow.find(Gap, state=QuestionState.ANSWERED.value, newest_first=True, limit=COMPARED)
    alike = [(likeness(compared, one.compared), one) for one in answered]
    alike = sorted((pair for pair in alike if pair[0] >= SAME), key=lambda pair: -pair[0])
    return tuple(one for _, one in alike[:KNOWN])
