"""What a typed query may mean: hanzi as they stand, letters as pinyin or initials (rule P4)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice, product

from cs_console.text.pinyin import INITIALS, SYLLABLES, readings

MAX_READINGS = 6
"""How many ways of cutting letters into syllables are tried; the likeliest come first."""

MAX_RUN = 40
"""Longer runs of letters are not pinyin that anybody typed."""

SHORTEST, MAX_REPAIRS = 4, 12
"""Letters fewer than these may mean anything; more repairs than these are not tried."""

_KEYS = "abcdefghijklmnopqrstuvwxyz"
_WHOLE = frozenset(sound for sound in SYLLABLES if len(sound) > 1)
_BACKWARDS = frozenset(sound[::-1] for sound in _WHOLE)
_BEGINNINGS = frozenset(sound[:length] for sound in SYLLABLES for length in range(1, len(sound)))
_RUN = re.compile(r"[a-z']+|.", re.DOTALL)
_ROUNDED = re.compile("([ln])ue")


@dataclass(frozen=True, slots=True)
class Reading:
    """One meaning of a query: a piece a character, a hanzi or the (beginning of a) syllable it has.

    `sure` is 2 when every syllable is written out, 1 when some are, 0 for initials alone.
    """

    pieces: tuple[str, ...]
    sure: int


def meanings(query: str) -> list[Reading]:
    """The ways to read `query` as pinyin, likeliest first; none when it holds no letters."""
    runs: list[str] = _RUN.findall(query.replace(" ", ""))
    if not any(_is_letters(run) for run in runs):
        return []
    choices = [_cuts(run) if _is_letters(run) else ((run,),) for run in runs]
    found = []
    for combined in islice(product(*choices), MAX_READINGS):
        pieces = tuple(piece for part in combined for piece in part)
        if pieces:
            found.append(Reading(pieces, _sureness(pieces)))
    return found


def repaired(letters: str) -> list[str]:
    """The few runs of whole syllables that one missed, doubled or swapped key may have made these letters of."""
    if len(letters) < SHORTEST or not letters.isalpha():
        return []
    places = range(len(letters))
    doubled = (letters[:at] + letters[at + 1 :] for at in places[1:] if letters[at] == letters[at - 1])
    swapped = (letters[:at] + letters[at + 1] + letters[at] + letters[at + 2 :] for at in places[:-1])
    whole = [one for one in chain(doubled, swapped) if one != letters and _syllables(one)]
    missed = sorted(_missed(letters), key=_syllables)
    return list(dict.fromkeys((*whole, *missed)))[:MAX_REPAIRS]


def _syllables(letters: str) -> int:
    """How few whole syllables letters are; 0 if they are none."""
    fewest = {0: 0}
    for end in range(1, len(letters) + 1):
        before = [fewest[at] for at in range(max(end - 6, 0), end) if at in fewest and letters[at:end] in _WHOLE]
        if before:
            fewest[end] = min(before) + 1
    return fewest.get(len(letters), 0)


def _missed(letters: str) -> Iterator[str]:
    """What these letters may have been with one more, where that gives whole syllables."""
    starts = _ends(letters)
    ends = {len(letters) - end for end in _ends(letters[::-1], _BACKWARDS)}
    for at in range(len(letters) + 1):
        for start in (start for start in starts if at - 6 < start <= at):
            for end in (end for end in ends if at <= end < start + 6):
                for key in _KEYS:
                    if letters[start:at] + key + letters[at:end] in _WHOLE:
                        yield letters[:at] + key + letters[at:]


def _ends(letters: str, syllables: Set[str] | None = None) -> set[int]:
    """Where whole syllables end, from the beginning on; 0 is one of the places."""
    known = _WHOLE if syllables is None else syllables
    reached = {0}
    for end in range(1, len(letters) + 1):
        if any(start in reached and letters[start:end] in known for start in range(max(end - 6, 0), end)):
            reached.add(end)
    return reached


def homophones(query: str) -> tuple[str, ...] | None:
    """`query` as it sounds, for a wrongly picked IME candidate; None without hanzi."""
    pieces = tuple(sounds[0] if (sounds := readings(char)) else char for char in query)
    return pieces if any(piece.isascii() and piece.isalpha() for piece in pieces) else None


def _is_letters(run: str) -> bool:
    return run.isascii() and run[0].isalpha()


def _sureness(pieces: tuple[str, ...]) -> int:
    letters = [piece for piece in pieces if piece.isascii() and piece.isalpha()]
    full = sum(piece in SYLLABLES and len(piece) > 1 for piece in letters)
    if full == len(letters) or (full == len(letters) - 1 > 0 and len(letters[-1]) > 1):
        return 2
    return 1 if full or any(not piece.isascii() for piece in pieces) else 0


@lru_cache(maxsize=2048)
def _cuts(run: str) -> tuple[tuple[str, ...], ...]:
    """The likeliest ways to cut letters into syllables, with initials and an unfinished end allowed."""
    if len(run) > MAX_RUN:
        return ()
    run = _ROUNDED.sub(r"\1ve", run)
    text = run.replace("'", "")
    breaks = {index - run[:index].count("'") for index, char in enumerate(run) if char == "'"}
    best: list[list[tuple[float, tuple[str, ...]]]] = [[] for _ in range(len(text) + 1)]
    best[len(text)] = [(0.0, ())]
    for start in range(len(text) - 1, -1, -1):
        options = [
            (cost + rest, (text[start:end], *pieces))
            for end, cost in _pieces(text, start, breaks)
            for rest, pieces in best[end]
        ]
        best[start] = sorted(options, key=lambda option: option[0])[:MAX_READINGS]
    return tuple(pieces for _, pieces in best[0])


def _pieces(text: str, start: int, breaks: set[int]) -> Iterator[tuple[int, float]]:
    """Where a piece that begins at `start` may end, and how unlikely that is."""
    for end in range(start + 1, min(start + 6, len(text)) + 1):
        piece = text[start:end]
        if piece in SYLLABLES and len(piece) > 1:
            yield end, 1.0
        elif piece in INITIALS:
            yield end, 1.6 if end - start == 1 else 1.7
        elif end == len(text) and piece in _BEGINNINGS:
            yield end, 1.3
        if end in breaks:
            return
