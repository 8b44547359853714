"""Preloaded by the process that others are forked from: everything an opened workspace needs is imported."""

from __future__ import annotations

import tempfile
from pathlib import Path

import platform_stub.crashing
import platform_stub.desk  # noqa: F401

from cs_console.bootstrap import create_workspace, open_workspace
from cs_console.workspace import at

with tempfile.TemporaryDirectory() as folder:
    create_workspace(Path(folder))
    open_workspace(at(Path(folder))).close()
