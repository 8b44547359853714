"""The desk's page of figures and errors, as a whole and by agent; each opens into its rows (rules K1, K2)."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from cs_console.domain.figures import ErrorCount, Figure, Table
from cs_console.i18n import language, t
from cs_console.services.figure_tables import kpi_register, targets_register
from cs_console.services.figures import FigureView
from cs_console.tui.deck import Desk
from cs_console.tui.screens.lead_page import Cell, Item, SheetPage, Told
from cs_console.tui.screens.lead_rows import look_behind, shown
from cs_console.tui.screens.popup import Choice

DAYS = 7


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of the last days by agent, and the snapshot that gives the rows behind each."""

    table: Table
    view: FigureView


class FiguresPage(SheetPage):
    """A row a figure; the look behind it gives every agent's, Enter the rows."""

    ID = "figures"

    def read(self, desk: Desk) -> Figures:
        """The last days, from one snapshot."""
        context = desk.services.context
        today = context.now().astimezone(context.zone).date()
        view = desk.services.figures.view(today - timedelta(days=DAYS - 1), today)
        return Figures(view.kpi(by="agent"), view)

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
        return Item(one.key, cells, f"{target}  {counted}", "dim", detail, (value.view, one.count))

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
        nothing = [(t("board.nothing"), "dim")]
        return Item(one.key, cells, text, "dim", detail or nothing, (value.view, one.count))

    def _by_agent(self, table: Table, key: str) -> Iterator[Told]:
        for group in table.groups:
            figure = group.figure(key)
            if figure is not None and figure.count:
                words = (group.key or t("figures.desk.nobody"), shown(figure.value, figure.unit),
                         t("figures.desk.rows", n=figure.count))  # fmt: skip
                yield "  ".join(words), {True: "ok", False: "warn", None: ""}[figure.met]

    def choices(self, item: Item) -> Sequence[Choice]:
        """To the rows."""
        _, count = item.value
        return (Choice("rows", "", why_not="" if count else t("board.nothing")),)

    def act(self, item: Item, choice: Hashable) -> None:
        """The rows behind the figure, the worst first; one leads to its order or conversation."""
        view, _ = item.value
        look_behind(self, item.cells[0][0], lambda _: view.rows(str(item.key)))

    def export(self, desk: Desk, value: Figures, form: str) -> Path:
        """A row an agent, and each figure with its target."""
        shifts = desk.services.context.policies().shifts
        table = value.table
        stem = f"{t('report.kpi')}-{table.start:%Y%m%d}-{table.end:%Y%m%d}"
        return desk.services.registers.write(stem, [kpi_register(table, shifts), targets_register(table)], form)
