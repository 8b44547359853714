"""Capturing what buyers say: by form and by pasted or filed chat lines (rules Q1, Q3, Q7, E3, E5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from cs_console.domain.entities import Actor, Inquiry, Message
from cs_console.domain.records import ChatRecord
from cs_console.domain.talk import Line, Speakers, Talk, nobodys, sort_out, talks
from cs_console.domain.vocabulary import Category, Channel, MessageRole, Platform, Priority
from cs_console.errors import Refused
from cs_console.services.capture_target import Aim, Desk
from cs_console.services.context import ServiceContext
from cs_console.services.ports.uow import UnitOfWork
from cs_console.text.clean import clean
from cs_console.text.normalise import plain_digits

_TALKS_AT_ONCE = 50
"""Talks of a chat file in one transaction: half a file loses nothing, and the store stays free between."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InquiryDraft:
    """A new inquiry as the form gives it; category and priority None leave them to the rules (Q3)."""

    buyer: str
    text: str
    platform: Platform | None = None
    channel: Channel = Channel.CHAT
    order_no: str = ""
    category: Category | None = None
    priority: Priority | None = None


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """One parsed line before it is taken in; `known` lines are stored already (rule E3)."""

    role: MessageRole
    sender: str
    text: str
    at: datetime | None
    known: bool


@dataclass(frozen=True, slots=True)
class TalkPreview:
    """What taking one buyer's talk would do: join `inquiry_id` (0: open a new one), add the new lines."""

    buyer: str
    order_no: str
    channel: Channel
    platform: Platform
    inquiry_id: int
    reopens: bool
    lines: tuple[PreviewLine, ...]

    @property
    def new_lines(self) -> int:
        """Lines that would be added."""
        return sum(not line.known for line in self.lines)


@dataclass(frozen=True, slots=True)
class CapturePreview:
    """What a paste would do; a talk with buyer "" needs to be told whose it is."""

    talks: tuple[TalkPreview, ...]


@dataclass(frozen=True, slots=True)
class CaptureResult:
    """What was taken in: the inquiries touched, lines added and recognised, inquiries opened anew."""

    inquiry_ids: tuple[int, ...]
    new_lines: int
    known_lines: int
    created: int
    act_id: int = 0


class CaptureService:
    """Turns forms and chat lines into inquiries; a chat taken twice adds only what is new (rule E3)."""

    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    def new(self, actor: Actor, draft: InquiryDraft) -> Inquiry:
        """A new inquiry from the form: one line of the buyer's, said now (rule Q7)."""
        buyer, text = clean(draft.buyer).strip(), clean(draft.text, multiline=True).strip()
        if not buyer:
            raise Refused("capture.no_buyer")
        if not text:
            raise Refused("capture.empty")
        with self._context.uow.write(actor, "inquiry.new") as uow:
            desk = Desk(self._context, uow)
            line = Line(MessageRole.BUYER, buyer, text)
            talk = Talk(buyer, plain_digits(clean(draft.order_no)).strip(), draft.channel, (line,))
            aim = desk.fresh(talk, draft.platform)
            return desk.take(aim, (line,), category=draft.category, priority=draft.priority).inquiry

    def preview(
        self, actor: Actor, records: Sequence[ChatRecord], *, buyer: str = "", order_no: str = "",
        channel: Channel | None = None, platform: Platform | None = None,
    ) -> CapturePreview:  # fmt: skip
        """What `take` would do with the same lines; writes nothing."""
        shown = []
        with self._context.uow.read() as uow:
            desk = Desk(self._context, uow)
            for talk in self._talks(actor, records, buyer, order_no, channel):
                aim = desk.aim(talk, platform)
                found = sort_out(talk.lines, aim.messages, uow.now, self._repeat_within)
                shown.append(_preview(talk, aim, found.new))
        return CapturePreview(tuple(shown))

    def take(
        self, actor: Actor, records: Sequence[ChatRecord], *, buyer: str = "", order_no: str = "",
        channel: Channel | None = None, platform: Platform | None = None,
    ) -> CaptureResult:  # fmt: skip
        """Take chat lines in: each buyer's talk joins that buyer's open inquiry or opens one.

        Raises `Refused` ``capture.no_buyer`` when lines have nobody they could belong to.
        """
        found = self._talks(actor, records, buyer, order_no, channel)
        if not found:
            raise Refused("capture.empty")
        parts = [
            self._take(actor, found[start : start + _TALKS_AT_ONCE], platform)
            for start in range(0, len(found), _TALKS_AT_ONCE)
        ]
        return CaptureResult(
            tuple(dict.fromkeys(one for part in parts for one in part.inquiry_ids)),
            sum(part.new_lines for part in parts), sum(part.known_lines for part in parts),
            sum(part.created for part in parts), parts[-1].act_id,
        )  # fmt: skip

    def nobodys(self, actor: Actor, records: Sequence[ChatRecord]) -> frozenset[int]:
        """Rows of lines that belong to nobody: of a file the others go in all the same."""
        return nobodys(records, Speakers.of(self._context.policies(), actor.agent))

    @property
    def _repeat_within(self) -> timedelta:
        return timedelta(minutes=self._context.policies().intake.repeat_minutes)

    def _take(self, actor: Actor, found: Sequence[Talk], platform: Platform | None) -> CaptureResult:
        with self._context.uow.write(actor, "intake.chat") as uow:
            desk = Desk(self._context, uow)
            ids, new, known, created = [], 0, 0, 0
            for talk in found:
                if not talk.buyer:
                    raise Refused("capture.no_buyer")
                aim = desk.aim(talk, platform)
                lines = sort_out(talk.lines, aim.messages, uow.now, self._repeat_within)
                aim = _mark_sent(uow, aim, lines.sent)
                new, known = new + len(lines.new), known + len(lines.known)
                if lines.new:
                    taken = desk.take(aim, lines.new)
                    created += taken.created
                    ids.append(taken.inquiry.id)
                elif aim.newest is not None:
                    ids.append(aim.newest.id)
        return CaptureResult(tuple(ids), new, known, created, uow.act_id)

    def _talks(
        self, actor: Actor, records: Sequence[ChatRecord], buyer: str, order_no: str, channel: Channel | None
    ) -> tuple[Talk, ...]:
        """The records by buyer, cleaned once more: not every caller is a reader (rule X2)."""
        speakers = Speakers.of(self._context.policies(), actor.agent)
        cleaned = [_cleaned(record, order_no, channel) for record in records]
        return talks([one for one in cleaned if one.text], speakers, clean(buyer).strip())


def _cleaned(record: ChatRecord, order_no: str, channel: Channel | None) -> ChatRecord:
    return ChatRecord(
        text=clean(record.text, multiline=True).strip(), row=record.row, sender=clean(record.sender).strip(),
        role=record.role, at=record.at, order_no=plain_digits(clean(order_no or record.order_no)).strip(),
        channel=channel or record.channel, pictures=record.pictures,
    )  # fmt: skip


def _mark_sent(uow: UnitOfWork, aim: Aim, sent: Sequence[tuple[Message, Line]]) -> Aim:
    """A logged reply seen in the chat was sent, at the time the chat says (rule E5)."""
    changed = {one.id: uow.change(one, confirmed=True, at=line.at or one.at) for one, line in sent}
    return replace(aim, messages=tuple(changed.get(one.id, one) for one in aim.messages))


def _preview(talk: Talk, aim: Aim, new: Sequence[Line]) -> TalkPreview:
    left = list(new)
    lines = []
    for line in talk.lines:
        is_new = line in left
        if is_new:
            left.remove(line)
        lines.append(PreviewLine(line.role, line.sender, line.text, line.at, known=not is_new))
    joined, reopens = aim.target(new)
    return TalkPreview(
        talk.buyer, aim.order_no, talk.channel, aim.platform,
        joined.id if joined else 0, reopens, tuple(lines),
    )  # fmt: skip
