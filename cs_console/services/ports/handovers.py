"""What services ask of the store about handovers."""

from __future__ import annotations

from typing import Protocol

from cs_console.domain.entities import Handover, HandoverItem, Order


class HandoverReads(Protocol):
    """Reads about handovers."""

    def draft_of(self, shift_id: int) -> Handover | None:
        """The shift's own log that is still a draft."""

    def undecided(self) -> list[Handover]:
        """Logs handed in and not sealed, oldest first: nothing may start over them (rule H5)."""

    def items(self, handover_id: int) -> list[HandoverItem]:
        """The items of a log."""

    def last_sealed(self) -> Handover | None:
        """The log sealed last: the one the next is chained to (rule H7)."""

    def recent(self, limit: int) -> list[Handover]:
        """Logs, newest first."""

    def times_carried(self, ref: str, shift_id: int) -> int:
        """In how many other shifts' handed-in logs a thing has stood already (rule H6)."""

    def flagged_in_progress(self) -> list[Order]:
        """Orders with a colour that means work and no end yet (rules H1, R3)."""
