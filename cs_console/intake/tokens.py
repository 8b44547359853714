"""Text to rows of cells, with the quirks of the platforms' CSV.

Taobao writes long numbers as ``="3515…"`` with the ``=`` outside the quotes, which `csv` leaves in
place and splits at a comma inside. Here a cell is quoted, with or without ``=``, or plain; a row that
is neither is given back with a fault and reading goes on at the next line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

MAX_JOINED_LINES = 500
"""How many lines one quoted cell may span before its opening quote is taken for a stray one."""

BAD_QUOTES = "intake.reject.quotes"
CUT = "intake.reject.cut"


@dataclass(frozen=True, slots=True)
class _Grammar:
    record: re.Pattern[str]
    cells: re.Pattern[str]
    opening: re.Pattern[str]


@lru_cache(maxsize=8)
def _grammar(delimiter: str) -> _Grammar:
    blank = "[ ]" if delimiter == "\t" else r"[ \t]"
    mark = re.escape(delimiter)
    quoted = rf'=?"[^"]*+(?:""[^"]*+)*+"(?!"){blank}*+'
    plain = rf'(?!=?")[^{mark}]*+'
    return _Grammar(
        record=re.compile(rf"(?:(?:{quoted}|{plain}){mark})*+(?:{quoted}|{plain})?+"),
        cells=re.compile(rf'=?"([^"]*+(?:""[^"]*+)*+)"{blank}*+{mark}|([^{mark}]*+){mark}'),
        opening=re.compile(r'=?"[^"]*+(?:""[^"]*+)*+\Z'),
    )


def line_end(text: str) -> str:
    """What ends a row: where CRLF prevails, or ends the first line and the last, a lone CR or LF is inside a cell."""
    paired, feeds = text.count("\r\n"), text.count("\n")
    if paired and feeds - paired < paired:
        return "\r\n"
    first, last = text.find("\n"), text.rfind("\n")
    if paired and text[first - 1] == "\r" and text[last - 1] == "\r":
        return "\r\n"
    return "\n" if feeds else "\r"


def split_rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str], str]]:
    """(line number, cells, fault) of every row; blank lines are left out.

    An opening quote that never closes gives that line the fault `CUT` at the end of the file and
    `BAD_QUOTES` elsewhere; either way the following lines are read afresh.
    """
    grammar = _grammar(delimiter)
    lines = text.split(line_end(text))
    if not lines[-1]:
        lines.pop()
    index, starts, count = 0, 1, len(lines)
    while index < count:
        line, start, used, fault = lines[index], starts, 1, ""
        if '"' not in line:
            cells = line.split(delimiter)
        else:
            record, used, fault = _record(lines, index, grammar, delimiter)
            cells = line.split(delimiter) if fault else _cells(record, grammar, delimiter)
            line = line if fault else record
        index += used
        starts += 1 + line.count("\n")
        if line.strip():
            yield start, cells, fault


def _record(lines: list[str], index: int, grammar: _Grammar, delimiter: str) -> tuple[str, int, str]:
    """The whole row that starts at `index`, how many lines it takes, and its fault if it has one."""
    record, used = lines[index], 1
    while True:
        found = grammar.record.match(record)
        reached = found.end() if found else 0
        if reached == len(record):
            return record, used, ""
        if not grammar.opening.match(record, reached):
            return lines[index], 1, BAD_QUOTES
        added: list[str] = []
        while True:
            if index + used >= len(lines):
                return lines[index], 1, CUT
            if used >= MAX_JOINED_LINES:
                return lines[index], 1, BAD_QUOTES
            added.append(lines[index + used])
            used += 1
            if '"' in added[-1]:
                break
        record = "\n".join((record, *added))


def _cells(record: str, grammar: _Grammar, delimiter: str) -> list[str]:
    found = grammar.cells.findall(record + delimiter)
    return [(quoted.replace('""', '"') if '""' in quoted else quoted) or plain for quoted, plain in found]
