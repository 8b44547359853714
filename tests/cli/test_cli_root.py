"""The root of the command line: options, languages, exit codes, errors as `error: what — how to mend it`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cs_console import __version__, i18n
from cs_console.cli import common
from cs_console.cli.main import GROUPS, run_command_line
from cs_console.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]


def outside(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """A real process without a terminal."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-m", "cs_console", *arguments], capture_output=True, text=True, cwd=cwd, check=False,
        stdin=subprocess.DEVNULL, env=environment,
    )  # fmt: skip


def test_version_says_one_line(tmp_path: Path) -> None:
    for option in ("--version", "-V"):
        done = outside(option, cwd=tmp_path)
        assert (done.returncode, done.stdout, done.stderr) == (0, f"cs-console {__version__}\n", "")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_help_lists_every_group_in_the_users_language(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command_line(["--lang", language, "--help"]) == 0
    shown = capsys.readouterr().out
    for name in GROUPS:
        assert f"  {name}" in shown
    assert ("交接" in shown) is (language == "zh")
    assert "cli." not in shown


@pytest.mark.parametrize("name", GROUPS)
def test_every_group_has_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command_line([name, "--help"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("Usage: cs-console") and "cli." not in shown and "help." not in shown


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["nonsense"], 2),
        (["--nonsense"], 2),
        (["queue", "nonsense"], 2),
        (["queue", "claim", "abc"], 2),
        (["phrase", "find", "x", "--limit", "0"], 2),
        (["--lang", "fr", "keys"], 2),
        (["--workspace", "", "queue", "list"], 2),
        (["--workspace", "/nowhere", "queue", "list"], 1),
    ],
)
def test_wrong_usage_is_2_and_a_refusal_is_1(
    arguments: list[str], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command_line(arguments) == code
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("error: ") and " — " in shown.err and shown.err.count("\n") == 1


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_unknown_agent_is_told_who_is_on_the_roster(console: Any, language: str) -> None:
    ran = console("--lang", language, "shift", "status", agent="nobody", code=1)
    assert "张敏" in ran.err and "nobody" in ran.err and ran.out == ""


def test_an_unknown_store_url_is_wrong_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command_line(["init", str(tmp_path / "w")]) == 0
    capsys.readouterr()
    arguments = ["--workspace", str(tmp_path / "w"), "--db", "mysql://host/db", "queue", "list"]
    assert run_command_line(arguments) == 2
    assert "mysql" in capsys.readouterr().err


def test_without_a_terminal_the_workstation_says_so_and_asks_nothing(tmp_path: Path) -> None:
    assert outside("init", str(tmp_path / "w"), cwd=tmp_path).returncode == 0
    done = outside("--workspace", str(tmp_path / "w"), cwd=tmp_path)
    assert done.returncode == 2 and done.stderr.startswith("error: ") and done.stdout == ""


def test_init_keeps_what_is_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = tmp_path / "w"
    assert run_command_line(["init", str(root)]) == 0
    kept = root / "policies" / "shop.yaml"
    kept.write_text("# mine\n", "utf-8")
    (root / "policies" / "sla.yaml").unlink()
    assert run_command_line(["init", str(root)]) == 0
    assert kept.read_text("utf-8") == "# mine\n"
    assert (root / "policies" / "sla.yaml").is_file()
    capsys.readouterr()


def test_the_workspace_is_found_from_a_folder_inside(workspace: Workspace) -> None:
    done = outside("db", "info", "--json", cwd=workspace.inbox)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["url"].endswith("shop/data/console.db")


def test_a_closed_pipe_is_no_fault() -> None:
    command = f"{sys.executable} -m cs_console keys | head -1"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, cwd=ROOT, check=False)
    assert "Traceback" not in done.stderr and "error" not in done.stderr


def test_keys_are_listed_in_three_forms(capsys: pytest.CaptureFixture[str]) -> None:
    shapes = {}
    for form in ("", "--json", "--markdown"):
        assert run_command_line(["keys", *([form] if form else [])]) == 0
        shapes[form] = capsys.readouterr().out
    rows = json.loads(shapes["--json"])
    assert rows and {"id", "title", "keys", "scope"} <= rows[0].keys()
    assert shapes["--markdown"].count("\n") == len(rows) + 2
    assert all(row["title"] in shapes[""] for row in rows)


def test_check_finds_no_error_in_what_is_shipped(console: Any) -> None:
    assert not [one for one in console.said("check") if one["severity"] == "error"]
    book = console.workspace.phrasebooks / "shipping.yaml"
    book.write_text(book.read_text("utf-8") + "\n  - id: x\n   question: y\n", "utf-8")
    ran = console("check", code=1)
    assert "shipping.yaml:" in ran.out


def test_options_that_groups_share_speak_the_language_asked_for() -> None:
    """The module they stand in is imported before the arguments are read."""
    shown = {}
    for language in ("zh", "en"):
        i18n.set_language(language)
        shown[language] = [one.__metadata__[0].help for one in (common.JsonOption, common.LimitOption)]
    assert all(text.isascii() for text in shown["en"])
    assert not any(text.isascii() for text in shown["zh"])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["order", "list", "--platfrom", "x"], "没有选项 --platfrom，是不是要用 --platform"),
        (["order", "show"], "缺少 'ORDER_NO'"),
        (["shift", "nope"], "没有命令 nope"),
        (["order", "list", "--limit", "x"], "'--limit' 的值不对：要写整数"),
        (["db", "info", "more"], "多写了 more"),
    ],
)
def test_a_wrong_call_is_explained_in_the_users_language(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command_line(arguments) == 2
    assert words in capsys.readouterr().err
