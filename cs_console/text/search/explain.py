"""Why a wording was found: the words of a sentence that it shares, also by meaning or sound, as they were written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, pairwise

from cs_console.text.pinyin import readings
from cs_console.text.search.spelling import HANZI, Spans, courtesies_blank, spelt_at
from cs_console.text.search.synonyms import Synonyms

_LATIN = re.compile("[a-z]{2,}")
_OTHER = re.compile("[=~].*")
_SHORT = 2
_EVERYWHERE = "不了的有是在就也还都没个一这那能会要到好"
MOST = 4
"""More words than these do not make it clearer."""


@dataclass(frozen=True, slots=True)
class _Read:
    """A text in one spelling, with blanks for its courtesies; `written` gives its words back as they stood."""

    text: str
    spelt: str
    said: str
    spans: Spans

    @classmethod
    def of(cls, text: str) -> _Read:
        spelt, spans = spelt_at(text)
        return cls(text, spelt, courtesies_blank(spelt), spans)

    def written(self, start: int, end: int) -> str:
        """What stood there before it was spelt."""
        return self.text[self.spans[start][0] : self.spans[end - 1][1]]


def shared_words(sentence: str, wording: str, synonyms: Synonyms) -> tuple[str, ...]:
    """What a normalised sentence has in common with a wording, longest runs first.

    A word is said as the buyer wrote it; one that the wording says otherwise as 「邮费=运费」 or 「啥时候=几号」,
    one that only sounds alike as 「包油~包邮」.
    """
    said, asked = _Read.of(sentence), _Read.of(wording)
    found = [*_runs(said, said.said, asked, asked.said), *_meant(said, asked, synonyms)]
    found = found or list(_sounding(said, asked))
    found = found or [word for word in _runs(said, said.spelt, asked, asked.spelt) if len(word) > _SHORT]
    found = found or [char for char in said.said if char >= HANZI and char not in _EVERYWHERE and char in asked.said]
    kept: dict[str, str] = {}
    for word in sorted(dict.fromkeys(found), key=len, reverse=True):
        own = _OTHER.sub("", word)
        if not any(own in longer for longer in kept):
            kept[own] = word
    return tuple(islice(kept.values(), MOST))


def _runs(said: _Read, here: str, asked: _Read, there: str) -> Iterator[str]:
    """The longest runs of two or more characters, or Latin words, that both hold."""
    known = set(_LATIN.findall(there))
    yield from (word for word in _LATIN.findall(here) if word in known)
    at = 0
    while at < len(here):
        end = at
        while end < len(here) and here[end] >= HANZI and here[at : end + 1] in there:
            end += 1
        if end - at > 1:
            start = there.index(here[at:end])
            yield _both(said.written(at, end), asked.written(start, start + end - at))
        at = max(end, at + 1)


def _meant(said: _Read, asked: _Read, synonyms: Synonyms) -> Iterator[str]:
    """Words that stand for one another."""
    known = {first: asked.written(start, end) for first, start, end in synonyms.standing(asked.spelt)}
    for first, start, end in synonyms.standing(said.spelt):
        word = said.written(start, end)
        if first in known and known[first] != word:
            yield _both(word, known[first])


def _sounding(said: _Read, asked: _Read) -> Iterator[str]:
    """Neighbours that only sound like neighbours of the wording: 包油 for 包邮."""
    heard = {(_sound(left), _sound(right)): at for at, (left, right) in enumerate(pairwise(asked.said))}
    for at, (left, right) in enumerate(pairwise(said.said)):
        there = heard.get((_sound(left), _sound(right)))
        if left >= HANZI and right >= HANZI and there is not None:
            yield _both(said.written(at, at + 2), asked.written(there, there + 2), "~")


def _both(word: str, other: str, sign: str = "=") -> str:
    """A word with the other way to say it, unless one is only the other at greater length: 能不能 and 能."""
    short, long = sorted((word, other), key=len)
    left = iter(long)
    return word if all(char in left for char in short) else f"{word}{sign}{other}"


def _sound(char: str) -> str:
    known = readings(char)
    return known[0] if known else char
