"""The desk's page of registers, and one register at full width: filter, grouping, the row behind each line (K2)."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import Screen
from textual.widgets import Static, TextArea

from cs_console.domain.periods import BEGINNING, Period, last_days
from cs_console.domain.registers import Register, groupings
from cs_console.i18n import t
from cs_console.text.width import cell_width
from cs_console.tui import keymap
from cs_console.tui.context import context_of
from cs_console.tui.deck import Desk
from cs_console.tui.safe import safe
from cs_console.tui.screens.lead_page import Cell, Item, detail_lines, paint_item
from cs_console.tui.screens.lead_periods import LAST, DatedPage, Stretch, ask_period, words
from cs_console.tui.screens.popup import Choice, PickList, Popup, when_drawn
from cs_console.tui.widgets.editor import Editor, Field
from cs_console.tui.widgets.lines import Lines
from cs_console.tui.widgets.virtual_list import VirtualList

if TYPE_CHECKING:
    from cs_console.services.registers import Scope

WIDEST = 24
"""Cells of the widest column in the list; the whole text stands below."""
ROWS_MEASURED = 60
PERSONS = "buyers"
"""The register whose rows are persons."""
BUYER, TALK = "buyer:", "inquiry:"
"""In front of a buyer's number in the result, and of an inquiry's, whose buyer follows."""
TALKS = frozenset({"lost-inquiries", "gaps", "questions", "suggestions", "csat"})
"""The registers whose rows are about a conversation rather than an order."""
FORMS = ("xlsx", "csv", "json")
"""What a register can be exported as."""


@dataclass(frozen=True, slots=True)
class Listed:
    """How many rows each register has over some days."""

    counts: Mapping[str, int]
    stretch: Stretch


@dataclass(frozen=True, slots=True)
class Shown:
    """One register as read: typed, and in words, with the days it was read over."""

    register: Register
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    stretch: Stretch


class RegistersPage(DatedPage):
    """Every register with its rows of the period; Enter opens it."""

    ID = "registers"
    LIVE = False
    ALL_DAYS = True

    def read(self, desk: Desk) -> Listed:
        """The rows of the period, counted."""
        from cs_console.services.registers import REGISTERS

        stretch = self.stretch(desk)
        read, scope = desk.services.registers.read, _scope(stretch.period)
        return Listed({name: len(read(desk.actor, name, scope, by="none").rows) for name in REGISTERS}, stretch)

    def items(self, value: Listed, *, wide: bool) -> Sequence[Item]:
        """The days, then one row a register."""
        found = [self.period_row(value.stretch, [(t("registers.how"), "dim")])]
        for name, count in value.counts.items():
            cells: list[Cell] = [(t(f"report.{name}"), 34, "" if count else "dim")]
            cells.append((str(count), -5, "strong" if count else "dim"))
            found.append(Item(name, cells, "", "dim", [(t("registers.how"), "dim")], name))
        return found

    def own_choices(self, item: Item) -> Sequence[Choice]:
        """Straight in."""
        return (Choice("open", ""),)

    def own_act(self, item: Item, choice: Hashable) -> None:
        """Open the register; a row leads to its order or talk in the queue, or to its buyer's card."""
        from cs_console.domain.worklist import QueueFilter

        def chosen(where: str) -> None:
            if where.startswith(BUYER):
                self.deck.read("buyer.open", lambda desk: int(where.removeprefix(BUYER)))
            elif where.startswith(TALK):
                number, _, buyer = where.removeprefix(TALK).partition(" ")
                self.room.drill(QueueFilter(text=buyer, include_closed=True), int(number))
            else:
                self.room.drill(QueueFilter(order_no=where, include_closed=True))

        self.room.ask(RegisterScreen(str(item.value), self.period, self.deck), chosen)


class RegisterScreen(Popup[str]):
    """A register's rows; typing narrows them, grouping gives figures that list their rows."""

    TOPIC = "lead.register"
    """Under which it is read: whoever opened it shows it."""

    def __init__(self, name: str, period: Period | None, deck: Any) -> None:
        """`period` None is the last days, as a page of days begins with."""
        super().__init__(t(f"report.{name}"))
        self.name_of_register, self._period, self._by = name, period, _usual(name)
        self._figures = self._by
        self._deck = deck
        self._shown: Shown | None = None
        self._query = ""
        self._only: frozenset[Any] = frozenset()

    def body(self) -> ComposeResult:
        """Headings, rows, the chosen one in full."""
        yield Field(placeholder=t("registers.type"), id="register-query")
        yield Static("", id="register-head", markup=False)
        yield VirtualList(paint_item, empty=t("handover.screen.loading"), digits=False, id="register-rows")
        yield Lines(id="register-detail")

    def on_mount(self) -> None:
        """Take the room and the keys; the query keeps the focus, arrows move the choice."""
        self.query_one(".popup").add_class("-full")
        self.query_one(Lines).can_focus = False
        context = context_of(self)
        group, period = context.keymap["order.flag"].keys, context.keymap["refresh"].keys
        keymap.install(self, [
            *(Binding(key, f"screen.move({step})", show=False, priority=True)
              for key, step in (("up", -1), ("down", 1), ("pageup", -10), ("pagedown", 10))),
            *(Binding(key, "screen.group", show=False, priority=True) for key in group),
            *(Binding(key, "screen.period", show=False, priority=True) for key in period),
            Binding("insert", "screen.export", show=False, priority=True),
        ])  # fmt: skip
        self._say_keys()
        self.set_focus(self.query_one(Field))
        self.ask()

    def _say_keys(self) -> None:
        """What the keys do now: on figures Enter goes to the rows, on rows to the order."""
        keys = context_of(self).keymap
        words = {"group": keys.in_words("order.flag"), "period": keys.in_words("refresh")}
        kind = {PERSONS: "_buyers"} | dict.fromkeys(TALKS, "_talks")
        rows = f"registers.hint{kind.get(self.name_of_register, '')}"
        self.set_hint(t("registers.hint_figures" if self._by else rows, **words))

    # -- reading --------------------------------------------------------------------------------

    def ask(self) -> None:
        """Read the register for the period and grouping in force."""
        name, period, by = self.name_of_register, self._period, self._by

        def read(desk: Desk) -> Shown:
            registers, today = desk.services.registers, desk.services.figures.today()
            stretch = Stretch(period or last_days(LAST, today), today)
            register = registers.read(desk.actor, name, _scope(stretch.period), by=by or "none")
            return Shown(register, *registers.texts(register), stretch)

        self._deck.read(self.TOPIC, read)

    @when_drawn
    def show(self, shown: Shown) -> None:
        """Show what was read, narrowed by what is typed."""
        self._shown = shown
        grouped = t("registers.by", by=t(f"report.col.{self._by}")) if self._by else ""
        days = words(shown.stretch.period, shown.stretch.today)
        title = "  ".join(word for word in (t(f"report.{shown.register.name}"), days, grouped) if word)
        self.query_one(".popup").border_title = safe(title)
        widths = _widths(shown)
        rows = [
            self._item(number, row, widths, shown)
            for number, row in enumerate(shown.rows)
            if self._query in " ".join(row).casefold()
            and (not self._only or shown.register.rows[number].id in self._only)
        ]
        heads = Item("", [(head, width, "") for head, width in zip(shown.headings, widths, strict=True)])
        head = "    " + "".join(piece.text for piece in paint_item(heads, max(self.size.width - 8, 20)))
        self.query_one("#register-head", Static).update(safe(head, "$text-muted"))
        listed = self.query_one(VirtualList)
        listed.set_empty(t("registers.none"))
        listed.show_rows(rows, lambda item: item.key)
        self._say_keys()
        self._look()

    def _item(self, number: int, row: tuple[str, ...], widths: Sequence[int], shown: Shown) -> Item:
        cells = [(text, width, "") for text, width in zip(row, widths, strict=True)]
        named = zip(shown.headings, row, strict=True)
        detail = [("   ".join(f"{head} {text}" for head, text in named if text), "")]
        return Item(number, cells, "", "", detail, shown.register.rows[number])

    # -- keys -----------------------------------------------------------------------------------

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Narrow by what is typed."""
        self._query = event.text_area.text.strip().casefold()
        if self._shown is not None:
            self.show(self._shown)

    @on(VirtualList.Moved)
    def _moved(self) -> None:
        self._look()

    def _look(self) -> None:
        chosen: Item | None = self.query_one(VirtualList).chosen
        self.query_one(Lines).show(lambda width: detail_lines(chosen, width) if chosen is not None else [])

    def action_move(self, step: int) -> None:
        """Up or down in the rows."""
        self.query_one(VirtualList).action_cursor(step)

    def action_group(self) -> None:
        """Group by day, agent, reason …, or not."""
        if self._shown is None or self._by:
            self._regroup("")
            return
        keys = groupings(self._shown.register)
        choices = [Choice(key, t(f"report.col.{key}")) for key in keys]
        self.app.push_screen(PickList(t("registers.group"), choices), lambda key: self._regroup(str(key or "")))

    def _regroup(self, by: str, only: frozenset[Any] = frozenset()) -> None:
        self._by, self._only, self._figures = by, only, self._by if only else by
        self.ask()

    def action_close(self) -> None:
        """From a figure's rows back to the figures, from there out."""
        if self._only:
            self._regroup(self._figures)
        else:
            super().action_close()

    def action_period(self) -> None:
        """Another stretch of days."""
        if self._shown is not None:
            ask_period(self._ask, self._shown.stretch.today, self._take, all_days=True)

    def _ask(self, popup: Screen[Any], then: Callable[[Any], None]) -> None:
        self.app.push_screen(popup, lambda given: then(given) if given is not None else None)

    def _take(self, period: Period) -> None:
        """Over these days from now on; rows chosen by a figure of other days are forgotten."""
        self._period, self._only = period, frozenset()
        self.ask()

    def action_export(self) -> None:
        """The register as it is shown, period and grouping too, into a file (rule K2)."""
        if self._shown is None:
            return
        name, scope, by = self.name_of_register, _scope(self._shown.stretch.period), self._by or "none"
        choices = [Choice(form, t(f"registers.form.{form}")) for form in FORMS]

        def chosen(form: Hashable | None) -> None:
            if form is not None:
                self._deck.write(
                    "register.export",
                    lambda desk: desk.services.registers.export(desk.actor, name, str(form), scope, by=by),
                )

        self.app.push_screen(PickList(t("registers.export"), choices), chosen)

    def on_editor_submitted(self, event: Editor.Submitted) -> None:
        """Enter goes to the order behind the row."""
        event.stop()
        self.action_accept()

    @property
    def chosen_row(self) -> dict[str, Any]:
        """The chosen row's cells by column; empty where there is none."""
        chosen: Item | None = self.query_one(VirtualList).chosen
        if chosen is None or self._shown is None:
            return {}
        return dict(zip(self._shown.register.keys, chosen.value.cells, strict=True))

    def action_accept(self) -> None:
        """A figure opens into its rows, a row gives its talk, order or buyer; without any it stays (rule K2)."""
        cells, chosen = self.chosen_row, self.query_one(VirtualList).chosen
        if not cells or chosen is None:
            return
        who, number = cells.get("buyer") or cells.get("asker") or "", chosen.value.talk
        talk = f"{TALK}{number} {who}" if number else ""
        if isinstance(cells.get("ids"), tuple):
            self._regroup("", frozenset(cells["ids"]))
        elif self.name_of_register == PERSONS:
            self.dismiss(f"{BUYER}{cells['id']}")
        elif talk and (self.name_of_register in TALKS or not cells.get("order_no")):
            self.dismiss(talk)
        elif cells.get("order_no"):
            self.dismiss(str(cells["order_no"]))
        else:
            self.app.bell()
            self.set_hint(t("registers.no_order"))


def _usual(name: str) -> str:
    """What a register is summed up by when nobody says otherwise: reasons of returns are (rule K2)."""
    from cs_console.services.registers import REGISTERS

    return REGISTERS[name].by


def _scope(period: Period) -> Scope:
    from cs_console.services.registers import Scope

    return Scope(start=period.start if period.start != BEGINNING else None, end=period.end)


def _widths(shown: Shown) -> list[int]:
    measured = (shown.headings, *shown.rows[:ROWS_MEASURED])
    return [min(WIDEST, max(cell_width(row[at]) for row in measured)) for at in range(len(shown.headings))]
