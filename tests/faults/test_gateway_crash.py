"""Senders killed at random moments while agents edit, exports come in and a colleague writes (rule R7).

A real process sends over a real socket to the stand-in gateway and gets SIGKILL. In the end each platform memo is
the last one wanted, no remark was written twice running, and the journal's chain is whole.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from platform_stub.desk import KEYS, Desk, point_at, send_forever
from platform_stub.taobao import AFTER, TaobaoStub, jitter, serving

from cs_console.bootstrap import open_workspace
from cs_console.domain.entities import Order
from cs_console.domain.vocabulary import Flag
from cs_console.domain.writebacks import WriteBackState
from cs_console.workspace import Workspace

pytestmark = pytest.mark.slow

KILLS = 36
ORDERS = 8
CODES = {Flag.GREY: 0, Flag.RED: 1, Flag.YELLOW: 2, Flag.GREEN: 3, Flag.BLUE: 4, Flag.PURPLE: 5}


@pytest.fixture
def desk(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    with serving(TaobaoStub(latency=jitter(7, 0.012))) as stub:
        point_at(workspace, stub.url)
        opened = open_workspace(workspace)
        yield Desk(opened, stub, opened.services.people.actor("张敏"))
        opened.close()


def killed_after(root: Path, folder: Path, number: int, seconds: float, meanwhile: Callable[[], None]) -> None:
    """A sender in its own process, killed so long after it began to work; `meanwhile` runs beside it."""
    ready = folder / f"ready-{number}"
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["platform_stub.desk", "cs_console.store.uow"])
    process = context.Process(target=send_forever, args=(str(root), str(ready)))
    process.start()
    try:
        deadline = time.monotonic() + 30
        while not ready.exists():
            assert process.is_alive() and time.monotonic() < deadline
            time.sleep(0.002)
        meanwhile()
        time.sleep(seconds)
    finally:
        process.kill()
        process.join()


class Day:
    """Agents at work on a few orders, with what each order shall end as."""

    def __init__(self, desk: Desk, seed: int) -> None:
        self.desk = desk
        self.chance = random.Random(seed)
        self.orders = [desk.order(str(1000 + number), f"原{number}") for number in range(ORDERS)]
        self.count = 0

    def edits(self, number: int) -> None:
        """So many steps of agents and imports."""
        for _ in range(number):
            order = self.desk.stored(self.chance.choice(self.orders))
            self.chance.choice([self._remark, self._remark, self._append, self._flag, self._undo, self._import])(order)

    def _remark(self, order: Order) -> None:
        self.count += 1
        self.desk.services.orders.remark(self.desk.agent, order.id, f"第{self.count}版")

    def _append(self, order: Order) -> None:
        self.count += 1
        self.desk.services.orders.append_remark(self.desk.agent, order.id, f"送礼物{self.count}", ledger="promised")

    def _flag(self, order: Order) -> None:
        self.desk.services.orders.flag(self.desk.agent, order.id, self.chance.choice(list(CODES)))

    def _undo(self, order: Order) -> None:
        """Take back the latest step, whatever it was; the first thing of a day has nothing before it."""
        if self.count:
            self._remark(order)
            self.desk.services.orders.undo(self.desk.agent, order.id)

    def _import(self, order: Order) -> None:
        """An export as the platform would write it at this moment."""
        trade = self.desk.stub.trades[order.order_no]
        at = self.desk.services.context.now()
        with self.desk.stub.lock:
            memo = trade.memo
        self.desk.take_in(at, (order.order_no, memo, None))


def check(day: Day) -> None:
    """Each memo is the last one wanted; nothing waits, nothing was doubled, the chain is whole."""
    desk = day.desk
    for order in day.orders:
        wanted, trade = desk.stored(order), desk.stub.trades[order.order_no]
        assert (trade.memo, trade.flag) == (wanted.remark, CODES[wanted.flag]), order.order_no
        assert wanted.remark_conflict is None and wanted.platform_remark == wanted.remark
        writes = [(memo, flag) for number, memo, flag in desk.stub.written if number == order.order_no]
        doubled = [one for one, following in pairwise(writes) if one == following]
        assert not doubled, (order.order_no, doubled)
    assert {row.state for row in desk.rows()} <= {WriteBackState.DONE}
    assert desk.services.journal.verify().problems == ()


@pytest.mark.parametrize("seed", [1, 2])
def test_r7_senders_killed_at_random_neither_lose_nor_double(
    desk: Desk, workspace: Workspace, tmp_path: Path, seed: int
) -> None:
    day, interrupted = Day(desk, seed), 0
    for number in range(KILLS // 2):
        day.edits(4)
        killed_after(
            workspace.root,
            tmp_path,
            number,
            day.chance.uniform(0, day.chance.choice([0.05, 0.15, 0.5])),
            lambda: day.edits(day.chance.randint(0, 3)),
        )
        interrupted += any(row.state is WriteBackState.SENDING for row in desk.rows())
    assert interrupted >= KILLS // 6, "the kills missed the work"
    desk.drain(pause=lambda: time.sleep(0.3))
    check(day)
    assert len(desk.stub.written) > ORDERS


@pytest.mark.parametrize("seed", [3])
def test_r7_lost_answers_and_kills_together(desk: Desk, workspace: Workspace, tmp_path: Path, seed: int) -> None:
    day = Day(desk, seed)
    for number in range(8):
        day.edits(5)
        desk.stub.faults.extend(day.chance.choices(["", "", *AFTER, "drop_before", "http500"], k=4))
        killed_after(workspace.root, tmp_path, number, day.chance.uniform(0, 0.1), lambda: None)
    desk.stub.faults.clear()
    desk.drain(pause=lambda: time.sleep(0.3))
    check(day)


def test_r7_two_senders_at_once_write_each_remark_once(desk: Desk, workspace: Workspace, tmp_path: Path) -> None:
    day = Day(desk, 11)
    context = multiprocessing.get_context("forkserver")
    readies = [tmp_path / f"both-{number}" for number in range(2)]
    senders = [context.Process(target=send_forever, args=(str(workspace.root), str(ready))) for ready in readies]
    for sender in senders:
        sender.start()
    try:
        while not all(ready.exists() for ready in readies):
            time.sleep(0.01)
        for _ in range(15):
            day.edits(3)
            time.sleep(0.05)
        deadline = time.monotonic() + 30
        while any(row.state is not WriteBackState.DONE for row in desk.rows()) and time.monotonic() < deadline:
            time.sleep(0.1)
    finally:
        for sender in senders:
            os.kill(sender.pid or 0, 9)
            sender.join()
    desk.drain(pause=lambda: time.sleep(0.3))
    check(day)
