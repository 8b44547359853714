"""What the demo shop is made of, as plain frozen dataclasses: fabricated, deterministic, and without a store.

Money is integer fen, times are aware UTC. `fill.py` carries all of it through the real services.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from cs_console.domain.vocabulary import (
    Category,
    Channel,
    Flag,
    Flow,
    InquiryState,
    MessageRole,
    OrderStatus,
    Platform,
    Priority,
    PromiseKind,
    PromiseState,
    Severity,
)


@dataclass(frozen=True, slots=True)
class DemoSku:
    """One saleable variant: its code, its words on the order, its price."""

    code: str
    colour: str
    size: str
    price_fen: int


@dataclass(frozen=True, slots=True)
class DemoGoods:
    """One article of the demo catalogue; `kind` is textile, kitchen, clothing or accessory."""

    code: str
    kind: str
    title: str
    short: str
    skus: tuple[DemoSku, ...]


@dataclass(frozen=True, slots=True)
class DemoBuyer:
    """A fabricated buyer with a delivery address; the phone lies in a block that reaches nobody."""

    nick: str
    receiver: str
    phone: str
    province: str
    city: str
    district: str
    street: str
    postcode: str

    @property
    def address(self) -> str:
        """The address as Taobao writes it: 省 市 区 详细(邮编)."""
        return f"{self.province} {self.city} {self.district} {self.street}({self.postcode})"


@dataclass(frozen=True, slots=True)
class DemoLine:
    """One line of an order; `paid_fen` is its share after discounts, to the fen."""

    line_no: str
    goods: DemoGoods
    sku: DemoSku
    quantity: int
    share_fen: int

    @property
    def amount_fen(self) -> int:
        """List price times quantity."""
        return self.sku.price_fen * self.quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoOrder:
    """One order with its whole life up to `now`; `phase` says finer than `status` what it is good for."""

    platform: Platform
    order_no: str
    payment_no: str
    buyer: DemoBuyer
    lines: tuple[DemoLine, ...]
    status: OrderStatus
    phase: str
    ordered_at: datetime
    discount_fen: int = 0
    platform_discount_fen: int = 0
    freight_fen: int = 0
    paid_at: datetime | None = None
    shipped_at: datetime | None = None
    signed_at: datetime | None = None
    completed_at: datetime | None = None
    carrier: str = ""
    tracking_no: str = ""
    buyer_message: str = ""
    remark: str = ""
    flag: Flag = Flag.GREY
    close_reason: str = ""
    refund_fen: int = 0

    @property
    def list_fen(self) -> int:
        """The sum of the lines at list price."""
        return sum(line.amount_fen for line in self.lines)

    @property
    def goods_fen(self) -> int:
        """What the buyer owes for the goods, discounts taken off."""
        return self.list_fen - self.discount_fen - self.platform_discount_fen

    @property
    def total_fen(self) -> int:
        """Line sums + freight − discounts."""
        return self.goods_fen + self.freight_fen

    @property
    def paid_fen(self) -> int:
        """What has been paid: all or nothing."""
        return self.total_fen if self.paid_at else 0

    @property
    def quantity(self) -> int:
        """Pieces over all lines."""
        return sum(line.quantity for line in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoRefund:
    """A refund the buyer asked for; `deadline_at` is the platform's limit for the seller."""

    refund_no: str
    order: DemoOrder
    line: DemoLine
    amount_fen: int
    kind: str
    status: str
    goods_status: str
    reason: str
    explanation: str
    applied_at: datetime
    deadline_at: datetime | None = None
    completed_at: datetime | None = None
    carrier: str = ""
    tracking_no: str = ""


@dataclass(frozen=True, slots=True)
class DemoMessage:
    """One line of a conversation."""

    at: datetime
    role: MessageRole
    sender: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoConversation:
    """One inquiry with everything said so far and the state it is to be brought to (rule Q2)."""

    key: str
    buyer: str
    platform: Platform
    channel: Channel
    category: Category
    state: InquiryState
    messages: tuple[DemoMessage, ...]
    order_no: str = ""
    priority: Priority = Priority.NORMAL
    owner: str = ""
    agent: str = ""
    outcome: str = ""
    closed_at: datetime | None = None
    snooze_until: datetime | None = None
    transfer_to: str = ""
    transfer_note: str = ""
    offline: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPromise:
    """A promise for the ledger (rules P9, R4)."""

    key: str
    platform: Platform
    order_no: str
    buyer: str
    agent: str
    kind: PromiseKind
    text: str
    promised_at: datetime
    due_at: datetime
    state: PromiseState = PromiseState.OPEN
    closed_at: datetime | None = None
    outcome: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoCase:
    """An after-sales case led up to the step `until` (rules A2–A8); `fields` are answers worth telling."""

    key: str
    flow: Flow
    platform: Platform
    order_no: str
    buyer: str
    agent: str
    reason: str
    opened_at: datetime
    until: str
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoHandoverItem:
    """One thing handed over: what happened, next action, owner, due (rule H3).

    `about` is ``conversation:KEY``, ``promise:KEY``, ``case:KEY``, ``order:PLATFORM:NO`` or "" for a note.
    """

    section: str
    about: str
    severity: Severity
    buyer: str
    order_no: str
    what: str
    action: str
    owner: str
    due_at: datetime
    contingency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoShift:
    """A shift by the clock (rules S1, S2)."""

    key: str
    agent: str
    business_date: date
    planned_start: datetime
    planned_end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoHandover:
    """The handed-in log of the shift before: what the next agent decides item by item (rule H4)."""

    shift: DemoShift
    successor: str
    summary: str
    submitted_at: datetime
    items: tuple[DemoHandoverItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoFlag:
    """A flag set by an agent where the export has no flag column (Taobao, PDD)."""

    platform: Platform
    order_no: str
    flag: Flag
    agent: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SecondNick:
    """One person's nick on Taobao, and the one on JD (rule C1)."""

    nick: str
    other: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoShop:
    """The whole shop-day: files as platforms write them, and what agents have done so far.

    `opening_files` are Taobao's exports as the shift before found them; `files` are those of `now`.
    """

    now: datetime
    opening_files: Mapping[str, bytes]
    files: Mapping[str, bytes]
    orders: tuple[DemoOrder, ...]
    refunds: tuple[DemoRefund, ...]
    chat_orders: tuple[DemoOrder, ...]
    flags: tuple[DemoFlag, ...]
    conversations: tuple[DemoConversation, ...]
    promises: tuple[DemoPromise, ...]
    cases: tuple[DemoCase, ...]
    shift: DemoShift
    handover: DemoHandover
    second_nicks: tuple[SecondNick, ...] = ()
