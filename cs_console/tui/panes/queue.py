"""F2: the queue. Who waits, for what, how long still; fixed columns left, words right (rules Q1–Q4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from textual.app import ComposeResult

from cs_console.commands import Scope
from cs_console.domain.vocabulary import Category, Channel, Flag, InquiryState, Platform, Priority
from cs_console.domain.worklist import QueueRow
from cs_console.i18n import t, token
from cs_console.tui import clock
from cs_console.tui.context import GlanceRow, context_of
from cs_console.tui.widgets.filtered import FilteredPane
from cs_console.tui.widgets.rows import Piece, column, highlighted
from cs_console.tui.widgets.virtual_list import VirtualList

WIDE_ROW = 60
"""From this many cells on, order number and amount have columns of their own."""
REPLIED = (InquiryState.WAITING_BUYER, InquiryState.SNOOZED, InquiryState.TRANSFERRED)


def from_glance(row: GlanceRow) -> QueueRow:
    """A row as read before the services are open; what was not read is empty until they are."""
    return QueueRow(
        id=row.id, version=0, at=_time(row.received_at), shop="", platform=Platform.OTHER, channel=Channel.CHAT,
        buyer=row.buyer, buyer_id=0, category=Category(row.category), priority=Priority(row.priority),
        state=InquiryState(row.state), owner=row.owner, team="", order_id=0, order_no=row.order_no,
        order_fen=row.order_fen, order_flag=Flag(row.order_flag) if row.order_flag else None,
        summary=row.summary, unanswered_since=_time(row.unanswered_since), target_at=None,
        due_at=_time(row.due_at), snooze_until=None, claimed_at=None, lease_until=None, transfer_from="",
        outcome="", closed_at=None, offline=False,
    )  # fmt: skip


def _time(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


class QueuePane(FilteredPane):
    """The open inquiries; the chosen one fills the other panes."""

    COMMAND = "pane.queue"
    SCOPE = Scope.QUEUE

    def __init__(self, first: Sequence[GlanceRow] = ()) -> None:
        super().__init__(id="queue")
        self._first = [from_glance(row) for row in first]
        self.wanted = 0

    def compose(self) -> ComposeResult:
        """One list."""
        yield VirtualList(self.paint, empty=t("queue.loading"), id="queue-list")

    def on_mount(self) -> None:
        """Show what was glanced at; the full read follows."""
        super().on_mount()
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
        self.set_title(f"{self.list.index + 1}/{total}" if rows else f"0/{total}")
        self.set_hint(filters)

    def tick(self) -> None:
        """Let the clocks move on."""
        self.list.repaint()

    def paint(self, row: QueueRow, width: int) -> Sequence[Piece]:
        """Urgency, time, buyer, what about, clock, flag; wider rows add order and amount."""
        context = context_of(self)
        now = context.clock()
        left, style = clock.limit(row.due_at, now)
        mark, mark_style = _mark(row, style)
        if not left or row.state in REPLIED:
            left, style = token("state", row.state), "dim"
        flag = "" if row.order_flag in (None, Flag.GREY) else token("flag", row.order_flag)
        flag_style = str(row.order_flag) if flag and row.order_flag is not Flag.OTHER else ""
        head = [
            column(mark, 2, mark_style),
            column(clock.hour(row.unanswered_since or row.at, context.zone, now), 6, "dim"),
        ]
        tail = [column(left, 8, style, right=True), Piece(" "), column(flag, 3, flag_style)]
        topic = row.summary or token("category", row.category)
        if width < WIDE_ROW:
            buyer = 9 if width < 46 else 12
            room = width - 8 - buyer - 12
            return [*head, column(row.buyer, buyer - 1), Piece(" "), *highlighted(topic, (), room), *tail]
        room = width - 8 - 11 - 12 - 28
        amount = "" if row.order_fen is None else f"¥{row.order_fen / 100:g}"
        order = [column(row.order_no, 19, "dim"), column(amount, 8, right=True), Piece(" ")]
        return [*head, column(row.buyer, 10), Piece(" "), *highlighted(topic, (), room), *order, *tail]


def _mark(row: QueueRow, clock_style: str) -> tuple[str, str]:
    """``!`` for what is late or urgent, ``*`` for what waits: never colour alone."""
    if clock_style == "urgent" or row.priority == Priority.URGENT:
        return "!", "urgent"
    if row.state in REPLIED or row.due_at is None:
        return "", ""
    return "*", "warn" if clock_style else "mark"
