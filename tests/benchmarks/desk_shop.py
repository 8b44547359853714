"""A shop after three months, written straight into its store: what the desk's reads are timed on."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

AGENTS = ("张敏", "李丽", "蔡蔡")
DAYS = 90
CATEGORIES = ("logistics", "presale", "aftersale", "payment")
_EMPTY = {"INTEGER": 0, "BOOLEAN": 0, "DATE": "2026-01-01"}


def fill(path: Path, now: datetime, *, orders: int, inquiries: int, cases: int) -> None:
    """Orders with lines and buyers, inquiries with four messages each, cases, promises, scores, shifts."""
    rng = random.Random(7)
    store = sqlite3.connect(path)
    try:
        _orders(store, rng, now, orders)
        _inquiries(store, rng, now, inquiries, orders)
        _cases(store, rng, now, cases, orders)
        store.execute("ANALYZE")
        store.commit()
    finally:
        store.close()


def _put(store: sqlite3.Connection, name: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """Rows by column; what a row leaves out is empty in the column's own way."""
    columns = [(str(row[1]), str(row[2]), bool(row[3])) for row in store.execute(f"PRAGMA table_info({name})")]
    empty = {title: _EMPTY.get(kind, "[]" if kind == "TEXT" else "") if needed else None
             for title, kind, needed in columns}  # fmt: skip
    empty["version"] = 1
    key = next(str(row[1]) for row in store.execute(f"PRAGMA table_info({name})") if row[5])
    empty[key] = None
    names = ", ".join(f'"{title}"' for title, _, _ in columns)
    marks = ", ".join("?" for _ in columns)
    statement = f"INSERT INTO {name} ({names}) VALUES ({marks})"
    store.executemany(statement, (tuple({**empty, **row}[title] for title, _, _ in columns) for row in rows))


def _at(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def _moment(rng: random.Random, now: datetime) -> datetime:
    """Some time of the three months, 08:30 to 01:00 in Shanghai."""
    day = now.replace(hour=0, minute=30, second=0) - timedelta(days=rng.randrange(1, DAYS))
    return day + timedelta(seconds=rng.randrange(59_000))


def _orders(store: sqlite3.Connection, rng: random.Random, now: datetime, count: int) -> None:
    states = ("completed",) * 85 + ("closed",) * 8 + ("shipped",) * 5 + ("paid", "unpaid")
    rows: list[dict[str, Any]] = []
    lines: list[dict[str, Any]] = []
    buyers: list[dict[str, Any]] = []
    for number in range(1, count + 1):
        ordered, state = _moment(rng, now), rng.choice(states)
        paid = state not in ("unpaid", "closed")
        who = 1 + number % max(1, count // 2)
        rows.append({
            "id": number, "platform": "taobao", "order_no": f"88{number:016d}", "buyer_id": who, "shop": "shop",
            "buyer_nick": f"buyer{who}", "status": state, "goods": "纯棉四件套", "quantity": 1, "goods_fen": 9900,
            "freight_fen": 0, "total_fen": 9900, "paid_fen": 9900 if paid else 0, "ordered_at": _at(ordered),
            "paid_at": _at(ordered + timedelta(minutes=5)) if paid else None, "flag": "grey",
            "shipped_at": _at(ordered + timedelta(days=1)) if state in ("completed", "shipped") else None,
            "signed_at": _at(ordered + timedelta(days=4)) if state == "completed" else None,
            "tracking_no": f"SF{number:013d}", "carrier": "顺丰",
        })  # fmt: skip
        lines.append({"order_id": number, "line_key": str(number), "title": "纯棉四件套", "quantity": 1})
    buyers = [{"id": who, "platform": "taobao", "nick": f"buyer{who}"} for who in range(1, max(1, count // 2) + 1)]
    _put(store, "buyers", buyers)
    _put(store, "orders", rows)
    _put(store, "order_lines", lines)


def _inquiries(store: sqlite3.Connection, rng: random.Random, now: datetime, count: int, orders: int) -> None:
    rows: list[dict[str, Any]] = []
    said: list[dict[str, Any]] = []
    scores: list[dict[str, Any]] = []
    acts: list[dict[str, Any]] = []
    events: list[dict[str, Any]] = []
    for number in range(1, count + 1):
        came, agent, is_open = _moment(rng, now), rng.choice(AGENTS), number % 100 == 0
        order, reply, end = rng.randrange(1, orders + 1), came + timedelta(seconds=rng.randrange(10, 300)), came
        who = 1 + order % max(1, orders // 2)
        end = came + timedelta(minutes=rng.randrange(5, 90))
        rows.append({
            "id": number, "shop": "shop", "platform": "taobao", "channel": "chat", "buyer_id": who,
            "buyer": f"buyer{who}", "order_id": order, "order_no": f"88{order:016d}", "priority": "normal",
            "category": rng.choice(CATEGORIES), "category_by": "rule", "owner": agent, "summary": "什么时候发货",
            "state": "received" if is_open else "resolved", "received_at": _at(came), "first_replied_at": _at(reply),
            "unanswered_since": _at(came) if is_open else None, "due_at": _at(reply) if is_open else None,
            "last_message_at": _at(end), "closed_at": None if is_open else _at(end), "outcome": "",
        })  # fmt: skip
        for at, role, sender in (
            (came, "buyer", f"buyer{who}"), (reply, "agent", agent),
            (reply + timedelta(minutes=2), "buyer", f"buyer{who}"), (reply + timedelta(minutes=3), "agent", agent),
        ):  # fmt: skip
            said.append({"inquiry_id": number, "role": role, "sender": sender, "text": "亲，今天发出", "at": _at(at),
                         "variant": -1, "confirmed": 1})  # fmt: skip
        if not is_open:
            acts.append({"id": number, "name": "inquiry.resolve", "actor": agent, "at": _at(end)})
            events.append({"seq": number, "act_id": number, "act": "inquiry.resolve", "entity": "Inquiry",
                           "entity_id": number, "actor": agent, "at": _at(end)})  # fmt: skip
        if number % 10 == 0:
            scores.append({"score": 1 + number % 5, "agent": agent, "asked_by": agent, "inquiry_id": number,
                           "category": "presale",
                           "order_id": order, "at": _at(end)})  # fmt: skip
    _put(store, "inquiries", rows)
    _put(store, "messages", said)
    _put(store, "acts", acts)
    _put(store, "events", events)
    _put(store, "csats", scores)
    days: Sequence[date] = [(now - timedelta(days=back)).date() for back in range(1, DAYS)]
    _put(store, "shifts", (
        {"key": key, "business_date": day.isoformat(), "agent": agent, "state": "ended",
         "planned_start": f"{day}T{start}:00.000Z", "planned_end": f"{day}T{end}:00.000Z",
         "started_at": f"{day}T{start}:00.000Z", "ended_at": f"{day}T{end}:00.000Z"}
        for day in days
        for agent, key, start, end in zip(
            AGENTS, ("day", "day", "night"), ("00:30", "00:30", "09:30"), ("09:30", "09:30", "17:00"), strict=True
        )
    ))  # fmt: skip


def _cases(store: sqlite3.Connection, rng: random.Random, now: datetime, count: int, orders: int) -> None:
    rows: list[dict[str, Any]] = []
    steps: list[dict[str, Any]] = []
    promises: list[dict[str, Any]] = []
    for number in range(1, count + 1):
        opened, agent, order = _moment(rng, now), rng.choice(AGENTS), rng.randrange(1, orders + 1)
        is_open, closed = number % 20 == 0, opened + timedelta(days=3)
        rows.append({
            "id": number, "flow": "return_quality", "order_id": order, "order_no": f"88{order:016d}",
            "buyer": "b", "owner": agent, "state": "open" if is_open else "closed", "reason": "quality",
            "refund_fen": 9900, "opened_at": _at(opened), "requested_at": _at(opened),
            "due_at": _at(closed) if is_open else None, "closed_at": None if is_open else _at(closed),
        })  # fmt: skip
        steps.append({"case_id": number, "key": "apology", "owner": "agent", "state": "done", "done_by": agent,
                      "done_at": _at(opened)})  # fmt: skip
    for number in range(1, 3 * count + 1):
        given, agent, order = _moment(rng, now), rng.choice(AGENTS), rng.randrange(1, orders + 1)
        is_open, due = number % 20 == 0, given + timedelta(days=1)
        promises.append({
            "id": number, "order_id": order, "order_no": f"88{order:016d}", "agent": agent, "owner": agent,
            "kind": "gift", "text": "送洗衣袋一个", "promised_at": _at(given), "due_at": _at(due),
            "state": "open" if is_open else "done", "closed_at": None if is_open else _at(due),
        })  # fmt: skip
    _put(store, "cases", rows)
    _put(store, "case_steps", steps)
    _put(store, "promises", promises)
