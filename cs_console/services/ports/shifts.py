"""What services ask of the store about shifts."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from cs_console.domain.entities import Break, Shift


class ShiftReads(Protocol):
    """Reads about shifts."""

    def running_of(self, agent: str) -> Shift | None:
        """The agent's shift that is not ended, if any."""

    def running(self) -> list[Shift]:
        """All shifts that are not ended, by start."""

    def breaks(self, shift_id: int) -> list[Break]:
        """The breaks of a shift, in order."""

    def waiting(self, agent: str | None = None) -> int:
        """Buyers who wait for a reply now: in anybody's hands, or in this agent's and unclaimed."""

    def offline_waiting(self) -> int:
        """Buyers who wrote while nobody was on duty and still wait (rule S4)."""

    def arrived_since(self, moment: datetime) -> int:
        """Inquiries received since a moment."""

    def orders_by_status(self) -> dict[str, int]:
        """How many orders are unpaid, and paid but not sent: what a starting shift checks (rule S4)."""
