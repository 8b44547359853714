"""Senders killed at every point while agents edit, exports come in and a colleague writes (rule R7).

A real process sends over a real socket to the stand-in gateway and gets SIGKILL: before and after each commit, each
request and each answer. In the end each platform memo is the last one wanted, no remark was written twice running,
and the journal's chain is whole.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from platform_stub.crashing import HELD_POINTS, PATIENCE, SENDER_POINTS, send_forever, started, work_beside
from platform_stub.desk import KEYS, Desk, point_at
from platform_stub.taobao import AFTER, TaobaoStub, jitter, serving

from cs_console.adapters.clock import system_clock
from cs_console.bootstrap import open_workspace
from cs_console.domain.entities import Order
from cs_console.domain.vocabulary import Flag
from cs_console.domain.writebacks import WriteBackState
from cs_console.workspace import Workspace

pytestmark = pytest.mark.slow

ORDERS = 8
CODES = {Flag.GREY: 0, Flag.RED: 1, Flag.YELLOW: 2, Flag.GREEN: 3, Flag.BLUE: 4, Flag.PURPLE: 5}


class Patient:
    """The real time, put forward over what nobody wants to wait for."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return system_clock() + self.ahead

    def wait(self) -> None:
        """The next try's time has come."""
        self.ahead += timedelta(seconds=2)


@pytest.fixture
def clock() -> Patient:
    return Patient()


@pytest.fixture
def desk(workspace: Workspace, clock: Patient, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    with serving(TaobaoStub(latency=jitter(7, 0.004))) as stub:
        point_at(workspace, stub.url)
        opened = open_workspace(workspace, clock=clock)
        yield Desk(opened, stub, opened.services.people.actor("张敏"))
        opened.close()


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


def killed_at(day: Day, workspace: Workspace, ready: Path, point: str, passing: int) -> None:
    """A sender that dies at its n-th passing of a point, with agents at work beside it all the while."""
    stub = day.desk.stub
    process = started(send_forever, workspace, ready, point, passing)
    passings = iter(range(passing - 1, -1, -1))

    def watch(reached: str) -> None:
        if reached == point and next(passings, None) == 0:
            process.kill()

    stub.watch = watch
    try:
        work_beside(process, lambda: day.edits(1))
    finally:
        stub.watch = lambda _: None


@pytest.mark.parametrize("seed", [1, 2])
def test_r7_senders_killed_at_every_point_neither_lose_nor_double(
    desk: Desk, clock: Patient, workspace: Workspace, tmp_path: Path, seed: int
) -> None:
    day = Day(desk, seed)
    kills = [(point, passing) for point in SENDER_POINTS for passing in (1, day.chance.randint(2, 4))]
    day.chance.shuffle(kills)
    for number, (point, passing) in enumerate(kills):
        day.edits(4)
        killed_at(day, workspace, tmp_path / f"ready-{number}", point, passing)
        if point in HELD_POINTS:
            assert any(row.state is WriteBackState.SENDING for row in desk.rows()), (point, passing)
    desk.drain(pause=clock.wait)
    check(day)
    assert len(desk.stub.written) > ORDERS


def test_r7_lost_answers_and_kills_together(desk: Desk, clock: Patient, workspace: Workspace, tmp_path: Path) -> None:
    day = Day(desk, 3)
    for number, point in enumerate(("read", "applied", "received", "settling", "announced", "applied", "read")):
        day.edits(5)
        desk.stub.faults.extend(day.chance.choices(["", "", *AFTER, "drop_before", "http500"], k=4))
        killed_at(day, workspace, tmp_path / f"ready-{number}", point, 1 + number % 2)
    desk.stub.faults.clear()
    desk.drain(pause=clock.wait)
    check(day)


def test_r7_two_senders_at_once_write_each_remark_once(
    desk: Desk, clock: Patient, workspace: Workspace, tmp_path: Path
) -> None:
    day = Day(desk, 11)
    senders = [started(send_forever, workspace, tmp_path / f"both-{number}") for number in range(2)]
    try:
        for _ in range(15):
            day.edits(3)
        deadline = time.monotonic() + PATIENCE
        while any(row.state is not WriteBackState.DONE for row in desk.rows()) and time.monotonic() < deadline:
            time.sleep(0.02)
    finally:
        for sender in senders:
            sender.kill()
            sender.join()
    desk.drain(pause=clock.wait)
    check(day)
