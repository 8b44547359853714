"""A phrase written or changed on screen: the question, its angles in one text, and what `check` says to it (P1, P6)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static, TextArea

from cs_console.domain.phrase_forms import BookChoice, PhraseForm, kept, restored
from cs_console.i18n import t
from cs_console.tui import keymap
from cs_console.tui.deck import Deck
from cs_console.tui.safe import headed, safe
from cs_console.tui.screens.popup import Choice, PickList, Popup, when_drawn
from cs_console.tui.widgets.editor import Editor, Field
from cs_console.tui.widgets.virtual_list import VirtualList

if TYPE_CHECKING:
    from cs_console.services.phrase_drafting import FormNote

CHECK_DELAY = 0.3
"""Seconds of rest before what is typed is checked."""
NOTES_SHOWN = 4
FIELDS = ("question", "asks", "code", "tags")


class PhraseEdit(Popup[None]):
    """Stays open until the phrase is in its book; Esc keeps the text as a draft."""

    def __init__(
        self, deck: Deck, opened: PhraseForm, books: Sequence[BookChoice], draft_key: str,
        save: Callable[[PhraseEdit, PhraseForm], None],
    ) -> None:  # fmt: skip
        super().__init__(_title(opened))
        form = restored(opened, deck.drafts.get(draft_key) or "")
        self._blank = opened
        self._deck = deck
        self._form = form
        self._books = books
        self._draft_key = draft_key
        self._save = save
        self._book = form.book

    def body(self) -> ComposeResult:
        """Where it goes, what is asked, the angles, what is wrong."""
        with Horizontal(classes="ask"):
            yield Static(safe(t("phrase_form.book")), classes="label", markup=False)
            where = Field(book_words(self._book), id="phrase-book")
            where.read_only = True
            yield where
        for name in FIELDS:
            with Horizontal(classes="ask"):
                yield Static(safe(headed(t(f"phrase.field.{name}"))), classes="label", markup=False)
                yield Field(getattr(self._form, name), placeholder=t(f"phrase_form.hint.{name}"), id=f"phrase-{name}")
        filled, asked = ("{" + t(f"phrase_form.example.{name}") + "}" for name in ("filled", "asked"))
        yield Static(safe(t("phrase_form.variants", filled=filled, asked=asked), "$muted"), markup=False)
        yield Editor(self._form.variants, placeholder=t("phrase_form.placeholder"), id="phrase-variants")
        yield Static("", id="phrase-notes", markup=False)

    def on_mount(self) -> None:
        """Begin where something is still missing; what came along is checked at once."""
        self.query_one(".popup").add_class("-wide")
        self.set_hint(t("phrase_form.keys"))
        self._go("question" if not self._form.question else "variants")
        self._check()

    def _go(self, name: str) -> None:
        field = self.query_one(f"#phrase-{name}", Editor)
        self.set_focus(field)
        field.move_cursor(field.document.end)

    # -- what stands in it ----------------------------------------------------------------------

    @property
    def form(self) -> PhraseForm:
        """The form as filled in now."""
        typed = {name: self.query_one(f"#phrase-{name}", Editor).text for name in (*FIELDS, "variants")}
        return replace(self._form, book=self._book, **typed)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Keep what is typed as a draft; check after a short rest."""
        form = self.form
        self._deck.drafts.put(self._draft_key, kept(form) if kept(form) != kept(self._blank) else "")
        self.set_timer(CHECK_DELAY, self._check)

    def _check(self) -> None:
        form = self.form
        self._deck.read("phrase.check", lambda desk: (form, desk.services.phrase_drafts.check(desk.actor, form)))

    @when_drawn
    def show_notes(self, form: PhraseForm, notes: Sequence[FormNote]) -> None:
        """Say what `check` says, unless something else stands there by now."""
        if form != self.form or not (form.question or form.variants):
            return
        lines: list[Content] = []
        for note in notes[:NOTES_SHOWN]:
            word = t("phrase_form.block" if note.blocks else "phrase_form.warn")
            lines.append(safe(f"{word} {note.text}", "$error" if note.blocks else "$warning"))
        if len(notes) > NOTES_SHOWN:
            lines.append(safe(t("phrase_form.more", n=len(notes) - NOTES_SHOWN), "$muted"))
        if not notes:
            lines.append(safe(t("phrase_form.clean"), "$muted"))
        self.query_one("#phrase-notes", Static).update(Content("\n").join(lines))

    @when_drawn
    def trouble(self, words: Content) -> None:
        """It could not be saved; everything typed is still there."""
        self.query_one("#phrase-notes", Static).update(words.stylize("$error"))

    # -- keys -----------------------------------------------------------------------------------

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Tab goes behind what stands in a field, where one writes on."""
        field = self.focused
        if isinstance(field, Field) and field.cursor_location == (0, 0):
            field.move_cursor(field.document.end)

    def on_editor_submitted(self, event: Editor.Submitted) -> None:
        """Enter goes on; on the book it offers the others."""
        event.stop()
        if event.editor.id == "phrase-book":
            self._choose_book()
        else:
            self.focus_next()

    def _choose_book(self) -> None:
        if self._form.phrase_id:
            return  # a phrase stays in its book
        books = [one for one in self._books if one.kind == "team"] if self._form.proposal else self._books
        choices = [Choice(at, book_words(one)) for at, one in enumerate(books)]

        def chosen(at: Any) -> None:
            if at is not None:
                self._book = books[at]
                self.query_one("#phrase-book", Field).put(book_words(self._book))
                self._check()

        popup = PickList(t("phrase_form.book"), choices)
        self.app.push_screen(popup, chosen)
        if self._book in books:
            at = books.index(self._book)
            popup.call_after_refresh(lambda: popup.query_one(VirtualList).select(at))

    def action_accept(self) -> None:
        """Save it where it belongs."""
        self._save(self, self.form)


def book_words(book: BookChoice) -> str:
    """A book as people call it."""
    if book.kind != "team":
        return t(f"phrase_form.book.{book.kind}")
    return f"{book.group}  {book.name}"


def _title(form: PhraseForm) -> str:
    if form.proposal:
        return t("phrase_form.accept")
    if form.of:
        return t("phrase_form.change", id=form.of)
    return t("phrase_form.edit", id=form.phrase_id) if form.phrase_id else t("phrase_form.new")


class Proposals(PickList):
    """What waits for the admin: Enter looks through one, Delete drops it (rule Q9)."""

    def on_mount(self) -> None:
        """Take the key that drops."""
        keymap.install(self, [Binding("delete", "drop", show=False)])

    def action_drop(self) -> None:
        """Give back the chosen proposal as dropped."""
        self._finish("drop")

    def action_accept(self) -> None:
        """Give back the chosen proposal to be looked through."""
        self._finish("open")

    def _finish(self, what: str) -> None:
        choice: Choice | None = self.query_one(VirtualList).chosen
        if choice is not None:
            self.dismiss((what, choice.key))
