"""Goods cards from CSV, XLSX or YAML: bytes in, records and rejects out (rule G1).

Columns are matched by name. A column that the file lacks says nothing; an empty cell empties the field, for
the file is the admin's own. What cannot be read keeps its row out, with the reason and the cell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any, Protocol

from cs_console.domain.goods import GoodsRecord, GoodsSheet, key_of
from cs_console.domain.records import Reject
from cs_console.errors import BadInput
from cs_console.intake.cells import Cell, is_lost, plain, to_fen
from cs_console.intake.decode import decode
from cs_console.intake.detect import HEADER_WITHIN, header_name
from cs_console.intake.goods_columns import GoodsColumn, columns_by_name
from cs_console.intake.markup import is_markup, read_markup
from cs_console.intake.options import IntakeOptions
from cs_console.intake.reading import RowRefused, short
from cs_console.intake.sheet import Sheet, TableRow, read_delimited
from cs_console.intake.workbook import ZIP_MAGIC, read_xlsx
from cs_console.intake.xls import MAGIC as OLE2_MAGIC
from cs_console.intake.xls import read_xls
from cs_console.text.clean import clean

YAML_SUFFIXES = frozenset({".yaml", ".yml"})
MAX_GOODS = 50_000
_YES = frozenset({"是", "有", "包邮", "支持", "√", "✓", "y", "yes", "true", "1", "对"})
_NO = frozenset({"否", "无", "不包邮", "不支持", "×", "x", "n", "no", "false", "0", "不"})
_PARTS = re.compile(r"[\s、，,;；|]+")

Named = tuple[int, Mapping[str, Any], str]
"""Line number, value by header, and the fault of a row that could not be taken apart."""


class PlainYaml(Protocol):
    """Reads YAML strictly: the value, and the line of a path in it."""

    def __call__(self, data: bytes, name: str) -> tuple[Any, Callable[[Sequence[str | int]], int]]:
        """Read; `BadInput` with the place when the text is not sound."""


def read_goods(path: Path, *, options: IntakeOptions, yaml: PlainYaml) -> GoodsSheet:
    """Read one goods file; `BadInput` when it cannot be read as a whole."""
    try:
        size = path.stat().st_size
        if size > options.max_bytes:
            raise BadInput("intake.too_big", name=path.name, limit=options.max_bytes >> 20)
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise BadInput("intake.unreadable", name=path.name, reason=reason) from error
    if path.suffix.lower() in YAML_SUFFIXES:
        return _records(_yaml_rows(data, path.name, yaml), path.name, options)
    return _records(_sheet_rows(_sheet(data, path.name, options), path.name), path.name, options)


def _sheet(data: bytes, name: str, options: IntakeOptions) -> Sheet:
    if data.startswith(ZIP_MAGIC):
        return read_xlsx(data, name, options)
    if data.startswith(OLE2_MAGIC):
        return read_xls(data, name)
    text, encoding = decode(data, name)
    return read_markup(text, encoding, name) if is_markup(text) else read_delimited(text, encoding)


def _sheet_rows(sheet: Sheet, name: str) -> Iterator[Named]:
    """The rows under the first header we know, each cell by its header."""
    known = columns_by_name()
    for table in sheet.tables:
        head = list(islice(table.rows, HEADER_WITHIN))
        place = next((at for at, row in enumerate(head) if _is_header(row, known)), None)
        if place is None:
            continue
        headers = [plain(cell) for cell in head[place][1]]
        for number, cells, fault in chain(head[place + 1 :], table.rows):
            if any(map(plain, cells)):
                yield number, _named(headers, cells, number), fault
        return
    raise BadInput("goods.no_header", name=name)


def _named(headers: Sequence[str], cells: Sequence[Cell], number: int) -> dict[str, Cell]:
    """Cells by header; of two columns with one name the first filled one counts."""
    row: dict[str, Cell] = {}
    for at, header in enumerate(headers):
        cell = cells[at] if at < len(cells) else ""
        if header and not (header in row and plain(row[header])):
            row[header] = cell
    return row


def _is_header(row: TableRow, known: Mapping[str, GoodsColumn]) -> bool:
    fields = {known[name].field for cell in row[1] if (name := header_name(cell)) in known}
    return not row[2] and len(fields) > 1 and bool(fields & {"code", "title"})


def _yaml_rows(data: bytes, name: str, yaml: PlainYaml) -> Iterator[Named]:
    """A list of cards, or one under ``goods:``; lists in a card are several codes."""
    value, line_of = yaml(data, name)
    root: list[str | int] = []
    if isinstance(value, dict) and list(value) == ["goods"]:
        value, root = value["goods"], ["goods"]
    if not isinstance(value, list):
        raise BadInput("goods.no_list", name=name)
    for at, item in enumerate(value):
        line = line_of([*root, at])
        if isinstance(item, dict):
            yield line, {key: _yaml_cell(cell) for key, cell in item.items()}, ""
        else:
            yield line, {}, "goods.reject.shape"


def _yaml_cell(cell: Any) -> Any:
    if isinstance(cell, list):
        return "、".join(str(part) for part in cell)
    if cell is None:
        return ""
    return str(cell).lower() if isinstance(cell, bool) else cell


def _records(rows: Iterator[Named], name: str, options: IntakeOptions) -> GoodsSheet:
    known = columns_by_name()
    records: dict[str, GoodsRecord] = {}
    rejects: list[Reject] = []
    strange: dict[str, None] = {}
    count = 0
    for number, cells, fault in rows:
        count += 1
        if count > MAX_GOODS:
            raise BadInput("intake.too_many_rows", name=name, limit=MAX_GOODS)
        strange.update(dict.fromkeys(header for header in cells if header_name(header) not in known))
        try:
            if fault:
                raise RowRefused(fault)
            record = _record(number, cells, known, options)
            if record.key in records:
                raise RowRefused("goods.reject.duplicate", value=record.key)
        except RowRefused as refused:
            rejects.append(
                Reject(row=number, code=refused.code, column=clean(refused.column), value=short(refused.value))
            )
            continue
        records[record.key] = record
    notices = tuple(("goods.notice.column", {"column": short(header)}) for header in strange)
    return GoodsSheet(
        records=tuple(records.values()), rejects=tuple(rejects), notices=notices, rows_read=count
    )  # fmt: skip


def _record(
    number: int, cells: Mapping[str, Any], known: Mapping[str, GoodsColumn], options: IntakeOptions
) -> GoodsRecord:
    values: dict[str, Any] = {}
    for header, cell in cells.items():
        column = known.get(header_name(header))
        if column is None or values.get(column.field) not in (None, "", ()):
            continue
        if len(plain(cell)) > options.max_cell:
            raise RowRefused("goods.reject.long", header, plain(cell))
        values[column.field] = _value(column, header, cell)
    if "code" not in values and values.get("codes"):  # a file of SKUs alone
        values["code"], *others = values["codes"]
        values["codes"] = tuple(others)
    key = key_of(values.get("code", ""), values.get("title", ""))
    if not key:
        raise RowRefused("goods.reject.nameless")
    price, floor = values.get("price_fen"), values.get("floor_fen")
    if price is not None and floor is not None and floor > price:
        raise RowRefused("goods.reject.floor_above", value=str(values.get("code") or values.get("title")))
    return GoodsRecord(row=number, key=key, values=values)


def _value(column: GoodsColumn, header: str, cell: Cell) -> Any:
    """One cell as its field holds it; raises `RowRefused` where it cannot be read."""
    if column.kind in ("code", "codes") and is_lost(cell):
        raise RowRefused("goods.reject.code_lost", header, plain(cell))
    text = plain(cell)
    if column.kind in ("text", "lines"):
        return clean(text, multiline=column.kind == "lines").strip()
    if column.kind == "code":
        return clean(text).strip()
    if column.kind == "codes":
        return tuple(dict.fromkeys(part for part in _PARTS.split(clean(text)) if part))
    if not text:
        return None
    if column.kind in ("money", "fen"):
        return _fen(column, header, cell, text)
    return _switch(column, header, text)


def _fen(column: GoodsColumn, header: str, cell: Cell, text: str) -> int:
    try:
        if column.kind == "money":
            return to_fen(cell if not isinstance(cell, str) else text)
        if text.isascii() and text.isdigit() and len(text) <= 12:
            return int(text)
    except ValueError as error:
        raise RowRefused("goods.reject.money", header, text) from error
    raise RowRefused("goods.reject.money", header, text)


def _switch(column: GoodsColumn, header: str, text: str) -> bool:
    word = text.casefold()
    if word not in _YES | _NO:
        raise RowRefused("goods.reject.switch", header, text)
    return (word in _YES) is (column.kind == "switch")
