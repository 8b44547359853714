"""Orders of every platform in every status, each with a life that leads up to `now`, exact to the fen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from cs_console.domain.vocabulary import OrderStatus, Platform
from cs_console.services.demo.goods import CATALOGUE
from cs_console.services.demo.model import DemoBuyer, DemoGoods, DemoLine, DemoOrder, DemoSku
from cs_console.services.demo.people import CARRIERS, REMOTE, make_buyer, tracking_no
from cs_console.services.demo.remarks import buyer_message, with_remark

PLANS: dict[Platform, tuple[tuple[int, str, float, float], ...]] = {
    Platform.TAOBAO: (
        (6, "unpaid", 0.05, 0.5), (4, "unpaid", 0.5, 1.5), (6, "unpaid", 2, 20), (4, "unpaid", 22, 60),
        (14, "paid", 0.2, 6), (20, "paid", 6, 30), (8, "paid", 30, 47), (4, "paid_late", 49, 70),
        (16, "transit", 20, 48), (18, "transit", 48, 96), (4, "stuck", 112, 150),
        (14, "signed", 66, 120), (14, "signed", 120, 170), (4, "signed_edge", 7, 7), (5, "signed_out", 8, 9),
        (20, "completed", 90, 150), (32, "completed", 150, 240),
        (14, "closed_unpaid", 73, 240), (8, "closed_refund", 48, 240), (5, "closed_cancel", 24, 200),
    ),
    Platform.JD: (
        (4, "unpaid", 0.1, 20), (12, "paid", 0.3, 30), (3, "locked", 4, 30), (12, "transit", 24, 90),
        (5, "signed", 70, 150), (16, "completed", 90, 240), (4, "closed_unpaid", 30, 200),
        (4, "closed_cancel", 24, 200),
    ),
    Platform.PDD: (
        (16, "paid", 0.2, 30), (2, "paid_late", 49, 60), (14, "transit", 20, 90), (6, "signed", 70, 150),
        (14, "completed", 90, 240), (4, "closed_refund", 60, 240), (4, "closed_cancel", 24, 200),
    ),
    Platform.DOUYIN: (
        (3, "unpaid", 0.1, 0.6), (14, "paid", 0.2, 30), (2, "paid_late", 49, 60), (14, "transit", 20, 90),
        (6, "signed", 70, 150), (13, "completed", 90, 240), (4, "closed_refund", 60, 240),
        (4, "closed_unpaid", 2, 200),
    ),
}  # fmt: skip
"""Count, phase, aged from … to … hours (`signed_edge`, `signed_out`: days since signing)."""

_STATUS = {
    "unpaid": OrderStatus.UNPAID, "paid": OrderStatus.PAID, "paid_late": OrderStatus.PAID,
    "locked": OrderStatus.PAID,
    "completed": OrderStatus.COMPLETED, "closed_unpaid": OrderStatus.CLOSED,
    "closed_refund": OrderStatus.CLOSED,
    "closed_cancel": OrderStatus.CLOSED,
}  # fmt: skip
_CLOSE_REASON = {
    "closed_unpaid": ("买家未付款", "我不想买了", "信息填写错误，重新拍", "付款遇到问题"),
    "closed_cancel": ("我不想买了", "信息填写错误，重新拍", "卖家缺货"),
    "closed_refund": ("退款成功",),
}


_Pick = tuple[DemoGoods, DemoSku, int]


@dataclass(slots=True)
class _Life:
    """The moments of one order's life so far."""

    ordered: datetime
    paid: datetime | None = None
    shipped: datetime | None = None
    signed: datetime | None = None
    completed: datetime | None = None


def _seconds(span: timedelta) -> timedelta:
    """Whole seconds: exports know nothing finer."""
    return timedelta(seconds=int(span.total_seconds()))


@dataclass(slots=True)
class OrderMaker:
    """Draws orders from one seeded source, so that the same seed and `now` give the same shop."""

    rng: Random
    now: datetime
    zone: ZoneInfo
    buyers: list[DemoBuyer] = field(default_factory=list)
    nicks: set[str] = field(default_factory=set)
    serial: int = 0

    def all(self) -> tuple[DemoOrder, ...]:
        """Every platform's plan carried out, newest order first within a platform as exports list them."""
        made: list[DemoOrder] = []
        for platform, plan in PLANS.items():
            orders = [self._order(platform, phase, low, high) for count, phase, low, high in plan for _ in range(count)]
            made += sorted(orders, key=lambda order: (order.ordered_at, order.order_no), reverse=True)
        return tuple(made)

    def _order(self, platform: Platform, phase: str, low: float, high: float) -> DemoOrder:
        rng = self.rng
        life = self._life(phase, low, high)
        buyer = self._buyer(phase)
        self.serial += 1
        order_no = self._order_no(platform, life.ordered)
        picked = tuple(self._picks(platform))
        listed = sum(sku.price_fen * quantity for _, sku, quantity in picked)
        discount = rng.choice((0, 0, 0, 500, 1000, 2000)) if listed > 6000 else 0
        by_platform = rng.choice((0, 0, 300, 500)) if platform is Platform.PDD and listed > 4000 else 0
        freight = 2500 if buyer.province in REMOTE else (0 if listed >= 9900 else 1000)
        carrier = rng.choice(CARRIERS) if life.shipped else ""
        order = DemoOrder(
            platform=platform, order_no=order_no, payment_no=f"{life.ordered:%Y%m%d}2200{self.serial:016d}",
            buyer=buyer, lines=self._lines(platform, order_no, picked, discount + by_platform),
            status=_STATUS.get(phase, OrderStatus.SHIPPED), phase=phase,
            discount_fen=discount, platform_discount_fen=by_platform, freight_fen=freight,
            carrier=carrier, tracking_no=tracking_no(rng, carrier) if carrier else "",
            buyer_message=buyer_message(rng), close_reason=rng.choice(_CLOSE_REASON.get(phase, ("",))),
            refund_fen=listed - discount - by_platform + freight if phase in ("closed_refund",
                "closed_cancel") else 0,
            ordered_at=life.ordered, paid_at=life.paid, shipped_at=life.shipped, signed_at=life.signed,
            completed_at=life.completed,
        )  # fmt: skip
        return with_remark(rng, order, self.now, self.zone)

    def _buyer(self, phase: str) -> DemoBuyer:
        """Mostly a new buyer; one order in seven comes from somebody who bought before."""
        if self.buyers and phase != "unpaid" and self.rng.random() < 0.14:
            return self.rng.choice(self.buyers)
        buyer = make_buyer(self.rng, self.nicks)
        self.buyers.append(buyer)
        return buyer

    def _picks(self, platform: Platform) -> Iterator[_Pick]:
        rng = self.rng
        lines = 1 if platform is Platform.PDD else rng.choice((1, 1, 1, 1, 2, 2, 3))
        for goods in rng.sample(CATALOGUE, lines):
            yield goods, rng.choice(goods.skus), rng.choice((1, 1, 1, 1, 1, 1, 2, 2, 3, 6))

    def _lines(self, platform: Platform, order_no: str, picked: tuple[_Pick, ...], off: int) -> tuple[DemoLine, ...]:
        """Spread the discounts over the lines by amount; the last line takes what rounding leaves."""
        listed, left = sum(sku.price_fen * n for _, sku, n in picked), off
        lines: list[DemoLine] = []
        for position, (goods, sku, quantity) in enumerate(picked, start=1):
            amount = sku.price_fen * quantity
            cut = left if position == len(picked) else off * amount // listed
            left -= cut
            single = len(picked) == 1 and platform is Platform.TAOBAO
            number = order_no if single else f"{int(order_no.replace('-', '')) + position}"
            lines.append(DemoLine(number, goods, sku, quantity, amount - cut))
        return tuple(lines)

    def _order_no(self, platform: Platform, at: datetime) -> str:
        """The platform's own shape of number, from a prefix that no platform has given out."""
        day = f"{at.astimezone(self.zone):%y%m%d}"
        if platform is Platform.TAOBAO:
            return f"8800{day}{self.serial:04d}{self.rng.randrange(10**4):04d}0"
        if platform is Platform.JD:
            return f"99{day}{self.serial:04d}"
        if platform is Platform.PDD:
            return f"{day}-{self.serial:05d}{self.rng.randrange(10**10):010d}"
        return f"6900{day}{self.serial:04d}{self.rng.randrange(10**4):04d}0"

    def _life(self, phase: str, low: float, high: float) -> _Life:
        """The times an order in this phase has been through, in order and all before `now`."""
        rng = self.rng
        if phase in ("signed_edge", "signed_out"):
            return self._life_from_signing(int(rng.uniform(low, high + 0.99)))
        life = _Life(self._waking_time(low, high))
        if phase in ("unpaid", "closed_unpaid"):
            return life
        age = self.now - life.ordered
        life.paid = life.ordered + _seconds(min(timedelta(seconds=rng.randrange(8, 900)), age / 4))
        if phase in ("paid", "paid_late", "locked", "closed_cancel"):
            return life
        life.shipped = life.paid + _seconds(min(timedelta(hours=rng.uniform(3, 40)), age * 0.5))
        if phase in ("transit", "stuck"):
            return life
        since = self.now - life.shipped
        life.signed = life.shipped + _seconds(min(timedelta(hours=rng.uniform(22, 70)), since * 0.85))
        if phase == "completed":
            rest = self.now - life.signed
            life.completed = life.signed + _seconds(min(timedelta(hours=rng.uniform(1, 110)), rest * 0.9))
        return life

    def _life_from_signing(self, days: int) -> _Life:
        """Counted back from a signing `days` ago: at or past the edge of the seven days (rule A1)."""
        rng = self.rng
        day = self.now.astimezone(self.zone).date() - timedelta(days=days)
        signed = datetime.combine(day, time(rng.randrange(9, 20), rng.randrange(60)), tzinfo=self.zone)
        signed = signed.astimezone(UTC)
        shipped = signed - _seconds(timedelta(hours=rng.uniform(26, 44)))
        paid = shipped - _seconds(timedelta(hours=rng.uniform(4, 16)))
        return _Life(paid - timedelta(seconds=rng.randrange(8, 600)), paid, shipped, signed)

    def _waking_time(self, low: float, high: float) -> datetime:
        """A moment between `high` and `low` hours ago; where the span allows, when people are awake."""
        at = self.now - _seconds(timedelta(hours=self.rng.uniform(low, high)))
        for _ in range(12):
            if high - low < 8 or not 1 <= at.astimezone(self.zone).hour < 7:
                break
            at = self.now - _seconds(timedelta(hours=self.rng.uniform(low, high)))
        return at
