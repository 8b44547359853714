"""Writing a file so that it is whole or absent, also after a power cut."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from cs_console.errors import StoreUnavailable


def write_atomic(path: Path, data: bytes) -> None:
    """Write beside, fsync, rename, fsync the folder. Raises `StoreUnavailable` when the disk refuses."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("wb") as handle:
            handle.write(data)
            handle.flush()
            os.fsync(handle.fileno())
        temporary.replace(path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink()
        raise StoreUnavailable("file.write", where=str(path), reason=error.strerror or str(error)) from error
