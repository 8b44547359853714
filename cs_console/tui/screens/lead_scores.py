"""The desk's page of score sheets: a row a person, the sheet behind it, Enter to the rows of a line (rule K1)."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cs_console.domain.periods import Period, period_of
from cs_console.domain.scores import ScoreLine, ScoreSheet
from cs_console.domain.vocabulary import Role
from cs_console.i18n import language, t, token
from cs_console.services.figure_tables import score_lines, scores_register
from cs_console.text.width import cell_width, fit
from cs_console.tui.deck import Desk
from cs_console.tui.screens.lead_page import Cell, Item, SheetPage, Told, WidePick
from cs_console.tui.screens.lead_periods import DatedPage, Stretch
from cs_console.tui.screens.lead_rows import look_behind, shown, wanted
from cs_console.tui.screens.popup import Choice

COLUMNS = (24, 4, 8, 7, 5, 6, 5)
"""Cells of a sheet's columns: figure, weight, target, value, reached, points, rows."""


@dataclass(frozen=True, slots=True)
class Sheets:
    """Everybody's sheets of a month or quarter."""

    stretch: Stretch
    sheets: tuple[ScoreSheet, ...]


class ScoresPage(DatedPage, SheetPage):
    """Who stands where and why; another month or quarter by the first row or the period keys."""

    ID = "scores"
    KINDS = ("month", "quarter")

    def first_period(self, today: date) -> Period:
        """This month."""
        return period_of("month", today)

    def read(self, desk: Desk) -> Sheets:
        """The sheets of the chosen period."""
        stretch = self.stretch(desk)
        return Sheets(stretch, desk.services.scores.sheets(stretch.period.name))

    def items(self, value: Sheets, *, wide: bool) -> Sequence[Item]:
        """The period, then people, the best first."""
        row = self.period_row(value.stretch, [(t("scores.how"), "dim")])
        return [row, *(self._person(one) for one in value.sheets)]

    def _person(self, one: ScoreSheet) -> Item:
        score = "-" if one.score is None else f"{one.score:.1f}"
        cells: list[Cell] = [(one.agent, 10, ""), (token("role", one.role), 10, "dim")]
        cells.append((score, -6, "strong" if one.score is not None else "dim"))
        if one.earned is None:
            text = t("scores.nothing")
        else:
            text = t("scores.made_of", earned=f"{one.earned:.1f}", lost=one.lost, counted=one.counted)
        return Item(("agent", one.agent), cells, text, "dim", list(_sheet(one)), one)

    # -- drilling down --------------------------------------------------------------------------

    def own_choices(self, item: Item) -> Sequence[Choice]:
        """Straight to the sheet's lines."""
        sheet: ScoreSheet = item.value
        counted = any(line.figure.count for line in sheet.lines) or sheet.errors
        return (Choice("lines", "", why_not="" if counted else t("scores.nothing")),)

    def own_act(self, item: Item, choice: Hashable) -> None:
        """The lines of the sheet, each opens into its rows."""
        sheet: ScoreSheet = item.value
        entries = [_entry(line.figure.key, words, line.figure.count) for line, words in _lines(sheet)]
        entries += [
            Choice(one.key, _columns(one.title.text(language()), "", "", str(one.count), "", f"-{one.points}", ""),
                   style="warn")
            for one in sheet.errors
        ]  # fmt: skip
        self.room.ask(WidePick(f"{sheet.agent}  {sheet.period}", entries), lambda key: self._behind(sheet, str(key)))

    def _behind(self, sheet: ScoreSheet, key: str) -> None:
        """A lead's figures are the team's, errors are everybody's own."""
        own_error = key in {one.key for one in sheet.errors}
        agent = "" if sheet.role is Role.LEAD and not own_error else sheet.agent
        figures = (line.figure.title for line in sheet.lines if line.figure.key == key)
        title = next(iter([*figures, *(one.title for one in sheet.errors if one.key == key)])).text(language())
        look_behind(
            self, f"{sheet.agent}  {title}", lambda desk: desk.services.figures.rows(key, sheet.start, sheet.end, agent)
        )

    def export(self, desk: Desk, value: Sheets, form: str) -> Path:
        """Everybody on the first sheet, then a sheet each."""
        registers = [scores_register(value.sheets), *(score_lines(one, reading=False) for one in value.sheets)]
        return desk.services.registers.write(f"{t('report.scores')}-{value.stretch.period.name}", registers, form)


def _entry(key: str, words: str, count: int) -> Choice:
    return Choice(key, words, why_not="" if count else t("board.nothing"))


def _columns(*cells: str) -> str:
    """One line of a sheet: the title from the left, numbers from the right."""
    head, *rest = cells
    name, *widths = COLUMNS
    numbers = (" " * max(0, width - cell_width(cell)) + cell for cell, width in zip(rest, widths, strict=True))
    return " ".join([fit(head, name), *numbers])


def _lines(sheet: ScoreSheet) -> Iterator[tuple[ScoreLine, str]]:
    for line in sheet.lines:
        one = line.figure
        reached = "-" if line.attainment is None else f"{line.attainment:.0f}%"
        points = "-" if line.points is None else f"{line.points:.1f}"
        yield line, _columns(
            one.title.text(language()), f"{line.weight}%", wanted(one), shown(one.value, one.unit), reached, points,
            str(one.count),
        )  # fmt: skip


def _sheet(sheet: ScoreSheet) -> Iterator[Told]:
    """The sheet as it stands: figures with weights, then what errors take off."""
    heads = ("figure", "weight", "target", "value", "attainment", "points", "rows")
    yield _columns(*(t(f"scores.col.{one}") for one in heads)), "dim"
    for line, words in _lines(sheet):
        reached = line.attainment
        yield words, "dim" if reached is None else "warn" if line.figure.met is False else ""
    for one in sheet.errors:
        yield _columns(one.title.text(language()), "", "", str(one.count), "", f"-{one.points}", ""), "warn"
