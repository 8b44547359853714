"""The desk's page of figures and errors, as a whole and by agent; each opens into its rows (rules K1, K2)."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from cs_console.domain.figures import ErrorCount, Figure, Group, Table
from cs_console.domain.money import format_fen
from cs_console.domain.worklist import QueueFilter
from cs_console.i18n import language, t
from cs_console.services.figure_tables import evidence
from cs_console.services.figures import FigureRow, in_order
from cs_console.tui import clock
from cs_console.tui.deck import Desk
from cs_console.tui.screens.lead_page import Cell, Item, Page, Told, WidePick
from cs_console.tui.screens.popup import Choice

DAYS = 7
BEHIND = 200


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of the last days by agent, and the rows behind each figure of everybody."""

    table: Table
    rows: dict[str, tuple[FigureRow, ...]]


class FiguresPage(Page):
    """A row a figure; the look behind it gives every agent's, Enter the rows."""

    ID = "figures"
    LIVE = False

    def read(self, desk: Desk) -> Figures:
        """The last days, from one snapshot."""
        context = desk.services.context
        today = context.now().astimezone(context.zone).date()
        view = desk.services.figures.view(today - timedelta(days=DAYS - 1), today)
        table = view.kpi(by="agent")
        keys = [one.key for one in table.total.figures if one.count]
        keys += [one.key for one in table.total.errors if one.count]
        return Figures(table, {key: in_order(view.rows(key))[:BEHIND] for key in keys})

    def items(self, value: Figures, *, wide: bool) -> Sequence[Item]:
        """Figures with their targets, then errors."""
        total = value.table.total
        return [
            *(self._figure(one, value) for one in total.figures),
            *(self._error(one, value) for one in total.errors),
        ]

    def _figure(self, one: Figure, value: Figures) -> Item:
        speak = language()
        look = {True: "ok", False: "warn", None: "dim"}[one.met]
        mark = {True: t("figures.desk.met"), False: t("figures.desk.missed"), None: ""}[one.met]
        target = t("figures.desk.target", value=shown(one.target, one.unit)) if one.target is not None else ""
        cells: list[Cell] = [(one.title.text(speak), 24, ""), (shown(one.value, one.unit), -10, look), (mark, 6, look)]
        counted = t("figures.desk.rows", n=one.count)
        detail = list(self._by_agent(value.table, one.key))
        return Item(one.key, cells, f"{target}  {counted}", "dim", detail, value.rows.get(one.key, ()))

    def _error(self, one: ErrorCount, value: Figures) -> Item:
        look = "urgent" if one.count else "dim"
        cells: list[Cell] = [
            (one.title.text(language()), 24, ""),
            (str(one.count), -10, look),
            ("!" if one.count else "", 6, look),
        ]
        text = t("figures.desk.points", points=one.points) if one.points else ""
        detail = [
            (f"{group.key or t('figures.desk.nobody')}  {error.count}", "")
            for group in value.table.groups
            for error in group.errors
            if error.key == one.key and error.count
        ]
        return Item(one.key, cells, text, "dim", detail or [(t("board.nothing"), "dim")], value.rows.get(one.key, ()))

    def _by_agent(self, table: Table, key: str) -> Iterator[Told]:
        for group in table.groups:
            figure = _of(group, key)
            if figure is not None and figure.count:
                words = (group.key or t("figures.desk.nobody"), shown(figure.value, figure.unit),
                         t("figures.desk.rows", n=figure.count))  # fmt: skip
                yield "  ".join(words), {True: "ok", False: "warn", None: ""}[figure.met]

    def choices(self, item: Item) -> Sequence[Choice]:
        """To the rows."""
        return (Choice("rows", "", why_not="" if item.value else t("board.nothing")),)

    def act(self, item: Item, choice: Hashable) -> None:
        """The rows behind the figure, the worst first; one leads to its order or conversation."""
        rows: Sequence[FigureRow] = item.value
        entries = [
            Choice(at, self._row_words(row), style="warn" if row.hit is False else "") for at, row in enumerate(rows)
        ]
        popup = WidePick(item.cells[0][0], entries)
        self.room.ask(popup, lambda at: self._follow(rows[int(str(at))]))

    def _row_words(self, row: FigureRow) -> str:
        value = (
            clock.span(row.value) if row.value is not None and row.measure in ("first_response", "resolution") else ""
        )
        names = t("list.comma").join(row.agents)
        return "  ".join(
            part for part in (self.at(row.at), names, row.buyer, row.order_no, value, evidence(row)) if part
        )

    def _follow(self, row: FigureRow) -> None:
        kind, _, number = row.row.partition(":")
        if row.order_no:
            self.room.drill(QueueFilter(order_no=row.order_no, include_closed=True))
        elif kind == "inquiry":
            self.room.drill(QueueFilter(text=row.buyer, include_closed=True), int(number))
        else:
            self.room.note(t("registers.no_order"), style="$text-muted")


def _of(group: Group, key: str) -> Figure | None:
    return group.figure(key)


def shown(value: float | None, unit: str) -> str:
    """A figure's value in its unit, ``-`` without one."""
    if value is None:
        return "-"
    if unit == "fen":
        return format_fen(round(value))
    if unit == "seconds":
        return clock.span(value)
    return f"{value:.1f}%" if unit == "percent" else f"{value:g}" if unit == "count" else f"{value:.1f}"
