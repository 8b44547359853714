"""Tables as CSV or XLSX: text cells only, nothing that a spreadsheet would calculate (rule X2)."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from cs_console.errors import BadInput
from cs_console.text.cells import inert
from cs_console.text.width import cell_width

Table = Sequence[Sequence[object]]
WIDEST = 60
MAX_CELL = 32_767
"""What a spreadsheet holds in one cell; longer texts are refused, not cut."""


def sheet_file(kind: str, tables: Mapping[str, Table]) -> bytes:
    """`tables` (name → rows, the header first) as ``csv`` (the first one) or ``xlsx`` (a sheet each).

    Numbers and moments become real cells; moments are written as their own clock shows them.
    """
    return _xlsx(tables) if kind == "xlsx" else _csv(next(iter(tables.values())))


def _csv(rows: Table) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    for row in rows:
        writer.writerow([_plain(cell) for cell in row])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _plain(cell: object) -> object:
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M")
    return inert(cell) if isinstance(cell, str) else cell


def _xlsx(tables: Mapping[str, Table]) -> bytes:
    import xlsxwriter

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        bold = book.add_format({"bold": True})
        times = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        days = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in tables.items():
            sheet = book.add_worksheet(name[:31])
            sheet.freeze_panes(1, 0)
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if isinstance(cell, datetime):
                        sheet.write_datetime(number, column, cell.replace(tzinfo=None), times)
                    elif isinstance(cell, date):
                        sheet.write_datetime(number, column, datetime(cell.year, cell.month, cell.day), days)
                    else:
                        _write(sheet, number, column, cell, bold if number == 0 else None)
            for column in range(len(rows[0]) if rows else 0):
                sheet.set_column(column, column, _width(rows, column))
            if rows and rows[0]:
                sheet.autofilter(0, 0, len(rows) - 1, len(rows[0]) - 1)
    return buffer.getvalue()


def _width(rows: Table, column: int) -> int:
    """How wide a column is: its widest line, a hanzi being two letters wide, within reason."""
    cells = (str(_plain(row[column])) for row in rows if column < len(row) and row[column] is not None)
    return min(max((cell_width(line) for cell in cells for line in cell.split("\n")), default=0) + 2, WIDEST)


def _write(sheet: Any, row: int, column: int, cell: object, style: Any) -> None:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        sheet.write_number(row, column, cell, style)
        return
    text = "" if cell is None else str(cell)
    if len(text) > MAX_CELL:
        raise BadInput("sheet.long_cell", row=row + 1, column=column + 1, limit=MAX_CELL)
    sheet.write_string(row, column, text, style)
