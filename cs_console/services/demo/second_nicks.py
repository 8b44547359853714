"""Two buyers of the demo shop who shop elsewhere under another nick; one of them is known to (rule C1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cs_console.domain.entities import Actor
from cs_console.domain.vocabulary import Platform
from cs_console.services.demo.model import DemoConversation, DemoOrder, SecondNick
from cs_console.services.facade import Services

_TALKS = ("short-shipped", "refund-progress")
"""Whose buyers they are: the first is merged, the second is left to be found by the phone."""


def with_second_nicks(
    orders: tuple[DemoOrder, ...], talks: Sequence[DemoConversation]
) -> tuple[tuple[DemoOrder, ...], tuple[SecondNick, ...]]:
    """The orders with two of JD's given to buyers who talk on Taobao: same receiver, phone and address."""
    by_number = {order.order_no: order for order in orders}
    talked = {talk.order_no for talk in talks}
    free = [one for one in orders if one.platform is Platform.JD and one.order_no not in talked and one.completed_at]
    changed: dict[str, DemoOrder] = {}
    nicks: list[SecondNick] = []
    for key, theirs in zip(_TALKS, free, strict=False):
        number = next(talk.order_no for talk in talks if talk.key == key)
        buyer = by_number[number].buyer
        changed[theirs.order_no] = replace(theirs, buyer=replace(buyer, nick=theirs.buyer.nick))
        nicks.append(SecondNick(buyer.nick, f"jd_{theirs.buyer.nick}"))
    return tuple(changed.get(order.order_no, order) for order in orders), tuple(nicks)


def know_buyers(services: Services, actor: Actor, nicks: Sequence[SecondNick]) -> None:
    """What staff wrote on the cards by then: one person's two nicks, a group, tags, a preference (rule C1)."""
    first, *others = nicks
    keep = services.buyers.find(first.nick, Platform.TAOBAO)
    services.buyers.merge(actor, keep.id, services.buyers.find(first.other, Platform.JD).id)
    services.buyers.edit(
        actor, keep.id, group="老客", add_tags=("爱晒图",), credit="好评率 99%", preferences="发顺丰，派送前打电话",
        notes="给家里老人买的，说话慢一点",
    )  # fmt: skip
    for one in others:
        card = services.buyers.find(one.nick, Platform.TAOBAO)
        services.buyers.edit(actor, card.id, add_tags=("问得细",))
