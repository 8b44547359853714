"""What services ask of the store about the journal."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, Protocol

from cs_console.domain.entities import Event


class JournalCheck(Protocol):
    """What checking the chain found: events read, payloads purged, (event number, what is wrong)."""

    @property
    def events(self) -> int:
        """Events read."""

    @property
    def head(self) -> str:
        """Hash of the last event."""

    @property
    def purged(self) -> int:
        """Payloads removed for privacy."""

    @property
    def problems(self) -> tuple[tuple[int, str], ...]:
        """Event number and one of ``missing``, ``unchained``, ``altered``, ``payload``."""

    @property
    def clock_back(self) -> tuple[int, ...]:
        """Events dated before the former one: somebody put a clock back."""


class JournalReads(Protocol):
    """Reads about the journal."""

    def history(self, entity: str, entity_id: int, limit: int = 50) -> list[Event]:
        """Events of one entity, newest first."""

    def remarks_on(self, entity: str, ids: Collection[int]) -> list[Event]:
        """Events of several entities of one kind that changed no state, newest first."""

    def of_act(self, act_id: int) -> list[Event]:
        """Events of one act, newest first."""

    def latest_act(self, actor: str, shift_id: int, skip: Collection[str] = ()) -> tuple[int, str] | None:
        """(id, kind) of the latest act of this shift that may be undone."""

    def latest_undo(self, actor: str, shift_id: int, skip: Collection[str] = ()) -> tuple[int, str] | None:
        """(id, kind of the act it undid) of the undo that a redo would take back."""

    def act_by_key(self, key: str) -> int:
        """The act with this idempotency key, else 0."""

    def last_act_at(self, actor: str, shift_id: int) -> datetime | None:
        """When somebody did something on a shift for the last time, by the store's own clock."""

    def undone(self, act_id: int) -> bool:
        """Whether an act was taken back already."""

    def count(self) -> int:
        """How many events there are."""

    def head(self) -> tuple[int, str]:
        """The last event's number and hash."""

    def knows(self, digest: str) -> bool:
        """Whether an event's hash begins so; the empty journal's head counts."""

    def last_id(self, entity: str) -> int:
        """The highest id of a kind that an event speaks of, else 0."""

    def notes(self, act: str) -> list[Event]:
        """Events of one kind of act that changed no state, newest first."""

    def replay(self, entity: str, ids: range) -> dict[int, dict[str, Any] | None]:
        """Rows of a kind as their events leave them; None where a purge took what would tell."""

    def verify(self) -> JournalCheck:
        """Check the whole chain."""
