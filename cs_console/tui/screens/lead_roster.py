"""The desk's page of the roster: who works and rests this week, edited into the YAML (rules S1, S5, E6)."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cs_console.domain.policy.shifts import ShiftDef
from cs_console.domain.roster import REST
from cs_console.i18n import language, t
from cs_console.services.roster import PlannedDay
from cs_console.tui.deck import Desk
from cs_console.tui.screens.lead_page import Cell, Item, Page
from cs_console.tui.screens.popup import Choice, PickList
from cs_console.tui.screens.prompt import Ask, Prompt
from cs_console.tui.status import WEEKDAYS

DAYS, AHEAD = 7, 14
"""Days shown at once, and how many can be edited."""
CELL = 8


@dataclass(frozen=True, slots=True)
class Week:
    """The days from today on, the shifts and the rotation in force."""

    days: tuple[PlannedDay, ...]
    shifts: tuple[ShiftDef, ...]
    rotation: tuple[str, ...]
    holidays: str


class RosterPage(Page):
    """A row a person, a column a day; what stands there by exception has a mark."""

    ID = "roster"

    def read(self, desk: Desk) -> Week:
        """Today and the days after."""
        context = desk.services.context
        today = context.now().astimezone(context.zone).date()
        shifts = context.policies().shifts
        service = desk.services.roster
        return Week(service.days(today, AHEAD), shifts.shifts, shifts.rotation, service.holidays())

    def items(self, value: Week, *, wide: bool) -> Sequence[Item]:
        """Dates above, people below, then rotation and times."""
        shown = value.days[:DAYS]
        heads: list[Cell] = [("", 8, "")]
        heads += [(f"{t('weekday.' + WEEKDAYS[one.day.weekday()])}{one.day:%d}", CELL, "title") for one in shown]
        found = [Item("dates", heads, "", "", [(t("roster.how"), "dim")])]
        for name, _ in shown[0].duties:
            cells: list[Cell] = [(name, 8, "")]
            cells += [self._cell(day, name, value) for day in shown]
            found.append(Item(("person", name), cells, "", "", [(t("roster.how"), "dim")], value))
        order = " > ".join(value.rotation)
        found.append(
            Item("rotation", [(t("roster.rotation"), 14, "mark")], order, "", [(t("roster.rests"), "dim")], value)
        )
        for one in value.shifts:
            times = f"{one.start:%H:%M}-{one.end:%H:%M}"
            found.append(Item(("times", one.key), [(one.title.text(language()), 14, "mark")], times, "", (), one))
        named = t("list.comma").join(f"{one.day:%m-%d} {one.holiday}" for one in value.days if one.holiday)
        words = named or t("roster.holidays.none", days=len(value.days))
        found.append(Item("holidays", [(t("roster.holidays"), 14, "mark")], words, "", [(value.holidays, "dim")]))
        return found

    def _cell(self, day: PlannedDay, name: str, week: Week) -> Cell:
        key = day.of(name)
        mark = "*" if name in day.excepted else ""
        if not day.staffed:
            return (t("roster.closed"), CELL, "dim")
        if key == REST:
            return (f"{t('roster.rest')}{mark}", CELL, "ok")
        title = next((one.title.text(language()) for one in week.shifts if one.key == key), t("roster.any"))
        return (f"{title}{mark}", CELL, "" if key else "dim")

    # -- editing --------------------------------------------------------------------------------

    def choices(self, item: Item) -> Sequence[Choice]:
        """A row is edited; the dates are only read."""
        return () if item.key in ("dates", "holidays") else (Choice("edit", ""),)

    def act(self, item: Item, choice: Hashable) -> None:
        """A person's day, the order of rest, a shift's times."""
        if item.key == "rotation":
            self._rotate(item.value)
        elif isinstance(item.key, tuple) and item.key[0] == "times":
            self._times(item.value)
        elif isinstance(item.key, tuple):
            self._pick_day(str(item.key[1]), item.value)

    def _edit(self, call: Callable[[Desk], Any], said: str) -> None:
        """Carry an edit out; who made it stands in the history of the files at once (rule E6)."""
        self.room.write(call, said)
        self.deck.note_edit()

    def _pick_day(self, name: str, week: Week) -> None:
        choices = [Choice(one.day, self._day_words(one.day), self._cell(one, name, week)[0]) for one in week.days]
        self.room.ask(PickList(name, choices), lambda day: self._pick_duty(name, day, week))

    def _pick_duty(self, name: str, day: date, week: Week) -> None:
        choices = [
            Choice(one.key, one.title.text(language()), f"{one.start:%H:%M}-{one.end:%H:%M}") for one in week.shifts
        ]
        choices += [Choice(REST, t("roster.rest")), Choice("", t("roster.back"))]
        title = f"{name}  {self._day_words(day)}"
        said = t("roster.said", name=name, day=self._day_words(day))
        self.room.ask(
            PickList(title, choices),
            lambda key: self._edit(lambda desk: desk.services.roster.assign(desk.actor, day, name, str(key)), said),
        )

    def _day_words(self, day: date) -> str:
        return f"{day:%m-%d} {t('weekday.' + WEEKDAYS[day.weekday()])}"

    def _rotate(self, week: Week) -> None:
        ask = Ask("names", t("roster.order"), " ".join(week.rotation), placeholder=t("roster.order_how"))

        def answered(given: Mapping[str, str]) -> None:
            names = given["names"].replace("、", " ").replace(">", " ").split()
            self._edit(lambda desk: desk.services.roster.rotate(desk.actor, names), t("roster.said_rotation"))

        self.room.ask(Prompt(t("roster.rotation"), [ask]), answered)

    def _times(self, one: ShiftDef) -> None:
        title = one.title.text(language())
        asks = [Ask("start", t("roster.start"), f"{one.start:%H:%M}"), Ask("end", t("roster.end"), f"{one.end:%H:%M}")]
        self.room.ask(
            Prompt(title, asks),
            lambda given: self._edit(
                lambda desk: desk.services.roster.change_times(desk.actor, one.key, given["start"], given["end"]),
                t("roster.said_times", title=title),
            ),
        )
