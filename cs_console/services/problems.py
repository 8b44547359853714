"""Problem items (问题件): what cannot be solved at once, flagged yellow and answered afterwards (rule A8)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from cs_console.domain.entities import Actor, Order
from cs_console.domain.feedback import ProblemItem
from cs_console.domain.gaps import QuestionState
from cs_console.domain.vocabulary import Flag
from cs_console.errors import BadInput, Refused
from cs_console.services.context import ServiceContext
from cs_console.services.ports.uow import UnitOfWork
from cs_console.services.saved import Saved
from cs_console.text.clean import clean


class ProblemService:
    """What ``cs-console problem`` does; parcel claims have a flow of their own in `cases`."""

    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    def add(
        self, actor: Actor, order_id: int, problem: str, demand: str, *, purchased_on: date | None = None,
        slip_no: str = "",
    ) -> Saved[ProblemItem]:  # fmt: skip
        """Record a problem item and flag its order yellow; day of purchase and slip number follow from the order."""
        problem, demand = clean(problem, multiline=True).strip(), clean(demand, multiline=True).strip()
        if not problem or not demand:
            raise BadInput("problem.incomplete", missing="problem" if not problem else "demand")
        with self._context.uow.write(actor, "problem.add") as uow:
            order = uow.require(Order, order_id)
            row = uow.add(
                ProblemItem(
                    order_id=order.id, order_no=order.order_no, buyer=order.buyer_nick,
                    purchased_on=purchased_on or self._ordered_on(order),
                    slip_no=clean(slip_no).strip() or order.tracking_no,
                    problem=problem, demand=demand, agent=actor.agent, owner=actor.agent, at=uow.now,
                    due_at=uow.now + timedelta(hours=self._context.policies().shop.reply_hours),
                )
            )  # fmt: skip
            _flag(uow, order)
        return Saved(uow.act_id, row)

    def answer(self, actor: Actor, item_id: int, answer: str) -> Saved[ProblemItem]:
        """Note the answer the buyer was given; a problem item is open until then."""
        answer = clean(answer, multiline=True).strip()
        if not answer:
            raise BadInput("question.empty_answer")
        with self._context.uow.write(actor, "problem.answer") as uow:
            row = uow.require(ProblemItem, item_id)
            if row.state is QuestionState.ANSWERED:
                raise Refused("question.answered", id=item_id, by=row.answered_by)
            row = uow.change(
                row, state=QuestionState.ANSWERED, answer=answer, answered_by=actor.agent, answered_at=uow.now
            )
        return Saved(uow.act_id, row)

    def list(
        self, states: tuple[QuestionState, ...] = (QuestionState.OPEN,), order_id: int = 0, limit: int | None = None
    ) -> tuple[ProblemItem, ...]:
        """Problem items, the oldest due first."""
        equals: dict[str, Any] = {"order_id": order_id} if order_id else {}
        with self._context.uow.read() as uow:
            found = uow.find(ProblemItem, state=[one.value for one in states or tuple(QuestionState)], **equals)
        return tuple(sorted(found, key=lambda one: (one.due_at or one.at, one.id)))[:limit]

    def _ordered_on(self, order: Order) -> date | None:
        return order.ordered_at.astimezone(self._context.zone).date() if order.ordered_at else None


def _flag(uow: UnitOfWork, order: Order) -> None:
    """Yellow marks a problem item; a green suspicion is stronger and stays (rule R3)."""
    if order.flag is not Flag.GREEN:
        uow.change(order, flag=Flag.YELLOW)
