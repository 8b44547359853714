"""Rows with line numbers, whatever the file was: what every reader of tables works on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cs_console.intake.cells import Cell
from cs_console.intake.tokens import line_end, split_rows

TableRow = tuple[int, Sequence[Cell], str]
"""Line number, cells, and the fault of a row that could not be taken apart."""

_DELIMITERS = ",\t;"
_SAMPLE = 8192


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a file; `total` is how many lines it has, for the progress bar."""

    total: int
    rows: Iterator[TableRow]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The tables of a file, likeliest first.

    `delimited`: a stray delimiter may have shifted a row's cells. `open_end`: the last row has no line
    end, so it may be cut.
    """

    encoding: str
    tables: tuple[Table, ...]
    delimited: bool = False
    open_end: bool = False


def number_rows(grid: Sequence[Sequence[Cell]]) -> Iterator[TableRow]:
    """The rows of a spreadsheet under their own numbers; blank ones are left out."""
    for number, cells in enumerate(grid, 1):
        if any(cell != "" for cell in cells):
            yield number, cells, ""


def read_delimited(text: str, encoding: str) -> Sheet:
    """Delimited text; which mark parts the cells shows only when a header is found, so each is tried."""
    sample, total = text[:_SAMPLE], text.count(line_end(text)) + 1
    delimiters = sorted(_DELIMITERS, key=lambda mark: -sample.count(mark))
    tables = tuple(Table(total, split_rows(text, mark)) for mark in delimiters)
    return Sheet(encoding, tables, delimited=True, open_end=not text.endswith(("\n", "\r")))
