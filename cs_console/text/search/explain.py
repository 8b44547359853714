"""Why a wording was found: the words of a sentence that it shares, also by meaning or sound."""

from __future__ import annotations

import re
from itertools import pairwise

from cs_console.text.pinyin import readings
from cs_console.text.search.features import HANZI, spelt, without_courtesies
from cs_console.text.search.synonyms import Synonyms

_LATIN = re.compile("[a-z]{2,}")
MOST = 4
"""More words than these do not make it clearer."""


def shared_words(sentence: str, wording: str, synonyms: Synonyms) -> tuple[str, ...]:
    """What a normalised sentence has in common with a wording, longest runs first.

    A word is said as the buyer wrote it; one that stands for another of its group as 「邮费=运费」.
    """
    said, asked = spelt(sentence), spelt(wording)
    found = _runs(without_courtesies(said, " "), without_courtesies(asked, " "))
    known = dict(synonyms.meant(asked))
    for first, word in synonyms.meant(said):
        if first in known and known[first] != word:
            found.append(f"{word}={known[first]}")
    found = found or _sounding(said, asked) or [char for char in said if char >= HANZI and char in asked]
    kept: list[str] = []
    for word in sorted(dict.fromkeys(found), key=len, reverse=True):
        if not any(word in other for other in kept):
            kept.append(word)
    return tuple(kept[:MOST])


def _runs(said: str, asked: str) -> list[str]:
    """The longest runs of two or more characters, or Latin words, that both hold."""
    words = [word for word in _LATIN.findall(said) if word in _LATIN.findall(asked)]
    runs: list[str] = []
    at = 0
    while at < len(said):
        end = at
        while end < len(said) and said[end] >= HANZI and said[at : end + 1] in asked:
            end += 1
        if end - at > 1:
            runs.append(said[at:end])
        at = max(end, at + 1)
    return words + runs


def _sounding(said: str, asked: str) -> list[str]:
    """Neighbours that only sound like neighbours of the wording: 包油 for 包邮."""
    heard = {(_sound(left), _sound(right)) for left, right in pairwise(asked)}
    return [a + b for a, b in pairwise(said) if a >= HANZI and b >= HANZI and (_sound(a), _sound(b)) in heard]


def _sound(char: str) -> str:
    known = readings(char)
    return known[0] if known else char
