"""Rows that the order, case and promise commands print, as JSON and for a person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from cs_console.cli.common import State, table, when
from cs_console.domain.money import format_fen
from cs_console.domain.vocabulary import FLAG_DIGITS, Flag, Platform
from cs_console.errors import BadInput
from cs_console.i18n import listed, t, token
from cs_console.text.mask import mask_text

if TYPE_CHECKING:
    from cs_console.domain.checks import Checklist
    from cs_console.domain.entities import Order, Promise
    from cs_console.domain.order_doubts import Doubt
    from cs_console.services.order_views import HistoryEntry, OrderCard


def order_json(order: Order) -> dict[str, Any]:
    """One order; private fields come masked from the service (rule X1)."""
    return {
        "order_no": order.order_no,
        "platform": order.platform.value,
        "shop": order.shop,
        "status": order.status.value,
        "platform_status": order.platform_status,
        "buyer": order.buyer_nick,
        "remark": order.remark,
        "flag": order.flag.value,
        "remark_conflict": order.remark_conflict,
        "goods": order.goods,
        "quantity": order.quantity,
        "goods_fen": order.goods_fen,
        "freight_fen": order.freight_fen,
        "total_fen": order.total_fen,
        "paid_fen": order.paid_fen,
        "refund_fen": order.refund_fen,
        "receiver": order.receiver,
        "phone": order.phone,
        "address": order.address,
        "buyer_message": order.buyer_message,
        "carrier": order.carrier,
        "tracking_no": order.tracking_no,
        "aftersale_status": order.aftersale_status,
        "ordered_at": order.ordered_at,
        "paid_at": order.paid_at,
        "shipped_at": order.shipped_at,
        "signed_at": order.signed_at,
        "deadline_at": order.deadline_at,
        "id": order.id,
        "version": order.version,
        "changed_by": order.changed_by,
    }


def order_table(orders: Sequence[Order], state: State) -> Iterable[str]:
    """Orders as a table, one a line."""
    rows = [
        (
            order.order_no,
            token("platform", order.platform),
            token("status", order.status),
            token("flag", order.flag),
            order.buyer_nick,
            money(order.paid_fen),
            when(order.ordered_at, state.zone),
            order.remark.replace("\n", " "),
        )
        for order in orders
    ]
    names = ("order_no", "platform", "status", "flag", "buyer", "paid", "ordered_at", "remark")
    return table(rows, [t(f"order.{name}") for name in names])


def order_lines(order: Order, state: State) -> Iterable[str]:
    """One order for a person: what stands on it, empty fields left out."""
    shown = {
        "order_no": f"{order.order_no}  {token('platform', order.platform)} {order.shop}".rstrip(),
        "status": f"{token('status', order.status)}  {order.platform_status}".rstrip(),
        "buyer": order.buyer_nick,
        "goods": order.goods,
        "paid": money(order.paid_fen),
        "freight": money(order.freight_fen),
        "receiver": f"{order.receiver}  {order.phone}  {order.address}".strip(),
        "buyer_message": order.buyer_message,
        "flag": token("flag", order.flag),
        "remark": order.remark,
        "remark_conflict": order.remark_conflict or "",
        "carrier": f"{order.carrier} {order.tracking_no}".strip(),
        "ordered_at": when(order.ordered_at, state.zone),
        "paid_at": when(order.paid_at, state.zone),
        "shipped_at": when(order.shipped_at, state.zone),
        "signed_at": when(order.signed_at, state.zone),
    }
    return (f"{t(f'order.{name}')}: {value}" for name, value in shown.items() if value)


def card_json(card: OrderCard) -> dict[str, Any]:
    """What stands around an order: remark's length, lines, refunds, promises, cases, other orders."""
    return {
        "remark_length": card.remark_length(card.order.remark),
        "remark_limit": card.remark_limit,
        "remark_unit": card.unit,
        "lines": [_picked(line, _LINE) for line in card.lines],
        "refunds": [_picked(refund, _REFUND) for refund in card.refunds],
        "promises": [promise_json(promise) for promise in card.promises],
        "cases": [{"id": case.id, "flow": case.flow.value, "state": case.state.value} for case in card.cases],
        "other_orders": [other.order_no for other in card.others],
        "doubts": [one.code for one in card.doubts],
    }


_LINE = (
    "id",
    "title",
    "spec",
    "sku",
    "quantity",
    "price_fen",
    "paid_fen",
    "platform_status",
    "refund_status",
)
_REFUND = ("refund_no", "amount_fen", "reason", "platform_status", "applied_at", "deadline_at")


def _picked(entity: object, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(entity, name) for name in names}


def doubt_line(one: Doubt) -> str:
    """What is wrong with the order's own data."""
    dates = listed(t(f"doubt.field.{name}") for name in one.fields)
    return t(f"doubt.{one.code}", found=money(one.found_fen), expected=money(one.expected_fen), dates=dates)


def card_lines(card: OrderCard) -> Iterable[str]:
    """What stands around an order, for a person."""
    for line in card.lines:
        yield f"  #{line.id}  {line.title} {line.spec}".rstrip() + f" x{line.quantity}"
    yield from (doubt_line(one) for one in card.doubts)
    length = card.remark_length(card.order.remark)
    yield t(f"order.length_{card.unit}", length=length, limit=card.remark_limit)
    for promise in card.promises:
        state = token("promise_state", promise.state)
        yield f"{t('order.promise')} #{promise.id} {token('promise', promise.kind)} {promise.text} [{state}]"
    for case in card.cases:
        yield f"{t('order.case')} #{case.id} {token('flow', case.flow)} [{token('case_state', case.state)}]"


def check_json(checklist: Checklist) -> dict[str, Any]:
    """A checklist; the buyer's and our own words stand in `order show`."""
    return {
        "list": checklist.kind,
        "open": checklist.open,
        "problems": checklist.problems,
        "checks": [
            {
                "key": check.key,
                "state": check.state.value,
                "code": check.code,
                "by": check.by or None,
                "at": check.at,
                "note": check.note,
                "stale": check.stale,
                **{name: value for name, value in check.params.items() if name != "text"},
            }
            for check in checklist.checks
        ],
    }


def check_lines(checklist: Checklist, state: State) -> list[str]:
    """A checklist for a person: state, what to look at, what the data shows, who found what."""
    lines = []
    for check in checklist.checks:
        shown = {name: _readable(name, value) for name, value in check.params.items()}
        stands = token("step_state", check.state)
        lines.append(f"[{stands}] {t(f'check.{check.key}')}: {t(f'check.{check.code}', **shown)}")
        if check.by:
            found = "check.overtaken" if check.stale else "check.found"
            lines.append("    " + t(found, by=check.by, at=when(check.at, state.zone), note=check.note).rstrip())
    return lines


def _readable(name: str, value: object) -> object:
    if name.endswith("_fen") and isinstance(value, int):
        return format_fen(value)
    if name == "flag":
        return token("flag", value)
    if isinstance(value, tuple):
        return listed(t(f"order.{one}") for one in value)
    return mask_text(value) if isinstance(value, str) else value


def history_json(entry: HistoryEntry) -> dict[str, Any]:
    """One event of an order's history."""
    return {
        "at": entry.at,
        "by": entry.by,
        "act": entry.act,
        "undone": entry.undone,
        "changes": [
            {"field": change.field, "before": change.before, "after": change.after} for change in entry.changes
        ],
    }


def history_lines(entries: Sequence[HistoryEntry], state: State) -> Iterable[str]:
    """History for a person: who, when, what became of each field."""
    for entry in entries:
        undone = f" ({t('history.undone')})" if entry.undone else ""
        yield f"{when(entry.at, state.zone)}  {entry.by}  {token('act', entry.act)}{undone}"
        for change in entry.changes:
            before, after = (_word(change.field, value, state) for value in (change.before, change.after))
            yield f"    {token('order', change.field)}: {before} -> {after}"


def _word(field: str, value: object, state: State) -> str:
    """A field's value as people read it in histories."""
    if isinstance(value, datetime):
        return when(value, state.zone)
    if field.endswith("_fen") and isinstance(value, int):
        return format_fen(value)
    kind = field.removeprefix("platform_")
    return str((token(kind, value) if kind in ("flag", "status") else value) or "-")


def promise_json(promise: Promise) -> dict[str, Any]:
    """One ledger row."""
    return {
        "id": promise.id,
        "order_no": promise.order_no,
        "inquiry_id": promise.inquiry_id,
        "buyer": promise.buyer,
        "agent": promise.agent,
        "owner": promise.owner,
        "kind": promise.kind.value,
        "text": promise.text,
        "promised_at": promise.promised_at,
        "due": promise.due_at,
        "state": promise.state.value,
        "closed_at": promise.closed_at,
        "outcome": promise.outcome,
    }


def money(fen: int | None) -> str:
    """``¥310.00``, "" when unknown."""
    return "" if fen is None else format_fen(fen)


def find_order(state: State, order_no: str, platform: Platform | None) -> Order:
    """The order a command names; exit 1 with how to mend it otherwise."""
    return state.services().orders.find(order_no, platform)


def read_flag(text: str) -> Flag:
    """A flag by its English name, its digit or its word in either language (rule R3)."""
    wanted = text.strip().casefold()
    if wanted.isdecimal() and int(wanted) in FLAG_DIGITS:
        return FLAG_DIGITS[int(wanted)]
    for flag in Flag:
        if wanted in (flag.value, token("flag", flag).casefold(), _CHINESE.get(flag)):
            return flag
    raise BadInput("order.flag_unknown", flag=text)


_CHINESE = {
    Flag.GREY: "灰",
    Flag.RED: "红",
    Flag.YELLOW: "黄",
    Flag.GREEN: "绿",
    Flag.BLUE: "蓝",
    Flag.PURPLE: "紫",
}
