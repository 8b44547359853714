"""What services ask of the store about orders."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from cs_console.domain.entities import Order, Promise
from cs_console.domain.vocabulary import Flag, OrderStatus, Platform, PromiseState


class OrderReads(Protocol):
    """Reads about orders and the promise ledger."""

    def listed(
        self,
        limit: int,
        *,
        platform: Platform | None = None,
        status: Sequence[OrderStatus] = (),
        flag: Sequence[Flag] = (),
        shop: str = "",
        buyer: str = "",
        conflict: bool = False,
        text: str = "",
    ) -> list[Order]:
        """Orders that fit every filter given, newest first; with `text` exact numbers come before parts."""

    def numbered(self, number: str, limit: int) -> list[Order]:
        """Orders with exactly this order or tracking number, newest first."""

    def promises(
        self,
        limit: int | None = None,
        *,
        states: Sequence[PromiseState] = (),
        agent: str = "",
        due_by: datetime | None = None,
        order_id: int = 0,
    ) -> list[Promise]:
        """Ledger rows that fit every filter given, the most pressing first."""
