"""The wheel holds everything: built, looked into, installed outside the checkout, used for a shop."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]


def run(*command: str | Path, cwd: Path, code: int = 0) -> str:
    """Run outside the checkout, without the settings of whoever runs the tests; gives stdout."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("CS_CONSOLE", "PYTHON", "VIRTUAL_ENV"))
    }
    done = subprocess.run(
        [str(one) for one in command], cwd=cwd, env={**environment, "PYTHONUTF8": "1"}, capture_output=True,
        text=True, check=False, stdin=subprocess.DEVNULL, timeout=600,
    )  # fmt: skip
    assert done.returncode == code, f"{command}: exit {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of the tree as it stands."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", folder, ROOT, cwd=folder)
    [found] = folder.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with nothing but the wheel and what it depends on; gives its `cs-console`."""
    root = tmp_path_factory.mktemp("installed")
    run(sys.executable, "-m", "venv", root / "venv", cwd=root)
    run(root / "venv" / "bin" / "python", "-m", "pip", "install", "--quiet", wheel, cwd=root)
    return root / "venv" / "bin" / "cs-console"


def test_the_wheel_holds_policies_books_catalogues_and_migrations(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("policies", "phrasebooks"):
        shipped = {path.relative_to(ROOT).as_posix() for path in (ROOT / folder).rglob("*.yaml")}
        assert shipped and {f"cs_console/_defaults/{name}" for name in shipped} <= names
    for language in ("zh_CN", "en"):
        assert f"cs_console/locale/{language}/LC_MESSAGES/cs_console.mo" in names
    versions = (ROOT / "cs_console" / "store" / "migrations" / "versions").glob("rev_*.py")
    assert {f"cs_console/store/migrations/versions/{path.name}" for path in versions} <= names
    assert {"cs_console/store/migrations/env.py", "cs_console/py.typed"} <= names
    assert {path.relative_to(ROOT).as_posix() for path in (ROOT / "cs_console").rglob("*.tcss")} <= names
    assert not [name for name in names if name.startswith(("tests/", "data/")) or name.endswith((".db", ".pyc"))]


def test_a_shop_from_the_wheel_alone(installed: Path, tmp_path: Path) -> None:
    assert run(installed, "--version", cwd=tmp_path).startswith("cs-console ")
    assert "交接" in run(installed, "--help", cwd=tmp_path)
    run(installed, "init", "empty", cwd=tmp_path)
    assert json.loads(run(installed, "--workspace", "empty", "check", "--json", cwd=tmp_path)) is not None
    said = run(installed, "demo", "--no-tui", "--dir", "shop", cwd=tmp_path)
    assert "shop" in said and "error" not in said
    queue = json.loads(
        run(installed, "--workspace", "shop", "--agent", "张敏", "queue", "list", "--json", cwd=tmp_path)
    )
    assert len(queue) > 10 and {"id", "status", "buyer", "due"} <= queue[0].keys()
    orders = json.loads(run(installed, "--workspace", "shop", "order", "list", "--json", "--limit", "5", cwd=tmp_path))
    assert len(orders) == 5
    hits = json.loads(run(installed, "--workspace", "shop", "phrase", "find", "fahuo", "--json", cwd=tmp_path))
    assert hits
    english = run(installed, "--lang", "en", "--workspace", "shop", "db", "verify", cwd=tmp_path)
    assert "error" not in english


def test_the_readmes_set_up_commands_on_a_fresh_checkout(tmp_path: Path) -> None:
    """Both blocks near the top, in a copy of the tree: the shop stands, and the test command finds its tests."""
    checkout = tmp_path / "checkout"
    made = (".git", ".venv*", "*_cache", "__pycache__", ".hypothesis", "*.db*", "*.mo", ".benchmarks")
    shutil.copytree(ROOT, checkout, ignore=shutil.ignore_patterns(*made))
    first, second = (
        block.strip()
        for block in re.findall(r"^```sh\n(.*?)^```$", (ROOT / "README.md").read_text("utf-8"), re.M | re.S)
        if "-m venv" in block
    )
    said = run("bash", "-ec", first, cwd=checkout)
    assert "cs-console --workspace" in said  # no terminal here: it says how to open the shop
    assert (checkout / "cs-console-demo" / "data" / "console.db").is_file()
    assert second.endswith("-m pytest"), "what .ci/run runs in full is only looked up here"
    found = run("bash", "-ec", f"{second} --collect-only -q -n0", cwd=checkout)
    assert "tests/packaging/test_readme.py" in found and "error" not in found.lower().rpartition("\n\n")[2]
