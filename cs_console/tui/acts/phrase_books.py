"""The books from the screen: a phrase added, changed, proposed, accepted (rules P1, P6, Q9)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cs_console.domain.book_edits import FieldDifference
from cs_console.domain.phrase_forms import BookChoice, PhraseForm
from cs_console.i18n import t
from cs_console.text.width import cell_width, fit
from cs_console.tui.deck import Acts
from cs_console.tui.gateway import Failed
from cs_console.tui.safe import describe, safe, say
from cs_console.tui.screens.phrase_edit import PhraseEdit, Proposals
from cs_console.tui.screens.popup import Choice
from cs_console.tui.screens.reply import ReplyEditor

if TYPE_CHECKING:
    from cs_console.domain.phrases import Phrase
    from cs_console.services.phrase_books import BookChange
    from cs_console.services.phrase_drafting import FormNote

_WORDS = 44
"""Cells of a field's former or new text in the one-line difference."""

Opened = tuple[PhraseForm, Sequence[BookChoice]]


class PhraseBookActs(Acts):
    """Insert adds, from the list or from what is being written; the palette edits and accepts."""

    def commands(self) -> Mapping[str, Callable[[], None]]:
        """Handlers by command id."""
        return {
            "phrase.add": self._add, "phrase.edit": self._edit, "phrase.remove": self._remove,
            "phrase.forget": self._forget, "phrase.proposals": self._read_proposals,
        }  # fmt: skip

    def loaded(self) -> Mapping[str, Callable[[Any], None]]:
        """A form to fill in, what is wrong with it, what waits for the admin."""
        return {
            "phrase.form": self._open, "phrase.check": self._show_notes, "phrase.proposals": self._show_proposals,
        }  # fmt: skip

    def done(self) -> Mapping[str, Callable[[Any, Any], None]]:
        """A phrase is in its book, a proposal was dropped."""
        return {
            "phrase.save": self._saved, "phrase.drop": self._dropped, "phrase.remove": self._removed,
            "phrase.forget": self._forgotten,
        }  # fmt: skip

    def failed(self) -> Mapping[str, Callable[[Failed], None]]:
        """What could not be saved is said in the form, which stays."""
        return {"phrase.save": self._not_saved}

    # -- opening --------------------------------------------------------------------------------

    def _add(self) -> None:
        """A new phrase: from the reply being written, for the search that found nothing, or empty."""
        inquiry_id, written, question = self.deck.state.inquiry_id, "", ""
        popup = self.deck.screen.app.screen
        if isinstance(popup, ReplyEditor):
            inquiry_id, written = popup.inquiry_id, popup.text
        else:
            question = self.deck.screen.phrase_query

        def call(desk: Any) -> Opened:
            drafts = desk.services.phrase_drafts
            form = drafts.new(desk.actor, written=written, inquiry_id=inquiry_id, question=question)
            return form, drafts.choices(desk.actor)

        self.deck.read("phrase.form", call)

    def _edit(self) -> None:
        hit = self.deck.screen.phrases.chosen
        if hit is None:
            self.deck.say(say("phrase_form.none_chosen"), kind="warn")
            return
        phrase_id = hit.id
        self.deck.read(
            "phrase.form",
            lambda desk: (
                desk.services.phrase_drafts.edit(desk.actor, phrase_id),
                desk.services.phrase_drafts.choices(desk.actor),
            ),
        )

    def _remove(self) -> None:
        """Out of its book at once: undo gives the file its former text again."""
        hit = self.deck.screen.phrases.chosen
        if hit is None:
            self.deck.say(say("phrase_form.none_chosen"), kind="warn")
            return
        phrase_id = hit.id
        self.deck.write("phrase.remove", lambda desk: desk.services.phrase_books.remove(desk.actor, phrase_id))

    def _removed(self, changed: BookChange, context: Any) -> None:
        self.deck.note_edit()
        self.deck.say(safe(change_line(changed.op, changed.book, changed.phrase_id, changed.differences)), undo=True)
        self.deck.refresh()

    def _forget(self) -> None:
        """What was picked before no longer lifts the chosen phrase; figures and what buyers were told stay."""
        hit = self.deck.screen.phrases.chosen
        if hit is None:
            self.deck.say(say("phrase_form.none_chosen"), kind="warn")
            return
        phrase_id = hit.id
        self.deck.write("phrase.forget", lambda desk: desk.services.phrases.forget(desk.actor, phrase_id))

    def _forgotten(self, count: int, context: Any) -> None:
        self.deck.say(say("phrase.forgotten", count=count))
        self.deck.refresh()

    def _open(self, opened: Opened) -> None:
        form, books = opened
        self.deck.screen.app.push_screen(PhraseEdit(self.deck, form, books, draft_key(form), self._save))

    def _show_notes(self, found: tuple[PhraseForm, Sequence[FormNote]]) -> None:
        popup = self.deck.screen.app.screen
        if isinstance(popup, PhraseEdit):
            popup.show_notes(*found)

    # -- saving ---------------------------------------------------------------------------------

    def _save(self, popup: PhraseEdit, form: PhraseForm) -> None:
        self.deck.write("phrase.save", lambda desk: desk.services.phrase_drafts.save(desk.actor, form), popup)

    def _saved(self, changed: BookChange, popup: PhraseEdit) -> None:
        self.deck.note_edit()
        self.deck.drafts.drop(draft_key(popup.form))
        if popup.is_current:
            popup.dismiss(None)
        words = [change_line(changed.op, changed.book, changed.phrase_id, changed.differences), *changed.warnings]
        self.deck.say(safe("  ".join(words)), kind="warn" if changed.warnings else "ok", undo=bool(changed.act_id))
        self.deck.refresh()

    def _not_saved(self, failure: Failed) -> None:
        popup = failure.context
        if isinstance(popup, PhraseEdit) and popup.is_attached:
            popup.trouble(describe(failure.error))
        else:
            self.deck.say(describe(failure.error), kind="error")

    # -- proposals (rule Q9) --------------------------------------------------------------------

    def _read_proposals(self) -> None:
        self.deck.read("phrase.proposals", lambda desk: desk.services.phrase_books.proposals())

    def _show_proposals(self, proposals: Sequence[Phrase]) -> None:
        if not proposals:
            self.deck.say(say("phrase.none_proposed"))
            return
        choices = [Choice(one.id, one.question, " | ".join(v.text for v in one.variants)) for one in proposals]
        popup = Proposals(t("command.phrase.proposals"), choices, hint=t("phrase_form.proposals"))
        self.deck.ask(popup, self._chosen)

    def _chosen(self, picked: Any) -> None:
        what, proposal = picked
        if what == "drop":
            self.deck.write("phrase.drop", lambda desk: desk.services.phrase_books.remove(desk.actor, proposal))
            return
        self.deck.read(
            "phrase.form",
            lambda desk: (
                desk.services.phrase_drafts.accepting(proposal),
                desk.services.phrase_drafts.choices(desk.actor),
            ),
        )

    def _dropped(self, changed: BookChange, context: Any) -> None:
        self.deck.note_edit()
        self.deck.say(say("toast.proposal_dropped", id=changed.phrase_id), undo=True)
        self._read_proposals()


def draft_key(form: PhraseForm) -> str:
    """The draft's key of a phrase being written."""
    return f"phrase:{form.phrase_id or form.proposal or form.of or 'new'}"


def change_line(op: str, book: str, phrase_id: str, differences: Sequence[FieldDifference]) -> str:
    """What changed, on one line: of the angles only those that came, went or changed."""
    what = "；".join(f"{t(f'phrase.field.{one.field}')} {_difference(one)}" for one in differences)
    return t(f"phrase.change.{op}", book=book, id=phrase_id, what=what).rstrip("： :")


def _difference(one: FieldDifference) -> str:
    before, after = _items(one, one.before), _items(one, one.after)
    gone = [f"- {_short(item)}" for item in before if item not in after]
    come = [f"+ {_short(item)}" for item in after if item not in before]
    return " ".join([*gone, *come]) or t("phrase_form.order")


def _items(one: FieldDifference, text: str) -> list[str]:
    if one.field == "variants":
        return text.split(" | ") if text else []
    if one.field in ("asks", "tags"):
        return text.split("、") if text else []
    return [text] if text else []


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if cell_width(flat) <= _WORDS else fit(flat, _WORDS).rstrip()
