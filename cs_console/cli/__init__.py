"""Typer commands: thin, one file a group; heavy imports inside the command body."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def run(arguments: Sequence[str]) -> int:
    """Run one command line; gives the exit code (0 fine, 1 refused, 2 wrong usage)."""
    from cs_console.cli.main import run_command_line

    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")
    return run_command_line(list(arguments))
