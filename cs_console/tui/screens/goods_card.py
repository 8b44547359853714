"""Goods while talking: found from what a buyer describes, floor and colour difference for the agent (rules G1–G3)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Static

from cs_console.domain.goods import Goods
from cs_console.domain.money import format_fen
from cs_console.i18n import t
from cs_console.text.width import cell_width
from cs_console.tui import keymap
from cs_console.tui.context import context_of
from cs_console.tui.deck import Deck
from cs_console.tui.safe import safe
from cs_console.tui.screens.card import CardRow, CardScreen
from cs_console.tui.screens.popup import when_drawn
from cs_console.tui.screens.searching import FinderPopup
from cs_console.tui.widgets.editor import Field
from cs_console.tui.widgets.lines import Line, Lines, wrap
from cs_console.tui.widgets.rows import Piece, column, highlighted
from cs_console.tui.widgets.virtual_list import VirtualList

if TYPE_CHECKING:
    from cs_console.services.goods import GoodsCard

REST = 0.1
"""Seconds without a key before a search begins."""
DETAIL, DETAIL_TALL = 6, 9
TALL = 34
WIDE = 90
PLAIN = ("kind", "brand", "edition", "origin", "colour", "spec", "lead_time")
"""What anybody may be told of an article, in this order."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One article in the list, and why it stands there: on the order, named by the buyer, or found."""

    goods: Goods
    why: str = ""


class GoodsFinder(FinderPopup):
    """Type what the buyer describes; the chosen article's card follows below."""

    TITLE_CODE = "command.goods.find"
    REST = REST

    def __init__(
        self, deck: Deck, search: Callable[[str], None], go: Callable[[int], None], offer: Callable[[Goods], None]
    ) -> None:
        super().__init__()
        self._deck, self._search, self._go, self._offer = deck, search, go, offer

    def body(self) -> ComposeResult:
        """What is asked for, which articles answer, the chosen one's facts."""
        yield Field(placeholder=t("goods.placeholder"), id="goods-query")
        yield VirtualList(paint_goods, empty=t("goods.none"), id="goods-rows")
        yield Lines(id="goods-detail")
        yield Static("", id="goods-note", markup=False)

    def on_mount(self) -> None:
        """Take the keys; begin with the order's articles and those the buyer named."""
        keys = context_of(self).keymap
        made = [Binding("enter,space", "screen.accept", show=False)]
        made += [Binding(key, "screen.offer", show=False, priority=True) for key in keys["reply.pick"].keys]
        keymap.install(self, made)
        detail = self.query_one("#goods-detail")
        detail.can_focus = False
        detail.styles.height = DETAIL_TALL if self.app.size.height >= TALL else DETAIL
        self.set_hint(t("goods.hint", reply=keys.label("reply.pick")))

    def seek(self) -> None:
        """Look for the articles."""
        self._search(self.wanted)

    @when_drawn
    def show(self, query: str, found: Sequence[Shown]) -> None:
        """Show what was found, unless something else is asked for by now."""
        if self.found(query, found, lambda one: one.goods.id):
            self._show_detail()

    @on(VirtualList.Moved)
    def _moved(self, event: VirtualList.Moved[Any]) -> None:
        event.stop()
        self._show_detail()

    def _show_detail(self) -> None:
        chosen = self.rows.chosen
        self.query_one("#goods-detail", Lines).show(
            lambda width: [[Piece("-" * width, "dim")], *(goods_lines(chosen.goods, width) if chosen else ())]
        )

    @when_drawn
    def note(self, text: str, style: str = "$error") -> None:
        """Say why something could not be done; the message line lies behind the popup."""
        self.query_one("#goods-note", Static).update(safe(text, style))

    def open_chosen(self) -> None:
        """Open the chosen article's card."""
        if self.rows.chosen is not None:
            self._go(self.rows.chosen.goods.id)

    def action_offer(self) -> None:
        """What goes with the chosen article, into the reply (rule G3)."""
        if self.rows.chosen is not None:
            self._offer(self.rows.chosen.goods)


class GoodsScreen(CardScreen):
    """One article: its facts above, what can be done with it and what goes with it below."""

    def __init__(self, deck: Deck, goods_id: int, act: Callable[[tuple[str, Any]], None]) -> None:
        super().__init__(deck, t("cards.goods"), act)
        self.goods_id = goods_id
        self.card: GoodsCard | None = None

    def on_mount(self) -> None:
        """The picker's key puts what goes with it into the reply."""
        keys = context_of(self).keymap["reply.pick"].keys
        keymap.install(self, [Binding(key, "screen.offer", show=False, priority=True) for key in keys])

    @when_drawn
    def show(self, card: GoodsCard, offer: str) -> None:
        """Show the card; `offer` is the sentence about what goes with it, "" for none."""
        self.card = card
        self.fill(lambda width: [*card_lines(card, width), [Piece("-" * width, "dim")]], tuple(goods_rows(card, offer)))

    def action_offer(self) -> None:
        """What goes with it, into the reply."""
        self._act(("offer", self.goods_id))


def goods_rows(card: GoodsCard, offer: str) -> Iterator[CardRow]:
    """What can be done, always by the same digits; then what goes with it."""
    goods = card.goods
    yield CardRow(("offer", goods.id), t("cards.offer"), offer or t("cards.no_related"), style="" if offer else "dim")
    yield CardRow(("copy", goods.id), t("cards.copy"), goods.title)
    yield CardRow(("bulk", goods.id), t("cards.bulk"), t("cards.bulk_hint"), style="dim")
    yield CardRow(("special", goods.id), t("cards.special"), t("cards.special_hint"), style="dim")
    for one in card.related:
        cells = ((money(one.price_fen), 9, ""), (_floor(one), 16, "warn"))
        words = "  ".join(word for word in (one.title, one.stock_note) if word)
        yield CardRow(("goods", one.id), t("cards.related"), words, cells)


def card_lines(card: GoodsCard, width: int) -> list[Line]:
    """The facts, and the duty that colour-sensitive goods bring (rule P7)."""
    lines = goods_lines(card.goods, width)
    if card.colour_sensitive:
        lines.append([Piece(wrap(t("goods.colour_duty"), width, 1)[0], "warn")])
    return lines


def goods_lines(goods: Goods, width: int) -> list[Line]:
    """Title, price beside the floor, what may be told, what is for agents only (rule G3)."""
    lines: list[Line] = [[Piece(wrap(f"{goods.title}  {goods.code}".strip(), width, 1)[0], "title")]]
    prices = [Piece(f"{t('goods.price')} {money(goods.price_fen) or '-'}   ", "strong"), Piece(_floor(goods), "warn")]
    switches = [name for name in ("free_shipping", "no_return") if getattr(goods, name)]
    prices += [Piece(f"   {t(f'goods.{name}')}", "urgent" if name == "no_return" else "ok") for name in switches]
    lines.append(prices)
    facts = "   ".join(f"{t(f'goods.{name}')} {value}" for name in PLAIN if (value := getattr(goods, name)))
    lines += [[Piece(line)] for line in wrap(facts, width)[:2] if facts]
    if goods.colour_difference:
        lines.append([Piece(wrap(f"{t('goods.colour_difference')} {goods.colour_difference}", width, 1)[0], "warn")])
    inner = [(name, getattr(goods, name)) for name in ("stock_note", "notes")]
    words = "   ".join(f"{t(f'goods.{name}')} {value}" for name, value in inner if value)
    lines += [[Piece(line, "dim")] for line in wrap(words, width)[:2] if words]
    return lines


def paint_goods(shown: Shown, width: int) -> Sequence[Piece]:
    """Why it stands there, price and floor, title."""
    goods = shown.goods
    pieces = [column(t(f"goods.why_{shown.why}") if shown.why else "", 6, "mark")]
    pieces += [column(money(goods.price_fen), 9, right=True), Piece(" "), column(_floor(goods), 16, "warn")]
    if width >= WIDE:
        pieces += [column(goods.brand, 9, "dim"), column(goods.colour, 22, "dim"), Piece(" ")]
    left = width - sum(cell_width(piece.text) for piece in pieces)
    return [*pieces, *highlighted(goods.title or goods.code, (), max(left, 0))]


def money(fen: int | None) -> str:
    """``¥310.00``, "" when unknown."""
    return "" if fen is None else format_fen(fen)


def _floor(goods: Goods) -> str:
    return "" if goods.floor_fen is None else t("goods.floor_short", price=format_fen(goods.floor_fen))
