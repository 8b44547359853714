"""Binds the conversation templates to generated orders, with times relative to `now`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from cs_console.domain.vocabulary import InquiryState, MessageRole, Platform
from cs_console.services.demo.exports_taobao import yuan
from cs_console.services.demo.model import DemoConversation, DemoMessage, DemoOrder, DemoShift
from cs_console.services.demo.people import LEAD, PRANKSTER, TEAM_RETURNS, agent_at, staffed_before
from cs_console.services.demo.picking import OrderPicker
from cs_console.services.demo.talk import Talk
from cs_console.services.demo.talks_closed import CLOSED
from cs_console.services.demo.talks_progress import IN_HAND, OFFLINE
from cs_console.services.demo.talks_waiting import WAITING

_ROLES = {"b": MessageRole.BUYER, "a": MessageRole.AGENT, "n": MessageRole.NOTE}
_OPENING, _CLOSING = time(8, 30), time(1, 0)
_MORNING_REPLY = "亲，早上好，抱歉让您久等啦，这边马上为您查看，请稍等哦"
_UNSTAFFED_MINUTES = 450


def make_conversations(
    picker: OrderPicker, now: datetime, handed_in: datetime, zone: ZoneInfo, shift: DemoShift
) -> tuple[DemoConversation, ...]:
    """Every template bound to an order of its own, oldest states first."""
    return tuple(_bind_all(picker, now, handed_in, zone, shift))


def _bind_all(
    picker: OrderPicker, now: datetime, handed_in: datetime, zone: ZoneInfo, shift: DemoShift
) -> Iterator[DemoConversation]:
    for talk in (*WAITING, *IN_HAND, *CLOSED):
        if talk.transfer_to == "on_duty" and shift.key != "day":
            continue  # handed from the night to the day: nothing to hand over at noon
        moments = [_moment(talk, before, now, handed_in, zone) for before, _, _ in talk.lines]
        yield _bind(picker, talk, moments, talk.state, now, zone, shift)
    for talk in OFFLINE:
        yield _bind_offline(picker, talk, now, zone, shift)


def _moment(talk: Talk, before: float, now: datetime, handed_in: datetime, zone: ZoneInfo) -> datetime:
    """When a line was said: buyers wait at any hour, but what was settled was so by somebody."""
    if talk.transfer_to == "on_duty":
        return handed_in - _minutes(before)
    if talk.state in (InquiryState.RECEIVED, InquiryState.CLAIMED):
        return now - _minutes(before)
    return staffed_before(now, before, zone)


def _bind_offline(
    picker: OrderPicker, talk: Talk, now: datetime, zone: ZoneInfo, shift: DemoShift
) -> DemoConversation:
    """A message of the unstaffed hours (rule S4): unanswered by day, in the evening long answered."""
    opened = datetime.combine(shift.business_date, _CLOSING, tzinfo=zone)
    scale = 1.0
    if shift.key == "day" and now.astimezone(zone).time() < _OPENING:
        scale = (now - opened) / timedelta(minutes=_UNSTAFFED_MINUTES)
    moments = [opened + _minutes(after * scale) for after, _, _ in talk.lines]
    if shift.key == "night":
        answered = talk._replace(lines=(*talk.lines, (0.0, "a", _MORNING_REPLY)))
        reply = datetime.combine(shift.business_date, time(8, 41), tzinfo=zone)
        return _bind(picker, answered, [*moments, reply], InquiryState.WAITING_BUYER, now, zone, shift)
    return _bind(picker, talk, moments, talk.state, now, zone, shift)


def _bind(
    picker: OrderPicker, talk: Talk, moments: list[datetime], state: InquiryState,
    now: datetime, zone: ZoneInfo, shift: DemoShift,
) -> DemoConversation:  # fmt: skip
    order = None
    if talk.want:
        order = picker.pick(
            talk.platform, talk.want, moments[0], kind=talk.kind, pieces=talk.pieces, refund=talk.refund,
            buyer=talk.nick if talk.nick == PRANKSTER else "",
        )
    nick = talk.nick or _nick(order)
    words = _words(order, zone)
    messages = tuple(
        DemoMessage(
            at=_whole(at),
            role=_ROLES[who],
            sender=nick if who == "b" else agent_at(at, zone),
            text=text.format_map(words) if order and nick != PRANKSTER else text,
        )
        for at, (_, who, text) in zip(moments, talk.lines, strict=True)
    )
    open_ = state.is_open
    target = shift.agent if talk.transfer_to == "on_duty" else talk.transfer_to
    return DemoConversation(
        key=talk.key, buyer=nick, platform=talk.platform, channel=talk.channel, category=talk.category,
        state=state, messages=messages, order_no=order.order_no if order else "", priority=talk.priority,
        owner=_owner(state, target, messages, shift), outcome=talk.outcome,
        closed_at=None if open_ else min(messages[-1].at + timedelta(minutes=1), now),
        snooze_until=_whole(now + _minutes(talk.until)) if talk.until else None,
        transfer_from=_last_agent(messages) if target else "", transfer_to=target,
        transfer_note=talk.transfer_note, offline=talk.offline,
    )  # fmt: skip


def _owner(state: InquiryState, target: str, messages: tuple[DemoMessage, ...], shift: DemoShift) -> str:
    """Nobody in a queue, the receiver of a transfer, who is on for a claimed one, else who spoke last."""
    if state is InquiryState.RECEIVED or target == TEAM_RETURNS:
        return ""
    if state is InquiryState.TRANSFERRED:
        return target or LEAD
    return shift.agent if state is InquiryState.CLAIMED else _last_agent(messages)


def _last_agent(messages: tuple[DemoMessage, ...]) -> str:
    return next(message.sender for message in reversed(messages) if message.role is MessageRole.AGENT)


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


def _whole(at: datetime) -> datetime:
    return at.replace(microsecond=0)
