"""Facts put together by hand, for the rules of the figures; times are Shanghai clock times of June 2026."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from cs_console.domain.entities import Inquiry, Order, Shift
from cs_console.domain.figure_facts import Asked, Bought, Facts, Point, Said
from cs_console.domain.figures import MEASURES, Span
from cs_console.domain.policy import Policies
from cs_console.domain.shift_calendar import ShiftCalendar
from cs_console.domain.vocabulary import Category, InquiryState, MessageRole, OrderStatus, Platform

ZONE = ZoneInfo("Asia/Shanghai")
POLICIES = Policies()
_IDS = count(1)


def june(day: int, clock: str = "10:00:00") -> datetime:
    """A moment of June 2026 on the shop's clock."""
    hour, minute, second = (*map(int, clock.split(":")), 0)[:3]
    return datetime(2026, 6, day, hour, minute, second, tzinfo=ZONE)


def inquiry(number: int, at: datetime, **facts: Any) -> Asked:
    """An inquiry of 小鱼, closed as resolved by 张敏 an hour later unless told otherwise."""
    base: dict[str, Any] = {
        "platform": Platform.TAOBAO, "buyer": "小鱼", "category": Category.PRESALE, "owner": "张敏",
        "state": InquiryState.RESOLVED, "received_at": at, "closed_at": at.replace(hour=(at.hour + 1) % 24),
    }  # fmt: skip
    return Asked.of(Inquiry(id=number, **base | facts))


def order(number: int, **facts: Any) -> Bought:
    """A paid order of 小鱼."""
    base: dict[str, Any] = {
        "platform": Platform.TAOBAO, "order_no": str(number), "buyer_nick": "小鱼", "status": OrderStatus.PAID,
        "paid_fen": 10_000, "ordered_at": june(14, "10:30"), "paid_at": june(14, "10:35"),
    }  # fmt: skip
    return Bought.of(Order(id=number, **base | facts))


def talk(inquiry_id: int, *lines: tuple[str, datetime]) -> list[Said]:
    """Lines as (who, when): ``buyer`` or the name of an agent."""
    return [
        Said(next(_IDS), inquiry_id, MessageRole.BUYER if who == "buyer" else MessageRole.AGENT, who, at)
        for who, at in lines
    ]


def calendar(recorded: Iterable[Shift] = ()) -> ShiftCalendar:
    """The shipped shifts around June 2026."""
    return ShiftCalendar.over(
        POLICIES.shifts, POLICIES.sla, ZONE, june(1), june(30), recorded,
    )  # fmt: skip


def facts(*talks: Iterable[Said], orders: Iterable[Bought] = (), now: datetime | None = None, **more: Any) -> Facts:
    """Facts with these conversations and orders; the orders are also found by buyer."""
    placed = tuple(orders)
    buyers: dict[tuple[str, str], list[Bought]] = {}
    for one in placed:
        buyers.setdefault((one.platform.value, one.buyer_nick), []).append(one)
    said = {lines[0].inquiry_id: lines for lines in map(list, talks) if lines}
    base: dict[str, Any] = {
        "now": now or june(29), "policies": POLICIES, "calendar": calendar(), "said": said,
        "orders": {one.id: one for one in placed}, "buyer_orders": buyers,
    }  # fmt: skip
    return Facts(**base | more)


def points(measure: str, found: Facts) -> list[Point]:
    """The rows of one measure."""
    return list(MEASURES[measure](found))


def june_span(found: Facts, first: int = 1, last: int = 29) -> Span:
    """Business dates of June 2026."""
    return Span(date(2026, 6, first), date(2026, 6, last), found.calendar)
