"""F2: the queue. Who waits, for what, how long still."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult

from cs_console.commands import Scope
from cs_console.domain.worklist import QueueRow
from cs_console.i18n import t
from cs_console.tui.context import GlanceRow, context_of
from cs_console.tui.widgets.filtered import FilteredPane
from cs_console.tui.widgets.queue_row import from_glance, paint_row
from cs_console.tui.widgets.rows import Piece
from cs_console.tui.widgets.virtual_list import VirtualList


class QueuePane(FilteredPane):
    """The open inquiries; the chosen one fills the other panes."""

    COMMAND = "pane.queue"
    SCOPE = Scope.QUEUE

    def __init__(self, first: Sequence[GlanceRow] = ()) -> None:
        super().__init__(id="queue")
        self._first = [from_glance(row) for row in first]
        self.wanted = 0
        self._total = 0

    def compose(self) -> ComposeResult:
        """One list."""
        yield VirtualList(self.paint, empty=t("queue.loading"), id="queue-list")

    def on_mount(self) -> None:
        """Show what was glanced at; the full read follows."""
        self.list.show_rows(self._first, lambda row: row.id)

    @property
    def list(self) -> VirtualList[QueueRow]:
        """The rows."""
        return self.query_one("#queue-list", VirtualList)

    @property
    def chosen(self) -> QueueRow | None:
        """The inquiry the other panes show."""
        return self.list.chosen

    def show(self, rows: Sequence[QueueRow], total: int, filters: str, *, filtered: bool) -> None:
        """Show these rows of `total`; `filters` says in the bottom border which they are."""
        self.list.set_empty(t("queue.none_filtered") if filtered else t("queue.none"))
        self.list.show_rows(rows, lambda row: row.id, select=self.wanted or None)
        self.wanted = 0
        self._total = total
        self.count()
        self.set_hint(filters)

    def count(self) -> None:
        """Say in the title which of how many is chosen."""
        self.set_title(f"{self.list.index + 1}/{self._total}" if self.chosen is not None else f"0/{self._total}")

    def tick(self) -> None:
        """Let the clocks move on."""
        self.list.repaint()

    def paint(self, row: QueueRow, width: int) -> Sequence[Piece]:
        """The row as it stands at this second."""
        context = context_of(self)
        return paint_row(row, width, context.zone, context.clock())
