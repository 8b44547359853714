"""What services ask of the store about follow-ups."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from cs_console.domain.entities import Buyer, Case, Inquiry, Order
from cs_console.domain.feedback import Review
from cs_console.domain.followups import DueLook, Followup, FollowupKind


class FollowupReads(Protocol):
    """Reads about what falls due (rules U1, C3)."""

    def unpaid(self, since: datetime, order_id: int = 0) -> list[Order]:
        """Orders that wait for payment, ordered since a moment."""

    def signed(self, after: datetime, before: datetime, order_id: int = 0) -> list[Order]:
        """Orders signed for between two moments that nobody confirmed yet and no open case is about."""

    def solved(self, after: datetime, before: datetime, case_id: int = 0) -> list[Case]:
        """Cases closed between two moments that have no score yet."""

    def tagged(self, words: Sequence[str]) -> list[Buyer]:
        """Buyers one of whose tags holds one of these words."""

    def reviewable(self, since: datetime) -> bool:
        """Whether any order made since a moment was signed or completed, so that a review may have come."""

    def snoozed(self, until: datetime, inquiry_id: int = 0) -> list[Inquiry]:
        """Snoozed inquiries whose time comes until a moment."""

    def reviews(self, until: datetime, review_id: int = 0) -> list[Review]:
        """Reviews that fall due until a moment, answered or not."""

    def kept(self, kind: FollowupKind, subject_ids: Sequence[int]) -> list[Followup]:
        """What is kept of follow-ups of one kind."""

    def due_count(self, look: DueLook, *, sampled: bool) -> int:
        """How many items of the due list are due, by counting alone; birthdays, campaigns and reviews apart.

        With `sampled` only a share of signed orders and solved cases is followed up: those are left out too.
        """
