"""The same shop day counted on PostgreSQL and on SQLite: the same figures, registers and inspections (rules K1–K4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from cs_console.adapters.clock import ManualClock
from cs_console.bootstrap import Opened, open_workspace
from cs_console.domain.entities import Actor
from cs_console.domain.practice import Answer
from cs_console.services.demo import generate
from cs_console.services.demo.fill import fill_shop
from cs_console.services.registers import REGISTERS
from cs_console.workspace import Workspace

pytestmark = pytest.mark.slow

MARKS = {"greeting": 15, "understood": 20, "correct": 25, "promises": 20, "process": 20}


@pytest.fixture
def shop(database: str, workspace: Workspace, clock: ManualClock) -> Iterator[Opened]:
    opened = open_workspace(replace(workspace, url=database), clock=clock)
    yield opened
    opened.close()


def test_k1_both_engines_count_the_same(shop: Opened, opened: Opened, clock: ManualClock, tmp_path: Path) -> None:
    now = clock()
    found = []
    for number, one in enumerate((shop, opened)):
        clock.set(now)
        services = one.services
        fill_shop(services, generate(now, zone=services.context.zone), clock, tmp_path / str(number))
        clock.set(now + timedelta(days=3))
        today = clock().date()
        lead, agent = services.people.actor("王组长"), services.people.actor("张敏")
        drawn = services.qa.sample(lead, today - timedelta(days=9), today, size=5).reviews
        services.qa.score(lead, drawn[0].id, MARKS)
        exam = services.practice.begin(agent, count=2, seed=3)
        run = services.practice.finish(agent, exam, [Answer(exam.questions[0].expected[0], "亲，好的哦", 9.0)]).run
        figures = services.figures.kpi(today - timedelta(days=9), today, by="agent")
        registers = {name: services.registers.read(Actor(""), name, by="none").records() for name in REGISTERS}
        found.append((figures, registers, [review.inquiry_id for review in drawn], run.answers, run.score))
        assert figures.total.figures[0].count
        assert services.morning.sheet(today - timedelta(days=3)).figures.total.figures[0].count
        assert services.journal.verify().problems == ()
    assert found[0] == found[1]
