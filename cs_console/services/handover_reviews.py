"""What a lead says about handover logs: comments, rating, sign-off; nobody signs off their own work (rule H8)."""

from __future__ import annotations

from cs_console.domain.entities import Actor, Handover, HandoverItem, HandoverReview
from cs_console.domain.vocabulary import HandoverState
from cs_console.errors import BadInput, Refused
from cs_console.services.context import ServiceContext
from cs_console.services.ports.uow import UnitOfWork
from cs_console.services.roles import Permission, require
from cs_console.text.clean import clean

LOWEST, HIGHEST = 1, 5
"""The bounds of a rating."""


class HandoverReviewService:
    """Comments, rating and sign-off of handed-in logs."""

    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    def comment(self, actor: Actor, handover_id: int, text: str, *, item_id: int = 0) -> HandoverReview:
        """Say something about a handed-in log or one of its items; the author sees it."""
        words = clean(text, multiline=True).strip()
        if not words:
            raise BadInput("review.empty")
        require(actor, Permission.REVIEW_HANDOVER)
        with self._context.uow.write(actor, "handover.comment") as uow:
            log = _reviewable(uow, actor, handover_id, item_id)
            return uow.add(
                HandoverReview(
                    handover_id=log.id, item_id=item_id, reviewer=actor.agent, written_at=uow.now, text=words
                )
            )

    def sign_off(self, actor: Actor, handover_id: int, rating: int, text: str = "") -> HandoverReview:
        """Rate a sealed log from 1 to 5 and close its review; once, and never one's own."""
        require(actor, Permission.REVIEW_HANDOVER)
        if not LOWEST <= rating <= HIGHEST:
            raise BadInput("review.rating", lowest=LOWEST, highest=HIGHEST)
        with self._context.uow.write(actor, "handover.sign_off") as uow:
            log = _reviewable(uow, actor, handover_id)
            if log.state is not HandoverState.SEALED:
                raise Refused("review.not_sealed", id=log.id)
            if earlier := uow.find(HandoverReview, handover_id=log.id, signed_off=True):
                raise Refused("review.signed", id=log.id, by=earlier[0].reviewer, at=earlier[0].written_at)
            return uow.add(
                HandoverReview(
                    handover_id=log.id, reviewer=actor.agent, written_at=uow.now, rating=rating, signed_off=True,
                    text=clean(text, multiline=True).strip(),
                )
            )  # fmt: skip

    def pending(self, limit: int = 50) -> tuple[Handover, ...]:
        """Sealed logs that no lead has signed off yet, oldest first; the empty log that began the chain is none."""
        with self._context.uow.read() as uow:
            done = {one.handover_id for one in uow.find(HandoverReview, signed_off=True)}
            logs = uow.find(Handover, state=HandoverState.SEALED.value)
        return tuple(one for one in logs if one.author and one.id not in done)[:limit]

    def of(self, handover_id: int) -> tuple[HandoverReview, ...]:
        """What was said about one log, in order."""
        with self._context.uow.read() as uow:
            return tuple(uow.find(HandoverReview, handover_id=handover_id))


def _reviewable(uow: UnitOfWork, actor: Actor, handover_id: int, item_id: int = 0) -> Handover:
    """The log, if it is handed in and the actor's hand is not in it."""
    log = uow.require(Handover, handover_id)
    if log.state is HandoverState.DRAFT:
        raise Refused("review.draft", id=log.id)
    if actor.agent in (log.author, log.taken_by):
        raise Refused("review.own", id=log.id, agent=actor.agent)
    if item_id and uow.require(HandoverItem, item_id).handover_id != log.id:
        raise BadInput("review.item", id=item_id, log=log.id)
    return log
