"""Replying in popups: the phrase picker, and the editor in which phrases stack."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Static, TextArea

from cs_console.i18n import t
from cs_console.tui import keymap
from cs_console.tui.context import context_of
from cs_console.tui.deck import Deck
from cs_console.tui.panes.phrases import paint_hit
from cs_console.tui.safe import safe
from cs_console.tui.screens.popup import Popup
from cs_console.tui.widgets.editor import Editor, Field
from cs_console.tui.widgets.rows import Piece, RowSource
from cs_console.tui.widgets.virtual_list import VirtualList

if TYPE_CHECKING:
    from cs_console.domain.guard import Finding
    from cs_console.services.phrasing import Composed, PhraseHit, Review

PICKER_ROWS = 10
REVIEW_DELAY = 0.15
"""Seconds of rest before what is typed is looked at."""


@dataclass(frozen=True, slots=True)
class Picked:
    """A phrase chosen in the picker: to use at once, or to edit first."""

    phrase_id: str
    variant: int
    edit: bool


@dataclass(frozen=True, slots=True)
class Written:
    """A reply as written; `phrase_id` is the last phrase that went into it."""

    text: str
    phrase_id: str = ""


class Picker(Popup[Picked]):
    """Find a phrase while anything else is going on: digits use it, the reply key edits it first."""

    TITLE_CODE = "picker.title"
    HINT_CODE = "picker.hint"

    def __init__(self, deck: Deck, first: RowSource[PhraseHit]) -> None:
        super().__init__()
        self._deck = deck
        self._first = first
        self.query_text = ""

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
        made += [Binding("enter", "screen.accept", show=False), Binding("space", "screen.accept", show=False)]
        keymap.install(self, made)
        hits = self.query_one(VirtualList)
        hits.show(self._first)
        self.set_focus(hits)

    def action_search(self) -> None:
        """Into the search line."""
        self.set_focus(self.query_one(Field))

    def take_text(self, text: str) -> bool:
        """Typed hanzi begin the search."""
        if isinstance(self.focused, Editor):
            return False
        self.action_search()
        self.query_one(Field).type_text(text)
        return True

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Find anew."""
        self.query_text = query = event.text_area.text.strip()
        inquiry_id = self._deck.state.inquiry_id
        self._deck.read("picker", lambda desk: (query, _find(desk, query, inquiry_id)))

    def show(self, query: str, hits: Sequence[PhraseHit]) -> None:
        """Show what was found, unless something else is asked for by now."""
        if query == self.query_text:
            self.query_one(VirtualList).show_rows(hits, lambda hit: hit.id)
            self.query_one(VirtualList).action_first()
            self._preview()

    def on_editor_submitted(self, event: Editor.Submitted) -> None:
        """Enter in the search line goes to the phrases, where digits pick."""
        event.stop()
        self.set_focus(self.query_one(VirtualList))

    @on(VirtualList.Moved)
    def _preview(self) -> None:
        hit: PhraseHit | None = self.query_one(VirtualList).chosen
        text = t("picker.preview", text=hit.text) if hit is not None else ""
        self.query_one("#picker-preview", Static).update(safe(text, multiline=True))

    @on(VirtualList.Picked)
    def _picked(self, event: VirtualList.Picked[Any]) -> None:
        event.stop()
        self.action_accept()

    def action_accept(self) -> None:
        """Use the chosen phrase."""
        self._finish(edit=False)

    def action_edit(self) -> None:
        """Put the chosen phrase into the editor."""
        self._finish(edit=True)

    def _finish(self, *, edit: bool) -> None:
        hit: PhraseHit | None = self.query_one(VirtualList).chosen
        if hit is not None:
            self.dismiss(Picked(hit.id, hit.variant, edit))

    def _paint(self, hit: PhraseHit, width: int) -> Sequence[Piece]:
        return paint_hit(hit, width, self.query_text)


class ReplyEditor(Popup[Written]):
    """The reply as it will be copied; what must not be said is named below while typing."""

    TITLE_CODE = "editor.title"

    def __init__(self, deck: Deck, text: str, draft_key: str, review: Review | None) -> None:
        super().__init__()
        self._deck = deck
        self._text = text
        self._draft_key = draft_key
        self._review = review
        self._phrase_id = ""

    def body(self) -> ComposeResult:
        """The text, and what the guard says to it."""
        editor = Editor(self._text, placeholder=t("editor.placeholder"), id="reply-text")
        yield editor
        yield Static("", id="reply-review", markup=False)

    def on_mount(self) -> None:
        """Begin at the end of the text."""
        keys = context_of(self).keymap
        pick = keys["reply.pick"].keys
        keymap.install(self, [Binding(key, "screen.stack", show=False, priority=True) for key in pick])
        self.set_hint(t("editor.hint", send=keys.in_words("popup.accept"), pick=keys.in_words("reply.pick")))
        editor = self.query_one("#reply-text", Editor)
        self.set_focus(editor)
        editor.move_cursor(editor.document.end)
        if self._review is not None:
            self.show_review(self._review)

    @property
    def text(self) -> str:
        """What is written."""
        return self.query_one("#reply-text", Editor).text

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Keep the draft; look at the text after a short rest."""
        self._deck.drafts.put(self._draft_key, self.text)
        self.set_timer(REVIEW_DELAY, self._look)

    def _look(self) -> None:
        text = self.text
        self._deck.read("review", lambda desk: desk.services.phrases.review(text))

    def show_review(self, review: Review) -> None:
        """Name what must not leave, and what was promised."""
        words = [finding_line(one) for one in review.findings]
        if review.promises:
            words.append(t("editor.promises", words="、".join(one.words for one in review.promises)))
        static = self.query_one("#reply-review", Static)
        static.update(safe("\n".join(words), multiline=True))
        static.set_class(review.blocked, "-blocked")

    def action_stack(self) -> None:
        """Another phrase into the same reply."""
        self.app.push_screen(Picker(self._deck, self._deck.screen.phrases.source), self._stacked)

    def _stacked(self, picked: Picked | None) -> None:
        if picked is not None:
            inquiry_id = self._deck.state.inquiry_id
            self._deck.read(
                "stack",
                lambda desk: desk.services.phrases.compose(
                    desk.actor, picked.phrase_id, inquiry_id=inquiry_id, variant=picked.variant
                ),
            )

    def stack(self, composed: Composed) -> None:
        """Put a phrase behind what is written."""
        editor = self.query_one("#reply-text", Editor)
        self._phrase_id = composed.phrase.id
        editor.move_cursor(editor.document.end)
        editor.type_text(f"\n{composed.text}" if editor.text else composed.text)

    def action_accept(self) -> None:
        """Send it: copied and logged."""
        if self.text.strip():
            self.dismiss(Written(self.text.strip(), self._phrase_id))


def finding_line(finding: Finding) -> str:
    """What the guard found and what to say instead."""
    advice = finding.advice
    if not advice:
        code = f"guard.advice.{finding.category}"
        advice = t(code) if t(code) != code else ""
    what = t(finding.code, words=finding.words)
    return f"{t(f'severity_word.{finding.severity}')} {what}  {advice}".rstrip()


def _find(desk: Any, query: str, inquiry_id: int) -> Any:
    if query:
        return desk.services.phrases.find(desk.actor, query, inquiry_id=inquiry_id, limit=50)
    return desk.services.phrases.suggest(desk.actor, inquiry_id)
