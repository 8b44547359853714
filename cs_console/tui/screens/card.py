"""The frame that the cards share: facts above, rows that a digit opens below, a line for what just happened."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.widgets import Static

from cs_console.i18n import t
from cs_console.tui import keymap
from cs_console.tui.context import context_of
from cs_console.tui.deck import Deck
from cs_console.tui.safe import headed, safe
from cs_console.tui.screens.popup import Popup, when_drawn
from cs_console.tui.widgets.lines import Line, Lines
from cs_console.tui.widgets.rows import Piece, column, highlighted
from cs_console.tui.widgets.virtual_list import VirtualList

LABEL = 9
"""Cells of the column that names a row."""
HEIGHT, FRAME = 0.92, 4
"""How much of the terminal a card may fill; lines of its frame and of the note."""


@dataclass(frozen=True, slots=True)
class CardRow:
    """One row of a card: what it is, fixed columns, free text; `key` tells the act what a digit opened.

    `cells` are (text, cells, style); a row without a key is only read.
    """

    key: Hashable
    label: str
    text: str = ""
    cells: Sequence[tuple[str, int, str]] = field(default=())
    style: str = ""


def paint_card_row(row: CardRow, width: int) -> Sequence[Piece]:
    """Label, columns, then as much of the text as fits."""
    pieces = [column(headed(row.label), LABEL, "dim")]
    left = width - LABEL
    for text, cells, style in row.cells:
        if left <= cells:
            break
        pieces += [column(text, cells, style), Piece(" ")]
        left -= cells + 1
    return [*pieces, *highlighted(row.text.replace("\n", " "), (), left, row.style)]


class CardScreen(Popup[None]):
    """Everything about one thing; a digit or Enter opens a row, undo works here too."""

    HINT = "cards.hint"

    def __init__(self, deck: Deck, title: str, act: Callable[[Any], None]) -> None:
        super().__init__(title)
        self._deck = deck
        self._act = act
        self._shown: tuple[Callable[[int], list[Line]], Sequence[CardRow]] | None = None
        self._ready = False

    def body(self) -> ComposeResult:
        """Facts, rows, what just happened."""
        yield Lines(id="card-head")
        yield VirtualList(paint_card_row, empty=t("cards.loading"), id="card-rows")
        yield Static("", id="card-note", markup=False)

    def on_mount(self) -> None:
        """Take the keys, show what has come already."""
        self._ready = True
        self.query_one(".popup").add_class("-wide", "-card")
        self.query_one("#card-head").can_focus = False
        keys = context_of(self).keymap
        self.set_hint(t(self.HINT, undo=keys.in_words("undo")))
        made = [Binding("enter,space", "screen.accept", show=False)]
        made += [Binding(key, "screen.undo", show=False, priority=True) for key in keys["undo"].keys]
        keymap.install(self, made)
        self.set_focus(self.rows)
        if self._shown is not None:
            self._fill(*self._shown)

    def on_resize(self) -> None:
        """Share the height out anew."""
        self._fit()

    @property
    def rows(self) -> VirtualList[CardRow]:
        """The rows."""
        return self.query_one("#card-rows", VirtualList)

    @when_drawn
    def fill(self, head: Callable[[int], list[Line]], rows: Sequence[CardRow]) -> None:
        """Show these; the choice stays on its row."""
        self._shown = (head, rows)
        if self._ready:
            self._fill(head, rows)

    def _fill(self, head: Callable[[int], list[Line]], rows: Sequence[CardRow]) -> None:
        self.query_one("#card-head", Lines).show(head)
        self.rows.show_rows(rows, lambda row: row.key)
        self._fit()

    def _fit(self) -> None:
        """As high as the rows need, as far as the terminal allows."""
        head, rows = self._shown if self._shown is not None else (lambda width: [], ())
        taken = len(head(self.query_one("#card-head").size.width or 70)) + FRAME
        self.rows.styles.height = max(3, min(len(rows), int(self.app.size.height * HEIGHT) - taken))

    def tell(self, text: str) -> None:
        """What was taken back."""
        self.note(text)

    @when_drawn
    def note(self, text: str | Content, style: str = "$success") -> None:
        """Say here what just happened: the message line lies behind the popup."""
        content = text if isinstance(text, Content) else safe(text, style, multiline=True)
        self.query_one("#card-note", Static).update(content)

    @on(VirtualList.Picked)
    def _picked(self, event: VirtualList.Picked[Any]) -> None:
        event.stop()
        self.action_accept()

    @on(VirtualList.Moved)
    def _moved(self, event: VirtualList.Moved[Any]) -> None:
        event.stop()

    @on(VirtualList.NearEnd)
    def _near_end(self, event: VirtualList.NearEnd[Any]) -> None:
        event.stop()

    def action_accept(self) -> None:
        """Open the chosen row."""
        row = self.rows.chosen
        if row is not None and row.key is not None:
            self._act(row.key)

    def action_undo(self) -> None:
        """Take back what was just done here, as long as it is offered."""
        if self._deck.state.undo_offered:
            self._deck.screen.action_command("undo")
