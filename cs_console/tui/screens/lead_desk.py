"""The lead's desk: one screen, a page for each duty; rows by digit, pages by Tab or by the jump key (rules H8, Q11)."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from pathlib import Path
from typing import Any

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from cs_console.domain.worklist import QueueFilter
from cs_console.i18n import t
from cs_console.tui import keymap
from cs_console.tui.context import context_of
from cs_console.tui.deck import Deck, Desk
from cs_console.tui.safe import safe
from cs_console.tui.screens.lead_approvals import ApprovalsPage
from cs_console.tui.screens.lead_board import BoardPage
from cs_console.tui.screens.lead_figures import FiguresPage
from cs_console.tui.screens.lead_gaps import GapsPage
from cs_console.tui.screens.lead_morning import MorningPage
from cs_console.tui.screens.lead_moves import MovesPage
from cs_console.tui.screens.lead_page import Item, Page, Said, SheetPage, detail_lines, paint_item
from cs_console.tui.screens.lead_qa import QaPage
from cs_console.tui.screens.lead_registers import RegistersPage
from cs_console.tui.screens.lead_reviews import ReviewsPage
from cs_console.tui.screens.lead_roster import RosterPage
from cs_console.tui.screens.lead_scores import ScoresPage
from cs_console.tui.screens.lead_trends import TrendsPage, draw, plots
from cs_console.tui.screens.popup import Choice, PickList, Popup, when_drawn
from cs_console.tui.widgets.lines import Lines
from cs_console.tui.widgets.virtual_list import VirtualList

PAGES: tuple[type[Page], ...] = (
    BoardPage, ReviewsPage, ApprovalsPage, MovesPage, RegistersPage, FiguresPage, TrendsPage, QaPage, GapsPage,
    ScoresPage, MorningPage, RosterPage,
)  # fmt: skip
WIDE = 110
EDGES, DETAIL, FEWEST = 4, 7, 3
"""Lines that frame, tabs and note take; the fewest for the look behind a row, and for the rows."""

Drill = tuple[QueueFilter, int]
"""Where a figure leads: the queue's filter, and the inquiry to choose there."""


class LeadDesk(Popup[Drill]):
    """Reads one page at a time and keeps it up to date; its result is where to go in the queue."""

    TITLE_CODE = "command.lead.desk"

    def __init__(self, deck: Deck, act: Callable[[Callable[[Desk], Any], Said], None]) -> None:
        super().__init__()
        self._deck, self._act = deck, act
        self._pages = [kind(deck, self) for kind in PAGES]
        self._at = 0
        self._values: dict[str, Any] = {}
        self._badges: dict[str, int] = {}
        self._ready = False

    def body(self) -> ComposeResult:
        """Tabs, rows, the look behind the chosen one, what was just done."""
        yield Static("", id="lead-tabs", markup=False)
        yield VirtualList(paint_item, empty=t("lead.loading"), id="lead-list")
        yield Lines(id="lead-detail")
        yield Static("", id="lead-note", markup=False)

    def on_mount(self) -> None:
        """Take the whole screen and the keys."""
        self._ready = True
        self.query_one(".popup").add_class("-full")
        self.detail.can_focus = False
        keys = context_of(self).keymap
        made = [Binding("enter,space", "screen.accept", show=False)]
        made += [
            Binding(key, f"screen.turn({step})", show=False, priority=True)
            for command, more, step in (("pane.next", "right", 1), ("pane.previous", "left", -1))
            for key in (*keys[command].keys, more)
        ]
        made += [
            Binding(key, f"screen.{action}", show=False, priority=True)
            for command, action in (("view.jump", "pick_page"), ("refresh", "reload"))
            for key in keys[command].keys
        ]
        made += [
            Binding(key, f"screen.period({step})", show=False, priority=True)
            for command, step in (("period.earlier", -1), ("period.later", 1))
            for key in keys[command].all_keys
        ]
        made.append(Binding("insert", "screen.export", show=False, priority=True))
        keymap.install(self, made)
        self._say_keys()
        self._fit()
        self.set_focus(self.rows)
        self.action_reload()

    def _say_keys(self) -> None:
        """What the keys do on this page."""
        keys = context_of(self).keymap
        words = {"next": keys.in_words("pane.next"), "jump": keys.in_words("view.jump")}
        self.set_hint(t("lead.hint_export" if isinstance(self.page, SheetPage) else "lead.hint", **words))

    def on_resize(self, event: events.Resize) -> None:
        """Share the height out anew."""
        self.redraw()

    def _fit(self) -> None:
        """As many lines for the rows as there are, the rest for the look behind; neither takes it all."""
        room = self.app.size.height - EDGES
        self.rows.styles.height = max(FEWEST, min(self.rows.source.count, room - DETAIL))
        self.detail.styles.height = "1fr"

    # -- parts ----------------------------------------------------------------------------------

    @property
    def page(self) -> Page:
        """The page shown."""
        return self._pages[self._at]

    @property
    def rows(self) -> VirtualList[Item]:
        """The page's rows."""
        return self.query_one("#lead-list", VirtualList)

    @property
    def detail(self) -> Lines:
        """The look behind the chosen row."""
        return self.query_one("#lead-detail", Lines)

    @property
    def wide(self) -> bool:
        """Whether the wider columns fit."""
        return self.app.size.width >= WIDE

    # -- showing --------------------------------------------------------------------------------

    def action_reload(self) -> None:
        """Read the page again."""
        page = self.page
        self._deck.read("lead.page", lambda desk: (page.ID, page.read(desk)))

    def reload(self) -> None:
        """Read the page again, for it itself."""
        self.action_reload()

    def read(self, call: Callable[[Desk], Any], then: Callable[[Any], None]) -> None:
        """Read what stands behind a row, then go on with it."""
        self._deck.read("lead.behind", lambda desk: (then, call(desk)))

    @when_drawn
    def show(self, page_id: str, value: Any) -> None:
        """Take what was read; a page that is not shown any more keeps it for later."""
        self._values[page_id] = value
        if page_id == self.page.ID:
            self.redraw()

    @when_drawn
    def redraw(self) -> None:
        """Show the page as of now: waits and times move on by the clock alone."""
        page = self.page
        if not self._ready:
            return
        if page.ID in self._values:
            value = self._values[page.ID]
            self._badges |= page.badges(value)
            self.rows.set_empty(page.empty)
            self.rows.show_rows(page.items(value, wide=self.wide), lambda item: item.key)
            self._fit()
        self.query_one("#lead-tabs", Static).update(self._tabs())
        self._look()

    def _tabs(self) -> Content:
        """The pages, the one shown in brackets: colour alone says nothing on many terminals."""
        parts = []
        for at, page in enumerate(self._pages):
            count = self._badges.get(page.ID, 0)
            gap = " " if self.wide else ""
            label, here = f"{page.title}{f'{gap}{count}' if count else ''}", at == self._at
            label = f"[{label}]" if here else f"{gap}{label}{gap}"
            parts.append(safe(label, "bold $background on $accent" if here else "$warning" if count else ""))
            parts.append(Content(" "))
        return Content.assemble(*parts)

    @on(VirtualList.Moved)
    def _moved(self) -> None:
        self._look()

    def _look(self) -> None:
        item = self.rows.chosen
        charted = item is not None and plots(item)
        self.detail.display = not charted
        for plot in self.query(".lead-plot"):
            plot.display = charted
        if charted and item is not None:
            self._draw(item)
        self.detail.show(lambda width: detail_lines(item, width) if item is not None else [])

    def _draw(self, item: Item) -> None:
        from textual_plotext import PlotextPlot  # 90 ms: only where a chart is looked at

        found = self.query(".lead-plot")
        if not found:
            self.mount(PlotextPlot(classes="lead-plot"), after=self.detail)
            self.call_after_refresh(self._look)
            return
        draw(found.first(PlotextPlot), item)

    # -- pages ----------------------------------------------------------------------------------

    def action_turn(self, step: int) -> None:
        """The next page or the one before."""
        self._turn_to((self._at + step) % len(self._pages))

    def action_pick_page(self) -> None:
        """Choose a page by digit."""
        choices = [Choice(page.ID, page.title) for page in self._pages]
        self.ask(PickList(t("command.lead.desk"), choices), lambda page: self.go(str(page)))

    def action_period(self, step: int) -> None:
        """The days before or after those shown, on the pages that are about days."""
        if not self.page.step(step):
            self.app.bell()

    def go(self, page: str) -> None:
        """Turn to a page by name."""
        self._turn_to(next(at for at, one in enumerate(self._pages) if page == one.ID))

    def _turn_to(self, at: int) -> None:
        self._at = at
        self.note("")
        self._say_keys()
        self.rows.set_empty(t("lead.loading"))
        self.rows.show_rows((), lambda item: item.key)
        self.rows.action_first()
        self.redraw()
        self.action_reload()

    # -- acting ---------------------------------------------------------------------------------

    @on(VirtualList.Picked)
    def _picked(self, event: VirtualList.Picked[Item]) -> None:
        event.stop()
        self.action_accept()

    def action_accept(self) -> None:
        """Do the one thing that can be done with the row, or ask which."""
        item = self.rows.chosen
        choices = self.page.choices(item) if item is not None else ()
        if item is None or not choices:
            return
        if len(choices) == 1 and not choices[0].why_not:
            self.page.act(item, choices[0].key)
        else:
            page, title = self.page, " ".join(text for text, _, _ in item.cells).strip()
            self.ask(PickList(title, choices), lambda choice: page.act(item, choice))

    def ask(self, popup: Screen[Any], then: Callable[[Any], None]) -> None:
        """Open a popup over the desk."""
        self._deck.ask(popup, then)

    def write(self, call: Callable[[Desk], Any], said: Said) -> None:
        """Carry out a change; `said` is what the last line says once it is on disk, or makes it of what came back."""
        self._act(call, said)

    def action_export(self) -> None:
        """The page as it is shown, into a file (rule K2)."""
        page = self.page
        if not isinstance(page, SheetPage) or page.ID not in self._values:
            self.app.bell()
            return
        value = self._values[page.ID]
        choices = [Choice(form, t(f"registers.form.{form}")) for form in page.FORMS]

        def chosen(form: Hashable) -> None:
            self.give(lambda desk: page.export(desk, value, str(form)))

        self.ask(PickList(t("registers.export"), choices), chosen)

    def give(self, call: Callable[[Desk], Path]) -> None:
        """Write a file; the last line says where it lies."""
        self._deck.write("lead.export", call)

    @when_drawn
    def note(self, text: str | Content, *, style: str = "$error") -> None:
        """Say something in the last line."""
        content = text if isinstance(text, Content) else safe(text, style)
        self.query_one("#lead-note", Static).update(content)

    def drill(self, wanted: QueueFilter, inquiry_id: int = 0) -> None:
        """Leave for the queue, narrowed to what a figure counts."""
        self.dismiss((wanted, inquiry_id))
