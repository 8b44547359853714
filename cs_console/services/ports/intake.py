"""What services ask of the store when files are taken in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from cs_console.domain.entities import Buyer, Inquiry, Order, OrderLine, Refund
from cs_console.domain.vocabulary import Platform


class IntakeReads(Protocol):
    """Reads in bulk, by what an export names things with."""

    def orders_by_no(self, platform: Platform, numbers: Sequence[str]) -> dict[str, Order]:
        """Known orders by order number."""

    def lines_of(self, order_ids: Sequence[int]) -> dict[int, dict[str, OrderLine]]:
        """Known order lines by order and line key."""

    def buyers_by_nick(self, platform: Platform, nicks: Sequence[str]) -> dict[str, Buyer]:
        """Known buyers by nick."""

    def refunds_by_no(self, platform: Platform, numbers: Sequence[str]) -> dict[str, Refund]:
        """Known refunds by refund number."""

    def refunds_without_order(self, platform: Platform, numbers: Sequence[str]) -> list[Refund]:
        """Refunds that came before their order, by order number."""

    def inquiries_without_order(self, numbers: Sequence[str]) -> list[Inquiry]:
        """Inquiries that named an order before the store had it, by order number."""
