"""Binds the conversation templates to generated orders, with times relative to `now`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from cs_console.domain.vocabulary import InquiryState, MessageRole, Platform
from cs_console.services.demo.exports_taobao import yuan
from cs_console.services.demo.model import DemoConversation, DemoMessage, DemoOrder, DemoShift
from cs_console.services.demo.people import PRANKSTER, TEAM_RETURNS, agent_at, staffed_before
from cs_console.services.demo.picking import OrderPicker
from cs_console.services.demo.talk import Talk
from cs_console.services.demo.talks_closed import CLOSED
from cs_console.services.demo.talks_progress import IN_HAND, OFFLINE
from cs_console.services.demo.talks_waiting import WAITING

_ROLES = {"b": MessageRole.BUYER, "a": MessageRole.AGENT, "n": MessageRole.NOTE}
_OPENING, _CLOSING = time(8, 30), time(1, 0)
_MORNING_REPLY = "亲，早上好，抱歉让您久等啦，这边马上为您查看，请稍等哦"
_UNSTAFFED_MINUTES = 450


def talk_nicks() -> set[str]:
    """The nicks that templates bring along; no generated buyer may have one of them."""
    return {talk.nick for talk in (*WAITING, *IN_HAND, *CLOSED, *OFFLINE) if talk.nick}


@dataclass(frozen=True, slots=True)
class Binder:
    """Gives every template its order, its moments and the agent who speaks in it."""

    picker: OrderPicker
    now: datetime
    zone: ZoneInfo
    shift: DemoShift
    before: DemoShift
    handed_in: datetime

    def all(self) -> Iterator[DemoConversation]:
        """Every template bound to an order of its own; the one that needs a rare order chooses first."""
        for talk in sorted((*WAITING, *IN_HAND, *CLOSED), key=lambda talk: not talk.refund):
            if not talk.overnight or self.shift.key == "day":
                yield self._bind(talk, self._moments(talk))
        for talk in OFFLINE:
            yield self._bind_offline(talk)

    def _moments(self, talk: Talk) -> list[datetime]:
        """When the lines were said: buyers wait at any hour, but what was settled was so by somebody."""
        if talk.overnight:
            return [self.handed_in - _minutes(before) for before, _, _ in talk.lines]
        moments = [self.now - _minutes(before) for before, _, _ in talk.lines]
        if talk.state in (InquiryState.RECEIVED, InquiryState.CLAIMED):
            return moments
        unstaffed = moments[-1] - staffed_before(self.now, talk.lines[-1][0], self.zone)
        return [at - unstaffed for at in moments]

    def _bind_offline(self, talk: Talk) -> DemoConversation:
        """A message of the unstaffed hours (rule S4): unanswered by day, in the evening long answered."""
        opened = datetime.combine(self.shift.business_date, _CLOSING, tzinfo=self.zone)
        scale = 1.0
        if self.shift.key == "day" and self.now.astimezone(self.zone).time() < _OPENING:
            scale = (self.now - opened) / timedelta(minutes=_UNSTAFFED_MINUTES)
        moments = [opened + _minutes(after * scale) for after, _, _ in talk.lines]
        if self.shift.key == "night":
            reply = datetime.combine(self.shift.business_date, time(8, 41), tzinfo=self.zone)
            answered = (*talk.lines, (0.0, "a", _MORNING_REPLY))
            return self._bind(talk._replace(lines=answered, state=InquiryState.WAITING_BUYER), [*moments, reply])
        return self._bind(talk, moments)

    def _bind(self, talk: Talk, moments: list[datetime]) -> DemoConversation:
        order = None
        if talk.want:
            order = self.picker.pick(
                talk.platform, talk.want, moments[0], kind=talk.kind, pieces=talk.pieces, refund=talk.refund,
                buyer=talk.nick if talk.nick == PRANKSTER else "", new_buyer=True,
            )  # fmt: skip
        nick = talk.nick or _nick(order)
        agent = self._agent(talk, moments)
        words = _words(order, self.zone)
        messages = tuple(
            DemoMessage(
                at=at.astimezone(UTC).replace(microsecond=0),
                role=_ROLES[who],
                sender=nick if who == "b" else agent,
                text=text.format_map(words) if order and nick != PRANKSTER else text,
            )
            for at, (_, who, text) in zip(moments, talk.lines, strict=True)
        )
        return DemoConversation(
            key=talk.key, buyer=nick, platform=talk.platform, channel=talk.channel, category=talk.category,
            state=talk.state, messages=messages, order_no=order.order_no if order else "",
            priority=talk.priority, owner=_owner(talk, agent), agent=agent, outcome=talk.outcome,
            closed_at=None if talk.state.is_open else messages[-1].at + timedelta(minutes=1),
            snooze_until=self.now + _minutes(talk.until) if talk.until else None,
            transfer_to=talk.transfer_to, transfer_note=talk.transfer_note, offline=talk.offline,
        )  # fmt: skip

    def _agent(self, talk: Talk, moments: list[datetime]) -> str:
        """Who speaks for the shop in all of a talk, "" where nobody has yet.

        What comes after the hand-in is the successor's: nothing may be left in no log (rule H4).
        """
        if talk.overnight:
            return self.before.agent
        spoken = [at for at, (_, who, _) in zip(moments, talk.lines, strict=True) if who == "a"]
        if talk.state is InquiryState.CLAIMED:
            return self.shift.agent
        if spoken and self.handed_in < spoken[0] < self.before.planned_end:
            return self.shift.agent
        return agent_at(spoken[0], self.zone) if spoken else ""


def _owner(talk: Talk, agent: str) -> str:
    """Nobody while it lies in a queue, the receiver of a transfer, else who speaks in it."""
    if talk.state is InquiryState.RECEIVED or talk.transfer_to == TEAM_RETURNS:
        return ""
    return talk.transfer_to or agent


def _nick(order: DemoOrder | None) -> str:
    """The name the platform shows for the order's buyer."""
    if order is None:
        raise LookupError("a conversation needs an order or a nick")
    return f"jd_{order.buyer.nick}" if order.platform is Platform.JD else order.buyer.nick


def _words(order: DemoOrder | None, zone: ZoneInfo) -> dict[str, str]:
    """What the texts may name of the order they are about."""
    if order is None:
        return {}
    line, placed = order.lines[0], order.ordered_at.astimezone(zone)
    return {
        "short": line.goods.short, "colour": line.sku.colour, "size": line.sku.size,
        "pieces": str(line.quantity),
        "order_no": order.order_no, "tracking_no": order.tracking_no, "carrier": order.carrier,
        "receiver": order.buyer.receiver, "yuan": yuan(order.refund_fen or order.paid_fen),
        "day": f"{placed.month}月{placed.day}日",
    }  # fmt: skip


def _minutes(count: float) -> timedelta:
    return timedelta(minutes=count)
