"""kill -9 at any moment: nothing acknowledged is lost, the store verifies, an import resumes idempotently."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from cs_console.bootstrap import Opened, open_workspace
from cs_console.domain.entities import Actor, Order
from cs_console.domain.vocabulary import Platform
from cs_console.store.backup import check_sqlite
from cs_console.workspace import Workspace

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = next((ROOT / "data" / "samples").glob("ExportOrderList*.csv"))
ROWS = 2500


def whole(workspace: Workspace) -> Opened:
    """The store opened anew: schema, pages, references, chain and seals are all right."""
    assert workspace.store_path is not None
    assert check_sqlite(workspace.store_path).ok
    opened = open_workspace(workspace)
    assert not opened.services.journal.verify().problems
    assert not opened.services.handover_files.problems()
    return opened


def big_export(path: Path) -> Path:
    """The shipped sample's rows again and again, each with an order number of its own."""
    header, *rows = SAMPLE.read_bytes().decode("gb18030").splitlines()
    numbered = []
    for number in range(ROWS):
        cells = rows[number % len(rows)].split(",", 1)
        numbered.append(f'="{9_000_000_000_000_000_000 + number}",{cells[1]}')
    path.write_bytes("\r\n".join([header, *numbered, ""]).encode("gb18030"))
    return path


def start(*arguments: str | Path) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    return subprocess.Popen(
        [sys.executable, *map(str, arguments)], env=environment, cwd=ROOT, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL,
    )  # fmt: skip


def kill_after(process: subprocess.Popen[str], seconds: float) -> bool:
    """SIGKILL after a while; gives whether the process was still at it."""
    time.sleep(seconds)
    running = process.poll() is None
    if running:
        os.kill(process.pid, signal.SIGKILL)
    process.wait(timeout=30)
    return running


def take(workspace: Workspace, path: Path) -> Any:
    """A whole import; gives its report."""
    command = ("-m", "cs_console", "--workspace", workspace.root, "--agent", "张敏", "intake", path, "--json")
    process = start(*command)
    out, errors = process.communicate(timeout=180)
    assert process.returncode == 0, errors
    [report] = json.loads(out)
    return report


def test_an_import_killed_midway_leaves_a_whole_store_and_resumes(workspace: Workspace, tmp_path: Path) -> None:
    path = big_export(tmp_path / "ExportOrderList202606141042.csv")
    killed, seen = 0, 0
    chance = random.Random(20260614)
    for _ in range(6):
        command = ("-m", "cs_console", "--workspace", workspace.root, "--agent", "张敏", "intake", path)
        killed += kill_after(start(*command), chance.uniform(0.6, 2.4))
        opened = whole(workspace)
        with opened.store.read() as uow:
            stored = len(uow.find(Order))
        opened.close()
        assert stored >= seen, "what was stored before the kill is still there"
        seen = stored
    assert killed, "the imports were over before they could be killed: more ROWS"
    report = take(workspace, path)
    assert (report["rejected"], report["updated"]) == (0, 0)
    opened = whole(workspace)
    with opened.store.read() as uow:
        numbers = [order.order_no for order in uow.find(Order)]
    opened.close()
    assert len(numbers) == len(set(numbers)) == ROWS
    again = take(workspace, path)
    assert (again["new"], again["updated"]) == (0, 0)


WRITER = """
import sys
from pathlib import Path
from cs_console.bootstrap import open_workspace
from cs_console.domain.entities import Actor, Order
from cs_console.workspace import at

opened = open_workspace(at(Path(sys.argv[1])))
order_id, number = int(sys.argv[2]), int(sys.argv[3])
while True:
    number += 1
    with opened.store.write(Actor("张敏", console="w"), "order.remark") as uow:
        uow.change(uow.require(Order, order_id), remark=str(number))
    print(number, flush=True)
"""


def test_no_acknowledged_change_is_lost(workspace: Workspace) -> None:
    """Every number that the writer printed after its commit is in the store after the kill, none twice."""
    opened = open_workspace(workspace)
    with opened.store.write(Actor("张敏"), "test.add") as uow:
        order = uow.add(Order(platform=Platform.TAOBAO, order_no="1", remark="0"))
    opened.close()
    chance = random.Random(7)
    acknowledged = 0
    for _ in range(8):
        writer = start("-c", WRITER, workspace.root, str(order.id), str(acknowledged))
        assert writer.stdout is not None
        writer.stdout.readline()  # it writes now
        kill_after(writer, chance.uniform(0.05, 0.4))
        lines = writer.stdout.read().split()
        opened = whole(workspace)
        with opened.store.read() as uow:
            now = uow.require(Order, order.id)
            events = [one for one in uow.journal.history("Order", order.id, 100_000) if one.op == "change"]
        opened.close()
        last = int(lines[-1]) if lines else acknowledged + 1
        assert int(now.remark) in (last, last + 1), "at most the one commit that was never acknowledged is ahead"
        assert now.version == 1 + len(events)
        acknowledged = int(now.remark)
    assert acknowledged > 8


LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), int(sys.argv[1])))
from cs_console.cli import run
sys.exit(run(sys.argv[2:]))
"""


def test_a_disk_that_is_full_is_said_and_nothing_is_damaged(workspace: Workspace, tmp_path: Path) -> None:
    """No file may grow beyond what the store has now: the import is refused plainly and can be repeated."""
    path = big_export(tmp_path / "ExportOrderList202606141042.csv")
    assert workspace.store_path is not None
    limit = workspace.store_path.stat().st_size + 256 * 1024
    process = start("-c", LIMITED, str(limit), "--workspace", workspace.root, "--agent", "张敏", "intake", path)
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 1
    assert errors.startswith("error: ") and "Traceback" not in errors and str(workspace.store_path) in errors
    whole(workspace).close()
    assert take(workspace, path)["rejected"] == 0
    whole(workspace).close()
