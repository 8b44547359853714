"""One key too many, too few, wrong or swapped: found exactly, between two anchors that such a slip leaves whole.

A slip touches at most two neighbours, so either the first or the last part of what was typed stands as it was
meant; where it stands, the rest is compared key by key.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, pairwise

from cs_console.text.search.bits import members
from cs_console.text.search.features import HANZI
from cs_console.text.search.tables import Tables

ANCHORED = 7
"""From this many letters on the parts are long enough to look for; fewer are left to the votes."""
PLACES = 1000
"""How many texts with an anchor are looked at."""
PLENTY = 20
"""With so many texts found by one anchor the other is not looked for."""
_LEAST_HANZI = 3


def in_letters(tables: Tables, letters: str) -> Iterator[int]:
    """The texts that sound like these letters but for one slip; the rarer part is looked for first."""
    if len(letters) < ANCHORED:
        return
    size = (len(letters) - 1) // 2
    grams = tables.typed.grams
    parts = []
    for anchor, sought in ((letters[:size], _after), (letters[-size:], _before)):
        bits = -1
        for left, right in pairwise(anchor):
            bits &= grams.get(left + right)
        parts.append((bits.bit_count(), anchor, bits, sought))
    found = 0
    for _, anchor, bits, sought in sorted(parts, key=lambda part: part[0]):
        known: dict[str, bool] = {}
        for number in islice(members(bits), PLACES):
            if sought(tables.typed.letters[number], letters, anchor, known):
                found += 1
                yield number
        if found >= PLENTY:
            return


def _after(text: str, letters: str, anchor: str, known: dict[str, bool]) -> bool:
    """Whether the beginning stands in a text and what follows is a slip away from the rest."""
    size = len(anchor)
    at = text.find(anchor)
    while at >= 0:
        there = text[at + size : at + len(letters) + 1]
        if there not in known:
            known[there] = is_slip(letters[size:], there)
        if known[there]:
            return True
        at = text.find(anchor, at + 1)
    return False


def _before(text: str, letters: str, anchor: str, known: dict[str, bool]) -> bool:
    """Whether the end stands in a text and what comes before is a slip away from the rest."""
    at = text.find(anchor)
    while at >= 0:
        there = text[max(at - len(letters) + len(anchor) - 1, 0) : at]
        if there not in known:
            known[there] = is_slip(letters[-len(anchor) - 1 :: -1], there[::-1])
        if known[there]:
            return True
        at = text.find(anchor, at + 1)
    return False


def in_hanzi(tables: Tables, typed: str) -> Iterator[tuple[int, int, int]]:
    """(text, start, end) of where these hanzi stand with one swapped, doubled or left out."""
    if len(typed) < _LEAST_HANZI or min(typed) < HANZI:
        return
    bits = tables.holding(typed)
    first, last = typed[0], typed[-1]
    for number in islice(members(bits), PLACES):
        text = tables.texts[number]
        found = _slip_in(text, typed, first) if first in text else -1
        if found < 0 and last in text:  # the slip stands at the beginning
            back = _slip_in(text[::-1], typed[::-1], last)
            found = max(len(text) - back - len(typed), 0) if back >= 0 else -1
        if found >= 0:
            yield number, found, min(found + len(typed), len(text))


def _slip_in(text: str, typed: str, first: str) -> int:
    """Where `text` holds `typed` but for one slip after its first character; -1 nowhere."""
    at = text.find(first)
    while at >= 0:
        if is_slip(typed[1:], text[at + 1 : at + len(typed) + 1]):
            return at
        at = text.find(first, at + 1)
    return -1


def is_slip(typed: str, meant: str) -> bool:
    """Whether `meant` begins with what was meant by `typed` if one key was missed, doubled, swapped or wrong."""
    end = len(typed)
    at = 0
    while at < end and at < len(meant) and typed[at] == meant[at]:
        at += 1
    if at == end:
        return True
    rest = typed[at + 1 :]
    return (
        meant.startswith(rest, at)
        or (at + 1 <= len(meant) and meant.startswith(typed[at:], at + 1))
        or (at + 1 <= len(meant) and meant.startswith(rest, at + 1))
        or meant.startswith(typed[at + 1 : at + 2] + typed[at] + typed[at + 2 :], at)
    )
