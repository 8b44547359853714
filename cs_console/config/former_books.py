"""Former texts of phrasebooks, each under the hash of its bytes: what taking back an edit puts back (rule K5)."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable
from pathlib import Path

from cs_console.config.yaml_reader import MAX_BYTES

KEPT = 80
"""How many former texts are kept: undo reaches back one shift, which edits books a few times."""


def hash_of(data: bytes) -> str:
    """The name of a book's text; "" for no file at all."""
    return hashlib.sha256(data).hexdigest() if data else ""


class FormerBooks:
    """A folder of former texts, the oldest dropped."""

    def __init__(self, folder: Path, write: Callable[[Path, bytes], None]) -> None:
        self._folder = folder
        self._write = write

    def keep(self, data: bytes) -> None:
        """Keep a text before something else takes its place."""
        if not data:
            return
        self._write(self._folder / f"{hash_of(data)}.z", zlib.compress(data))
        kept = sorted(self._folder.glob("*.z"), key=lambda path: path.stat().st_mtime_ns)
        for path in kept[:-KEPT]:
            path.unlink(missing_ok=True)

    def get(self, digest: str) -> bytes | None:
        """The text with this hash; None when it is not kept, or no longer what it was."""
        if not digest:
            return b""
        try:
            packed = (self._folder / f"{digest}.z").read_bytes()
            data = zlib.decompressobj().decompress(packed, MAX_BYTES + 1)
        except (OSError, zlib.error):
            return None
        return data if hash_of(data) == digest else None
