"""Runs programs in a pseudo-terminal of their own, for tests and measurements of the real thing."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Self

ROOT = Path(__file__).resolve().parents[2]


class TerminalRun:
    """One program in a pseudo-terminal."""

    def __init__(self, command: Sequence[str], *, size: tuple[int, int] = (120, 36)) -> None:
        self.master, slave = pty.openpty()
        columns, rows = size
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        environment = {**os.environ, "TERM": "xterm-256color", "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"}
        self.started = time.perf_counter()
        self.process = subprocess.Popen(
            list(command), stdin=slave, stdout=slave, stderr=slave, cwd=ROOT, start_new_session=True, env=environment
        )
        os.close(slave)
        self.seen = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        self.process.wait(5)
        self.hang_up()

    def read(self, seconds: float) -> None:
        """Take what the program writes for a while."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0 and self._read_once(left):
            pass

    def _read_once(self, seconds: float) -> bool:
        ready, _, _ = select.select([self.master], [], [], min(max(seconds, 0.0), 0.05))
        if ready:
            try:
                self.seen += os.read(self.master, 65536)
            except OSError:
                return False
        return True

    def until(self, text: str, seconds: float = 20) -> float:
        """Seconds since the start until `text` was written; fails when it never is."""
        marker = text.encode()
        end = time.perf_counter() + seconds
        while time.perf_counter() < end and self._read_once(seconds):
            if marker in self.seen:
                return time.perf_counter() - self.started
        raise AssertionError(f"never on the terminal: {text!r}\n{self.seen[-2000:].decode(errors='replace')}")

    def send(self, data: str) -> None:
        """Type."""
        os.write(self.master, data.encode())

    def hang_up(self) -> None:
        """Close the terminal."""
        if self.master >= 0:
            os.close(self.master)
            self.master = -1

    def exit_code(self, seconds: float = 8) -> int:
        """Wait for the end, reading on so that the program can write its farewell."""
        end = time.perf_counter() + seconds
        while self.process.poll() is None and time.perf_counter() < end:
            if self.master >= 0:
                self.read(0.05)
            else:
                time.sleep(0.05)
        assert self.process.returncode is not None, "it did not end"
        return self.process.returncode
