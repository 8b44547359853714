"""What services ask of the store about phrases."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol


class PhraseReads(Protocol):
    """Reads about phrase uses."""

    def told(self, buyer: str) -> list[tuple[str, str, datetime]]:
        """(phrase id, variant hash, when) of everything a buyer was told, oldest first (rule P2)."""

    def use_counts(self, agent: str | None = None) -> Mapping[str, int]:
        """How often each phrase was used, by everybody or by one agent (rule P10)."""

    def picks(self, *, after: int, limit: int) -> list[tuple[int, str, str, str]]:
        """(use, phrase id, agent, what the buyer said before it) of the newest uses after one, oldest first."""

    def count_uses(self, first: int, last: int) -> int:
        """How many uses there are from one to another: fewer than before when some were taken back."""

    def uses_after(self, after: int, *, limit: int) -> list[tuple[int, str, str, datetime]]:
        """(use, phrase id, agent, when) of the newest uses after one, oldest first."""

    def latest_use(self) -> int:
        """The newest use's id, 0 without any."""

    def uses_between(self, since: datetime, until: datetime) -> list[tuple[datetime, str, str, bool]]:
        """(when, agent, phrase id, edited before use) of every use in a period, oldest first (rule P10)."""

    def last_used(self) -> Mapping[str, datetime]:
        """When each phrase was last used by anybody (rule P10)."""

    def noted_between(
        self, act: str, since: datetime, until: datetime
    ) -> list[tuple[datetime, str, Mapping[str, Any]]]:
        """(when, who, facts) of the events that record what was done without a use, such as a rejected preview."""

    def overridden(self, since: datetime, until: datetime) -> list[tuple[datetime, str, str]]:
        """(when, agent, phrase id, "" own words) of replies that went out with words warned of, oldest first (P6)."""

    def unanswered(self, since: datetime, until: datetime, limit: int) -> list[tuple[int, str, str, datetime]]:
        """(inquiry, buyer, what was asked, when) of inquiries that no phrase answered, newest first (rule P10)."""


class PhraseSearch(Protocol):
    """An index over the books in force (rule P4); `text.search` implements it."""

    def find(self, query: str, limit: int) -> list[tuple[str, float, str, tuple[tuple[int, int], ...]]]:
        """(phrase id, score, matched text, spans in it), best first."""

    def suggest(self, sentence: str, limit: int) -> list[tuple[str, float, str, tuple[str, ...]]]:
        """(phrase id, score, the wording it resembles, by which words) for what a buyer wrote, best first."""

    def complete(self) -> None:
        """Wait until suggestions are there: big books can be searched before."""

    def fit(self, sentence: str) -> float:
        """How sure it is that some phrase answers a sentence, 0–1; near 0 where the books speak of something else."""
