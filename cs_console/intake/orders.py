"""Rows of an order export to orders: one row an order, one an item, or several items in one row (FORMATS)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from cs_console.domain.records import LineRecord, OrderRecord
from cs_console.domain.vocabulary import OrderStatus
from cs_console.intake.detect import Bound, Match
from cs_console.intake.layout import Kind
from cs_console.intake.reading import Reader, Reading, Row, RowRefused, identifier, reader_of
from cs_console.intake.rounding import Numbers
from cs_console.intake.statuses import aftersale, close_reason, is_marked, joint_status, order_status


@dataclass(slots=True)
class _Draft:
    """An order while its rows come in."""

    rows: list[int]
    values: dict[str, Any]
    statuses: list[str] = field(default_factory=list)
    lines: dict[str, LineRecord] = field(default_factory=dict)


class OrderReader:
    """Takes rows in, groups them by order number, gives `OrderRecord`s."""

    def __init__(self, match: Match, reading: Reading) -> None:
        self._match, self._reading = match, reading
        self._order = self._readers(match.order)
        self._line = self._readers(match.line)
        self._added = frozenset(bound.column.field for bound in match.order if bound.column.added)
        self._drafts: dict[str, _Draft] = {}
        self._numbers = Numbers()
        self._known_status: dict[str, OrderStatus] = {}

    def _readers(self, bounds: tuple[Bound, ...]) -> list[tuple[str, Reader]]:
        return [(bound.column.field, reader_of(bound, self._reading)) for bound in bounds]

    def add(self, cells: Row) -> None:
        """One row; raises `RowRefused` before anything of it was kept."""
        cell = cells[self._match.key.places[0]]
        cells, order_no = self._single(cells)
        values: dict[str, Any] = {name: read(cells) for name, read in self._order}
        status = values.pop("platform_status", None)
        lines = [self._line_record(parts, status) for parts in self._parts(cells)] if self._line else []
        self._numbers.saw(cell, order_no)
        draft = self._drafts.get(order_no)
        if draft is None:
            draft = self._drafts[order_no] = _Draft([self._reading.row], values)
            for line in lines:
                self._keep_line(draft, line)
        else:
            draft.rows.append(self._reading.row)
            new_lines = [line for line in lines if self._keep_line(draft, line)]
            if not new_lines:
                if self._differs(draft, values, status):
                    self._reading.differing_rows += 1
                else:
                    self._reading.repeated_rows += 1
                return
            self._merge(draft.values, values)
        if status is not None:
            draft.statuses.append(status)

    def _single(self, cells: Row) -> tuple[Row, str]:
        """The row with one order number, also where Douyin joined the same number several times."""
        joined = self._match.layout.joined
        place = self._match.key.places[0]
        cell = cells[place]
        if joined and isinstance(cell, str) and joined in cell:
            numbers = {part.strip() for part in cell.split(joined) if part.strip()}
            if len(numbers) > 1:
                raise RowRefused("intake.reject.ids_joined", self._match.key.header, cell)
            cells = [*cells[:place], "".join(numbers), *cells[place + 1 :]]
        return cells, identifier(self._match.key, self._reading, cells)

    def _parts(self, cells: Row) -> Iterator[Row]:
        """The row once an item: cells joined in as many parts as there are sub-orders are taken apart."""
        joined = self._match.layout.joined
        own = next((bound for bound in self._match.line if bound.column.field == "line_key"), None)
        keys = cells[own.places[0]] if own and joined else ""
        number = len(keys.strip(joined).split(joined)) if isinstance(keys, str) and joined else 1
        if number == 1:
            yield cells
            return
        split = list(cells)
        pieces: dict[int, list[str]] = {}
        for bound in self._match.line:
            for place in bound.places:
                cell = cells[place]
                found = cell.strip(joined).split(joined) if isinstance(cell, str) else []
                if len(found) == number:
                    pieces[place] = found
                elif bound.column.kind in (Kind.MONEY, Kind.COUNT):
                    split[place] = ""
        for index in range(number):
            for place, found in pieces.items():
                split[place] = found[index]
            yield split

    def _line_record(self, cells: Row, status: str | None) -> LineRecord:
        values: dict[str, Any] = {name: read(cells) for name, read in self._line}
        if status is not None:
            values.setdefault("platform_status", status)
        if "refund_status" in values:
            values["refund_status"] = aftersale(values["refund_status"])
        key = values.pop("line_key", "") or values.get("sku") or values.get("title") or ""
        return LineRecord(line_key=key, **values)

    @staticmethod
    def _keep_line(draft: _Draft, line: LineRecord) -> bool:
        """Put the line under a key of its own; the very same line again is not kept."""
        key, number = line.line_key or "#1", 1
        while key in draft.lines:
            kept = draft.lines[key]
            if replace(line, line_key=key, position=kept.position) == kept:
                return False
            number += 1
            key = f"{line.line_key}#{number}"
        draft.lines[key] = replace(line, line_key=key, position=len(draft.lines))
        return True

    def _differs(self, draft: _Draft, values: dict[str, Any], status: str | None) -> bool:
        """Whether a second row of an order says something else than the first, which stands."""
        if status is not None and draft.statuses and status not in draft.statuses:
            return True
        told = {name: value for name, value in values.items() if value not in (None, "") and name not in self._added}
        return any(draft.values.get(name) not in (None, "", value) for name, value in told.items())

    def _merge(self, kept: dict[str, Any], new: dict[str, Any]) -> None:
        """Order money is repeated on every row (JD) or added up (Douyin); else the first word stands."""
        for name, value in new.items():
            if value is None or value == "":
                continue
            if kept.get(name) in (None, ""):
                kept[name] = value
            elif name in self._added:
                kept[name] += value

    def finish(self) -> tuple[OrderRecord, ...]:
        """All orders; those whose numbers a spreadsheet rounded are refused instead."""
        for number in sorted(self._numbers.rounded()):
            self._reading.rounded(self._match.key, number, self._drafts.pop(number).rows)
        self._reading.doubt(self._match.key, self._numbers.doubtful())
        return tuple(self._record(number, draft) for number, draft in self._drafts.items())

    def _record(self, order_no: str, draft: _Draft) -> OrderRecord:
        values, lines = draft.values, tuple(draft.lines.values())
        words = draft.statuses or [line.platform_status for line in lines if line.platform_status is not None]
        if words:
            values["platform_status"], values["status"] = self._state([word for word in words if word])
        if values.get("status") is OrderStatus.UNPAID and "paid_fen" in values:
            values["paid_fen"] = 0
        if "aftersale_status" in values:
            values["aftersale_status"] = aftersale(values["aftersale_status"])
        if "close_reason" in values:
            values["close_reason"] = close_reason(values["close_reason"])
        if "tracking_no" in values:
            values["tracking_no"] = values["tracking_no"].replace("No:", "")
        if lines and self._match.layout.whole:
            titles = dict.fromkeys(line.title for line in lines if line.title)
            values.setdefault("goods", "；".join(titles))
            pieces = [line.quantity for line in lines if line.quantity is not None]
            values.setdefault("quantity", sum(pieces) if pieces else None)
        platform = self._reading.platform
        return OrderRecord(platform=platform, order_no=order_no, row=draft.rows[0], lines=lines, **values)

    def _state(self, words: list[str]) -> tuple[str, OrderStatus | None]:
        """The platform's words that count for the whole order, and our token for them."""
        if not words:
            return "", None
        marked = next((word for word in words if is_marked(word)), None)
        if marked is not None:
            return marked, self._status(marked)
        statuses = [self._status(word) for word in words]
        joint = joint_status(statuses)
        return words[statuses.index(joint)], joint

    def _status(self, word: str) -> OrderStatus:
        status = self._known_status.get(word)
        if status is None:
            extra = self._reading.options.statuses
            status = self._known_status[word] = order_status(self._reading.platform, word, extra)
        return status
