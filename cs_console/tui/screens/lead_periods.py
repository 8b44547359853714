"""Which days a page of the lead's desk shows: chosen from a list or typed, stepped back and forth (rules K1, K3)."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from textual.screen import Screen

from cs_console.domain.periods import BEGINNING, KINDS, SPAN, Period, everything, last_days, named, period_of
from cs_console.i18n import t
from cs_console.text.width import cell_width
from cs_console.tui.deck import Desk
from cs_console.tui.screens.lead_page import Item, Page, Told
from cs_console.tui.screens.popup import Choice, PickList
from cs_console.tui.screens.prompt import Ask, Prompt

LAST = 7
"""Days that a page of days begins with."""
OTHER = "other"
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ROW = "period"
"""The key of a page's first row."""

Asking = Callable[[Screen[Any], Callable[[Any], None]], None]


@dataclass(frozen=True, slots=True)
class Stretch:
    """The days shown, and today's business date, which says what "this week" is."""

    period: Period
    today: date

    @property
    def newest(self) -> bool:
        """Whether the next period has not begun yet."""
        return self.period.later().start > self.today

    @property
    def oldest(self) -> bool:
        """Whether there is nothing before it."""
        return self.period.start == BEGINNING


def dates(period: Period) -> str:
    """The first and last day; one day with its weekday; nothing for all days."""
    if period.start == BEGINNING:
        return ""
    if period.kind == "day":
        return f"{period.start:%m-%d} {t(f'weekday.{WEEKDAYS[period.start.weekday()]}')}"
    return t("period.dates", start=f"{period.start:%m-%d}", end=f"{period.end:%m-%d}")


def label(period: Period, today: date) -> str:
    """How people say it: 今天, 上周, 近 7 天, else its name."""
    if period.start == BEGINNING:
        return t("period.all")
    if period.kind == SPAN:
        days = (period.end - period.start).days + 1
        return t("period.last", days=days) if period.end == today else ""
    current = period_of(period.kind, today)
    if period in (current, current.earlier()):
        return t(f"period.{period.kind}.{'now' if period == current else 'before'}")
    return period.name


def words(period: Period, today: date) -> str:
    """Label and dates."""
    return "  ".join(part for part in (label(period, today), dates(period)) if part)


def ask_period(
    ask: Asking, today: date, then: Callable[[Period], None], *, kinds: Sequence[str] = KINDS, all_days: bool = False
) -> None:
    """Let a period be chosen: the usual ones by digit, any other typed; with `all_days` also from the beginning."""
    found = [last_days(LAST, today)] if "day" in kinds else []
    for kind in kinds:
        current = period_of(kind, today)
        found += [current, current.earlier()]
    found += [everything(today)] if all_days else []
    choices = [Choice(at, label(one, today), dates(one)) for at, one in enumerate(found)]
    choices.append(Choice(OTHER, t("period.other"), t("period.other_how")))

    def chosen(key: Hashable) -> None:
        if key == OTHER:
            ask(_typed(kinds), lambda given: _given(named(given["name"], kinds), then))
        elif isinstance(key, int):
            then(found[key])

    ask(PickList(t("period.title"), choices), chosen)


def _given(period: Period | None, then: Callable[[Period], None]) -> None:
    if period is not None:
        then(period)


def _typed(kinds: Sequence[str]) -> Prompt:
    how = t("hint.figures.period" if "day" in kinds else "hint.figures.long_period")

    def check(text: str) -> str:
        return "" if named(text, kinds) is not None else how

    return Prompt(t("period.other"), [Ask("name", t("period.title"), placeholder=how, check=check)])


class DatedPage(Page):
    """A page over days: its first row says which; the two period keys step back and forth.

    What it reads holds a `Stretch` as `stretch`. Until another period is chosen it moves on with the clock.
    """

    KINDS: Sequence[str] = KINDS
    ALL_DAYS = False
    """Whether the beginning of all rows can be chosen, too."""
    period: Period | None = None
    _shown: Stretch | None = None

    def first_period(self, today: date) -> Period:
        """The period that the page begins with."""
        return last_days(LAST, today)

    def stretch(self, desk: Desk) -> Stretch:
        """The days to read now."""
        today = desk.services.figures.today()
        return Stretch(self.period or self.first_period(today), today)

    def period_row(self, shown: Stretch, detail: Sequence[Told] = (), value: Any = None) -> Item:
        """The page's first row: which days these are and how to see others; below it what the page says of them."""
        self._shown = shown
        keys = self.deck.context.keymap
        how = t("period.how", earlier=keys.label("period.earlier"), later=keys.label("period.later"))
        said = words(shown.period, shown.today)
        cells = [(t("period.title"), 10, "mark"), (said, max(26, cell_width(said)), "strong")]
        return Item(ROW, cells, how, "dim", detail, value)

    def step(self, by: int) -> bool:
        """The period before or after the one shown; what has not begun yet is not shown."""
        shown = self._shown
        if shown is None:
            return True
        if by < 0 and shown.oldest:
            return False
        if by > 0 and shown.newest:
            self.room.note(t("period.newest"), style="$text-muted")
        else:
            self.room.note("")
            self._take(shown.period.earlier() if by < 0 else shown.period.later(), shown.today)
        return True

    def _take(self, period: Period, today: date) -> None:
        """Show a period from now on; the one it began with moves on with the clock again."""
        self.period = None if period == self.first_period(today) else period
        self.room.reload()

    def choices(self, item: Item) -> Sequence[Choice]:
        """The first row asks for a period, every other one is the page's own."""
        return (Choice(ROW, ""),) if item.key == ROW else self.own_choices(item)

    def act(self, item: Item, choice: Hashable) -> None:
        """Ask for a period, or do what the page does."""
        if item.key != ROW:
            self.own_act(item, choice)
            return
        if self._shown is not None:
            today = self._shown.today
            ask_period(
                self.room.ask, today, lambda period: self._take(period, today), kinds=self.KINDS, all_days=self.ALL_DAYS
            )

    def own_choices(self, item: Item) -> Sequence[Choice]:
        """What can be done with one of the page's rows."""
        return ()

    @abstractmethod
    def own_act(self, item: Item, choice: Hashable) -> None:
        """Do it."""
