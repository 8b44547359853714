"""What services ask of the store about phrases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol


class PhraseReads(Protocol):
    """Reads about phrase uses."""

    def told(self, buyer: str) -> list[tuple[str, str]]:
        """(phrase id, variant hash) of everything a buyer was told, oldest first (rule P2)."""

    def use_counts(self, agent: str | None = None) -> Mapping[str, int]:
        """How often each phrase was used, by everybody or by one agent (rule P10)."""

    def usage(self) -> list[tuple[str, str, int, int]]:
        """(phrase id, agent, used, edited before use), most used first (rule P10)."""


class PhraseSearch(Protocol):
    """An index over the books in force (rule P4); `text.search` implements it."""

    def find(self, query: str, limit: int) -> list[tuple[str, float, str, tuple[tuple[int, int], ...]]]:
        """(phrase id, score, matched text, spans in it), best first."""

    def suggest(self, sentence: str, limit: int) -> list[tuple[str, float, str]]:
        """(phrase id, score, the wording it resembles) for what a buyer wrote, best first."""
