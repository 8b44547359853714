"""What the console knows to fill a phrase with, and what its conditions may ask (rule P3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from cs_console.domain.conditions import Context
from cs_console.domain.entities import Inquiry, Order, Shift
from cs_console.domain.money import format_fen
from cs_console.domain.policy import Policies
from cs_console.text.clean import clean

_BRACES = str.maketrans("{}｛｝", "（）（）")
_NAMES = frozenset({"buyer", "receiver_city", "tracking_no"})
"""What a platform may have masked: nobody is called 小**鱼, so the agent is asked instead (rule P3)."""


@dataclass(frozen=True, slots=True)
class Situation:
    """For whom and when a phrase is filled."""

    agent: str
    now: datetime
    zone: ZoneInfo
    inquiry: Inquiry | None = None
    order: Order | None = None
    shift: Shift | None = None
    buyer: str = ""
    buyer_group: str = ""


def values(situation: Situation, policies: Policies, word: Callable[[str, str], str]) -> dict[str, str]:
    """Variable → value; a thing not known now is left out. `word(kind, token)` speaks the user's language."""
    shop = policies.shop
    local = situation.now.astimezone(situation.zone)
    campaign = next((one for one in shop.campaigns if one.runs_at(situation.now, situation.zone)), None)
    found = {
        "agent": situation.agent,
        "buyer": situation.buyer or (situation.inquiry.buyer if situation.inquiry else ""),
        "shop": _shop_name(situation, policies),
        "ship_hours": str(shop.ship_hours),
        "ship_by": _day_time(local + timedelta(hours=shop.ship_hours)),
        "default_carrier": shop.default_carrier,
        "free_shipping_from": _yuan(shop.free_shipping_from_fen),
        "freight": _yuan(shop.freight_fen),
        "return_address": f"{shop.return_address} {shop.return_contact} {shop.return_phone}",
        "return_days": str(shop.return_days),
        "refund_days": str(shop.refund_days),
        "reply_hours": str(shop.reply_hours),
        "invoice_days": str(shop.invoice_days),
        "hotline": shop.hotline,
        "work_hours": shop.work_hours,
    }
    if campaign is not None:
        found |= {"campaign": campaign.name, "campaign_end": _day_time(campaign.end)}
    if situation.shift is not None:
        found["shift_end"] = situation.shift.planned_end.astimezone(situation.zone).strftime("%H:%M")
    if situation.order is not None:
        found |= _order_values(situation.order, situation.zone, word)
    told = {name: _sayable(value) for name, value in found.items()}
    return {name: value for name, value in told.items() if value and not (name in _NAMES and "*" in value)}


def _sayable(value: str) -> str:
    """A value as it may stand in a sentence: one line, its braces no blanks (rules P3, X2)."""
    return " ".join(clean(value).split()).translate(_BRACES)


def _order_values(order: Order, zone: ZoneInfo, word: Callable[[str, str], str]) -> dict[str, str]:
    return {
        "order_no": order.order_no,
        "goods": order.goods,
        "quantity": str(order.quantity) if order.quantity else "",
        "paid": _yuan(order.paid_fen),
        "total": _yuan(order.total_fen),
        "order_status": word("status", order.status.value),
        "carrier": order.carrier,
        "tracking_no": order.tracking_no,
        "deadline": _day_time(order.deadline_at.astimezone(zone)) if order.deadline_at else "",
        "receiver_city": _city(order.address),
    }


def condition_context(situation: Situation, policies: Policies) -> Context:
    """The names that a ``when:`` may ask about."""
    local = situation.now.astimezone(situation.zone)
    campaign = next((one.name for one in policies.shop.campaigns if one.runs_at(situation.now, situation.zone)), None)
    context: dict[str, object] = {
        "time.hour": local.hour,
        "agent.name": situation.agent,
        "shop.name": _shop_name(situation, policies),
        "shop.campaign": campaign,
        "buyer.known": bool(situation.order),
        "buyer.group": situation.buyer_group,
    }
    if situation.inquiry is not None:
        context |= {
            "inquiry.category": situation.inquiry.category.value,
            "inquiry.channel": situation.inquiry.channel.value,
        }
    if situation.order is not None:
        order = situation.order
        context |= {
            "order.status": order.status.value, "order.platform": order.platform.value,
            "order.paid_fen": order.paid_fen, "order.flag": order.flag.value, "order.goods": order.goods,
        }  # fmt: skip
    return context


def _shop_name(situation: Situation, policies: Policies) -> str:
    if situation.order is not None and situation.order.shop:
        return situation.order.shop
    return policies.shop.name


def _yuan(fen: int | None) -> str:
    """Plain yuan for a sentence: ``99``, ``310.50``."""
    if fen is None:
        return ""
    text = format_fen(fen).lstrip("¥").replace(",", "")
    return text.removesuffix(".00")


def _day_time(moment: datetime) -> str:
    return f"{moment.month}月{moment.day}日 {moment:%H:%M}"


def _city(address: str) -> str:
    """The city of ``省 市 区 …``, "" when the address is not written so."""
    return next((part for part in address.split() if part.endswith(("市", "州", "盟"))), "")
