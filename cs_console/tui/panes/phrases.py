"""F3: the phrases that answer this buyer, suggested from what was written or found by typing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from cs_console.commands import Scope
from cs_console.i18n import t
from cs_console.text.width import cell_width, cut
from cs_console.tui.context import context_of
from cs_console.tui.safe import safe
from cs_console.tui.widgets.bars import Bar
from cs_console.tui.widgets.filtered import FilteredPane
from cs_console.tui.widgets.rows import Piece, column, highlighted
from cs_console.tui.widgets.virtual_list import VirtualList

if TYPE_CHECKING:
    from cs_console.services.phrasing import PhraseHit

GROUP_CELLS = 4
"""Two hanzi tell the groups apart; the rest of the line belongs to the text."""


def paint_hit(hit: PhraseHit, width: int, query: str = "") -> Sequence[Piece]:
    """``[group] text``; the query is marked where the text has it."""
    group = f"[{cut(hit.group or hit.id, GROUP_CELLS)}] "
    cells = cell_width(group)
    at = hit.text.find(query) if query else -1
    spans = [(at, at + len(query))] if at >= 0 else []
    return [column(group, cells, "key"), *highlighted(hit.text, spans, width - cells)]


class PhrasesPane(FilteredPane):
    """Suggestions for the chosen inquiry, or what a search found."""

    COMMAND = "pane.phrases"
    SCOPE = Scope.PHRASES

    def __init__(self) -> None:
        super().__init__(id="phrases")

    def compose(self) -> ComposeResult:
        """Why these, the phrases, the chosen one in full."""
        yield Bar(id="phrases-why")
        yield VirtualList(self._paint, empty="", id="phrases-list")
        yield Static("", id="phrases-text", markup=False)

    def on_mount(self) -> None:
        """Say what the keys do here."""
        self.set_hint(t("phrases.keys", add=context_of(self).keymap.in_words("phrase.add")))

    @property
    def list(self) -> VirtualList[PhraseHit]:
        """The rows."""
        return self.query_one("#phrases-list", VirtualList)

    def show(self, hits: Sequence[PhraseHit], query: str) -> None:
        """Show what answers `query`, or the suggestions when it is ""."""
        self.list.set_empty(t("phrases.none", query=query) if query else t("phrases.no_suggestion"))
        self.list.show_rows(hits, lambda hit: hit.id)
        self.list.action_first()
        self.set_title(f"{query} {len(hits)}" if query else t("phrases.suggested"))
        self._say_why()

    @on(VirtualList.Moved)
    def _say_why(self) -> None:
        hit = self.list.chosen
        why = ""
        if hit is not None:
            why = t("phrases.why", words=hit.why) if hit.why else t("phrases.question", question=hit.question)
        self.query_one("#phrases-why", Bar).show([(f" {why}", "$muted")])
        self.query_one("#phrases-text", Static).update(
            safe(hit.text if hit is not None else "", multiline=True), layout=False
        )

    def _paint(self, hit: PhraseHit, width: int) -> Sequence[Piece]:
        return paint_hit(hit, width, self.query_text)
