"""Claims under load are exclusive and none is lost (rule Q5); random work never leaves the flow (rule Q2)."""

from __future__ import annotations

import multiprocessing
import tempfile
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from queue_bench import LEAD, LI, MIN, NOON, SHELL, Bench, all_at_once, bench

from cs_console.domain.entities import Actor, Inquiry
from cs_console.domain.inquiries import MOVES, Move
from cs_console.domain.vocabulary import InquiryState
from cs_console.errors import CsError, NotFound, Refused

pytestmark = pytest.mark.slow

AGENTS = [Actor(f"客服{number}", console=f"console-{number}") for number in range(8)]


def take_all(desk: Bench, actor: Actor, taken: list[int]) -> None:
    """Take and answer until nothing is left, as an agent would."""
    while True:
        try:
            inquiry = desk.queue.next(actor)
        except NotFound:
            return
        taken.append(inquiry.id)
        desk.queue.reply(actor, inquiry.id, "您好")


def test_q5_eight_threads_take_each_inquiry_exactly_once(tmp_path: Path) -> None:
    with bench(tmp_path / "console.db") as desk:
        ids = [desk.ask(f"买家{number}").id for number in range(60)]
        taken: list[list[int]] = [[] for _ in AGENTS]
        all_at_once(len(AGENTS), lambda number: take_all(desk, AGENTS[number], taken[number]))
        assert Counter(one for part in taken for one in part) == Counter(ids)
        assert not desk.journal.verify().problems


def test_q5_of_eight_who_want_the_same_one_wins_and_seven_are_told(tmp_path: Path) -> None:
    with bench(tmp_path / "console.db") as desk:
        asked = desk.ask()
        won: list[str] = []
        told: list[object] = []

        def work(number: int) -> None:
            try:
                won.append(desk.queue.claim(AGENTS[number], asked.id).owner)
            except Refused as refused:
                told.append(refused.params["owner"])

        all_at_once(len(AGENTS), work)
        assert len(won) == 1 and told == won * 7


def _agent_process(path: str, number: int, results: Any) -> None:
    with bench(Path(path)) as desk:
        taken: list[int] = []
        take_all(desk, AGENTS[number], taken)
        results.put(taken)


def test_q5_four_processes_take_each_inquiry_exactly_once(tmp_path: Path) -> None:
    path = tmp_path / "console.db"
    with bench(path) as desk:
        ids = [desk.ask(f"买家{number}").id for number in range(40)]
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    agents = [context.Process(target=_agent_process, args=(str(path), number, results)) for number in range(4)]
    for process in agents:
        process.start()
    taken = [results.get(timeout=60) for _ in agents]
    for process in agents:
        process.join(timeout=30)
        assert process.exitcode == 0
    assert Counter(one for part in taken for one in part) == Counter(ids)
    with bench(path) as desk:
        assert not desk.journal.verify().problems


STEPS = (
    "claim", "next", "release", "reply", "snooze", "transfer", "resolve", "lose", "hear", "expire", "wake", "later",
)  # fmt: skip


def _step(desk: Bench, inquiry: Inquiry, name: str, actor: Actor, number: int) -> None:
    queue, now = desk.queue, desk.clock.now
    since_noon = int((now - NOON).total_seconds())
    acts = {
        "claim": lambda: queue.claim(actor, inquiry.id),
        "next": lambda: queue.next(actor),
        "release": lambda: queue.release(actor, inquiry.id),
        "reply": lambda: queue.reply(actor, inquiry.id, f"回复{number}"),
        "snooze": lambda: queue.snooze(actor, inquiry.id, now + timedelta(minutes=1), "等仓库"),
        "transfer": lambda: queue.transfer(actor, inquiry.id, "李丽" if number % 2 else "售后", "a", "b", "c"),
        "resolve": lambda: queue.resolve(actor, inquiry.id, "好了"),
        "lose": lambda: queue.lose(actor, inquiry.id, "price"),
        "hear": lambda: desk.capture.take(actor, desk.said(("小鱼", f"还有{number}", since_noon))),
        "expire": queue.expire,
        "wake": queue.wake,
        "later": lambda: desk.clock.forward(seconds=45),
    }
    acts[name]()


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(STEPS), st.sampled_from([MIN, LI, SHELL, LEAD])), max_size=25))
def test_q2_whatever_agents_do_the_inquiry_stays_in_the_flow(steps: list[tuple[str, Actor]]) -> None:
    with tempfile.TemporaryDirectory() as folder, bench(Path(folder) / "console.db") as desk:
        before = desk.ask()
        for number, (name, actor) in enumerate(steps):
            try:
                _step(desk, before, name, actor, number)
            except CsError as refused:
                assert refused.code.split(".")[0] in ("inquiry", "queue"), refused
            inquiry = desk.inquiry(before.id)
            _holds(inquiry)
            reachable = {before.state} | {table[before.state] for table in MOVES.values() if before.state in table}
            assert inquiry.state in reachable | _two_steps(before.state)
            before = inquiry
        assert not desk.journal.verify().problems


def _two_steps(state: InquiryState) -> set[InquiryState]:
    """A reply claims on its way; an expired or woken inquiry without owner is received."""
    first = {table[state] for table in MOVES.values() if state in table}
    return {MOVES[Move.REPLY][one] for one in first if one in MOVES[Move.REPLY]} | (
        {InquiryState.RECEIVED} if InquiryState.CLAIMED in first else set()
    )


def _holds(inquiry: Inquiry) -> None:
    if inquiry.state is InquiryState.CLAIMED:
        assert inquiry.owner
    if inquiry.state is InquiryState.RECEIVED:
        assert not inquiry.owner
    if inquiry.state.is_open:
        assert inquiry.closed_at is None and not inquiry.outcome
    else:
        assert inquiry.closed_at is not None and inquiry.outcome and inquiry.due_at is None
    assert (inquiry.due_at is None) == (inquiry.unanswered_since is None)
