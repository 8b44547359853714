"""The search over the phrasebooks, as services see it (rule P4)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cs_console.domain.phrases import Phrase
from cs_console.text.search import Entry, PhraseIndex
from cs_console.text.search.packed import State

_FULL_SCORE = 1000.0


class BookIndex:
    """Implements `services.ports.phrases.PhraseSearch` over one state of the books."""

    def __init__(
        self, phrases: Sequence[Phrase], synonyms: Sequence[Sequence[str]], index: PhraseIndex | None = None
    ) -> None:
        """Index phrases, unless there is an `index` of these very phrases already."""
        self._phrases = phrases
        self._index = PhraseIndex(map(_entry, phrases), synonyms) if index is None else index

    def states(self) -> Iterator[State]:
        """The index as plain tables, for a cache: what searches need, what typos, what suggestions."""
        return self._index.states()

    def complete(self) -> None:
        """Wait until suggestions are there too."""
        self._index.complete()

    def find(self, query: str, limit: int) -> list[tuple[str, float, str, tuple[tuple[int, int], ...]]]:
        """(phrase id, score from 0 to about 1, matched text, spans in it), best first."""
        return [
            (hit.key, hit.score / _FULL_SCORE, self._phrases[hit.owner].search_texts[hit.text_index], hit.spans)
            for hit in self._index.search(query, limit)
        ]

    def suggest(self, sentence: str, limit: int) -> list[tuple[str, float, str, tuple[str, ...]]]:
        """(phrase id, score from 0 to 1, the wording it resembles, by which words), best first."""
        return [
            (hit.key, hit.score, self._phrases[hit.owner].search_texts[hit.text_index], hit.words)
            for hit in self._index.suggest(sentence, limit)
        ]

    def fit(self, sentence: str) -> float:
        """How sure it is that some phrase answers a sentence, 0–1."""
        return self._index.fit(sentence)


def _entry(phrase: Phrase) -> Entry:
    return Entry(phrase.id, phrase.search_texts, len(phrase.wordings) if phrase.answers else 0)
