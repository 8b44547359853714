"""The phrase index: every way of typing a query, ranked, within a few milliseconds for 50,000 texts (P4).

A lower rank is only looked at while the higher ones gave too few; guesses come last.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from cs_console.text.normalise import normalise, squeeze
from cs_console.text.search.packed import Later, State
from cs_console.text.search.ranks import INITIALS, MIXED, NEARLY, SAID, SURELY, SYNONYM, Entry, Hit
from cs_console.text.search.said import own_words
from cs_console.text.search.spelling import HANZI
from cs_console.text.search.suggest import Suggester
from cs_console.text.search.synonyms import Synonyms
from cs_console.text.search.tables import Tables
from cs_console.text.search.typed import bare, typed
from cs_console.text.search.ways import ENOUGH, MISTYPED_AT_LEAST, SLIGHTLY_MISTYPED, Found, Ways

FORMAT = 12
"""Raised whenever the tables or what goes into them change, so that no cache of another kind is read."""

MAX_QUERY = 200
_FILLED = re.compile("(?<={)[a-z_]+(?=[?}])")
SENTENCE, WORDS = 2, 3
"""From this many hanzi, or words, on, what was typed may be what a buyer said."""


def always() -> bool:
    """All parts are there."""
    return True


class PhraseIndex:
    """An immutable index over entries; build a new one when the phrasebooks change.

    `states` gives it as plain tables that a cache may keep, `restored` takes them back.
    """

    def __init__(self, entries: Iterable[Entry], synonyms: Sequence[Sequence[str]] = ()) -> None:
        listed = list(entries)
        rows = [
            (place, owner, _unnamed(normalise(text).replace("\n", " ")))
            for owner, entry in enumerate(listed)
            for place, text in enumerate(entry.texts)
        ]
        rows.sort(key=lambda row: row[0])  # questions before answers: a cut scan has seen the better texts
        self._names: Sequence[str] = [entry.key for entry in listed]
        self._owners: Sequence[int] = array("I", (owner for _, owner, _ in rows))
        self._places: Sequence[int] = array("I", (place for place, _, _ in rows))
        self._tables = Tables.build(text for _, _, text in rows)
        self._synonyms = Synonyms(synonyms)
        self._ways = Ways(self._tables, self._places, self._synonyms)
        self._asked = bytes(place < listed[owner].questions for place, owner, _ in rows)
        self._later: Later = lambda: None
        self._there = always

    def states(self) -> Iterator[State]:
        """Everything but the synonyms as plain strings and bytes: the core, what typos and what suggestions need."""
        numbers = (bytes(array("I", self._owners)), bytes(array("I", self._places)))
        yield "\n".join(self._names), *numbers, self._asked, self._tables.state()
        yield self._tables.typed.state()
        yield self._suggester.state()

    @classmethod
    def restored(
        cls, core: State, typing: Later, suggesting: Later, synonyms: Sequence[Sequence[str]] = (),
        there: Callable[[], bool] = always,
    ) -> PhraseIndex:  # fmt: skip
        """The index of a state; its second and third part are read when the first typo or sentence comes.

        Until the third is `there`, sentences have no answer.
        """
        index = cls.__new__(cls)
        names, owners, places, index._asked, tables = core
        index._names = names.split("\n") if owners else []
        index._owners = memoryview(owners).cast("I")
        index._places = memoryview(places).cast("I")
        index._tables = Tables.restored(tables, typing)
        index._synonyms = Synonyms(synonyms)
        index._ways = Ways(index._tables, index._places, index._synonyms)
        index._later, index._there = suggesting, there
        return index

    @cached_property
    def _suggester(self) -> Suggester:
        """What suggestions need: only a buyer's sentence asks for it."""
        state = self._later()
        if state is None:
            return Suggester.build(self._owners, self._tables.texts, self._asked, self._synonyms)
        return Suggester.restored(state, self._owners, self._tables.texts, self._synonyms)

    def __len__(self) -> int:
        return len(self._owners)

    def search(self, query: str, limit: int = 20) -> list[Hit]:
        """The best hit of each key for what was typed, best first (rule P4)."""
        looked_for = typed(query[:MAX_QUERY])
        hits: dict[str, Hit] = {}
        if not looked_for or not self._owners or limit < 1:
            return []
        self._find(hits, looked_for, limit)
        words = bare(looked_for)
        if words != looked_for and _surest(hits) < SYNONYM:
            self._find(hits, words, limit)
        self._guess(hits, words, limit)
        return sorted(hits.values(), key=lambda hit: -hit.score)[:limit]

    def _find(self, hits: dict[str, Hit], looked_for: str, limit: int) -> None:
        """What holds what was typed, as it stands, by sound, by meaning or but for a slip."""
        for rank in self._ways.ranks(looked_for, limit):
            self._keep(hits, rank)
            if len(hits) >= limit:
                break
        surest = _surest(hits)
        if surest < SYNONYM:  # shiping is pinyin too
            self._keep(hits, self._ways.nearly_latin(looked_for, limit))
        thin = len(hits) < limit and min(looked_for) >= HANZI
        if (surest < MIXED or thin) and " " not in looked_for:
            self._keep(hits, self._ways.nearly(looked_for, max(4 * limit, 80), sounds=surest < MIXED))

    def _guess(self, hits: dict[str, Hit], words: str, limit: int) -> None:
        """What may have been meant where little was found: a mistyped key, a buyer's sentence."""
        surest = _surest(hits)
        letters = max(words) < HANZI
        if letters and surest < INITIALS:
            self._keep(hits, self._ways.nearly_initials(words))
            self._keep(hits, self._ways.bag_of_sounds(words, 4 * limit))
        if len(hits) < ENOUGH and (letters or surest < SYNONYM):  # hanzi that stand there are no slip
            self._keep(hits, self._ways.guesses(words, MISTYPED_AT_LEAST if surest < MIXED else SLIGHTLY_MISTYPED))
        if surest < NEARLY and (sum(char >= HANZI for char in words) >= SENTENCE or words.count(" ") >= WORDS - 1):
            for hit in self.suggest(words, limit):
                score = round(SAID + hit.score * SURELY, 2)
                known = hits.get(hit.key)
                if known is None or known.score < score:  # what was found shows where the words stand
                    hits[hit.key] = replace(known if known and known.spans else hit, score=score, words=())

    def _keep(self, hits: dict[str, Hit], found: Iterable[Found]) -> None:
        """Put what was found into `hits` where it is better than what its key has."""
        for number, score, spans in found:
            owner = self._owners[number]
            key = self._names[owner]
            if key not in hits or hits[key].score < score:
                hits[key] = Hit(key, self._places[number], round(score, 2), spans, owner=owner)

    def suggest(self, sentence: str, limit: int = 5) -> list[Hit]:
        """Phrases that answer a buyer's sentence, best first; scores lie between 0 and 1."""
        return [
            Hit(self._names[one.owner], self._places[one.number], one.score, words=one.words, owner=one.owner)
            for one in (self._suggester.answers(self._said(sentence), limit) if self._there() else ())
        ]

    def fit(self, sentence: str) -> float:
        """How sure it is that some phrase answers a buyer's sentence, 0–1; 1 while nobody can tell."""
        return self._suggester.fit(self._said(sentence)) if self._there() else 1.0

    def complete(self) -> None:
        """Wait until sentences are answered too."""
        self._suggester  # noqa: B018 - read, or waited for

    def _said(self, sentence: str) -> str:
        return self._ways.spelt(squeeze(normalise(own_words(sentence))))


def _unnamed(text: str) -> str:
    """A text without the names of what is filled in: 券 is typed quan, which {quantity} has nothing of."""
    return _FILLED.sub(lambda name: "_" * len(name[0]), text)


def _surest(hits: Mapping[str, Hit]) -> float:
    return max((hit.score for hit in hits.values()), default=0.0)
