"""A ``.xls`` that is really an HTML table, or Excel's XML of 2003, to rows."""

from __future__ import annotations

from html.parser import HTMLParser

from cs_console.errors import BadInput
from cs_console.intake.sheet import Sheet, Table

_ROWS = frozenset({"tr", "row"})
_CELLS = frozenset({"td", "th", "cell"})
_SILENT = frozenset({"style", "script", "title"})
_MAX_SPAN = 200


def is_markup(text: str) -> bool:
    """Whether the text is markup with a table in it."""
    head = text[:65536].lstrip("\ufeff \t\r\n").lower()
    return head.startswith("<") and ("<table" in head or "<row" in head or "<tr" in head)


def read_markup(text: str, encoding: str, name: str) -> Sheet:
    """All rows of all tables in the order of the file; nothing in the markup has any effect (rule X2)."""
    parser = _TableParser()
    try:
        parser.feed(text)
        parser.close()
    except AssertionError as error:
        raise BadInput("intake.markup", name=name) from error
    rows = [(line, cells, "") for line, cells in parser.rows if any(cell.strip() for cell in cells)]
    if not rows:
        raise BadInput("intake.markup", name=name)
    return Sheet(encoding, (Table(rows[-1][0], iter(rows)),))


class _TableParser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[tuple[int, list[str]]] = []
        self._text: list[str] | None = None
        self._span = 1
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag in _ROWS:
            self._end_cell()
            self.rows.append((self.getpos()[0], []))
        elif tag in _CELLS:
            self._start_cell(dict(attrs))
        elif tag == "br" and self._text is not None:
            self._text.append("\n")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in _CELLS or tag in _ROWS or tag == "table":
            self._end_cell()

    def handle_data(self, data: str) -> None:
        if self._text is not None and not self._silent:
            self._text.append(data)

    def close(self) -> None:
        super().close()
        self._end_cell()

    def _start_cell(self, attributes: dict[str, str | None]) -> None:
        self._end_cell()
        if not self.rows:
            self.rows.append((self.getpos()[0], []))
        cells = self.rows[-1][1]
        index = _number(attributes.get("ss:index"))
        cells.extend([""] * (index - 1 - len(cells)))
        self._span = max(1, _number(attributes.get("colspan")), _number(attributes.get("ss:mergeacross")) + 1)
        self._text = []

    def _end_cell(self) -> None:
        if self._text is not None:
            self.rows[-1][1].extend(["".join(self._text), *[""] * (self._span - 1)])
            self._text = None


def _number(value: str | None) -> int:
    if not value or not value.isascii() or not value.isdigit() or len(value) > 5:
        return 0
    return min(int(value), _MAX_SPAN)
