"""The text of a phrasebook with an edit put in: only the keys that change are dumped anew.

`spliced` works on the lines of the usual block style; `written_anew` round-trips the whole file and
serves what is written otherwise (flow rows, a single phrase). Both give None where they cannot.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from cs_console.config.book_rows import KEYS, Change, Row, key_lines, row_changes, rows
from cs_console.config.book_values import dumped, loaded, put, scalar, value_of
from cs_console.config.yaml_reader import Document
from cs_console.domain.book_edits import BookEdit, PhraseDraft
from cs_console.domain.phrases import Phrase

_BOM = "\ufeff"
_END = re.compile(r"\r\n|\n|\r")


@dataclass(frozen=True, slots=True)
class Style:
    """A file's text, and how its bytes are made from text."""

    text: str
    bom: bool
    ends: tuple[str, ...]
    """How each line ends: editors on two systems leave both kinds in one file."""

    @classmethod
    def of(cls, data: bytes) -> Style:
        """Byte order mark and line ends as they stand; what is no UTF-8 is refused by the loader."""
        text = data.decode("utf-8", errors="replace")
        plain = text.removeprefix(_BOM)
        ends = tuple(found[0] for found in _END.finditer(plain))
        return cls(_END.sub("\n", plain), text != plain, ends)

    def bytes(self, text: str) -> bytes:
        """`text` as this file is written: each line that stays keeps its end."""
        usual = Counter(self.ends).most_common(1)[0][0] if self.ends else "\n"
        if len(set(self.ends)) > 1:
            text = "".join(line + end for line, end in self._ended(text.split("\n"), usual))
        else:
            text = text.replace("\n", usual)
        return ((_BOM if self.bom else "") + text).encode()

    def _ended(self, lines: list[str], usual: str) -> Iterator[tuple[str, str]]:
        former = self.text.split("\n")
        same = SequenceMatcher(None, former, lines, autojunk=False).get_matching_blocks()
        kept = {one.b + at: one.a + at for one in same for at in range(one.size)}
        for number, line in enumerate(lines):
            last = number + 1 == len(lines)
            at = kept.get(number, len(self.ends))
            yield line, "" if last else self.ends[at] if at < len(self.ends) else usual


# -- by lines ------------------------------------------------------------------------------------


def spliced(text: str, document: Document, known: Iterable[Phrase], edit: BookEdit, group: str) -> str | None:
    """`text` with only the touched keys written anew; None when it is not in block style."""
    if document.value is None:
        return _appended_book(text, edit, group)
    lines = text.split("\n")
    listed = rows(document, lines)
    if listed is None:
        return None
    by_id = {phrase.id: phrase for phrase in known}
    at = {row.get("id"): number for number, row in enumerate(document.value["phrases"] or ())}
    changes: list[Change] = []
    for phrase_id in edit.removes:
        if phrase_id in at:
            changes.append((*_with_blank(lines, *listed[at[phrase_id]].whole(lines)), []))
    added: list[PhraseDraft] = []
    for draft in edit.puts:
        if draft.id not in by_id:
            added.append(draft)
            continue
        own = document.value["phrases"][at[draft.id]].get("group", "")
        found = row_changes(lines, listed[at[draft.id]], PhraseDraft.of(by_id[draft.id], group=str(own)), draft)
        if found is None:
            return None
        changes += found
    if added:
        changes.append(_new_rows(document, lines, listed, added))
    for start, end, new in sorted(changes, key=lambda change: (change[0], change[1]), reverse=True):
        lines[start:end] = new
    return "\n".join(lines)


def _new_rows(
    document: Document, lines: list[str], listed: list[Row], drafts: list[PhraseDraft]
) -> tuple[int, int, list[str]]:
    """Where new rows go, below the last one, and their lines."""
    if listed:
        at, dash = listed[-1].whole(lines)[1], lines[listed[-1].start].index("-")
    else:
        at, dash = document.marks.key(("phrases",))[0], 2
    new: list[str] = []
    for draft in drafts:
        new += ([""] if listed or new else []) + _row_lines(draft, max(dash, 0))
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
            lines += key_lines(key, value, dash + 2)
    return [" " * dash + "- " + lines[0][dash + 2 :], *lines[1:]]


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
