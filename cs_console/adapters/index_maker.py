"""Indexes big books in a process of its own, which keeps what it made in the cache.

Building takes seconds of the processor and three times the memory that the finished index needs: a console would
type slowly meanwhile and never give the memory back.
"""

from __future__ import annotations

import gc
import logging
import marshal
import os
import subprocess
import sys
from pathlib import Path

from cs_console.domain.phrase_columns import PhraseColumns, columns_of
from cs_console.domain.phrases import Books

LONGEST = 120.0
"""Seconds after which nobody waits for it any more."""
_LOG = logging.getLogger("cs_console.cache")
_ROOT = Path(__file__).resolve().parents[2]


def kept_elsewhere(folder: Path, books: Books) -> bool:
    """Have these books indexed and kept by another process; False when that was not possible."""
    if getattr(sys, "frozen", False):  # the program's own file, no Python
        return False
    given = marshal.dumps((str(folder), columns_of(books.phrases), books.synonyms, books.content_hash))
    found = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH", ""))))
    try:
        done = subprocess.run(
            [sys.executable, "-m", __name__], input=given, timeout=LONGEST, check=False,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env={**os.environ, "PYTHONPATH": found},
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as refused:
        _LOG.warning("books are indexed by the console itself: %s", refused)
        return False
    if done.returncode:
        _LOG.warning("books are indexed by the console itself: %s", done.stderr.decode("utf-8", "replace")[-500:])
    return done.returncode == 0


def main() -> None:
    """Index what comes on standard input."""
    from cs_console.adapters.book_cache import BookCache

    gc.disable()  # what it makes stays until its end
    folder, columns, synonyms, content_hash = marshal.loads(sys.stdin.buffer.read())
    BookCache(Path(folder)).keep(Books(PhraseColumns(columns), synonyms, content_hash))


if __name__ == "__main__":
    main()
