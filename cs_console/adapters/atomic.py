"""Writing a file so that it is whole or absent, also after a power cut."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress
from pathlib import Path

from cs_console.errors import StoreUnavailable


def write_atomic(path: Path, data: bytes) -> None:
    """Write beside, fsync, rename, fsync the folder. Raises `StoreUnavailable` when the disk refuses.

    A link stays one, its file is replaced; permissions stay; what is read-only is refused as a plain write would be.
    """
    target = Path(os.path.realpath(path))
    temporary = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else None
        if mode is not None and not os.access(target, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        with temporary.open("wb") as handle:
            if mode is not None:
                temporary.chmod(mode)
            handle.write(data)
            handle.flush()
            os.fsync(handle.fileno())
        temporary.replace(target)
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink()
        raise StoreUnavailable("file.write", where=str(path), reason=error.strerror or str(error)) from error
