"""Reviews on the platforms: read daily, the bad ones explained, the long ones thanked for (rule C3)."""

from __future__ import annotations

from datetime import datetime, timedelta

from cs_console.domain.entities import Actor, Order
from cs_console.domain.feedback import Review, ReviewKind, review_kind
from cs_console.domain.vocabulary import Platform
from cs_console.errors import BadInput
from cs_console.services.context import ServiceContext
from cs_console.services.saved import Saved
from cs_console.text.clean import clean


class ReviewService:
    """What ``cs-console review`` does; the due list carries each one that asks for an answer.

    No platform's export of reviews has a documented form, so they are written down by hand.
    """

    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    def add(
        self, actor: Actor, stars: int, text: str = "", *, order_id: int = 0, buyer: str = "", goods: str = ""
    ) -> Saved[Review]:  # fmt: skip
        """Write a review down; a bad one and a long good one fall due at once, each with its phrase."""
        if not 1 <= stars <= 5:
            raise BadInput("review.stars", stars=stars)
        text = clean(text, multiline=True).strip()
        policy = self._context.policies().followups
        kind = review_kind(
            stars, text, negative_stars=policy.negative_review_stars, long_length=policy.long_review_length
        )
        with self._context.uow.write(actor, "review.add") as uow:
            order = uow.require(Order, order_id) if order_id else None
            limit = uow.now + timedelta(hours=policy.negative_review_hours)
            row = uow.add(
                Review(
                    stars=stars, text=text, kind=kind, order_id=order_id, agent=actor.agent, at=uow.now,
                    platform=order.platform if order else Platform.OTHER,
                    buyer=clean(buyer).strip() or (order.buyer_nick if order else ""),
                    order_no=order.order_no if order else "",
                    goods=clean(goods).strip() or (order.goods if order else ""),
                    due_at=None if kind is ReviewKind.PLAIN else uow.now,
                    limit_at=limit if kind is ReviewKind.NEGATIVE else None,
                )
            )  # fmt: skip
        return Saved(uow.act_id, row)

    def list(self, start: datetime, end: datetime, limit: int | None = None) -> tuple[Review, ...]:
        """Reviews written down in a stretch of time, the newest first."""
        with self._context.uow.read() as uow:
            found = uow.registers.between(Review, "at", start, end)
        return tuple(reversed(found))[:limit]
