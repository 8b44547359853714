"""The same services on PostgreSQL: a whole shop-day, the chain, exclusive claims, the command line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from cs_console.adapters.clock import ManualClock
from cs_console.bootstrap import Opened, open_workspace
from cs_console.domain.vocabulary import Flag, Platform
from cs_console.errors import Conflict, Refused, StoreUnavailable
from cs_console.services.capture import InquiryDraft
from cs_console.services.demo import generate
from cs_console.services.demo.fill import fill_shop
from cs_console.workspace import Workspace

pytestmark = pytest.mark.slow


@pytest.fixture
def shop(database: str, workspace: Workspace, clock: ManualClock) -> Iterator[Opened]:
    opened = open_workspace(replace(workspace, url=database), clock=clock)
    yield opened
    opened.close()


def test_a_whole_shop_day_goes_in_and_the_chain_holds(shop: Opened, clock: ManualClock, tmp_path: Path) -> None:
    """Intake, talk, remarks, cases, handover: every write with its journal row (rule K5)."""
    day = generate(clock(), zone=shop.services.context.zone)
    filled = fill_shop(shop.services, day, clock, tmp_path / "files")
    assert len(filled.inquiries) == len(day.conversations)
    report = shop.services.journal.verify()
    assert report.events > 1000
    assert report.problems == ()
    for order in shop.services.orders.list(limit=20):  # rule O4: parts in any case, words, the phone's last digits
        parts = (order.order_no[3:], order.buyer_nick[1:].upper(), f"{order.goods[:2]} {order.order_no[:8]}", "0423")
        for part in filter(None, parts[:3]):
            assert order.id in {one.id for one in shop.services.orders.search(part, 500)}, part
        assert len(shop.services.orders.search(parts[3])) < 50
    lead = shop.services.people.actor("王组长")
    assert shop.services.queue.page(lead, limit=100).total >= 40
    board = shop.services.board.live(lead)
    assert board.counts.open == board.nobody.open + sum(one.load.open for one in board.agents) >= 40
    logs = shop.services.handover_files  # rule H7: seals, rows against their events, an exported file
    assert logs.problems() == ()
    assert all(logs.check(path).fine for path in logs.export(lead))
    assert shop.services.takeovers.missing() == () and shop.services.attendance.digest("张敏").since is None


def test_a_claim_is_exclusive_and_none_is_lost(shop: Opened) -> None:
    """Rule Q5, with eight agents' threads on one server."""
    me = shop.services.people.actor("张敏")
    drafts = [InquiryDraft(buyer=f"买家{number}", platform=Platform.TAOBAO, text="在吗") for number in range(40)]
    ids = {shop.services.capture.new(me, draft).id for draft in drafts}
    names = ["张敏", "李丽", "蔡蔡", "王组长"]

    def work(seat: int) -> list[int]:
        actor = replace(
            shop.services.people.actor(names[seat % 4]), console=f"console-{seat}", agent=f"{names[seat % 4]}{seat}"
        )
        taken: list[int] = []
        for one in sorted(ids):
            try:
                taken.append(shop.services.queue.claim(actor, one).id)
            except (Refused, Conflict):
                continue
        return taken

    with ThreadPoolExecutor(8) as pool:
        taken = [one for part in pool.map(work, range(8)) for one in part]
    assert sorted(taken) == sorted(ids)
    assert shop.services.journal.verify().problems == ()


def test_undo_and_conflicts_work_as_on_sqlite(shop: Opened, clock: ManualClock, tmp_path: Path) -> None:
    """Rule R6: one's own latest act is taken back; a row that moved on is refused, naming who."""
    fill_shop(shop.services, generate(clock(), zone=shop.services.context.zone), clock, tmp_path / "files")
    zhang, li = (shop.services.people.actor(name) for name in ("张敏", "李丽"))
    order = shop.services.orders.list(limit=1)[0]
    before = order.flag
    shop.services.orders.flag(zhang, order.id, Flag.RED if before is not Flag.RED else Flag.BLUE)
    shop.services.journal.undo(zhang)
    assert shop.services.orders.list(limit=1)[0].flag is before
    shop.services.orders.flag(zhang, order.id, Flag.YELLOW if before is not Flag.YELLOW else Flag.BLUE)
    shop.services.orders.flag(li, order.id, Flag.GREEN if before is not Flag.GREEN else Flag.BLUE)
    with pytest.raises(Conflict) as refusal:
        shop.services.journal.undo(zhang)
    assert refusal.value.params["by"] == "李丽"


def test_the_command_line_works_on_it(database: str, workspace: Workspace) -> None:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "cs_console", "--workspace", str(workspace.root), "--db", database,
                   "--agent", "张敏", *arguments]  # fmt: skip
        return subprocess.run(command, capture_output=True, text=True, env=os.environ, check=False)

    added = run("queue", "add", "什么时候发货", "--buyer", "小鱼", "--platform", "taobao")
    assert added.returncode == 0, added.stderr
    rows = json.loads(run("queue", "list", "--json").stdout)
    assert [row["buyer"] for row in rows] == ["小鱼"]
    facts = json.loads(run("db", "info", "--json").stdout)
    assert facts["engine"] == "postgresql"
    backup = run("db", "backup")
    assert backup.returncode == 2
    assert "pg_dump" in backup.stderr


def test_a_server_that_is_not_there_is_said_plainly(workspace: Workspace) -> None:
    nowhere = replace(workspace, url="postgresql+psycopg://cs@127.0.0.1:1/shop")
    with pytest.raises(StoreUnavailable) as refusal:
        open_workspace(nowhere)
    assert refusal.value.code == "store.unreachable"
