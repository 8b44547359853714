"""Runs of characters, each of a class: how pinyin, initials and words are looked for in a text."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from cs_console.text.search.tables import Classes


def find_run(text: str, classes: Sequence[frozenset[str]]) -> int:
    """Where `text` first has a run of characters, one of each class; -1 nowhere."""
    first, rest = classes[0], classes[1:]
    for at in range(len(text) - len(rest)):
        if text[at] in first:
            for offset, chars in enumerate(rest, at + 1):
                if text[offset] not in chars:
                    break
            else:
                return at
    return -1


def turned_round(text: str, classes: Sequence[frozenset[str]]) -> tuple[tuple[int, int], ...]:
    """Where half of the neighbours of a run stand in `text`, each pair anywhere; () where fewer do."""
    spans = {at for pair in pairwise(classes) if (at := find_run(text, pair)) >= 0}
    return tuple((at, at + 2) for at in sorted(spans)) if 2 * len(spans) >= len(classes) - 1 else ()


def all_words(text: str, ways: list[list[Classes]]) -> tuple[tuple[int, int], ...]:
    """Where each word stands in `text`, by the first of its ways that fits; () when one is missing."""
    spans = []
    for options in ways:
        for classes in options:
            at = find_run(text, classes)
            if at >= 0:
                spans.append((at, at + len(classes)))
                break
        else:
            return ()
    return tuple(sorted(spans))
