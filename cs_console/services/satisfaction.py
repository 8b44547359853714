"""How satisfied buyers are: scores of 1 to 5 with comment; a low one goes to the lead (rule C4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cs_console.domain.entities import Actor, Case, Inquiry, Order
from cs_console.domain.feedback import Csat
from cs_console.domain.gaps import LeadQuestion
from cs_console.domain.vocabulary import Category
from cs_console.errors import BadInput, Refused
from cs_console.i18n import t
from cs_console.services.context import ServiceContext
from cs_console.services.lead_desk import put_question
from cs_console.services.ports.uow import UnitOfWork
from cs_console.text.clean import clean


@dataclass(frozen=True, slots=True)
class Scored:
    """A score as kept, the act that undo takes back, and the question that a low one put to the lead."""

    act_id: int
    row: Csat
    escalated: LeadQuestion | None


class SatisfactionService:
    """What ``cs-console csat`` does."""

    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    def add(
        self, actor: Actor, score: int, comment: str = "", *, agent: str = "", category: Category | None = None,
        inquiry_id: int = 0, case_id: int = 0, order_id: int = 0, buyer: str = "",
    ) -> Scored:  # fmt: skip
        """Record a score; who served the buyer follows from case or inquiry unless named."""
        with self._context.uow.write(actor, "csat.add") as uow:
            row, escalated = record_score(
                uow, self._context, score, comment, agent=agent, category=category, inquiry_id=inquiry_id,
                case_id=case_id, order_id=order_id, buyer=buyer,
            )  # fmt: skip
        return Scored(uow.act_id, row, escalated)

    def list(self, start: datetime, end: datetime, agent: str = "", limit: int | None = None) -> tuple[Csat, ...]:
        """Scores of a stretch of time, newest first."""
        with self._context.uow.read() as uow:
            found = uow.registers.between(Csat, "at", start, end)
        return tuple(one for one in reversed(found) if agent in ("", one.agent))[:limit]


def record_score(
    uow: UnitOfWork, context: ServiceContext, score: int, comment: str, *, agent: str = "",
    category: Category | None = None, inquiry_id: int = 0, case_id: int = 0, order_id: int = 0, buyer: str = "",
) -> tuple[Csat, LeadQuestion | None]:  # fmt: skip
    """Record a score inside another act; one at or below the policy's limit is put to the lead."""
    if not 1 <= score <= 5:
        raise BadInput("csat.score", score=score)
    case = uow.require(Case, case_id) if case_id else None
    if case is not None and uow.find(Csat, case_id=case_id, limit=1):
        raise Refused("csat.already", id=case_id)
    inquiry_id = inquiry_id or (case.inquiry_id if case else 0)
    inquiry = uow.require(Inquiry, inquiry_id) if inquiry_id else None
    order_id = order_id or (case.order_id if case else inquiry.order_id if inquiry else 0)
    order = uow.require(Order, order_id) if order_id else None
    comment = clean(comment, multiline=True).strip()
    row = uow.add(
        Csat(
            score=score, comment=comment, asked_by=uow.actor.agent, at=uow.now,
            agent=clean(agent).strip() or (case.owner if case else inquiry.owner if inquiry else "") or uow.actor.agent,
            category=category or (inquiry.category if inquiry else Category.AFTERSALE if case else Category.OTHER),
            buyer=clean(buyer).strip() or (order.buyer_nick if order else inquiry.buyer if inquiry else ""),
            order_id=order_id, order_no=order.order_no if order else "", inquiry_id=inquiry_id, case_id=case_id,
        )
    )  # fmt: skip
    if score > context.policies().followups.csat_low:
        return row, None
    question = t("csat.low", score=score, buyer=row.buyer, agent=row.agent)
    return row, put_question(uow, context, question, inquiry_id=inquiry_id, order_id=order_id, more=comment)
