"""Who turns an answered question into a phrase of the books."""

from __future__ import annotations

from typing import Protocol

from cs_console.domain.entities import Actor


class Proposed(Protocol):
    """A proposal as put forward."""

    @property
    def phrase_id(self) -> str:
        """The name under which the admin finds it."""


class PhraseProposals(Protocol):
    """The desk where the admin finds what the books should learn (rule Q9)."""

    def propose(self, actor: Actor, question: str, answer: str) -> Proposed:
        """Put a question and its answer forward; `CsError` when the answer may not be told to buyers."""
