"""Reads one OLE2 workbook from standard input in a process of its own, rows to standard output as JSON.

The reader of this old format panics on damaged files and writes to the terminal the workstation is
drawn on; here that harms nothing and is read as "damaged". A file that never ends is stopped.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from cs_console.errors import BadInput
from cs_console.intake.cells import Cell
from cs_console.intake.sheet import Sheet, Table, number_rows

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
TIMEOUT_SECONDS = 120
_ENCRYPTED_EXIT = 3
_MOMENT = "moment"


def read_xls(data: bytes, name: str) -> Sheet:
    """A real OLE2 workbook; an encrypted XLSX comes in the same wrapping and is named as such."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise BadInput("intake.encrypted", name=name)
    try:
        done = subprocess.run(
            [sys.executable, "-m", __name__],
            input=data,
            capture_output=True,
            timeout=TIMEOUT_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise BadInput("intake.workbook", name=name) from error
    if done.returncode:
        raise BadInput("intake.encrypted" if done.returncode == _ENCRYPTED_EXIT else "intake.workbook", name=name)
    grids = json.loads(done.stdout, object_hook=_moment)
    return Sheet("xls", tuple(Table(len(grid), number_rows(grid)) for grid in grids))


def grids_of(book: CalamineWorkbook) -> Iterator[list[list[Cell]]]:
    """The cells of every visible worksheet."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    for about in book.sheets_metadata:
        if about.typ == SheetTypeEnum.WorkSheet and about.visible == SheetVisibleEnum.Visible:
            yield book.get_sheet_by_name(about.name).to_python(skip_empty_area=False)


def _moment(found: dict[str, Any]) -> Any:
    return datetime.fromisoformat(found[_MOMENT])


def _plain(value: object) -> dict[str, str] | str:
    if isinstance(value, datetime):
        return {_MOMENT: value.isoformat()}
    if isinstance(value, date):
        return {_MOMENT: datetime(value.year, value.month, value.day).isoformat()}
    return str(value)


def main() -> int:
    """Standard input to standard output; the exit code says what went wrong."""
    from python_calamine import CalamineWorkbook, PasswordError

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
    except PasswordError:
        return _ENCRYPTED_EXIT
    sys.stdout.write(json.dumps(list(grids_of(book)), default=_plain))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
