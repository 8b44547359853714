"""Many writers at once, in processes of their own: no update is lost, the chain of events stays one (rule K5)."""

from __future__ import annotations

import subprocess
import sys

import pytest

from cs_console.bootstrap import Opened
from cs_console.domain.entities import Actor, Order
from cs_console.domain.vocabulary import Platform
from cs_console.store.backup import check_sqlite
from cs_console.workspace import Workspace

pytestmark = pytest.mark.slow

WRITERS, ROUNDS = 4, 15

INSIDE = """
for number in range(rounds):
    with store.write(who, "test") as uow:
        order = uow.require(Order, order_id)
        uow.change(order, remark=order.remark + f" {name}-{number}")
"""
"""Reads and writes in one unit of work: the writer's lock is taken before the read."""

OUTSIDE = """
for number in range(rounds):
    while True:
        with store.read() as uow:
            order = uow.require(Order, order_id)
        try:
            with store.write(who, "test") as uow:
                uow.change(order, remark=order.remark + f" {name}-{number}")
            break
        except Conflict:
            conflicts += 1
"""
"""Reads before, as a screen does: a row that moved on is a conflict, never overwritten."""

SCRIPT = """
import sys
from datetime import UTC, datetime
from cs_console.domain.entities import Actor, Order
from cs_console.errors import Conflict
from cs_console.store.engine import open_engine
from cs_console.store.uow import SqlUnitOfWorkFactory

url, name, rounds, order_id = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
store = SqlUnitOfWorkFactory(open_engine(url), lambda: datetime.now(UTC), url)
who, conflicts = Actor(name, console=name), 0
{body}
print(conflicts)
"""


@pytest.mark.parametrize("body", [INSIDE, OUTSIDE], ids=["read inside", "read before"])
def test_no_update_of_four_processes_is_lost(opened: Opened, workspace: Workspace, body: str) -> None:
    with opened.store.write(Actor("张敏"), "test.add") as uow:
        order = uow.add(Order(platform=Platform.TAOBAO, order_no="1"))
    code = SCRIPT.format(body=body)
    running = [
        subprocess.Popen(
            [sys.executable, "-c", code, workspace.url, f"w{number}", str(ROUNDS), str(order.id)],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for number in range(WRITERS)
    ]  # fmt: skip
    for one in running:
        _, errors = one.communicate(timeout=120)
        assert one.returncode == 0, errors
    with opened.store.read() as uow:
        after = uow.require(Order, order.id)
        changes = [event for event in uow.journal.history("Order", order.id, 1000) if event.op == "change"]
    said = after.remark.split()
    assert sorted(said) == sorted(f"w{writer}-{number}" for writer in range(WRITERS) for number in range(ROUNDS))
    assert (after.version, len(changes)) == (1 + WRITERS * ROUNDS, WRITERS * ROUNDS)
    assert not opened.services.journal.verify().problems
    assert workspace.store_path is not None and check_sqlite(workspace.store_path).ok
