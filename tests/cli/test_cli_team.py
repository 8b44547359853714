"""`cs-console team` and seats behind a PIN, as processes: no command acts under the name without it."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine

from cs_console.cli.main import run_command_line
from cs_console.workspace import Workspace

pytestmark = pytest.mark.slow

Run = Callable[..., tuple[int, str, str]]
Start = Callable[..., dict[str, Any]]
PIN = "204981"
NOON = datetime(2026, 6, 14, 4, tzinfo=UTC)
"""Noon in Shanghai, in the middle of the day shift."""


@pytest.fixture
def run(workspace: Workspace) -> Run:
    """Runs one command as a process of its own with the given standard input and token."""

    def call(*arguments: str, stdin: str = "", token: str = "", agent: str = "张敏") -> tuple[int, str, str]:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("CS_CONSOLE")}
        done = subprocess.run(
            [sys.executable, "-m", "cs_console", "--workspace", str(workspace.root), "--agent", agent, *arguments],
            input=stdin, capture_output=True, text=True, check=False,
            env=environment | ({"CS_CONSOLE_SEAT": token} if token else {}),
        )  # fmt: skip
        return done.returncode, done.stdout, done.stderr

    return call


@pytest.fixture
def guarded(run: Run) -> None:
    assert run("team", "pin", stdin=f"{PIN}\n")[0] == 0


@pytest.mark.usefixtures("guarded")
def test_no_command_acts_under_the_name_without_the_pin(run: Run) -> None:
    for command in (("shift", "start"), ("queue", "add", "--buyer", "a", "在吗"), ("queue", "list"), ("team", "pin")):
        code, out, err = run(*command)
        assert (code, out) == (1, ""), command
        assert "--pin-stdin" in err
    code, _, err = run("--pin-stdin", "shift", "start", stdin="204982\n")
    assert code == 1 and "204982" not in err
    assert run("shift", "status", agent="李丽")[0] == 0


@pytest.fixture
def start(workspace: Workspace, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Start:
    """`shift start` within this process at noon, with the given standard input."""

    def call(stdin: str = "") -> dict[str, Any]:
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        options = ["--workspace", str(workspace.root), "--agent", "张敏", *(["--pin-stdin"] if stdin else [])]
        with time_machine.travel(NOON, tick=False):
            assert run_command_line([*options, "shift", "start", "--json"]) == 0
        found: dict[str, Any] = json.loads(capsys.readouterr().out)
        return found

    return call


@pytest.mark.usefixtures("guarded")
def test_the_pin_from_standard_input_then_the_shifts_token(run: Run, start: Start) -> None:
    token = start(f"{PIN}\n")["seat_token"]
    assert run("shift", "status", token=token)[0] == 0
    assert run("shift", "status", token=token + "x")[0] == 1
    assert token not in run("shift", "status", "--json", token=token)[1]


@pytest.mark.usefixtures("guarded")
def test_a_pin_is_changed_with_the_present_one_and_reset_by_a_lead(run: Run) -> None:
    assert run("--pin-stdin", "team", "pin", stdin=f"{PIN}\n735182\n")[0] == 0
    assert run("--pin-stdin", "shift", "status", stdin=f"{PIN}\n")[0] == 1
    assert run("--pin-stdin", "shift", "status", stdin="735182\n")[0] == 0
    assert run("team", "pin", "张敏", "--remove", agent="李丽")[0] == 1
    assert run("team", "pin", "张敏", "--remove", agent="王组长")[0] == 0
    assert run("shift", "status")[0] == 0


def test_a_weak_pin_is_refused_and_nothing_is_echoed(run: Run, workspace: Workspace) -> None:
    before = (workspace.policies / "team.yaml").read_bytes()
    for text in ("", "12345\n", "123456\n", "abcdef\n"):
        code, out, err = run("team", "pin", stdin=text)
        assert (code, out) == (1, "") and (not text or text.strip() not in err.replace("111111、123456", ""))
    assert (workspace.policies / "team.yaml").read_bytes() == before


def test_team_list_shows_who_is_on_duty(run: Run, start: Start) -> None:
    assert start()["seat_token"] is None
    code, out, _ = run("team", "list", "--json")
    found = {row["name"]: row for row in json.loads(out)}
    assert code == 0 and (found["张敏"]["on_duty"], found["李丽"]["on_duty"]) == (True, False)
    assert found["王组长"]["role"] == "lead" and found["张敏"]["pin"] is False
    assert [row["name"] for row in json.loads(run("team", "list", "--on-duty", "--json")[1])] == ["张敏"]
