"""Puts the demo shop together: the same seed and the same `now` give the same bytes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from cs_console.domain.vocabulary import Flag, Platform
from cs_console.services.demo.conversations import make_conversations
from cs_console.services.demo.files import shop_files
from cs_console.services.demo.handing import make_cases, make_handover, make_promises
from cs_console.services.demo.model import DemoFlag, DemoOrder, DemoRefund, DemoShop
from cs_console.services.demo.orders import OrderMaker
from cs_console.services.demo.people import PRANKSTER, shift_at
from cs_console.services.demo.picking import OrderPicker
from cs_console.services.demo.refunds import make_refunds

SEED = 20260614
_HANDED_IN_BEFORE_END = timedelta(minutes=5)
_NO_FLAG_COLUMN = (Platform.TAOBAO, Platform.PDD)


def generate(now: datetime, *, seed: int = SEED, zone: ZoneInfo) -> DemoShop:
    """A believable shop-day that ends at `now`: exports, conversations, promises, cases, a handed-in log."""
    rng = Random(seed)
    now = now.astimezone(UTC).replace(microsecond=0)
    shift, before = shift_at(now, zone)
    handed_in = before.planned_end.astimezone(UTC) - _HANDED_IN_BEFORE_END
    orders = OrderMaker(rng, now, zone).all()
    refunds = make_refunds(rng, orders, now)
    orders = _with_prankster(orders, refunds)
    picker = OrderPicker(rng, orders, refunds)
    cases = make_cases(picker, before, handed_in)
    promises = make_promises(picker, before, handed_in, now)
    conversations = make_conversations(picker, now, handed_in, zone, shift)
    chat_orders = (
        picker.pick(Platform.TAOBAO, "paid", now - timedelta(hours=1)),
        *(picker.pick(Platform.TAOBAO, "completed", now) for _ in range(2)),
    )
    return DemoShop(
        now=now, files=shop_files(orders, refunds, chat_orders, now, zone), orders=orders,
        refunds=refunds, chat_orders=chat_orders,
        flags=tuple(_flag(order, before.agent, handed_in) for order in orders if _needs_flag(order)),
        conversations=conversations, promises=promises, cases=cases, shift=shift,
        handover=make_handover(shift, before, handed_in, now, orders, conversations, promises, cases),
    )  # fmt: skip


def _with_prankster(orders: tuple[DemoOrder, ...], refunds: tuple[DemoRefund, ...]) -> tuple[DemoOrder, ...]:
    """One paid order belongs to a buyer whose nick and message try to act instead of being read (rule X2)."""
    asked = {refund.order.order_no for refund in refunds}
    chosen = next(order for order in orders if order.phase == "paid" and order.order_no not in asked)
    bad = replace(
        chosen, buyer=replace(chosen.buyer, nick=PRANKSTER), buyer_message="=1+1 [bold red]请仔细检查[/] [/]"
    )
    return tuple(bad if order is chosen else order for order in orders)


def _needs_flag(order: DemoOrder) -> bool:
    return order.flag is not Flag.GREY and order.platform in _NO_FLAG_COLUMN


def _flag(order: DemoOrder, agent: str, handed_in: datetime) -> DemoFlag:
    """Set in the shift before, or at payment for an order that came after it."""
    return DemoFlag(
        platform=order.platform, order_no=order.order_no, flag=order.flag, agent=agent,
        at=max(handed_in - timedelta(hours=1), order.paid_at or order.ordered_at),
    )  # fmt: skip
