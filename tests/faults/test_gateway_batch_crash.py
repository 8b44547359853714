"""Batch writers killed at every point: no remark stands in no file or in two (rule R7)."""

from __future__ import annotations

import csv
import io
import random
from collections import defaultdict
from collections.abc import Iterator
from itertools import count, pairwise
from pathlib import Path

import pytest
from platform_stub.crashing import BATCH_POINTS, HELD_BATCH_POINTS, started, work_beside, write_batches_forever
from platform_stub.desk import Desk, files_in
from platform_stub.taobao import TaobaoStub

from cs_console.bootstrap import open_workspace
from cs_console.domain.vocabulary import Flag, Platform
from cs_console.domain.writebacks import WriteBackState
from cs_console.workspace import Workspace

pytestmark = pytest.mark.slow

PLATFORMS = (Platform.TAOBAO, Platform.JD, Platform.PDD, Platform.DOUYIN)
FLAGS = (Flag.RED, Flag.YELLOW, Flag.GREEN, Flag.BLUE, Flag.PURPLE)


@pytest.fixture
def desk(workspace: Workspace) -> Iterator[Desk]:
    opened = open_workspace(workspace)
    yield Desk(opened, TaobaoStub(), opened.services.people.actor("张敏"))
    opened.close()


def lines(folder: Path) -> dict[tuple[str, str], list[tuple[str, ...]]]:
    """What the files say of each order, in the order in which a person would upload them."""
    found: dict[tuple[str, str], list[tuple[str, ...]]] = defaultdict(list)
    for path in files_in(folder):
        data = path.read_bytes()
        encoding = "utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else "gbk"
        rows = list(csv.reader(io.StringIO(data.decode(encoding), newline=""), strict=True))
        for number, *cells in rows[1:]:
            found[path.name.partition("-")[0], number.strip()].append(tuple(cells))
    return found


@pytest.mark.parametrize("seed", [1, 2])
def test_r7_batch_writers_killed_at_every_point_neither_lose_nor_double(
    desk: Desk, workspace: Workspace, tmp_path: Path, seed: int
) -> None:
    chance, edits = random.Random(seed), count(1)
    orders = [desk.order(str(9000 + number), platform=PLATFORMS[number % 4]) for number in range(12)]

    def edit() -> None:
        order = chance.choice(orders)
        desk.services.orders.remark(desk.agent, order.id, f"第{next(edits)}版")
        if chance.random() < 0.3:
            desk.services.orders.flag(desk.agent, order.id, chance.choice(FLAGS))

    kills = [(point, passing) for point in BATCH_POINTS for passing in (1, chance.randint(2, 5))]
    chance.shuffle(kills)
    for number, (point, passing) in enumerate(kills):
        ready = tmp_path / f"ready-{number}"
        work_beside(started(write_batches_forever, workspace, ready, point, passing), edit)
        if point in HELD_BATCH_POINTS:
            assert any(row.state is WriteBackState.SENDING for row in desk.rows()), (point, passing)
    desk.services.writebacks.batch(desk.agent)
    assert {row.state for row in desk.rows()} == {WriteBackState.DONE}
    found = lines(workspace.write_backs)
    for order in orders:
        wanted, said = desk.stored(order), found.get((order.platform.value, order.order_no), [])
        definition = desk.services.context.policies().platforms.platform(order.platform)
        if wanted.remark:
            assert said[-1][0] == wanted.remark, order.order_no
        if wanted.flag is not Flag.GREY:
            assert said[-1][1] == str(definition.code(wanted.flag))
        assert not [one for one, following in pairwise(said) if one == following], order.order_no
    assert sum(map(len, found.values())) == len(desk.rows())
    assert desk.services.journal.verify().problems == ()
