"""One line of the queue: fixed columns left, words right (rules Q1–Q4).

Needs no screen library: the skeleton draws by it before textual is imported.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from cs_console.domain.money import brief_fen
from cs_console.domain.vocabulary import Category, Channel, Flag, InquiryState, Platform, Priority
from cs_console.domain.worklist import QueueRow
from cs_console.i18n import token
from cs_console.text.width import cell_width
from cs_console.tui import clock
from cs_console.tui.context import GlanceRow
from cs_console.tui.widgets.rows import Piece, cells_for, column, highlighted

WIDE_ROW = 60
"""From this many cells on, order number and amount have columns of their own."""
FLAGS = tuple(flag for flag in Flag if flag is not Flag.OTHER)
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


def paint_row(row: QueueRow, width: int, zone: ZoneInfo, now: datetime) -> Sequence[Piece]:
    """Urgency, time, buyer, what about, clock, flag; wider rows add order and amount."""
    left, style = clock.limit(row.due_at, now)
    mark, mark_style = _mark(row, style)
    if not left or row.state in REPLIED:
        left, style = token("queue_state", row.state), "dim"
    flag = "" if row.order_flag in (None, Flag.GREY) else token("flag", row.order_flag)
    flag_style = str(row.order_flag) if flag and row.order_flag is not Flag.OTHER else ""
    flags = cells_for("flag", FLAGS, 2, 7) - 1
    head = [column(mark, 2, mark_style), column(clock.hour(row.unanswered_since or row.at, zone, now), 6, "dim")]
    tail = [column(left, 7, style, right=True), Piece(" "), column(flag, flags, flag_style)]
    topic = row.summary or token("category", row.category)
    wide = width >= WIDE_ROW
    buyer = 8 if width < 46 else 12
    order: list[Piece] = []
    if wide:
        amount = "" if row.order_fen is None else brief_fen(row.order_fen)
        order = [Piece(" "), column(row.order_no, 19, "dim"), column(amount, 9, right=True)]
    room = width - sum(cell_width(piece.text) for piece in [*head, *tail, *order]) - buyer - 1
    return [*head, column(row.buyer, buyer), Piece(" "), *highlighted(topic, (), room), *order, *tail]


def _mark(row: QueueRow, clock_style: str) -> tuple[str, str]:
    """``!`` for what is late or urgent, ``*`` for what waits: never colour alone."""
    if clock_style == "urgent" or row.priority == Priority.URGENT:
        return "!", "urgent"
    if row.state in REPLIED or row.due_at is None:
        return "", ""
    return "*", "warn" if clock_style else "mark"
