"""Rows of a refund export to refunds; the platform's own deadline drives the queue (FORMATS)."""

from __future__ import annotations

from typing import Any

from cs_console.domain.records import RefundRecord
from cs_console.intake.detect import Match
from cs_console.intake.reading import Reading, Row, identifier, reader_of


class RefundReader:
    """Takes rows in, gives one `RefundRecord` a refund number."""

    def __init__(self, match: Match, reading: Reading) -> None:
        self._key, self._reading = match.key, reading
        self._columns = [(bound.column.field, reader_of(bound, reading)) for bound in match.order]
        self._refunds: dict[str, RefundRecord] = {}

    def add(self, cells: Row) -> None:
        """One row; raises `RowRefused`. A refund number that stands twice counts once, the first row."""
        refund_no = identifier(self._key, self._reading, cells)
        values: dict[str, Any] = {name: read(cells) for name, read in self._columns}
        if refund_no in self._refunds:
            self._reading.repeated_rows += 1
            return
        if "tracking_no" in values:
            values["tracking_no"] = values["tracking_no"].replace("No:", "")
        self._refunds[refund_no] = RefundRecord(
            platform=self._reading.platform, refund_no=refund_no, row=self._reading.row, **values
        )

    def finish(self) -> tuple[RefundRecord, ...]:
        """All refunds in the file's order."""
        return tuple(self._refunds.values())
