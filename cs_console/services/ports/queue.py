"""What services ask of the store about the queue."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from cs_console.domain.entities import Inquiry, Message, Order
from cs_console.domain.vocabulary import Platform
from cs_console.domain.worklist import QueueCounts, QueueCursor, QueueFilter, QueueRow, Waiting


class QueueReads(Protocol):
    """Reads about inquiries."""

    def page(self, wanted: QueueFilter, now: datetime, limit: int, after: QueueCursor | None = None) -> list[QueueRow]:
        """Rows in the order of work (rule Q4), from the cursor on."""

    def matching(self, wanted: QueueFilter, now: datetime) -> int:
        """How many rows the filter leaves."""

    def row(self, inquiry_id: int) -> QueueRow | None:
        """One row by its id."""

    def waiting(self, limit: int) -> list[Waiting]:
        """Who waits, the most pressing first, whatever a screen shows."""

    def counts(self, now: datetime, since: datetime) -> QueueCounts:
        """The queue in figures; closed ones counted from `since` on."""

    def candidates(self, agent: str, now: datetime, skip: int, limit: int) -> list[int]:
        """What `agent` may take next, in the order of work (rules Q4, Q5)."""

    def lapsed(self, now: datetime, longest: datetime) -> list[Inquiry]:
        """Open inquiries whose claim ran out, or runs on for longer than any can (rule Q5)."""

    def due_snoozes(self, now: datetime) -> list[Inquiry]:
        """Snoozed inquiries whose time has come."""

    def held_by(self, console: str) -> list[int]:
        """Open inquiries that a console holds."""

    def returned_to(self, agent: str, since: datetime) -> list[QueueRow]:
        """Inquiries closed since then that `agent` had passed on, the newest first: results that come back (Q6)."""

    def messages(self, inquiry_id: int) -> list[Message]:
        """A conversation in the order of time."""

    def unconfirmed(self, agent: str) -> list[Message]:
        """Replies copied by `agent` that nobody knows to have been sent (rule E5), oldest first."""

    def inquiries_of(self, platform: Platform, buyer: str, limit: int) -> list[Inquiry]:
        """A buyer's inquiries, newest first."""

    def messages_of(self, inquiry_ids: list[int]) -> list[Message]:
        """The lines of several inquiries in the order of time."""

    def latest_order(self, platform: Platform, buyer: str) -> Order | None:
        """The buyer's latest order."""

    def version(self) -> int:
        """A number that grows with every act: a cheap sign that something changed."""
