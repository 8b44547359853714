"""What reading one file keeps: the row at hand, its refusals, and what is said about the file as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field

from cs_console.domain.records import Reject
from cs_console.domain.vocabulary import Platform
from cs_console.intake import cells as c
from cs_console.intake.cells import Cell
from cs_console.intake.detect import Bound
from cs_console.intake.layout import Kind
from cs_console.intake.options import IntakeOptions
from cs_console.intake.statuses import flag
from cs_console.text.clean import clean

SHOWN_CELL = 60

Row = Sequence[Cell]
Reader = Callable[[Row], object]
Notice = tuple[str, dict[str, str]]


class RowRefused(Exception):
    """The row at hand goes to the reject file: a catalogue code, the column and the offending cell."""

    def __init__(self, code: str, column: str = "", value: str = "") -> None:
        super().__init__(code)
        self.code, self.column, self.value = code, column, value


@dataclass(slots=True)
class Reading:
    """The state of reading one file; rules for cells stand in `cells.py`."""

    options: IntakeOptions
    platform: Platform
    row: int = 0
    rows: int = 0
    rejects: list[Reject] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    repeated_rows: int = 0
    differing_rows: int = 0
    _dropped: Counter[str] = field(default_factory=Counter)
    _first_drop: dict[str, tuple[int, str]] = field(default_factory=dict)

    def reject(self, refused: RowRefused, row: int = 0) -> None:
        """Put the row at hand, or `row`, among the rejects."""
        column, value = clean(refused.column), short(refused.value)
        self.rejects.append(Reject(row=row or self.row, code=refused.code, column=column, value=value))

    def drop(self, column: str, value: str) -> None:
        """An optional cell could not be read: the row stays without it, the report says so once."""
        self._dropped[column] += 1
        self._first_drop.setdefault(column, (self.row, short(value)))

    def rounded(self, bound: Bound, number: str, rows: Iterable[int]) -> None:
        """Refuse the rows of a number that a spreadsheet rounded."""
        for row in rows:
            self.reject(RowRefused(ROUNDED, bound.header, number), row)

    def doubt(self, bound: Bound, numbers: Collection[str]) -> None:
        """Say that numbers may have been rounded; they were taken in."""
        if numbers:
            shown = {"column": clean(bound.header), "count": str(len(numbers)), "value": min(numbers)}
            self.notices.append(("intake.notice.ids_doubtful", shown))

    def all_notices(self) -> tuple[Notice, ...]:
        """Everything to say about the file, dropped cells counted by column."""
        said = list(self.notices)
        for column, times in self._dropped.items():
            row, value = self._first_drop[column]
            shown = {"column": clean(column), "count": str(times), "row": str(row), "value": value}
            said.append(("intake.notice.cell_dropped", shown))
        if self.repeated_rows:
            said.append(("intake.notice.repeated_rows", {"count": str(self.repeated_rows)}))
        if self.differing_rows:
            said.append(("intake.notice.differing_rows", {"count": str(self.differing_rows)}))
        lost = [reject for reject in self.rejects if reject.code in ("intake.reject.id_lost", ROUNDED)]
        if lost:
            said.append(("intake.notice.ids_lost", {"column": lost[0].column, "count": str(len(lost))}))
        return tuple(said)


ROUNDED = "intake.reject.id_rounded"


def short(value: str) -> str:
    """A cell as it is shown in a report: harmless, one line, cut."""
    text = clean(value[: SHOWN_CELL * 2]).strip()
    return text if len(text) <= SHOWN_CELL else text[: SHOWN_CELL - 3] + "..."


def text_at(cell: Cell, bound: Bound, reading: Reading, *, multiline: bool = False) -> str:
    """A cell's text made harmless; longer than a cell may be is refused, never cut (rule X2)."""
    text = c.plain(cell)
    if len(text) > reading.options.max_cell:
        raise RowRefused("intake.reject.cell_too_long", bound.header, text)
    if not multiline and ("\n" in text or "\r" in text or "\t" in text):
        text = " ".join(text.split())
    return clean(text, multiline=multiline)


def identifier(bound: Bound, reading: Reading, row: Row) -> str:
    """The row's order or refund number; a row without a usable one is refused, never guessed."""
    for place in bound.places:
        cell = row[place]
        if c.is_lost(cell):
            raise RowRefused("intake.reject.id_lost", bound.header, str(cell))
        text = c.plain(cell)
        if not text:
            continue
        if not c.is_identifier(text):
            raise RowRefused("intake.reject.bad_id", bound.header, text)
        return text
    raise RowRefused("intake.reject.no_id", bound.header)


def reader_of(bound: Bound, reading: Reading) -> Reader:
    """How the cells of one column become its value."""
    kind, places = bound.column.kind, bound.places
    if kind is Kind.ID:
        return lambda row: identifier(bound, reading, row)
    if kind in (Kind.TEXT, Kind.LINES):
        return _text_reader(bound, reading)
    if kind is Kind.CODE:
        return lambda row: _code(bound, reading, row)
    if kind is Kind.FLAG:
        flags = reading.options.flags
        return lambda row: flag(reading.platform, text_at(row[places[0]], bound, reading), flags)
    parse: Callable[[Cell], object]
    if kind is Kind.MONEY:
        parse = c.to_fen
        if bound.column.every or bound.column.added:
            return lambda row: _sum(bound, reading, row)
    elif kind is Kind.COUNT:
        parse = c.to_count
    else:
        zone = reading.options.zone

        def parse(cell: Cell) -> object:
            return c.to_time(cell, zone)

    return lambda row: _parsed(bound, reading, row, parse)


def _text_reader(bound: Bound, reading: Reading) -> Reader:
    places, multiline = bound.places, bound.column.kind is Kind.LINES

    def joined(row: Row) -> str:
        parts = [text_at(row[place], bound, reading) for place in places]
        return " ".join(part for part in parts if part)

    def first(row: Row) -> str:
        for place in places:
            if text := text_at(row[place], bound, reading, multiline=multiline):
                return text
        return ""

    return joined if bound.column.every else first


def _code(bound: Bound, reading: Reading, row: Row) -> str:
    for place in bound.places:
        cell = row[place]
        if c.is_lost(cell):
            reading.drop(bound.header, str(cell))
            continue
        if text := text_at(cell, bound, reading):
            return text
    return ""


def _parsed(bound: Bound, reading: Reading, row: Row, parse: Callable[[Cell], object]) -> object:
    for place in bound.places:
        cell = row[place]
        if isinstance(cell, str):
            cell = c.plain(cell)
        if cell != "":
            return _guarded(bound, reading, cell, parse)
    return None


def _guarded(bound: Bound, reading: Reading, cell: Cell, parse: Callable[[Cell], object]) -> object:
    """The value; unreadable: the row is refused where the column is strict, else the cell is dropped."""
    try:
        return parse(cell)
    except (ValueError, OverflowError):
        if not bound.column.strict:
            reading.drop(bound.header, str(cell))
            return None
    code = "intake.reject.money" if bound.column.kind is Kind.MONEY else "intake.reject.time"
    raise RowRefused(code, bound.header, str(cell))


def _sum(bound: Bound, reading: Reading, row: Row) -> int | None:
    """All amounts of the row under these headers, joined ones (`29.90;49.90`) too; None without any."""
    total: int | None = None
    places = bound.places if bound.column.every else bound.places[:1]
    for place in places:
        cell = row[place]
        pieces: list[Cell] = [*cell.split(";")] if isinstance(cell, str) and ";" in cell else [cell]
        for piece in pieces:
            value = c.plain(piece) if isinstance(piece, str) else piece
            if value == "":
                continue
            fen = _guarded(bound, reading, value, c.to_fen)
            total = (total or 0) + fen if isinstance(fen, int) else total
    return total
