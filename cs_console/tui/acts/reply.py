"""Replies: suggested, found, filled, guarded, copied and logged as one act (rules P1–P9, E5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from cs_console.i18n import t, token
from cs_console.tui.conditions import unconfirmed
from cs_console.tui.deck import Acts, Desk
from cs_console.tui.gateway import Failed
from cs_console.tui.panes.conversation import ConversationPane
from cs_console.tui.panes.phrases import PhrasesPane
from cs_console.tui.safe import describe, safe, say
from cs_console.tui.screens.popup import Choice, PickList, Reader
from cs_console.tui.screens.prompt import Ask, Prompt
from cs_console.tui.screens.reply import Picked, Picker, ReplyEditor, Written, finding_line

if TYPE_CHECKING:
    from cs_console.domain.entities import Message
    from cs_console.domain.promising import DetectedPromise
    from cs_console.services.order_views import Changed
    from cs_console.services.phrasing import Composed, PhraseHit, Review
    from cs_console.services.queue_views import Replied


@dataclass(frozen=True, slots=True)
class Draft:
    """A text on its way out: where from, and for whom."""

    inquiry_id: int
    text: str
    phrase_id: str = ""
    variant: int = -1
    variant_hash: str = ""
    edited: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """A reply that was logged and copied."""

    draft: Draft
    replied: Replied
    review: Review
    way: str
    another_way: bool = False
    repeats: int = 0


@dataclass(frozen=True, slots=True)
class Held:
    """A reply that must be looked at first: blanks to fill, or words that must not be said."""

    draft: Draft
    review: Review | None
    composed: Composed | None


class ReplyActs(Acts):
    """What F3, Ctrl+R and the conversation do."""

    _query = ""

    def commands(self) -> Mapping[str, Callable[[], None]]:
        """Handlers by command id."""
        return {
            "phrase.use": self._use_chosen,
            "phrase.preview": self._preview,
            "reply.pick": self._pick,
            "reply.write": lambda: self._write_reply(""),
            "reply.confirm": self._confirm,
        }

    def loaded(self) -> Mapping[str, Callable[[Any], None]]:
        """Phrases found, a phrase filled for looking or editing."""
        return {
            "phrases": self._show, "preview": self._show_preview, "compose": self._edit_composed,
            "picker": self._show_in_picker, "review": self._show_review, "stack": self._stack,
        }  # fmt: skip

    def done(self) -> Mapping[str, Callable[[Any, Any], None]]:
        """Replies sent or held back."""
        return {
            "reply": self._answered, "confirm": self._confirmed, "copy": self._copied,
            "remark_promise": self._promise_kept, "promise_declined": self._declined,
        }  # fmt: skip

    def failed(self) -> Mapping[str, Callable[[Failed], None]]:
        """A reply that was refused stays as a draft."""
        return {"reply": self._refused}

    # -- suggestions ----------------------------------------------------------------------------

    @property
    def _pane(self) -> PhrasesPane:
        return self.deck.screen.query_one(PhrasesPane)

    def inquiry_changed(self) -> None:
        """Show the conversation and what may answer it."""
        detail = self.deck.state.detail
        self.deck.screen.query_one(ConversationPane).show(detail, self.deck.agent)
        if not self._query:
            self.refresh()

    def filtered(self, pane: str, text: str) -> None:
        """The search in the phrase pane changed."""
        if pane == "phrases":
            self._query = text
            self.refresh()

    def refresh(self) -> None:
        """Find or suggest anew."""
        query, inquiry_id, limit = self._query, self.deck.state.inquiry_id, 50
        if not query and not inquiry_id:
            self._pane.show((), "")
            return
        self.deck.read("phrases", lambda desk: (query, find(desk, query, inquiry_id, limit)))

    def tick(self) -> None:
        """The waiting time moves on."""
        self.deck.screen.query_one(ConversationPane).tick()

    def _show(self, found: tuple[str, Sequence[PhraseHit]]) -> None:
        query, hits = found
        if query == self._query:
            self._pane.show(hits, query)

    def picked(self, list_id: str) -> None:
        """A digit uses the phrase."""
        if list_id == "phrases-list":
            self.deck.screen.action_command("phrase.use")

    def _show_in_picker(self, found: tuple[str, Sequence[PhraseHit]]) -> None:
        popup = self.deck.screen.app.screen
        if isinstance(popup, Picker):
            popup.show(*found)

    def _show_review(self, review: Review) -> None:
        popup = self.deck.screen.app.screen
        if isinstance(popup, ReplyEditor) and popup.text == review.text:
            popup.show_review(review)

    def _stack(self, composed: Composed) -> None:
        popup = self.deck.screen.app.screen
        if isinstance(popup, ReplyEditor):
            popup.stack(composed)

    # -- using ----------------------------------------------------------------------------------

    def _use_chosen(self) -> None:
        hit = self._pane.list.chosen
        if hit is not None:
            self.use(hit.id, hit.variant, {})

    def use(self, phrase_id: str, variant: int, answers: Mapping[str, str]) -> None:
        """Fill, guard, log, copy: in one go when nothing stands against it."""
        inquiry_id, clipboard = self.deck.state.inquiry_id, self.deck.setup.clipboard.copy
        key = uuid4().hex

        def call(desk: Desk) -> Sent | Held:
            composed = desk.services.phrases.compose(
                desk.actor, phrase_id, inquiry_id=inquiry_id, variant=variant, answers=answers
            )
            draft = Draft(inquiry_id, composed.text, phrase_id, composed.variant, composed.variant_hash)
            if composed.missing:
                return Held(draft, None, composed)
            return send(desk, draft, key, clipboard, composed)

        self.deck.write("reply", call)

    def _send(self, draft: Draft) -> None:
        clipboard, key = self.deck.setup.clipboard.copy, uuid4().hex
        self.deck.write("reply", lambda desk: send(desk, draft, key, clipboard, None), draft)

    def _answered(self, value: Sent | Held, context: Any) -> None:
        if isinstance(value, Held):
            self._hold(value)
            return
        self.deck.drafts.drop(reply_key(value.draft.inquiry_id))
        way = t(f"clipboard.{value.way}")
        words = t("toast.replied", way=way) if value.way != "none" else t("toast.logged_only")
        warn = [finding_line(one) for one in value.review.findings]
        if value.another_way:
            warn.append(t("toast.another_way", n=value.repeats))
        self.deck.say(safe("  ".join([words, *warn])), kind="warn" if warn or value.way == "none" else "ok", undo=True)
        self.deck.refresh()
        if value.review.promises:
            self._ask_remark(value.draft, value.review.promises)

    def _hold(self, held: Held) -> None:
        composed = held.composed
        if composed is not None and composed.missing:
            asks = [Ask(f"blank{n}", blank.label) for n, blank in enumerate(composed.missing)]
            keys = [blank.key for blank in composed.missing]

            def filled(given: Mapping[str, str]) -> None:
                answers = {key: given[f"blank{n}"] for n, key in enumerate(keys)}
                self.use(composed.phrase.id, composed.variant, answers)

            self.deck.ask(Prompt(t("reply.blanks"), asks, intro=composed.text), filled)
            return
        self._edit(held.draft, held.review)

    def _refused(self, failure: Failed) -> None:
        self.deck.say(describe(failure.error), kind="error")
        if isinstance(failure.context, Draft):
            self.deck.drafts.put(reply_key(failure.context.inquiry_id), failure.context.text)
        self.deck.refresh()

    # -- looking and writing --------------------------------------------------------------------

    def _preview(self) -> None:
        hit, inquiry_id = self._pane.list.chosen, self.deck.state.inquiry_id
        if hit is not None:
            self.deck.read(
                "preview",
                lambda desk: desk.services.phrases.compose(
                    desk.actor, hit.id, inquiry_id=inquiry_id, variant=hit.variant
                ),
            )

    def _show_preview(self, composed: Composed) -> None:
        phrase = composed.phrase
        parts = [composed.text, "", t("phrases.variants", n=composed.variant + 1, of=len(phrase.variants))]
        parts += [f"{n}. {variant.text}" for n, variant in enumerate(phrase.variants, 1)]
        self.deck.screen.app.push_screen(Reader(phrase.question, "\n".join(parts)))

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
            self.use(picked.phrase_id, picked.variant, {})

    def _compose_into_editor(self, phrase_id: str, variant: int) -> None:
        inquiry_id = self.deck.state.inquiry_id
        self.deck.read(
            "compose",
            lambda desk: desk.services.phrases.compose(desk.actor, phrase_id, inquiry_id=inquiry_id, variant=variant),
        )

    def _edit_composed(self, composed: Composed) -> None:
        inquiry_id = self.deck.state.inquiry_id
        kept = self.deck.drafts.get(reply_key(inquiry_id))
        text = f"{kept}\n{composed.text}" if kept else composed.text
        self._edit(Draft(inquiry_id, text, composed.phrase.id, composed.variant, composed.variant_hash), None)

    def _write_reply(self, text: str) -> None:
        inquiry_id = self.deck.state.inquiry_id
        kept = self.deck.drafts.get(reply_key(inquiry_id)) or ""
        self._edit(Draft(inquiry_id, kept + text), None)

    def _edit(self, draft: Draft, review: Review | None) -> None:
        editor = ReplyEditor(self.deck, draft.text, reply_key(draft.inquiry_id), review)
        self.deck.ask(editor, lambda written: self._written(draft, written))

    def _written(self, draft: Draft, written: Written) -> None:
        edited = written.text != draft.text
        phrase_id = draft.phrase_id or written.phrase_id
        self._send(Draft(draft.inquiry_id, written.text, phrase_id, draft.variant, draft.variant_hash, edited))

    def type_reply(self, text: str) -> None:
        """Hanzi typed in the conversation begin a reply."""
        self._write_reply(text)

    # -- after sending --------------------------------------------------------------------------

    def _confirm(self) -> None:
        message_id = unconfirmed(self.deck.state)
        self.deck.write("confirm", lambda desk: desk.services.queue.confirm(desk.actor, message_id))

    def _confirmed(self, message: Message, context: Any) -> None:
        self.deck.say(say("toast.confirmed"), undo=True)
        self.deck.refresh()

    def _copied(self, way: str, text: str) -> None:
        if way == "none":
            self.deck.say(say("toast.no_clipboard"), kind="warn")
        else:
            self.deck.say(say("toast.copied", text=text, way=t(f"clipboard.{way}")))

    def _ask_remark(self, draft: Draft, promises: Sequence[DetectedPromise]) -> None:
        """A reply that promised something asks for a remark in one key (rule P9)."""
        order = self.deck.state.order
        if order is None:
            return
        words = "、".join(dict.fromkeys(one.words for one in promises))
        kinds = "、".join(dict.fromkeys(token("promise", one.kind) for one in promises))
        choices = [
            Choice("remark", t("promise.remark"), words),
            Choice("edit", t("promise.edit")),
            Choice("no", t("promise.decline")),
        ]
        popup = PickList(t("promise.title", kinds=kinds), choices, intro=t("promise.intro", words=words))
        self.deck.ask(popup, lambda choice: self._remark_promise(draft, order.id, words, str(choice)))

    def _remark_promise(self, draft: Draft, order_id: int, words: str, choice: str) -> None:
        if choice == "no":
            note = t("promise.declined_note", words=words)
            self.deck.write(
                "promise_declined", lambda desk: desk.services.queue.note(desk.actor, draft.inquiry_id, note)
            )
        elif choice == "edit":
            prompt = Prompt(t("command.order.template"), [Ask("promise", t("ask.promise"), words)])
            self.deck.ask(prompt, lambda given: self._append(order_id, given["promise"], draft.inquiry_id))
        else:
            self._append(order_id, words, draft.inquiry_id)

    def _append(self, order_id: int, promise: str, inquiry_id: int) -> None:
        self.deck.write(
            "remark_promise",
            lambda desk: desk.services.orders.append_remark(desk.actor, order_id, promise, inquiry_id=inquiry_id),
        )

    def _promise_kept(self, changed: Changed, context: Any) -> None:
        self.deck.say(say("toast.promise_remarked", remark=changed.order.remark), undo=True)
        self.deck.refresh()

    def _declined(self, message: Message, context: Any) -> None:
        self.deck.say(say("toast.promise_declined"), undo=True)
        self.deck.refresh()


def find(desk: Desk, query: str, inquiry_id: int, limit: int) -> Sequence[PhraseHit]:
    """Phrases for a query, or the suggestions when there is none."""
    if query:
        return desk.services.phrases.find(desk.actor, query, inquiry_id=inquiry_id, limit=limit)
    return desk.services.phrases.suggest(desk.actor, inquiry_id)


def send(desk: Desk, draft: Draft, key: str, copy: Callable[[str], str], composed: Composed | None) -> Sent | Held:
    """Guard, log and copy a text; held back when it must not leave as it is (rules P3, P6)."""
    review = desk.services.phrases.review(draft.text)
    if review.blocked:
        return Held(draft, review, None)
    replied = desk.services.queue.reply(
        desk.actor, draft.inquiry_id, draft.text, phrase_id=draft.phrase_id, variant=draft.variant,
        variant_hash=draft.variant_hash, edited=draft.edited, key=key,
    )  # fmt: skip
    repeats = composed.repeats if composed is not None else 0
    another = composed.another_way if composed is not None else False
    return Sent(draft, replied, review, copy(draft.text), another, repeats)


def reply_key(inquiry_id: int) -> str:
    """The draft's key of a reply to an inquiry."""
    return f"reply:{inquiry_id}"
