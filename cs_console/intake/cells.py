"""One cell to one value: the platforms' ways of writing nothing, numbers, money and times (FORMATS).

`plain` takes the wrapping off; the `to_…` functions read what it left, or a spreadsheet's own value.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache

from cs_console.domain.money import parse_fen

Cell = str | float | int | bool | datetime | date | time | timedelta

NULLS = frozenset({"", "-", "--", "null", "NULL", "Null", "#NULL!", "#N/A", "#REF!", "None", '=""', "—", "\\N"})
EXACT_DIGITS = 15
"""How many digits a spreadsheet keeps of a number; longer ones were rounded."""

_SCIENTIFIC = re.compile(r"[+-]?\d(?:\.\d+)?[eE]\+?\d{1,3}")
_IDENTIFIER = re.compile(r"(?=[^0-9]*[0-9])[0-9A-Za-z][0-9A-Za-z_-]{3,63}")
_MOMENT = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
    r"(?:[ T\t]+(\d{1,2})[:：](\d{1,2})(?:[:：](\d{1,2}))?(?:\.\d+)?)?",
    re.ASCII,
)
_NO_TIME = re.compile(r"0000-00-00.*|1970-01-01(?: 0[08]:00(?::00)?)?")
_EXCEL_EPOCH = datetime(1899, 12, 30)
_EXCEL_DAYS = (20000, 80000)
_YEARS = (2000, 2100)


def plain(cell: Cell) -> str:
    """The cell's text without wrapping, leading apostrophe and null marks; "" for nothing."""
    if not isinstance(cell, str):
        return _shown(cell)
    text = cell.strip()
    if text and text[0] in "='":
        if text.startswith('="') and text.endswith('"') and len(text) > 2:
            text = text[2:-1].strip()
        text = text.removeprefix("'").strip()
    return "" if text in NULLS else text


def _shown(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "seconds")
    if isinstance(cell, float) and cell.is_integer() and not is_lost(cell):
        return str(int(cell))
    return str(cell)


def is_lost(cell: Cell) -> bool:
    """Whether a spreadsheet made this long number unreadable: `1.23457E+17`, or more digits than it keeps."""
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        return bool(abs(cell) >= 10**EXACT_DIGITS)
    return isinstance(cell, str) and _SCIENTIFIC.fullmatch(plain(cell)) is not None


def is_rounded(number: str) -> bool:
    """Whether all digits beyond those a spreadsheet keeps are 0; by itself that may be chance."""
    return len(number) > EXACT_DIGITS + 1 and number.isdigit() and not number[EXACT_DIGITS:].strip("0")


def is_identifier(text: str) -> bool:
    """Whether `text` can be an order or refund number of any platform."""
    return _IDENTIFIER.fullmatch(text) is not None


_text_to_fen = lru_cache(maxsize=8192)(parse_fen)


def to_fen(cell: Cell) -> int:
    """Integer fen; a number cell is exact to the fen or refused, as `parse_fen` does with text."""
    if isinstance(cell, str):
        return _text_to_fen(cell)
    if isinstance(cell, bool) or not isinstance(cell, float | int):
        raise ValueError(f"not an amount of money: {cell!r}")
    fen = round(cell * 100)
    if cell < 0 or cell >= 10**12 or abs(cell * 100 - fen) > 1e-4:
        raise ValueError(f"not an amount of money: {cell!r}")
    return fen


def to_count(cell: Cell) -> int:
    """How many pieces: `2`, `2.0`, `2件`."""
    text = cell if isinstance(cell, str) else plain(cell)
    text = text.removesuffix("件").strip().removesuffix(".00").removesuffix(".0")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise ValueError(f"not a count: {cell!r}")
    return int(text)


def to_time(cell: Cell, zone: tzinfo) -> datetime | None:
    """The moment in UTC; text and spreadsheet times are the shop's. Zero dates mean none."""
    moment = _moment(cell)
    if moment is None:
        return None
    if not _YEARS[0] <= moment.year < _YEARS[1]:
        raise ValueError(f"not a time of an order: {cell!r}")
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def _moment(cell: Cell) -> datetime | None:
    if isinstance(cell, time | timedelta | bool):
        raise ValueError(f"not a time: {cell!r}")
    if isinstance(cell, datetime):
        return cell
    if isinstance(cell, date):
        return datetime(cell.year, cell.month, cell.day)
    if isinstance(cell, float | int):
        if not _EXCEL_DAYS[0] < cell < _EXCEL_DAYS[1]:
            raise ValueError(f"not a time: {cell!r}")
        return _EXCEL_EPOCH + timedelta(seconds=round(cell * 86400))
    text = cell
    if len(text) == 19 and text[4] == "-" == text[7] and text[10] == " " and text > "1999":
        return datetime.fromisoformat(text)
    if _NO_TIME.fullmatch(text):
        return None
    found = _MOMENT.fullmatch(text)
    if found is None:
        return datetime.fromisoformat(text)
    return datetime(*(int(part or 0) for part in found.groups()))  # type: ignore[arg-type]
