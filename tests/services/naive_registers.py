"""Registers put together once more from the raw tables by plain loops; knows none of our rules' code.

A register is what its rule says of it: which rows, on which business date, whose, and the cells that tell.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from naive_recount import Row, day_of, when

from cs_console.domain.entities import Actor
from cs_console.domain.registers import Register
from cs_console.services.facade import Services
from cs_console.services.registers import Scope

Rows = dict[Any, tuple[date, str, dict[str, Any]]]
"""Row id → business date, whose, cells."""

PLAIN: dict[str, tuple[str, str, str, bool, dict[str, str]]] = {
    "promises": ("promises", "promised_at", "agent", True, {
        "promised_at": "promised_at", "order_no": "order_no", "buyer": "buyer", "kind": "kind", "text": "text",
        "due_at": "due_at", "state": "state", "closed_at": "closed_at", "outcome": "outcome", "owner": "owner"}),
    "gaps": ("gaps", "asked_at", "agent", False, {
        "asked_at": "asked_at", "question": "question", "asker": "asker", "state": "state", "answer": "answer",
        "answered_by": "answered_by", "answered_at": "answered_at"}),
    "questions": ("lead_questions", "asked_at", "agent", False, {
        "asked_at": "asked_at", "question": "question", "buyer": "buyer", "state": "state", "answer": "answer",
        "answered_by": "answered_by", "answered_at": "answered_at"}),
    "suggestions": ("suggestions", "recorded_at", "agent", False, {
        "recorded_at": "recorded_at", "text": "text", "nature": "nature", "urgency": "urgency",
        "department": "department", "state": "state", "outcome": "outcome", "buyer": "buyer"}),
    "complaints": ("complaints", "received_at", "owner", True, {
        "received_at": "received_at", "what": "what", "cause": "cause", "state": "state", "stage": "stage",
        "closed_at": "closed_at", "outcome": "outcome", "order_no": "order_no"}),
    "csat": ("csats", "at", "agent", True, {
        "at": "at", "score": "score", "comment": "comment", "buyer": "buyer", "category": "category"}),
    "reviews": ("reviews", "at", "agent", True, {
        "at": "at", "stars": "stars", "kind": "kind", "text": "text", "buyer": "buyer", "goods": "goods",
        "limit_at": "limit_at", "order_no": "order_no"}),
    "followups": ("followups", "done_at", "done_by", True, {
        "done_at": "done_at", "kind": "kind", "stage": "stage", "outcome": "outcome", "due_at": "due_at",
        "note": "note", "buyer": "buyer"}),
    "returns": ("cases", "opened_at", "owner", True, {
        "opened_at": "opened_at", "flow": "flow", "reason": "reason", "state": "state", "refund_fen": "refund_fen",
        "closed_at": "closed_at", "order_no": "order_no", "buyer": "buyer"}),
    "buyers": ("buyers", "first_seen_at", "", False, {"first_seen_at": "first_seen_at", "buyer": "nick"}),
}  # fmt: skip
"""register → table, moment, whose, whether green orders are left out, cells by column of the table."""
RETURNS, CLAIMS = ("return", "exchange"), ("claim", "repair", "resend")


def cell(value: Any) -> Any:
    """A stored value as it compares: moments as moments."""
    if isinstance(value, str) and len(value) == 24 and value.endswith("Z"):
        return when(value)
    return value


class Registers:
    """All registers of one store, from its tables or from what its journal's events leave."""

    def __init__(self, tables: dict[str, list[Row]], now: datetime) -> None:
        self.tables, self.now = tables, now
        self.orders: dict[int, Row] = {one["id"]: one for one in tables["orders"]}

    def all(self) -> dict[str, Rows]:
        """Every register by name."""
        found = {name: dict(self._plain(name)) for name in PLAIN}
        found["buyers"] = {key: row for key, row in found["buyers"].items()
                           if not self._row("buyers", key)["merged_into"]}  # fmt: skip
        cases = {one["id"]: one for one in self.tables["cases"]}
        found["returns"] = {
            key: row for key, row in found["returns"].items() if cases[key]["flow"].startswith(RETURNS)
        }  # fmt: skip
        found["return-reasons"] = {
            key: (day, who, {name: cells[name] for name in ("reason", "refund_fen", "flow")})
            for key, (day, who, cells) in found["returns"].items()
            if cases[key]["flow"].startswith("return") and cells["reason"] and cells["state"] != "cancelled"
        }
        for key, (_, _, cells) in found["followups"].items():
            cells["recovered"] = self._recovered(self._row("followups", key))
        found["lost-inquiries"] = dict(self._lost())
        found["unpaid"] = dict(self._unpaid())
        found["problems"] = dict(self._problems())
        found["handovers"] = dict(self._handovers())
        return found

    def _row(self, table: str, number: int) -> Row:
        return next(one for one in self.tables[table] if one["id"] == number)

    def _green(self, order_id: int) -> bool:
        return bool(order_id) and self.orders[order_id]["flag"] == "green"

    def _plain(self, name: str) -> Iterator[tuple[int, tuple[date, str, dict[str, Any]]]]:
        table, moment, whose, without_green, columns = PLAIN[name]
        for one in self.tables[table]:
            at = when(one[moment])
            if at is not None and not (without_green and self._green(one["order_id"])):
                cells = {column: cell(one[stored]) for column, stored in columns.items()}
                yield one["id"], (day_of(at), one[whose] if whose else "", cells)

    def _recovered(self, one: Row) -> bool:
        """A reminder that reached the buyer, and the order paid not before it."""
        order = self.orders.get(one["order_id"])
        paid = when(order["paid_at"]) if order else None
        told = one["kind"] == "unpaid" and one["outcome"] in ("reminded", "will_pay", "declined")
        done = when(one["done_at"])
        return bool(told and one["state"] == "done" and paid and done and done <= paid)

    def _lost(self) -> Iterator[tuple[int, tuple[date, str, dict[str, Any]]]]:
        """Asked and did not order: given up, or pre-sale, answered, without an order, and none within two days."""
        for one in self.tables["inquiries"]:
            came = when(one["received_at"])
            assert came is not None
            placed = [
                when(order["ordered_at"])
                for order in self.orders.values()
                if (order["platform"], order["buyer_nick"]) == (one["platform"], one["buyer"]) and order["ordered_at"]
            ]
            bought = any(came <= at <= came + timedelta(days=2) for at in placed if at is not None)
            asked = one["state"] == "resolved" and one["category"] == "presale" and not one["order_id"]
            in_vain = asked and came + timedelta(days=2) <= self.now and not bought
            if (one["state"] == "lost" or in_vain) and not self._green(one["order_id"]):
                said = [row["text"] for row in self.tables["messages"]
                        if row["inquiry_id"] == one["id"] and row["role"] == "buyer"]  # fmt: skip
                reason = one["outcome"] if one["state"] == "lost" else ""
                yield one["id"], (day_of(came), one["owner"], {"reason": reason, "questions": " / ".join(said)})

    def _unpaid(self) -> Iterator[tuple[int, tuple[date, str, dict[str, Any]]]]:
        """Waited for payment longer than three days, or closed with nothing paid and nothing sent."""
        for one in self.tables["orders"]:
            ordered = when(one["ordered_at"])
            waits = one["status"] == "unpaid" and ordered is not None and ordered <= self.now - timedelta(hours=72)
            nothing = not one["paid_at"] and not one["shipped_at"] and not one["paid_fen"]
            if ordered is None or one["flag"] == "green" or not (waits or (one["status"] == "closed" and nothing)):
                continue
            had = [row for row in self.tables["followups"]
                   if (row["kind"], row["state"], row["subject_id"]) == ("unpaid", "done", one["id"])]  # fmt: skip
            last = max(had, key=lambda row: row["stage"], default=None)
            cells = {"reminders": len(had), "outcome": last["outcome"] if last else "", "status": one["status"]}
            yield one["id"], (day_of(ordered), last["done_by"] if last else "", cells)

    def _problems(self) -> Iterator[tuple[str, tuple[date, str, dict[str, Any]]]]:
        """Written down, led as a claim, a repair or a resending, or flagged yellow with neither."""
        known = set()
        for one in self.tables["problem_items"]:
            known.add(one["order_id"])
            at = when(one["at"])
            if at is not None and not self._green(one["order_id"]):
                cells = {name: cell(one[name]) for name in ("problem", "demand", "state", "answer", "answered_at")}
                yield f"problem:{one['id']}", (day_of(at), one["agent"], cells)
        for one in self.tables["cases"]:
            at = when(one["opened_at"])
            if at is not None and one["flow"].startswith(CLAIMS):
                known.add(one["order_id"])
                if not self._green(one["order_id"]):
                    state = "open" if one["state"] == "open" else "answered"
                    yield f"case:{one['id']}", (day_of(at), one["owner"], {"state": state})
        for order in self.tables["orders"]:
            ordered = when(order["ordered_at"])
            if order["flag"] == "yellow" and order["id"] not in known and ordered is not None:
                yield f"order:{order['id']}", (day_of(ordered), "", {"state": "open"})

    def _handovers(self) -> Iterator[tuple[int, tuple[date, str, dict[str, Any]]]]:
        """Every item of every log that was handed in."""
        logs = {one["id"]: one for one in self.tables["handovers"] if one["submitted_at"]}
        for one in self.tables["handover_items"]:
            log = logs.get(one["handover_id"])
            if log is not None:
                at = when(log["submitted_at"])
                assert at is not None
                cells = {name: cell(one[name]) for name in ("section", "severity", "owner", "due_at", "carried",
                                                            "decision", "decided_by", "decided_at")}  # fmt: skip
                yield one["id"], (day_of(at), log["author"], {**cells, "state": log["state"]})


KINDS = {
    "promises": "Promise", "gaps": "Gap", "lead_questions": "LeadQuestion", "suggestions": "Suggestion",
    "complaints": "Complaint", "csats": "Csat", "reviews": "Review", "followups": "Followup", "cases": "Case",
    "buyers": "Buyer", "problem_items": "ProblemItem", "orders": "Order", "inquiries": "Inquiry",
    "messages": "Message", "handovers": "Handover", "handover_items": "HandoverItem",
}  # fmt: skip
"""Tables with the name that the journal has for their rows."""


def tables_of(path: Path) -> dict[str, list[Row]]:
    """The rows as they stand."""
    with sqlite3.connect(path) as connection:
        connection.row_factory = sqlite3.Row
        return {name: [dict(row) for row in connection.execute(f"SELECT * FROM {name} ORDER BY id")] for name in KINDS}


def journal_of(path: Path) -> dict[str, list[Row]]:
    """The same rows as the journal's events leave them, one after another; the tables are not looked at."""
    found: dict[str, dict[int, Row]] = defaultdict(dict)
    with sqlite3.connect(path) as connection:
        for kind, number, op, after in connection.execute(
            "SELECT e.entity, e.entity_id, e.op, p.after FROM events e JOIN event_payloads p ON p.seq = e.seq "
            "WHERE e.op != 'note' ORDER BY e.seq"
        ):
            if op == "remove":
                found[kind].pop(number)
            else:
                found[kind][number] = {**found[kind].get(number, {}), **json.loads(after), "id": number}
    return {name: [found[kind][number] for number in sorted(found[kind])] for name, kind in KINDS.items()}


def differing(services: Services, path: Path, now: datetime, first: date, last: date) -> list[str]:
    """Where the registers say something else than the tables or the journal; also day by day and by agent."""
    wrong = []
    for source, tables in (("tables", tables_of(path)), ("journal", journal_of(path))):
        for name, rows in Registers(tables, now).all().items():
            wanted = {key: row for key, row in rows.items() if first <= row[0] <= last}
            wrong += [f"{source} {name}: {words}" for words in _against(services, name, wanted, first, last)]
    return wrong


def _against(services: Services, name: str, wanted: Rows, first: date, last: date) -> Iterator[str]:
    def read(**scope: Any) -> Register:
        return services.registers.read(Actor(""), name, Scope(**{"start": first, "end": last, **scope}), by="none")

    whole = read()
    shown = {row.id: row for row in whole.rows}
    if shown.keys() != wanted.keys() or len(whole.rows) != len(wanted):
        yield f"rows {sorted(map(str, shown.keys() ^ wanted.keys()))}"
        return
    for key, (_, who, cells) in wanted.items():
        record = dict(zip(whole.keys, shown[key].cells, strict=True))
        if shown[key].agent != who:
            yield f"{key} is {shown[key].agent!r}'s, not {who!r}'s"
        yield from (f"{key} {column} {record[column]!r} {value!r}" for column, value in cells.items()
                    if not same(record[column], value))  # fmt: skip
    for day in sorted({row[0] for row in wanted.values()}):
        ids = {row.id for row in read(start=day, end=day).rows}
        if ids != {key for key, row in wanted.items() if row[0] == day}:
            yield f"on {day}: {sorted(map(str, ids))}"
    for who in sorted({row[1] for row in wanted.values() if row[1]}):
        if {row.id for row in read(agent=who).rows} != {key for key, row in wanted.items() if row[1] == who}:
            yield f"of {who}"


def same(shown: Any, stored: Any) -> bool:
    """Whether a cell says what the table says: a moment to the millisecond, everything else exactly."""
    if isinstance(shown, datetime) and isinstance(stored, datetime):
        return shown == stored
    return bool(shown == stored) or (shown in ("", None) and stored in ("", None))
