"""A handover log as a workbook: overview, all items to filter, one sheet a section; real numbers and times (H9, X2)."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from cs_console.domain.entities import HandoverItem
from cs_console.domain.vocabulary import Severity
from cs_console.errors import BadInput
from cs_console.export.handover_markdown import counts, item_words
from cs_console.export.handover_shown import Shown
from cs_console.export.tables import CELL_LIMIT
from cs_console.i18n import t, token

_TIME, _DATE = "yyyy-mm-dd hh:mm", "yyyy-mm-dd"
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_COLUMNS = (
    ("no", 6), ("severity", 9), ("buyer", 14), ("order_no", 16), ("what", 44), ("action", 30), ("owner", 10),
    ("due", 17), ("contingency", 24), ("carried_times", 8), ("carry_reason", 20), ("decision", 9), ("decided_by", 10),
    ("decided_at", 17), ("read_back", 24), ("question", 24), ("answer", 24),
)  # fmt: skip
"""Columns of a section's sheet with their widths."""


def workbook(log: Shown, zone: ZoneInfo) -> bytes:
    """The whole log; text that looks like a formula stays text."""
    import xlsxwriter

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, _OPTIONS) as book:
        pen = _Pen(book, zone)
        _overview(pen, book.add_worksheet(t("handover.title")), log)
        rows = [(section.key, item) for section in log.view.sections for item in section.items]
        everything = [(_section(key), *_cells(log, item)) for key, item in rows]
        heads = (("section", 15), *_COLUMNS)
        _sheet(pen, book.add_worksheet(t("handover.export.all")), heads, everything, [item for _, item in rows])
        for section in log.view.sections:
            cells = [_cells(log, item) for item in section.items]
            _sheet(pen, book.add_worksheet(_section(section.key)), _COLUMNS, cells, section.items)
    return buffer.getvalue()


def _section(key: str) -> str:
    return t(f"section.{key}")[:31]


def _sheet(
    pen: _Pen, sheet: Any, columns: Sequence[tuple[str, int]], rows: Sequence[Sequence[object]],
    items: Sequence[HandoverItem],
) -> None:  # fmt: skip
    """Heads that stay, a filter, one row an item; prints one page wide with its heads on every page."""
    for place, (name, width) in enumerate(columns):
        pen.write(sheet, 0, place, t(f"handover.col.{name}"), pen.head)
        sheet.set_column(place, place, width)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    if not rows:
        pen.write(sheet, 1, 0, t("handover.empty_section"))
    for line, (row, item) in enumerate(zip(rows, items, strict=True), 1):
        pen.row(sheet, line, row, pen.urgent if item.severity is Severity.URGENT else None)


def _cells(log: Shown, item: HandoverItem) -> Sequence[object]:
    return (
        log.numbers[item.id], token("severity", item.severity), item.buyer, item.order_no, item.what, item.action,
        item.owner, item.due_at, item.contingency, item.carried, item.carry_reason, token("decision", item.decision),
        item.decided_by, item.decided_at, item.read_back, item.question, item.answer,
    )  # fmt: skip


def _overview(pen: _Pen, sheet: Any, log: Shown) -> None:
    row = log.view.handover
    facts: list[tuple[str, object]] = [
        (t("handover.day"), row.business_date), (t("handover.shift"), token("shift", row.shift_key)),
        (t("handover.author"), row.author or t("handover.nobody")),
        (t("handover.successor"), row.successor or t("handover.nobody")),
        (t("handover.state"), token("handover_state", row.state)),
        (t("handover.submitted_at"), row.submitted_at), (t("handover.sealed_at"), row.sealed_at),
        (t("handover.count"), len(log.view.items)), ("", counts(log)),
        (t("handover.draft.summary"), row.summary),
    ]  # fmt: skip
    if row.taken_by:
        facts.append(("", t("handover.taken", lead=row.taken_by, reason=row.taken_reason)))
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 18)
    sheet.set_column(2, 2, 12)
    sheet.set_column(3, 3, 60)
    sheet.set_column(4, 4, 10)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    for line, fact in enumerate(facts):
        pen.write(sheet, line, 0, fact[0], pen.bold)
        pen.write(sheet, line, 1, fact[1], pen.plain)
    line = len(facts) + 1
    for item in log.urgent:
        about = f"{item.action}  {item.what}  (#{log.numbers[item.id]})"
        pen.row(sheet, line, (t("handover.export.first"), item.due_at, item.owner, about), pen.urgent)
        line += 1
    for item in log.disputed:
        about = f"{item.question}  {item.what}  (#{log.numbers[item.id]})"
        pen.row(sheet, line, (t("handover.export.disputed"), token("decision", item.decision), item.decided_by, about))
        line += 1
    for note in log.view.addenda:
        text = note.text + item_words(log, note.item_id)
        pen.row(sheet, line, (t("handover.addenda"), note.written_at, note.author, text))
        line += 1
    for one in log.view.reviews:
        text = one.text + item_words(log, one.item_id)
        pen.row(sheet, line, (t("handover.reviews"), one.written_at, one.reviewer, text, one.rating or None))
        line += 1
    seals = (("seal", row.content_hash), ("previous", row.previous_hash), ("journal_head", row.journal_head))
    for name, digest in seals:
        line += 1 if digest else 0
        pen.write(sheet, line, 0, t(f"handover.{name}") if digest else "", pen.bold)
        pen.write(sheet, line, 1, digest, pen.plain)


class _Pen:
    """Writes cells by what they are."""

    def __init__(self, book: Any, zone: ZoneInfo) -> None:
        self._zone = zone
        self.bold = book.add_format({"bold": True, "valign": "top"})
        self.head = book.add_format({"bold": True, "bg_color": "#E7EBEF", "bottom": 1, "text_wrap": True})
        self.plain = book.add_format({"valign": "top"})
        self.urgent = book.add_format({"text_wrap": True, "valign": "top", "bold": True, "font_color": "#B3261E"})
        self._time = book.add_format({"num_format": _TIME, "valign": "top", "align": "left"})
        self._day = book.add_format({"num_format": _DATE, "valign": "top", "align": "left"})
        self._wrap = book.add_format({"text_wrap": True, "valign": "top"})
        self._number = book.add_format({"valign": "top", "align": "left"})

    def row(self, sheet: Any, line: int, cells: Sequence[object], style: Any = None) -> None:
        """One row from the first column on; `style` is that of its texts."""
        for place, cell in enumerate(cells):
            self.write(sheet, line, place, cell, style)

    def write(self, sheet: Any, line: int, place: int, cell: object, style: Any = None) -> None:
        """Times and dates as such, numbers as numbers, the rest as text cells."""
        if cell is None or cell == "":
            return
        if isinstance(cell, datetime):
            sheet.write_datetime(line, place, cell.astimezone(self._zone).replace(tzinfo=None), self._time)
        elif isinstance(cell, date):
            sheet.write_datetime(line, place, datetime(cell.year, cell.month, cell.day), self._day)
        elif isinstance(cell, int):
            sheet.write_number(line, place, cell, self._number)
        elif len(str(cell)) > CELL_LIMIT:
            raise BadInput("export.cell_too_long", row=line, column=place + 1, maximum=CELL_LIMIT)
        else:
            sheet.write_string(line, place, str(cell), style or self._wrap)
