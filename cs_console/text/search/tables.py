"""What the phrase index is made of: the texts, joined and as bit sets by character, sound and letters."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from cs_console.text.pinyin import readings, to_pinyin
from cs_console.text.search.bits import pack

ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"

Classes = list[frozenset[str]]
"""A run of characters to look for: at each place any character of a class."""


def letters_of(text: str) -> str:
    """How a text sounds, as letters and digits alone: what typing it in pinyin gives."""
    return "".join(char for char in to_pinyin(text) if char.isascii() and char.isalnum())


def sounds_of(char: str) -> tuple[str, ...]:
    """What is typed for a character: its readings, a letter or digit itself, nothing for the rest."""
    return readings(char) or ((char,) if char.isascii() and char.isalnum() else ())


@dataclass(slots=True)
class Tables:
    """Tables over normalised texts; `starts` are the texts' places in `joined`."""

    texts: Sequence[str]
    joined: str = ""
    starts: list[int] = field(default_factory=list)
    chars: dict[str, int] = field(default_factory=dict)
    sounding: dict[str, frozenset[str]] = field(default_factory=dict)
    pairs: dict[str, int] = field(default_factory=dict)
    grams: dict[str, int] = field(default_factory=dict)
    letters: list[str] = field(default_factory=list)
    _class_bits: dict[frozenset[str], int] = field(default_factory=dict)

    @classmethod
    def build(cls, texts: Sequence[str]) -> Tables:
        """All tables for `texts`; none of them may hold a line break."""
        tables = cls(texts, joined="\n" + "\n".join(texts) + "\n")
        position = 1
        for text in texts:
            tables.starts.append(position)
            position += len(text) + 1
        tables._index_characters()
        tables._index_pairs()
        tables._index_letters()
        return tables

    def _index_characters(self) -> None:
        """Which texts hold a character, and which characters begin to sound like this."""
        postings: dict[str, list[int]] = defaultdict(list)
        for number, text in enumerate(self.texts):
            for char in set(text):
                postings[char].append(number)
        self.chars = pack(postings, len(self.texts))
        sounding: dict[str, set[str]] = defaultdict(set)
        for char in self.chars:
            for sound in sounds_of(char):
                for length in range(1, len(sound) + 1):
                    sounding[sound[:length]].add(char)
        self.sounding = {beginning: frozenset(chars) for beginning, chars in sounding.items()}

    def _index_pairs(self) -> None:
        """Which texts have neighbours that may begin with these two letters, in any of their readings."""
        first = {char: {sound[0] for sound in sounds_of(char)} for char in self.chars}
        combined: dict[tuple[str, str], tuple[str, ...]] = {}
        postings: dict[str, list[int]] = defaultdict(list)
        for number, text in enumerate(self.texts):
            here: set[str] = set()
            for pair in pairwise(text):
                if pair not in combined:
                    combined[pair] = tuple(a + b for a in first[pair[0]] for b in first[pair[1]])
                here.update(combined[pair])
            for letters in here:
                postings[letters].append(number)
        self.pairs = pack(postings, len(self.texts))

    def _index_letters(self) -> None:
        """How each text sounds, and which texts have which two letters next to each other."""
        postings: dict[str, list[int]] = defaultdict(list)
        for number, text in enumerate(self.texts):
            letters = letters_of(text)
            self.letters.append(letters)
            for gram in {letters[at : at + 2] for at in range(len(letters) - 1)}:
                postings[gram].append(number)
        self.grams = pack(postings, len(self.texts))

    def number_at(self, position: int) -> int:
        """Which text stands at a place of `joined`."""
        return bisect_right(self.starts, position) - 1

    def any_of(self, chars: frozenset[str]) -> int:
        """The texts that hold a character of a class; remembered, as queries share their syllables."""
        bits = self._class_bits.get(chars)
        if bits is None:
            bits = 0
            for char in chars:
                bits |= self.chars.get(char, 0)
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
        return {letter for letter in ALPHABET if chars <= self.sounding.get(letter, frozenset())}
