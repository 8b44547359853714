"""Replies: filled, guarded, written in the editor, logged and copied as one act (rules P2, P3, P6)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cs_console.domain.blanks import BlankKind, kind_of, put
from cs_console.i18n import t
from cs_console.tui.acts.sending import (
    Draft,
    Held,
    Sent,
    keep_parts,
    kept_parts,
    part_of,
    reply_key,
    send_draft,
    use,
)
from cs_console.tui.conditions import why_not
from cs_console.tui.deck import Acts
from cs_console.tui.gateway import Failed
from cs_console.tui.panes.phrases import PhrasesPane
from cs_console.tui.safe import describe, safe, say
from cs_console.tui.screens.blanks import FillBlanks
from cs_console.tui.screens.picker import Picked, Picker
from cs_console.tui.screens.popup import Choice, PickList
from cs_console.tui.screens.reply import ReplyEditor, Written, finding_line

if TYPE_CHECKING:
    from cs_console.domain.gaps import LeadQuestion
    from cs_console.services.phrasing import Composed, Review
    from cs_console.services.promises import PromiseChanged
    from cs_console.services.saved import Saved


class ReplyActs(Acts):
    """What a digit on a phrase, Ctrl+R and Enter in the conversation do."""

    def __init__(self, deck: Any) -> None:
        super().__init__(deck)
        self._answers: dict[str, str] = {}

    def commands(self) -> Mapping[str, Callable[[], None]]:
        """Handlers by command id."""
        return {
            "phrase.use": self._use_chosen,
            "reply.pick": self._pick,
            "reply.write": lambda: self._write_reply(""),
        }

    def loaded(self) -> Mapping[str, Callable[[Any], None]]:
        """A phrase filled for the editor, the guard's word on what is written."""
        return {"compose": self._edit_composed, "review": self._show_review, "stack": self._stack}

    def done(self) -> Mapping[str, Callable[[Any, Any], None]]:
        """Replies sent or held back; what was done instead of a third repeat."""
        return {"reply": self._answered, "repeat.lead": self._asked_lead, "repeat.call": self._will_call}

    def failed(self) -> Mapping[str, Callable[[Failed], None]]:
        """A reply that was refused stays as a draft."""
        return {"reply": self._refused}

    def picked(self, list_id: str) -> None:
        """A digit uses the phrase."""
        if list_id == "phrases-list":
            self.deck.screen.action_command("phrase.use")

    def type_reply(self, text: str) -> None:
        """Hanzi typed in the conversation begin a reply."""
        self._write_reply(text)

    # -- using ----------------------------------------------------------------------------------

    @property
    def _pane(self) -> PhrasesPane:
        return self.deck.screen.query_one(PhrasesPane)

    def _use_chosen(self) -> None:
        hit = self._pane.list.chosen
        if hit is not None:
            use(self.deck, hit.id)
        elif self.deck.screen.phrase_query:
            self.deck.screen.action_command("phrase.gap")

    def _answered(self, value: Sent | Held, context: Any) -> None:
        if isinstance(value, Held):
            self._hold(value)
            return
        if context is not None:  # it was the draft that left, not a phrase picked beside it
            self.deck.drafts.drop(reply_key(value.draft.inquiry_id))
        self._say_sent(value)
        self.deck.screen.replied(value)

    def _say_sent(self, value: Sent) -> None:
        way = t(f"clipboard.{value.way}")
        words = t("toast.replied", way=way) if value.way != "none" else t("toast.logged_only")
        warn = [finding_line(one) for one in value.review.findings if one.words not in value.draft.shown]
        self.deck.say(safe("  ".join([words, *warn])), kind="warn" if warn or value.way == "none" else "ok", undo=True)
        self.deck.refresh()

    def _hold(self, held: Held) -> None:
        composed = held.composed
        if composed is None:
            self._edit(held.draft, held.review)
            return

        def go(answers: Mapping[str, str]) -> None:
            use(self.deck, composed.phrase.id, answers, variant=composed.variant, again=True)

        self._ready(composed, go, asked=held.repeat_seen)

    def _ready(self, composed: Composed, go: Callable[[Mapping[str, str]], None], *, asked: bool = False) -> None:
        """A third repeat proposes another way first (P2), then the blanks are asked for (P3), then `go`."""
        if composed.another_way and not asked:
            self._propose_another_way(composed, lambda: self._ready(composed, go, asked=True))
        elif composed.missing:
            self._ask_blanks(composed, go)
        else:
            go({})

    def _ask_blanks(self, composed: Composed, go: Callable[[Mapping[str, str]], None]) -> None:
        likely = {
            blank.key: composed.likely.get(blank.key) or self._answers.get(blank.label, "")
            for blank in composed.missing
        }

        def filled(given: Mapping[str, str]) -> None:
            self._remember(composed, given)
            go(given)

        self.deck.ask(FillBlanks(composed.text, composed.missing, likely), filled)

    def _remember(self, composed: Composed, given: Mapping[str, str]) -> None:
        """What holds for the next buyer too stands there already next time; amounts and parcels do not."""
        for blank in composed.missing:
            if kind_of(blank.label) in (BlankKind.TEXT, BlankKind.TIME):
                self._answers[blank.label] = given[blank.key]

    def _refused(self, failure: Failed) -> None:
        self.deck.say(describe(failure.error), kind="error")
        if isinstance(failure.context, Draft):
            self.deck.drafts.put(reply_key(failure.context.inquiry_id), failure.context.text)
        self.deck.refresh()

    # -- another way (rule P2) ------------------------------------------------------------------

    def _propose_another_way(self, composed: Composed, go: Callable[[], None]) -> None:
        question, inquiry_id = composed.phrase.question, self.deck.state.inquiry_id
        detail = self.deck.state.detail
        buyer = detail.inquiry.buyer if detail is not None else ""
        choices = [
            Choice("lead", t("repeat.lead"), t("repeat.lead_detail")),
            Choice("call", t("repeat.call"), t("repeat.call_detail")),
            Choice("go", t("repeat.go"), composed.text),
        ]
        title = t("repeat.title", n=composed.repeats + 1)
        popup = PickList(title, choices, intro=t("repeat.intro", buyer=buyer, question=question, n=composed.repeats))

        def chosen(choice: object) -> None:
            if choice == "lead":
                words = t("repeat.question", question=question, n=composed.repeats + 1)
                self.deck.write(
                    "repeat.lead", lambda desk: desk.services.lead_desk.ask(desk.actor, words, inquiry_id=inquiry_id)
                )
            elif choice == "call":
                self._call(inquiry_id, question)
            else:
                go()

        self.deck.ask(popup, chosen)

    def _call(self, inquiry_id: int, question: str) -> None:
        from cs_console.domain.vocabulary import PromiseKind

        detail = self.deck.state.detail
        buyer = detail.inquiry.buyer if detail is not None else ""
        order_id = detail.inquiry.order_id if detail is not None else 0
        words = t("repeat.promise", question=question)
        self.deck.write(
            "repeat.call",
            lambda desk: desk.services.promises.add(
                desk.actor, words, kind=PromiseKind.CALL, order_id=order_id, inquiry_id=inquiry_id, buyer=buyer
            ),
        )

    def _asked_lead(self, saved: Saved[LeadQuestion], context: Any) -> None:
        self.deck.say(say("toast.repeat_lead"), undo=True)
        self.deck.refresh()

    def _will_call(self, changed: PromiseChanged, context: Any) -> None:
        self.deck.say(say("toast.repeat_call"), undo=True)
        self.deck.refresh()

    # -- writing --------------------------------------------------------------------------------

    def _pick(self) -> None:
        """Ctrl+R: in the phrase list the phrase goes into the editor, elsewhere the picker opens."""
        pane = self.deck.screen.focused_pane
        hit = self._pane.list.chosen
        if isinstance(pane, PhrasesPane) and hit is not None and not pane.filtering:
            self._compose_into_editor(hit.id, hit.variant)
            return
        self.deck.ask(Picker(self.deck, self._pane.list.source), self._from_picker)

    def _from_picker(self, picked: Picked) -> None:
        if picked.edit:
            self._compose_into_editor(picked.phrase_id, picked.variant)
        else:
            use(self.deck, picked.phrase_id)

    def _compose_into_editor(self, phrase_id: str, variant: int) -> None:
        inquiry_id = self.deck.state.inquiry_id
        self.deck.read(
            "compose",
            lambda desk: desk.services.phrases.compose(desk.actor, phrase_id, inquiry_id=inquiry_id, variant=variant),
        )

    def _edit_composed(self, composed: Composed) -> None:
        inquiry_id = self.deck.state.inquiry_id

        def go(answers: Mapping[str, str]) -> None:
            part = part_of(_filled(composed, answers))
            kept = self.deck.drafts.get(reply_key(inquiry_id))
            text = f"{kept}\n{part.text}" if kept else part.text
            if answers:  # what was typed into its blanks is kept like any typing
                self.deck.drafts.put(reply_key(inquiry_id), text)
            self._edit(Draft(inquiry_id, text, (*kept_parts(self.deck, inquiry_id), part)), None)

        self._ready(composed, go)

    def _write_reply(self, text: str) -> None:
        """Open the editor; where the reply would be refused, only what was written before is shown once more."""
        inquiry_id = self.deck.state.inquiry_id
        kept = self.deck.drafts.get(reply_key(inquiry_id)) or ""
        refused = why_not("repliable", self.deck.state, self.deck.context.clock(), mend=True)
        if refused:
            self.deck.say(safe(refused), kind="warn")
            if not kept:
                return
        self._edit(Draft(inquiry_id, kept + text, kept_parts(self.deck, inquiry_id)), None)

    def _edit(self, draft: Draft, review: Review | None) -> None:
        keep_parts(self.deck, draft.inquiry_id, draft.parts)
        editor = ReplyEditor(self.deck, draft.inquiry_id, draft.text, reply_key(draft.inquiry_id), review, draft.shown)

        def written(reply: Written) -> None:
            parts = kept_parts(self.deck, draft.inquiry_id)
            send_draft(self.deck, Draft(draft.inquiry_id, reply.text, parts, reply.shown))

        self.deck.ask(editor, written)

    def _show_review(self, review: Review) -> None:
        popup = self.deck.screen.app.screen
        if isinstance(popup, ReplyEditor) and popup.text.strip() == review.text:
            popup.show_review(review)

    def _stack(self, composed: Composed) -> None:
        """Another phrase into the reply that is open, at its cursor."""
        editor = self.deck.screen.app.screen
        if not isinstance(editor, ReplyEditor):
            return

        def go(answers: Mapping[str, str]) -> None:
            part = part_of(_filled(composed, answers))
            keep_parts(self.deck, editor.inquiry_id, (*kept_parts(self.deck, editor.inquiry_id), part))
            editor.stack(part.text)

        self._ready(composed, go)


def _filled(composed: Composed, answers: Mapping[str, str]) -> Composed:
    """The phrase with its blanks filled by hand."""
    return replace(composed, text=put(composed.text, composed.missing, answers), missing=())
