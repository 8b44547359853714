"""One row of the phrase list: a phrase in the variant that this buyer would get, and why it stands there (P2, P4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cs_console.domain.conditions import Context
from cs_console.domain.filling import fill
from cs_console.domain.phrases import Phrase, pick_variant
from cs_console.services.phrase_values import Situation


@dataclass(frozen=True, slots=True)
class PhraseHit:
    """One row of the phrase list: which phrase, the variant this buyer would get, where the query matched.

    A suggestion says why: the wording it resembles (`why`), the words they share (`words`), and how often
    agents picked the phrase for a question like this one (`picked`). `weak`: even the best of the list only
    shares a word or a sound with what was looked for.
    """

    id: str
    group: str
    question: str
    variant: int
    text: str
    score: float
    matched: str = ""
    spans: tuple[tuple[int, int], ...] = ()
    why: str = ""
    personal: bool = False
    words: tuple[str, ...] = ()
    picked: int = 0
    weak: bool = False


@dataclass(frozen=True, slots=True)
class PhraseRow:
    """What a row of the list is made with: the same for all rows of one look."""

    situation: Situation
    context: Context
    known: Mapping[str, str]
    told: Mapping[str, list[str]]

    def hit(
        self, phrase: Phrase, score: float, matched: str = "", spans: tuple[tuple[int, int], ...] = (),
        *, weak: bool = False,
    ) -> PhraseHit:  # fmt: skip
        """The phrase in the variant that this buyer would get."""
        picked = pick_variant(phrase, self.told.get(phrase.id, ()), self.context)
        number = max(picked.index, 0)
        text = fill(phrase.variants[number].text, self.known).text
        return PhraseHit(
            phrase.id, phrase.group, phrase.question, number, text, round(score, 4), matched, spans,
            personal=phrase.personal, weak=weak,
        )  # fmt: skip
