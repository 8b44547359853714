"""The command line as a test calls it: in this process, on a workspace of its own, at a fixed time."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine

from cs_console.workspace import Workspace

Run = Callable[..., tuple[int, str, str]]
SHANGHAI = ZoneInfo("Asia/Shanghai")
MORNING = datetime(2026, 6, 14, 10, 42, tzinfo=SHANGHAI)


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command line came to."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON document on stdout; fails when there is anything else."""
        return json.loads(self.out)


@dataclass(slots=True)
class Console:
    """Runs `cs-console …` for one agent after another; `traveller` moves the clock."""

    workspace: Workspace
    capture: Callable[[], Any]
    traveller: time_machine.Traveller

    def __call__(self, *arguments: str, agent: str | None = "张敏", code: int | None = 0) -> Ran:
        """Run; `code` is the exit code that is expected, None takes any."""
        from cs_console.cli.main import run_command_line  # its help texts need the catalogues compiled

        who = ("--agent", agent) if agent else ()
        ending = run_command_line(["--workspace", str(self.workspace.root), *who, *arguments])
        shown = self.capture()
        ran = Ran(ending, shown.out, shown.err)
        assert code is None or ran.code == code, f"exit {ran.code}: {ran.out}{ran.err}"
        return ran

    def said(self, *arguments: str, agent: str | None = "张敏", code: int | None = 0) -> Any:
        """What `--json` says."""
        return self(*arguments, "--json", agent=agent, code=code).json

    def move_on(self, **delta: float) -> datetime:
        """Let time pass."""
        self.traveller.shift(timedelta(**delta))
        return datetime.now(SHANGHAI)


@pytest.fixture
def run(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs one command in the workspace, at the machine's time: exit code, stdout, stderr."""
    from cs_console.cli.main import run_command_line  # its help texts need the catalogues compiled

    def call(*arguments: str, agent: str = "张敏", lang: str = "zh") -> tuple[int, str, str]:
        code = run_command_line(["--workspace", str(workspace.root), "--agent", agent, "--lang", lang, *arguments])
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return call


@pytest.fixture
def console(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> Iterator[Console]:
    """The command line on a fresh workspace, on 14 June 2026 at 10:42 in Shanghai."""
    with time_machine.travel(MORNING, tick=True) as traveller:
        yield Console(workspace, capsys.readouterr, traveller)
