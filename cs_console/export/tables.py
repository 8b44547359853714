"""Registers as CSV, spreadsheet and JSON: real numbers and dates, text that stays text (rules K2, X2)."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from cs_console.domain.registers import Cell, CellKind, Column, Register
from cs_console.errors import BadInput
from cs_console.i18n import has, t, token
from cs_console.text.clean import clean
from cs_console.text.width import cell_width

_K = CellKind
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
CELL_LIMIT = 32_767
"""Characters that one cell of a spreadsheet takes; more is refused, never cut."""
_WIDEST = 60
_MONEY, _PERCENT, _SCORE = "#,##0.00", '0.0"%"', "0.00"
_TIME, _DATE = "yyyy-mm-dd hh:mm", "yyyy-mm-dd"


def heading(column: Column) -> str:
    """What stands above a column for people."""
    return column.title or t(f"report.col.{column.key}")


def shown(register: Register, column: Column, cell: Cell, zone: ZoneInfo) -> str:
    """A cell as a person reads it: words for tokens, yuan for fen, times on the shop's clock."""
    if cell is None or cell == "":
        return ""
    if column.kind is _K.TOKEN:
        return token(column.tokens, cell)
    if column.kind is _K.CHOICE:
        return register.word(column, cell)
    if isinstance(cell, bool):
        return t("report.yes") if cell else t("report.no")
    if isinstance(cell, datetime):
        return cell.astimezone(zone).strftime("%Y-%m-%d %H:%M")
    if isinstance(cell, tuple):
        return " ".join(str(one) for one in cell)
    if column.kind is _K.MONEY and isinstance(cell, int):
        return f"{'-' if cell < 0 else ''}{abs(cell) // 100}.{abs(cell) % 100:02d}"
    return f"{cell}%" if column.kind is _K.PERCENT else clean(str(cell))


def inert(text: str) -> str:
    """Text that no spreadsheet takes for a formula (rule X2)."""
    return "'" + text if text.startswith(_FORMULA) else text


def as_csv(register: Register, zone: ZoneInfo) -> bytes:
    """UTF-8 with a byte order mark, as spreadsheets expect; text that looks like a formula is made inert."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([heading(column) for column in register.columns])
    for row in register.rows:
        cells = zip(register.columns, row.cells, strict=True)
        writer.writerow([_csv_cell(register, column, cell, zone) for column, cell in cells])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _csv_cell(register: Register, column: Column, cell: Cell, zone: ZoneInfo) -> str:
    text = shown(register, column, cell, zone)
    return inert(text) if isinstance(cell, str) else text


def as_json(register: Register, zone: ZoneInfo) -> bytes:
    """A bare array: tokens in English, money in fen, times with offset; choices have their title beside them."""
    rows = [json_row(register, record, zone) for record in register.records()]
    return (json.dumps(rows, ensure_ascii=False, indent=2) + "\n").encode()


def json_row(register: Register, record: Mapping[str, Cell], zone: ZoneInfo) -> dict[str, Any]:
    """One row as JSON types."""
    found: dict[str, Any] = {}
    for column in register.columns:
        cell = record[column.key]
        if isinstance(cell, datetime):
            found[column.key] = cell.astimezone(zone).isoformat(timespec="seconds")
        elif isinstance(cell, date):
            found[column.key] = cell.isoformat()
        else:
            found[column.key] = list(cell) if isinstance(cell, tuple) else cell
        if column.kind is _K.CHOICE:
            found[f"{column.key}_title"] = register.word(column, cell) if cell else ""
    return found


def as_xlsx(register: Register, zone: ZoneInfo) -> bytes:
    """One register as a workbook of one sheet."""
    return workbook((register,), zone)


def workbook(registers: Sequence[Register], zone: ZoneInfo) -> bytes:
    """One sheet a register: money, counts and dates as numbers, everything else as text cells, never formulas."""
    import xlsxwriter

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        head = book.add_format({"bold": True, "bottom": 1})
        formats = {form: book.add_format({"num_format": form}) for form in (_MONEY, _PERCENT, _SCORE, _TIME, _DATE)}
        names: list[str] = []
        for register in registers:
            names.append(sheet_name(register, names))
            _sheet(book.add_worksheet(names[-1]), register, zone, head, formats)
    return buffer.getvalue()


def sheet_name(register: Register, taken: Collection[str] = ()) -> str:
    """The register's title as a sheet may be named: short, without the signs that are not allowed, only once."""
    code = f"report.{register.name}"
    title = register.title or (t(code) if has(code) else register.name)
    name = re.sub(r"[\[\]:*?/\\']", " ", title).strip()[:28] or "1"
    used = {one.casefold() for one in taken}
    return next(one for one in (name, *(f"{name} {n}" for n in range(2, 100))) if one.casefold() not in used)


def _sheet(sheet: Any, register: Register, zone: ZoneInfo, head: Any, formats: Mapping[str, Any]) -> None:
    for place, column in enumerate(register.columns):
        sheet.write_string(0, place, heading(column), head)
        sheet.set_column(place, place, _column_width(register, place, zone))
        for line, row in enumerate(register.rows, 1):
            _write(sheet, line, place, register, column, row.cells[place], zone, formats)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(register.rows), max(len(register.columns) - 1, 0))


def _write(
    sheet: Any, line: int, place: int, register: Register, column: Column, cell: Cell, zone: ZoneInfo,
    formats: Mapping[str, Any],
) -> None:  # fmt: skip
    if cell is None:
        return
    if isinstance(cell, datetime):
        sheet.write_datetime(line, place, cell.astimezone(zone).replace(tzinfo=None), formats[_TIME])
    elif isinstance(cell, date):
        sheet.write_datetime(line, place, datetime(cell.year, cell.month, cell.day), formats[_DATE])
    elif isinstance(cell, int | float) and not isinstance(cell, bool):
        value = cell / 100 if column.kind is _K.MONEY else cell
        form = {_K.MONEY: _MONEY, _K.PERCENT: _PERCENT, _K.SCORE: _SCORE}.get(column.kind)
        sheet.write_number(line, place, value, formats[form] if form else None)
    else:
        text = shown(register, column, cell, zone)
        if len(text) > CELL_LIMIT:
            raise BadInput("export.cell_too_long", row=line, column=heading(column), maximum=CELL_LIMIT)
        sheet.write_string(line, place, text)


def _column_width(register: Register, place: int, zone: ZoneInfo) -> float:
    column = register.columns[place]
    texts = [heading(column), *(shown(register, column, row.cells[place], zone) for row in register.rows[:200])]
    return min(max(cell_width(text) for text in texts) + 2, _WIDEST)


_FORMS: Mapping[str, Callable[[Register, ZoneInfo], bytes]] = {"csv": as_csv, "xlsx": as_xlsx, "json": as_json}


class RegisterForms:
    """Implements `services.ports.registers.RegisterFormsPort`."""

    def render(self, register: Register, form: str, zone: ZoneInfo) -> bytes:
        """The bytes of a register as ``csv``, ``xlsx`` or ``json``."""
        return _FORMS[form](register, zone)

    def workbook(self, registers: Sequence[Register], zone: ZoneInfo) -> bytes:
        """The bytes of a workbook with one sheet a register."""
        return workbook(registers, zone)

    def texts(self, register: Register, zone: ZoneInfo) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
        """Headings and rows as people read them."""
        columns = register.columns
        rows = (
            tuple(shown(register, column, cell, zone) for column, cell in zip(columns, row.cells, strict=True))
            for row in register.rows
        )
        return tuple(heading(column) for column in columns), tuple(rows)
