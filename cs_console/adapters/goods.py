"""Goods files and the search over goods cards, as services see them (rules G1, G2)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from cs_console.domain.goods import Goods, GoodsSheet, search_texts
from cs_console.errors import BadInput
from cs_console.text.search import Entry, PhraseIndex

_FULL_SCORE = 1000.0


@dataclass(frozen=True, slots=True)
class GoodsFiles:
    """Implements `services.ports.goods.GoodsPort`; the reader is given by bootstrap."""

    reader: Callable[[Path], GoodsSheet]

    def read(self, path: Path) -> GoodsSheet:
        """Parse one goods file."""
        if path.is_dir():
            raise BadInput("file.folder", path=path)
        if not path.exists():
            raise BadInput("file.missing", path=path)
        return self.reader(path)

    def index(self, goods: Sequence[Goods]) -> GoodsIndex:
        """The search over these cards."""
        return GoodsIndex(goods)


class GoodsIndex:
    """Implements `services.ports.goods.GoodsSearch` over one state of the cards."""

    def __init__(self, goods: Sequence[Goods]) -> None:
        self._index = PhraseIndex([Entry(str(one.id), search_texts(one), questions=2) for one in goods])

    def find(self, query: str, limit: int) -> list[tuple[int, float]]:
        """(card's id, score from 0 to about 1), best first."""
        return [(int(hit.key), hit.score / _FULL_SCORE) for hit in self._index.search(query, limit)]

    def said(self, sentence: str, limit: int) -> list[tuple[int, float]]:
        """(card's id, score from 0 to 1) for what a buyer wrote, best first."""
        return [(int(hit.key), hit.score) for hit in self._index.suggest(sentence, limit)]
