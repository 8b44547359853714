"""Refunds that buyers asked for on Taobao, with the platform's own deadline for the seller (`超时时间`)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import NamedTuple

from cs_console.domain.vocabulary import Platform
from cs_console.services.demo.model import DemoOrder, DemoRefund
from cs_console.services.demo.people import tracking_no

ASKED = "买家已经申请退款，等待卖家同意"
AGREED = "卖家已经同意退款，等待买家退货"
RETURNED = "买家已经退货，等待卖家确认收货"
SUCCESS = "退款成功"
CLOSED = "退款关闭"


class _Case(NamedTuple):
    """One refund to make: the order it fits, where it stands, the hours left on the platform's clock."""

    phase: str
    kind: str
    status: str
    goods_status: str
    reason: str
    explanation: str
    hours_left: float | None


_CASES = (
    _Case("paid", "仅退款", ASKED, "未收到货", "拍错/多拍/不想要", "拍多了一件，麻烦退一下", 0.4),
    _Case("paid_late", "仅退款", ASKED, "未收到货", "未按约定时间发货", "都两天了还没发货", 5.5),
    _Case("paid", "仅退款", ASKED, "未收到货", "拍错/多拍/不想要", "地址填错了，重新拍", 31),
    _Case("stuck", "仅退款", ASKED, "未收到货", "快递/物流一直未送到", "物流五天没动了", 11),
    _Case("signed", "退货退款", ASKED, "已收到货", "7天无理由退换货", "", 44),
    _Case("signed", "退货退款", ASKED, "已收到货", "质量问题", "锅底有划痕，图已传", 21),
    _Case("signed", "仅退款", ASKED, "已收到货", "少件/漏发", "两条只收到一条", 2.2),
    _Case("signed", "退货退款", AGREED, "已收到货", "尺码拍错/不喜欢/效果差", "", 96),
    _Case("signed_edge", "退货退款", ASKED, "已收到货", "7天无理由退换货", "颜色跟想的不一样", 47),
    _Case("signed", "退货退款", RETURNED, "已收到货", "材质与商品描述不符", "摸起来不像纯棉", 15),
    _Case("signed", "退货退款", RETURNED, "已收到货", "7天无理由退换货", "", 62),
    _Case("signed", "换货", AGREED, "已收到货", "尺码拍错/不喜欢/效果差", "换大一码", 70),
    _Case("closed_cancel", "仅退款", SUCCESS, "未收到货", "拍错/多拍/不想要", "", None),
    _Case("closed_refund", "退货退款", SUCCESS, "已收到货", "质量问题", "开线了", None),
    _Case("closed_refund", "退货退款", SUCCESS, "已收到货", "7天无理由退换货", "", None),
    _Case("completed", "仅退款", CLOSED, "已收到货", "商品破损/变形", "买家撤销，已补发", None),
)  # fmt: skip
REFUND_COUNT = len(_CASES)


def make_refunds(rng: Random, orders: tuple[DemoOrder, ...], now: datetime) -> tuple[DemoRefund, ...]:
    """One refund a case, each on an order of its own."""
    free = [order for order in orders if order.platform is Platform.TAOBAO and order.paid_fen]
    return tuple(_make(rng, free, now))


def _reached(order: DemoOrder) -> datetime:
    return order.signed_at or order.shipped_at or order.paid_at or order.ordered_at


def _longest_plain(order: DemoOrder) -> tuple[bool, datetime]:
    """A parcel that is back already was signed for long ago; its case writes the first remark."""
    return bool(order.remark), _reached(order)


def _make(rng: Random, free: list[DemoOrder], now: datetime) -> Iterator[DemoRefund]:
    for number, case in enumerate(_CASES, start=1):
        fitting = [order for order in free if order.phase == case.phase]
        order = min(fitting, key=_longest_plain) if case.status == RETURNED else rng.choice(fitting)
        free.remove(order)
        line = order.lines[0]
        start = _reached(order)
        applied = start + (now - start) * rng.uniform(0.3, 0.8)
        sent_back = case.status == RETURNED
        done = case.hours_left is None
        finished = applied + (now - applied) * 0.6
        yield DemoRefund(
            refund_no=f"7700{number:04d}{rng.randrange(10**10):010d}", order=order, line=line,
            amount_fen=order.refund_fen or line.share_fen,
            kind=case.kind, status=case.status, goods_status=case.goods_status, reason=case.reason,
            explanation=case.explanation, applied_at=applied.replace(microsecond=0),
            deadline_at=None if case.hours_left is None else now + timedelta(hours=case.hours_left),
            completed_at=finished.replace(microsecond=0) if done else None,
            carrier="圆通速递" if sent_back else "",
            tracking_no=tracking_no(rng, "圆通速递") if sent_back else "",
        )  # fmt: skip
