"""F3: the phrases that answer this buyer, suggested from what was written or found by typing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
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
    from cs_console.services.phrase_rows import PhraseHit

_WORD = re.compile(r"[^\W_]+")
SHORTEST_MARK = 2
"""A single hanzi of a match says nothing elsewhere in the text."""
GROUP_CELLS = 4
"""Two hanzi tell the groups apart; the rest of the line belongs to the text."""


def paint_hit(hit: PhraseHit, width: int, query: str = "") -> Sequence[Piece]:
    """``[group] text``; what a search found is marked where the text has it (rule P4)."""
    group = f"[{cut(hit.group or hit.id, GROUP_CELLS)}] "
    cells = cell_width(group)
    return [column(group, cells, "key"), *highlighted(hit.text, marks(hit, query), width - cells)]


def marks(hit: PhraseHit, query: str) -> list[tuple[int, int]]:
    """Where the text has what was found: the very place, else the words found in the question, else the query."""
    if not query:
        return []
    if hit.spans and hit.matched == hit.text:
        return list(hit.spans)
    words = {hit.matched[start:end] for start, end in hit.spans} | {query, *_WORD.findall(query)}
    found = {
        (at, at + len(part))
        for word in words
        for part in _longest_parts(word, hit.text)
        for at in _places(hit.text, part)
    }
    return [span for span in found if not any(_inside(span, other) for other in found)]


def _longest_parts(word: str, text: str) -> list[str]:
    """The longest pieces of a word that the text has: of 退货运费 perhaps only 运费."""
    for length in range(len(word), SHORTEST_MARK - 1, -1):
        parts = {word[at : at + length] for at in range(len(word) - length + 1)}
        found = [part for part in parts if part in text and part.isalnum()]
        if found:
            return found
    return []


def _places(text: str, word: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + len(word))


def _inside(span: tuple[int, int], other: tuple[int, int]) -> bool:
    return span != other and other[0] <= span[0] and span[1] <= other[1]


def found_by(hit: PhraseHit) -> list[tuple[str, str]]:
    """The wording by which a search found the phrase, the matching letters marked, for the line above the list."""
    shown = hit.matched if hit.spans and hit.matched != hit.text else hit.question
    spans = sorted(hit.spans) if shown == hit.matched else []
    parts: list[tuple[str, str]] = [(f" {t('phrases.question', question='')}", "$muted")]
    at = 0
    for start, end in spans:
        parts += [(shown[at:start], "$muted"), (shown[start:end], "bold $accent")]
        at = end
    return [*parts, (shown[at:], "$muted")]


def why_suggested(hit: PhraseHit) -> str:
    """The wording that the buyer's is like, the words that both have, and how often it was picked for such."""
    code = "phrases.like_words" if hit.words else "phrases.like"
    like = t(code, wording=hit.why, words=" ".join(hit.words)) if hit.why else ""
    return "  ".join(filter(None, (like, t("phrase.picked", count=hit.picked) if hit.picked else "")))


class PhrasesPane(FilteredPane):
    """Suggestions for the chosen inquiry, or what a search found."""

    COMMAND = "pane.phrases"
    SCOPE = Scope.PHRASES

    def __init__(self) -> None:
        super().__init__(id="phrases")
        self._nothing = ""

    def compose(self) -> ComposeResult:
        """Why these, the phrases, the chosen one in full."""
        yield Bar(id="phrases-why")
        yield VirtualList(self._paint, empty="", id="phrases-list")
        yield Static("", id="phrases-text", markup=False)

    def on_mount(self) -> None:
        """Say what the keys do here."""
        self.set_hint(t("phrases.keys", add=self._add_key))

    @property
    def list(self) -> VirtualList[PhraseHit]:
        """The rows."""
        return self.query_one("#phrases-list", VirtualList)

    @property
    def _gap_key(self) -> str:
        return context_of(self).keymap.in_words("phrase.gap").split("  ")[0]

    @property
    def _add_key(self) -> str:
        return context_of(self).keymap.in_words("phrase.add")

    def show(self, hits: Sequence[PhraseHit], query: str, *, making: bool = False) -> None:
        """Show what answers `query`, or the suggestions when it is ""; none yet while they are still being made."""
        nothing = t("phrases.making" if making else "phrases.nothing_alike")
        self.list.set_empty(t("phrases.none", query=query) if query else nothing)
        self._nothing = t("phrases.none_then", gap=self._gap_key, add=self._add_key) if query else ""
        self.list.show_rows(hits, lambda hit: hit.id)
        self.list.action_first()
        self.set_title(f"{query} {len(hits)}" if query else t("phrases.suggested"))
        self._say_why()

    @on(VirtualList.Moved)
    def _say_why(self) -> None:
        hit = self.list.chosen
        parts: list[tuple[str, str]] = []
        if hit is not None and (hit.why or hit.picked):
            parts = [(f" {why_suggested(hit)}", "$muted")]
        elif hit is not None:
            parts = found_by(hit)
        else:
            parts = [(f" {self._nothing}" if self._nothing else "", "$warning")]
        if hit is not None and hit.weak:
            parts = [(f" {t('phrases.weak', gap=self._gap_key)}", "$warning"), *parts]
        self.query_one("#phrases-why", Bar).show(parts)
        self.query_one("#phrases-text", Static).update(
            safe(hit.text if hit is not None else "", multiline=True), layout=False
        )

    def _paint(self, hit: PhraseHit, width: int) -> Sequence[Piece]:
        return paint_hit(hit, width, self.query_text)
