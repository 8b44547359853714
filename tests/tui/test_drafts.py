"""Drafts: on disk soon after the last key, whole after kill -9, never written twice for nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from cs_console.adapters.drafts import FileDrafts
from cs_console.tui.drafts import DraftKeeper

TYPIST = """
import sys, time
from pathlib import Path
from cs_console.adapters.drafts import FileDrafts
from cs_console.tui.drafts import DraftKeeper
keeper = DraftKeeper(FileDrafts(Path(sys.argv[1])), 0.3)
keeper.load()
started = time.monotonic()
while True:
    keeper.put("reply:1", f"{time.monotonic() - started:.3f}")
    print(f"{time.monotonic() - started:.3f}", flush=True)
    time.sleep(0.01)
"""


class Counting:
    """A port that counts its writes."""

    def __init__(self) -> None:
        self.saved: list[dict[str, str]] = []

    def load(self) -> Mapping[str, str]:
        return {"remark:1": "left from yesterday"}

    def save(self, drafts: Mapping[str, str]) -> None:
        self.saved.append(dict(drafts))


class Broken(Counting):
    """A full disk."""

    def save(self, drafts: Mapping[str, str]) -> None:
        raise OSError(28, "No space left on device")


def wait_for(count: int, port: Counting) -> None:
    limit = time.monotonic() + 3
    while len(port.saved) < count and time.monotonic() < limit:
        time.sleep(0.005)


def test_what_is_typed_is_written_after_the_delay() -> None:
    port = Counting()
    keeper = DraftKeeper(port, 0.05)
    keeper.load()
    for text in ("亲", "亲，", "亲，您好"):
        keeper.put("reply:7", text)
    assert port.saved == []
    wait_for(1, port)
    assert port.saved == [{"remark:1": "left from yesterday", "reply:7": "亲，您好"}]
    assert keeper.count == 2


def test_flush_writes_at_once_and_only_when_something_changed() -> None:
    port = Counting()
    keeper = DraftKeeper(port, 60)
    keeper.load()
    keeper.put("reply:7", "x")
    keeper.flush()
    keeper.flush()
    assert len(port.saved) == 1


def test_a_used_draft_is_gone() -> None:
    port = Counting()
    keeper = DraftKeeper(port, 60)
    keeper.load()
    keeper.drop("remark:1")
    keeper.flush()
    assert (port.saved, keeper.get("remark:1")) == ([{}], None)


def test_what_is_known_of_a_draft_goes_with_it_and_is_none_itself(tmp_path: Path) -> None:
    port = FileDrafts(tmp_path / "drafts.json")
    keeper = DraftKeeper(port, 60)
    for key in ("reply:1", "reply:2"):
        keeper.put(key, "亲，您好")
        keeper.note(key, "which phrases")
    keeper.put("reply:2", "")
    assert (keeper.count, keeper.noted("reply:2")) == (1, "which phrases")  # emptied, and perhaps written anew
    keeper.flush()
    again = DraftKeeper(port, 60)
    again.load()
    assert (again.count, again.noted("reply:1"), again.noted("reply:2")) == (1, "which phrases", "")
    again.drop("reply:1")
    again.flush()
    assert port.load() == {}


def test_a_full_disk_is_remembered_not_raised() -> None:
    keeper = DraftKeeper(Broken(), 60)
    keeper.put("reply:1", "x")
    keeper.flush()
    assert "No space" in keeper.trouble
    assert keeper.get("reply:1") == "x"


def test_kill_9_loses_at_most_the_last_third_of_a_second(tmp_path: Path) -> None:
    path = tmp_path / "drafts.json"
    typist = subprocess.Popen(
        [sys.executable, "-c", TYPIST, str(path)], stdout=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    assert typist.stdout is not None
    typed = 0.0
    while typed < 0.9:
        typed = float(typist.stdout.readline())
    typist.send_signal(signal.SIGKILL)
    last = [float(line) for line in typist.stdout.read().split()] or [typed]
    typist.wait()
    kept = float(FileDrafts(path).load()["reply:1"])
    assert max(last) - kept < 0.45
