"""Replies and notes: a reply stops the clock, one that was only copied is confirmed later (Q1, E5)."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from cs_console.domain.entities import Actor, Inquiry, Message, PhraseUse
from cs_console.domain.filling import has_blank
from cs_console.domain.inquiries import Move, takes_first
from cs_console.domain.vocabulary import MessageRole
from cs_console.errors import Refused
from cs_console.i18n import t
from cs_console.services.phrase_guarding import findings_for, note_overrides, refuse_blocked
from cs_console.services.ports.uow import UnitOfWork
from cs_console.services.promises import PromiseService
from cs_console.services.queue_moves import CLOSED_CLOCK, QueueMoves, moved
from cs_console.services.queue_views import Replied, Told
from cs_console.services.roles import Permission, require
from cs_console.text.clean import clean

REPLY_SOURCE = "console"
"""Where a logged reply came from; a pasted chat that has the same line confirms it (rules E3, E5)."""


class QueueReplies(QueueMoves):
    """Saying something in an inquiry."""

    def reply(
        self, actor: Actor, inquiry_id: int, text: str, *, phrase_id: str = "", variant: int = -1,
        variant_hash: str = "", edited: bool = False, confirmed: bool = False, key: str | None = None,
        overrides: Collection[str] = (), more: Sequence[Told] = (),
    ) -> Replied:  # fmt: skip
        """Log a reply, which stops the clock (rule Q1); nobody's inquiry becomes the actor's first.

        Refuses a text with an unfilled blank (rule P3), blocked words (rule P6) and another agent's inquiry.
        Lesser findings are recorded in the same act; `overrides` are the words that the agent was shown and
        kept. A repeated `key` gives the reply that the first call logged. `confirmed`: known to have been
        sent (rule E5). `more` are the phrases stacked behind the first: each counts as told and used (P2,
        P10). The promises it makes come back, for the remark (rule P9).
        """
        require(actor, Permission.TALK)
        text = clean(text, multiline=True).strip()
        if not text:
            raise Refused("reply.empty")
        if has_blank(text):
            raise Refused("reply.blank", text=text)
        with self._context.uow.write(actor, "inquiry.reply", key=key) as uow:
            known = _already(uow, key)
            if known is not None:
                return known
            findings = findings_for(uow, self._context, text, inquiry_id=inquiry_id)
            refuse_blocked(findings)
            inquiry = self._ready(uow, inquiry_id)
            message = uow.add(Message(
                inquiry_id=inquiry.id, role=MessageRole.AGENT, sender=actor.agent, text=text, at=uow.now,
                phrase_id=phrase_id, variant=variant, confirmed=confirmed, source=REPLY_SOURCE,
            ))  # fmt: skip
            changed = uow.change(
                inquiry, state=moved(Move.REPLY, inquiry), last_message_at=uow.now, snooze_until=None,
                first_replied_at=inquiry.first_replied_at or uow.now,
                lease_until=self._lease(uow), lease_console=actor.console, **CLOSED_CLOCK,
            )  # fmt: skip
            first = (Told(phrase_id, variant_hash, edited),) if phrase_id else ()
            for told in (*first, *more):
                uow.add(PhraseUse(
                    at=uow.now, agent=actor.agent, phrase_id=told.phrase_id, variant_hash=told.variant_hash,
                    buyer=inquiry.buyer, inquiry_id=inquiry.id, message_id=message.id, edited=told.edited,
                ))  # fmt: skip
            note_overrides(uow, message, findings, overrides)
            promises = PromiseService(self._context).suggestions(text, uow.now)
        return Replied(uow.act_id, message, changed, findings, promises)

    def decline_promises(self, actor: Actor, inquiry_id: int, words: Collection[str]) -> Message:
        """Record that what a reply promised is not remarked, for colleagues to see (rule P9)."""
        with self._context.uow.write(actor, "promise.decline") as uow:
            inquiry = uow.require(Inquiry, inquiry_id)
            text = t("guard.declined_note", words="、".join(clean(word) for word in words))
            return self._say(uow, inquiry, MessageRole.NOTE, text)

    def confirm(self, actor: Actor, message_id: int) -> Message:
        """The agent says that a copied reply was sent (rule E5)."""
        with self._context.uow.write(actor, "message.confirm") as uow:
            message = uow.require(Message, message_id)
            if message.role is not MessageRole.AGENT:
                raise Refused("message.not_reply", id=message_id)
            return uow.change(message, confirmed=True)

    def unconfirmed(self, actor: Actor) -> tuple[Message, ...]:
        """The actor's copied replies that nobody knows to have been sent, oldest first (rule E5)."""
        with self._context.uow.read() as uow:
            return tuple(uow.queue.unconfirmed(actor.agent))

    def note(self, actor: Actor, inquiry_id: int, text: str) -> Message:
        """Write something down for colleagues; the buyer never sees it and no clock stops."""
        text = clean(text, multiline=True).strip()
        if not text:
            raise Refused("reply.empty")
        with self._context.uow.write(actor, "inquiry.note") as uow:
            return self._say(uow, uow.require(Inquiry, inquiry_id), MessageRole.NOTE, text)

    def _ready(self, uow: UnitOfWork, inquiry_id: int) -> Inquiry:
        """The inquiry as the actor's own, claimed on the way when it was nobody's."""
        inquiry = self._allowed(uow, Move.REPLY, inquiry_id)
        return self._claim(uow, inquiry) if takes_first(inquiry) else inquiry


def _already(uow: UnitOfWork, key: str | None) -> Replied | None:
    """What a command with this key already did, so that a retry after a crash does nothing twice."""
    act_id = uow.journal.act_by_key(key) if key else 0
    for event in uow.journal.of_act(act_id) if act_id else ():
        if event.entity == "Message" and event.op == "add":
            message = uow.require(Message, event.entity_id)
            return Replied(act_id, message, uow.require(Inquiry, message.inquiry_id))
    return None
