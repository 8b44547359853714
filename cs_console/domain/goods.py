"""Goods cards: what a shop knows of an article, and which order line is which article (rules G1–G3)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from cs_console.domain.entities import Entity, OrderLine
from cs_console.domain.records import Reject


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods(Entity):
    """One article's card (rule G1). `key` tells articles apart: the code, else the title.

    `codes` are its other codes (SKUs, bar codes, platform ids); `related` names the codes of goods that go
    with it. `floor_fen`, `stock_note` and `notes` are for agents only (rule G3). None: not known.
    """

    key: str
    code: str = ""
    title: str = ""
    codes: tuple[str, ...] = ()
    kind: str = ""
    brand: str = ""
    edition: str = ""
    origin: str = ""
    colour: str = ""
    spec: str = ""
    colour_difference: str = ""
    lead_time: str = ""
    price_fen: int | None = None
    floor_fen: int | None = None
    free_shipping: bool | None = None
    no_return: bool | None = None
    related: tuple[str, ...] = ()
    stock_note: str = ""
    notes: str = ""


CARD_FIELDS = tuple(one.name for one in fields(Goods) if one.name not in {field.name for field in fields(Entity)})
"""What a file may say about an article."""

TRAITS = ("kind", "brand", "edition", "origin", "colour")
"""What goods are grouped by: from a brand to its origins, from an origin to its brands (rule G2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodsRecord:
    """One row of a goods file: only the fields that the file has, so that others stay as they are."""

    row: int
    key: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodsSheet:
    """All that one goods file gave; `notices` are (code, parameters) about the whole file."""

    records: tuple[GoodsRecord, ...] = ()
    rejects: tuple[Reject, ...] = ()
    notices: tuple[tuple[str, dict[str, str]], ...] = ()
    rows_read: int = 0


COLOURS = "红橙黄绿青蓝紫黑白灰粉棕褐咖米金银杏"
"""What buyers call colours by: 海盐蓝 is asked for as 蓝色."""

_SMALL_WORDS = re.compile(
    r"[的吗呢啊呀哦嘛么了]|有没有|有没|你们家?|请问|那[个款种]|这[个款种]|想[要买]|[来要买](?=一)|[?？!！,，。.]"
)


def keywords(said: str) -> str:
    """What a buyer said without the small words: what is left describes the article (rule G2)."""
    return " ".join(_SMALL_WORDS.sub(" ", said).split())


def public(goods: Goods) -> Goods:
    """The card without what is for agents only (rule G3)."""
    return replace(goods, floor_fen=None, stock_note="", notes="")


def search_texts(goods: Goods) -> tuple[str, ...]:
    """What a card is found by: its title, then everything a buyer may describe it with (rule G2)."""
    plain_colours = " ".join(f"{sign}色{goods.kind}" for sign in COLOURS if sign in goods.colour)
    described = (
        goods.title, goods.kind, goods.brand, goods.edition, goods.origin, goods.colour, plain_colours, goods.spec,
        goods.colour_difference, goods.lead_time,
    )  # fmt: skip
    codes = tuple(code for code in (goods.code, *goods.codes) if code)
    return (goods.title or goods.code, " ".join(part for part in described if part), *codes)


class Shelf:
    """Goods by code and title: joins order lines to cards (rule G1)."""

    def __init__(self, goods: Iterable[Goods]) -> None:
        self._by_code: dict[str, Goods] = {}
        self._by_title: dict[str, Goods] = {}
        for one in goods:
            for code in (one.code, *one.codes):
                if code:
                    self._by_code.setdefault(code.casefold(), one)
            if one.title:
                self._by_title.setdefault(plain_title(one.title), one)

    def of_code(self, code: str) -> Goods | None:
        """The article with this code, main or other, without regard to case."""
        return self._by_code.get(code.strip().casefold())

    def of_line(self, line: OrderLine) -> Goods | None:
        """The article an order line is about: by its code, else by its whole title."""
        by_code = self.of_code(line.sku) if line.sku.strip() else None
        return by_code or self._by_title.get(plain_title(line.title))

    def of_lines(self, lines: Sequence[OrderLine]) -> dict[int, Goods]:
        """Line id → article, for the lines that have a card."""
        found = ((line.id, self.of_line(line)) for line in lines)
        return {line_id: goods for line_id, goods in found if goods is not None}

    def related(self, goods: Goods) -> tuple[Goods, ...]:
        """The cards that go with an article, in its own order; unknown codes and itself left out."""
        found = (self.of_code(code) for code in goods.related)
        return tuple(dict.fromkeys(one for one in found if one is not None and one.id != goods.id))


def plain_title(title: str) -> str:
    """A title for comparing: blanks and case say nothing."""
    return "".join(title.split()).casefold()


def key_of(code: str, title: str) -> str:
    """What tells an article apart: its code, else its title; "" when it has neither."""
    return code.strip() or plain_title(title)


def tallied(goods: Iterable[Goods], trait: str) -> tuple[tuple[str, int], ...]:
    """The values of one trait among goods with how often each stands, commonest first (rule G2)."""
    counts: dict[str, int] = {}
    for one in goods:
        value = str(getattr(one, trait))
        if value:
            counts[value] = counts.get(value, 0) + 1
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
