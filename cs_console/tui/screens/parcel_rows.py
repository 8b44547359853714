"""Parcels that wait for the warehouse as the screen draws them (rules A6, A7)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from cs_console.i18n import language, t, token
from cs_console.text.mask import mask_text
from cs_console.text.width import cell_width
from cs_console.tui import clock
from cs_console.tui.screens.due_rows import ROOMY
from cs_console.tui.screens.listing import labelled
from cs_console.tui.widgets.lines import Line
from cs_console.tui.widgets.rows import Piece, column, highlighted

if TYPE_CHECKING:
    from cs_console.services.case_views import CaseSummary


def paint_parcel(one: CaseSummary, width: int, zone: ZoneInfo, now: datetime) -> Sequence[Piece]:
    """The parcel's number, the step that waits, the goods; until when at the right."""
    left, style = clock.limit(one.step_due, now) if one.step_due is not None else ("", "")
    mark = Piece("! ", "urgent") if style == "urgent" else Piece("  ")
    head = [mark, column(_number(one), 25, "key"), column(_waiting(one), 20), Piece(" ")]
    tail = [column(left, 7, style, right=True)]
    if width >= ROOMY:
        tail = [Piece(" "), column(one.case.order_no, 19, "dim"), *tail]
    room = width - sum(cell_width(piece.text) for piece in (*head, *tail))
    return [*head, *highlighted(one.handled, (), max(room, 0)), *tail]


def parcel_lines(one: CaseSummary, reason: str, width: int, zone: ZoneInfo, now: datetime) -> list[Line]:
    """The parcel in full: what should be in it, what to do until when, whose return it is and why."""
    due = clock.moment(one.step_due, zone, now) if one.step_due is not None else ""
    about = (token("flow", one.case.flow), one.case.order_no, one.case.buyer)
    return labelled(
        (
            (t("warehouse.label.parcel"), _number(one), "strong"),
            (t("warehouse.label.out"), one.out, "strong"),
            (t("warehouse.label.goods"), _goods(one), ""),
            (t("warehouse.label.step"), "  ".join(part for part in (_waiting(one), due) if part), ""),
            (t("due.label.about"), "  ".join(part for part in about if part), ""),
            (t("due.label.what"), mask_text(reason), ""),
            (t("warehouse.label.owner"), one.case.owner, ""),
        ),
        width,
    )


def parcel_words(one: CaseSummary) -> str:
    """What a filter looks through: a scanner types the parcel's number."""
    return f"{one.tracking_no} {one.case.order_no} {one.case.buyer} {_goods(one)} {one.out} {_waiting(one)}"


def _number(one: CaseSummary) -> str:
    return one.tracking_no or t("warehouse.no_number", order_no=one.case.order_no)


def _waiting(one: CaseSummary) -> str:
    return one.waiting.text(language()) if one.waiting is not None else ""


def _goods(one: CaseSummary) -> str:
    return "  ".join(f"{title} x{many}" for title, many in one.goods)
