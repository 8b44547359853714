"""Goods: found while talking, opened from order lines, what goes with them put into the reply (rules G1–G3, P12)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cs_console.domain.money import format_fen
from cs_console.domain.vocabulary import MessageRole
from cs_console.errors import Refused
from cs_console.i18n import t
from cs_console.tui.acts.pricing import PriceActs, bad_count
from cs_console.tui.acts.sending import reply_key
from cs_console.tui.acts.showing import open_screen
from cs_console.tui.deck import Acts, Desk
from cs_console.tui.gateway import Failed
from cs_console.tui.safe import describe, say
from cs_console.tui.screens.goods_card import GoodsFinder, GoodsScreen, Shown
from cs_console.tui.screens.prompt import Ask, Prompt

if TYPE_CHECKING:
    from cs_console.domain.goods import Goods
    from cs_console.services.goods import GoodsCard, LineGoods

FOUND = 60
LINES_SAID = 3
"""How many of the buyer's last lines are looked through for articles."""


class GoodsActs(Acts):
    """What the goods search and a goods card do."""

    def commands(self) -> Mapping[str, Callable[[], None]]:
        """Handlers by command id."""
        return {"goods.find": self._find, "order.goods": self._of_order}

    def loaded(self) -> Mapping[str, Callable[[Any], None]]:
        """Articles found, an order's articles, a card, a sentence for the reply, an offer for many."""
        return {
            "goods.found": self._show_found, "goods.order": self._show_order, "goods.card": self._show_card,
            "goods.offer": self._into_reply, "goods.bulk": self._show_bulk,
        }  # fmt: skip

    def failed(self) -> Mapping[str, Callable[[Failed], None]]:
        """Refusals are said where the agent looks."""
        return dict.fromkeys(("goods.offer", "goods.bulk", "goods.card"), self._refused)

    def refresh(self) -> None:
        """What is open follows what happens."""
        finder, card = open_screen(self.deck, GoodsFinder), open_screen(self.deck, GoodsScreen)
        if finder is not None:
            self._search(finder.wanted)
        if card is not None:
            self._read_card(card.goods_id)

    # -- finding --------------------------------------------------------------------------------

    def _find(self) -> None:
        self.deck.screen.app.push_screen(GoodsFinder(self.deck, self._search, self.open, self._offer))

    def _search(self, query: str) -> None:
        detail, order = self.deck.state.detail, self.deck.state.order
        said = [one.text for one in detail.messages if one.role is MessageRole.BUYER] if detail is not None else []
        sentence, order_id = "\n".join(said[-LINES_SAID:]), order.id if order is not None else 0
        self.deck.read("goods.found", lambda desk: (query, found_goods(desk, query, sentence, order_id)))

    def _show_found(self, found: tuple[str, Sequence[Shown]]) -> None:
        finder = open_screen(self.deck, GoodsFinder)
        if finder is not None:
            finder.show(*found)

    def _of_order(self) -> None:
        """The order's only article is opened at once; of several, all stand at the head of the search."""
        order = self.deck.state.order
        if order is not None:
            order_id = order.id
            self.deck.read("goods.order", lambda desk: desk.services.goods.of_order(desk.actor, order_id))

    def _show_order(self, lines: Sequence[LineGoods]) -> None:
        known = list(dict.fromkeys(one.goods.id for one in lines if one.goods is not None))
        if not known:
            self.deck.say(say("goods.no_card"), kind="warn")
        elif len(known) == 1:
            self.open(known[0])
        else:
            self._find()

    # -- a card ---------------------------------------------------------------------------------

    def open(self, goods_id: int) -> None:
        """Open an article's card, or turn the open one to it."""
        screen = open_screen(self.deck, GoodsScreen)
        if screen is not None:
            screen.goods_id = goods_id
        else:
            self.deck.screen.app.push_screen(GoodsScreen(self.deck, goods_id, self._act))
        self._read_card(goods_id)

    def _read_card(self, goods_id: int) -> None:
        self.deck.read(
            "goods.card", lambda desk: (desk.services.goods.card(desk.actor, goods_id), offer_of(desk, goods_id))
        )

    def _show_card(self, found: tuple[GoodsCard, str]) -> None:
        card, offer = found
        screen = open_screen(self.deck, GoodsScreen)
        if screen is not None and screen.goods_id == card.goods.id:
            screen.show(card, offer)

    def _act(self, key: tuple[str, Any]) -> None:
        screen = open_screen(self.deck, GoodsScreen)
        card = screen.card if screen is not None else None
        if card is None:
            return
        kind, goods_id = key
        if kind in ("bulk", "special") and card.goods.price_fen is None:
            self._note(describe(Refused("price.no_list_price", title=card.goods.title)).plain, "$error")
            return
        acts: Mapping[str, Callable[[], None]] = {
            "goods": lambda: self.open(goods_id),
            "offer": lambda: self._offer(card.goods),
            "copy": lambda: self._copy(card.goods),
            "bulk": lambda: self._ask_bulk(card.goods),
            "special": lambda: PriceActs(self.deck).for_goods(card.goods),
        }
        acts[kind]()

    def _copy(self, goods: Goods) -> None:
        self.deck.copy(goods.title or goods.code)
        self._note(t("cards.copied"), "$success")

    # -- into the reply -------------------------------------------------------------------------

    def _offer(self, goods: Goods) -> None:
        goods_id = goods.id
        self.deck.read("goods.offer", lambda desk: desk.services.goods.related_text(goods_id))

    def _into_reply(self, sentence: str) -> None:
        """Close the cards; the sentence stands in the reply, behind what was written already (rule G3)."""
        app, screen = self.deck.screen.app, self.deck.screen
        while app.screen is not screen:
            app.pop_screen()
        kept = self.deck.drafts.get(reply_key(self.deck.state.inquiry_id)) or ""
        screen.begin_reply(f"\n{sentence}" if kept and not kept.endswith("\n") else sentence)

    # -- many pieces ----------------------------------------------------------------------------

    def _ask_bulk(self, goods: Goods) -> None:
        ask = Ask("quantity", t("price.quantity"), placeholder="10", check=bad_count)
        self.deck.ask(Prompt(t("cards.bulk"), [ask], intro=goods.title), lambda given: self._bulk(goods, given))

    def _bulk(self, goods: Goods, given: Mapping[str, str]) -> None:
        quantity = int(given["quantity"])
        self.deck.read(
            "goods.bulk", lambda desk: (goods, quantity, desk.services.pricing.bulk(desk.actor, goods.id, quantity))
        )

    def _show_bulk(self, found: tuple[Goods, int, int]) -> None:
        goods, quantity, fen = found
        words = t("price.offered", goods=goods.title, quantity=quantity, price=format_fen(fen))
        self.deck.say(words)
        self._note(words, "$success")

    # -- saying ---------------------------------------------------------------------------------

    def _note(self, text: str, style: str) -> None:
        screen = open_screen(self.deck, GoodsScreen) or open_screen(self.deck, GoodsFinder)
        if screen is not None:
            screen.note(text, style)

    def _refused(self, failure: Failed) -> None:
        self.deck.say(describe(failure.error), kind="warn")
        self._note(describe(failure.error).plain, "$error")


def found_goods(desk: Desk, query: str, sentence: str, order_id: int) -> Sequence[Shown]:
    """What answers a query; without one the order's articles, those the buyer named, then all."""
    goods = desk.services.goods
    if query:
        return [Shown(one) for one in goods.find(desk.actor, query, limit=FOUND).goods]
    lines = goods.of_order(desk.actor, order_id) if order_id else ()
    shown = [Shown(one.goods, "order") for one in lines if one.goods is not None]
    shown += [Shown(one, "said") for one in goods.mentioned(desk.actor, sentence)] if sentence else []
    shown += [Shown(one) for one in goods.find(desk.actor, limit=FOUND).goods]
    first: dict[int, Shown] = {}
    for one in shown:
        first.setdefault(one.goods.id, one)
    return list(first.values())


def offer_of(desk: Desk, goods_id: int) -> str:
    """The sentence about what goes with an article, "" when nothing does."""
    try:
        return desk.services.goods.related_text(goods_id)
    except Refused:
        return ""
