"""What services ask of the store and the machine about goods and prices (rules G1–G3, O3)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

from cs_console.domain.goods import Goods, GoodsSheet
from cs_console.domain.price_changes import PriceApplication, PriceState


class GoodsReads(Protocol):
    """Reads about goods cards and special prices."""

    def stamp(self) -> tuple[int, int, int]:
        """Something that differs whenever a card was added, changed or removed."""

    def all(self) -> list[Goods]:
        """Every card, by id."""

    def applications(
        self,
        limit: int | None = None,
        *,
        states: Sequence[PriceState] = (),
        order_id: int = 0,
        applicant: str = "",
        due_by: datetime | None = None,
    ) -> list[PriceApplication]:
        """Special-price applications that fit every filter given, the most pressing first."""

    def approvals(self, order_id: int, goods_ids: Sequence[int], buyer: str) -> list[PriceApplication]:
        """Approved and unused applications for an order, or for one of these goods and this buyer."""


class GoodsSearch(Protocol):
    """A search over goods cards (rule G2); `text.search` implements it."""

    def find(self, query: str, limit: int) -> list[tuple[int, float]]:
        """(card's id, score), best first."""

    def said(self, sentence: str, limit: int) -> list[tuple[int, float]]:
        """(card's id, score) for what a buyer wrote, best first."""


class GoodsPort(Protocol):
    """Goods files, and the search over cards."""

    def read(self, path: Path) -> GoodsSheet:
        """Parse one goods file; `BadInput` when it cannot be read at all."""

    def index(self, goods: Sequence[Goods]) -> GoodsSearch:
        """The search over these cards."""
