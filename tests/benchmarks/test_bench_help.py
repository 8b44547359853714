"""How soon the command line answers: `--help` against a hello-world typer app, `--version` against bare Python."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.benchmark

HELLO = '''\
import typer

app = typer.Typer()


@app.command()
def main(name: str) -> None:
    """Say hello."""
    print(f"Hello {name}")


app()
'''
"""The first example of typer's own tutorial, with the help it gives by default."""


def test_help_is_no_slower_than_a_hello_world_of_typer(
    race: Callable[..., Any], table: Callable[..., float], tmp_path: Path
) -> None:
    hello = tmp_path / "hello.py"
    hello.write_text(HELLO, "utf-8")
    timings = race(
        {
            "cs-console --help": [sys.executable, "-m", "cs_console", "--help"],
            "hello-world typer app --help": [sys.executable, str(hello), "--help"],
        }
    )
    ratio = table("Help", list(timings.values()), "hello-world typer app --help")
    assert ratio <= 1.0


def test_version_costs_what_bare_python_costs(race: Callable[..., Any], table: Callable[..., float]) -> None:
    timings = race(
        {
            "cs-console --version": [sys.executable, "-m", "cs_console", "--version"],
            "python -c pass": [sys.executable, "-c", "pass"],
        }
    )
    ratio = table("Version", list(timings.values()), "python -c pass")
    assert ratio <= 1.6  # `-m` itself costs a little; no library is imported
