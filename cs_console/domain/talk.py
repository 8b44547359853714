"""Captured chats sorted out: who speaks, which buyer's talk it is, which lines are new (rules Q7, E3, E5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from cs_console.domain.entities import Message
from cs_console.domain.policy import Policies
from cs_console.domain.records import ChatRecord
from cs_console.domain.vocabulary import Channel, MessageRole

PASTED, TYPED, LOGGED = "paste", "typed", "console"
"""Where a line came from: a chat with times, words without a time, a reply logged by the console."""

SENT_WITHIN = timedelta(minutes=30)
"""How far a reply's sending may lie from its copying and still be the same line (rule E5)."""


CLOCKS_DIFFER = timedelta(minutes=10)
"""How far the clock of the machine that wrote a chat may be ahead of ours."""


@dataclass(frozen=True, slots=True)
class Speakers:
    """Who is one of us: nicks of the shop and the roster (rule E3); `me` is who pastes."""

    me: str
    names: Mapping[str, str]
    own: frozenset[str]
    shops: frozenset[str]

    @classmethod
    def of(cls, policies: Policies, me: str) -> Speakers:
        """The shop's own speakers, from `team.yaml`, `shop.yaml` and `intake.yaml`."""
        members = policies.team.members
        names = {nick: one.name for one in members for nick in (*one.nicks, *one.former_names, one.name)}
        shops = {name for shop in policies.shop.shops for name in (shop.name, *shop.aliases)}
        return cls(me, names, frozenset(policies.intake.own_nicks), frozenset({policies.shop.name, *shops}))

    def agent(self, sender: str) -> str:
        """The agent's name when `sender` is one of us (a nick we cannot place stays as it is), else ""."""
        if sender in self.names:
            return self.names[sender]
        if sender == "我":
            return self.me
        shop = sender.replace("：", ":").partition(":")[0]
        return sender if sender in self.own or shop in self.shops else ""


@dataclass(frozen=True, slots=True)
class Line:
    """One captured line with its speaker known; `at` None when the text had no time."""

    role: MessageRole
    sender: str
    text: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Talk:
    """One buyer's lines, in the order captured."""

    buyer: str
    order_no: str
    channel: Channel
    lines: tuple[Line, ...]


@dataclass(slots=True)
class _Gathered:
    order_no: str
    channel: Channel
    lines: list[Line] = field(default_factory=list)


def talks(records: Sequence[ChatRecord], speakers: Speakers, buyer: str = "") -> tuple[Talk, ...]:
    """The records by buyer; our lines belong to the buyer who spoke last, or first when none did yet.

    `buyer` names the one whom lines without a sender belong to. A talk whose buyer is unknown has "".
    """
    gathered: dict[str, _Gathered] = {}
    waiting: list[tuple[ChatRecord, Line]] = []
    current = buyer
    for record in records:
        line = _line(record, speakers, buyer)
        named = _by_order(gathered, record.order_no)
        if line.role is MessageRole.BUYER:
            current = line.sender or named
        target = named or current
        if not target and line.role is not MessageRole.BUYER:
            waiting.append((record, line))
            continue
        for earlier in waiting:
            _gather(gathered, target, *earlier)
        waiting.clear()
        _gather(gathered, target, record, line)
    for earlier in waiting:
        _gather(gathered, buyer, *earlier)
    return tuple(Talk(name, one.order_no, one.channel, tuple(one.lines)) for name, one in gathered.items())


def nobodys(records: Sequence[ChatRecord], speakers: Speakers) -> frozenset[int]:
    """Rows of buyers' lines without a name, whose order no line before them named: nobody can say whose they are."""
    known: set[str] = set()
    rows: set[int] = set()
    for record in records:
        line = _line(record, speakers, "")
        if line.role is MessageRole.BUYER and not line.sender and record.order_no not in known:
            rows.add(record.row)
        elif record.order_no:
            known.add(record.order_no)
    return frozenset(rows)


def _line(record: ChatRecord, speakers: Speakers, buyer: str) -> Line:
    agent = "" if buyer and record.sender == buyer else speakers.agent(record.sender)
    role = record.role or (MessageRole.AGENT if agent else MessageRole.BUYER)
    if role is MessageRole.AGENT:
        return Line(role, agent or record.sender or speakers.me, record.text, record.at)
    if role is MessageRole.BUYER:
        return Line(role, record.sender or buyer, record.text, record.at)
    return Line(role, record.sender, record.text, record.at)


def _by_order(gathered: Mapping[str, _Gathered], order_no: str) -> str:
    return next((name for name, one in gathered.items() if order_no and one.order_no == order_no), "")


def _gather(gathered: dict[str, _Gathered], buyer: str, record: ChatRecord, line: Line) -> None:
    talk = gathered.setdefault(buyer, _Gathered(record.order_no, record.channel))
    talk.order_no = talk.order_no or record.order_no
    talk.lines.append(line)


@dataclass(frozen=True, slots=True)
class SortedOut:
    """A talk against what the store has: new lines, known ones, logged replies now seen as sent (E3, E5)."""

    new: tuple[Line, ...]
    known: tuple[Line, ...]
    sent: tuple[tuple[Message, Line], ...]


def sort_out(lines: Sequence[Line], messages: Sequence[Message], now: datetime, repeat_within: timedelta) -> SortedOut:
    """Which lines are new (rule E3); each stored line answers for one captured line, so repeats count.

    A line with a time is known by time, sender and text. Our own line is the logged reply with the
    same words about that time. Words without a time are known when said within `repeat_within`; a time to come
    is none, for the clocks of two machines differ.
    """
    stored = _Stored.of(messages)
    new: list[Line] = []
    known: list[Line] = []
    sent: list[tuple[Message, Line]] = []
    for line in lines:
        said = replace(line, at=None) if to_come(line, now) else line
        found = stored.said_at(said) or stored.said_about(said, now, repeat_within)
        if found is None:
            new.append(line)
            continue
        stored.used.add(found.id)
        known.append(line)
        if found.role is MessageRole.AGENT and found.source == LOGGED:
            sent.append((found, said))
    return SortedOut(tuple(new), tuple(known), tuple(sent))


@dataclass(slots=True)
class _Stored:
    """Stored lines by their words, so that a long chat is compared quickly; each is used once."""

    by_words: Mapping[tuple[MessageRole, str], Sequence[Message]]
    by_time: Mapping[tuple[MessageRole, str, str, datetime], Sequence[Message]]
    used: set[int] = field(default_factory=set)

    @classmethod
    def of(cls, messages: Sequence[Message]) -> _Stored:
        by_words: defaultdict[tuple[MessageRole, str], list[Message]] = defaultdict(list)
        by_time: defaultdict[tuple[MessageRole, str, str, datetime], list[Message]] = defaultdict(list)
        for one in messages:
            words = _words(one.text)
            by_words[one.role, words].append(one)
            by_time[one.role, one.sender, words, one.at.replace(microsecond=0)].append(one)
        return cls(by_words, by_time)

    def said_at(self, line: Line) -> Message | None:
        """The stored line with the same time, sender and words."""
        if line.at is None:
            return None
        key = (line.role, line.sender, _words(line.text), line.at.replace(microsecond=0))
        return self._unused(self.by_time.get(key, ()))

    def said_about(self, line: Line, now: datetime, repeat_within: timedelta) -> Message | None:
        """The stored line with the same words about then; with a time only what had none, or was copied."""
        near = []
        for one in self.by_words.get((line.role, _words(line.text)), ()):
            if line.at is not None and one.source not in (TYPED, LOGGED):
                continue
            within = SENT_WITHIN if one.source == LOGGED and line.at else repeat_within
            if abs(one.at - (line.at or now)) <= within:
                near.append(one)
        return self._unused(near)

    def _unused(self, messages: Sequence[Message]) -> Message | None:
        return next((one for one in messages if one.id not in self.used), None)


def to_come(line: Line, now: datetime) -> bool:
    """Whether the time of a line lies ahead by more than clocks differ."""
    return line.at is not None and line.at > now + CLOCKS_DIFFER


def _words(text: str) -> str:
    return " ".join(text.split())


def timed(lines: Sequence[Line], now: datetime) -> tuple[Line, ...]:
    """Lines that all have a time: one without takes that of the line before it, at last the present.

    Nobody has spoken in the future: such a line would never be overdue, and no reply would come after it (rule Q1).
    """
    result: list[Line] = []
    for line in lines:
        at = now if to_come(line, now) else line.at or (result[-1].at if result else now)
        result.append(replace(line, at=at))
    return tuple(result)
