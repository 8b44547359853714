"""Several phrases in one reply: what became of each by the time the reply left (rules P2, P10)."""

from __future__ import annotations

from difflib import SequenceMatcher
from enum import StrEnum

LEFT_OVER = 0.4
"""The share of a phrase's own words that must still stand in a reply for the phrase to count as told."""

_RUN = 3
"""Shorter runs of equal characters are chance."""


class Fate(StrEnum):
    """What became of a phrase that was put into a reply."""

    KEPT = "kept"
    EDITED = "edited"
    GONE = "gone"


def fate_of(phrase: str, reply: str) -> Fate:
    """Whether a phrase stands in the reply word for word, changed, or no longer."""
    phrase, reply = phrase.strip(), reply.strip()
    if phrase in reply:
        return Fate.KEPT
    matcher = SequenceMatcher(None, phrase, reply, autojunk=False)
    kept = sum(block.size for block in matcher.get_matching_blocks() if block.size >= _RUN)
    return Fate.EDITED if kept >= LEFT_OVER * len(phrase) else Fate.GONE


def joined(before: str, phrase: str, after: str) -> str:
    """What to insert between `before` and `after` so that the phrase has its own lines (rule P2)."""
    lead = "\n" if before and not before.endswith("\n") else ""
    tail = "\n" if after and not after.startswith("\n") else ""
    return f"{lead}{phrase}{tail}"
