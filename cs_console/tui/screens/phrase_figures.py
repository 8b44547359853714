"""The phrasebook's figures as a list: used, edited, rejected by phrase, agent and week; dead and missing ones (P10)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from textual.binding import Binding

from cs_console.i18n import t
from cs_console.tui import clock, keymap
from cs_console.tui.context import context_of
from cs_console.tui.screens.listing import Listing, labelled
from cs_console.tui.widgets.lines import Line
from cs_console.tui.widgets.rows import Piece, column, highlighted

if TYPE_CHECKING:
    from cs_console.services.phrase_figures import FigureRow, PhraseReport
    from cs_console.services.phrase_reports import UseRow

VIEWS = ("phrase", "agent", "week", "dead", "missing")
"""The views, in the order in which the arrows turn them."""

COUNT, LAST = 8, 11


@dataclass(frozen=True, slots=True)
class FigureLine:
    """One figure: what it is about, its counts, and what stands behind it."""

    view: str
    key: str
    text: str
    counts: tuple[tuple[str, str], ...] = ()
    last: datetime | None = None
    more: tuple[tuple[str, str], ...] = ()
    inquiries: tuple[int, ...] = ()


def figure_lines(report: PhraseReport, view: str) -> list[FigureLine]:
    """The rows of one view."""
    if view == "dead":
        return [
            FigureLine(view, one.id, one.question, last=one.last_used, more=(
                (t("phrase.col.key_phrase"), one.id), (t("phrase.col.group"), one.group),
            ))
            for one in report.dead
        ]  # fmt: skip
    if view == "missing":
        return [
            FigureLine(view, one.text, one.text, ((t("phrase_figures.times", n=one.times), ""),), one.last_at, (
                (t("phrase.col.nearest"), f"{one.nearest}  {one.score:.2f}"),
            ), one.inquiries)
            for one in report.missing
        ]  # fmt: skip
    rows = {"phrase": report.by_phrase, "agent": report.by_agent, "week": report.by_week}[view]
    return [_counted(view, one) for one in rows]


def _counted(view: str, row: FigureRow) -> FigureLine:
    counts = (
        (t("phrase_figures.used", n=row.used), "strong" if row.used else "dim"),
        (t("phrase_figures.edited", n=row.edited), "" if row.edited else "dim"),
        (t("phrase_figures.rejected", n=row.rejected), "warn" if row.rejected else "dim"),
        (t("phrase_figures.overridden", n=row.overridden), "warn" if row.overridden else "dim"),
    )
    more = ((t("phrase.col.key_phrase"), row.key), (t("phrase.col.group"), row.group)) if view == "phrase" else (
        (t("phrase.col.phrases"), str(row.phrases)),
    )  # fmt: skip
    return FigureLine(view, row.key, row.question or row.key, counts, row.last_used, more)


def paint_figure(line: FigureLine, width: int, zone: ZoneInfo, now: datetime) -> Sequence[Piece]:
    """Counts in columns, when last, then what it is about."""
    pieces: list[Piece] = []
    for text, style in line.counts:
        pieces.append(column(text, COUNT, style))
    last = clock.moment(line.last, zone, now) if line.last is not None else t("phrase.never")
    pieces += [column(last, LAST, "dim"), Piece("  ")]
    left = width - COUNT * len(line.counts) - LAST - 2
    return [*pieces, *highlighted(line.text.replace("\n", " "), (), max(left, 0))]


def figure_detail(line: FigureLine, width: int) -> list[Line]:
    """What it is about in full."""
    more = [(label, text, "") for label, text in line.more]
    return labelled([(t(f"phrase_figures.label.{line.view}"), line.text, ""), *more], width)


def figure_words(line: FigureLine) -> str:
    """What a filter looks through."""
    return " ".join([line.key, line.text, *(text for _, text in line.more)])


def paint_use(use: UseRow, width: int, zone: ZoneInfo, now: datetime) -> Sequence[Piece]:
    """When, by whom, to whom, whether edited, and what was said."""
    edited = t("phrase_figures.was_edited") if use.edited else ""
    head = [
        column(clock.moment(use.at, zone, now), LAST, "dim"), Piece("  "), column(use.agent, 6), Piece("  "),
        column(use.buyer, 12), Piece("  "), column(edited, 4, "warn"), Piece("  "),
    ]  # fmt: skip
    return [*head, *highlighted(use.text.replace("\n", " "), (), max(width - LAST - 6 - 12 - 4 - 8, 0))]


def use_detail(use: UseRow, width: int) -> list[Line]:
    """The phrase and the text as it went out."""
    return labelled(
        [(t("phrase.col.key_phrase"), f"{use.phrase_id}  {use.question}", ""), (t("phrase.text"), use.text, "")], width
    )


def use_words(use: UseRow) -> str:
    """What a filter looks through."""
    return f"{use.agent} {use.buyer} {use.phrase_id} {use.question} {use.text}"


class PhraseFigures(Listing[Any]):
    """The figures; Tab changes the period, the save key writes a file."""

    def __init__(self, *given: Any, period: Callable[[int], None], export: Callable[[], None]) -> None:
        super().__init__(*given)
        self._period = period
        self._export = export

    def on_mount(self) -> None:
        """Tab has nowhere else to go here."""
        keys = context_of(self).keymap
        made = [
            Binding(key, f"screen.period({step})", show=False, priority=True)
            for command, step in (("pane.next", 1), ("pane.previous", -1))
            for key in keys[command].keys
        ]
        keymap.install(self, made)

    def action_period(self, step: int) -> None:
        """The next longer period, or the next shorter."""
        self._period(step)

    def action_accept(self) -> None:
        """Write the figures into a file."""
        self._export()
