"""Goods: found from what a buyer describes, shown beside the talk, taken in from the admin's file (rules G1–G3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cs_console.domain.entities import Actor, Order, OrderLine
from cs_console.domain.goods import TRAITS, Goods, GoodsSheet, Shelf, key_of, keywords, public, tallied
from cs_console.domain.money import format_fen
from cs_console.domain.records import Reject
from cs_console.errors import BadInput, NotFound, Refused
from cs_console.services.context import ServiceContext
from cs_console.services.ports.goods import GoodsPort, GoodsSearch
from cs_console.services.ports.machine import FilesPort
from cs_console.services.ports.uow import UnitOfWork
from cs_console.services.roles import Permission, may, require
from cs_console.text.clean import clean
from cs_console.text.normalise import normalise

NEAR = 0.75
"""What fits a description less than this share of the best one is left out: it only shares a sign or a sound."""
TALLIED = 200
"""How many hits the counts of brands and origins are taken over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodsFilter:
    """Which cards: every trait given must be the card's own, without regard to case and script."""

    kind: str = ""
    brand: str = ""
    edition: str = ""
    origin: str = ""
    colour: str = ""

    def fits(self, goods: Goods) -> bool:
        """Whether a card has all of these traits."""
        return all(
            normalise(getattr(goods, trait)) == normalise(getattr(self, trait).strip())
            for trait in TRAITS
            if getattr(self, trait)
        )


@dataclass(frozen=True, slots=True)
class GoodsFound:
    """Cards best first, and which brands, origins … all hits have: both ways at once (rule G2)."""

    goods: tuple[Goods, ...]
    traits: Mapping[str, tuple[tuple[str, int], ...]]


@dataclass(frozen=True, slots=True)
class GoodsCard:
    """One article with what goes with it; `colour_sensitive` asks for both statements of rule P7."""

    goods: Goods
    related: tuple[Goods, ...]
    colour_sensitive: bool


@dataclass(frozen=True, slots=True)
class LineGoods:
    """An order line and its card, None while the article is unknown."""

    line: OrderLine
    goods: Goods | None


@dataclass(frozen=True, slots=True)
class GoodsReport:
    """What became of a goods file; `act_id` is what undo takes back, 0 when nothing changed."""

    name: str
    read: int
    new: int
    updated: int
    unchanged: int
    rejects: tuple[Reject, ...]
    notices: tuple[tuple[str, dict[str, str]], ...]
    reject_file: Path | None
    act_id: int


@dataclass(frozen=True, slots=True)
class _Stock:
    """One state of the cards, indexed."""

    stamp: tuple[int, int, int]
    shelf: Shelf
    by_id: Mapping[int, Goods]
    search: GoodsSearch


class GoodsService:
    """What ``cs-console goods`` and the goods card do."""

    def __init__(self, context: ServiceContext, port: GoodsPort, files: FilesPort) -> None:
        self._context = context
        self._port = port
        self._files = files
        self._held: _Stock | None = None

    # -- finding ---------------------------------------------------------------------------

    def find(self, actor: Actor, query: str = "", *, chosen: GoodsFilter | None = None, limit: int = 20) -> GoodsFound:
        """Cards for what a buyer describes, in any words, hanzi or pinyin; without a query all of them (rule G2)."""
        stock = self._stock()
        if query.strip():
            found = stock.search.find(keywords(query) or query, max(limit, TALLIED))
            hits = [stock.by_id[goods_id] for goods_id, score in found if score >= NEAR * found[0][1]]
        else:
            hits = sorted(stock.by_id.values(), key=lambda one: (one.title, one.id))
        if chosen is not None:
            hits = [one for one in hits if chosen.fits(one)]
        return GoodsFound(
            tuple(_shown(actor, one) for one in hits[:limit]), {trait: tallied(hits, trait) for trait in TRAITS}
        )

    def mentioned(self, actor: Actor, sentence: str, limit: int = 3) -> tuple[Goods, ...]:
        """The articles a buyer's sentence is likely about, best first, while the agent keeps talking (rule G2)."""
        stock = self._stock()
        return tuple(_shown(actor, stock.by_id[goods_id]) for goods_id, _ in stock.search.said(sentence, limit))

    def get(self, actor: Actor, name: str) -> Goods:
        """The card with this code, id ``#12`` or whole title; `NotFound` otherwise."""
        wanted = name.strip()
        stock = self._stock()
        found = stock.shelf.of_code(wanted)
        if found is None and wanted.startswith("#") and wanted[1:].isdecimal():
            found = stock.by_id.get(int(wanted[1:]))
        if found is None:
            found = stock.shelf.of_line(OrderLine(order_id=0, line_key="", title=wanted))
        if found is None:
            raise NotFound("goods.unknown", id=clean(wanted))
        return _shown(actor, found)

    def card(self, actor: Actor, goods_id: int) -> GoodsCard:
        """Everything about one article."""
        stock = self._stock()
        if goods_id not in stock.by_id:
            raise NotFound("goods.unknown", id=goods_id)
        goods = stock.by_id[goods_id]
        words = self._context.policies().shop.colour_sensitive_words
        return GoodsCard(
            goods=_shown(actor, goods),
            related=tuple(_shown(actor, one) for one in stock.shelf.related(goods)),
            colour_sensitive=bool(goods.colour_difference) or any(word in goods.title for word in words),
        )

    def of_order(self, actor: Actor, order_id: int) -> tuple[LineGoods, ...]:
        """The cards of an order's lines, by code or title (rule G1)."""
        with self._context.uow.read() as uow:
            uow.require(Order, order_id)
            lines = sorted(uow.find(OrderLine, order_id=order_id), key=lambda line: (line.position, line.id))
        shelf = self._stock().shelf
        found = ((line, shelf.of_line(line)) for line in lines)
        return tuple(LineGoods(line, _shown(actor, goods) if goods is not None else None) for line, goods in found)

    def related_text(self, goods_id: int, limit: int = 3) -> str:
        """A line for the reply that names what goes with an article; never a floor price (rule G3).

        Raises `Refused` when nothing is related.
        """
        stock = self._stock()
        if goods_id not in stock.by_id:
            raise NotFound("goods.unknown", id=goods_id)
        goods = stock.by_id[goods_id]
        related = stock.shelf.related(goods)[:limit]
        if not related:
            raise Refused("goods.no_related", title=goods.title)
        names = "、".join(_offered(one) for one in related)
        sentence = self._context.policies().shop.related_text
        return sentence.replace("{goods}", goods.title or goods.code).replace("{related}", names)

    def shelf(self, uow: UnitOfWork | None = None) -> Shelf:
        """The cards by code and title, as they stand; other services join order lines with it."""
        return self._stock(uow).shelf

    # -- the admin's file ------------------------------------------------------------------

    def import_file(self, actor: Actor, path: Path) -> GoodsReport:
        """Take a goods file in as one act; the same file twice changes nothing (rule G1). Leads and admins only."""
        require(actor, Permission.KEEP_GOODS)
        sheet = self._port.read(path)
        with self._context.uow.write(actor, "goods.import") as uow:
            new, updated = _apply(uow, sheet)
        reject_file = self._files.write_rejects(path, sheet.rejects) if sheet.rejects else None
        return GoodsReport(
            name=path.name, read=sheet.rows_read, new=new, updated=updated,
            unchanged=len(sheet.records) - new - updated, rejects=sheet.rejects,
            notices=(*sheet.notices, *self._unknown_relations(sheet)), reject_file=reject_file,
            act_id=uow.act_id if new or updated else 0,
        )  # fmt: skip

    def are_goods(self, path: Path) -> bool:
        """Whether a file reads as goods cards."""
        try:
            return bool(self._port.read(path).records)
        except BadInput:
            return False

    # -- inside ----------------------------------------------------------------------------

    def _unknown_relations(self, sheet: GoodsSheet) -> tuple[tuple[str, dict[str, str]], ...]:
        """Codes that a file names as related and no card has; they wait for their card."""
        shelf = self._stock().shelf
        named = dict.fromkeys(code for record in sheet.records for code in record.values.get("related", ()))
        unknown = [code for code in named if shelf.of_code(code) is None]
        if not unknown:
            return ()
        return (("goods.notice.related", {"codes": "、".join(unknown[:10]), "count": str(len(unknown))}),)

    def _stock(self, uow: UnitOfWork | None = None) -> _Stock:
        """The cards of now; read and indexed again only when one changed."""
        if uow is None:
            with self._context.uow.read() as reading:
                return self._stock(reading)
        stamp = uow.goods.stamp()
        held = self._held
        if held is None or held.stamp != stamp:
            goods = uow.goods.all()
            held = _Stock(stamp, Shelf(goods), {one.id: one for one in goods}, _Lazy(self._port, goods))
            if not uow.act:
                self._held = held
        return held


class _Lazy:
    """A search that is built when first asked: joining order lines needs none."""

    def __init__(self, port: GoodsPort, goods: Sequence[Goods]) -> None:
        self._port, self._goods = port, goods
        self._search: GoodsSearch | None = None

    def _built(self) -> GoodsSearch:
        if self._search is None:
            self._search = self._port.index(self._goods)
        return self._search

    def find(self, query: str, limit: int) -> list[tuple[int, float]]:
        """As the port's."""
        return self._built().find(query, limit)

    def said(self, sentence: str, limit: int) -> list[tuple[int, float]]:
        """As the port's."""
        return self._built().said(sentence, limit)


def _apply(uow: UnitOfWork, sheet: GoodsSheet) -> tuple[int, int]:
    """Add new cards and change those that differ; a card keeps its key while its code comes later."""
    known = {one.key: one for one in uow.goods.all()}
    by_title = {key_of("", one.title): one for one in known.values() if not one.code}
    fresh, updated = [], 0
    for record in sheet.records:
        card = known.get(record.key) or by_title.get(key_of("", record.values.get("title", "")))
        if card is None:
            fresh.append(Goods(key=record.key, **record.values))
            continue
        changed = uow.change(card, **{"key": record.key, **record.values})
        updated += changed.version != card.version
    return len(uow.add_many(fresh)), updated


def _shown(actor: Actor, goods: Goods) -> Goods:
    """The card as this person may see it: floor, stock note and notes are for agents (rule G3)."""
    return goods if actor.agent and may(actor, Permission.SEE_FLOOR) else public(goods)


def _offered(goods: Goods) -> str:
    name = goods.title or goods.code
    return f"{name}（{format_fen(goods.price_fen)}）" if goods.price_fen is not None else name
