"""A real PostgreSQL server for these tests alone: its own cluster in a temporary folder, on loopback."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


def _binaries() -> Path | None:
    """Where `initdb` lies: on the path, or in Debian's versioned folder."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


def _as_postgres(command: list[str]) -> list[str]:
    """PostgreSQL refuses to run as root: then Debian's own user runs it."""
    return ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else command


@pytest.fixture(scope="session")
def cluster() -> Iterator[int]:
    """The port of a running server with trust on loopback, user ``cs``; skipped where PostgreSQL is not installed."""
    pytest.importorskip("psycopg")
    binaries = _binaries()
    if binaries is None:
        pytest.skip("PostgreSQL is not installed")
    root = Path(tempfile.mkdtemp(prefix="cs-pg-"))
    if os.geteuid() == 0:
        shutil.chown(root, "postgres")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    data, options = root / "data", f"-p {port} -k {root} -c listen_addresses=127.0.0.1 -c fsync=off"
    try:
        _run(binaries / "initdb", "-D", str(data), "-A", "trust", "-U", "cs", "-E", "UTF8")
        _run(binaries / "pg_ctl", "-D", str(data), "-l", str(root / "log"), "-o", options, "-w", "start")
        yield port
    finally:
        _run(binaries / "pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")
        shutil.rmtree(root, ignore_errors=True)


def _run(program: Path, *arguments: str) -> None:
    command = _as_postgres([str(program), *arguments])
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")


@pytest.fixture
def database(cluster: int, request: pytest.FixtureRequest) -> str:
    """The URL of a fresh, empty database."""
    import psycopg

    name = f"shop_{abs(hash(request.node.nodeid))}"
    with psycopg.connect(f"host=127.0.0.1 port={cluster} user=cs dbname=postgres", autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name}")
        connection.execute(f"CREATE DATABASE {name}")
    return f"postgresql+psycopg://cs@127.0.0.1:{cluster}/{name}"
