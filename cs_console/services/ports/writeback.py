"""What services ask of the store about the outbox of remarks and flags."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from cs_console.domain.vocabulary import Platform
from cs_console.domain.writebacks import OPEN_STATES, WriteBack, WriteBackState


class WriteBackReads(Protocol):
    """Reads about the outbox."""

    def open_rows(self, order_ids: Sequence[int]) -> dict[int, WriteBack]:
        """The row of each order that is not done, by order."""

    def sent(self, order_ids: Sequence[int]) -> dict[int, list[WriteBack]]:
        """The settled rows of each order, newest first."""

    def due(self, platforms: Sequence[Platform], now: datetime | None, limit: int | None) -> list[WriteBack]:
        """Queued rows of these platforms, oldest first; with `now` only those whose next try has come."""

    def listed(
        self, limit: int, *, states: Sequence[WriteBackState] = OPEN_STATES, platform: Platform | None = None
    ) -> list[WriteBack]:
        """Rows in these states, the newest first."""

    def counts(self) -> dict[WriteBackState, int]:
        """How many rows are not done, by state."""
