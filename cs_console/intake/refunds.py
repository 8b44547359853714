"""Rows of a refund export to refunds; the platform's own deadline drives the queue (FORMATS)."""

from __future__ import annotations

from typing import Any

from cs_console.domain.records import RefundRecord
from cs_console.intake.detect import Match
from cs_console.intake.reading import Reading, Row, identifier, reader_of
from cs_console.intake.rounding import Numbers


class RefundReader:
    """Takes rows in, gives one `RefundRecord` a refund number."""

    def __init__(self, match: Match, reading: Reading) -> None:
        self._key, self._reading = match.key, reading
        self._columns = [(bound.column.field, reader_of(bound, reading)) for bound in match.order]
        self._refunds: dict[str, RefundRecord] = {}
        orders = [bound for bound in match.order if bound.column.field == "order_no"]
        self._watched = [("refund_no", match.key, Numbers()), *(("order_no", bound, Numbers()) for bound in orders)]

    def add(self, cells: Row) -> None:
        """One row; raises `RowRefused`. A refund number that stands twice counts once, the first row."""
        refund_no = identifier(self._key, self._reading, cells)
        values: dict[str, Any] = {name: read(cells) for name, read in self._columns}
        if refund_no in self._refunds:
            self._reading.repeated_rows += 1
            return
        if "tracking_no" in values:
            values["tracking_no"] = values["tracking_no"].replace("No:", "")
        refund = RefundRecord(platform=self._reading.platform, refund_no=refund_no, row=self._reading.row, **values)
        self._refunds[refund_no] = refund
        for name, bound, numbers in self._watched:
            numbers.saw(cells[bound.places[0]], getattr(refund, name))

    def finish(self) -> tuple[RefundRecord, ...]:
        """All refunds in the file's order; those whose numbers a spreadsheet rounded are refused instead."""
        for name, bound, numbers in self._watched:
            rounded = numbers.rounded()
            for refund in [one for one in self._refunds.values() if getattr(one, name) in rounded]:
                self._reading.rounded(bound, getattr(refund, name), [refund.row])
                del self._refunds[refund.refund_no]
            self._reading.doubt(bound, numbers.doubtful())
        return tuple(self._refunds.values())
