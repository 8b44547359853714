"""What the phrase index is made of: the texts, joined and as bit sets by character, sound and letters."""

from __future__ import annotations

import re
from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import pairwise

from cs_console.text.pinyin import readings, to_pinyin
from cs_console.text.search.packed import REMEMBERED, BitSets, Later, State, Texts

_NOT_TYPED = re.compile(r"[^a-z0-9]+", re.ASCII)
_LATIN = re.compile("[a-z]{4,}")
ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"

Classes = list[frozenset[str]]
"""A run of characters to look for: at each place any character of a class."""


def letters_of(text: str) -> str:
    """How a text sounds, as letters and digits alone: what typing it in pinyin gives."""
    return _NOT_TYPED.sub("", to_pinyin(text))


def sounds_of(char: str) -> tuple[str, ...]:
    """What is typed for a character: its readings, a letter or digit itself, nothing for the rest."""
    return readings(char) or ((char,) if char.isascii() and char.isalnum() else ())


class Typed:
    """How texts are typed in pinyin: their letters, and which texts have two letters next to each other."""

    def __init__(self, letters: Texts, grams: BitSets) -> None:
        self.letters, self.grams = letters, grams

    @classmethod
    def build(cls, texts: Sequence[str]) -> Typed:
        """The letters of texts."""
        letters = Texts.of(map(letters_of, texts))
        return cls(letters, BitSets.of(_letter_pairs(letters), len(letters)))

    def state(self) -> State:
        """What it is made of."""
        return self.letters.state(), self.grams.state()

    @classmethod
    def restored(cls, state: State) -> Typed:
        """The letters of a state."""
        letters, grams = state
        return cls(Texts.restored(letters), BitSets.restored(grams))


class Tables:
    """Tables over normalised texts, none of which holds a line break."""

    def __init__(
        self, texts: Texts, chars: BitSets, first: BitSets, pairs: BitSets, sounding: Mapping[str, str], latin: str,
        typing: Later = lambda: None,
    ) -> None:  # fmt: skip
        self.texts = texts
        self.chars, self.pairs = chars, pairs
        self.first = first
        self._sounding = sounding
        self.latin = latin
        self._typing = typing
        self._classes: dict[str, frozenset[str]] = {}
        self._whole: dict[str, frozenset[str]] = {}
        self._class_bits: dict[frozenset[str], int] = {}
        self._class_firsts: dict[frozenset[str], set[str]] = {}

    @classmethod
    def build(cls, texts: Iterable[str]) -> Tables:
        """All tables for `texts`."""
        joined = Texts.of(texts)
        chars = _characters(joined)
        pairs = BitSets.of(_first_letters(joined, chars), len(joined))
        first: dict[str, array[int]] = defaultdict(lambda: array("I"))
        for number, text in enumerate(joined):
            first[text[:1] or " "].append(number)
        size = len(joined)
        return cls(
            joined, BitSets.of(chars, size), BitSets.of(first, size), pairs, _sounding(chars), _latin(joined.joined)
        )

    @cached_property
    def typed(self) -> Typed:
        """How the texts are typed: only a mistyped key needs it."""
        state = self._typing()
        return Typed.build(self.texts) if state is None else Typed.restored(state)

    def state(self) -> State:
        """What the tables are made of, but for `typed`."""
        sets = (self.chars.state(), self.first.state(), self.pairs.state())
        return self.texts.state(), *sets, dict(self._sounding), self.latin

    @classmethod
    def restored(cls, state: State, typing: Later) -> Tables:
        """The tables of a state."""
        texts, *sets, sounding, latin = state
        chars, first, pairs = map(BitSets.restored, sets)
        return cls(Texts.restored(texts), chars, first, pairs, sounding, latin, typing)

    def sounding(self, beginning: str) -> frozenset[str]:
        """The characters of these texts with a reading that begins with these letters; ü is typed as v or u."""
        known = self._classes.get(beginning)
        if known is None:
            if not beginning:
                known = frozenset("".join(self._sounding.values()))
            else:
                rounded = self._sounding.get(f"{beginning[0]}v", "") if beginning in ("lu", "nu") else ""
                known = frozenset(self._sounding.get(beginning, "") + rounded)
            self._classes[beginning] = known
        return known

    def sounding_like(self, sound: str) -> frozenset[str]:
        """The characters of these texts with just this reading."""
        known = self._whole.get(sound)
        if known is None:
            chars = self.sounding(sound)
            known = self._whole[sound] = frozenset(char for char in chars if sound in (readings(char) or (char,)))
        return known

    def holding(self, chars: str) -> int:
        """The texts that hold every one of these characters."""
        bits = -1
        for char in set(chars):
            bits &= self.chars.get(char)
        return bits

    def any_of(self, chars: frozenset[str]) -> int:
        """The texts that hold a character of a class; remembered, as queries share their syllables."""
        bits = self._class_bits.get(chars)
        if bits is None:
            bits = 0
            for char in chars:
                bits |= self.chars.get(char, 0)
            if len(self._class_bits) >= REMEMBERED:
                self._class_bits.clear()
            self._class_bits[chars] = bits
        return bits

    def narrowed(self, classes: Classes) -> int:
        """The texts that hold a character of each class, and neighbours' first letters together."""
        bits = -1
        for chars in classes:
            bits &= self.any_of(chars)
            if not bits:
                return 0
        for left, right in pairwise(classes):
            pairs = [a + b for a in self._firsts(left) for b in self._firsts(right)]
            if 0 < len(pairs) <= 4:
                together = 0
                for pair in pairs:
                    together |= self.pairs.get(pair, 0)
                bits &= together
        return bits

    def _firsts(self, chars: frozenset[str]) -> set[str]:
        """The letters that every member of a class may begin with; all readings' of a single character."""
        if len(chars) == 1:
            return {sound[0] for char in chars for sound in sounds_of(char)}
        known = self._class_firsts.get(chars)
        if known is None:
            if len(self._class_firsts) >= REMEMBERED:
                self._class_firsts.clear()
            known = self._class_firsts[chars] = {letter for letter in ALPHABET if chars <= self.sounding(letter)}
        return known


def _latin(joined: str) -> str:
    """The Latin words of the texts, each between line breaks."""
    return "\n".join(("", *sorted(set(_LATIN.findall(joined))), ""))


def _characters(texts: Sequence[str]) -> Mapping[str, array[int]]:
    """Which texts hold a character."""
    postings: dict[str, array[int]] = defaultdict(lambda: array("I"))
    for number, text in enumerate(texts):
        for char in set(text):
            postings[char].append(number)
    return postings


def _sounding(chars: Iterable[str]) -> dict[str, str]:
    """Which characters begin to sound like this."""
    sounding: dict[str, set[str]] = defaultdict(set)
    for char in chars:
        for sound in sounds_of(char):
            for length in range(1, len(sound) + 1):
                sounding[sound[:length]].add(char)
    return {beginning: "".join(sorted(found)) for beginning, found in sounding.items()}


def _first_letters(texts: Sequence[str], chars: Iterable[str]) -> Mapping[str, array[int]]:
    """Which texts have neighbours that may begin with these two letters, in any of their readings."""
    first = {char: {sound[0] for sound in sounds_of(char)} for char in chars}
    combined: dict[tuple[str, str], tuple[str, ...]] = {}
    postings: dict[str, array[int]] = defaultdict(lambda: array("I"))
    for number, text in enumerate(texts):
        here: set[str] = set()
        for pair in pairwise(text):
            if pair not in combined:
                combined[pair] = tuple(a + b for a in first[pair[0]] for b in first[pair[1]])
            here.update(combined[pair])
        for letters in here:
            postings[letters].append(number)
    return postings


def _letter_pairs(letters: Sequence[str]) -> Mapping[str, array[int]]:
    """Which texts sound with these two letters next to each other."""
    postings: dict[str, array[int]] = defaultdict(lambda: array("I"))
    for number, text in enumerate(letters):
        for left, right in set(pairwise(text)):
            postings[left + right].append(number)
    return postings
