"""How long the lead's desk and the panes wait for the store of a shop after three months, beside plain SQL.

Prints, asserts no times: `pytest -m benchmark -n0 -s tests/benchmarks/test_bench_desk.py`; a tenth of a large shop
unless ``CS_BENCH_SCALE=1`` asks for 100,000 orders, 20,000 inquiries and 1,000 cases.
"""

from __future__ import annotations

import os
import sqlite3
import statistics
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
from desk_shop import fill
from moments import NOW

from cs_console.bootstrap import Opened
from cs_console.domain.entities import Actor
from cs_console.domain.worklist import QueueFilter
from cs_console.services.registers import REGISTERS, Scope

pytestmark = pytest.mark.benchmark

SCALE = float(os.environ.get("CS_BENCH_SCALE", "0.1"))
ROUNDS = 3
FLOORS = {
    "board": "SELECT owner, count(*) FROM inquiries WHERE state NOT IN ('resolved', 'lost') GROUP BY owner",
    "queue page": "SELECT * FROM inquiries WHERE state NOT IN ('resolved', 'lost') ORDER BY due_at LIMIT 50",
    "due count": "SELECT count(*) FROM orders WHERE orders.status = 'unpaid'",
    "figures, month": "SELECT id, inquiry_id, role, sender, at FROM messages WHERE inquiry_id IN "
                      "(SELECT id FROM inquiries WHERE received_at > :month)",
    "figures, week": "SELECT id, inquiry_id, role, sender, at FROM messages WHERE inquiry_id IN "
                     "(SELECT id FROM inquiries WHERE received_at > :week)",
    "order search": "SELECT * FROM orders WHERE order_no LIKE :order LIMIT 50",
}  # fmt: skip
"""The rows that cannot be done without, read by SQLite alone."""


def _spent(call: Callable[[], object]) -> tuple[float, float]:
    seconds = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        call()
        seconds.append(1000 * (time.perf_counter() - begun))
    return seconds[0], statistics.median(seconds)


def _rows(plain: sqlite3.Connection, sql: str, given: Mapping[str, str]) -> list[object]:
    return plain.execute(sql, given).fetchall()


def test_what_the_desk_waits_for(opened: Opened, actor: Callable[..., Actor], capsys: Any) -> None:
    """K1, K2, H8, Q4, U1: every page of the desk, the queue, the due list and the search of orders."""
    from cs_console.tui.screens.lead_desk import PAGES

    path = opened.workspace.store_path
    assert path is not None
    sizes = {"orders": int(100_000 * SCALE), "inquiries": int(20_000 * SCALE), "cases": int(1_000 * SCALE)}
    fill(path, NOW, **sizes)
    lead, services = actor("王组长"), opened.services
    desk: Any = SimpleNamespace(services=services, actor=lead)
    today = NOW.date()
    month, week = today - timedelta(days=30), today - timedelta(days=6)
    calls: dict[str, Callable[[], object]] = {
        f"page {kind.ID}": partial(kind(desk, desk).read, desk) for kind in PAGES
    }  # fmt: skip
    calls |= {
        "board": lambda: services.board.live(lead),
        "queue page": lambda: services.queue.page(lead, QueueFilter(), limit=50),
        "due count": lambda: services.followups.count("张敏"),
        "due list": lambda: services.followups.list(),
        "figures, week": lambda: services.figures.kpi(week, today, by="agent"),
        "figures, month": lambda: services.figures.kpi(month, today, by="agent"),
        "trend, month": lambda: services.figures.trend(month, today),
        "order search": lambda: services.orders.search("8800000000000012"),
    }
    calls |= {
        f"register {name}": partial(services.registers.read, lead, name, Scope(start=week), by="none")
        for name in REGISTERS
    }
    plain = sqlite3.connect(path)
    given = {"month": f"{month}", "week": f"{week}", "order": "%8800000000000012%"}
    found = {name: _spent(call) for name, call in calls.items()}
    floors = {name: _spent(partial(_rows, plain, sql, given))[1] for name, sql in FLOORS.items()}
    plain.close()
    with capsys.disabled():
        print(f"\nreads over {sizes} ({ROUNDS} rounds)\n  {'':26} {'first':>9} {'median':>9} {'plain SQL':>10}")
        for name, (first, median) in found.items():
            floor = f"{floors[name]:8.1f}ms" if name in floors else ""
            print(f"  {name:26} {first:7.1f}ms {median:7.1f}ms {floor:>10}")
    assert services.queue.page(lead, QueueFilter(), limit=50).total == sizes["inquiries"] // 100
