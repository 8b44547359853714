"""Every command of the README is run, and its key table is the one the program prints."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"^```sh\n(.*?)^```$", README, flags=re.MULTILINE | re.DOTALL)
SET_UP = [block for block in BLOCKS if "-m venv" in block]
COMMANDS = [line for block in BLOCKS if block not in SET_UP for line in block.splitlines() if line.strip()]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which a reader of the README stands: the demo shop made, the samples at hand."""
    folder = tmp_path_factory.mktemp("readme")
    shutil.copytree(ROOT / "data" / "samples", folder / "data" / "samples")
    done = _run("cs-console demo --no-tui", folder)
    assert done.returncode == 0, done.stderr
    return folder


def _run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        ["bash", "-c", command], cwd=folder, env=environment, capture_output=True, text=True, check=False,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip


def test_two_commands_near_the_top_set_everything_up() -> None:
    """The tests below run the rest; these two are run by the slow test of a fresh environment."""
    assert len(SET_UP) == 2
    assert all("\n" not in block.strip() for block in SET_UP)
    assert README.index(SET_UP[1]) < 2500


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS, ids=range(len(COMMANDS)))
def test_the_command_works(checkout: Path, command: str) -> None:
    done = _run(command, checkout)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    assert done.stdout.strip(), command


def test_the_key_table_is_the_programs_own() -> None:
    done = _run("cs-console --lang en keys --markdown", ROOT)
    shown = re.search(r"<!-- keys -->\n(.*?)<!-- /keys -->", README, flags=re.DOTALL)
    assert shown is not None
    assert shown[1].strip() == done.stdout.strip(), "run: python scripts/readme_keys.py"


def test_pictures_and_files_named_are_there() -> None:
    named = re.findall(r"!\[[^]]*\]\(([^)]+)\)", README)
    assert named
    assert [name for name in named if not (ROOT / name).is_file()] == []
