"""How a newly read record changes what the store knows of an order, a line or a refund (rules R1, R6).

Only what the record knows (not None) counts. An export older than the last one fills gaps and takes
nothing back. Remark and flag are merged three ways: base (what the platform last said), local, platform.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from cs_console.domain.entities import Order, OrderLine, Refund
from cs_console.domain.records import LineRecord, OrderRecord, RefundRecord
from cs_console.domain.vocabulary import Flag, OrderStatus

_ORDER_FACTS = tuple(
    field.name for field in fields(OrderRecord)
    if field.name not in ("platform", "order_no", "row", "lines", "platform_remark", "platform_flag")
)  # fmt: skip
_LINE_FACTS = tuple(field.name for field in fields(LineRecord) if field.name != "line_key")
_REFUND_FACTS = tuple(
    field.name for field in fields(RefundRecord) if field.name not in ("platform", "refund_no", "row")
)

_UNKNOWN: frozenset[Any] = frozenset({None, "", OrderStatus.UNKNOWN})
"""Values that say nothing; any export, however old, may fill them: an order list is often a minute
older than the order-line file that was taken in before it."""

_PASSING = frozenset({"aftersale_status"})
"""What comes and goes: empty is an answer there, so an older export does not fill it again."""


_STANDING = frozenset({"buyer_nick", "goods", "receiver", "phone", "address", "shop", "buyer_message"})
"""What an order keeps for good: a shop's own choice of columns, or an export that hides private data,
leaves these blank or starred, and that takes nothing back."""


def is_older(file_time: datetime | None, exported_at: datetime | None) -> bool:
    """Whether a file is older than the last export that spoke about the row."""
    return file_time is not None and exported_at is not None and file_time < exported_at


def new_order(record: OrderRecord, file_time: datetime | None, source: str) -> Order:
    """An order first seen: the platform's remark and flag are ours too."""
    known = _known(record, _ORDER_FACTS)
    return Order(
        platform=record.platform, order_no=record.order_no, exported_at=file_time, source=source,
        remark=record.platform_remark or "", platform_remark=record.platform_remark or "",
        flag=record.platform_flag or Flag.GREY, platform_flag=record.platform_flag,
        **_with_goods(known, record, ""),
    )  # fmt: skip


def order_changes(order: Order, record: OrderRecord, file_time: datetime | None, source: str) -> dict[str, Any]:
    """What a record changes in a known order; `exported_at` moves on with every newer export."""
    older = is_older(file_time, order.exported_at)
    known = _with_goods(_known(record, _ORDER_FACTS), record, order.goods)
    changes = _changed(order, known, older)
    if not older or _may_fill_remark(order):
        changes.update(merged_remark(order, record.platform_remark))
    if not older or order.platform_flag is None:
        changes.update(merged_flag(order, record.platform_flag))
    if not older and file_time is not None and file_time != order.exported_at:
        changes.update(exported_at=file_time)
    if set(changes) - {"exported_at"}:
        changes["source"] = source
    return changes


def says_something(changes: Mapping[str, Any]) -> bool:
    """Whether changes tell more than that a newer file said the same."""
    return bool(set(changes) - {"exported_at", "source"})


def _may_fill_remark(order: Order) -> bool:
    """Whether an older export may still tell the platform's remark.

    Where a newer order list found none there and ours was written on top, an old one is no news and no conflict.
    Of an order known by its lines alone nobody has told the remark yet.
    """
    listed = bool(order.buyer_nick or order.receiver or order.total_fen is not None or order.paid_fen is not None)
    return not order.platform_remark and not (listed and order.remark)


def merged_remark(order: Order, theirs: str | None) -> dict[str, Any]:
    """What the platform's remark changes: ours follows it, agrees with it, or is in conflict with it (rule R1)."""
    if theirs is None or theirs == order.platform_remark:
        return {}
    changes: dict[str, Any] = {"platform_remark": theirs}
    if order.remark == order.platform_remark:
        changes.update(remark=theirs, remark_conflict=None)
    elif order.remark == theirs:
        changes.update(remark_conflict=None)
    else:
        changes.update(remark_conflict=theirs)
    return _real(order, changes)


def merged_flag(order: Order, theirs: Flag | None) -> dict[str, Any]:
    """The local flag follows the platform's only while nobody changed it here."""
    if theirs is None or theirs == order.platform_flag:
        return {}
    changes: dict[str, Any] = {"platform_flag": theirs}
    if order.flag == (order.platform_flag or Flag.GREY):
        changes.update(flag=theirs)
    return _real(order, changes)


def new_line(record: LineRecord, order_id: int) -> OrderLine:
    """An order line first seen."""
    return OrderLine(order_id=order_id, line_key=record.line_key, **_known(record, _LINE_FACTS))


def taking_over(stand: OrderLine, records: Iterable[LineRecord]) -> tuple[LineRecord, dict[str, Any]]:
    """Which of an order's lines, told at last, takes the place of the one that stood for them, and what changes.

    Cases about some pieces go on being about the same goods: the same title, else the line with most pieces.
    """
    record = max(records, key=lambda one: (one.title == stand.title, one.quantity or 1))
    return record, {"line_key": record.line_key, **_changed(stand, _known(record, _LINE_FACTS), older=False)}


def line_changes(line: OrderLine, record: LineRecord, *, older: bool) -> dict[str, Any]:
    """What a record changes in a known order line."""
    return _changed(line, _known(record, _LINE_FACTS), older)


def new_refund(record: RefundRecord, order_id: int, file_time: datetime | None) -> Refund:
    """A refund first seen; `order_id` 0 while its order is unknown."""
    return Refund(
        platform=record.platform, refund_no=record.refund_no, order_id=order_id, exported_at=file_time,
        **_known(record, _REFUND_FACTS),
    )  # fmt: skip


def refund_changes(refund: Refund, record: RefundRecord, order_id: int, file_time: datetime | None) -> dict[str, Any]:
    """What a record changes in a known refund."""
    older = is_older(file_time, refund.exported_at)
    changes = _changed(refund, _known(record, _REFUND_FACTS), older)
    if order_id and refund.order_id != order_id:
        changes.update(order_id=order_id)
    if not older and file_time is not None and file_time != refund.exported_at:
        changes.update(exported_at=file_time)
    return changes


def goods_summary(lines: Iterable[LineRecord]) -> str:
    """``title xN；title`` from the lines of an order whose list has not come yet."""
    parts = []
    for line in lines:
        if line.title:
            count = line.quantity or 1
            parts.append(line.title if count == 1 else f"{line.title} x{count}")
    return "；".join(parts)


def _with_goods(known: dict[str, Any], record: OrderRecord, stored: str) -> dict[str, Any]:
    """Goods and quantity from the lines where the record itself does not tell them."""
    if record.goods is None and not stored and (summary := goods_summary(record.lines)):
        known["goods"] = summary
    if record.quantity is None and not stored and record.lines:
        known["quantity"] = sum(line.quantity or 1 for line in record.lines)
    return known


def _known(record: object, names: Iterable[str]) -> dict[str, Any]:
    return {name: value for name in names if (value := getattr(record, name)) is not None}


def _changed(entity: object, known: Mapping[str, Any], older: bool) -> dict[str, Any]:
    changes = {}
    for name, value in known.items():
        current = getattr(entity, name)
        fills = current in _UNKNOWN and name not in _PASSING
        if name in _STANDING and current and _hides(value, current):
            continue
        if value != current and (not older or fills):
            changes[name] = value
    return changes


def _hides(value: Any, current: Any) -> bool:
    """Whether a text says less than what is known: nothing, or the same with stars in it."""
    return not value or ("*" in value and "*" not in current)


def _real(entity: object, changes: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in changes.items() if getattr(entity, name) != value}
