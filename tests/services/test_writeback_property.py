"""Edits here, edits there, exports old and new, lost answers, batches: any order of them (rules R1, R7).

A colleague's words are never lost silently: they stay on the platform, or stand beside ours in a conflict.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from moments import NOW
from platform_stub.desk import KEYS, Desk, pointed_at
from platform_stub.taobao import AFTER, TaobaoStub, Trade, serving

from cs_console.adapters.clock import ManualClock
from cs_console.bootstrap import open_workspace
from cs_console.config.live import LiveConfig
from cs_console.domain.entities import Order
from cs_console.domain.vocabulary import Flag
from cs_console.errors import CsError
from cs_console.workspace import at

pytestmark = pytest.mark.slow

FLAG_CODES = {Flag.GREY: 0, Flag.RED: 1, Flag.YELLOW: 2, Flag.GREEN: 3, Flag.BLUE: 4, Flag.PURPLE: 5}

STEPS = st.one_of(
    st.tuples(st.just("remark"), st.sampled_from(["甲", "乙", "丙", ""])),
    st.tuples(st.just("flag"), st.sampled_from([Flag.RED, Flag.BLUE, Flag.GREY])),
    st.tuples(st.just("undo"), st.none()),
    st.tuples(st.just("colleague"), st.sampled_from(["同事一", "同事二"])),
    st.tuples(st.just("export"), st.integers(0, 3)),
    st.tuples(st.just("send"), st.lists(st.sampled_from(["", *AFTER, "http500", "isp"]), max_size=3)),
    st.tuples(st.just("resolve"), st.sampled_from(["local", "platform", "both"])),
)


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch) -> Iterator[TaobaoStub]:
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    with serving(TaobaoStub()) as running:
        yield running


class Play:
    """One order and one colleague; remembers what exports were made and whose words were on the platform."""

    def __init__(self, desk: Desk, clock: ManualClock) -> None:
        self.desk, self.clock = desk, clock
        self.order = desk.order("1", "原")
        self.ours = {"原"}
        self.exports: list[tuple[datetime, str]] = [(clock(), "原")]

    @property
    def trade(self) -> Trade:
        return self.desk.stub.trades["1"]

    def step(self, name: str, value: object) -> None:
        self.clock.advance(minutes=1)
        self.ours.add(self.stored.remark)
        agent, orders = self.desk.agent, self.desk.services.orders
        if name == "remark":
            orders.remark(agent, self.order.id, str(value))
        elif name == "flag" and isinstance(value, Flag):
            orders.flag(agent, self.order.id, value)
        elif name == "colleague":
            self.desk.stub.edit("1", f"{self.trade.memo}；{value}")
        elif name == "export" and isinstance(value, int):
            self.exports.append((self.clock(), self.trade.memo))
            exported, memo = self.exports[-1 - min(value, len(self.exports) - 1)]
            self.desk.take_in(exported, ("1", memo, None))
        elif name == "send" and isinstance(value, list):
            self.desk.stub.faults.extend(value)
            self.send()
            self.desk.stub.faults.clear()
        else:
            self._may_be_refused(name, str(value))

    def send(self) -> int:
        """One run; whatever it replaced was known here, or lives on in what replaced it."""
        stored = self.stored
        self.ours |= {stored.remark, stored.platform_remark}
        known, former, done = set(self.ours), self.trade.memo, len(self.desk.stub.written)
        rows = self.desk.services.writebacks.run(self.desk.agent, limit=3).rows
        for _, memo, _ in self.desk.stub.written[done:]:
            assert former in known or former in memo, (former, memo)
            former = memo
        return len(rows)

    def _may_be_refused(self, name: str, value: str) -> None:
        """Nothing to undo, no conflict to settle: refused, and nothing changes."""
        before = self.stored
        try:
            if name == "undo":
                self.desk.services.orders.undo(self.desk.agent, self.order.id)
            elif value in ("local", "platform", "both"):
                keep = {"local": "local", "platform": "platform", "both": "both"}[value]
                self.desk.services.orders.resolve_conflict(self.desk.agent, self.order.id, keep)  # type: ignore[arg-type]
        except CsError:
            assert self.stored == before

    @property
    def stored(self) -> Order:
        return self.desk.stored(self.order)

    def finish(self) -> None:
        """Send until nothing moves; what is in conflict waits for a person."""
        for _ in range(20):
            self.clock.advance(hours=1)
            if not self.send():
                return
        raise AssertionError(self.desk.rows())


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, max_size=14))
def test_r1_r7_any_order_of_things_ends_well(
    steps: list[tuple[str, object]], stub: TaobaoStub, template: Path, shipped: LiveConfig, tmp_path: Path
) -> None:
    root = tmp_path / "play"
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(template, root)
    clock = ManualClock(NOW)
    stub.clock = clock
    for kept in (stub.trades, stub.written, stub.faults, stub.seen):
        kept.clear()
    opened = open_workspace(at(root), clock=clock, config=pointed_at(at(root), shipped, stub.url, attempts=99))
    try:
        play = Play(Desk(opened, stub, opened.services.people.actor("张敏")), clock)
        for name, value in steps:
            play.step(name, value)
        play.step("export", 0)
        play.finish()
        wanted = play.stored
        waiting = play.desk.waiting(play.order)
        if waiting is None:
            assert play.trade.memo == wanted.remark
            assert play.trade.flag == FLAG_CODES[wanted.flag]
        else:
            assert waiting.state.value == "conflict" and wanted.remark_conflict == play.trade.memo
        assert opened.services.journal.verify().problems == ()
    finally:
        opened.close()
