"""What the figures are counted from: rows as they stand, gathered once for a stretch of days (rule K1)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple, Self

from cs_console.domain.complaints import Complaint
from cs_console.domain.entities import Case, Inquiry, Order, Promise
from cs_console.domain.feedback import Csat, Review
from cs_console.domain.followups import Followup
from cs_console.domain.order_ticks import OrderTick
from cs_console.domain.policy import Policies
from cs_console.domain.price_changes import PriceChange
from cs_console.domain.qa import QaReview
from cs_console.domain.shift_calendar import ShiftCalendar
from cs_console.domain.vocabulary import (
    Category,
    Channel,
    Flag,
    InquiryState,
    MessageRole,
    OrderStatus,
    Platform,
    Priority,
)


class Said(NamedTuple):
    """One line of a buyer's or of ours, without its words."""

    id: int
    inquiry_id: int
    role: MessageRole
    sender: str
    at: datetime


class Asked(NamedTuple):
    """An inquiry as far as the figures look at it: reading the rest of ten thousands takes longer than counting."""

    id: int
    platform: Platform
    channel: Channel
    buyer: str
    order_id: int
    order_no: str
    category: Category
    priority: Priority
    state: InquiryState
    owner: str
    received_at: datetime | None
    closed_at: datetime | None

    @classmethod
    def of(cls, inquiry: Inquiry) -> Self:
        """What the figures look at of an inquiry."""
        return cls(*(getattr(inquiry, name) for name in cls._fields))


class Bought(NamedTuple):
    """An order as far as the figures look at it."""

    id: int
    platform: Platform
    order_no: str
    buyer_nick: str
    status: OrderStatus
    flag: Flag
    goods_fen: int | None
    freight_fen: int | None
    paid_fen: int | None
    ordered_at: datetime | None
    paid_at: datetime | None
    shipped_at: datetime | None

    @classmethod
    def of(cls, order: Order) -> Self:
        """What the figures look at of an order."""
        return cls(*(getattr(order, name) for name in cls._fields))


class Returned(NamedTuple):
    """A return whose parcel the warehouse has: when it came, and who took it in."""

    case: Case
    arrived_at: datetime
    receiver: str


@dataclass(frozen=True, slots=True)
class Point:
    """One row behind a figure or an error: ``row`` names it as ``inquiry:12``.

    `at` decides the business date and the shift. `agents` are credited, each with the whole row; nobody's rows
    count in the total only. `value` is what is averaged, `hit` what shares are made of. `why` is the code of an
    error's evidence with its `facts`.
    """

    measure: str
    row: str
    at: datetime
    agents: tuple[str, ...] = ()
    value: float | None = None
    hit: bool | None = None
    buyer: str = ""
    order_no: str = ""
    why: str = ""
    facts: tuple[tuple[str, object], ...] = ()


def _same(name: str) -> str:
    return name


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything that the figures of a stretch of days need; `who` gives the name somebody has today (rule E6).

    `buyer_orders` are the orders of the pre-sale inquiries' buyers by platform and nick, `orders` those that rows
    name by id and that more is asked of than their flag; `excluded` are the ids of the orders that count nowhere.
    `earlier` are the talks before the orders that were returned or reviewed, however long ago. `closings` are the
    moments at which inquiries were closed, those closed again after more words included.
    """

    now: datetime
    policies: Policies
    calendar: ShiftCalendar
    who: Callable[[str], str] = _same
    inquiries: Sequence[Asked] = ()
    earlier: Sequence[Asked] = ()
    said: Mapping[int, Sequence[Said]] = field(default_factory=dict)
    closings: Mapping[int, Sequence[datetime]] = field(default_factory=dict)
    orders: Mapping[int, Bought] = field(default_factory=dict)
    buyer_orders: Mapping[tuple[str, str], Sequence[Bought]] = field(default_factory=dict)
    excluded: Collection[int] = frozenset()
    promises: Sequence[Promise] = ()
    scores: Sequence[Csat] = ()
    reviews: Sequence[Review] = ()
    complaints: Sequence[Complaint] = ()
    reminders: Sequence[Followup] = ()
    cases: Sequence[Case] = ()
    returned: Sequence[Returned] = ()
    prices: Sequence[PriceChange] = ()
    ticks: Sequence[OrderTick] = ()
    inspected: Sequence[QaReview] = ()
    _credited: dict[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict, compare=False, repr=False)

    def counts(self, order_id: int) -> bool:
        """Whether rows of this order belong to the figures: those of suspected brushing never do (rule K1)."""
        if order_id in self.excluded:
            return False
        order = self.orders.get(order_id)
        return order is None or order.flag not in self.policies.flags.excluded

    def credited(self, *names: str) -> tuple[str, ...]:
        """Each name as it is today, once; nobody for empty ones."""
        found = self._credited.get(names)
        if found is None:
            found = self._credited[names] = tuple(dict.fromkeys(self.who(name) for name in names if name))
        return found

    @property
    def conversion_window(self) -> timedelta:
        """Within which time of an inquiry an order counts as its fruit."""
        return timedelta(days=self.policies.kpi.conversion_days)

    def sales(self, inquiry: Asked) -> list[Bought] | None:
        """The orders that an inquiry led to: placed by its buyer within the window after it, the first one first.

        None when the inquiry asks about an order placed before it: then nobody was there to be won.
        """
        since = inquiry.received_at
        linked = self.orders.get(inquiry.order_id)
        if since is None or (linked is not None and linked.ordered_at is not None and linked.ordered_at < since):
            return None
        found = {one.id: one for one in self.buyer_orders.get((inquiry.platform.value, inquiry.buyer), ())}
        if linked is not None:
            found[linked.id] = linked
        until = since + self.conversion_window
        placed = [(one.ordered_at, one.id, one) for one in found.values() if one.ordered_at is not None]
        return [one for moment, _, one in sorted(placed, key=lambda row: row[:2]) if since <= moment <= until]
