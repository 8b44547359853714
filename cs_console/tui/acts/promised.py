"""After a reply: what it promised goes into the remark, and that it was really sent is confirmed (P9, R1, E5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from cs_console.i18n import listed, t, token
from cs_console.tui import clock
from cs_console.tui.acts.sending import Held, Sent, promised_words
from cs_console.tui.conditions import unconfirmed
from cs_console.tui.deck import Acts
from cs_console.tui.safe import say
from cs_console.tui.screens.popup import Choice, PickList
from cs_console.tui.screens.prompt import Ask, Prompt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cs_console.domain.entities import Message
    from cs_console.services.order_views import Changed
    from cs_console.services.promises import PromisesChanged

DECLINE = "no"


class PromiseAsk(PickList):
    """Asks for the remark; leaving it is an answer too, and recorded (rule P9)."""

    def action_close(self) -> None:
        """Esc declines: the note can be taken back."""
        self.dismiss(DECLINE)


class PromisedActs(Acts):
    """What a reply leaves to be done."""

    def commands(self) -> Mapping[str, Callable[[], None]]:
        """Handlers by command id."""
        return {"reply.confirm": self._confirm}

    def done(self) -> Mapping[str, Callable[[Any, Any], None]]:
        """Remarks written, promises entered or declined, replies confirmed, things copied."""
        return {
            "confirm": self._confirmed, "copy": self._copied, "remark_promise": self._promise_kept,
            "promise_entered": self._entered, "promise_declined": self._declined,
        }  # fmt: skip

    # -- promises (rules P9, R1) ----------------------------------------------------------------

    def replied(self, value: Sent | Held) -> None:
        """A reply that promised something asks for a remark in one key; without an order, for the ledger."""
        if isinstance(value, Held) or not value.review.promises:
            return
        inquiry, words = value.replied.inquiry, promised_words(value.review)
        kinds = listed(dict.fromkeys(token("promise", one.kind) for one in value.review.promises))
        if inquiry.order_id:
            choices = [
                Choice("remark", t("promise.remark"), value.remark),
                Choice("edit", t("promise.edit")),
                Choice(DECLINE, t("promise.decline"), t("promise.decline_detail")),
            ]
        else:
            choices = [
                Choice("ledger", t("promise.to_ledger"), words),
                Choice("edit_ledger", t("promise.edit")),
                Choice(DECLINE, t("promise.decline"), t("promise.decline_detail")),
            ]
        popup = PromiseAsk(
            t("promise.title", kinds=kinds), choices, intro=self._intro(value, words), hint=t("promise.hint")
        )
        self.deck.ask(popup, lambda choice: self._chosen(value, words, str(choice)))

    def _intro(self, sent: Sent, words: str) -> str:
        """What was promised, what stands in the remark already, until when it is due."""
        context, detail = self.deck.context, self.deck.state.detail
        order = detail.order if detail is not None else None
        code = "promise.intro" if sent.replied.inquiry.order_id else "promise.intro_ledger"
        lines = [t(code, words=words)]
        if order is not None and order.id == sent.replied.inquiry.order_id and order.remark:
            lines.append(t("promise.standing", remark=order.remark))
        for one in sent.replied.promises:
            at = clock.moment(one.due_at, context.zone, context.clock())
            lines.append(f"{token('promise', one.kind)}  {t('promise.due', words=one.word, at=at)}")
        return "\n".join(lines)

    def _chosen(self, sent: Sent, words: str, choice: str) -> None:
        inquiry = sent.replied.inquiry
        if choice == DECLINE:
            promised: Sequence[str] = tuple(one.words for one in sent.review.promises)
            self.deck.write(
                "promise_declined",
                lambda desk: desk.services.queue.decline_promises(desk.actor, inquiry.id, promised),
            )
        elif choice.startswith("edit"):
            prompt = Prompt(t("command.order.template"), [Ask("promise", t("ask.promise"), words)],
                            intro=t("ask.promise_form"))  # fmt: skip
            keep = self._append if inquiry.order_id else self._enter
            self.deck.ask(prompt, lambda given: keep(sent, given["promise"], edited=given["promise"] != words))
        elif choice == "ledger":
            self._enter(sent, words)
        else:
            self._append(sent, words)

    def _append(self, sent: Sent, promise: str, *, edited: bool = False) -> None:
        inquiry, known = sent.replied.inquiry, () if edited else sent.replied.promises
        self.deck.write(
            "remark_promise",
            lambda desk: desk.services.orders.append_remark(
                desk.actor, inquiry.order_id, promise, inquiry_id=inquiry.id, known=known
            ),
        )

    def _enter(self, sent: Sent, promise: str, *, edited: bool = False) -> None:
        inquiry, known = sent.replied.inquiry, () if edited else sent.replied.promises
        kind = sent.review.promises[0].kind
        self.deck.write(
            "promise_entered",
            lambda desk: desk.services.promises.add_said(
                desk.actor, promise, kind=kind, inquiry_id=inquiry.id, buyer=inquiry.buyer, known=known
            ),
        )

    def _promise_kept(self, changed: Changed, context: Any) -> None:
        n, remark = len(changed.promises), changed.order.remark
        self.deck.say(say("toast.promise_remarked", n=n, remark=remark), undo=True)
        self.deck.refresh()

    def _entered(self, changed: PromisesChanged, context: Any) -> None:
        self.deck.say(say("toast.promise_entered", n=len(changed.promises)), undo=True)
        self.deck.refresh()

    def _declined(self, message: Message, context: Any) -> None:
        self.deck.say(say("toast.promise_declined"), undo=True)
        self.deck.refresh()

    # -- sent, copied ---------------------------------------------------------------------------

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
