"""The colour-difference duty: what a buyer of colour-sensitive goods is still owed (rule P7)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from cs_console.domain.entities import Inquiry, Order, OrderLine, PhraseUse
from cs_console.domain.policy.shop import ShopPolicy
from cs_console.domain.vocabulary import MessageRole, OrderStatus
from cs_console.services.context import ServiceContext
from cs_console.services.ports.uow import UnitOfWork

_TOO_LATE = frozenset({OrderStatus.SHIPPED, OrderStatus.SIGNED, OrderStatus.COMPLETED, OrderStatus.CLOSED})
_REMEMBERED = timedelta(days=30)
"""What a buyer was told longer before the order was not told about it."""


@dataclass(frozen=True, slots=True)
class ColourDuty:
    """Whether the goods need both statements, which were given, which are owed now, and by which phrase.

    Before the order both statements are owed; once the buyer has decided they are owed again. `missed`
    are those never repeated before the parcel left: too late to owe, worth knowing.
    """

    applies: bool
    word: str = ""
    decided: bool = False
    given: tuple[str, ...] = ()
    owed: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()
    phrase: str = ""


class ColourDutyService:
    """Reads the duty from what buyers were told; an undone reply does not count."""

    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    def of(self, *, order_id: int = 0, inquiry_id: int = 0) -> ColourDuty:
        """The duty towards the buyer of an order, or of an inquiry with or without one."""
        shop = self._context.policies().shop
        with self._context.uow.read() as uow:
            inquiry = uow.require(Inquiry, inquiry_id) if inquiry_id else None
            order_key = order_id or (inquiry.order_id if inquiry else 0)
            order = uow.require(Order, order_key) if order_key else None
            word = _sensitive_word(_goods(uow, order, inquiry), shop)
            if not word:
                return ColourDuty(applies=False)
            uses = _uses(uow, order, inquiry, shop)
        decided = (order.paid_at or order.ordered_at) if order else None
        since = (decided or self._context.now()) - _REMEMBERED
        given = _given([use for use in uses if use.at >= since], shop)
        repeated = _given([use for use in uses if decided is not None and use.at >= decided], shop)
        lacking = tuple(one for one in shop.colour_phrases if one not in (repeated if order else given))
        late = order is not None and order.status in _TOO_LATE
        owed = () if late else lacking
        return ColourDuty(
            applies=True, word=word, decided=order is not None, given=given, owed=owed,
            missed=lacking if late else (), phrase=_phrase(owed, shop, decided=order is not None),
        )  # fmt: skip


def _goods(uow: UnitOfWork, order: Order | None, inquiry: Inquiry | None) -> list[str]:
    """What is bought, or spoken of while nothing is bought yet."""
    if order is not None:
        lines = uow.find(OrderLine, order_id=order.id)
        return [order.goods, *(f"{line.title} {line.spec}" for line in lines)]
    if inquiry is None:
        return []
    return [message.text for message in uow.queue.messages(inquiry.id) if message.role is MessageRole.BUYER]


def _sensitive_word(texts: Iterable[str], shop: ShopPolicy) -> str:
    joined = "\n".join(texts)
    return next((word for word in shop.colour_sensitive_words if word in joined), "")


def _uses(uow: UnitOfWork, order: Order | None, inquiry: Inquiry | None, shop: ShopPolicy) -> list[PhraseUse]:
    """What this buyer was told of colours, about this order or before there was one."""
    ids = [*shop.colour_phrases, *shop.colour_reminders]
    buyer = order.buyer_nick if order and order.buyer_nick else inquiry.buyer if inquiry else ""
    if not buyer:
        return []
    uses = uow.find(PhraseUse, buyer=buyer, phrase_id=ids)
    if order is None or not uses:
        return uses
    talks = {one.id: one for one in uow.find(Inquiry, id=[use.inquiry_id for use in uses])}
    return [
        use for use in uses
        if (talk := talks.get(use.inquiry_id)) is None or talk.order_id in (0, order.id)
    ]  # fmt: skip


def _given(uses: Iterable[PhraseUse], shop: ShopPolicy) -> tuple[str, ...]:
    told = {use.phrase_id for use in uses}
    if told & set(shop.colour_reminders):
        return shop.colour_phrases
    return tuple(one for one in shop.colour_phrases if one in told)


def _phrase(owed: tuple[str, ...], shop: ShopPolicy, *, decided: bool) -> str:
    """The phrase that settles what is owed: the reminder after the decision, else the next statement."""
    if not owed:
        return ""
    return shop.colour_reminders[0] if decided and shop.colour_reminders else owed[0]
