"""What intake readers hand to services: parsed rows of a file, before the store has seen them.

A field that the file did not have is None ("unknown"), so that applying a record never erases what
another export told us; an empty string means that the file had the column and it was empty.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from cs_console.domain.vocabulary import Channel, Flag, MessageRole, OrderStatus, Platform


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRecord:
    """One order line; `line_key` is the sub-order number, else SKU/title and position."""

    line_key: str
    position: int = 0
    title: str | None = None
    sku: str | None = None
    spec: str | None = None
    quantity: int | None = None
    price_fen: int | None = None
    paid_fen: int | None = None
    platform_status: str | None = None
    refund_status: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRecord:
    """One order from an export, its rows already grouped. Names equal `entities.Order`'s."""

    platform: Platform
    order_no: str
    row: int
    shop: str | None = None
    buyer_nick: str | None = None
    status: OrderStatus | None = None
    platform_status: str | None = None
    goods: str | None = None
    quantity: int | None = None
    goods_fen: int | None = None
    freight_fen: int | None = None
    total_fen: int | None = None
    paid_fen: int | None = None
    refund_fen: int | None = None
    receiver: str | None = None
    phone: str | None = None
    address: str | None = None
    buyer_message: str | None = None
    platform_remark: str | None = None
    platform_flag: Flag | None = None
    carrier: str | None = None
    tracking_no: str | None = None
    aftersale_status: str | None = None
    close_reason: str | None = None
    ordered_at: datetime | None = None
    paid_at: datetime | None = None
    shipped_at: datetime | None = None
    signed_at: datetime | None = None
    completed_at: datetime | None = None
    deadline_at: datetime | None = None
    lines: tuple[LineRecord, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundRecord:
    """One refund from a refund export."""

    platform: Platform
    refund_no: str
    order_no: str
    row: int
    amount_fen: int | None = None
    kind: str | None = None
    reason: str | None = None
    explanation: str | None = None
    platform_status: str | None = None
    goods_status: str | None = None
    carrier: str | None = None
    tracking_no: str | None = None
    applied_at: datetime | None = None
    deadline_at: datetime | None = None
    completed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatRecord:
    """One line of a chat. `at` None: the text had no time (one message now)."""

    text: str
    row: int
    sender: str = ""
    role: MessageRole | None = None
    at: datetime | None = None
    order_no: str = ""
    channel: Channel = Channel.CHAT
    pictures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reject:
    """A row that could not be read: its line in the file, a catalogue code and the offending cell."""

    row: int
    code: str
    column: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """All that one file gave. `layout` names what was recognised (``taobao.orders``, ``jd.orders`` …).

    `file_time` is when the platform wrote the file (from its name or a cell), aware, else None.
    `notices` are (code, parameters) about the whole file, such as an id column lost to Excel.
    """

    layout: str
    platform: Platform
    encoding: str = ""
    file_time: datetime | None = None
    rows_read: int = 0
    orders: tuple[OrderRecord, ...] = ()
    refunds: tuple[RefundRecord, ...] = ()
    chats: tuple[ChatRecord, ...] = ()
    rejects: tuple[Reject, ...] = ()
    notices: tuple[tuple[str, dict[str, str]], ...] = field(default=())
