"""Questions to the lead: asked with their context, answered back into the inquiry, kept (rule Q11)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from cs_console.domain.entities import Actor, Inquiry, Message, Order
from cs_console.domain.gaps import LeadQuestion, QuestionState
from cs_console.domain.vocabulary import MessageRole, Role
from cs_console.errors import BadInput, Refused
from cs_console.i18n import t
from cs_console.services.context import ServiceContext
from cs_console.services.ports.uow import UnitOfWork
from cs_console.services.roles import Permission, require
from cs_console.services.saved import Saved
from cs_console.text.clean import clean
from cs_console.text.mask import mask_text

CONTEXT_LINES = 6
"""Lines of the conversation that go along with a question."""
ANSWERS = 30
"""How many of an agent's latest answered questions are looked through for new answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionFilter:
    """Which questions: their states (none: all), who asked ("" anybody), words in question or answer."""

    states: tuple[QuestionState, ...] = (QuestionState.OPEN,)
    agent: str = ""
    text: str = ""


class LeadDeskService:
    """What ``cs-console lead`` does."""

    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    def ask(self, actor: Actor, question: str, *, inquiry_id: int = 0, order_id: int = 0) -> Saved[LeadQuestion]:
        """Put a question to the lead; conversation and order go along by themselves."""
        with self._context.uow.write(actor, "lead.ask") as uow:
            row = put_question(uow, self._context, question, inquiry_id=inquiry_id, order_id=order_id)
        return Saved(uow.act_id, row)

    def answer(self, actor: Actor, question_id: int, answer: str) -> Saved[LeadQuestion]:
        """Answer as a lead; the answer comes back to the inquiry as a note and is kept as knowledge.

        Raises `Refused` for an agent, for one's own question while another lead is there, and for a second answer.
        """
        require(actor, Permission.ANSWER_QUESTION)
        answer = clean(answer, multiline=True).strip()
        if not answer:
            raise BadInput("question.empty_answer")
        with self._context.uow.write(actor, "lead.answer") as uow:
            row = uow.require(LeadQuestion, question_id)
            if row.state is QuestionState.ANSWERED:
                raise Refused("question.answered", id=question_id, by=row.answered_by)
            others = [one for one in self._context.policies().team.with_role(Role.LEAD) if one.name != actor.agent]
            if row.agent == actor.agent and others:
                raise Refused("question.own", id=question_id)
            row = uow.change(
                row, state=QuestionState.ANSWERED, answer=answer, answered_by=actor.agent, answered_at=uow.now
            )
            note_back(uow, row.inquiry_id, t("lead.note", question=row.question, answer=answer))
        return Saved(uow.act_id, row)

    def answered_to(self, agent: str) -> tuple[LeadQuestion, ...]:
        """The latest answers to an agent's questions, the newest answer first."""
        with self._context.uow.read() as uow:
            found = uow.find(
                LeadQuestion, agent=agent, state=QuestionState.ANSWERED.value, newest_first=True, limit=ANSWERS
            )
        return tuple(sorted(found, key=lambda one: one.answered_at or one.asked_at, reverse=True))

    def list(self, chosen: QuestionFilter | None = None, limit: int | None = None) -> tuple[LeadQuestion, ...]:
        """Questions, the open ones first, then the newest."""
        wanted = chosen or QuestionFilter()
        states = [state.value for state in wanted.states or tuple(QuestionState)]
        with self._context.uow.read() as uow:
            found = uow.find(LeadQuestion, newest_first=True, state=states)
        fits = [
            one
            for one in found
            if wanted.agent in ("", one.agent) and wanted.text.casefold() in f"{one.question}\n{one.answer}".casefold()
        ]
        return tuple(sorted(fits, key=lambda one: one.state is QuestionState.ANSWERED))[:limit]


def put_question(
    uow: UnitOfWork, context: ServiceContext, question: str, *, inquiry_id: int = 0, order_id: int = 0, more: str = ""
) -> LeadQuestion:
    """Put a question to the lead inside another act; `more` stands in front of the context."""
    question = clean(question, multiline=True).strip()
    if not question:
        raise BadInput("question.empty")
    inquiry = uow.require(Inquiry, inquiry_id) if inquiry_id else None
    order_id = order_id or (inquiry.order_id if inquiry else 0)
    order = uow.require(Order, order_id) if order_id else None
    lines = [more, *_order_lines(order), *_talk(uow, inquiry_id)]
    return uow.add(
        LeadQuestion(
            question=question, context=mask_text("\n".join(line for line in lines if line)),
            inquiry_id=inquiry_id, order_id=order_id, order_no=order.order_no if order else "",
            buyer=inquiry.buyer if inquiry else order.buyer_nick if order else "",
            agent=uow.actor.agent, owner=uow.actor.agent, asked_at=uow.now,
            due_at=uow.now + timedelta(hours=context.policies().shop.reply_hours),
        )
    )  # fmt: skip


def note_back(uow: UnitOfWork, inquiry_id: int, text: str) -> None:
    """Write an answer into the inquiry it came from; the buyer never sees a note."""
    if inquiry_id and uow.get(Inquiry, inquiry_id) is not None:
        uow.add(
            Message(
                inquiry_id=inquiry_id, role=MessageRole.NOTE, sender=uow.actor.agent, text=text, at=uow.now,
                source="console",
            )
        )  # fmt: skip


def _order_lines(order: Order | None) -> list[str]:
    if order is None:
        return []
    facts = (t(f"status.{order.status.value}"), order.goods, order.remark)
    return [f"{order.order_no}  {'  '.join(fact for fact in facts if fact)}"]


def _talk(uow: UnitOfWork, inquiry_id: int) -> list[str]:
    if not inquiry_id:
        return []
    said = [one for one in uow.queue.messages(inquiry_id) if one.role in (MessageRole.BUYER, MessageRole.AGENT)]
    return [f"{one.sender}: {one.text}" for one in said[-CONTEXT_LINES:]]
