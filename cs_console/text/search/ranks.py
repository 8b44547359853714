"""What is searched, what is found, and how the ways of finding rank (rule P4).

Ranks: exact > beginning > part > synonym > pinyin > English word with one slip > a synonym's pinyin > same sound
> initials > another number > words in any order > mistyped. A text within a rank is lifted by up to 50 points, so
that 「shiping」 finds the question about shipping before an answer that happens to hold 「是平」.
"""

from __future__ import annotations

from dataclasses import dataclass

(
    EXACT, BEGINS, PART, SYNONYM, PINYIN, SLIPPED, MEANT, SOUND, MIXED, INSIDE, NEARLY, INITIALS, NUMBERED, WORDS,
    BAG, INITIALS_SLIPPED, MISTYPED, SAID,
) = (1000, 900, 800, 740, 700, 690, 680, 640, 600, 570, 540, 480, 460, 430, 415, 385, 280, 250)  # fmt: skip
SURELY = 350
"""How far a sentence that plainly asks a question lifts it: a likeness of 1 stands with what sounds the same."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What is searched under one key; the first `questions` of its texts are wordings of the question."""

    key: str
    texts: tuple[str, ...]
    questions: int = 1


@dataclass(frozen=True, slots=True)
class Hit:
    """A found key: its best text, a score that only orders, and where in that text the query stands.

    `words` are what a buyer's sentence has in common with the text, where one was asked about; `owner` is
    the place of the key's entry among the entries.
    """

    key: str
    text_index: int
    score: float
    spans: tuple[tuple[int, int], ...] = ()
    words: tuple[str, ...] = ()
    owner: int = 0
