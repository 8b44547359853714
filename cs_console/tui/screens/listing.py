"""A list over the workstation in the queue's grammar: rows, the chosen one in full, a digit for what to do with it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.widgets import Static, TextArea

from cs_console.i18n import t
from cs_console.text.width import cell_width
from cs_console.tui import keymap
from cs_console.tui.context import context_of
from cs_console.tui.deck import Deck
from cs_console.tui.safe import headed, safe
from cs_console.tui.screens.popup import Popup, when_drawn
from cs_console.tui.widgets.editor import Editor, Field
from cs_console.tui.widgets.lines import Line, Lines, wrap
from cs_console.tui.widgets.rows import Painter, Piece, column
from cs_console.tui.widgets.virtual_list import VirtualList

T = TypeVar("T")

DETAIL_ROWS, DETAIL_ROWS_TALL = 6, 11
TALL = 34
"""From this many lines on, the chosen row gets more room."""
LABEL, LABEL_MOST = 10, 20
"""Cells of the labels before the chosen row's facts, and at most when one is long."""


@dataclass(frozen=True, slots=True)
class Form(Generic[T]):
    """What a listing shows: its title, how a row is drawn and told in full, what a digit does with it.

    `views` are switched with the arrows left and right; `words` of a row are what a filter looks through.
    """

    title: str
    paint: Painter[T]
    key_of: Callable[[T], Hashable]
    detail: Callable[[T, int], list[Line]]
    pick: Callable[[T], None]
    words: Callable[[T], str]
    empty: str
    views: Sequence[str] = ()
    turned: Callable[[int], None] = field(default=lambda view: None)
    moved: Callable[[T], None] = field(default=lambda row: None)
    keys: Sequence[tuple[str, Callable[[], None]]] = ()
    hint: str = ""


class Listing(Popup[None], Generic[T]):
    """Digits, Enter and Space act on a row; hanzi or the filter key narrow it; Esc leaves, one level at a time."""

    def __init__(self, deck: Deck, name: str, form: Form[T], *, view: int = 0) -> None:
        super().__init__(form.title)
        self._deck, self.topic, self._form = deck, name, form
        self.view = view
        self._rows: Sequence[T] | None = None
        self._head = ""
        self._ready = False
        self._wanted: Hashable = None

    def body(self) -> ComposeResult:
        """What is shown, the filter, the rows, the chosen one, what came of the last act."""
        yield Static("", id="listing-head", markup=False)
        yield Field(placeholder=t("filter.placeholder"), id="listing-filter")
        yield VirtualList(self._form.paint, empty=t("queue.loading"), id="listing-rows")
        yield Lines(id="listing-detail")
        yield Static("", id="listing-note", markup=False)

    def on_mount(self) -> None:
        """Take the keys of the table that make sense here, and the room there is."""
        keys = context_of(self).keymap
        made = [Binding("enter,space", "pick_chosen", show=False)]
        made += [Binding("left", "turn(-1)", show=False), Binding("right", "turn(1)", show=False)]
        made += [Binding(key, "screen.filter", show=False, priority=True) for key in keys["list.filter"].keys]
        made += [Binding(key, "screen.undo", show=False, priority=True) for key in keys["undo"].keys]
        made += [Binding(key, f"screen.extra({at})", show=False) for at, (key, _) in enumerate(self._form.keys)]
        keymap.install(self, made)
        self.query_one(".popup").add_class("-wide")
        self.query_one(".popup").styles.height = "92%"
        self._filter.display = False
        self.query_one("#listing-detail").can_focus = False
        for line in ("#listing-head", "#listing-note"):
            self.query_one(line).styles.text_wrap = "nowrap"
            self.query_one(line).styles.text_overflow = "clip"
        self.set_hint(self._form.hint or t("listing.hint"))
        self._fit()
        self._ready = True
        self.set_focus(self.rows)
        self._arrange()

    def on_resize(self, event: events.Resize) -> None:
        """Share the height out anew."""
        self._fit()

    def _fit(self) -> None:
        tall = self.app.size.height >= TALL
        self.query_one("#listing-detail").styles.height = DETAIL_ROWS_TALL if tall else DETAIL_ROWS
        self.query_one("#listing-head").styles.height = 1
        self.query_one("#listing-note").styles.height = 1
        self.rows.styles.height = "1fr"

    # -- what is shown --------------------------------------------------------------------------

    @property
    def rows(self) -> VirtualList[T]:
        """The rows."""
        return self.query_one("#listing-rows", VirtualList)

    @property
    def _filter(self) -> Field:
        return self.query_one("#listing-filter", Field)

    @property
    def chosen(self) -> T | None:
        """The row that Enter would act on."""
        return self.rows.chosen if self._ready else None

    @when_drawn
    def show(self, rows: Sequence[T], head: str = "") -> None:
        """Show these rows; the choice stays on its row."""
        self._rows, self._head = rows, head
        if self._ready:
            self._arrange()

    def choose(self, key: Hashable) -> None:
        """Choose the row with this key once it is there."""
        self._wanted = key

    def _arrange(self) -> None:
        if self._rows is None:
            self._show_head()
            return
        words = self._filter.text.casefold().split()
        fits = [row for row in self._rows if all(word in self._form.words(row).casefold() for word in words)]
        self.rows.set_empty(t("listing.none_filtered") if words and self._rows else self._form.empty)
        self.rows.show_rows(fits, self._form.key_of, select=self._wanted)
        self._wanted = None
        self._show_head(len(fits))
        self._show_detail()

    def _show_head(self, count: int | None = None) -> None:
        views = self._form.views
        shown = [f"[{name}]" if at == self.view else f" {name} " for at, name in enumerate(views)]
        parts = ["".join(shown), self._head]
        if count is not None and self._rows is not None and count != len(self._rows):
            parts.append(t("listing.filtered", n=count, of=len(self._rows)))
        self.query_one("#listing-head", Static).update(safe("  ".join(part for part in parts if part)))

    @when_drawn
    def repaint(self) -> None:
        """Show the chosen row again: what belongs to it has come."""
        if self._ready:
            self.rows.repaint()
            self._show_detail()

    def tell(self, text: str) -> None:
        """What was taken back."""
        self.note(text)

    @when_drawn
    def note(self, text: str | Content, style: str = "$success") -> None:
        """Say in the last line what came of an act."""
        content = safe(text, style) if isinstance(text, str) else text
        if self._ready:
            self.query_one("#listing-note", Static).update(content)

    def _show_detail(self) -> None:
        row = self.chosen
        self.query_one("#listing-detail", Lines).show(lambda width: self._detail(row, width))

    def _detail(self, row: T | None, width: int) -> list[Line]:
        rule: list[Line] = [[Piece("-" * width, "dim")]]
        return rule if row is None else rule + self._form.detail(row, width)

    # -- keys -----------------------------------------------------------------------------------

    @on(VirtualList.Moved)
    def _moved(self, event: VirtualList.Moved[Any]) -> None:
        event.stop()
        self._show_detail()
        if (row := self.chosen) is not None:
            self._form.moved(row)

    @on(VirtualList.Picked)
    def _picked(self, event: VirtualList.Picked[Any]) -> None:
        event.stop()
        self.action_pick_chosen()

    def action_pick_chosen(self) -> None:
        """Offer what can be done with the chosen row."""
        if (row := self.chosen) is not None:
            self.note("")
            self._form.pick(row)

    def action_turn(self, step: int) -> None:
        """Another view of the list."""
        if self._form.views and not self._filter.has_focus:
            self.view = (self.view + step) % len(self._form.views)
            self._show_head()
            self._form.turned(self.view)

    def action_extra(self, at: int) -> None:
        """A key of this list's own."""
        if not self._filter.has_focus:
            self._form.keys[at][1]()

    def action_undo(self) -> None:
        """Text in the filter, else the last act, as everywhere."""
        if self._filter.has_focus:
            self._filter.undo()
        else:
            self.note("")
            self._deck.write("undo", lambda desk: desk.services.journal.undo(desk.actor))

    def action_filter(self) -> None:
        """Open the filter line."""
        self._filter.display = True
        self.set_focus(self._filter)
        self._filter.move_cursor(self._filter.document.end)

    def take_text(self, text: str) -> bool:
        """Hanzi typed over the list begin the filter with them."""
        if self._filter.has_focus:
            return False
        self.action_filter()
        self._filter.type_text(text)
        return True

    @on(TextArea.Changed)
    def _narrowed(self, event: TextArea.Changed) -> None:
        event.stop()
        self._arrange()

    @on(Editor.Submitted)
    def _submitted(self, event: Editor.Submitted) -> None:
        event.stop()
        self.set_focus(self.rows)
        self._filter.display = bool(self._filter.text)

    def action_close(self) -> None:
        """One level out: the filter first, then the list."""
        if self._filter.display:
            self._filter.put("")
            self._filter.display = False
            self.set_focus(self.rows)
            self._arrange()
        else:
            self.dismiss(None)


def labelled(parts: Sequence[tuple[str, str, str]], width: int) -> list[Line]:
    """(label, text, style) as lines, the label once, an empty text left out."""
    found: list[Line] = []
    cells = min(max(LABEL, *(cell_width(label) + 1 for label, text, _ in parts if text), 0), LABEL_MOST)
    for label, text, style in parts:
        for at, line in enumerate(wrap(text, width - cells) if text else ()):
            found.append([column(headed(label) if at == 0 else "", cells, "dim"), Piece(line, style)])
    return found


def open_listing(deck: Deck, name: str) -> Listing[Any] | None:
    """The listing of this name, when it is open."""
    stack = deck.screen.app.screen_stack
    return next((one for one in stack if isinstance(one, Listing) and one.topic == name), None)
