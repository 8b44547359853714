"""The outbox as the screen draws it: what waits for a platform, what did not go through and why (rule R7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import PurePath
from zoneinfo import ZoneInfo

from cs_console.domain.vocabulary import Flag, Platform
from cs_console.domain.writebacks import Route, WriteBack, WriteBackBatch, WriteBackState
from cs_console.i18n import t, token
from cs_console.text.mask import mask_text
from cs_console.text.width import cell_width
from cs_console.tui import clock
from cs_console.tui.screens.due_rows import ROOMY
from cs_console.tui.screens.listing import labelled
from cs_console.tui.widgets.lines import Line
from cs_console.tui.widgets.queue_row import FLAGS
from cs_console.tui.widgets.rows import Piece, cells_for, column, highlighted

STYLES: Mapping[WriteBackState, str] = {
    WriteBackState.QUEUED: "",
    WriteBackState.SENDING: "mark",
    WriteBackState.DONE: "ok",
    WriteBackState.FAILED: "urgent",
    WriteBackState.CONFLICT: "urgent",
}
"""The look of a row's state."""

OutboxRow = WriteBack | WriteBackBatch
"""A row of the outbox, or a batch file that no export has confirmed."""


def outbox_key(row: OutboxRow) -> tuple[str, int]:
    """What stays the same when the row moves."""
    return type(row).__name__, row.id


def paint_outbox(row: OutboxRow, width: int, zone: ZoneInfo, now: datetime) -> Sequence[Piece]:
    """When, state and platform, the order, flag and remark; why it did not go through."""
    if isinstance(row, WriteBackBatch):
        return _paint_batch(row, width, zone, now)
    stuck = row.state in (WriteBackState.FAILED, WriteBackState.CONFLICT)
    at = row.sent_at if row.state is WriteBackState.DONE else row.queued_at
    head = [Piece("! ", "urgent") if stuck else Piece("  "), column(clock.hour(at, zone, now), 6, "dim")]
    states, flags = cells_for("writeback_state", WriteBackState, 9, 11), cells_for("flag", FLAGS, 3, 7)
    head.append(column(token("writeback_state", row.state), states, STYLES[row.state]))
    if width >= ROOMY:
        head.append(column(token("platform", row.platform), cells_for("platform", Platform, 10, 13), "dim"))
    head.append(column(row.order_no, 23))
    flag = "" if row.flag is Flag.GREY else token("flag", row.flag)
    head.append(column(flag, flags, row.flag.value if flag and row.flag is not Flag.OTHER else ""))
    words = trouble_words(row) or mask_text(row.remark)
    room = width - sum(cell_width(piece.text) for piece in head)
    return [*head, *highlighted(" ".join(words.split()), (), max(room, 0), "urgent" if stuck else "")]


def _paint_batch(row: WriteBackBatch, width: int, zone: ZoneInfo, now: datetime) -> Sequence[Piece]:
    head = [Piece("* ", "mark"), column(clock.hour(row.at, zone, now), 6, "dim")]
    head += [
        column(token("platform", row.platform), cells_for("platform", Platform, 10, 13)),
        column(t("outbox.rows", n=row.rows), 9, "dim"),
    ]
    room = width - sum(cell_width(piece.text) for piece in head)
    return [*head, *highlighted(row.name, (), max(room, 0), "warn" if row.altered else "")]


def trouble_words(row: WriteBack) -> str:
    """Why a row did not go through, with the platform's own code; "" while nothing went wrong."""
    if row.trouble is None:
        return ""
    return f"{token('trouble', row.trouble)}  {row.trouble_code}".strip()


def outbox_lines(row: OutboxRow, width: int, zone: ZoneInfo, now: datetime) -> list[Line]:
    """The row in full: what the platform had, what it shall have, how often it was tried, why it stands."""
    if isinstance(row, WriteBackBatch):
        parts = (
            (t("outbox.label.file"), str(PurePath(row.folder) / row.name), "strong"),
            (t("outbox.label.upload"), t("outbox.altered") if row.altered else t("outbox.upload"), "warn"),
            (t("outbox.label.at"), clock.moment(row.at, zone, now), ""),
        )
        return labelled(parts, width)
    route = "" if row.route is None else t("outbox.by_file" if row.route is Route.BATCH else "outbox.by_gateway")
    tries = t("outbox.tries", n=row.attempts) if row.attempts else ""
    again = t("outbox.again", at=clock.moment(row.next_try_at, zone, now)) if row.next_try_at else ""
    why, at = trouble_words(row), clock.moment(row.sent_at or row.queued_at, zone, now)
    return labelled(
        (
            (t("outbox.label.now"), mask_text(row.remark) or t("outbox.empty"), "strong"),
            (t("outbox.label.before"), mask_text(row.base_remark) or t("outbox.empty"), "dim"),
            (t("outbox.label.flag"), _flags(row), ""),
            (t("outbox.label.trouble"), "  ".join((why, tries, again)).strip() if why else "", "urgent"),
            (t("outbox.label.at"), "  ".join((at, route, "" if why else tries)).strip(), ""),
        ),
        width,
    )


def _flags(row: WriteBack) -> str:
    """The flag's change; one that nobody changed stands alone, one that nobody knows is a dash."""
    before = "-" if row.base_flag is None else token("flag", row.base_flag)
    if row.flag is (row.base_flag or Flag.GREY):
        return before
    return t("outbox.flags", before=before, after=token("flag", row.flag))


def outbox_words(row: OutboxRow) -> str:
    """What a filter looks through."""
    if isinstance(row, WriteBackBatch):
        return f"{row.name} {token('platform', row.platform)}"
    state = token("writeback_state", row.state)
    return f"{row.order_no} {row.remark} {token('platform', row.platform)} {state} {trouble_words(row)}"
