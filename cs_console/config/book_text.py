"""The text of a phrasebook with an edit put in: only the keys that change are dumped anew.

`spliced` works on the lines of the usual block style; `written_anew` round-trips the whole file and
serves what is written otherwise (flow rows, a single phrase). Both give None where they cannot.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cs_console.config.book_values import FLOW_KEYS, dumped, flow_list, loaded, put, scalar, value_of
from cs_console.config.yaml_reader import Document
from cs_console.domain.book_edits import BookEdit, PhraseDraft
from cs_console.domain.phrases import Phrase

KEYS = ("id", "group", "question", "asks", "code", "tags", "variants")
"""A row's keys in the order in which a new row has them."""

_BOM = "\ufeff"
_REST = re.compile(r"\s*(?:#.*)?")


@dataclass(frozen=True, slots=True)
class Style:
    """A file's text, and how its bytes are made from text."""

    text: str
    bom: bool
    crlf: bool

    @classmethod
    def of(cls, data: bytes) -> Style:
        """Byte order mark and line ends as they stand; what is no UTF-8 is refused by the loader."""
        text = data.decode("utf-8", errors="replace")
        plain = text.removeprefix(_BOM)
        return cls(plain.replace("\r\n", "\n"), text != plain, "\r\n" in plain)

    def bytes(self, text: str) -> bytes:
        """`text` as this file is written."""
        text = text.replace("\n", "\r\n") if self.crlf else text
        return ((_BOM if self.bom else "") + text).encode()


# -- by lines ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Row:
    """Where a phrase stands: its keys' first lines in order, its end, and the column of its keys."""

    keys: tuple[tuple[str, int], ...]
    end: int
    column: int

    @property
    def start(self) -> int:
        return self.keys[0][1]

    def span(self, key: str, lines: list[str]) -> tuple[int, int] | None:
        """The lines of one key, without the blank and comment lines behind it."""
        for at, (name, first) in enumerate(self.keys):
            if name == key:
                last = self.keys[at + 1][1] if at + 1 < len(self.keys) else self.end
                return first, _trimmed(lines, first, last)
        return None


def spliced(text: str, document: Document, known: Iterable[Phrase], edit: BookEdit, group: str) -> str | None:
    """`text` with only the touched keys written anew; None when it is not in block style."""
    if document.value is None:
        return _appended_book(text, edit, group)
    lines = text.split("\n")
    rows = _rows(document, lines)
    if rows is None:
        return None
    by_id = {phrase.id: phrase for phrase in known}
    at = {row.get("id"): number for number, row in enumerate(document.value["phrases"] or ())}
    changes: list[tuple[int, int, list[str]]] = []
    for phrase_id in edit.removes:
        if phrase_id in at:
            row = rows[at[phrase_id]]
            changes.append((*_with_blank(lines, row.start, _trimmed(lines, row.start, row.end)), []))
    added: list[PhraseDraft] = []
    for draft in edit.puts:
        if draft.id not in by_id:
            added.append(draft)
            continue
        own = document.value["phrases"][at[draft.id]].get("group", "")
        found = _row_changes(lines, rows[at[draft.id]], PhraseDraft.of(by_id[draft.id], group=str(own)), draft)
        if found is None:
            return None
        changes += found
    if added:
        changes.append(_new_rows(document, lines, rows, added))
    for start, end, new in sorted(changes, key=lambda change: (change[0], change[1]), reverse=True):
        lines[start:end] = new
    return "\n".join(lines)


def _rows(document: Document, lines: list[str]) -> list[_Row] | None:
    """The rows of a block list of block mappings, one key a line; None for any other style."""
    value = document.value
    rows = value.get("phrases") if isinstance(value, Mapping) else None
    if not isinstance(rows, list | None) or not isinstance(value, Mapping) or "phrases" not in value:
        return None
    marks = document.marks
    first, _ = marks.key(("phrases",))
    if not _REST.fullmatch(lines[first - 1].partition(":")[2]):
        return None
    later = [marks.key((key,))[0] - 1 for key in value if marks.key((key,))[0] > first]
    bottom = min(later, default=len(lines))
    starts = [marks.at(("phrases", number)) for number in range(len(rows or ()))]
    found = []
    for number, row in enumerate(rows or ()):
        if not isinstance(row, Mapping) or not row:
            return None
        places = sorted((*marks.key(("phrases", number, key)), str(key)) for key in row)
        column = places[0][1]
        dash = lines[places[0][0] - 1][: column - 1]
        lined_up = all(place[1] == column for place in places) and len({place[0] for place in places}) == len(places)
        if not lined_up or dash.strip() != "-" or starts[number][0] != places[0][0]:
            return None
        end = starts[number + 1][0] - 1 if number + 1 < len(starts) else bottom
        found.append(_Row(tuple((key, line - 1) for line, _, key in places), end, column - 1))
    return found


def _row_changes(
    lines: list[str], row: _Row, before: PhraseDraft, after: PhraseDraft
) -> list[tuple[int, int, list[str]]] | None:
    """The lines to replace so that a row holds `after`."""
    changes: list[tuple[int, int, list[str]]] = []
    inserted: dict[int, list[str]] = {}
    place = row.start
    for key in KEYS:
        span = row.span(key, lines)
        place = span[1] if span else place
        if key == "id" or getattr(before, key) == getattr(after, key):
            continue
        value = getattr(after, key)
        if span is None:
            inserted.setdefault(place, []).extend(_key_lines(key, value, row.column))
        elif not value:
            if span[0] == row.start:
                return None
            changes.append((*span, []))
        else:
            chunk = _chunk(lines[span[0] : span[1]], row.column, key, value)
            if chunk is None:
                return None
            if span[0] == row.start:
                chunk[0] = lines[span[0]][: row.column] + chunk[0][row.column :]
            changes.append((*span, chunk))
    return changes + [(at, at, new) for at, new in inserted.items()]


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
        return _indented(flow_list(key, value), column)
    put(chunk, key, value)
    return _indented(dumped(chunk), column)


def _new_rows(
    document: Document, lines: list[str], rows: list[_Row], drafts: list[PhraseDraft]
) -> tuple[int, int, list[str]]:
    """Where new rows go, below the last one, and their lines."""
    if rows:
        at, dash = _trimmed(lines, rows[-1].start, rows[-1].end), rows[-1].column - 2
    else:
        at, dash = document.marks.key(("phrases",))[0], 2
    new: list[str] = []
    for draft in drafts:
        new += ([""] if rows or new else []) + _row_lines(draft, max(dash, 0))
    return at, at, new


def _appended_book(text: str, edit: BookEdit, group: str) -> str:
    """A book that was empty: comments that stand there stay on top."""
    new = [*dumped({"group": scalar(group)}).rstrip("\n").split("\n"), "phrases:"]
    for number, draft in enumerate(edit.puts):
        new += ([""] if number else []) + _row_lines(draft, 2)
    head = text.rstrip("\n")
    return (f"{head}\n" if head else "") + "\n".join(new) + "\n"


def _row_lines(draft: PhraseDraft, dash: int) -> list[str]:
    lines: list[str] = []
    for key in KEYS:
        if value := getattr(draft, key):
            lines += _key_lines(key, value, dash + 2)
    return [" " * dash + "- " + lines[0][dash + 2 :], *lines[1:]]


def _key_lines(key: str, value: Any, column: int) -> list[str]:
    text = flow_list(key, value) if key in FLOW_KEYS else dumped({key: value_of(key, value)})
    return _indented(text, column)


def _indented(text: str, column: int) -> list[str]:
    return [" " * column + line if line else line for line in text.rstrip("\n").split("\n")]


def _trimmed(lines: list[str], first: int, last: int) -> int:
    """`last` without the blank and comment lines in front of it: they belong to what follows."""
    while last > first + 1 and _REST.fullmatch(lines[last - 1]):
        last -= 1
    return last


def _with_blank(lines: list[str], start: int, end: int) -> tuple[int, int]:
    """A removed row takes one of the two blank lines around it along, so that none pile up."""
    open_before = start > 0 and not lines[start - 1].strip()
    if not any(line.strip() for line in lines[end:]):
        return start - open_before, end
    after_header = start > 0 and lines[start - 1].rstrip().endswith("phrases:")
    return start, end + ((open_before or after_header) and not lines[end].strip())


# -- the whole file ------------------------------------------------------------------------------


def written_anew(text: str, document: Document, known: Iterable[Phrase], edit: BookEdit, group: str) -> str | None:
    """The file round-tripped with the edit put in; comments stay, the layout of long lists may not."""
    whole = loaded(text)
    if not isinstance(whole, dict):
        return None
    rows = whole.get("phrases")
    if not isinstance(rows, list):
        rows = whole["phrases"] = [rows] if isinstance(rows, dict) else []
    for number in reversed(range(len(rows))):
        if isinstance(rows[number], dict) and rows[number].get("id") in edit.removes:
            del rows[number]
    at = {row.get("id"): row for row in rows if isinstance(row, dict)}
    for draft in edit.puts:
        row = at.get(draft.id)
        if row is None:
            rows.append({key: value_of(key, getattr(draft, key)) for key in KEYS if getattr(draft, key)})
            continue
        for key in KEYS[1:]:
            if value := getattr(draft, key):
                put(row, key, value)
            else:
                row.pop(key, None)
    return dumped(whole)
