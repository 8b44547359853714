"""The phrase index: every way of typing a query, ranked, within a few milliseconds for 50,000 texts (P4).

A lower rank is only looked at while the higher ones gave too few. Literal search is `str.find` over one
joined text; everything else narrows bit sets first and then looks at a few hundred texts.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import islice, pairwise

from cs_console.text.normalise import normalise, squeeze
from cs_console.text.pinyin import readings
from cs_console.text.search.bits import members, ranked_votes
from cs_console.text.search.features import HANZI
from cs_console.text.search.nearly import in_hanzi, in_letters
from cs_console.text.search.packed import Later, State
from cs_console.text.search.query import Reading, homophones, meanings
from cs_console.text.search.ranks import (
    BAG,
    BEGINS,
    EXACT,
    INITIALS,
    INSIDE,
    MISTYPED,
    MIXED,
    NEARLY,
    PART,
    PINYIN,
    SAID,
    SOUND,
    SURELY,
    SYNONYM,
    WORDS,
    Entry,
    Hit,
)
from cs_console.text.search.runs import all_words, find_run
from cs_console.text.search.suggest import Suggester
from cs_console.text.search.synonyms import Synonyms
from cs_console.text.search.tables import Classes, Tables, letters_of

FORMAT = 3
"""Raised whenever the tables or what goes into them change, so that no cache of another kind is read."""

MAX_QUERY = 200
SCAN = 1500
"""How many candidates one way of reading a query may be checked against."""
VOTED = 300
"""How many candidates the typo search hands to the exact measure."""
FEW = 600
"""So many texts are looked through one by one; among more a search of the joined text is faster."""
ENOUGH = 5
"""With this many hits nobody needs guesses at mistyped keys."""
MISTYPED_AT_LEAST = 72
SENTENCE = 5
"""From this many hanzi on, what was typed may be a buyer's sentence."""

Found = tuple[int, float, tuple[tuple[int, int], ...]]


class PhraseIndex:
    """An immutable index over entries; build a new one when the phrasebooks change.

    `state` gives it as plain tables that a cache may keep, `restored` takes them back.
    """

    def __init__(self, entries: Iterable[Entry], synonyms: Sequence[Sequence[str]] = ()) -> None:
        listed = list(entries)
        rows = [
            (place, owner, normalise(text).replace("\n", " "))
            for owner, entry in enumerate(listed)
            for place, text in enumerate(entry.texts)
        ]
        rows.sort(key=lambda row: row[0])  # questions before answers: a cut scan has seen the better texts
        self._names: Sequence[str] = [entry.key for entry in listed]
        self._owners: Sequence[int] = array("I", (owner for _, owner, _ in rows))
        self._places: Sequence[int] = array("I", (place for place, _, _ in rows))
        self._tables = Tables.build(text for _, _, text in rows)
        self._synonyms = Synonyms(synonyms)
        self._asked = bytes(place < listed[owner].questions for place, owner, _ in rows)
        self._later: Later = lambda: None

    def state(self) -> tuple[State, State, State]:
        """Everything but the synonyms as plain strings and bytes: the core, what typos and what suggestions need."""
        numbers = (bytes(array("I", self._owners)), bytes(array("I", self._places)))
        core = ("\n".join(self._names), *numbers, self._asked, self._tables.state())
        return core, self._tables.typed.state(), self._suggester.state()

    @classmethod
    def restored(
        cls, core: State, typing: Later, suggesting: Later, synonyms: Sequence[Sequence[str]] = ()
    ) -> PhraseIndex:
        """The index of a state; its second and third part are read when the first typo or sentence comes."""
        index = cls.__new__(cls)
        names, owners, places, index._asked, tables = core
        index._names = names.split("\n") if owners else []
        index._owners = memoryview(owners).cast("I")
        index._places = memoryview(places).cast("I")
        index._tables = Tables.restored(tables, typing)
        index._synonyms = Synonyms(synonyms)
        index._later = suggesting
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
        typed = squeeze(normalise(query[:MAX_QUERY])).strip(" ?!.,;:~")
        hits: dict[str, Hit] = {}
        if not typed or not self._owners or limit < 1:
            return []
        for rank in self._ranks(typed, limit):
            self._keep(hits, rank)
            if len(hits) >= limit:
                break
        surest = max((hit.score for hit in hits.values()), default=0.0)
        english = typed.isascii() and surest < SYNONYM and len(hits) < limit  # shiping is pinyin too
        if (surest < MIXED or english) and " " not in typed:
            self._keep(hits, self._nearly(typed, max(4 * limit, 80)))
            surest = max((hit.score for hit in hits.values()), default=0.0)
        if len(hits) < ENOUGH:
            self._keep(hits, self._guesses(typed))
        if surest < NEARLY and sum(char >= HANZI for char in typed) >= SENTENCE:
            for hit in self.suggest(typed, limit):
                said = replace(hit, score=round(SAID + hit.score * SURELY, 2), words=())
                if hit.key not in hits or hits[hit.key].score < said.score:
                    hits[hit.key] = said
        return sorted(hits.values(), key=lambda hit: -hit.score)[:limit]

    def _keep(self, hits: dict[str, Hit], found: Iterable[Found]) -> None:
        """Put what was found into `hits` where it is better than what its key has."""
        for number, score, spans in found:
            owner = self._owners[number]
            key = self._names[owner]
            if key not in hits or hits[key].score < score:
                hits[key] = Hit(key, self._places[number], round(score, 2), spans, owner=owner)

    def suggest(self, sentence: str, limit: int = 5) -> list[Hit]:
        """Phrases that answer a buyer's sentence, best first; scores lie between 0 and 1."""
        said = squeeze(normalise(sentence[: MAX_QUERY * 2]))
        return [
            Hit(self._names[one.owner], self._places[one.number], one.score, words=one.words, owner=one.owner)
            for one in self._suggester.suggest(said, limit)
        ]

    def _ranks(self, typed: str, limit: int) -> Iterator[Iterable[Found]]:
        """The ranks from best to worst, each computed only when asked for."""
        many = max(4 * limit, 80)
        yield self._literal(typed, many)
        for other in self._synonyms.widened(typed):
            yield self._literal(other, many, base=SYNONYM)
        for reading in sorted(meanings(typed), key=lambda reading: -reading.sure):
            base = (INITIALS, MIXED, PINYIN)[reading.sure]
            yield self._units(self._classes(reading), base, many)
        if len(typed) > 1 and (sounds := homophones(typed)):
            yield self._units(self._classes(Reading(sounds, 2), whole=True), SOUND, many)
        words = typed.split()
        if len(words) > 1:
            yield self._words(words, many)
        yield self._bag(typed, many)

    def _literal(self, typed: str, many: int, base: int = 0) -> Iterator[Found]:
        """Exact texts, beginnings and parts, questions first, at most `many` of each."""
        texts = self._tables.texts
        bits = self._tables.holding(typed)
        if bits.bit_count() <= FEW:
            yield from self._literal_in(members(bits), typed, base)
            return
        somewhere = texts.joined.find(typed)
        for needle, offset in (("\n" + typed, 1), (typed, 0)) if somewhere >= 0 else ():
            position = texts.joined.find(needle, somewhere - 1)
            for _ in range(many):
                if position < 0:
                    break
                start = position + offset
                number = texts.at(start)
                text = texts[number]
                yield self._literally(number, text, typed, start - texts.starts[number], base)
                position = texts.joined.find(needle, texts.starts[number] + len(text))

    def _literal_in(self, numbers: Iterable[int], typed: str, base: int) -> Iterator[Found]:
        """The same among a few texts."""
        for number in numbers:
            text = self._tables.texts[number]
            at = text.find(typed)
            if at >= 0:
                yield self._literally(number, text, typed, at, base)

    def _literally(self, number: int, text: str, typed: str, at: int, base: int) -> Found:
        """A text that holds what was typed, with the rank of where it stands."""
        length = len(typed)
        whole = at == 0 and len(text) == length
        rank = base or (EXACT if whole else BEGINS if at == 0 else PART)
        if rank == PART and _is_latin(typed[0]) and _is_latin(text[at - 1]):
            rank = INSIDE
        return number, rank + self._nearness(number, length, at), ((at, at + length),)

    def _nearness(self, number: int, length: int, at: int) -> float:
        """Up to 50 points within a rank: how much of the text was typed, how early, whether a question."""
        covered = min(length / max(len(self._tables.texts[number]), 1), 1.0)
        return 25 * covered + 10 / (1 + at) + 15 / (1 + self._places[number])

    def _classes(self, reading: Reading, *, whole: bool = False) -> Classes:
        """For each piece the characters of these texts that it may stand for."""
        classes = []
        for piece in reading.pieces:
            if not (piece.isascii() and piece.isalpha()):
                classes.append(frozenset(piece))
                continue
            chars = self._tables.sounding(piece)
            if whole:
                chars = frozenset(char for char in chars if piece in (readings(char) or (char,)))
            classes.append(chars)
        return classes

    def _units(self, classes: Classes, base: int, many: int) -> Iterator[Found]:
        """Texts with a run of characters, one of each class."""
        size = len(classes)
        found = 0
        for number in islice(members(self._tables.narrowed(classes)), SCAN):
            at = find_run(self._tables.texts[number], classes)
            if at >= 0:
                yield number, base + self._nearness(number, size, at), ((at, at + size),)
                found += 1
                if found >= many:
                    return

    def _words(self, words: list[str], many: int) -> Iterator[Found]:
        """Texts with every word, literally or by its sounds, in any order."""
        ways = []
        bits = -1
        for word in words[:8]:
            options = [[frozenset(char) for char in word]]
            options += [self._classes(reading) for reading in meanings(word)]
            options += [[frozenset(char) for char in other] for other in self._synonyms.widened(word)]
            narrowed = 0
            for classes in options:
                narrowed |= self._tables.narrowed(classes)
            bits &= narrowed
            ways.append(options)
        found = 0
        for number in islice(members(bits), SCAN):
            spans = all_words(self._tables.texts[number], ways)
            if spans:
                length = sum(end - start for start, end in spans)
                yield number, WORDS + self._nearness(number, length, spans[0][0]), spans
                found += 1
                if found >= many:
                    return

    def _bag(self, typed: str, many: int) -> Iterator[Found]:
        """Texts with all characters typed and half of their neighbourhoods: words turned round, unspaced."""
        chars = typed.replace(" ", "")
        if len(set(chars)) < 4 or 2 * sum(char >= HANZI for char in chars) < len(chars):
            return
        neighbours = {a + b for a, b in pairwise(chars)}
        bits = -1
        for char in set(chars):
            bits &= self._tables.chars.get(char, 0)
        found = 0
        for number in islice(members(bits), SCAN):
            text = self._tables.texts[number]
            shared = [text.find(pair) for pair in neighbours if pair in text]
            if 2 * len(shared) >= len(neighbours):
                spans = tuple((at, at + 2) for at in sorted(shared))
                yield number, BAG + self._nearness(number, len(chars), spans[0][0]), spans
                found += 1
                if found >= many:
                    return

    def _nearly(self, typed: str, many: int) -> Iterator[Found]:
        """Texts that hold what was typed but for one slip."""
        found = 0
        for number, start, end in islice(in_hanzi(self._tables, typed), many):
            found += 1
            yield number, NEARLY + self._nearness(number, len(typed), start), ((start, end),)
        if found >= ENOUGH:
            return
        for number in islice(in_letters(self._tables, letters_of(typed)), many):
            yield number, NEARLY + self._nearness(number, len(typed), 9), ()

    def _guesses(self, typed: str) -> Iterator[Found]:
        """Texts that sound nearly like what was typed: a key missing, doubled, swapped or wrong."""
        letters = letters_of(typed)
        grams = {letters[at : at + 2] for at in range(len(letters) - 1)}
        if len(letters) < 3:
            return
        from rapidfuzz import fuzz, process  # 20 ms: only when something was mistyped

        candidates: dict[int, str] = {}
        typed_as = self._tables.typed
        votes = (typed_as.grams.get(gram) for gram in grams)
        for bits in ranked_votes(votes, max(len(grams) // 3, 1)):
            for number in islice(members(bits), VOTED - len(candidates)):
                candidates[number] = typed_as.letters[number]
            if len(candidates) >= VOTED:
                break
        nearest = process.extract(
            letters, candidates, scorer=fuzz.partial_ratio, processor=None, limit=60,
            score_cutoff=MISTYPED_AT_LEAST,
        )  # fmt: skip
        for _, ratio, number in nearest:
            yield number, MISTYPED + ratio + self._nearness(number, len(typed), 9) / 5, ()


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalpha()
