"""The reply editor, in which phrases stack at the cursor; the text is exactly what will be copied (rules P2–P6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Static, TextArea

from cs_console.domain.stacking import joined
from cs_console.i18n import t
from cs_console.tui import keymap
from cs_console.tui.context import context_of
from cs_console.tui.deck import Deck
from cs_console.tui.screens.picker import Picked, Picker
from cs_console.tui.screens.popup import Popup, when_drawn
from cs_console.tui.screens.reply_review import review_lines
from cs_console.tui.widgets.editor import Editor

if TYPE_CHECKING:
    from cs_console.domain.guard import Finding
    from cs_console.services.phrasing import Review

REVIEW_DELAY = 0.15
"""Seconds of rest before what is typed is looked at."""
LEAST_ROOM = 6
"""Lines the guard's word has on the smallest screen."""
BESIDE = 9
"""Lines that the frame and what shows around the popup take."""
TEXT_LINES, SHORT_TEXT_LINES, TALL = 9, 6, 30
"""Lines of the text in view, and on a screen of fewer lines than the last."""


@dataclass(frozen=True, slots=True)
class Written:
    """A reply as written, and the doubtful words of it that the agent saw named and kept (rule P6)."""

    text: str
    shown: frozenset[str] = frozenset()


class ReplyEditor(Popup[Written]):
    """The reply as it will be copied; what must not be said is named below while typing."""

    TITLE_CODE = "editor.title"

    def __init__(
        self, deck: Deck, inquiry_id: int, text: str, draft_key: str, review: Review | None, shown: frozenset[str]
    ) -> None:
        super().__init__()
        self.inquiry_id = inquiry_id
        self._deck = deck
        self._text = text
        self._draft_key = draft_key
        self._review = review
        self._shown = set(shown)
        self._seen = shown

    def body(self) -> ComposeResult:
        """The text, and what the guard says to it."""
        editor = Editor(self._text, placeholder=t("editor.placeholder"), id="reply-text")
        yield editor
        yield Static("", id="reply-review", markup=False)

    def on_mount(self) -> None:
        """Begin at the end of the text; a text that came along is looked at at once."""
        keys = context_of(self).keymap
        made = [Binding(key, "screen.stack", show=False, priority=True) for key in keys["reply.pick"].keys]
        made += [Binding(key, "screen.keep", show=False, priority=True) for key in keys["phrase.add"].keys]
        keymap.install(self, made)
        send, pick, keep = (keys.in_words(command) for command in ("popup.accept", "reply.pick", "phrase.add"))
        self.set_hint(t("editor.keys", send=send, pick=pick, keep=keep))
        editor = self.query_one("#reply-text", Editor)
        editor.styles.height = self._text_lines
        self.set_focus(editor)
        editor.move_cursor(editor.document.end)
        if self._review is not None:
            self.show_review(self._review)

    def on_screen_resume(self) -> None:
        """A text that came along, or was left under another popup, is looked at."""
        if self.text.strip():
            self._look()

    @property
    def text(self) -> str:
        """What is written."""
        return self.query_one("#reply-text", Editor).text

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Keep the draft; look at the text after a short rest."""
        self._deck.drafts.put(self._draft_key, self.text)
        self.set_timer(REVIEW_DELAY, self._look)

    def _look(self) -> None:
        text, inquiry_id = self.text.strip(), self.inquiry_id
        self._deck.read("review", lambda desk: desk.services.phrases.review(text, inquiry_id=inquiry_id))

    @when_drawn
    def show_review(self, review: Review) -> None:
        """Name what must not leave and what was promised, or say that nothing is wrong."""
        static = self.query_one("#reply-review", Static)
        held = self._review is not None and self._review.text == review.text
        width = max(self.query_one("#reply-text").size.width, 20)
        lines = review_lines(review, width, self._room, seen=self._seen, held=held)
        self._shown.update(lines.shown)
        static.styles.max_height = self._room
        static.update(lines.content)

    @property
    def _room(self) -> int:
        """Lines below the text: on a tall screen the guard's word has more of them."""
        return max(LEAST_ROOM, self.app.size.height - self._text_lines - BESIDE)

    @property
    def _text_lines(self) -> int:
        """Lines of the text that are in view."""
        return TEXT_LINES if self.app.size.height >= TALL else SHORT_TEXT_LINES

    def action_stack(self) -> None:
        """Another phrase into the same reply."""
        self.app.push_screen(Picker(self._deck, self._deck.screen.phrases.source, stacking=True), self._stacked)

    def _stacked(self, picked: Picked | None) -> None:
        if picked is not None:
            inquiry_id = self.inquiry_id
            self._deck.read(
                "stack",
                lambda desk: desk.services.phrases.compose(
                    desk.actor, picked.phrase_id, inquiry_id=inquiry_id, variant=picked.variant
                ),
            )

    def stack(self, phrase: str) -> None:
        """Put a phrase where the cursor is, on lines of its own; one undo takes it out again."""
        editor = self.query_one("#reply-text", Editor)
        before = editor.get_text_range((0, 0), editor.cursor_location)
        after = editor.get_text_range(editor.cursor_location, editor.document.end)
        editor.type_text(joined(before, phrase, after))

    def action_keep(self) -> None:
        """Save what is written as a phrase."""
        self._deck.screen.action_command("phrase.add")

    def action_accept(self) -> None:
        """Send it: copied and logged."""
        if self.text.strip():
            self.dismiss(Written(self.text.strip(), frozenset(self._shown)))


def finding_line(finding: Finding) -> str:
    """What the guard found and what to say instead."""
    advice = finding.advice
    if not advice:
        code = f"guard.advice.{finding.category}"
        advice = t(code) if t(code) != code else ""
    what = t(finding.code, words=finding.words)
    return f"{t(f'severity_word.{finding.severity}')} {what}  {advice}".rstrip()
