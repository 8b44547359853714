"""A person at a real terminal: tmux runs the program, keys are typed, the screen is read."""

from __future__ import annotations

import os
import shlex
import subprocess
import time
import uuid
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType


class Terminal:
    """One program in one tmux server of its own; leaving the block ends that server and nothing else."""

    def __init__(
        self, *command: str | Path, size: tuple[int, int] = (120, 36), cwd: Path,
        env: Mapping[str, str] | None = None, pace: float = 0.1,
    ) -> None:  # fmt: skip
        self._socket = f"cs-console-test-{uuid.uuid4().hex[:12]}"
        self._columns, self._rows = size
        self._cwd = cwd
        self._pace = pace
        usual = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
        settings = {**usual, **(env or {})}
        words = ["env", *(f"{name}={value}" for name, value in settings.items()), *map(str, command)]
        self._command = " ".join(shlex.quote(word) for word in words) + '; code=$?; echo; echo "ENDED $code"; sleep 600'

    def __enter__(self) -> Terminal:
        size = ("-x", str(self._columns), "-y", str(self._rows))
        self._tmux("-f", "/dev/null", "new-session", "-d", *size, "-c", str(self._cwd), "sh", "-c", self._command)
        self._tmux("set-option", "-g", "escape-time", "0")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._tmux("kill-server", check=False)

    def _tmux(self, *arguments: str, check: bool = True) -> str:
        environment = {name: value for name, value in os.environ.items() if name not in ("TMUX", "TMUX_PANE")}
        done = subprocess.run(
            ["tmux", "-u", "-L", self._socket, *arguments], capture_output=True, text=True, env=environment, check=False
        )
        assert not check or done.returncode == 0, done.stderr
        return done.stdout

    @property
    def screen(self) -> str:
        """What stands on the screen now."""
        return self._tmux("capture-pane", "-p")

    def wait_for(self, *texts: str, seconds: float = 20, gone: bool = False) -> str:
        """The screen once all texts stand on it (or none, with `gone`); fails showing what stood there instead."""
        deadline = time.monotonic() + seconds
        while True:
            screen = self.screen
            if all((text in screen) is not gone for text in texts):
                return screen
            if time.monotonic() > deadline:
                wanted = "still there" if gone else "not there"
                raise AssertionError(f"{texts} {wanted} after {seconds} s:\n{screen}")
            time.sleep(0.05)

    def press(self, *keys: str) -> Terminal:
        """Press keys by our names: ``f2``, ``ctrl+n``, ``enter``, ``1``; a practised hand's pace between them."""
        for key in keys:
            self._tmux("send-keys", _spelt(key))
            time.sleep(self._pace)
        return self

    def type(self, text: str) -> Terminal:
        """Type text as an input method commits it: all characters at once."""
        self._tmux("send-keys", "-l", text)
        time.sleep(2 * self._pace)
        return self

    def paste(self, text: str) -> Terminal:
        """Paste text the way terminals do, bracketed."""
        self._tmux("set-buffer", "-b", "pasted", text)
        self._tmux("paste-buffer", "-p", "-b", "pasted")
        return self

    def resize(self, columns: int, rows: int) -> Terminal:
        """Change the size of the terminal."""
        self._tmux("resize-window", "-x", str(columns), "-y", str(rows))
        return self

    def ended(self, seconds: float = 10) -> int:
        """Wait for the program's end; gives its exit code."""
        screen = self.wait_for("ENDED ", seconds=seconds)
        return int(screen.rpartition("ENDED ")[2].split()[0])

    def process(self) -> int:
        """The id of the program itself, below the shell that started it."""
        shell = self._tmux("display-message", "-p", "#{pane_pid}").strip()
        children = Path(f"/proc/{shell}/task/{shell}/children").read_text().split()
        return int(children[0])


def _spelt(key: str) -> str:
    if key.startswith("ctrl+"):
        return "C-" + key.removeprefix("ctrl+")
    if key.startswith("f") and key[1:].isdigit():
        return key.upper()
    names = {
        "esc": "Escape", "enter": "Enter", "space": "Space", "insert": "IC", "delete": "DC", "tab": "Tab",
        "up": "Up", "down": "Down", "left": "Left", "right": "Right", "home": "Home", "end": "End",
    }  # fmt: skip
    return names.get(key, key)
