"""The phrase picker: find a phrase while anything else is going on (rules P2, P4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Static

from cs_console.i18n import t
from cs_console.tui import keymap
from cs_console.tui.context import context_of
from cs_console.tui.deck import Deck
from cs_console.tui.panes.phrases import paint_hit
from cs_console.tui.safe import safe
from cs_console.tui.screens.popup import when_drawn
from cs_console.tui.screens.searching import SearchPopup
from cs_console.tui.widgets.editor import Field
from cs_console.tui.widgets.rows import Piece, RowSource
from cs_console.tui.widgets.virtual_list import VirtualList

if TYPE_CHECKING:
    from cs_console.services.phrase_rows import PhraseHit

PICKER_ROWS = 10
LIMIT = 50


@dataclass(frozen=True, slots=True)
class Picked:
    """A phrase chosen in the picker: to use at once, or to edit first."""

    phrase_id: str
    variant: int
    edit: bool


class Picker(SearchPopup[Picked]):
    """Find a phrase while anything else is going on: digits use it, the reply key edits it first."""

    TITLE_CODE = "picker.title"
    HINT_CODE = "picker.hint"

    def __init__(self, deck: Deck, first: RowSource[PhraseHit], *, stacking: bool = False) -> None:
        super().__init__()
        if stacking:  # whatever picks puts the phrase into the reply below
            self.HINT_CODE = "picker.hint_stack"
        self._deck = deck
        self._first = first

    def body(self) -> ComposeResult:
        """The search line, the phrases, the chosen one in full."""
        yield Field(placeholder=t("picker.placeholder"), id="picker-query")
        hits: VirtualList[PhraseHit] = VirtualList(self._paint, empty=t("picker.none"), id="choices")
        hits.styles.height = PICKER_ROWS
        yield hits
        yield Static("", id="picker-preview", markup=False)

    def on_mount(self) -> None:
        """Begin with what the pane showed."""
        keys = context_of(self).keymap
        made = [Binding(key, "screen.edit", show=False, priority=True) for key in keys["reply.pick"].keys]
        made += [Binding(key, "screen.search", show=False, priority=True) for key in keys["list.filter"].keys]
        made += [Binding(key, "screen.gap", show=False) for key in keys["phrase.gap"].keys]
        made += [Binding("enter", "screen.accept", show=False), Binding("space", "screen.accept", show=False)]
        keymap.install(self, made)
        self.rows.show(self._first)
        self.set_focus(self.rows)

    def seek(self) -> None:
        """Find phrases."""
        query, inquiry_id = self.wanted, self._deck.state.inquiry_id
        self._deck.read("picker", lambda desk: (query, find(desk, query, inquiry_id)))

    @when_drawn
    def show(self, query: str, hits: Sequence[PhraseHit]) -> None:
        """Show what was found, unless something else is asked for by now."""
        if self.found(query, hits, lambda hit: hit.id):
            self._preview()

    @on(VirtualList.Moved)
    def _preview(self) -> None:
        hit: PhraseHit | None = self.rows.chosen
        text = t("picker.preview", text=hit.text) if hit is not None else ""
        if self.wanted and (hit is None or hit.weak):
            gap = context_of(self).keymap.in_words("phrase.gap").split("  ")[0]
            text = "\n".join(filter(None, (t("picker.no_fit", gap=gap), text)))
        self.query_one("#picker-preview", Static).update(safe(text, multiline=True))

    def action_accept(self) -> None:
        """Use the chosen phrase."""
        self._finish(edit=False)

    def action_edit(self) -> None:
        """Put the chosen phrase into the editor."""
        self._finish(edit=True)

    def action_gap(self) -> None:
        """None of these: the question is written down for the lead instead (rule Q9)."""
        self.action_close()
        self._deck.screen.action_command("phrase.gap")

    def action_close(self) -> None:
        """Leave without a phrase: the search was for nothing if it found nothing (rule P10)."""
        self._deck.screen.search_closed()
        self.dismiss(None)

    def _finish(self, *, edit: bool) -> None:
        hit: PhraseHit | None = self.rows.chosen
        if hit is not None:
            self.dismiss(Picked(hit.id, hit.variant, edit))

    def _paint(self, hit: PhraseHit, width: int) -> Sequence[Piece]:
        return paint_hit(hit, width, self.wanted)


def find(desk: Any, query: str, inquiry_id: int) -> Sequence[PhraseHit]:
    """Phrases for a query, or the suggestions when there is none."""
    found: Sequence[PhraseHit] = (
        desk.services.phrases.find(desk.actor, query, inquiry_id=inquiry_id, limit=LIMIT)
        if query
        else desk.services.phrases.suggest(desk.actor, inquiry_id)
    )
    return found
