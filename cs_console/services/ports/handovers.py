"""What services ask of the store about handovers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from cs_console.domain.entities import Handover, HandoverItem, Order
from cs_console.domain.handover import HandoverView, Leg
from cs_console.domain.vocabulary import Flag


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

    def legs(self, refs: Sequence[str], before: int) -> list[tuple[str, Leg]]:
        """The handed-in logs before `before` in which these things stood, oldest first (rule H6)."""

    def flagged_in_progress(self, flags: Collection[Flag]) -> list[Order]:
        """Orders under one of these colours that have no end yet, oldest first (rules H1, R3)."""


class HandoverFilesPort(Protocol):
    """Logs as files: rendered by `export`, written and read by the machine."""

    def render(
        self, view: HandoverView, zone: ZoneInfo, forms: Sequence[str], *, masked: bool = True, lang: str = ""
    ) -> Mapping[str, bytes]:
        """File suffix → bytes; in the language in use, or in `lang`."""

    def write(self, view: HandoverView, files: Mapping[str, bytes]) -> tuple[Path, ...]:
        """Write a log's files below `data/handovers/`, each whole or absent."""

    def read(self, path: Path) -> bytes:
        """A file's bytes; `BadInput` when there is none."""

    def schema(self) -> Mapping[str, Any]:
        """The JSON Schema of the JSON format."""

    def mark(self, text: str) -> Mapping[str, str]:
        """What a file says about the log it was made of: ``id``, ``signed``, ``seal``, ``head`` …"""
