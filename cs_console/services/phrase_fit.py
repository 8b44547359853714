"""Whether what was found fits what was looked for, or only shares a word or a sound with it (rules P4, P10, Q9)."""

from __future__ import annotations

from enum import StrEnum

from cs_console.services.ports.phrases import PhraseSearch

DOUBTFUL_BELOW = 0.2
"""A question that the books fit less surely has no phrase: of what buyers ask of the shipped books 4 in 100."""
NOTHING_BELOW = 0.12
"""What the books fit less surely than this is about something else; nothing is shown for it."""
PLAIN = 0.38
"""A search hit of at least this score has all that was typed; below are guesses at a mistyped or reworded query."""
GUESSED = 0.365
"""Of letters a guess of at least this score is at most two keys off."""

SLIPPED, SHORT = 0.59, 4
"""Of fewer hanzi than these a hit below this score only sounds a little like what was typed."""


class Fit(StrEnum):
    """How surely the best that was found is what was looked for."""

    SURE = "sure"
    WEAK = "weak"
    NONE = "none"


def fit_of(index: PhraseSearch, query: str, best: float) -> Fit:
    """How surely a search whose best hit scores `best` found what was meant."""
    slipped = best < SLIPPED and len(query.strip()) < SHORT and not query.isascii()
    if best >= PLAIN and not slipped:
        return Fit.SURE
    sure = index.fit(query)
    if sure >= DOUBTFUL_BELOW:
        return Fit.SURE
    guessed = best >= PLAIN or (query.isascii() and best >= GUESSED)
    return Fit.WEAK if guessed or sure >= NOTHING_BELOW else Fit.NONE
