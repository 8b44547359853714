"""What can still be read of a book that is no YAML any more: one bad line takes its own phrase down, not the rest.

Only for books of which no good version is known: a running console keeps the last good one whole.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import pairwise

from cs_console.config.problems import Problem
from cs_console.config.yaml_reader import Document, read_yaml
from cs_console.config.yaml_text import decoded

ROUNDS = 20
"""So many broken phrases are left out of one book before it is given up."""

_BEGAN_BEFORE = frozenset({"yaml.colon_missing", "yaml.indent"})
_LIST = re.compile(r"phrases\s*:\s*(?:#.*)?$")
_ITEM = re.compile(r"( *)-(?: |$)")


def salvaged(data: bytes, name: str) -> Document | None:
    """The book without the phrases that no parser gets through, lines counted as in the file; None: past saving."""
    text = decoded(data, name)[0]
    if text is None:
        return None
    lines = text.split("\n")
    starts = _starts(lines)
    left = dict(enumerate(pairwise([*starts, len(lines)])))
    for _ in range(ROUNDS):
        document = read_yaml("\n".join(lines).encode("utf-8"), name)
        if document.ok:
            return document
        broken = {_broken(problem, starts, left) for problem in document.problems}
        if -1 in broken:
            return None
        for at in broken:
            first, end = left.pop(at)
            lines[first:end] = [""] * (end - first)
    return None


def _broken(problem: Problem, starts: list[int], left: dict[int, tuple[int, int]]) -> int:
    """Which phrase a problem belongs to; often what is wrong began before the place where the parser gave up."""
    line = problem.line - 1
    at = bisect_right(starts, line) - 1
    if at > 0 and line == starts[at] and problem.code in _BEGAN_BEFORE:
        at -= 1
    while at >= 0 and at not in left:
        at -= 1
    return at


def _starts(lines: list[str]) -> list[int]:
    """The lines, from 0, on which the phrases of the list begin."""
    begin = next((at for at, line in enumerate(lines) if _LIST.match(line)), None)
    if begin is None:
        return []
    items = [(at, found[1]) for at, line in enumerate(lines[begin + 1 :], begin + 1) if (found := _ITEM.match(line))]
    return [at for at, indent in items if indent == items[0][1]]
