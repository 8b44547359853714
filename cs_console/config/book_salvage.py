"""What can still be read of a book that is no YAML any more: one bad line takes its own phrase down, not the rest.

Only for books of which no good version is known: a running console keeps the last good one whole. Whatever
is left out is named, also when the mistake that hides it stands elsewhere.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import replace
from itertools import pairwise

from cs_console.config.problems import Problem, error
from cs_console.config.yaml_reader import Document, read_yaml
from cs_console.config.yaml_text import conflict_marks, decoded_anyhow

ROUNDS = 5
"""After so many readings of a whole book each phrase is read by itself."""

_LIST = re.compile(r"(?:phrases|synonyms)\s*:\s*(?:#.*)?$")
_ITEM = re.compile(r"(\s*)-(?:\s|$)")
_ID = re.compile(r"\s*(?:- +)?\{?\s*id\s*[:：]\s*[\"']?([\w.\-]{1,80})")

Spans = dict[int, tuple[int, int]]


def salvaged(data: bytes, name: str, known: Collection[Problem]) -> tuple[Document | None, list[Problem]]:
    """The book without what no parser gets through, lines counted as in the file, or None when it is past saving.

    With it what is wrong beyond the `known` problems, and a word for every phrase that is left out unnamed.
    """
    lines = decoded_anyhow(data).split("\n")
    starts = _starts(lines)
    if not starts:
        return None, []
    names = {at: _name(lines[first:end]) for at, (first, end) in enumerate(pairwise([*starts, len(lines)]))}
    dash = Counter(lines[at].index("-") + 1 for at in starts).most_common(1)[0][0]
    _clear_marks(lines, frozenset(starts))
    left: Spans = dict(enumerate(pairwise([*starts, len(lines)])))
    spans = dict(left)
    headless = all(problem.code == "book.shape" for problem in known) and _new_head(lines, starts[0])
    found: list[Problem] = []
    causes: dict[int, int] = {}
    for turn in range(ROUNDS + 2):
        if turn == ROUNDS:
            found += _singly(name, lines, left, causes)
        document = read_yaml("\n".join(lines).encode("utf-8"), name)
        if document.ok:
            found += _left_out(name, [*known, *found], causes, names, spans)
            return document, found
        said = {(one.line, one.code) for one in (*known, *found)}
        found += [one for one in document.problems if (one.line, one.code) not in said and one.code != "yaml.conflict"]
        for at, line in {_broken(problem, starts, left, dash): problem.line for problem in document.problems}.items():
            if not headless and (at < 0 or line == starts[0] + 1):
                headless = _new_head(lines, starts[0])
                if headless:
                    break
            if at < 0:
                return None, found
            first, end = left.pop(at)
            causes[at] = line
            lines[first:end] = [""] * (end - first)
    return None, found


def _singly(name: str, lines: list[str], left: Spans, causes: dict[int, int]) -> list[Problem]:
    """Leave out every phrase that cannot be read even by itself, and say what is wrong with each."""
    found: list[Problem] = []
    for at, (first, end) in list(left.items()):
        alone = read_yaml("\n".join(["phrases:", *lines[first:end]]).encode("utf-8"), name)
        if alone.ok:
            continue
        found += [replace(one, line=one.line + first - 1) for one in alone.problems]
        causes[at] = found[-1].line
        del left[at]
        lines[first:end] = [""] * (end - first)
    return found


def _broken(problem: Problem, starts: list[int], left: Spans, dash: int) -> int:
    """Which phrase a problem belongs to; often what is wrong began before the place where the parser gave up."""
    line = problem.line - 1
    at = bisect_right(starts, line) - 1
    if at - 1 in left and line == starts[at] and _began_before(problem, dash):
        at -= 1
    while at >= 0 and at not in left:
        at -= 1
    return at


def _began_before(problem: Problem, dash: int) -> bool:
    """Whether a complaint about an item's first line is about the lines above: that line itself is well indented."""
    return problem.code == "yaml.indent" and problem.column == dash


def _left_out(
    name: str, said: list[Problem], causes: dict[int, int], names: dict[int, str], spans: Spans
) -> Iterator[Problem]:
    """A word for each phrase that is left out although nothing was said of its own lines."""
    for at, cause in sorted(causes.items()):
        first, end = spans[at]
        if names[at] and not any(first < one.line <= end for one in said):
            yield error(name, (first + 1, 1), "book.left_out", id=names[at], line=cause)


def _starts(lines: list[str]) -> list[int]:
    """The lines, from 0, on which the items of the list begin; without its key, from the first `id` on."""
    begin = next((at + 1 for at, line in enumerate(lines) if _LIST.match(line)), None)
    if begin is None:
        begin = next((at for at, line in enumerate(lines) if _ITEM.match(line) and _ID.match(line)), len(lines))
    items = [(at, found[1]) for at, line in enumerate(lines[begin:], begin) if (found := _ITEM.match(line))]
    named = [(at, indent) for at, indent in items if _ID.match(lines[at])] or items
    if not named:
        return []
    usual = Counter(indent for _, indent in named).most_common(1)[0][0]
    return [at for at, indent in items if indent == usual or _ID.match(lines[at])]


def _name(lines: list[str]) -> str:
    """The id of the phrase on these lines, "" when none can be made out."""
    return next((found[1] for line in lines if (found := _ID.match(line))), "")


def _new_head(lines: list[str], first: int) -> bool:
    """Put a plain head in the place of one that cannot be read; its group is kept where it stands well."""
    if not first:
        return False
    group = next((line for line in lines[:first] if line.startswith("group:") and _is_group(line)), "")
    lines[:first] = [""] * first
    lines[0] = group if first > 1 else ""
    lines[first - 1] = "phrases:"
    return True


def _is_group(line: str) -> bool:
    document = read_yaml(line.encode("utf-8"), "")
    return document.ok and isinstance(document.value, dict) and isinstance(document.value.get("group"), str)


def _clear_marks(lines: list[str], starts: frozenset[int]) -> None:
    """Blank git's conflict marks that stand between whole phrases: then both sides' phrases can be read."""
    marks = conflict_marks(lines)
    between = False
    for at in marks:
        after = next((n for n in range(at + 1, len(lines)) if lines[n].strip() and n not in marks), len(lines))
        whole = after in starts or after == len(lines)
        between = whole and (lines[at].startswith("<") or between)
        if between:
            lines[at] = ""
