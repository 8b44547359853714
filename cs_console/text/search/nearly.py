"""One key too many, too few, wrong or swapped: found exactly, between two anchors that such a slip leaves whole.

A slip touches at most two neighbours, so either the first or the last part of what was typed stands as it was
meant; where it stands, the rest is compared key by key.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import reduce
from itertools import accumulate, chain, islice, pairwise
from operator import and_

from cs_console.text.search.bits import but_for, members
from cs_console.text.search.packed import BitSets, Texts
from cs_console.text.search.query import repaired
from cs_console.text.search.runs import find_run
from cs_console.text.search.spelling import HANZI
from cs_console.text.search.tables import Classes, Tables

ANCHORED = 7
"""From this many letters on the parts are long enough to look for; fewer are left to the votes."""
LATIN = 4
"""From this many letters on a Latin word may be meant by another."""
INITIALS_AT_LEAST = 6
"""Fewer initials than these with one wrong stand in too many texts."""
PLACES = 1000
"""How many texts with an anchor are looked at."""
PLENTY = 20
"""With so many texts found by one anchor the other is not looked for."""
SURE = 2
"""How surely it was a slip: a key missed, doubled or swapped, with what was meant on both sides of it."""
TOUCHED = 2
"""So many pairs of neighbours a missed or wrong key changes."""
_LEAST_HANZI = 3


def in_letters(tables: Tables, letters: str) -> Iterator[tuple[int, int]]:
    """(text, how surely) of texts that sound like these letters but for one slip."""
    typed = tables.typed
    if len(letters) < ANCHORED:
        likely = ((meant, _with_pairs(typed.grams, meant)) for meant in repaired(letters))
        yield from ((number, SURE) for number in _with_any(typed.letters, likely))
        return
    found = 0
    for number in _with_any(typed.letters, _doubled_or_swapped(typed.grams, letters)):
        found += 1
        yield number, SURE
    size = (len(letters) - 1) // 2
    pairs = {left + right for left, right in pairwise(letters)}
    parts = []
    for anchor, before in ((letters[:size], False), (letters[-size:], True)):
        others = pairs - {left + right for left, right in pairwise(anchor)}
        lacking = but_for(_with_pairs(typed.grams, anchor), map(typed.grams.get, others), TOUCHED)
        parts.append((sum(some.bit_count() for some in lacking), anchor, lacking, before))
    for _, anchor, lacking, before in sorted(parts, key=lambda part: part[0]):  # the rarer anchor first
        if found >= PLENTY:
            return
        numbers = islice(chain.from_iterable(map(members, lacking)), PLACES)
        for number, sure in _around(typed.letters, letters, anchor, numbers, before=before):
            found += sure == SURE
            yield number, sure


def _with_any(texts: Texts, likely: Iterable[tuple[str, int]]) -> Iterator[int]:
    """The first texts that hold what may have been meant, looked for in bit sets that hold all of them."""
    find, starts = texts.joined.find, texts.starts
    last = len(starts) - 1
    for meant, bits in likely:
        found = 0
        for number in islice(members(bits), PLACES):
            if find(meant, starts[number], starts[number + 1] if number < last else None) >= 0:
                yield number
                found += 1
                if found >= PLENTY:
                    break


def _with_pairs(grams: BitSets, letters: str) -> int:
    """The texts with all these neighbours, wherever they stand."""
    return reduce(and_, (grams.get(left + right) for left, right in pairwise(letters)), -1)


def _doubled_or_swapped(grams: BitSets, letters: str) -> Iterator[tuple[str, int]]:
    """What may have been meant if one key was doubled or two were swapped, and the texts with all its pairs."""
    pairs = [grams.get(left + right) for left, right in pairwise(letters)]
    until = [-1, *accumulate(pairs, and_)]  # at place n: the texts with the first n pairs
    since = [-1, *accumulate(reversed(pairs), and_)]
    last = len(letters)
    for at, (here, after) in enumerate(pairwise(letters)):
        if here == after:
            yield letters[:at] + letters[at + 1 :], until[at] & since[last - 2 - at]
        else:
            changed = letters[max(at - 1, 0) : at] + after + here + letters[at + 2 : at + 3]
            bits = until[max(at - 1, 0)] & since[max(last - 3 - at, 0)] & _with_pairs(grams, changed)
            yield letters[:at] + after + here + letters[at + 2 :], bits


def in_latin(words: str, typed: str) -> tuple[list[str], list[str]]:
    """The Latin words (each between line breaks) that one slip made `typed` of, and those that only begin so."""
    if len(typed) < LATIN or not (typed.isascii() and typed.isalpha()):
        return [], []
    size = (len(typed) - 1) // 2
    whole: list[str] = []
    begun: list[str] = []
    for anchor in ("\n" + typed[:size], typed[-size:]):
        at = words.find(anchor)
        while at >= 0:
            start, end = words.rindex("\n", 0, at + 1) + 1, words.index("\n", at + 1)
            word = words[start:end]
            if word not in whole and is_slip(typed + "\n", word + "\n"):
                whole.append(word)
            elif len(begun) < PLENTY and word not in begun and is_slip(typed, word):
                begun.append(word)
            at = words.find(anchor, end)
    return whole, begun


def _around(
    texts: Texts, letters: str, anchor: str, numbers: Iterable[int], *, before: bool
) -> Iterator[tuple[int, int]]:
    """The texts where what stands beside the anchor is a slip away from the rest of the letters, and how surely."""
    joined, starts = texts.joined, texts.starts
    size, length, last = len(anchor), len(letters), len(starts) - 1
    rest = letters[-size - 1 :: -1] if before else letters[size:]
    known: dict[str, int] = {}
    for number in numbers:
        end = starts[number + 1] if number < last else len(joined)
        at = joined.find(anchor, starts[number], end)
        best = 0
        while at >= 0 and best < SURE:
            there = joined[max(at - length + size - 1, 0) : at] if before else joined[at + size : at + length + 1]
            if there not in known:
                meant = there[::-1] if before else there
                known[there] = slip(rest, meant.partition("\n")[0])
            best = max(best, known[there])
            at = joined.find(anchor, at + 1, end)
        if best:
            yield number, best


def in_initials(tables: Tables, letters: str) -> Iterator[tuple[int, int, int]]:
    """(text, start, end) of where words begin with these letters but for one missed, doubled or swapped."""
    if len(letters) < INITIALS_AT_LEAST or not (letters.isascii() and letters.isalpha()):
        return
    known = [tables.sounding(letter) for letter in letters]
    found: set[int] = set()
    for classes, bits in chain(_initials_too_many(tables, known), _initials_missed(tables, known)):
        for number in islice(members(bits), PLENTY):
            at = find_run(tables.texts[number], classes)
            if at >= 0 and number not in found:
                found.add(number)
                yield number, at, at + len(classes)
        if len(found) >= PLENTY:
            return


def _initials_too_many(tables: Tables, known: Classes) -> Iterator[tuple[Classes, int]]:
    """Without a doubled letter, and with two neighbours the other way round."""
    for at, (here, after) in enumerate(pairwise(known)):
        meant = [*known[:at], *known[at + 1 :]] if here == after else [*known[:at], after, here, *known[at + 2 :]]
        yield meant, tables.narrowed(meant)


def _initials_missed(tables: Tables, known: Classes) -> Iterator[tuple[Classes, int]]:
    """With any character more, somewhere within."""
    for at in range(1, len(known)):
        left, right = known[:at], known[at:]
        yield [*left, tables.sounding(""), *right], tables.narrowed(left) & tables.narrowed(right)


def in_hanzi(tables: Tables, typed: str) -> Iterator[tuple[int, int, int, int]]:
    """(text, start, end, how surely) of where these hanzi stand with one swapped, doubled or left out."""
    if len(typed) < _LEAST_HANZI or min(typed) < HANZI:
        return
    bits = tables.holding(typed)
    first, last = typed[0], typed[-1]
    for number in islice(members(bits), PLACES):
        text = tables.texts[number]
        found, sure = _slip_in(text, typed, first)
        if sure < SURE:  # the slip may stand at the beginning
            back, surer = _slip_in(text[::-1], typed[::-1], last)
            if surer > sure:
                found, sure = max(len(text) - back - len(typed), 0), surer
        if sure:
            yield number, found, min(found + len(typed), len(text)), sure


def _slip_in(text: str, typed: str, first: str) -> tuple[int, int]:
    """Where `text` holds `typed` but for one slip after its first character, and how surely; (-1, 0) nowhere."""
    found, best = -1, 0
    at = text.find(first)
    while at >= 0 and best < SURE:
        sure = slip(typed[1:], text[at + 1 : at + len(typed) + 1])
        if sure > best:
            found, best = at, sure
        at = text.find(first, at + 1)
    return found, best


def is_slip(typed: str, meant: str) -> bool:
    """Whether `meant` begins with what was meant by `typed` if one key was missed, doubled, swapped or wrong."""
    return slip(typed, meant) > 0


def slip(typed: str, meant: str) -> int:
    """How surely `meant` begins with what was meant by `typed`: `SURE` if a key was missed, doubled or swapped.

    1 if one is wrong or too many, or if nothing is left after it that could confirm it; 0 if it is none of these.
    """
    end = len(typed)
    at = 0
    while at < end and at < len(meant) and typed[at] == meant[at]:
        at += 1
    if at == end:
        return SURE
    here, rest = typed[at], typed[at + 1 :]
    if not rest:
        return SURE if meant.startswith(here, at + 1) or (at and here == typed[at - 1]) else 1
    if meant.startswith(here + rest, at + 1) or meant.startswith(rest[0] + here + rest[1:], at):
        return SURE
    if meant.startswith(rest, at):
        return SURE if at and here == typed[at - 1] else 1
    return int(meant.startswith(rest, at + 1))
