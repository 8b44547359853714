"""Figures counted once more, by plain loops over the tables as `sqlite3` gives them; knows none of our rules' code."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from datetime import date, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
Row = dict[str, Any]
Found = dict[str, list[tuple[str, date, list[str], float | None, bool | None]]]
"""measure → (row, business date, who, value, hit)."""


def when(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(ZONE) if text else None


CLOSED: set[date] = set()
"""Days on which nobody comes."""
LONGER: dict[date, datetime] = {}
"""Until when the night that began the day before was extended."""


def day_of(moment: datetime) -> date:
    """Until one at night, or as long as the night was extended, it is still yesterday."""
    today, before = moment.date(), moment.date() - timedelta(days=1)
    if moment.hour < 1 and before not in CLOSED:
        return before
    longer = LONGER.get(today)
    early = (moment.hour, moment.minute) < (8, 30) or today in CLOSED
    return before if longer is not None and moment < longer and early else today


def begins(moment: datetime) -> datetime:
    """From one to half past eight nobody is there, nor on a closed day: the next opening counts."""
    day = moment.date()
    if moment.hour < 1 and day - timedelta(days=1) not in CLOSED:
        return moment
    opening = moment.replace(hour=8, minute=30, second=0, microsecond=0)
    if day not in CLOSED and moment >= opening:
        return moment
    while opening.date() in CLOSED:
        opening += timedelta(days=1)
    return opening


def limits(inquiry: Row) -> tuple[int, int, int, int]:
    """First target, first limit, next limit, resolution in seconds; chat only."""
    if inquiry["category"] == "complaint":
        return 60, 180, 180, 86_400
    if inquiry["priority"] == "urgent":
        return 30, 120, 120, 14_400
    return 30, 180, 180, 172_800 if inquiry["category"] == "aftersale" else 86_400


def due(inquiry: Row, since: datetime, seconds: int) -> datetime:
    opens = begins(since)
    return opens + timedelta(minutes=15) if opens != since else since + timedelta(seconds=seconds)


class Recount:
    """Everything of one store at a moment."""

    def __init__(self, path: Path, now: datetime) -> None:
        self.now = now.astimezone(ZONE)
        with sqlite3.connect(path) as connection:
            connection.row_factory = sqlite3.Row
            self.read = lambda name: [dict(row) for row in connection.execute(f"SELECT * FROM {name} ORDER BY id")]
            self.inquiries = self.read("inquiries")
            self.orders = {row["id"]: row for row in self.read("orders")}
            self.messages = self.read("messages")
            self.tables = {
                name: self.read(name)
                for name in ("shifts", "promises", "csats", "followups", "cases", "case_steps", "complaints",
                             "price_changes", "reviews", "qa_reviews", "gaps", "buyers")
            }  # fmt: skip
            closed = connection.execute(
                "SELECT e.entity_id, e.at, p.after FROM events e JOIN event_payloads p ON p.seq = e.seq JOIN acts a ON "
                "a.id = e.act_id WHERE e.entity = 'Inquiry' AND e.op = 'change' AND a.undone_by = 0 AND a.undoes = 0"
            ).fetchall()
        for shift in self.tables["shifts"]:
            ended, planned = when(shift["ended_at"]) or when(shift["extended_until"]), when(shift["planned_end"])
            after = date.fromisoformat(shift["business_date"]) + timedelta(days=1)
            if ended is not None and planned is not None and ended > planned and ended.date() == after:
                LONGER[after] = max(ended, LONGER.get(after, ended))
        self.closings: dict[int, list[datetime]] = defaultdict(list)
        for number, at, after in closed:
            if json.loads(after).get("state") in ("resolved", "lost"):
                moment = when(at)
                assert moment is not None
                self.closings[number].append(moment)

    def green(self, order_id: int) -> bool:
        return bool(order_id) and self.orders[order_id]["flag"] == "green"

    def talk(self, inquiry: Row) -> list[tuple[datetime, str, str, int]]:
        """(when, role, who, id) of what buyer and agents said."""
        own = [one for one in self.messages if one["inquiry_id"] == inquiry["id"] and one["role"] in ("buyer", "agent")]
        found = [(when(one["at"]), one["role"], one["sender"], one["id"]) for one in own]
        return sorted(found, key=lambda one: (one[0], one[3]))  # type: ignore[arg-type, return-value]

    def figures(self) -> Found:
        found: Found = defaultdict(list)
        for inquiry in self.inquiries:
            if not self.green(inquiry["order_id"]):
                self._talk_figures(inquiry, found)
        self._sales(found)
        self._ledgers(found)
        self._money(found)
        return found

    def _talk_figures(self, inquiry: Row, found: Found) -> None:
        row, owner = f"inquiry:{inquiry['id']}", [inquiry["owner"]] if inquiry["owner"] else []
        target, first_limit, _, resolution = limits(inquiry)
        talk, closed = self.talk(inquiry), when(inquiry["closed_at"])
        heard = next((one for one in talk if one[1] == "buyer"), None)
        if heard is not None:
            reply = next((one for one in talk if one[1] == "agent" and one[0] >= heard[0] and one[3] > heard[3]), None)
            if reply is not None:
                seconds = max(0.0, (reply[0] - begins(heard[0])).total_seconds())
                hit = reply[0] <= due(inquiry, heard[0], target)
                found["first_response"].append((row, day_of(heard[0]), [reply[2]], seconds, hit))
            elif due(inquiry, heard[0], first_limit) < (closed or self.now):
                found["first_response"].append((row, day_of(heard[0]), owner, None, False))
        received = when(inquiry["received_at"])
        assert received is not None
        if inquiry["state"] == "resolved" and closed is not None:
            seconds = (closed - received).total_seconds()
            found["resolution"].append((row, day_of(closed), owner, seconds, None))
        verdict = min(closed or datetime.max.replace(tzinfo=ZONE), received + timedelta(seconds=resolution))
        if verdict <= self.now:
            hit = inquiry["state"] == "resolved" and closed == verdict
            found["resolved"].append((row, day_of(verdict), owner, None, hit))
        self._waits(inquiry, talk, found)

    def _waits(self, inquiry: Row, talk: list[tuple[datetime, str, str, int]], found: Found) -> None:
        owner = [inquiry["owner"]] if inquiry["owner"] else []
        _, first_limit, next_limit, _ = limits(inquiry)
        since, first = None, True
        for moment, role, who, number in talk:
            if since is not None and any(since[0] <= end < moment for end in self.closings[inquiry["id"]]):
                since = None
            if role == "buyer":
                since = since or (moment, number)
            elif since is not None:
                limit = due(inquiry, since[0], first_limit if first else next_limit)
                if moment > limit:
                    found["overdue_reply"].append((f"message:{since[1]}", day_of(limit), [who], None, None))
                since, first = None, False
        still = since is not None and not any(end >= since[0] for end in self.closings[inquiry["id"]])
        if still and since is not None:
            limit = due(inquiry, since[0], first_limit if first else next_limit)
            if self.now > limit:
                found["overdue_reply"].append((f"message:{since[1]}", day_of(limit), owner, None, None))

    def _sales(self, found: Found) -> None:
        last: dict[int, tuple[datetime, Row]] = {}
        for inquiry in self.inquiries:
            received = when(inquiry["received_at"])
            assert received is not None
            linked = self.orders.get(inquiry["order_id"])
            before = linked is not None and when(linked["ordered_at"]) < received  # type: ignore[operator]
            if inquiry["category"] != "presale" or before:
                continue
            window = [
                one
                for one in self.orders.values()
                if (one["buyer_nick"], one["platform"]) == (inquiry["buyer"], inquiry["platform"])
                and received <= when(one["ordered_at"]) <= received + timedelta(days=2)  # type: ignore[operator]
            ]
            real = [one for one in window if one["flag"] != "green"]
            for one in real:
                if one["id"] not in last or (received, inquiry["id"]) > (last[one["id"]][0], last[one["id"]][1]["id"]):
                    last[one["id"]] = (received, inquiry)
            undecided = not real and (window or received + timedelta(days=2) > self.now)
            if not undecided and not self.green(inquiry["order_id"]):
                who = (
                    [inquiry["owner"]]
                    if inquiry["owner"]
                    else [t[2] for t in self.talk(inquiry) if t[1] == "agent"][:1]
                )
                found["conversion"].append((f"inquiry:{inquiry['id']}", day_of(received), who, None, bool(real)))
        self.sellers = {number: one["owner"] for number, (_, one) in last.items()}
        for number, (_, inquiry) in last.items():
            one = self.orders[number]
            if one["paid_fen"] and one["status"] != "unpaid":
                ordered = when(one["ordered_at"])
                assert ordered is not None
                who = (
                    [inquiry["owner"]]
                    if inquiry["owner"]
                    else [t[2] for t in self.talk(inquiry) if t[1] == "agent"][:1]
                )
                found["order_value"].append((f"order:{number}", day_of(ordered), who, float(one["paid_fen"]), None))

    def _ledgers(self, found: Found) -> None:
        for one in self.tables["promises"]:
            closed, until = when(one["closed_at"]), when(one["due_at"])
            assert until is not None
            decided = min(closed or until, until)
            if self.green(one["order_id"]) or decided > self.now:
                continue
            kept = one["state"] == "done" and closed is not None and closed <= until
            entry = (f"promise:{one['id']}", day_of(decided), [one["owner"]], None)
            found["promises_kept"].append((*entry, kept))
            if not kept:
                found["broken_promise"].append((*entry, None))
        blamed: dict[int, list[str]] = defaultdict(list)
        for one in self.tables["complaints"]:
            if one["cause"]:
                blamed[one["order_id"]].append(one["cause"])
        self._ratings(found, blamed)
        self._cases(found, blamed)

    def _ratings(self, found: Found, blamed: dict[int, list[str]]) -> None:
        for one in self.tables["csats"]:
            at = when(one["at"])
            assert at is not None
            if self.green(one["order_id"]):
                continue
            entry = (f"csat:{one['id']}", day_of(at), [one["agent"]], float(one["score"]), None)
            found["csat"].append(entry)
            causes = blamed[one["order_id"]] if one["order_id"] else []
            if one["score"] <= 2 and (not causes or {"service", "promise"} & set(causes)):
                found["bad_rating"].append(entry)
        for one in self.tables["reviews"]:
            at = when(one["at"])
            assert at is not None
            if (
                one["stars"] <= 3
                and {"service", "promise"} & set(blamed[one["order_id"]])
                and not self.green(one["order_id"])
            ):
                seller = self.sellers.get(one["order_id"], "")
                found["bad_rating"].append((f"review:{one['id']}", day_of(at), [seller] if seller else [], None, None))
        for one in self.tables["qa_reviews"]:
            at = when(one["scored_at"])
            if at is not None:
                found["qa"].append((f"qa:{one['id']}", day_of(at), [one["agent"]], one["score"], None))

    def _cases(self, found: Found, blamed: dict[int, list[str]]) -> None:
        for one in self.tables["cases"]:
            opened, closed = when(one["opened_at"]), when(one["closed_at"])
            assert opened is not None
            if self.green(one["order_id"]):
                continue
            row = f"case:{one['id']}"
            if one["reason"] == "wrong_item":
                found["order_mismatch"].append((row, day_of(opened), [], None, None))
            if one["reason"] == "not_as_described" or "service" in blamed[one["order_id"]]:
                seller = self.sellers.get(one["order_id"], "")
                found["service_return"].append((row, day_of(opened), [seller] if seller else [], None, None))
            for step in self.tables["case_steps"]:
                if step["case_id"] != one["id"] or step["key"] != "arrived" or step["state"] != "done":
                    continue
                noted, day = when(step["done_at"]), dict(json.loads(step["fields"]))["arrived_on"]
                assert noted is not None
                arrived = min(noted, datetime.fromisoformat(f"{day}T23:59:59").replace(tzinfo=ZONE))
                limit = arrived + timedelta(hours=24)
                if closed is not None or limit <= self.now:
                    who = [one["owner"], step["done_by"]]
                    hit = closed is not None and closed <= limit
                    found["returns_24h"].append((row, day_of(arrived), who, None, hit))

    def _money(self, found: Found) -> None:
        told: dict[int, list[Row]] = defaultdict(list)
        for one in self.tables["followups"]:
            reached = one["outcome"] in ("reminded", "will_pay", "declined")
            if one["kind"] == "unpaid" and one["state"] == "done" and reached:
                told[one["subject_id"]].append(one)
        for number, rows in told.items():
            order, paid = self.orders[number], when(self.orders[number]["paid_at"])
            ordered = when(order["ordered_at"])
            assert ordered is not None
            rows.sort(key=lambda row: row["done_at"])
            won = [row for row in rows if paid is not None and when(row["done_at"]) <= paid]  # type: ignore[operator]
            may_pay = paid is None and order["status"] == "unpaid" and ordered + timedelta(hours=72) > self.now
            if order["flag"] == "green" or (not won and may_pay):
                continue
            last = (won or rows)[-1]
            at = when(last["done_at"])
            assert at is not None
            found["unpaid_recovered"].append((f"order:{number}", day_of(at), [last["done_by"]], None, bool(won)))
        for one in self.tables["price_changes"]:
            order, at = self.orders[one["order_id"]], when(one["at"])
            assert at is not None
            paid = when(order["paid_at"])
            newest = max((c["at"], c["id"]) for c in self.tables["price_changes"] if c["order_id"] == order["id"])
            last = newest == (one["at"], one["id"]) and paid is not None and paid >= at
            if order["flag"] != "green" and last and order["goods_fen"] != one["price_fen"]:
                found["mispricing"].append((f"price:{one['id']}", day_of(at), [one["agent"]], None, None))


def value_of(figure: str, rows: list[Any]) -> float | None:
    """The figure from its rows."""
    values = sorted(row[3] for row in rows if row[3] is not None)
    hits = [row[4] for row in rows if row[4] is not None]
    if figure in ("first_response_median", "resolution_median"):
        return float(median(values)) if values else None
    if figure == "first_response_p90":
        return next((one for one in values if sum(v <= one for v in values) >= 0.9 * len(values)), None)
    if figure in ("csat", "order_value", "qa"):
        return round(sum(values) / len(values), 2) if values else None
    return round(100 * sum(hits) / len(hits), 1) if hits else None
