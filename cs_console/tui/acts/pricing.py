"""Changing a price within its bounds, and asking a lead for a special one (rules O3, R4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cs_console.domain.money import format_fen, parse_fen
from cs_console.i18n import t, token, what
from cs_console.tui import clock
from cs_console.tui.deck import Acts
from cs_console.tui.gateway import Failed
from cs_console.tui.safe import describe, say
from cs_console.tui.screens.prompt import Ask, Prompt

if TYPE_CHECKING:
    from cs_console.domain.goods import Goods
    from cs_console.services.pricing import Applied, PriceChanged, PriceView

BELOW_FLOOR = ("price.floor", "price.unfloored")
"""Refusals that a lead may lift by a special price."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A price that was asked for: of an order, or of a piece of an article before there is one."""

    price_fen: int
    reason: str
    order_id: int = 0
    goods_id: int = 0
    quantity: int = 1


class PriceActs(Acts):
    """What changes a price."""

    def commands(self) -> Mapping[str, Callable[[], None]]:
        """Handlers by command id."""
        return {"order.price": self._open}

    def loaded(self) -> Mapping[str, Callable[[Any], None]]:
        """Within what the price may move."""
        return {"price": self._ask}

    def done(self) -> Mapping[str, Callable[[Any, Any], None]]:
        """Prices agreed, applications made."""
        return {"price.change": self._changed, "price.apply": self._applied}

    def failed(self) -> Mapping[str, Callable[[Failed], None]]:
        """Below the floor a lead may be asked."""
        return {"price.change": self._not_changed}

    def _open(self) -> None:
        order = self.deck.state.order
        if order is not None:
            order_id = order.id
            self.deck.read("price", lambda desk: (order_id, desk.services.pricing.view(order_id)))

    def _ask(self, found: tuple[int, PriceView]) -> None:
        order_id, view = found
        if view.refusal is not None:
            self.deck.say(describe(view.refusal), kind="warn")
            return
        asks = [
            Ask("price", t("price.new"), placeholder=t("price.example"), check=bad_price),
            Ask("reason", t("price.reason"), required=False),
        ]
        prompt = Prompt(t("command.order.price"), asks, intro=self._frame_words(view))
        self.deck.ask(
            prompt, lambda given: self._write(Wanted(parse_fen(given["price"]), given["reason"], order_id=order_id))
        )

    def _write(self, wanted: Wanted) -> None:
        self.deck.write(
            "price.change",
            lambda desk: desk.services.pricing.change(desk.actor, wanted.order_id, wanted.price_fen, wanted.reason),
            wanted,
        )

    def _frame_words(self, view: PriceView) -> str:
        """Original, present, bounds, floor, and what a lead said already."""
        frame = view.frame
        lines = [
            t("price.frame", order_no=view.order_no, original=_money(frame.original_fen),
              now=_money(view.current_fen), low=format_fen(frame.low_fen), high=format_fen(frame.high_fen),
              floor=_money(frame.floor_fen)),
        ]  # fmt: skip
        context = self.deck.context
        if view.changes:
            agreed = view.changes[0]
            at = clock.moment(agreed.at, context.zone, context.clock())
            lines.append(t("price.agreed_on", price=format_fen(agreed.price_fen), agent=agreed.agent, at=at).strip())
        if frame.unfloored:
            lines.append(t("price.no_floor", goods=t("list.comma").join(frame.unfloored[:3])))
        for one in view.applications[:2]:
            at = clock.moment(one.expires_at or one.due_at, context.zone, context.clock())
            price = _money(one.granted_fen or one.asked_fen)
            by, words = one.answered_by or one.applicant, one.answer or one.reason
            lines.append(
                t("price.asked_for", state=token("price_state", one.state), price=price, by=by, at=at, words=words)
            )
        return "\n".join(lines)

    def _changed(self, changed: PriceChanged, wanted: Wanted) -> None:
        words = say("price.agreed", price=format_fen(changed.change.price_fen), remark=changed.remark)
        self.deck.say(words, undo=True)
        self.deck.refresh()

    # -- special prices -------------------------------------------------------------------------

    def _not_changed(self, failure: Failed) -> None:
        wanted = failure.context
        if failure.error.code not in BELOW_FLOOR or not isinstance(wanted, Wanted):
            self.deck.say(describe(failure.error), kind="error")
            return
        ask = Ask("reason", t("price.reason"), wanted.reason, placeholder=t("price.reason_example"))
        prompt = Prompt(t("price.apply_title"), [ask], intro=f"{what(failure.error)}\n{t('price.apply_intro')}")
        self.deck.ask(prompt, lambda given: self._apply(wanted, given["reason"]))

    def _apply(self, wanted: Wanted, reason: str) -> None:
        state = self.deck.state
        buyer = state.detail.inquiry.buyer if wanted.goods_id and state.detail is not None else ""
        inquiry_id = state.order_inquiry
        self.deck.write(
            "price.apply",
            lambda desk: desk.services.pricing.apply(
                desk.actor, wanted.price_fen, reason, order_id=wanted.order_id, goods_id=wanted.goods_id,
                quantity=wanted.quantity, buyer=buyer, inquiry_id=inquiry_id,
            ),
        )  # fmt: skip

    def _applied(self, applied: Applied, context: Any) -> None:
        one = applied.application
        at = clock.moment(one.due_at, self.deck.context.zone, self.deck.context.clock())
        self.deck.say(say("price.applied", price=format_fen(one.asked_fen), at=at), undo=True)
        self.deck.refresh()

    def for_goods(self, goods: Goods) -> None:
        """Ask a lead for a special price of an article before there is an order (rules O3, P12)."""
        asks = [
            Ask("price", t("price.piece"), placeholder=t("price.example"), check=bad_price),
            Ask("quantity", t("price.quantity"), "1", check=bad_count),
            Ask("reason", t("price.reason"), placeholder=t("price.reason_example")),
        ]
        intro = t("price.goods_intro", title=goods.title, price=_money(goods.price_fen), floor=_money(goods.floor_fen))
        self.deck.ask(Prompt(t("price.apply_title"), asks, intro=intro), lambda given: self._for_goods(goods, given))

    def _for_goods(self, goods: Goods, given: Mapping[str, str]) -> None:
        wanted = Wanted(
            parse_fen(given["price"]), given["reason"], goods_id=goods.id, quantity=int(given["quantity"])
        )  # fmt: skip
        self._apply(wanted, wanted.reason)


def bad_price(text: str) -> str:
    """Why a text is no price, "" when it is one."""
    try:
        parse_fen(text)
    except ValueError:
        return t("price.bad")
    return ""


def bad_count(text: str) -> str:
    """Why a text is no number of pieces, "" when it is one."""
    return "" if text.isdecimal() and 1 <= int(text) <= 99999 else t("price.bad_count")


def _money(fen: int | None) -> str:
    return "-" if fen is None else format_fen(fen)
