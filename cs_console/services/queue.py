"""The inquiry queue: reading it in the order of work, and everything that is done to it (rules Q1–Q8)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from cs_console.domain.entities import Actor, Buyer, Inquiry, Order, Promise
from cs_console.domain.inquiries import Move
from cs_console.domain.sla import business_day_start
from cs_console.domain.worklist import QueueCounts, QueueCursor, QueueFilter, QueueRow, Waiting
from cs_console.errors import NotFound
from cs_console.services.queue_moves import moved
from cs_console.services.queue_replies import QueueReplies
from cs_console.services.queue_views import InquiryDetail, QueuePage, Replied
from cs_console.services.roles import Permission, require

__all__ = ["InquiryDetail", "QueueFilter", "QueuePage", "QueueRow", "QueueService", "Replied"]

_EVENTS_SHOWN = 50
_HEARD = 2_000
"""So many who wait are listened to; with more of them nobody needs a bell."""


class QueueService(QueueReplies):
    """One view of all channels (rule Q7); the moves stand in `queue_moves`, the talk in `queue_replies`."""

    def page(
        self, actor: Actor, wanted: QueueFilter | None = None, *, limit: int = 50,
        after: QueueCursor | None = None,
    ) -> QueuePage:  # fmt: skip
        """One page in the order of work: breached, time left, priority (rule Q4); by keyset, never OFFSET."""
        wanted = wanted or QueueFilter()
        now = self._context.now()
        with self._context.uow.read() as uow:
            rows = uow.queue.page(wanted, now, limit + 1, after)
            total = uow.queue.matching(wanted, now)
            counts = uow.queue.counts(now, self._day_start(now))
        more = len(rows) > limit
        shown = tuple(rows[:limit])
        return QueuePage(shown, total, counts, shown[-1].cursor() if more and shown else None)

    def show(self, inquiry_id: int) -> InquiryDetail:
        """An inquiry with its conversation, order, buyer, promises and history."""
        with self._context.uow.read() as uow:
            inquiry = uow.require(Inquiry, inquiry_id)
            row = uow.queue.row(inquiry_id)
            if row is None:
                raise NotFound("inquiry.unknown", id=inquiry_id)
            return InquiryDetail(
                inquiry=inquiry,
                row=row,
                messages=tuple(uow.queue.messages(inquiry_id)),
                order=uow.get(Order, inquiry.order_id) if inquiry.order_id else None,
                buyer=uow.get(Buyer, inquiry.buyer_id) if inquiry.buyer_id else None,
                promises=tuple(uow.find(Promise, inquiry_id=inquiry_id)),
                events=tuple(uow.journal.history("Inquiry", inquiry_id, _EVENTS_SHOWN)),
            )

    def link(self, actor: Actor, inquiry_id: int, order_id: int) -> Inquiry:
        """Say which order an open inquiry is about; naming another one than before is a correction (rule O4)."""
        with self._context.uow.write(actor, "inquiry.link") as uow:
            inquiry, order = uow.require(Inquiry, inquiry_id), uow.require(Order, order_id)
            return uow.change(
                inquiry, state=moved(Move.CATEGORIZE, inquiry), order_id=order.id, order_no=order.order_no,
                shop=order.shop or inquiry.shop,
            )  # fmt: skip

    def unmask(self, actor: Actor, ids: Sequence[int]) -> None:
        """Let somebody look at the private details in these conversations; who looked is recorded (rule X1)."""
        require(actor, Permission.UNMASK)
        with self._context.uow.write(actor, "buyer.unmask") as uow:
            for inquiry_id in ids:
                uow.note("Inquiry", uow.require(Inquiry, inquiry_id).id, fields=["text", "name", "phone"])

    def returned(self, actor: Actor, since: datetime) -> tuple[QueueRow, ...]:
        """What came since then of inquiries that the actor had passed on, the newest first (rule Q6)."""
        with self._context.uow.read() as uow:
            return tuple(uow.queue.returned_to(actor.agent, since))

    def waiting(self) -> tuple[Waiting, ...]:
        """All who wait, for the bell: what a filter hides rings just the same (rule E2)."""
        with self._context.uow.read() as uow:
            return tuple(uow.queue.waiting(_HEARD))

    def counts(self, now: datetime | None = None) -> QueueCounts:
        """The queue in figures, for the top line."""
        moment = now or self._context.now()
        with self._context.uow.read() as uow:
            return uow.queue.counts(moment, self._day_start(moment))

    def version(self) -> int:
        """Grows with every act of anybody: poll it, and read again only when it did."""
        with self._context.uow.read() as uow:
            return uow.queue.version()

    def _day_start(self, now: datetime) -> datetime:
        return business_day_start(self._context.policies().shifts, self._context.zone, now)
