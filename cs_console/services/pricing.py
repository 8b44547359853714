"""Prices: how far one may go, special prices that a lead allows, and what was agreed (rules O3, P12)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from cs_console.domain import remarks
from cs_console.domain.entities import Actor, Order, OrderLine
from cs_console.domain.goods import Goods
from cs_console.domain.money import format_fen
from cs_console.domain.policy.pricing import PricingPolicy
from cs_console.domain.price_changes import (
    Frame,
    PriceApplication,
    PriceChange,
    PriceState,
    bulk_offer,
    current_price,
    frame,
    price_bounds,
)
from cs_console.domain.vocabulary import OrderStatus
from cs_console.errors import BadInput, Refused
from cs_console.i18n import listed
from cs_console.services.context import ServiceContext
from cs_console.services.goods import GoodsService
from cs_console.services.order_writes import write_remark
from cs_console.services.ports.uow import UnitOfWork
from cs_console.services.roles import Permission, require
from cs_console.text.clean import clean


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceFilter:
    """Which applications: the states as they read now, who asked, for which order, due by when."""

    states: tuple[PriceState, ...] = ()
    applicant: str = ""
    order_id: int = 0
    due_by: datetime | None = None


@dataclass(frozen=True, slots=True)
class PriceView:
    """Within what an order's price may move, and what a lead said to it already."""

    order_no: str
    frame: Frame
    current_fen: int | None
    applications: tuple[PriceApplication, ...]
    changes: tuple[PriceChange, ...]

    @property
    def refusal(self) -> Refused | None:
        """Why no price at all can be agreed on, so that none is asked for (rule O3)."""
        return _refusal("unknown", self.order_no, 0, self.frame) if self.frame.original_fen is None else None


@dataclass(frozen=True, slots=True)
class Applied:
    """An application as it stands after an act, and the act that undo takes back."""

    act_id: int
    application: PriceApplication


@dataclass(frozen=True, slots=True)
class PriceChanged:
    """An agreed price, the approvals it used up, and the remark that says so (rule R4)."""

    act_id: int
    change: PriceChange
    used: tuple[PriceApplication, ...]
    remark: str


@dataclass(frozen=True, slots=True)
class _Setting:
    """An order with everything its price depends on."""

    order: Order
    lines: Sequence[OrderLine]
    cards: dict[int, Goods]
    policy: PricingPolicy
    for_order: tuple[PriceApplication, ...]
    for_goods: dict[int, PriceApplication]

    @property
    def plain(self) -> Frame:
        return frame(self.order, self.lines, self.cards, self.policy)

    @property
    def special(self) -> Frame:
        return frame(self.order, self.lines, self.cards, self.policy, self.for_goods)


class PricingService:
    """What ``cs-console price`` does."""

    def __init__(self, context: ServiceContext, goods: GoodsService) -> None:
        self._context = context
        self._goods = goods

    # -- reading ---------------------------------------------------------------------------

    def view(self, order_id: int) -> PriceView:
        """The bounds of an order's price (rule O3)."""
        with self._context.uow.read() as uow:
            setting = self._setting(uow, order_id)
            found = uow.goods.applications(order_id=order_id)
            return PriceView(
                setting.order.order_no, setting.special, current_price(setting.order, setting.policy),
                tuple(_as_of(one, uow.now) for one in found),
                tuple(uow.find(PriceChange, order_id=order_id, newest_first=True)),
            )  # fmt: skip

    def list(self, chosen: PriceFilter | None = None, limit: int | None = None) -> tuple[PriceApplication, ...]:
        """Applications, open ones first, the most pressing first; expired approvals read as such."""
        chosen = chosen or PriceFilter()
        stored = {PriceState.APPROVED if one is PriceState.EXPIRED else one for one in chosen.states}
        with self._context.uow.read() as uow:
            found = uow.goods.applications(
                states=tuple(stored), order_id=chosen.order_id, applicant=chosen.applicant, due_by=chosen.due_by
            )
            seen = (_as_of(one, uow.now) for one in found)
            return tuple(one for one in seen if not chosen.states or one.state in chosen.states)[:limit]

    def bulk(self, actor: Actor, goods_id: int, quantity: int) -> int:
        """The first offer for many pieces, in fen, within the floor (rule P12)."""
        card = self._goods.card(actor, goods_id).goods
        if card.price_fen is None:
            raise Refused("price.no_list_price", title=card.title)
        percent = self._policy.bulk_discount_percent if quantity >= self._bulk_from else 0
        return bulk_offer(card.price_fen, card.floor_fen, quantity, percent)

    # -- applying and answering ------------------------------------------------------------

    def apply(
        self, actor: Actor, asked_fen: int, reason: str, *, order_id: int = 0, goods_id: int = 0,
        quantity: int = 1, buyer: str = "", inquiry_id: int = 0,
    ) -> Applied:  # fmt: skip
        """Ask a lead for a price below the floor: of a whole order, or of a piece before there is one (rule O3).

        Raises `Refused` beyond the largest change, where the policy allows no exception, where none is needed,
        and while an application for the same is open.
        """
        reason = clean(reason).strip()
        if not reason:
            raise BadInput("price.reason")
        if bool(order_id) is bool(goods_id) or asked_fen < 0 or quantity < 1:
            raise BadInput("price.target")
        with self._context.uow.write(actor, "price.apply") as uow:
            if order_id:
                subject = self._order_subject(uow, order_id, asked_fen)
            else:
                subject = self._goods_subject(actor, goods_id, asked_fen) | {"buyer": clean(buyer).strip()}
            _refuse_second(uow, subject)
            due_at = uow.now + timedelta(hours=self._policy.application_hours)
            application = uow.add(PriceApplication(
                **subject, asked_fen=asked_fen, quantity=quantity, reason=reason, applicant=actor.agent,
                inquiry_id=inquiry_id, applied_at=uow.now, due_at=due_at,
            ))  # fmt: skip
        return Applied(uow.act_id, application)

    def answer(
        self, actor: Actor, application_id: int, *, approve: bool, reason: str, granted_fen: int | None = None,
        expires_at: datetime | None = None,
    ) -> Applied:  # fmt: skip
        """A lead's yes or no with its reason; a yes serves once, until it expires. Nobody answers their own."""
        require(actor, Permission.ANSWER_PRICE)
        reason = clean(reason).strip()
        if not reason:
            raise BadInput("price.answer_reason")
        with self._context.uow.write(actor, "price.answer") as uow:
            asked = uow.require(PriceApplication, application_id)
            if asked.state is not PriceState.OPEN:
                raise Refused("price.answered", id=asked.id, state=asked.state, by=asked.answered_by)
            if asked.applicant == actor.agent:
                raise Refused("price.own", id=asked.id)
            granted, until = self._granted(asked, granted_fen, expires_at, uow.now) if approve else (None, None)
            answered = uow.change(
                asked, state=PriceState.APPROVED if approve else PriceState.REFUSED, answered_by=actor.agent,
                answered_at=uow.now, answer=reason, granted_fen=granted, expires_at=until,
            )  # fmt: skip
        return Applied(uow.act_id, answered)

    # -- the agreed price ------------------------------------------------------------------

    def change(self, actor: Actor, order_id: int, price_fen: int, reason: str = "") -> PriceChanged:
        """Agree on a price for an unpaid order and remark it (rules O3, R4); approvals are used up by it.

        Raises `Refused` beyond the largest change, below the floor without a lead's approval, and for the price that
        was agreed on last: saying it twice would only put it into the remark twice.
        """
        with self._context.uow.write(actor, "price.change") as uow:
            setting = self._setting(uow, order_id)
            order = setting.order
            if order.status not in (OrderStatus.UNPAID, OrderStatus.UNKNOWN):
                raise Refused("price.paid", order_no=order.order_no, status=order.status)
            used = self._covering(uow, setting, price_fen)
            _refuse_same(uow, order, price_fen)
            spent = uow.change_many(
                (one, {"state": PriceState.USED, "used_at": uow.now, "used_by": actor.agent}) for one in used
            )
            limits = setting.plain
            change = uow.add(PriceChange(
                order_id=order.id, order_no=order.order_no, original_fen=limits.original_fen or 0,
                former_fen=current_price(order, setting.policy), price_fen=price_fen, floor_fen=limits.floor_fen,
                application_id=used[0].id if used else 0, agent=actor.agent, reason=clean(reason).strip(), at=uow.now,
            ))  # fmt: skip
            remark = self._remark(uow, order, price_fen)
        return PriceChanged(uow.act_id, change, tuple(spent), remark)

    # -- inside ----------------------------------------------------------------------------

    @property
    def _policy(self) -> PricingPolicy:
        return self._context.policies().pricing

    @property
    def _bulk_from(self) -> int:
        return self._context.policies().shop.bulk_quantity

    def _setting(self, uow: UnitOfWork, order_id: int) -> _Setting:
        order = uow.require(Order, order_id)
        lines = uow.find(OrderLine, order_id=order_id)
        cards = self._goods.shelf(uow).of_lines(lines)
        approved = uow.goods.approvals(order_id, [card.id for card in cards.values()], order.buyer_nick)
        valid = [one for one in approved if one.state_at(uow.now) is PriceState.APPROVED]
        for_goods: dict[int, PriceApplication] = {}
        for one in valid:
            if one.goods_id:
                for_goods.setdefault(one.goods_id, one)
        for_order = tuple(one for one in valid if one.order_id == order_id)
        return _Setting(order, lines, cards, self._policy, for_order, for_goods)

    def _order_subject(self, uow: UnitOfWork, order_id: int, asked_fen: int) -> dict[str, Any]:
        setting = self._setting(uow, order_id)
        limits = setting.plain
        why = limits.refusal(asked_fen, setting.policy)
        if why in ("unknown", "bound"):
            raise _refusal(why, setting.order.order_no, asked_fen, limits)
        self._refuse_needless(why, asked_fen)
        order = setting.order
        return {
            "order_id": order.id, "order_no": order.order_no, "buyer": order.buyer_nick,
            "original_fen": limits.original_fen, "floor_fen": limits.floor_fen,
        }  # fmt: skip

    def _goods_subject(self, actor: Actor, goods_id: int, asked_fen: int) -> dict[str, Any]:
        card = self._goods.card(actor, goods_id).goods
        low, high = price_bounds(card.price_fen or 0, self._policy.max_change_percent)
        limits = Frame(card.price_fen, low, high, card.floor_fen, () if card.floor_fen is not None else (card.title,))
        why = limits.refusal(asked_fen, self._policy)
        if why in ("unknown", "bound"):
            raise _refusal(why, card.title or card.code, asked_fen, limits)
        self._refuse_needless(why, asked_fen)
        return {
            "goods_id": card.id, "goods_title": card.title or card.code,
            "original_fen": card.price_fen, "floor_fen": card.floor_fen,
        }  # fmt: skip

    def _refuse_needless(self, why: str, asked_fen: int) -> None:
        if not why:
            raise Refused("price.not_needed", price=format_fen(asked_fen))
        if why == "floor" and self._policy.below_floor == "refuse":
            raise Refused("price.floor_fixed", price=format_fen(asked_fen))

    def _granted(
        self, asked: PriceApplication, granted_fen: int | None, expires_at: datetime | None, now: datetime
    ) -> tuple[int, datetime]:
        granted = asked.asked_fen if granted_fen is None else granted_fen
        if granted < asked.asked_fen:
            raise BadInput("price.granted", asked=format_fen(asked.asked_fen))
        until = expires_at or now + timedelta(hours=self._policy.approval_hours)
        if until <= now:
            raise BadInput("price.expiry", at=until)
        return granted, until

    def _covering(self, uow: UnitOfWork, setting: _Setting, price_fen: int) -> tuple[PriceApplication, ...]:
        """The approvals that a price needs: none, the order's own, or those of its goods; else `Refused`.

        A price that a lead could allow is refused as such only where an application is still to be made.
        """
        policy, plain = setting.policy, setting.plain
        why = plain.refusal(price_fen, policy)
        if not why:
            return ()
        for one in reversed(setting.for_order):
            if not plain.refusal(price_fen, policy, one.granted_fen):
                return (one,)
        if why != "bound" and setting.for_goods and not setting.special.refusal(price_fen, policy):
            return tuple(setting.for_goods.values())
        if why in ("floor", "unfloored"):
            self._refuse_needless(why, price_fen)
            _refuse_second(uow, {"order_id": setting.order.id, "buyer": setting.order.buyer_nick})
        raise _refusal(why, setting.order.order_no, price_fen, plain)

    def _remark(self, uow: UnitOfWork, order: Order, price_fen: int) -> str:
        policy = self._context.policies().remarks
        today = uow.now.astimezone(self._context.zone).date()
        words = self._policy.remark_text.replace("{price}", format_fen(price_fen))
        entry = remarks.compose(uow.actor.agent, words, today, policy.pattern, policy.date_format)
        return write_remark(uow, self._context, order, remarks.append(order.remark, entry, policy.separator)).remark


def _refuse_same(uow: UnitOfWork, order: Order, price_fen: int) -> None:
    agreed = uow.find(PriceChange, order_id=order.id, newest_first=True, limit=1)
    if agreed and agreed[0].price_fen == price_fen:
        last = agreed[0]
        raise Refused("price.same", order_no=order.order_no, price=format_fen(price_fen), by=last.agent, at=last.at)


def _refuse_second(uow: UnitOfWork, subject: Mapping[str, Any]) -> None:
    """One open application for one thing: the lead answers it before another is made."""
    same = {name: subject.get(name, empty) for name, empty in (("order_id", 0), ("goods_id", 0), ("buyer", ""))}
    pending = uow.find(PriceApplication, state=PriceState.OPEN, **same)
    if pending:
        raise Refused("price.pending", id=pending[0].id, by=pending[0].applicant)


def _as_of(application: PriceApplication, now: datetime) -> PriceApplication:
    return replace(application, state=application.state_at(now))


def _refusal(why: str, name: str, price_fen: int, limits: Frame) -> Refused:
    """The refusal in words; a floor is an agent's to know, but no number for the buyer's ears."""
    shown = format_fen(price_fen)
    if why == "unknown":
        return Refused("price.original_unknown", name=name)
    if why == "bound":
        low, high = format_fen(limits.low_fen), format_fen(limits.high_fen)
        return Refused("price.bound", name=name, price=shown, low=low, high=high)
    if why == "unfloored":
        return Refused("price.unfloored", name=name, goods=listed(limits.unfloored[:3]))
    return Refused("price.floor", name=name, price=shown, floor=format_fen(limits.floor_fen or 0))
