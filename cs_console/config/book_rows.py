"""The rows of a phrasebook as lines of text, and the lines that change when one of them is edited.

Each row stands for itself: one that somebody wrote as `- {…}` does not keep the others from being edited
by their own lines, and of a list of angles only the lines of the angle that changed are written anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from cs_console.config.book_values import FLOW_KEYS, block_of, dumped, flow_list, item_of, loaded, put
from cs_console.config.marks import ListMark, Marks, place_of
from cs_console.config.yaml_reader import Document
from cs_console.domain.book_edits import PhraseDraft
from cs_console.domain.phrases import Variant

KEYS = ("id", "group", "question", "asks", "code", "tags", "variants")
"""A row's keys in the order in which a new row has them."""

_REST = re.compile(r"\s*(?:#.*)?")
_DASH = re.compile(r" *- +")
_COMMENT = re.compile(r"(?:^|\s)(#.*)$")

Change = tuple[int, int, list[str]]
"""Lines from, up to, and what stands there instead."""


@dataclass(frozen=True, slots=True)
class Row:
    """Where a phrase stands: its first line, its end, the column of its keys and, in block style, their lines."""

    start: int
    end: int
    column: int
    keys: tuple[tuple[str, int], ...] = ()
    angles: tuple[tuple[int, int], ...] = ()
    """Line and column of each item in a block list of angles."""

    def span(self, key: str, lines: list[str]) -> tuple[int, int] | None:
        """The lines of one key, without the blank and comment lines behind it."""
        for at, (name, first) in enumerate(self.keys):
            if name == key:
                last = self.keys[at + 1][1] if at + 1 < len(self.keys) else self.end
                return first, trimmed(lines, first, last, self.column)
        return None

    def whole(self, lines: list[str]) -> tuple[int, int]:
        """All its lines, without the blank and comment lines behind it."""
        return self.start, trimmed(lines, self.start, self.end, self.column - 2)


def rows(document: Document, lines: list[str]) -> list[Row] | None:
    """The rows of a list of which each item begins on its own line; None for any other style."""
    value = document.value
    listed = value.get("phrases") if isinstance(value, Mapping) else None
    if not isinstance(listed, list | None) or not isinstance(value, Mapping) or "phrases" not in value:
        return None
    marks = document.marks
    first, _ = marks.key(("phrases",))
    if not _REST.fullmatch(lines[first - 1].partition(":")[2]):
        return None
    later = [marks.key((key,))[0] - 1 for key in value if marks.key((key,))[0] > first]
    bottom = min(later, default=len(lines))
    starts = [marks.at(("phrases", number)) for number in range(len(listed or ()))]
    found = []
    for number, (row, (line, column)) in enumerate(zip(listed or (), starts, strict=True)):
        if not isinstance(row, Mapping) or not row or not _DASH.fullmatch(lines[line - 1][: column - 1]):
            return None
        end = starts[number + 1][0] - 1 if number + 1 < len(starts) else bottom
        places = sorted((*marks.key(("phrases", number, key)), str(key)) for key in row)
        apart = len({place[0] for place in places}) == len(places)
        if apart and all(place[1] == column for place in places):
            keys = tuple((key, at - 1) for at, _, key in places)
            found.append(Row(line - 1, end, column - 1, keys, _angles(marks, number, lines)))
        else:
            found.append(Row(line - 1, end, column - 1))
    return found


def _angles(marks: Marks, number: int, lines: list[str]) -> tuple[tuple[int, int], ...]:
    """(line, column of the dash) of each angle, when each begins on its own line."""
    node = marks.node(("phrases", number, "variants"))
    if not isinstance(node, ListMark):
        return ()
    places = [place_of(child) for child in node.children]
    dashes = [lines[line - 1][: column - 1] for line, column in places]
    if not all(_DASH.fullmatch(dash) for dash in dashes) or len({dash.index("-") for dash in dashes}) != 1:
        return ()
    return tuple((line - 1, dash.index("-")) for (line, _), dash in zip(places, dashes, strict=True))


def row_changes(lines: list[str], row: Row, before: PhraseDraft, after: PhraseDraft) -> list[Change] | None:
    """The lines to replace so that a row holds `after`; None when that cannot be done by lines."""
    changes = _key_changes(lines, row, before, after) if row.keys else None
    return _whole_row(lines, row, before, after) if changes is None else changes


def _key_changes(lines: list[str], row: Row, before: PhraseDraft, after: PhraseDraft) -> list[Change] | None:
    """The same key by key; None for a row that has to be written as a whole."""
    changes: list[Change] = []
    inserted: dict[int, list[str]] = {}
    place = row.start
    for key in KEYS:
        span = row.span(key, lines)
        place = span[1] if span else place
        if key == "id" or getattr(before, key) == getattr(after, key):
            continue
        value = getattr(after, key)
        if span is None:
            inserted.setdefault(place, []).extend(key_lines(key, value, row.column))
        elif not value:
            if span[0] == row.start:
                return None
            changes.append((*span, []))
        elif key == "variants" and len(row.angles) == len(before.variants):
            changes += _angle_changes(lines, row, span[1], before.variants, after.variants)
        else:
            chunk = _chunk(lines[span[0] : span[1]], row.column, key, value)
            if chunk is None:
                return None
            if span[0] == row.start:
                chunk[0] = lines[span[0]][: row.column] + chunk[0][row.column :]
            changes.append((*span, chunk))
    return changes + [(at, at, new) for at, new in inserted.items()]


def _angle_changes(
    lines: list[str], row: Row, end: int, before: tuple[Variant, ...], after: tuple[Variant, ...]
) -> Iterator[Change]:
    """The lines of the angles that change; the others keep theirs, with the comments above and behind them."""
    column = row.angles[0][1]
    firsts = [line for line, _ in row.angles]
    spans = [
        (first, trimmed(lines, first, last, column)) for first, last in zip(firsts, [*firsts[1:], end], strict=True)
    ]
    for _, low, high, start, stop in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if before[low:high] == after[start:stop]:
            continue
        both = min(high - low, stop - start)
        for at in range(both):
            yield *spans[low + at], _angle_lines(lines[slice(*spans[low + at])], column, after[start + at])
        for at in range(low + both, high):
            yield *spans[at], []
        if new := [line for item in after[start + both : stop] for line in _angle_lines([], column, item)]:
            place = spans[low + both - 1][1] if low + both else spans[0][0]
            yield place, place, new


def _angle_lines(old: list[str], column: int, item: Variant) -> list[str]:
    """One angle's lines, in the style of those that it replaces."""
    listed = loaded("\n".join(line[column:] for line in old) + "\n") if old else None
    if isinstance(listed, list) and len(listed) == 1:
        put({"": listed}, "", (item,))
    else:
        listed = [item_of(item)]
    return _listed(listed, column)


def _whole_row(lines: list[str], row: Row, before: PhraseDraft, after: PhraseDraft) -> list[Change] | None:
    """A row in another style (`- {…}`), or without its first key, round-tripped by itself."""
    first, end = row.whole(lines)
    column = lines[first].index("-")
    if any(line[:column].strip() for line in lines[first:end]):
        return None
    listed = loaded("\n".join(line[column:] for line in lines[first:end]) + "\n")
    if not isinstance(listed, list) or len(listed) != 1 or not isinstance(listed[0], dict):
        return None
    for key in KEYS[1:]:
        if getattr(before, key) != (value := getattr(after, key)):
            if value:
                put(listed[0], key, value)
            else:
                listed[0].pop(key, None)
    return [(first, end, _listed(listed, column))]


def _chunk(lines: list[str], column: int, key: str, value: Any) -> list[str] | None:
    """One key's lines with a new value, its comments kept."""
    first = " " * column + lines[0][column:]
    rest = [line for line in lines[1:] if line.strip()]
    if any(line[:column].strip() for line in rest):
        return None
    chunk = loaded("\n".join(line[column:] for line in [first, *lines[1:]]) + "\n")
    if not isinstance(chunk, dict) or list(chunk) != [key]:
        return None
    if key in FLOW_KEYS and not any("#" in line for line in lines):
        return indented(flow_list(key, value), column)
    put(chunk, key, value)
    made = indented(dumped(chunk), column)
    lost = [found[1] for line in lines if (found := _COMMENT.search(line)) and found[1] not in "\n".join(made)]
    if key in FLOW_KEYS and lost:
        made[-1] += "   " + " ".join(lost)
    return made


def key_lines(key: str, value: Any, column: int) -> list[str]:
    """The lines of a new key."""
    text = flow_list(key, value) if key in FLOW_KEYS else block_of(key, value)
    return indented(text, column)


def _listed(items: Any, column: int) -> list[str]:
    """A list's lines with its dashes at `column`; the engine indents them by two."""
    text = "\n".join(line.removeprefix("  ") for line in dumped(items).split("\n"))
    return indented(text, column)


def indented(text: str, column: int) -> list[str]:
    """The lines of a piece of YAML, moved to its column."""
    return [" " * column + line if line else line for line in text.rstrip("\n").split("\n")]


def trimmed(lines: list[str], first: int, last: int, column: int) -> int:
    """`last` without the blank lines and comments in front of it; one that stands deeper than `column` stays."""
    end = last
    while end > first + 1 and _REST.fullmatch(lines[end - 1]):
        if lines[end - 1].strip() and len(lines[end - 1]) - len(lines[end - 1].lstrip()) > column:
            break
        end -= 1
    return end
