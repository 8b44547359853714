"""The frame that all handover screens share: a log's items, the chosen one in full, a line for what went wrong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.widgets import Static

from cs_console.domain.entities import HandoverItem
from cs_console.domain.handover import HandoverView
from cs_console.i18n import t
from cs_console.tui import keymap
from cs_console.tui.context import context_of
from cs_console.tui.deck import Deck
from cs_console.tui.safe import safe
from cs_console.tui.screens.handover_rows import LogRow, item_lines, log_rows, paint_log_row, remark_lines
from cs_console.tui.screens.popup import Popup, when_drawn
from cs_console.tui.widgets.lines import Line, Lines
from cs_console.tui.widgets.rows import Piece
from cs_console.tui.widgets.virtual_list import VirtualList

R = TypeVar("R")
T = TypeVar("T")

FRAME_HEIGHT = "92%"
DETAIL_ROWS = 5
DETAIL_ROWS_TALL = 9
TALL = 34
"""From this many lines on, the chosen item gets more room."""


class Digits(VirtualList[T]):
    """A list that shows its digits only while they are its own: two lists share these screens."""

    def on_mount(self) -> None:
        """Begin without digits; the focus brings them."""
        self._digits = False

    def on_focus(self) -> None:
        """The digits are this list's now."""
        self._digits = True
        self.refresh()

    def on_blur(self) -> None:
        """The digits are another list's now."""
        self._digits = False
        self.refresh()


class LogScreen(Popup[R]):
    """A handover log over the workstation; wide, as high as the terminal allows."""

    SHOWS_EMPTY = True
    SHOWS_DECISIONS = False
    SHOWS_GAPS = False
    BEGIN = "#log-items"
    """Where the focus begins."""

    def __init__(self, deck: Deck, title: str) -> None:
        super().__init__(title)
        self._deck = deck
        self._name = title
        self.view: HandoverView | None = None
        self._ready = False
        self._section = ""

    def body(self) -> ComposeResult:
        """Head, items, the chosen one, what to do with it, what went wrong."""
        yield Static("", id="log-head", markup=False)
        yield Digits(self._paint, empty=t("handover.screen.loading"), id="log-items")
        yield Lines(id="log-detail")
        yield from self.extra()
        yield Static("", id="log-note", markup=False)

    def extra(self) -> ComposeResult:
        """What stands between the chosen item and the last line."""
        yield from ()

    def on_mount(self) -> None:
        """Take the room there is; show what has come already."""
        self._ready = True
        sections = [Binding("left", "section(-1)", show=False), Binding("right", "section(1)", show=False)]
        keymap.install(self, sections)
        self.query_one(".popup").add_class("-wide")
        self.query_one("#log-detail").can_focus = False
        for line in ("#log-head", "#log-note"):  # one line is cut at its end, not at its first blank
            self.query_one(line).styles.text_wrap = "nowrap"
            self.query_one(line).styles.text_overflow = "ellipsis"
        self._fit()
        self.set_focus(self.query_one(self.BEGIN))
        if self.view is not None:
            self.show(self.view)

    def on_resize(self, event: events.Resize) -> None:
        """Share the height out anew."""
        self._fit()

    def _fit(self) -> None:
        height = self.app.size.height
        self.query_one(".popup").styles.height = FRAME_HEIGHT
        detail = DETAIL_ROWS_TALL if height >= TALL else DETAIL_ROWS
        head = 2 if height >= TALL else 1
        self.query_one("#log-head").styles.height = head
        self.query_one("#log-detail").styles.height = detail
        self.query_one("#log-note").styles.height = 1
        self.items.styles.height = "1fr"

    @property
    def items(self) -> VirtualList[LogRow]:
        """The log's rows."""
        return self.query_one("#log-items", VirtualList)

    @property
    def chosen(self) -> HandoverItem | None:
        """The chosen item; None on a section that has none."""
        row = self.items.chosen
        return row.item if row is not None else None

    @when_drawn
    def show(self, view: HandoverView) -> None:
        """Show a log as it stands now; the choice stays where it was."""
        self.view = view
        if not self._ready:
            return
        self._draw(view)

    def _draw(self, view: HandoverView) -> None:
        rows = log_rows(view, empty=self.SHOWS_EMPTY, section=self._section)
        self.items.show_rows(rows, lambda row: row.key)
        self.query_one("#log-head", Static).update(safe(self.head(view), multiline=True))
        self.query_one(".popup").border_title = safe(f"{self._name}  {self._where(view)}")
        self._show_detail()

    # -- one section at a time ------------------------------------------------------------------

    def _sections(self, view: HandoverView) -> list[str]:
        """Where left and right lead: the whole log, then its sections."""
        return ["", *(section.key for section in view.sections if section.items or self.SHOWS_EMPTY)]

    def _where(self, view: HandoverView) -> str:
        count = sum(1 for item in view.items if self._section in ("", item.section))
        title = t(f"section.{self._section}") if self._section else t("handover.screen.whole")
        return f"< {title} {count} >"

    def action_section(self, step: int) -> None:
        """The next or former section on a screen of its own; the whole log lies between last and first."""
        view = self.view
        if view is None:
            return
        sections = self._sections(view)
        at = sections.index(self._section) if self._section in sections else 0
        self._section = sections[(at + step) % len(sections)]
        self._draw(view)

    def go_to(self, item_id: int) -> bool:
        """Choose an item wherever it stands; a section that is shown alone gives way to the item's."""
        view = self.view
        item = next((one for one in view.items if one.id == item_id), None) if view is not None else None
        if view is not None and item is not None and self._section not in ("", item.section):
            self._section = item.section
            self._draw(view)
        return self.items.select(item_id)

    def head(self, view: HandoverView) -> str:
        """What the first line says about the log."""
        return view.handover.summary

    @when_drawn
    def note(self, text: str | Content, *, style: str = "$error") -> None:
        """Say in the last line what went wrong, or what comes next."""
        content = text if isinstance(text, Content) else safe(text, style, multiline=True)
        self.query_one("#log-note", Static).update(content)

    @on(VirtualList.Moved)
    def _moved(self, event: VirtualList.Moved[Any]) -> None:
        event.stop()
        self._show_detail()

    def _show_detail(self) -> None:
        item = self.chosen
        self.query_one("#log-detail", Lines).show(lambda width: self._detail(item, width))

    def _detail(self, item: HandoverItem | None, width: int) -> list[Line]:
        rule: list[Line] = [[Piece("-" * width, "dim")]]
        context = context_of(self)
        if item is None:
            return rule + remark_lines(self.view, width, context.zone, context.clock())
        return rule + item_lines(item, width, context.zone, context.clock(), self.view)

    def _paint(self, row: LogRow, width: int) -> Sequence[Piece]:
        context = context_of(self)
        changed = row.item is not None and self.view is not None and row.item.id in self.view.since
        return paint_log_row(
            row,
            width,
            context.zone,
            context.clock(),
            decided=self.SHOWS_DECISIONS,
            gaps=self.SHOWS_GAPS,
            changed=changed,
        )
