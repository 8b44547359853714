"""Where a character of a text stands in its file, however the text is written (quotes, blocks, folds)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from cs_console.config.marks import Place

_LONG_ESCAPES = {"x": 2, "u": 4, "U": 8}
_BLANK_ESCAPES = frozenset("nrt \t_NLPve")


def inside(lines: Sequence[str], start: Place, text: str, at: int) -> Place:
    """The place of `text[at]` of the value that starts at `start`; blanks, which YAML folds, do not count."""
    wanted = sum(not sign.isspace() for sign in text[:at])
    return next(islice(_signs(lines, start), wanted, None), start)


def _signs(lines: Sequence[str], start: Place) -> Iterator[Place]:
    """Where each character of a scalar that is no blank is written."""
    line, column = start[0] - 1, start[1] - 1
    style = lines[line][column : column + 1] if line < len(lines) else ""
    if style in ("|", ">"):
        line, column = line + 1, 0
    elif style in ("'", '"'):
        column += 1
    while line < len(lines):
        row = lines[line]
        while column < len(row):
            width, blank = _width(row, column, style)
            if not blank:
                yield line + 1, column + 1
            column += width
        line, column = line + 1, 0


def _width(row: str, column: int, style: str) -> tuple[int, bool]:
    """How many letters write the character at `column`, and whether it is a blank."""
    sign = row[column]
    if style == "'" and row.startswith("''", column):
        return 2, False
    if style == '"' and sign == "\\":
        escape = row[column + 1 : column + 2]
        if escape in _LONG_ESCAPES:
            digits = row[column + 2 : column + 2 + _LONG_ESCAPES[escape]]
            return 2 + len(digits), chr(int(digits or "0", 16)).isspace()
        return 2, escape in _BLANK_ESCAPES or not escape
    return 1, sign.isspace()
