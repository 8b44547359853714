"""Ledger rows as the screen draws them (rules P9, R4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from cs_console.domain.entities import Promise
from cs_console.domain.vocabulary import PromiseState
from cs_console.i18n import t, token
from cs_console.text.mask import mask_text
from cs_console.text.width import cell_width
from cs_console.tui import clock
from cs_console.tui.screens.due_rows import ROOMY
from cs_console.tui.screens.listing import labelled
from cs_console.tui.widgets.lines import Line
from cs_console.tui.widgets.rows import Piece, column, highlighted

STATES: Mapping[PromiseState, str] = {
    PromiseState.OPEN: "warn",
    PromiseState.DONE: "ok",
    PromiseState.BROKEN: "urgent",
}


def paint_promise(row: Promise, width: int, zone: ZoneInfo, now: datetime) -> Sequence[Piece]:
    """Due when, state, kind, buyer, the words; how late at the right."""
    is_open = row.state is PromiseState.OPEN
    left, style = clock.limit(row.due_at, now) if is_open else ("", "")
    mark = Piece("! ", "urgent") if style == "urgent" else Piece("  ")
    head = [mark, column(clock.hour(row.due_at, zone, now), 6, "dim")]
    head += [column(token("promise_state", row.state), 9, STATES[row.state]), column(row.buyer or "-", 11), Piece(" ")]
    tail = [column(left, 7, style, right=True)]
    if width >= ROOMY:
        tail = [Piece(" "), column(row.order_no, 22, "dim"), *tail, column(f" {row.owner or row.agent}", 8, "dim")]
    room = width - sum(cell_width(piece.text) for piece in (*head, *tail))
    return [*head, *highlighted(" ".join(mask_text(row.text).split()), (), max(room, 0)), *tail]


def promise_lines(row: Promise, width: int, zone: ZoneInfo, now: datetime) -> list[Line]:
    """The promise in full: who said it to whom when, until when, what came of it."""
    said = t("ledger.said", agent=row.agent, at=clock.moment(row.promised_at, zone, now))
    closed = "  ".join(part for part in (clock.moment(row.closed_at, zone, now), mask_text(row.outcome)) if part)
    return labelled(
        (
            (t("ledger.label.words"), mask_text(row.text), "strong"),
            (t("due.label.about"), "  ".join(part for part in (row.buyer, row.order_no) if part), ""),
            (t("ledger.label.said"), said, ""),
            (t("due.label.due"), f"{clock.moment(row.due_at, zone, now)}  {row.owner or row.agent}", ""),
            (token("promise_state", row.state), closed, STATES[row.state]),
        ),
        width,
    )


def promise_words(row: Promise) -> str:
    """What a filter looks through."""
    return f"{row.buyer} {row.order_no} {row.text} {row.owner} {row.agent} {token('promise', row.kind)}"
