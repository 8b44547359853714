"""How inquiries are printed: JSON with stable keys, or lines for a person (rules X1, Q4)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from cs_console.cli.common import State, table, when
from cs_console.domain.entities import Message
from cs_console.domain.worklist import QueueRow
from cs_console.i18n import t, token
from cs_console.services.promises import Suggested
from cs_console.services.queue_views import InquiryDetail, Replied
from cs_console.text.mask import mask_name, mask_phone, mask_text


def row_json(row: QueueRow, state: State, *, unmask: bool) -> dict[str, Any]:
    """One inquiry as a JSON object; `status` is the state's token, money is fen."""
    now = state.services().context.now()
    left = row.left(now)
    return {
        "id": row.id, "status": row.state.value, "buyer": row.buyer, "channel": row.channel.value,
        "category": row.category.value, "priority": row.priority.value, "due": row.due_at,
        "target": row.target_at, "overdue": row.overdue(now),
        "seconds_left": int(left.total_seconds()) if left is not None else None,
        "unanswered_since": row.unanswered_since, "received": row.at, "platform": row.platform.value,
        "shop": row.shop, "owner": row.owner, "held": row.held(now), "claimed_at": row.claimed_at,
        "lease_until": row.lease_until, "team": row.team,
        "order_no": row.order_no, "order_fen": row.order_fen,
        "order_flag": row.order_flag.value if row.order_flag else None,
        "summary": row.summary if unmask else mask_text(row.summary), "offline": row.offline,
        "snooze_until": row.snooze_until, "transfer_from": row.transfer_from, "outcome": row.outcome,
        "closed_at": row.closed_at, "version": row.version,
    }  # fmt: skip


def message_json(message: Message, *, unmask: bool) -> dict[str, Any]:
    """One line of a conversation as a JSON object."""
    return {
        "id": message.id, "inquiry": message.inquiry_id, "role": message.role.value, "sender": message.sender,
        "text": message.text if unmask else mask_text(message.text), "at": message.at,
        "phrase": message.phrase_id, "variant": message.variant, "confirmed": message.confirmed,
    }  # fmt: skip


def detail_json(detail: InquiryDetail, state: State, *, unmask: bool) -> dict[str, Any]:
    """An inquiry with everything that belongs to it."""
    order, buyer = detail.order, detail.buyer
    return {
        **row_json(detail.row, state, unmask=unmask),
        "transfer_note": detail.inquiry.transfer_note,
        "category_by": detail.inquiry.category_by,
        "first_replied_at": detail.inquiry.first_replied_at,
        "messages": [message_json(one, unmask=unmask) for one in detail.messages],
        "order": order and {
            "order_no": order.order_no, "platform": order.platform.value, "status": order.status.value,
            "platform_status": order.platform_status, "goods": order.goods, "total_fen": order.total_fen,
            "paid_fen": order.paid_fen, "remark": order.remark, "flag": order.flag.value,
            "tracking_no": order.tracking_no, "carrier": order.carrier,
        },
        "buyer_card": buyer and {
            "nick": buyer.nick, "platform": buyer.platform.value, "tags": buyer.tags,
            "name": buyer.name if unmask else mask_name(buyer.name),
            "phone": buyer.phone if unmask else mask_phone(buyer.phone),
        },
        "promises": [
            {
                "id": one.id, "text": one.text, "kind": one.kind.value, "due": one.due_at,
                "state": one.state.value,
            }
            for one in detail.promises
        ],
        "events": [
            {"seq": one.seq, "at": one.at, "actor": one.actor, "act": one.act, "op": one.op}
            for one in detail.events
        ],
    }  # fmt: skip


UNITS = (("minutes", 1, 90), ("hours", 60, 36 * 60), ("days", 24 * 60, math.inf))
"""What a stretch is told in: the unit, its minutes, and below how many minutes it is used."""


def time_left(row: QueueRow, now: datetime) -> str:
    """How long until the limit, or how long past it; "" when nothing is owed."""
    left = row.left(now)
    if left is None:
        return ""
    minutes = int(abs(left.total_seconds()) // 60)
    unit, of = next(one for one in UNITS if minutes < one[2])[:2]
    span = t(f"clock.{unit}", n=round(minutes / of))
    return t("cli.queue.over" if left.total_seconds() <= 0 else "cli.queue.left", span=span)


def row_lines(rows: Sequence[QueueRow], state: State, *, unmask: bool) -> Iterable[str]:
    """The queue as a table."""
    if not rows:
        return [t("cli.queue.none")]
    now = state.services().context.now()
    cells = [
        (
            row.id, row.urgency(now), when(row.at, state.zone), row.buyer, token("category", row.category),
            token("priority", row.priority), token("state", row.state), row.owner, time_left(row, now),
            row.summary if unmask else mask_text(row.summary),
        )
        for row in rows
    ]  # fmt: skip
    names = ("id", "mark", "time", "buyer", "category", "priority", "state", "owner", "left", "summary")
    return table(cells, [t(f"cli.queue.column.{name}") for name in names])


def message_line(message: Message, state: State, *, unmask: bool) -> str:
    """One line of a conversation; a copied reply that nobody confirmed says so (rule E5)."""
    from cs_console.text.clean import clean

    text = clean(message.text if unmask else mask_text(message.text))
    doubt = "" if message.confirmed else f" {t('cli.queue.unconfirmed')}"
    sender = message.sender or token("message_role", message.role)
    return f"{message.id}  {when(message.at, state.zone)}  {sender}: {text}{doubt}"


def detail_lines(detail: InquiryDetail, state: State, *, unmask: bool) -> Iterable[str]:
    """An inquiry for a person."""
    yield from row_lines([detail.row], state, unmask=unmask)
    if detail.inquiry.transfer_note:
        passed = detail.inquiry
        yield t("cli.queue.transferred", sender=passed.transfer_from, note=passed.transfer_note)
    if detail.order is not None:
        yield t(
            "cli.queue.order_line", order_no=detail.order.order_no,
            status=token("status", detail.order.status),
            flag=token("flag", detail.order.flag), remark=detail.order.remark,
        )  # fmt: skip
    for message in detail.messages:
        yield message_line(message, state, unmask=unmask)


def reply_json(replied: Replied, agent: str, state: State) -> dict[str, Any]:
    """What a logged reply came to: its act, what it went out with (P6), what it promises (P9)."""
    compose = state.services().orders.compose
    return {
        "message": replied.message.id,
        "act": replied.act_id,
        "findings": [{"code": one.code, "words": one.words, "severity": one.severity} for one in replied.findings],
        "promises": [
            {"kind": one.kind.value, "words": one.word, "due": one.due_at, "remark": compose(agent, one.word)}
            for one in replied.promises
        ],
    }


def promise_line(one: Suggested, agent: str, state: State) -> str:
    """A promise a reply made, with the remark that keeps it (rules P9, R1)."""
    return t(
        "phrase.promised", kind=token("promise", one.kind), words=one.word, due=when(one.due_at, state.zone),
        remark=state.services().orders.compose(agent, one.word),
    )  # fmt: skip
