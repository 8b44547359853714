"""What the queue services give back: frozen snapshots that cross threads (rules Q1–Q8)."""

from __future__ import annotations

from dataclasses import dataclass

from cs_console.domain.entities import Buyer, Event, Inquiry, Message, Order, Promise
from cs_console.domain.guard import Finding
from cs_console.domain.worklist import QueueCounts, QueueCursor, QueueRow
from cs_console.services.promises import Suggested


@dataclass(frozen=True, slots=True)
class QueuePage:
    """One page in the order of work (Q4). `total` rows fit the filter; `after` continues, None at the end."""

    rows: tuple[QueueRow, ...]
    total: int
    counts: QueueCounts
    after: QueueCursor | None = None

    @property
    def waiting(self) -> int:
        """Buyers who are owed a reply."""
        return self.counts.waiting

    @property
    def overdue(self) -> int:
        """Buyers who wait beyond the limit."""
        return self.counts.overdue

    @property
    def closed_today(self) -> int:
        """Inquiries closed on this business day."""
        return self.counts.closed_today


@dataclass(frozen=True, slots=True)
class InquiryDetail:
    """An inquiry with its conversation and what belongs to it; `row` is its line in the queue."""

    inquiry: Inquiry
    row: QueueRow
    messages: tuple[Message, ...]
    order: Order | None
    buyer: Buyer | None
    promises: tuple[Promise, ...]
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A phrase that a reply is made of: which angle of it, and whether its words were changed (rules P2, P10)."""

    phrase_id: str
    variant_hash: str
    edited: bool = False


@dataclass(frozen=True, slots=True)
class Replied:
    """A logged reply: the act that undo takes back, the line, the inquiry as it stands now.

    `findings` are what it went out with (recorded), `promises` what it promises, for the remark (rule P9).
    """

    act_id: int
    message: Message
    inquiry: Inquiry
    findings: tuple[Finding, ...] = ()
    promises: tuple[Suggested, ...] = ()
