"""What a text may say to this buyer, and what is recorded when it goes out all the same (rules P5, P6, X1)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from itertools import islice

from cs_console.domain.entities import Buyer, Inquiry, Message, Order
from cs_console.domain.guard import BLOCK, HINT, WARN, Finding, check_text, same_place
from cs_console.domain.guard_patterns import digits_of
from cs_console.domain.vocabulary import MessageRole
from cs_console.errors import Refused
from cs_console.i18n import t
from cs_console.services.context import ServiceContext
from cs_console.services.ports.uow import UnitOfWork
from cs_console.text.normalise import normalise

_PHONE, _PLACE = "private_phone", "private_address"
_MOBILE = re.compile(r"1[3-9]\d[- ]?\d{4}[- ]?\d{4}")
_NUMBER = re.compile(r"(?<![0-9A-Za-z-])(?:[A-Za-z]{0,4}\d{10,24}|\d{6}-\d{12,18})(?![0-9A-Za-z])")
_MOST_NUMBERS = 5
"""So many numbers of one text are looked up."""
_SHOWN = 12
"""So many characters show where a text grows too long."""
_RANK = {BLOCK: 0, WARN: 1, HINT: 2}


def findings_for(
    uow: UnitOfWork, context: ServiceContext, text: str, *, inquiry_id: int = 0, order_id: int = 0
) -> tuple[Finding, ...]:
    """Everything in `text` that should not be said to this buyer, worst first.

    The buyer's own number, as the order or the conversation has it, and the shop's may be named; one that
    the store knows as somebody else's is blocked, any other is as severe as the policy says (rule X1).
    """
    found: Iterable[Finding] = (*check_text(text, context.guard()), *_others_orders(uow, text, inquiry_id, order_id))
    longest = context.policies().tone.max_reply_length
    if len(text) > longest:
        found = [*found, Finding("guard.too_long", text[longest:][:_SHOWN], longest, len(text), WARN, "too_long")]
    if any(one.category == _PLACE for one in found):
        known = _own_places(uow, inquiry_id, order_id)
        found = [one for one in found if one.category != _PLACE or not _same_place(one.words, known)]
    if not any(one.category == _PHONE for one in found):
        return _ranked(found)
    own = _own_numbers(uow, inquiry_id, order_id)
    severity = context.policies().tone.unknown_phone
    judged: list[Finding] = []
    for one in found:
        number = digits_of(one.words)[-11:]
        if one.category != _PHONE:
            judged.append(one)
        elif any(_same_number(stored, number) for stored in own):
            continue
        elif _somebodys(uow, number, one.words):
            judged.append(replace(one, code="guard.other_phone", severity=BLOCK))
        else:
            judged.append(replace(one, severity=severity))
    return _ranked(judged)


def _ranked(found: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(found, key=lambda one: (_RANK.get(one.severity, 3), one.start)))


def _others_orders(uow: UnitOfWork, text: str, inquiry_id: int, order_id: int) -> list[Finding]:
    """Order and tracking numbers of other buyers, which lead to their names and addresses (rule X1).

    A number that this buyer wrote may be said back. A warning only: whoever calls may not be known by that nick.
    """
    inquiry = uow.get(Inquiry, inquiry_id) if inquiry_id else None
    if inquiry is None:
        return []
    found: list[Finding] = []
    said = ""
    for match in islice(_NUMBER.finditer(text), _MOST_NUMBERS):
        orders = uow.orders.numbered(match[0], 3)
        if not orders or any(one.id in (order_id, inquiry.order_id) or _theirs(uow, one, inquiry) for one in orders):
            continue
        said = said or " ".join(m.text for m in uow.queue.messages(inquiry_id) if m.role is MessageRole.BUYER)
        if match[0] not in said:
            found.append(Finding("guard.other_order", match[0], *match.span(), WARN, "other_order"))
    return found


def _theirs(uow: UnitOfWork, order: Order, inquiry: Inquiry) -> bool:
    """Whether an order is this buyer's, under any of their nicks."""
    if order.buyer_nick == inquiry.buyer:
        return True
    cards = [uow.get(Buyer, key) for key in (order.buyer_id, inquiry.buyer_id) if key]
    first, *rest = [card.merged_into or card.id for card in cards if card is not None] or [0]
    return bool(first) and first in rest


def _own_numbers(uow: UnitOfWork, inquiry_id: int, order_id: int) -> set[str]:
    """The numbers of this order and buyer, and those that the buyer wrote in this conversation."""
    inquiry = uow.get(Inquiry, inquiry_id) if inquiry_id else None
    order_key = order_id or (inquiry.order_id if inquiry else 0)
    order = uow.get(Order, order_key) if order_key else None
    found = {order.phone} if order else set()
    buyer_key = (inquiry.buyer_id if inquiry else 0) or (order.buyer_id if order else 0)
    buyer = uow.get(Buyer, buyer_key) if buyer_key else None
    if buyer is not None:
        found.add(buyer.phone)
    for message in uow.queue.messages(inquiry_id) if inquiry else ():
        if message.role is MessageRole.BUYER:
            found.update(_MOBILE.findall(message.text))
    return found - {""}


def _own_places(uow: UnitOfWork, inquiry_id: int, order_id: int) -> tuple[str, ...]:
    """The addresses of this order and of the one spoken of, and what the buyer wrote in this conversation."""
    inquiry = uow.get(Inquiry, inquiry_id) if inquiry_id else None
    keys = {order_id, inquiry.order_id if inquiry else 0} - {0}
    orders = (uow.get(Order, key) for key in keys)
    said = [one.text for one in uow.queue.messages(inquiry_id) if one.role is MessageRole.BUYER] if inquiry else []
    return (*(one.address for one in orders if one is not None and one.address), *said)


def _same_place(words: str, known: Iterable[str]) -> bool:
    return any(same_place(normalise(words), normalise(place)) for place in known)


def _same_number(stored: str, number: str) -> bool:
    """Whether a stored number, perhaps masked by the platform or with an extension, is this one."""
    main = re.split(r"[转#]|(?<=\d{11})-", stored)[0]
    kept = "".join(char for char in main if char.isdigit() or char == "*")[-11:]
    pattern = "".join(r"\d" if char == "*" else char for char in kept)
    return len(kept) == len(number) and re.fullmatch(pattern, number) is not None


def _somebodys(uow: UnitOfWork, number: str, written: str) -> bool:
    wanted = [number, written, f"+86{number}", f"86-{number}"]
    return bool(uow.find(Buyer, phone=wanted, limit=1) or uow.find(Order, phone=wanted, limit=1))


def advice_of(finding: Finding) -> str:
    """What to say instead: the list's own advice, else the catalogue's for its kind."""
    return finding.advice or t(f"guard.advice.{finding.category}")


def refuse_blocked(findings: Iterable[Finding]) -> None:
    """`Refused` naming the words, why not, and what to say instead, when any of them is blocked (rule P6)."""
    blocked = [one for one in findings if one.severity == BLOCK]
    if blocked:
        raise Refused(
            "reply.blocked",
            words="、".join(dict.fromkeys(one.words for one in blocked)),
            reason="；".join(dict.fromkeys(t(one.code, words=one.words) for one in blocked)),
            better="；".join(dict.fromkeys(advice_of(one) for one in blocked)),
        )


def note_overrides(uow: UnitOfWork, message: Message, findings: Iterable[Finding], shown: Collection[str]) -> None:
    """Record, in the act that logs a reply, which findings it went out with and which of them were shown."""
    kept = [
        {"code": one.code, "words": one.words, "severity": one.severity, "shown": one.words in shown}
        for one in findings
    ]
    if kept:
        uow.note("Message", message.id, overrides=kept)


def warned_of(uow: UnitOfWork, messages: Iterable[Message]) -> Mapping[int, tuple[str, ...]]:
    """By message the words that should not have been said and went out all the same, for the lead (rules P6, K4)."""
    ids = [one.id for one in messages if one.role is MessageRole.AGENT]
    warned: dict[int, tuple[str, ...]] = {}
    for event in uow.journal.remarks_on("Message", ids) if ids else ():
        found = (event.after or {}).get("overrides", ())
        words = tuple(dict.fromkeys(one["words"] for one in found if one["severity"] == WARN))
        if words:
            warned[event.entity_id] = words
    return warned
