"""`data/inbox/`: files dropped there, taken once they are whole, then put away with a report."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from cs_console.adapters.atomic import write_atomic
from cs_console.errors import StoreUnavailable

_PARTIAL = (".part", ".tmp", ".crdownload", ".download", "~")


class Inbox:
    """Implements `services.ports.machine.InboxPort` on a folder; `settle` seconds a file must stand still."""

    def __init__(self, folder: Path, settle: float, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._folder = folder
        self._settle = settle
        self._monotonic = monotonic
        self._seen: dict[Path, tuple[tuple[int, int], float]] = {}

    def ready(self) -> tuple[Path, ...]:
        """Files whose size and time have not changed for the settling time, oldest first."""
        now = self._monotonic()
        found: dict[Path, tuple[tuple[int, int], float]] = {}
        whole = []
        for path in self._files():
            try:
                stat = path.stat()
            except FileNotFoundError:
                continue
            mark = (stat.st_size, stat.st_mtime_ns)
            since = self._seen[path][1] if self._seen.get(path, (None, 0.0))[0] == mark else now
            found[path] = (mark, since)
            if now - since >= self._settle:
                whole.append((stat.st_mtime_ns, path))
        self._seen = found
        return tuple(path for _, path in sorted(whole))

    def put_away(self, path: Path, report: str, *, failed: bool) -> Path | None:
        """Move a file to `done/` or `failed/` with its report beside it; gives the report's path.

        None when the file is gone: another console put it away meanwhile.
        """
        target = self._folder / ("failed" if failed else "done")
        try:
            target.mkdir(parents=True, exist_ok=True)
            moved = _free_name(target / path.name)
            path.replace(moved)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StoreUnavailable("file.write", where=str(target), reason=error.strerror or str(error)) from error
        beside = moved.with_name(moved.name + ".report.txt")
        write_atomic(beside, report.encode())
        return beside

    def _files(self) -> list[Path]:
        if not self._folder.is_dir():
            return []
        return [
            path
            for path in self._folder.iterdir()
            if path.is_file() and not path.name.startswith(".") and not path.name.endswith(_PARTIAL)
        ]


def _free_name(path: Path) -> Path:
    """The path itself, or with the first number that is not taken: nothing is overwritten."""
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return free
