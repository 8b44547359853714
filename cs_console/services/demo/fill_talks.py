"""Acts one conversation out: what the buyer says is captured, what agents did is done (rules Q1, Q2, Q6, Q8)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from cs_console.domain.entities import Actor
from cs_console.domain.records import ChatRecord
from cs_console.domain.vocabulary import InquiryState, MessageRole, Priority
from cs_console.services.capture import InquiryDraft
from cs_console.services.demo.model import DemoConversation, DemoMessage
from cs_console.services.demo.talks_phrases import AS_IT_STANDS, CHANGED, IN_VAIN, PASSED_OVER
from cs_console.services.facade import Services

Act = Callable[[], object]

CHAT_FEED = Actor("system", role="system")
"""Who takes buyers' lines in when no agent pastes them."""

_SNOOZED = InquiryState.SNOOZED
_HELD = (InquiryState.CLAIMED, InquiryState.WAITING_BUYER)
_THEN = timedelta(seconds=30)
_LOOKING = timedelta(seconds=12)
_SNOOZE_REASON = "已和买家约好时间，到点联系"


@dataclass(frozen=True, slots=True)
class Stage:
    """One conversation on the services; `inquiries` learns its id under its key."""

    services: Services
    talk: DemoConversation
    inquiries: dict[str, int]
    actor: Callable[[str], Actor]

    def moments(self) -> Iterator[tuple[datetime, Act]]:
        """Its lines and what followed the last one, each with its time."""
        first, *others = self.talk.messages
        yield first.at, partial(self._open, first)
        said = 0
        for message in others:
            if message.role is MessageRole.AGENT:
                line = (self.talk.key, said)
                said += 1
                if line in PASSED_OVER or line in IN_VAIN:
                    yield message.at - _LOOKING, partial(self._look, message, line)
                yield message.at, partial(self._answer, message, line)
            else:
                yield message.at, partial(self._say, message)
        after = self.talk.messages[-1].at + _THEN
        if self.talk.state is _SNOOZED:
            yield after, self._snooze
        elif self.talk.state is InquiryState.TRANSFERRED:
            yield after, self._transfer
        elif self.talk.closed_at is not None:
            yield self.talk.closed_at, self._close

    @property
    def _id(self) -> int:
        return self.inquiries[self.talk.key]

    def _open(self, message: DemoMessage) -> None:
        """The buyer's first line; the rules route it, and a person mends what they got wrong (rule Q3)."""
        talk = self.talk
        inquiry = self.services.capture.new(
            CHAT_FEED,
            InquiryDraft(
                buyer=talk.buyer, text=message.text, platform=talk.platform, channel=talk.channel,
                order_no=talk.order_no,
            ),
        )  # fmt: skip
        self.inquiries[talk.key] = inquiry.id
        priority = inquiry.priority if talk.priority is Priority.NORMAL else talk.priority
        if (inquiry.category, inquiry.priority) != (talk.category, priority):
            self.services.queue.categorize(CHAT_FEED, inquiry.id, talk.category, priority)

    def _look(self, message: DemoMessage, line: tuple[str, int]) -> None:
        """A phrase looked at and left, a search that found nothing (rule P10)."""
        actor, figures = self.actor(message.sender), self.services.phrase_figures
        if line in PASSED_OVER:
            figures.rejected(actor, PASSED_OVER[line], inquiry_id=self._id)
        if line in IN_VAIN:
            figures.missed(actor, IN_VAIN[line], inquiry_id=self._id)

    def _answer(self, message: DemoMessage, line: tuple[str, int]) -> None:
        """A reply from the books, word for word or changed, or in the agent's own words (rules P2, P10)."""
        actor, phrase_id = self.actor(message.sender), AS_IT_STANDS.get(line) or CHANGED.get(line, "")
        if not phrase_id:
            self.services.queue.reply(actor, self._id, message.text, confirmed=True)
            return
        told = self.services.phrases.compose(actor, phrase_id, inquiry_id=self._id)
        whole = line in AS_IT_STANDS and not told.missing
        self.services.queue.reply(
            actor, self._id, told.text if whole else message.text, confirmed=True, phrase_id=phrase_id,
            variant=told.variant, variant_hash=told.variant_hash, edited=not whole,
        )  # fmt: skip

    def _say(self, message: DemoMessage) -> None:
        if message.role is MessageRole.NOTE:
            self.services.queue.note(self.actor(message.sender), self._id, message.text)
        else:
            said = ChatRecord(
                text=message.text, row=1, sender=message.sender, role=message.role, at=message.at,
                channel=self.talk.channel,
            )  # fmt: skip
            self.services.capture.take(
                CHAT_FEED, (said,), buyer=self.talk.buyer, order_no=self.talk.order_no,
                platform=self.talk.platform,
            )  # fmt: skip

    def _snooze(self) -> None:
        if self.talk.snooze_until is not None:
            self.services.queue.snooze(self.actor(self.talk.agent), self._id, self.talk.snooze_until, _SNOOZE_REASON)

    def _transfer(self) -> None:
        reason, known, ask = self.talk.transfer_note.split(" | ")
        self.services.queue.transfer(self.actor(self.talk.agent), self._id, self.talk.transfer_to, reason, known, ask)

    def _close(self) -> None:
        queue = self.services.queue
        close = queue.resolve if self.talk.state is InquiryState.RESOLVED else queue.lose
        close(self.actor(self.talk.agent), self._id, self.talk.outcome)


def keep_claim(services: Services, talk: DemoConversation, inquiries: dict[str, int], actor: Actor) -> None:
    """Renew what the agent on duty holds, so that no lease has run out when the console opens (rule Q5)."""
    if talk.state in _HELD and talk.owner == actor.agent:
        services.queue.claim(actor, inquiries[talk.key])
