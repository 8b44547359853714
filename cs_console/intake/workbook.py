"""XLSX to rows, after looking at what the package would unfold to."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import IO

from cs_console.errors import BadInput
from cs_console.intake.options import IntakeOptions
from cs_console.intake.sheet import Sheet, Table, number_rows
from cs_console.intake.xls import grids_of

ZIP_MAGIC = b"PK\x03\x04"
MAX_AREA = 40_000_000
"""Cells of the rectangle a sheet spans: one cell in the far corner would otherwise fill the memory."""

_CHUNK = 1 << 20
_OVERLAP = 32
_PLACE = re.compile(rb'\br="([A-Z]{0,3})(\d{1,9})"')
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)


def read_xlsx(data: bytes, name: str, options: IntakeOptions) -> Sheet:
    """The visible worksheets; encrypted, damaged and overblown packages are refused unopened."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            _inspect(package, name, options)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, ValueError, OSError) as error:
        raise BadInput("intake.workbook", name=name) from error
    return _open(data, name)


def _inspect(package: zipfile.ZipFile, name: str, options: IntakeOptions) -> None:
    """Refuse before anything unfolds it in memory: sizes are counted, not believed."""
    entries = package.infolist()
    sheets = [entry for entry in entries if _SHEET.fullmatch(entry.filename)]
    if any(entry.flag_bits & 1 for entry in entries):
        raise BadInput("intake.encrypted", name=name)
    if not sheets:
        raise BadInput("intake.zip_other", name=name)
    left = options.max_inflated - sum(entry.file_size for entry in entries)
    if left < 0:
        raise BadInput("intake.bomb", name=name, limit=options.max_inflated >> 20)
    for entry in entries:
        with package.open(entry) as stream:
            if entry in sheets:
                _measure(stream, name)
            else:
                while stream.read(_CHUNK):
                    pass


def _measure(stream: IO[bytes], name: str) -> None:
    """Refuse a sheet whose farthest cells span an area beyond `MAX_AREA`."""
    rows, columns, rest = 0, set[bytes](), b""
    while chunk := stream.read(_CHUNK):
        window = rest + chunk
        places = _PLACE.findall(window)
        columns.update({column for column, _ in places})
        rows = max([rows, *(int(row) for row in {row for _, row in places})])
        rest = window[-_OVERLAP:]
    if rows * max(map(_column_number, columns), default=0) > MAX_AREA:
        raise BadInput("intake.area", name=name)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _open(data: bytes, name: str) -> Sheet:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        tables = tuple(Table(len(grid), number_rows(grid)) for grid in grids_of(book))
    except PasswordError as error:
        raise BadInput("intake.encrypted", name=name) from error
    except (CalamineError, OSError, ValueError) as error:
        raise BadInput("intake.workbook", name=name) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise BadInput("intake.workbook", name=name) from error
    return Sheet("xlsx", tables)
