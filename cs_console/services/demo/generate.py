"""Puts the demo shop together: the same seed and the same `now` give the same bytes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from cs_console.domain.vocabulary import Flag, OrderStatus, Platform
from cs_console.services.demo.conversations import Binder, talk_nicks
from cs_console.services.demo.files import shop_files, taobao_files
from cs_console.services.demo.handing import make_cases, make_handover, make_promises
from cs_console.services.demo.history import orders_at, refunds_at
from cs_console.services.demo.model import DemoFlag, DemoOrder, DemoRefund, DemoShift, DemoShop
from cs_console.services.demo.orders import OrderMaker
from cs_console.services.demo.people import PRANKSTER, shift_at
from cs_console.services.demo.picking import OrderPicker
from cs_console.services.demo.refunds import make_refunds
from cs_console.services.demo.second_nicks import with_second_nicks

SEED = 20260614
_HANDED_IN_BEFORE_END = timedelta(minutes=5)


def generate(now: datetime, *, seed: int = SEED, zone: ZoneInfo) -> DemoShop:
    """A believable shop-day that ends at `now`: exports, conversations, promises, cases, a handed-in log."""
    rng = Random(seed)
    now = now.astimezone(UTC).replace(microsecond=0)
    shift, before = shift_at(now, zone)
    handed_in = before.planned_end.astimezone(UTC) - _HANDED_IN_BEFORE_END
    orders = OrderMaker(rng, now, zone, nicks=talk_nicks()).all()
    refunds = make_refunds(rng, orders, now)
    orders = _with_prankster(orders, refunds)
    picker = OrderPicker(rng, orders, refunds)
    cases = make_cases(picker, before, handed_in)
    promises = make_promises(picker, before, handed_in, now)
    conversations = tuple(Binder(picker, now, zone, shift, before, handed_in).all())
    orders, second_nicks = with_second_nicks(orders, conversations)
    chat_orders = (
        picker.pick(Platform.TAOBAO, "paid", now - timedelta(hours=1), new_buyer=True),
        *(picker.pick(Platform.TAOBAO, "completed", now) for _ in range(2)),
    )
    taobao = [order for order in orders if order.platform is Platform.TAOBAO]
    opening = tuple(orders_at(taobao, before.planned_start))
    known_refunds = tuple(refunds_at(refunds, before.planned_start))
    return DemoShop(
        now=now, opening_files=taobao_files(opening, known_refunds, before.planned_start, zone),
        files=shop_files(orders, refunds, chat_orders, now, zone), orders=orders,
        refunds=refunds, chat_orders=chat_orders, flags=tuple(_flags(orders, before, handed_in, shift, now)),
        conversations=conversations, promises=promises, cases=cases, shift=shift, second_nicks=second_nicks,
        handover=make_handover(shift, before, handed_in, now, orders, conversations, promises, cases),
    )  # fmt: skip


def _with_prankster(orders: tuple[DemoOrder, ...], refunds: tuple[DemoRefund, ...]) -> tuple[DemoOrder, ...]:
    """One paid order belongs to a buyer whose nick and message try to act instead of being read (rule X2)."""
    asked = {refund.order.order_no for refund in refunds}
    chosen = next(order for order in orders if order.phase == "paid" and order.order_no not in asked)
    bad = replace(chosen, buyer=replace(chosen.buyer, nick=PRANKSTER), buyer_message="=1+1 [bold red]请仔细检查[/] [/]")
    return tuple(bad if order is chosen else order for order in orders)


def _flags(
    orders: tuple[DemoOrder, ...], before: DemoShift, handed_in: datetime, shift: DemoShift, now: datetime
) -> Iterator[DemoFlag]:
    """Flags where the export has no column: two from the shift before, the others set this morning."""
    early = 2
    for order in orders:
        if order.flag is Flag.GREY or order.platform not in (Platform.TAOBAO, Platform.PDD):
            continue
        known = order.platform is Platform.TAOBAO and order.ordered_at < before.planned_start
        past = known and early > 0 and order.status is OrderStatus.SHIPPED
        early -= past
        yield DemoFlag(
            platform=order.platform, order_no=order.order_no, flag=order.flag,
            agent=before.agent if past else shift.agent,
            at=handed_in - timedelta(hours=1) if past else now,
        )  # fmt: skip
