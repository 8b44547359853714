"""Indexes big books in a process of its own, which keeps what it made in the cache.

Building takes seconds of the processor and three times the memory that the finished index needs: a console would
type slowly meanwhile and never give the memory back. It can search as soon as the first part is kept.
"""

from __future__ import annotations

import gc
import logging
import marshal
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import IO

from cs_console.domain.phrase_columns import PhraseColumns, columns_of
from cs_console.domain.phrases import Books

LOOK = 0.05
"""Seconds between two looks at whether a part is there."""
LONGEST = 120.0
"""Seconds after which nobody waits for it any more."""
_LOG = logging.getLogger("cs_console.cache")
_ROOT = Path(__file__).resolve().parents[2]


class Making:
    """Another process that indexes books; what it keeps is there part by part."""

    def __init__(self, process: subprocess.Popen[bytes], said: IO[bytes]) -> None:
        self._process, self._said = process, said
        self._kill = threading.Timer(LONGEST, process.kill)
        self._kill.daemon = True
        self._kill.start()
        threading.Thread(target=self._see_off, name="cs-index-made", daemon=True).start()

    @property
    def goes_on(self) -> bool:
        """Whether there are parts to come."""
        return self._process.poll() is None

    def finish(self, part: Path | None = None) -> None:
        """Wait until a part, or all are kept, or it is clear that they will not be."""
        while self.goes_on and (part is None or not part.exists()):
            time.sleep(LOOK)

    def _see_off(self) -> None:
        failed = self._process.wait()
        self._kill.cancel()
        with self._said as said:
            said.seek(0)
            if failed:
                words = said.read().decode("utf-8", "replace")[-500:]
                _LOG.warning("books were not indexed by another process: %s", words)


def kept_elsewhere(folder: Path, books: Books) -> Making | None:
    """Have these books indexed and kept by another process, the first part before this returns; None if that failed."""
    if getattr(sys, "frozen", False):  # the program's own file, no Python
        return None
    given = marshal.dumps((str(folder), columns_of(books.phrases), books.synonyms, books.content_hash))
    found = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH", ""))))
    said = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the process has ended
    try:
        process = subprocess.Popen(
            [sys.executable, "-m", __name__], env={**os.environ, "PYTHONPATH": found},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said,
        )  # fmt: skip
        making = Making(process, said)
        assert process.stdin is not None and process.stdout is not None
        with process.stdin, process.stdout:
            process.stdin.write(given)
            process.stdin.close()
            first = process.stdout.readline()
    except OSError as refused:
        _LOG.warning("books are indexed by the console itself: %s", refused)
        return None
    return making if first else None


def main() -> None:
    """Index what comes on standard input."""
    from cs_console.adapters.book_cache import BookCache

    gc.disable()  # what it makes stays until its end
    folder, columns, synonyms, content_hash = marshal.loads(sys.stdin.buffer.read())
    books = Books(PhraseColumns(columns), synonyms, content_hash)
    BookCache(Path(folder)).keep(books, first_kept=_say_so)


def _say_so() -> None:
    """The console that waits goes on at this line."""
    sys.stdout.write("searchable\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
