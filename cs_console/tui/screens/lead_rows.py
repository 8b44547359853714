"""The rows behind a figure on the lead's desk: listed the worst first, each followed to its order or talk (K1, K2)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cs_console.domain.figures import Figure
from cs_console.domain.money import format_fen
from cs_console.domain.worklist import QueueFilter
from cs_console.i18n import t
from cs_console.services.figure_tables import evidence
from cs_console.services.figures import FigureRow, in_order
from cs_console.tui import clock
from cs_console.tui.deck import Desk
from cs_console.tui.screens.lead_page import Page, WidePick
from cs_console.tui.screens.popup import Choice

BEHIND = 200
"""Rows behind a figure that are listed: an export has them all."""
TIMED = ("first_response", "resolution")
"""Measures whose value is a stretch of time."""
UNANSWERED = "first_response"
"""The measure whose rows have no time while nobody has replied."""


def look_behind(page: Page, title: str, read: Callable[[Desk], Sequence[FigureRow]]) -> None:
    """Read the rows of a figure when they are asked for, and list them."""
    page.room.read(lambda desk: in_order(read(desk))[:BEHIND], lambda rows: _list(page, title, rows))


def _list(page: Page, title: str, rows: Sequence[FigureRow]) -> None:
    if not rows:
        page.room.note(t("board.nothing"), style="$text-muted")
        return
    entries = [Choice(at, _words(page, row), style="warn" if row.hit is False else "") for at, row in enumerate(rows)]
    page.room.ask(WidePick(title, entries), lambda at: _follow(page, rows[int(str(at))]))


def _words(page: Page, row: FigureRow) -> str:
    value = clock.span(row.value) if row.value is not None and row.measure in TIMED else ""
    if row.measure == UNANSWERED and row.value is None:
        value = t("figures.desk.unanswered")
    names = t("list.comma").join(row.agents)
    return "  ".join(part for part in (page.at(row.at), names, row.buyer, row.order_no, value, evidence(row)) if part)


def _follow(page: Page, row: FigureRow) -> None:
    kind, _, number = row.row.partition(":")
    if row.order_no:
        page.room.drill(QueueFilter(order_no=row.order_no, include_closed=True))
    elif kind == "inquiry":
        page.room.drill(QueueFilter(text=row.buyer, include_closed=True), int(number))
    else:
        page.room.note(t("registers.no_order"), style="$text-muted")


def shown(value: float | None, unit: str) -> str:
    """A figure's value in its unit, ``-`` without one."""
    if value is None:
        return "-"
    if unit == "fen":
        return format_fen(round(value))
    if unit == "seconds":
        return clock.span(value)
    return f"{value:.1f}%" if unit == "percent" else f"{value:g}" if unit == "count" else f"{value:.1f}"


def wanted(figure: Figure) -> str:
    """A figure's target with its direction, "" without one."""
    if figure.target is None:
        return ""
    return f"{'>=' if figure.higher_is_better else '<='}{shown(figure.target, figure.unit)}"
