"""Qianniu's quick phrases: `快捷短语编码,快捷短语,快捷短语分组` in GBK, code and group optional (FORMATS)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from cs_console.domain.quick_phrases import ParsedQuickPhrases, QuickPhrase
from cs_console.domain.records import Reject
from cs_console.errors import BadInput
from cs_console.intake.decode import decode
from cs_console.intake.sheet import TableRow, read_delimited
from cs_console.text.cells import bare
from cs_console.text.clean import clean

_HEADERS: Mapping[str, str] = {
    "快捷短语编码": "code", "编码": "code", "短语编码": "code", "快捷编码": "code",
    "快捷短语": "text", "短语": "text", "快捷短语内容": "text", "短语内容": "text",
    "快捷短语分组": "group", "分组": "group", "短语分组": "group",
}  # fmt: skip
_HEADER_ROWS = 50
MAX_BYTES = 16 * 1024 * 1024


def read_quick_phrases(data: bytes, name: str) -> ParsedQuickPhrases:
    """The rows of a file; `BadInput` when it is too large, no text, or has no column of phrases."""
    if len(data) > MAX_BYTES:
        raise BadInput("quick.too_large", name=name, size=len(data) // 1024 // 1024, limit=MAX_BYTES // 1024 // 1024)
    text, encoding = decode(data, name)
    for table in read_delimited(text, encoding).tables:
        rows = iter(table.rows)
        columns = _columns(rows)
        if columns is not None:
            return _parsed(rows, columns, encoding)
    raise BadInput("quick.no_header", name=name)


def _columns(rows: Iterator[TableRow]) -> Mapping[str, int] | None:
    """Where code, text and group stand, from the first row that is the header."""
    for _, (_, cells, _) in zip(range(_HEADER_ROWS), rows, strict=False):
        found: dict[str, int] = {}
        for position, cell in enumerate(cells):
            field = _HEADERS.get(_cell(cell).replace(" ", ""))
            if field is not None:
                found.setdefault(field, position)
        if "text" in found:
            return found
    return None


def _parsed(rows: Iterator[TableRow], columns: Mapping[str, int], encoding: str) -> ParsedQuickPhrases:
    kept: list[QuickPhrase] = []
    rejects: list[Reject] = []
    width = max(columns.values()) + 1
    for number, cells, fault in rows:
        if fault:
            rejects.append(Reject(row=number, code=fault, value=_cell(cells[0]) if cells else ""))
            continue
        value = {field: _at(cells, position, multiline=field == "text") for field, position in columns.items()}
        if len(cells) > width and any(_cell(cell) for cell in cells[width:]):
            rejects.append(Reject(row=number, code="quick.reject.shifted", value=value["text"][:80]))
        elif not value["text"]:
            rejects.append(Reject(row=number, code="quick.reject.empty", value=value.get("code", "")[:80]))
        else:
            kept.append(QuickPhrase(value["text"], value.get("code", ""), value.get("group", ""), number))
    return ParsedQuickPhrases(tuple(kept), tuple(rejects), encoding)


def _at(cells: Sequence[object], position: int, *, multiline: bool) -> str:
    return _cell(cells[position], multiline=multiline) if position < len(cells) else ""


def _cell(cell: object, *, multiline: bool = False) -> str:
    """The cell's text, without the mark that kept a spreadsheet from calculating it, and harmless (rule X2)."""
    return clean(bare(str(cell).strip()), multiline=multiline).strip()
