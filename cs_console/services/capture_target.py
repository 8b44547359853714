"""Where a buyer's captured talk belongs, and what it changes there (rules Q1–Q3, E3)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from cs_console.domain.entities import Buyer, Inquiry, Message, Order
from cs_console.domain.inquiries import Move, Owed, after, lease_end, owed, summarise
from cs_console.domain.routing import BY_AGENT, BY_RULE, Route, propose, rerouted
from cs_console.domain.sla import reply_clock
from cs_console.domain.talk import PASTED, TYPED, Line, Talk, timed, to_come
from cs_console.domain.vocabulary import Category, InquiryState, MessageRole, Platform, Priority
from cs_console.errors import Refused
from cs_console.i18n import listed
from cs_console.services.context import ServiceContext
from cs_console.services.ports.uow import UnitOfWork
from cs_console.text.normalise import normalise

_INQUIRIES_COMPARED = 20
"""How many of a buyer's latest inquiries a pasted chat is compared with (rule E3)."""


@dataclass(frozen=True, slots=True)
class Aim:
    """What the store knows about a talk's buyer, order and inquiries (newest first)."""

    talk: Talk
    platform: Platform
    buyer: Buyer | None
    order: Order | None
    inquiries: tuple[Inquiry, ...]
    messages: tuple[Message, ...]
    reopen_within: timedelta
    now: datetime

    @property
    def newest(self) -> Inquiry | None:
        """The buyer's latest inquiry: the open one if there is one."""
        still_open = (one for one in self.inquiries if one.state.is_open)
        return next(still_open, self.inquiries[0] if self.inquiries else None)

    @property
    def order_no(self) -> str:
        """The order talked about: the one named, else the buyer's latest."""
        return self.talk.order_no or (self.order.order_no if self.order else "")

    def target(self, new: Sequence[Line]) -> tuple[Inquiry | None, bool]:
        """The inquiry that new lines join (None: a new one), and whether they open it again (rule Q2).

        A buyer's line after the last one known opens a closed inquiry again within its resolution
        limit; older lines only complete its conversation.
        """
        newest = self.newest
        if newest is None or newest.state.is_open:
            return newest, False
        last = newest.last_message_at or newest.closed_at or self.now
        said = [line.at or self.now for line in new if line.role is MessageRole.BUYER]
        later = [at for at in said if at > last]
        if not later:
            return newest, False
        if min(later) <= (newest.closed_at or last) + self.reopen_within:
            return newest, True
        return None, False


_ORDER_NUMBER = re.compile(r"(?<![0-9A-Za-z])(?:\d{6}-\d{15}|\d{10,20})(?![0-9A-Za-z])")
"""What may be an order number within a line: a long row of digits, or PDD's date and number."""


@dataclass(frozen=True, slots=True)
class Taken:
    """The inquiry as it stands with the new lines."""

    inquiry: Inquiry
    created: bool


class Desk:
    """Works on talks within one unit of work."""

    def __init__(self, context: ServiceContext, uow: UnitOfWork) -> None:
        self._context = context
        self._policies = context.policies()
        self._uow = uow

    def aim(self, talk: Talk, platform: Platform | None) -> Aim:
        """Find the talk's buyer, order and inquiries."""
        order = self._order(talk, platform)
        platform, buyer = self._buyer(talk, platform or (order.platform if order else None))
        if order is None and not talk.order_no:
            order = self._named(talk, platform) or self._uow.queue.latest_order(platform, talk.buyer)
        inquiries = tuple(self._uow.queue.inquiries_of(platform, talk.buyer, _INQUIRIES_COMPARED))
        messages = self._uow.queue.messages_of([one.id for one in inquiries]) if inquiries else []
        window = timedelta(0)
        if inquiries:
            newest = inquiries[0]
            limits = self._policies.sla.limits(newest.category, newest.priority, newest.channel)
            window = timedelta(seconds=limits.resolution)
        return Aim(talk, platform, buyer, order, inquiries, tuple(messages), window, self._uow.now)

    def fresh(self, talk: Talk, platform: Platform | None) -> Aim:
        """The same for a talk that is to open an inquiry of its own."""
        return replace(self.aim(talk, platform), inquiries=(), messages=())

    def take(
        self, aim: Aim, new: Sequence[Line],
        *, category: Category | None = None, priority: Priority | None = None,
    ) -> Taken:  # fmt: skip
        """Add new lines to where they belong; clocks, state and routing follow (rules Q1–Q3)."""
        inquiry, reopens = aim.target(new)
        said = _messages(new, self._uow.now)
        if inquiry is None:
            return Taken(self._open(aim, said, category, priority), created=True)
        before = [one for one in aim.messages if one.inquiry_id == inquiry.id]
        said = self._uow.add_many([replace(one, inquiry_id=inquiry.id) for one in said])
        self._confirm(before, said)
        if not inquiry.state.is_open and not reopens:
            last = max(inquiry.last_message_at or said[-1].at, said[-1].at)
            return Taken(self._uow.change(inquiry, last_message_at=last), created=False)
        changes = self._heard(aim, inquiry, [*before, *said], said, reopens)
        return Taken(self._uow.change(inquiry, **changes), created=False)

    # -- finding ---------------------------------------------------------------------------

    def _order(self, talk: Talk, platform: Platform | None) -> Order | None:
        if not talk.order_no:
            return None
        found = self._uow.find(Order, order_no=talk.order_no)
        found = [one for one in found if platform in (None, one.platform)]
        if len(found) > 1:
            found = [one for one in found if one.buyer_nick == talk.buyer] or found
        if len(found) > 1:
            names = listed(one.platform.value for one in found)
            raise Refused("capture.order_ambiguous", order_no=talk.order_no, platforms=names)
        return found[0] if found else None

    def _named(self, talk: Talk, platform: Platform) -> Order | None:
        """The order whose number stands in the talk, the latest mention first; only an order of this buyer."""
        named = [number for line in reversed(talk.lines) for number in _ORDER_NUMBER.findall(line.text)]
        if not named:
            return None
        own = self._uow.find(Order, platform=platform.value, buyer_nick=talk.buyer, order_no=named)
        return min(own, key=lambda order: named.index(order.order_no), default=None)

    def _buyer(self, talk: Talk, platform: Platform | None) -> tuple[Platform, Buyer | None]:
        """The buyer's platform and card: as told, as known, else the shop's only platform."""
        wanted = [platform.value] if platform else [one.value for one in Platform]
        known = self._uow.find(Buyer, platform=wanted, nick=talk.buyer)
        if len(known) == 1:
            return known[0].platform, known[0]
        only = self._policies.shop.platforms
        return platform or (only[0] if len(only) == 1 else Platform.OTHER), None

    # -- changing --------------------------------------------------------------------------

    def _open(self, aim: Aim, said: Sequence[Message], category: Category | None, priority: Priority | None) -> Inquiry:
        buyer = aim.buyer or self._uow.add(Buyer(platform=aim.platform, nick=aim.talk.buyer, first_seen_at=said[0].at))
        route = self._route(aim, said)
        first = next((one for one in said if one.role is MessageRole.BUYER), said[0])
        blank = Inquiry(
            platform=aim.platform, channel=aim.talk.channel, buyer_id=buyer.id, buyer=buyer.nick,
            category=category or route.category, priority=priority or route.priority, team=route.team,
            category_by=BY_AGENT if category else BY_RULE, received_at=first.at, shop=self._shop(aim),
            order_id=aim.order.id if aim.order else 0, order_no=aim.order_no,
        )  # fmt: skip
        owes = owed(said)
        state = _state(blank, said, owes, reopens=False)
        changes = {**self._clock(blank, owes), "state": state, "summary": _wants(said, owes)}
        inquiry = self._uow.add(replace(blank, **changes))
        self._uow.add_many([replace(one, inquiry_id=inquiry.id) for one in said])
        return inquiry

    def _heard(
        self, aim: Aim, inquiry: Inquiry, all_said: Sequence[Message], said: Sequence[Message], reopens: bool
    ) -> dict[str, Any]:
        owes = owed(_counting(inquiry, all_said, said))
        changes: dict[str, Any] = {"state": _state(inquiry, said, owes, reopens=reopens)}
        if reopens:
            changes.update(owner="", outcome="", closed_at=None, claimed_at=None, lease_until=None)
        if inquiry.state is InquiryState.SNOOZED and changes["state"] is not InquiryState.SNOOZED:
            changes.update(snooze_until=None)
            if inquiry.owner:
                changes.update(lease_until=lease_end(self._policies.sla, "", self._uow.now))
        if any(one.role is MessageRole.BUYER for one in said):
            changes.update(rerouted(inquiry, self._route(aim, said)))
        changes.update(_link(aim, inquiry))
        if owes.since is not None:
            changes.update(summary=_wants(all_said, owes))
        routed = {name: value for name, value in changes.items() if name in ("category", "priority")}
        return {**changes, **self._clock(replace(inquiry, **routed), owes)}

    def _confirm(self, before: Sequence[Message], said: Sequence[Message]) -> None:
        """The buyer's next line confirms that copied replies were sent (rule E5)."""
        heard = max((one.at for one in said if one.role is MessageRole.BUYER), default=None)
        for message in before:
            copied_only = message.role is MessageRole.AGENT and not message.confirmed
            if copied_only and heard is not None and message.at <= heard:
                self._uow.change(message, confirmed=True)

    def _clock(self, inquiry: Inquiry, owes: Owed) -> dict[str, Any]:
        changes: dict[str, Any] = {
            "last_message_at": _latest(inquiry.last_message_at, owes.last_at), "unanswered_since": owes.since,
            "first_replied_at": inquiry.first_replied_at or owes.first_replied_at,
            "target_at": None, "due_at": None,
        }  # fmt: skip
        if owes.since is not None:
            clock = reply_clock(
                self._policies.sla, self._policies.shifts, self._context.zone, owes.since,
                category=inquiry.category, priority=inquiry.priority, channel=inquiry.channel,
                first=changes["first_replied_at"] is None,
            )  # fmt: skip
            changes.update(target_at=clock.target_at, due_at=clock.due_at, offline=clock.offline)
        return changes

    def _route(self, aim: Aim, said: Sequence[Message]) -> Route:
        words = normalise("\n".join(one.text for one in said if one.role is MessageRole.BUYER))
        status = aim.order.status if aim.order else None
        return propose(self._policies.routing, self._policies.team, words, status, aim.talk.channel)

    def _shop(self, aim: Aim) -> str:
        if aim.order is not None and aim.order.shop:
            return aim.order.shop
        names = [shop.name for shop in self._policies.shop.shops if shop.platform is aim.platform]
        return names[0] if len(names) == 1 else ""


def _messages(lines: Sequence[Line], now: datetime) -> list[Message]:
    """Unstored messages of captured lines, each with a time."""
    return [
        Message(
            inquiry_id=0,
            role=line.role,
            sender=line.sender,
            text=line.text,
            at=spoken.at or now,
            source=PASTED if line.at and not to_come(line, now) else TYPED,
        )
        for line, spoken in zip(lines, timed(lines, now), strict=True)
    ]


def _state(inquiry: Inquiry, said: Sequence[Message], owes: Owed, *, reopens: bool) -> InquiryState:
    """Where the new lines leave the inquiry (rule Q2): heard, and perhaps answered elsewhere already."""
    state = inquiry.state
    owned = bool(inquiry.owner) and not reopens
    heard = any(one.role is MessageRole.BUYER for one in said)
    if heard and (owes.since is not None or reopens):
        state = after(Move.HEAR, state, owned=owned) or state
    if owes.since is None and any(one.role in (MessageRole.BUYER, MessageRole.AGENT) for one in said):
        state = after(Move.ANSWERED, state, owned=owned) or state
    return state


def _latest(*moments: datetime | None) -> datetime | None:
    return max((one for one in moments if one is not None), default=None)


def _link(aim: Aim, inquiry: Inquiry) -> dict[str, Any]:
    """The order that an inquiry without one is about, once it is known."""
    if aim.order is None or inquiry.order_id:
        return {}
    if inquiry.order_no not in ("", aim.order.order_no):
        return {}
    return {"order_id": aim.order.id, "order_no": aim.order.order_no, "shop": aim.order.shop or inquiry.shop}


def _counting(inquiry: Inquiry, all_said: Sequence[Message], said: Sequence[Message]) -> list[Message]:
    """The lines that decide what is owed: what was settled before, or closed unanswered, counts no more."""
    new = {one.id for one in said}
    since = inquiry.unanswered_since
    return [
        one for one in all_said
        if one.id in new or one.role is MessageRole.AGENT or (since is not None and one.at >= since)
    ]  # fmt: skip


def _wants(messages: Sequence[Message], owes: Owed) -> str:
    """What the buyer wants in one line: the unanswered words, else the first ones."""
    lines = [one for one in messages if one.role is MessageRole.BUYER]
    open_lines = [one for one in lines if owes.since is not None and one.at >= owes.since]
    return summarise(" ".join(one.text for one in open_lines or lines[:1] or list(messages)[:1]))
