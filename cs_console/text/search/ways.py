"""The ways of finding what was typed, one after the other: as it stands, by sound, by words, mistyped (rule P4).

Literal search looks into the few texts that can hold what was typed, or over all of them joined; everything
else narrows bit sets first and then looks at a few hundred texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import islice, pairwise
from operator import and_

from cs_console.text.search.bits import members, ranked_votes
from cs_console.text.search.nearly import SURE, in_hanzi, in_initials, in_latin, in_letters
from cs_console.text.search.query import Reading, homophones, meanings
from cs_console.text.search.ranks import (
    BAG,
    BEGINS,
    EXACT,
    INITIALS,
    INITIALS_SLIPPED,
    INSIDE,
    MEANT,
    MISTYPED,
    MIXED,
    NEARLY,
    NUMBERED,
    PART,
    PINYIN,
    SLIPPED,
    SOUND,
    SYNONYM,
    WORDS,
)
from cs_console.text.search.runs import all_words, find_run, turned_round
from cs_console.text.search.spelling import HANZI
from cs_console.text.search.synonyms import Synonyms
from cs_console.text.search.tables import Classes, Tables, letters_of
from cs_console.text.search.typed import NUMERALS, any_number, renumbered

SCAN = 1500
"""How many candidates one way of reading a query may be checked against."""
VOTED = 300
"""How many candidates the typo search hands to the exact measure."""
FEW = 600
"""So many texts are looked through one by one; among more a search of the joined text is faster."""
ENOUGH = 5
"""With this many hits nobody needs guesses at mistyped keys."""
ONLY_SOUND = 100
"""How much less a slip counts in how hanzi sound than in what was typed."""
BAGGED = 4
"""Syllables from which on they may be words in another order."""
DOUBTED = 4
"""Fewer hanzi than these sound like many other words."""
LETTERS = 5
"""From this many letters on a Latin word alone may be meant by another."""
MISTYPED_AT_LEAST, SLIGHTLY_MISTYPED = 72, 86
"""How alike letters must be to be a guess; where something was found already, more so."""

_NEARLY = {SURE: NEARLY, 1: NEARLY - 50}
_LATIN = re.compile("[a-z]{4,}")

Found = tuple[int, float, tuple[tuple[int, int], ...]]
"""A text's number, how well it fits, and where what was typed stands in it."""


@dataclass(slots=True)
class Ways:
    """What can be asked of the tables; `places` says which of its entry's texts each text is."""

    tables: Tables
    places: Sequence[int]
    synonyms: Synonyms

    def ranks(self, typed: str, limit: int) -> Iterator[Iterable[Found]]:
        """The ranks from best to worst, each computed only when asked for."""
        many = max(4 * limit, 80)
        yield self._literal(typed, many)
        for other in (*renumbered(typed), *self.synonyms.widened(typed)):
            yield self._literal(other, many, base=SYNONYM)
        for reading in sorted(meanings(typed), key=lambda reading: -reading.sure):
            base = (INITIALS, MIXED, PINYIN)[reading.sure]
            yield self._units(self._classes(reading), base, many)
        for other in self.synonyms.typed(typed):
            yield self._literal(other, many, base=MEANT)
        if len(typed) > 1 and (sounds := homophones(typed)):
            yield self._alike_in_sound(typed, sounds, many)
        if figures := any_number(typed):
            yield self._with_any_number(figures, many)
        words = typed.split()
        if len(words) > 1:
            yield self._words(words, many)
        yield self._bag(typed, many)

    def _literal(self, typed: str, many: int, base: int = 0) -> Iterator[Found]:
        """Exact texts, beginnings and parts, questions first, at most `many` of each."""
        bits = self.tables.narrowed([frozenset(char) for char in typed])
        if bits.bit_count() <= FEW:
            yield from self._literal_in(members(bits), typed, base)
            return
        beginning = bits & self.tables.first.get(typed[0])
        if beginning.bit_count() <= FEW:
            yield from self._literal_in(members(beginning), typed, base, only_first=True)
        else:
            yield from self._literal_among("\n" + typed, 1, many, base)
        yield from self._literal_among(typed, 0, many, base)

    def _literal_among(self, needle: str, offset: int, many: int, base: int) -> Iterator[Found]:
        """The first texts among all with a needle, which begins `offset` before what was typed."""
        texts = self.tables.texts
        position = texts.joined.find(needle)
        for _ in range(many):
            if position < 0:
                return
            start = position + offset
            number = texts.at(start)
            text = texts[number]
            yield self._literally(number, text, needle[offset:], start - texts.starts[number], base)
            position = texts.joined.find(needle, texts.starts[number] + len(text))

    def _literal_in(
        self, numbers: Iterable[int], typed: str, base: int, *, only_first: bool = False
    ) -> Iterator[Found]:
        """The texts among a few that hold, or begin with, what was typed."""
        for number in numbers:
            text = self.tables.texts[number]
            at = text.find(typed)
            if at >= 0 and not (only_first and at):
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
        covered = min(length / max(len(self.tables.texts[number]), 1), 1.0)
        return 25 * covered + 10 / (1 + at) + 15 / (1 + self.places[number])

    def _classes(self, reading: Reading, *, whole: bool = False) -> Classes:
        """For each piece the characters of these texts that it may stand for."""
        classes = []
        for piece in reading.pieces:
            if not (piece.isascii() and piece.isalpha()):
                classes.append(frozenset(piece))
                continue
            classes.append(self.tables.sounding_like(piece) if whole else self.tables.sounding(piece))
        return classes

    def _alike_in_sound(self, typed: str, sounds: tuple[str, ...], many: int) -> Iterator[Found]:
        """Texts that sound like what was typed; short ones that share no character with it are doubtful."""
        for number, score, spans in self._units(self._classes(Reading(sounds, 2), whole=True), SOUND, many):
            there = self.tables.texts[number][spans[0][0] :]
            shared = len(typed) >= DOUBTED or any(a == b for a, b in zip(typed, there, strict=False))
            yield number, score if shared else score - SOUND + NEARLY - 50, spans

    def _with_any_number(self, classes: Classes, many: int) -> Iterator[Found]:
        """Texts with a number where the query has one, and not in the middle of a longer one."""
        for found in self._units(classes, NUMBERED, many):
            number, _, ((start, _), *_) = found
            if not (start and classes[0] is NUMERALS and self.tables.texts[number][start - 1] in NUMERALS):
                yield found

    def _units(self, classes: Classes, base: int, many: int) -> Iterator[Found]:
        """Texts with a run of characters, one of each class."""
        size = len(classes)
        found = 0
        for number in islice(members(self.tables.narrowed(classes)), SCAN):
            at = find_run(self.tables.texts[number], classes)
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
            meant = (*self.synonyms.widened(word), *in_latin(self.tables.latin, word)[0])
            options += [[frozenset(char) for char in other] for other in meant]
            narrowed = 0
            for classes in options:
                narrowed |= self.tables.narrowed(classes)
            bits &= narrowed
            ways.append(options)
        found = 0
        for number in islice(members(bits), SCAN):
            spans = all_words(self.tables.texts[number], ways)
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
            bits &= self.tables.chars.get(char, 0)
        found = 0
        for number in islice(members(bits), SCAN):
            text = self.tables.texts[number]
            shared = [text.find(pair) for pair in neighbours if pair in text]
            if 2 * len(shared) >= len(neighbours):
                spans = tuple((at, at + 2) for at in sorted(shared))
                yield number, BAG + self._nearness(number, len(chars), spans[0][0]), spans
                found += 1
                if found >= many:
                    return

    def bag_of_sounds(self, typed: str, many: int) -> Iterator[Found]:
        """Texts with all syllables typed and half of their neighbourhoods: 运费 and 退货 of yunfeituihuo."""
        plain = next((reading for reading in meanings(typed) if reading.sure > 1), None)
        if plain is None or len(plain.pieces) < BAGGED or " " in typed:
            return
        classes = self._classes(plain)
        bits = reduce(and_, map(self.tables.any_of, classes))
        for number in islice(members(bits), min(many, VOTED)):
            spans = turned_round(self.tables.texts[number], classes)
            if spans:
                yield number, BAG + self._nearness(number, len(classes), spans[0][0]), spans

    def nearly(self, typed: str, many: int, *, sounds: bool = True) -> Iterator[Found]:
        """Texts that hold what was typed but for one slip, up to `many` of the sure and of the doubtful ones.

        Without `sounds` only the hanzi themselves are looked at, not how they are typed.
        """
        left = {SURE: many, 1: many}
        for number, start, end, sure in in_hanzi(self.tables, typed):
            left[sure] -= 1
            if left[sure] >= 0:
                yield number, _NEARLY[sure] + self._nearness(number, len(typed), start), ((start, end),)
            elif left[SURE] < 0:
                return
        if many - left[SURE] >= ENOUGH or not sounds:
            return
        guessed = 0 if typed.isascii() else ONLY_SOUND
        for number, sure in in_letters(self.tables, letters_of(typed)):
            left[sure] -= 1
            if left[sure] >= 0:
                yield number, _NEARLY[sure] - guessed + self._nearness(number, len(typed), 9), ()
            elif left[SURE] < 0:
                return

    def nearly_latin(self, typed: str, many: int) -> Iterator[Found]:
        """Texts with a Latin word that was meant but for one slip; a whole word counts more than a beginning."""
        if len(typed) < LETTERS:
            return
        whole, begun = in_latin(self.tables.latin, typed)
        for word in whole:
            yield from self._literal(word, many, base=SLIPPED)
        for word in begun:
            yield from self._literal(word, many, base=NEARLY)

    def spelt(self, sentence: str) -> str:
        """A sentence with the Latin words that no text has replaced by what one slip made them of."""
        return _LATIN.sub(lambda found: self._word_meant(found[0]), sentence)

    def _word_meant(self, word: str) -> str:
        known = f"\n{word}\n" in self.tables.latin
        return word if known else next(iter(in_latin(self.tables.latin, word)[0]), word)

    def nearly_initials(self, letters: str) -> Iterator[Found]:
        """Texts with these initials if one key was missed, doubled or swapped."""
        for number, start, end in in_initials(self.tables, letters):
            yield number, INITIALS_SLIPPED + self._nearness(number, end - start, start), ((start, end),)

    def guesses(self, typed: str, least: float = MISTYPED_AT_LEAST) -> Iterator[Found]:
        """Texts that sound nearly like what was typed: a key missing, doubled, swapped or wrong."""
        letters = letters_of(typed)
        grams = {letters[at : at + 2] for at in range(len(letters) - 1)}
        if len(letters) < 3:
            return
        from rapidfuzz import fuzz, process  # 20 ms: only when something was mistyped

        candidates: dict[int, str] = {}
        typed_as = self.tables.typed
        votes = (typed_as.grams.get(gram) for gram in grams)
        for bits in ranked_votes(votes, max(len(grams) // 3, 1)):
            for number in islice(members(bits), VOTED - len(candidates)):
                candidates[number] = typed_as.letters[number]
            if len(candidates) >= VOTED:
                break
        nearest = process.extract(
            letters, candidates, scorer=fuzz.partial_ratio, processor=None, limit=60,
            score_cutoff=least,
        )  # fmt: skip
        for _, ratio, number in nearest:
            yield number, MISTYPED + ratio + self._nearness(number, len(typed), 9) / 5, ()


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalpha()
