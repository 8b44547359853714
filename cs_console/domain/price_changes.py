"""Price changes: how far, how low, and what a lead has to allow first (rules O3, P12). Integer fen throughout."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from cs_console.domain.entities import Entity, Order, OrderLine
from cs_console.domain.goods import Goods

if TYPE_CHECKING:
    from cs_console.domain.policy.pricing import PricingPolicy


class PriceState(StrEnum):
    """Where a special-price application stands; an approval that was not used in time is expired."""

    OPEN = "open"
    APPROVED = "approved"
    REFUSED = "refused"
    USED = "used"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceApplication(Entity):
    """An agent's request to go below the floor (特价申请), for an order or for so many of one article.

    `asked_fen` is the price of the whole order, or of one piece when it is about an article. `granted_fen` is
    what the lead allowed. It serves once, until `expires_at`.
    """

    order_id: int = 0
    order_no: str = ""
    goods_id: int = 0
    goods_title: str = ""
    quantity: int = 1
    inquiry_id: int = 0
    buyer: str = ""
    original_fen: int | None = None
    floor_fen: int | None = None
    asked_fen: int
    reason: str
    applicant: str
    applied_at: datetime
    due_at: datetime
    state: PriceState = PriceState.OPEN
    answered_by: str = ""
    answered_at: datetime | None = None
    answer: str = ""
    granted_fen: int | None = None
    expires_at: datetime | None = None
    used_at: datetime | None = None
    used_by: str = ""

    def state_at(self, now: datetime) -> PriceState:
        """The state as it reads at a moment: an unused approval expires by itself."""
        if self.state is PriceState.APPROVED and self.expires_at is not None and self.expires_at <= now:
            return PriceState.EXPIRED
        return self.state


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceChange(Entity):
    """One price agreed with a buyer for an order: what it was, what it became, by which approval (rule O3)."""

    order_id: int
    order_no: str
    original_fen: int
    former_fen: int | None = None
    price_fen: int
    floor_fen: int | None = None
    application_id: int = 0
    agent: str
    reason: str = ""
    at: datetime


def price_bounds(original_fen: int, percent: int) -> tuple[int, int]:
    """The lowest and highest price one change may set, inclusive, in whole fen (rule O3)."""
    change = original_fen * percent // 100
    return original_fen - change, original_fen + change


@dataclass(frozen=True, slots=True)
class Frame:
    """Within what an order's price may move.

    `floor_fen` sums the floors that are known; `unfloored` names the lines without one. `original_fen` is None
    when no line's list price is known: then nothing may be changed by rule.
    """

    original_fen: int | None
    low_fen: int
    high_fen: int
    floor_fen: int | None
    unfloored: tuple[str, ...] = ()

    def refusal(self, price_fen: int, policy: PricingPolicy, granted_fen: int | None = None) -> str:
        """Why a price may not be set: ``unknown``, ``bound``, ``floor``, ``unfloored``; "" when it may.

        `granted_fen` is the lowest price a lead allowed for this order; the bound holds all the same.
        """
        if self.original_fen is None:
            return "unknown"
        if not self.low_fen <= price_fen <= self.high_fen:
            return "bound"
        if granted_fen is not None and price_fen >= granted_fen:
            return ""
        if self.floor_fen is not None and price_fen < self.floor_fen:
            return "floor"
        if self.unfloored and policy.floor_required and price_fen < self.original_fen:
            return "unfloored"
        return ""


def original_price(order: Order, lines: Sequence[OrderLine], policy: PricingPolicy) -> int | None:
    """What the order would cost unchanged: list prices of all lines, with postage where the policy says so."""
    listed = [line.price_fen * line.quantity for line in lines if line.price_fen is not None]
    if not listed or len(listed) != len(lines):
        return None
    freight = (order.freight_fen or 0) if policy.basis == "total" else 0
    return sum(listed) + freight


def current_price(order: Order, policy: PricingPolicy) -> int | None:
    """What the order costs now, on the policy's basis."""
    return price_now(order.goods_fen, order.freight_fen, policy)


def price_now(goods_fen: int | None, freight_fen: int | None, policy: PricingPolicy) -> int | None:
    """What goods and freight come to on the policy's basis; None without the goods' price."""
    if goods_fen is None:
        return None
    return goods_fen + ((freight_fen or 0) if policy.basis == "total" else 0)


def frame(
    order: Order,
    lines: Sequence[OrderLine],
    goods: Mapping[int, Goods],
    policy: PricingPolicy,
    granted: Mapping[int, PriceApplication] | None = None,
) -> Frame:
    """The bounds and the floor of an order (rule O3).

    `goods` are the cards by line id. An approval for an article (`granted`, by goods id) takes the place of
    its floor when at least so many pieces are bought.
    """
    original = original_price(order, lines, policy)
    low, high = price_bounds(original or 0, policy.max_change_percent)
    floors: list[int] = []
    unfloored: list[str] = []
    for line in lines:
        card = goods.get(line.id)
        floor = card.floor_fen if card is not None else None
        special = (granted or {}).get(card.id) if card is not None else None
        if special is not None and special.granted_fen is not None and line.quantity >= special.quantity:
            floor = min(special.granted_fen, floor) if floor is not None else special.granted_fen
        if floor is None:
            unfloored.append(line.title or line.sku)
        else:
            floors.append(floor * line.quantity)
    return Frame(original, low, high, sum(floors) if floors else None, tuple(unfloored))


def bulk_offer(price_fen: int, floor_fen: int | None, quantity: int, percent: int) -> int:
    """The first offer for many pieces: the policy's discount, never below the floor (rule P12)."""
    offered = price_fen * quantity * (100 - percent) // 100
    return max(offered, floor_fen * quantity) if floor_fen is not None else offered
