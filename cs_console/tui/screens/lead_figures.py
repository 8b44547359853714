"""The desk's page of figures and errors, as a whole and by agent; each opens into its rows (rules K1, K2)."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cs_console.domain.figures import ErrorCount, Figure, Group, Table
from cs_console.i18n import language, t
from cs_console.services.figure_tables import kpi_register, targets_register
from cs_console.services.figures import FigureView
from cs_console.tui.deck import Desk
from cs_console.tui.screens.lead_page import Cell, Item, SheetPage, Told
from cs_console.tui.screens.lead_periods import DatedPage, Stretch
from cs_console.tui.screens.lead_rows import look_behind, shown
from cs_console.tui.screens.popup import Choice, PickList

EVERYBODY = "*"
"""Nobody's name: the choice of all rows."""


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of some days by agent, and the snapshot that gives the rows behind each."""

    table: Table
    view: FigureView
    stretch: Stretch


class FiguresPage(DatedPage, SheetPage):
    """A row a figure; the look behind it gives every agent's, Enter the rows, of all or of one agent."""

    ID = "figures"

    def read(self, desk: Desk) -> Figures:
        """The chosen days, from one snapshot; a quarter against the quarter's targets."""
        stretch = self.stretch(desk)
        view = desk.services.figures.view(stretch.period.start, stretch.period.end)
        return Figures(view.kpi(by="agent", quarter=stretch.period.kind == "quarter"), view, stretch)

    def items(self, value: Figures, *, wide: bool) -> Sequence[Item]:
        """The days, figures with their targets, then errors."""
        total = value.table.total
        return [
            self.period_row(value.stretch, _overview(total)),
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
        return Item(one.key, cells, f"{target}  {counted}", "dim", detail, value)

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
            for group in _people_first(value.table)
            for error in group.errors
            if error.key == one.key and error.count
        ]
        nothing = [(t("board.nothing"), "dim")]
        return Item(one.key, cells, text, "dim", detail or nothing, value)

    def _by_agent(self, table: Table, key: str) -> Iterator[Told]:
        for group in _people_first(table):
            figure = group.figure(key)
            if figure is not None and figure.count:
                words = (group.key or t("figures.desk.nobody"), shown(figure.value, figure.unit),
                         t("figures.desk.rows", n=figure.count))  # fmt: skip
                yield "  ".join(words), {True: "ok", False: "warn", None: ""}[figure.met]

    def own_choices(self, item: Item) -> Sequence[Choice]:
        """To the rows."""
        return (Choice("rows", "", why_not="" if _counts(item.value.table, str(item.key)) else t("board.nothing")),)

    def own_act(self, item: Item, choice: Hashable) -> None:
        """The rows behind the figure, the worst first, of everybody or one agent; one leads to its order or talk."""
        view, title = item.value.view, item.cells[0][0]
        found = _counts(item.value.table, str(item.key))

        def behind(name: Hashable) -> None:
            whose = title if name == EVERYBODY else f"{title}  {name or t('figures.desk.nobody')}"
            by = {} if name == EVERYBODY else {"by": "agent", "key": str(name)}
            look_behind(self, whose, lambda _: view.rows(str(item.key), **by))

        if len(found) < 2:
            behind(EVERYBODY)
            return
        total = next(one.count for one in _named(item.value.table.total) if one.key == item.key)
        everybody = Choice(EVERYBODY, t("figures.desk.everybody"), t("figures.desk.rows", n=total))
        self.room.ask(PickList(title, [everybody, *(
            Choice(name, name or t("figures.desk.nobody"), t("figures.desk.rows", n=count))
            for name, count in found.items()
        )]), behind)  # fmt: skip

    def export(self, desk: Desk, value: Figures, form: str) -> Path:
        """A row an agent, and each figure with its target."""
        shifts = desk.services.context.policies().shifts
        table = value.table
        stem = f"{t('report.kpi')}-{table.start:%Y%m%d}-{table.end:%Y%m%d}"
        return desk.services.registers.write(stem, [kpi_register(table, shifts), targets_register(table)], form)


def _overview(total: Group) -> list[Told]:
    """What a lead sees first of some days: the targets missed, then the errors."""
    missed = [one.title.text(language()) for one in total.figures if one.met is False]
    errors = [f"{one.title.text(language())} {one.count}" for one in total.errors if one.count]
    lines = [
        (f"{t('figures.desk.missed')}  {t('list.comma').join(missed)}", "warn") if missed else ("", ""),
        (f"{t('figures.desk.errors')}  {t('list.comma').join(errors)}", "urgent") if errors else ("", ""),
    ]
    return [line for line in lines if line[0]] or [(t("board.nothing"), "dim")]


def _named(group: Group) -> tuple[Figure | ErrorCount, ...]:
    return (*group.figures, *group.errors)


def _people_first(table: Table) -> list[Group]:
    """The agents by name, nobody's rows last."""
    return sorted(table.groups, key=lambda group: not group.key)


def _counts(table: Table, key: str) -> dict[str, int]:
    """How many rows of a figure or an error each agent has; a row of several agents is each one's."""
    counted = {group.key: next(one.count for one in _named(group) if one.key == key)
               for group in _people_first(table)}  # fmt: skip
    return {name: count for name, count in counted.items() if count}
