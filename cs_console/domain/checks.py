"""What to look at before payment and before shipping, with what the data already answers (rules O1–O3)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from cs_console.domain.entities import Order, OrderLine, Promise
from cs_console.domain.policy.pricing import PricingPolicy
from cs_console.domain.policy.shop import ShopPolicy
from cs_console.domain.vocabulary import Flag, OrderStatus, PromiseState, StepState

Params = dict[str, object]


@dataclass(frozen=True, slots=True)
class Check:
    """One thing to look at: ``check.<key>`` names it, ``check.<code>`` says what the data shows.

    ``done``: the data answers it. ``problem``: the data contradicts itself. ``todo``: a person looks.
    """

    key: str
    state: StepState
    code: str = ""
    params: Params = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Checklist:
    """The list that fits the order's state: ``o1`` unpaid, ``o2`` paid and unshipped, "" otherwise."""

    kind: Literal["o1", "o2", ""]
    checks: tuple[Check, ...] = ()

    @property
    def problems(self) -> int:
        """How many contradictions the data shows."""
        return sum(check.state is StepState.PROBLEM for check in self.checks)


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything a check looks at."""

    order: Order
    lines: Sequence[OrderLine]
    promises: Sequence[Promise]
    shop: ShopPolicy
    pricing: PricingPolicy
    hold: frozenset[Flag] = frozenset()


def price_bounds(original_fen: int, percent: int) -> tuple[int, int]:
    """The lowest and highest price one change may set, inclusive, in whole fen (rule O3)."""
    change = original_fen * percent // 100
    return original_fen - change, original_fen + change


def remote_area(address: str, shop: ShopPolicy) -> str:
    """The remote area an address lies in, "" for none (rule O1)."""
    return _area_of(address, shop.remote_areas)


def undeliverable_area(address: str, shop: ShopPolicy) -> str:
    """The area without delivery that an address lies in, "" for none (rule O1)."""
    return _area_of(address, shop.undeliverable_areas)


def _area_of(address: str, areas: Sequence[str]) -> str:
    """An area counts only where the address begins: 新疆路 and 香港中路 are streets elsewhere."""
    start = address.strip().removeprefix("中国")
    return next((area for area in areas if start.startswith(area)), "")


def freight_due(order: Order, shop: ShopPolicy) -> int | None:
    """The postage that the shop's own terms ask for, None while address or goods' price are unknown."""
    if not order.address or order.goods_fen is None:
        return None
    if remote_area(order.address, shop):
        return shop.remote_freight_fen
    return 0 if order.goods_fen >= shop.free_shipping_from_fen else shop.freight_fen


def _message(facts: Facts) -> Check:
    text = facts.order.buyer_message.strip()
    if not text:
        return Check("message", StepState.DONE, "message_none")
    return Check("message", StepState.TODO, "message_read", {"text": text})


def _remark(facts: Facts) -> Check:
    order = facts.order
    if order.remark_conflict is not None:
        return Check("remark", StepState.PROBLEM, "remark_conflict")
    if order.flag in facts.hold:
        return Check("remark", StepState.PROBLEM, "flag_hold", {"flag": order.flag})
    pending = [promise for promise in facts.promises if promise.state is PromiseState.OPEN]
    if pending:
        return Check("remark", StepState.TODO, "promises_open", {"count": len(pending)})
    if order.remark.strip():
        return Check("remark", StepState.TODO, "remark_read", {"text": order.remark})
    return Check("remark", StepState.DONE, "remark_none")


def _items(facts: Facts) -> Check:
    counted = sum(line.quantity for line in facts.lines)
    if not facts.lines:
        return Check("items", StepState.TODO, "items_unknown")
    if facts.order.quantity and counted != facts.order.quantity:
        return Check("items", StepState.PROBLEM, "items_differ", {"lines": counted, "order": facts.order.quantity})
    return Check("items", StepState.TODO, "items_confirm", {"count": counted})


def _freight(facts: Facts) -> Check:
    expected, charged = freight_due(facts.order, facts.shop), facts.order.freight_fen
    if expected is None or charged is None:
        return Check("freight", StepState.TODO, "freight_unknown")
    if expected != charged:
        return Check("freight", StepState.PROBLEM, "freight_differs", {"charged_fen": charged, "due_fen": expected})
    return Check("freight", StepState.DONE, "freight_right", {"charged_fen": charged})


def _area(facts: Facts) -> Check:
    address = facts.order.address
    if not address:
        return Check("area", StepState.TODO, "area_unknown")
    if nowhere := undeliverable_area(address, facts.shop):
        return Check("area", StepState.PROBLEM, "area_none", {"area": nowhere})
    if remote := remote_area(address, facts.shop):
        return Check("area", StepState.TODO, "area_remote", {"area": remote})
    return Check("area", StepState.DONE, "area_near")


def _price(facts: Facts) -> Check:
    listed = [line.price_fen * line.quantity for line in facts.lines if line.price_fen is not None]
    goods = facts.order.goods_fen
    if goods is None or not listed or len(listed) != len(facts.lines):
        return Check("price", StepState.TODO, "price_confirm")
    low, high = price_bounds(sum(listed), facts.pricing.max_change_percent)
    if not low <= goods <= high:
        return Check("price", StepState.PROBLEM, "price_bound", {"goods_fen": goods, "low_fen": low, "high_fen": high})
    return Check("price", StepState.TODO, "price_confirm")


def _waybill(facts: Facts) -> Check:
    order = facts.order
    missing = [name for name in ("receiver", "phone", "address", "goods") if not getattr(order, name)]
    if missing:
        return Check("waybill", StepState.PROBLEM, "waybill_missing", {"missing": tuple(missing)})
    return Check("waybill", StepState.TODO, "waybill_compare")


def _goods(_facts: Facts) -> Check:
    return Check("goods", StepState.TODO, "goods_compare")


def _tracking(facts: Facts) -> Check:
    if facts.order.tracking_no:
        return Check("tracking", StepState.DONE, "tracking_known", {"number": facts.order.tracking_no})
    return Check("tracking", StepState.TODO, "tracking_last")


_O1: tuple[Callable[[Facts], Check], ...] = (_message, _remark, _items, _freight, _area, _price)
_O2: tuple[Callable[[Facts], Check], ...] = (_message, _remark, _waybill, _items, _goods, _tracking)


def checklist(facts: Facts) -> Checklist:
    """The checklist for the order's state, in the order in which the rule books look (rules O1, O2)."""
    if facts.order.status is OrderStatus.UNPAID:
        return Checklist("o1", tuple(check(facts) for check in _O1))
    if facts.order.status is OrderStatus.PAID:
        return Checklist("o2", tuple(check(facts) for check in _O2))
    return Checklist("")
