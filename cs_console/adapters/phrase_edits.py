"""Search over books that were just edited: the former index serves on, beside a small one of what changed (rule P4).

Indexing 50,000 texts takes seconds; one phrase a millisecond. Until the whole books are indexed anew an edit is
found at once, what it took away is not, and suggestions know a changed phrase by its former wordings.
"""

from __future__ import annotations

from collections.abc import Sequence

from cs_console.adapters.phrase_search import BookIndex
from cs_console.domain.phrases import Books, Phrase

MOST = 200
"""With more phrases changed the whole books are indexed before they serve."""

Found = tuple[str, float, str, tuple[tuple[int, int], ...]]
Suggested = tuple[str, float, str, tuple[str, ...]]


class EditedIndex:
    """Implements `services.ports.phrases.PhraseSearch` over a former index and what changed since."""

    def __init__(self, former: BookIndex, books: Books, changed: Sequence[Phrase], stale: frozenset[str]) -> None:
        self.former = former
        self._changed = BookIndex(changed, books.synonyms)
        self._stale = stale
        self._gone = stale - {phrase.id for phrase in changed}
        self._whole: BookIndex | None = None

    @classmethod
    def of(cls, former: BookIndex, before: Books, books: Books) -> EditedIndex | None:
        """The search over `books` by an index of those before; None when too much changed."""
        if before.synonyms != books.synonyms:
            return None
        known = {phrase.id: phrase for phrase in before.phrases}
        changed = [phrase for phrase in books.phrases if not _alike(known.pop(phrase.id, None), phrase)]
        stale = frozenset(known) | {phrase.id for phrase in changed}
        return cls(former, books, changed, stale) if len(stale) <= MOST else None

    def becomes(self, whole: BookIndex) -> None:
        """From now on the index of the whole books serves."""
        self._whole = self.former = self._changed = whole

    def complete(self) -> None:
        """Wait until suggestions are there too: the former index gives them."""
        self.former.complete()

    def find(self, query: str, limit: int) -> list[Found]:
        """(phrase id, score from 0 to about 1, matched text, spans in it), best first."""
        if self._whole is not None:
            return self._whole.find(query, limit)
        found = [hit for hit in self.former.find(query, limit + len(self._stale)) if hit[0] not in self._stale]
        found += self._changed.find(query, limit)
        return sorted(found, key=lambda hit: -hit[1])[:limit]

    def suggest(self, sentence: str, limit: int) -> list[Suggested]:
        """(phrase id, score from 0 to 1, the wording it resembles, by which words), best first."""
        if self._whole is not None:
            return self._whole.suggest(sentence, limit)
        suggested = self.former.suggest(sentence, limit + len(self._gone))
        return [one for one in suggested if one[0] not in self._gone][:limit]

    def fit(self, sentence: str) -> float:
        """How sure it is that some phrase answers a sentence, 0–1: one of before, or one that changed."""
        return max(self.former.fit(sentence), self._changed.fit(sentence))


def _alike(before: Phrase | None, now: Phrase) -> bool:
    """Whether search knows both by the same texts; the line in the file, the group and tags do not matter to it."""
    if before is None:
        return False
    return before.search_texts == now.search_texts and (before.asks, before.answers) == (now.asks, now.answers)
