"""A buyer as one person over several nicks: facts counted from the data, and what they mark (rules C1, E4, Q10)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from cs_console.domain.entities import Buyer, Order
from cs_console.domain.vocabulary import Platform

if TYPE_CHECKING:
    from cs_console.domain.policy.shop import BuyerMarks


@dataclass(frozen=True, slots=True, kw_only=True)
class BuyerQuery:
    """Which persons to list; every filter given must fit one of the person's cards.

    `least_…` count from the data: orders placed, returns and exchanges asked for.
    """

    text: str = ""
    platform: Platform | None = None
    group: str = ""
    tag: str = ""
    least_orders: int = 0
    least_returns: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BuyerFigures:
    """Facts about one person, counted from orders, refunds, cases and talks.

    `claims` are parcels that came short or damaged, `services` repairs and things sent again.
    """

    orders: int = 0
    paid_orders: int = 0
    paid_fen: int = 0
    refunded_fen: int = 0
    returns: int = 0
    exchanges: int = 0
    claims: int = 0
    services: int = 0
    refunds: int = 0
    disputes: int = 0
    inquiries: int = 0
    complaints: int = 0
    broken_promises: int = 0
    first_order_at: datetime | None = None
    last_order_at: datetime | None = None
    last_inquiry_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """Why a buyer's card stands out: ``buyer.mark.<code>`` with the figure itself, never an opinion (rule E4)."""

    code: str
    count: int
    of: int = 0


@dataclass(frozen=True, slots=True)
class Told:
    """One thing a buyer was told: when, by whom, which phrase, in which words (rule P2)."""

    at: datetime
    agent: str
    phrase_id: str
    text: str
    nick: str
    edited: bool


@dataclass(frozen=True, slots=True)
class Profile:
    """What staff wrote about a person: the leading card's words first, tags of all its nicks."""

    group: str
    tags: tuple[str, ...]
    credit: str
    preferences: str
    notes: tuple[tuple[str, str], ...]


def marks(figures: BuyerFigures, limits: BuyerMarks) -> tuple[Mark, ...]:
    """What the figures say by the shop's own limits, warnings before praise (rule E4)."""
    returned = figures.returns + figures.exchanges
    found = (
        (returned >= limits.returns, Mark("returns", returned, figures.orders)),
        (figures.disputes >= limits.disputes, Mark("disputes", figures.disputes, figures.refunds)),
        (figures.complaints >= limits.complaints, Mark("complaints", figures.complaints, figures.inquiries)),
        (figures.broken_promises > 0, Mark("broken_promises", figures.broken_promises)),
        (figures.paid_orders >= limits.orders, Mark("regular", figures.paid_orders)),
        (figures.paid_fen >= limits.paid_fen, Mark("large", figures.paid_fen)),
    )
    return tuple(mark for holds, mark in found if holds)


def profile(cards: Sequence[Buyer]) -> Profile:
    """One person's profile over all its cards, the leading one first; nothing written on any is lost."""

    def first(name: str) -> str:
        return next((value for card in cards if (value := str(getattr(card, name)))), "")

    return Profile(
        group=first("group"),
        tags=tuple(dict.fromkeys(tag for card in cards for tag in card.tags)),
        credit=first("credit"),
        preferences=first("preferences"),
        notes=tuple((card.nick, card.notes) for card in cards if card.notes),
    )


def shared(
    one: tuple[Sequence[Order], Sequence[Buyer]], other: tuple[Sequence[Order], Sequence[Buyer]]
) -> tuple[str, ...]:
    """Which of phone, receiver and address two persons have in common: grounds for taking them for one (rule C1)."""
    return tuple(name for name in ("phone", "receiver", "address") if _given(name, *one) & _given(name, *other))


def _given(name: str, orders: Iterable[Order], cards: Iterable[Buyer]) -> set[str]:
    """What a person gave under a name; what a platform hides behind stars says nothing."""
    own = {"phone": "phone", "receiver": "name"}.get(name)
    values = [getattr(order, name) for order in orders]
    values += [getattr(card, own) for card in cards] if own else []
    return {_PLATFORM_STYLE.sub("", value) for value in values if value and "*" not in value}


_PLATFORM_STYLE = re.compile(r"\s|[(（]\d{6}[)）]$")
"""Blanks between the levels and a post code behind: one platform writes them into an address, another does not."""


_DATED = re.compile(r"(?<=[^\s，,、；;])[ \t\u3000]+(?=\d{1,4}[-./年月]\d)")
"""The blank between a word and its date."""
_GLUE = "\x00"


def leading_id(card: Buyer) -> int:
    """The id of the card that stands for the person."""
    return card.merged_into or card.id


def tidy_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Tags without blanks around them, each once, in the order given."""
    return tuple(dict.fromkeys(tag for raw in tags if (tag := raw.strip())))


def read_tags(text: str) -> tuple[str, ...]:
    """The tags in a line as people type them, parted by blanks, commas or semicolons of either width.

    A date belongs to the word before it: ``生日 6-14`` is one tag (rule C3).
    """
    text = _DATED.sub(_GLUE, text)
    for mark in "，,、；;":
        text = text.replace(mark, " ")
    return tidy_tags(tag.replace(_GLUE, " ") for tag in text.split())
