"""Batch files that platform tools take: remarks exactly as they stand, and no cell that a spreadsheet runs (X2)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

from cs_console.domain.policy.platforms import BatchColumn, PlatformDef
from cs_console.domain.vocabulary import Flag
from cs_console.domain.writebacks import WriteBack
from cs_console.platforms.calls import flag_is_known, flag_word

_RUNS = tuple("=+-@\t\r\n＝＋－＠")
_PLAIN_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]*")


@dataclass(frozen=True, slots=True)
class BatchFile:
    """One file's bytes and the rows that stand in it."""

    suffix: str
    data: bytes
    rows: tuple[WriteBack, ...]


def batch_files(definition: PlatformDef, rows: Sequence[WriteBack]) -> tuple[BatchFile, ...]:
    """A CSV of the rows that a CSV can hold, and an XLSX of text cells for the others.

    A CSV cannot hold a remark that begins like a formula (marking it would change the remark on the
    platform), nor a character that its encoding lacks.
    """
    plain: list[WriteBack] = []
    special: list[WriteBack] = []
    for row in rows:
        (plain if _fits_csv(definition, row) else special).append(row)
    files = []
    if plain:
        files.append(BatchFile("csv", _csv(definition, plain), tuple(plain)))
    if special:
        files.append(BatchFile("xlsx", _xlsx(definition, special), tuple(special)))
    return tuple(files)


def _fits_csv(definition: PlatformDef, row: WriteBack) -> bool:
    if not _PLAIN_ID.fullmatch(row.order_no):
        return False
    texts = [_cell(definition, column, row) for column in definition.batch_columns if column.value != "order_no"]
    if any(text.lstrip(" \u3000\u00a0").startswith(_RUNS) for text in texts):
        return False
    try:
        "".join(texts).encode(definition.batch_encoding)
    except UnicodeEncodeError:
        return False
    return True


def _cell(definition: PlatformDef, column: BatchColumn, row: WriteBack) -> str:
    """One cell; a flag that nobody set or saw stays empty, tag and name stand both or neither."""
    code = definition.code(row.flag) if flag_is_known(row) else None
    cells = {
        "order_no": row.order_no,
        "remark": row.remark,
        "flag_code": "" if code is None else str(code),
        "flag_name": "" if code is None else definition.flag_names.get(row.flag, ""),
        "flag_word": "" if row.flag is Flag.OTHER or not flag_is_known(row) else flag_word(definition, row.flag),
        "former_remark": row.base_remark,
        "changed_by": row.changed_by,
        "changed_at": f"{row.queued_at:%Y-%m-%d %H:%M:%S}" if row.queued_at else "",
    }
    return cells[column.value]


def _csv(definition: PlatformDef, rows: Sequence[WriteBack]) -> bytes:
    tab = "\t" if definition.batch_ids == "tab" else ""
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([column.header for column in definition.batch_columns])
    for row in rows:
        writer.writerow(
            [
                _cell(definition, column, row) + (tab if column.value == "order_no" else "")
                for column in definition.batch_columns
            ]
        )
    return text.getvalue().encode(definition.batch_encoding)


def _xlsx(definition: PlatformDef, rows: Sequence[WriteBack]) -> bytes:
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False},
    )
    sheet = book.add_worksheet()
    text = book.add_format({"num_format": "@"})
    for place, column in enumerate(definition.batch_columns):
        sheet.write_string(0, place, column.header, text)
        for number, row in enumerate(rows, start=1):
            sheet.write_string(number, place, _cell(definition, column, row), text)
    book.close()
    return buffer.getvalue()
