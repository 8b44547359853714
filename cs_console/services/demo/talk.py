"""The shape of a conversation template: `talks_*.py` hold the texts, `conversations.py` binds them."""

from __future__ import annotations

from typing import NamedTuple

from cs_console.domain.vocabulary import Category, Channel, InquiryState, Platform, Priority

Line = tuple[float, str, str]
"""Minutes before now (or, in an offline talk, after 01:00), who — b buyer, a agent, n note —, and what."""


class Talk(NamedTuple):
    """One conversation before it has a buyer and an order.

    `want` names the phase of the order it is about ("" for none), `kind` the goods on it, `refund` the
    refund it must have, `pieces` how many of one article. Texts may say {short} {colour} {size}
    {order_no} {tracking_no} {carrier} {receiver} {yuan} {day}. `until` is when a snoozed one comes back.
    The minutes of an `overnight` one count back from the hand-in of the night shift.
    """

    key: str
    category: Category
    state: InquiryState
    lines: tuple[Line, ...]
    want: str = ""
    kind: str = ""
    refund: str = ""
    pieces: int = 0
    platform: Platform = Platform.TAOBAO
    channel: Channel = Channel.CHAT
    priority: Priority = Priority.NORMAL
    nick: str = ""
    outcome: str = ""
    until: float = 0
    transfer_to: str = ""
    transfer_note: str = ""
    offline: bool = False
    overnight: bool = False
