"""Finding an order that a conversation, a promise or a case can be about; each order is used once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from random import Random

from cs_console.domain.vocabulary import Platform
from cs_console.services.demo.goods_cards import NO_RETURN
from cs_console.services.demo.model import DemoOrder, DemoRefund
from cs_console.services.demo.people import PRANKSTER


class OrderPicker:
    """Hands out orders by what they must be like, none twice, from the shop's seeded source."""

    def __init__(self, rng: Random, orders: Iterable[DemoOrder], refunds: Iterable[DemoRefund]) -> None:
        self._rng = rng
        self._free = {(order.platform, order.order_no): order for order in orders}
        self._talked: set[str] = set()
        self._refunds = {refund.order.order_no: refund.status for refund in refunds}

    def pick(
        self,
        platform: Platform,
        phase: str,
        before: datetime,
        *,
        kind: str = "",
        pieces: int = 0,
        refund: str = "",
        buyer: str = "",
        new_buyer: bool = False,
        plain: bool = False,
        returnable: bool = False,
    ) -> DemoOrder:
        """An order in this phase that had got there `before` the given moment.

        Where nothing has the kind of goods and pieces, a completed order with them serves, and at last
        any order in the phase. The prankster's is kept for whoever asks for that `buyer`; `new_buyer` wants
        one nobody has talked to yet, `plain` an order without a remark, `returnable` one whose goods may all
        come back (A9). No order at all is a mistake in the plan and raises LookupError.
        """
        for wanted, goods, count in ((phase, kind, pieces), ("completed", kind, pieces), (phase, "", 0)):
            found = [
                order
                for order in self._free.values()
                if order.platform is platform
                and order.phase == wanted
                and (not goods or order.lines[0].goods.kind == goods)
                and order.lines[0].quantity >= count
                and self._refunds.get(order.order_no, "") == refund
                and (order.buyer.nick == buyer if buyer else order.buyer.nick != PRANKSTER)
                and not (new_buyer and order.buyer.nick in self._talked)
                and not (plain and order.remark)
                and not (returnable and any(line.goods.code in NO_RETURN for line in order.lines))
                and reached(order) < before
            ]
            if found:
                order = self._rng.choice(found)
                if new_buyer:
                    self._talked.add(order.buyer.nick)
                del self._free[platform, order.order_no]
                return order
        raise LookupError(f"the demo has no {platform} order in phase {phase} before {before}")


def reached(order: DemoOrder) -> datetime:
    """When the order got where a buyer asks about it: signed, else shipped, else paid, else placed."""
    return order.signed_at or order.shipped_at or order.paid_at or order.ordered_at
