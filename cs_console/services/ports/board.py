"""What services ask of the store for the live board."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from cs_console.domain.board import Load


class BoardReads(Protocol):
    """Counts by owner, each from an index of open rows."""

    def loads(self, now: datetime) -> list[Load]:
        """What each owner holds of the open queue, nobody ("") among them."""

    def longest_waiting(self) -> int:
        """The inquiry whose buyer waits longest, 0 when nobody waits."""

    def closed_by(self, since: datetime) -> Mapping[str, int]:
        """How many inquiries each owner closed since a moment."""
