"""What to look at before payment and before shipping, with what the data already answers (rules O1–O3)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from cs_console.domain.entities import Order, OrderLine, Promise
from cs_console.domain.goods import Goods
from cs_console.domain.order_ticks import OrderTick
from cs_console.domain.policy.pricing import PricingPolicy
from cs_console.domain.policy.shop import ShopPolicy
from cs_console.domain.price_changes import PriceApplication, PriceState, current_price, frame, price_bounds
from cs_console.domain.vocabulary import Flag, OrderStatus, PromiseKind, PromiseState, StepState

__all__ = [
    "Agreed", "Check", "Checklist", "Facts", "basis_of", "checklist", "freight_due", "price_bounds", "remote_area",
    "undeliverable_area", "with_ticks",
]  # fmt: skip

Params = dict[str, object]


@dataclass(frozen=True, slots=True)
class Check:
    """One thing to look at: ``check.<key>`` names it, ``check.<code>`` says what the data shows.

    ``done``: the data answers it. ``problem``: the data contradicts itself. ``todo``: a person looks. Where a
    person has looked, the state is theirs, with `note`, `by` and `at`, as long as the data says the same;
    once it says something else the outcome is `stale` and the data speaks again.
    """

    key: str
    state: StepState
    code: str = ""
    params: Params = field(default_factory=dict)
    note: str = ""
    by: str = ""
    at: datetime | None = None
    stale: bool = False


@dataclass(frozen=True, slots=True)
class Checklist:
    """The list that fits the order's state: ``o1`` unpaid, ``o2`` paid and unshipped, "" otherwise."""

    kind: Literal["o1", "o2", ""]
    checks: tuple[Check, ...] = ()

    @property
    def open(self) -> int:
        """How many steps still want a person."""
        return sum(check.state is StepState.TODO for check in self.checks)

    @property
    def problems(self) -> int:
        """How many contradictions the data or a person sees."""
        return sum(check.state is StepState.PROBLEM for check in self.checks)


@dataclass(frozen=True, slots=True)
class Agreed:
    """Something the conversation agreed on, and whether remark or ledger know of it (rules O1, R4)."""

    kind: PromiseKind
    words: str
    remarked: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything a check looks at: `goods` are the cards by line id, `applications` those for this order."""

    order: Order
    lines: Sequence[OrderLine]
    promises: Sequence[Promise]
    shop: ShopPolicy
    pricing: PricingPolicy
    hold: frozenset[Flag] = frozenset()
    agreed: Sequence[Agreed] = ()
    goods: Mapping[int, Goods] = field(default_factory=dict)
    applications: Sequence[PriceApplication] = ()

    @property
    def sent_free(self) -> bool:
        """Whether every line is an article that the shop sends free of postage (rule G1)."""
        cards = [self.goods.get(line.id) for line in self.lines]
        return bool(cards) and all(card is not None and card.free_shipping is True for card in cards)


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


def freight_due(order: Order, shop: ShopPolicy, *, sent_free: bool = False) -> int | None:
    """The postage that the shop's own terms ask for, None while address or goods' price are unknown.

    Goods `sent_free` cost none, except to remote areas.
    """
    if not order.address or (order.goods_fen is None and not sent_free):
        return None
    if remote_area(order.address, shop):
        return shop.remote_freight_fen
    if sent_free or order.goods_fen is None:
        return 0
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
    missing = [one.words for one in facts.agreed if not one.remarked]
    if missing:
        return Check("items", StepState.PROBLEM, "items_unremarked", {"words": "、".join(missing)})
    if facts.agreed:
        words = "、".join(one.words for one in facts.agreed)
        return Check("items", StepState.TODO, "items_agreed", {"count": counted, "words": words})
    return Check("items", StepState.TODO, "items_confirm", {"count": counted})


def _freight(facts: Facts) -> Check:
    expected, charged = freight_due(facts.order, facts.shop, sent_free=facts.sent_free), facts.order.freight_fen
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
    limits = frame(facts.order, facts.lines, facts.goods, facts.pricing)
    now = current_price(facts.order, facts.pricing)
    if now is None or limits.original_fen is None:
        return Check("price", StepState.TODO, "price_confirm")
    why = limits.refusal(now, facts.pricing)
    if why == "bound":
        shown: Params = {"goods_fen": now, "low_fen": limits.low_fen, "high_fen": limits.high_fen}
        return Check("price", StepState.PROBLEM, "price_bound", shown)
    if not why:
        return Check("price", StepState.TODO, "price_confirm")
    for one in facts.applications:
        allowed = one.state in (PriceState.APPROVED, PriceState.USED) and one.granted_fen is not None
        if allowed and not limits.refusal(now, facts.pricing, one.granted_fen):
            return Check("price", StepState.TODO, "price_special", {"goods_fen": now, "lead": one.answered_by})
    if any(one.state is PriceState.OPEN for one in facts.applications):
        return Check("price", StepState.PROBLEM, "price_asked", {"goods_fen": now})
    return Check("price", StepState.PROBLEM, f"price_{why}", {"goods_fen": now})


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


def basis_of(check: Check) -> str:
    """A digest of what the data shows at a step: a person's outcome holds as long as it stays the same."""
    shown = f"{check.code}|{sorted(check.params.items())}"
    return hashlib.sha256(shown.encode()).hexdigest()[:16]


def with_ticks(found: Checklist, ticks: Iterable[OrderTick]) -> Checklist:
    """The checklist with what people found at its steps; an outcome that the data has overtaken is stale."""
    by_key = {tick.key: tick for tick in ticks if tick.stage == found.kind}
    return replace(found, checks=tuple(_ticked(check, by_key.get(check.key)) for check in found.checks))


def _ticked(check: Check, tick: OrderTick | None) -> Check:
    if tick is None:
        return check
    stale = tick.basis != basis_of(check)
    state = check.state if stale else tick.state
    return replace(check, state=state, note=tick.note, by=tick.by, at=tick.at, stale=stale)
