"""Compiled phrasebooks under `data/cache`: files that did not change are neither parsed nor indexed again.

A file holds one state: its key (format, program, Python, the books' content hash), a checksum, and the state
as `marshal` writes it: plain strings, numbers and bytes, nothing that runs. Whatever does not fit, is cut short
or altered counts as absent, and is written anew. A cache that cannot be written is no reason to stop working.
"""

from __future__ import annotations

import hashlib
import logging
import marshal
import sys
import zlib
from collections.abc import Callable, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar

from cs_console import __version__
from cs_console.adapters.atomic import write_atomic
from cs_console.adapters.phrase_search import BookIndex
from cs_console.domain.phrases import Books, Phrase, Variant
from cs_console.errors import StoreUnavailable
from cs_console.text.search.index import FORMAT

BOOK_FORMAT = 1
"""Raised when what is kept of a phrase changes."""
KEPT = 4
"""How many states of each kind stay; agents with books of their own share the folder."""
_LOG = logging.getLogger("cs_console.cache")
_MAGIC = b"csbook\x001"

Groups = tuple[tuple[str, ...], ...]
K = TypeVar("K")


class BookCache:
    """Keeps books and their search index by the hash of the files they came from."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, content_hash: str) -> tuple[tuple[Phrase, ...], Groups] | None:
        """The phrases and word groups of this state of the files, if they were kept."""
        state = self._read("books", content_hash)
        if state is None:
            return None
        rows, groups = state
        variant, phrase = _maker(Variant), _maker(Phrase)
        found = []
        for row in rows:
            told = tuple(map(variant, row[_VARIANTS]))
            found.append(phrase((*row[:_VARIANTS], told, *row[_VARIANTS + 1 :])))
        return tuple(found), groups

    def put(self, content_hash: str, phrases: Sequence[Phrase], groups: Groups) -> None:
        """Keep what was read from files without a mistake."""
        rows = [
            tuple(
                tuple((one.text, one.when) for one in phrase.variants) if name == "variants" else getattr(phrase, name)
                for name in _PHRASE
            )
            for phrase in phrases
        ]
        self._write("books", content_hash, (rows, groups))

    def index(self, books: Books) -> BookIndex:
        """The search over these books, kept or built and kept."""
        state = self._read("index", books.content_hash)
        if state is not None:
            return BookIndex(books.phrases, books.synonyms, state)
        index = BookIndex(books.phrases, books.synonyms)
        self._write("index", books.content_hash, index.state())
        return index

    def _read(self, kind: str, content_hash: str) -> Any | None:
        """A kept state, or None."""
        try:
            data = memoryview(self._path(kind, content_hash).read_bytes())
        except OSError:
            return None
        head = _MAGIC + self._key(kind, content_hash)
        body = data[len(head) + 4 :]
        if data[: len(head)] != head or int.from_bytes(data[len(head) : len(head) + 4], "big") != zlib.crc32(body):
            return None
        try:
            return marshal.loads(body)
        except (ValueError, EOFError, TypeError):
            return None

    def _write(self, kind: str, content_hash: str, state: Any) -> None:
        """Keep a state; without a content hash there is nothing to know it by."""
        if not content_hash:
            return
        body = marshal.dumps(state)
        data = _MAGIC + self._key(kind, content_hash) + zlib.crc32(body).to_bytes(4, "big") + body
        path = self._path(kind, content_hash)
        try:
            write_atomic(path, data)
            self._tidy(kind)
        except (StoreUnavailable, OSError) as refused:
            _LOG.warning("compiled books not kept in %s: %s", path, refused)

    def _tidy(self, kind: str) -> None:
        """Let go of the states nobody used for longest."""
        kept = sorted(self._folder.glob(f"{kind}-*.bin"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
        for path in kept[KEPT:]:
            path.unlink(missing_ok=True)

    def _path(self, kind: str, content_hash: str) -> Path:
        return self._folder / f"{kind}-{self._key(kind, content_hash).hex()[:24]}.bin"

    def _key(self, kind: str, content_hash: str) -> bytes:
        """What a state is known by: another folder, program, Python or format never reads it."""
        here = (str(self._folder), str(self._folder.resolve()))
        formats = (__version__, FORMAT, BOOK_FORMAT, marshal.version, sys.version_info[:3], sys.byteorder)
        return hashlib.blake2b(repr((kind, here, formats, content_hash)).encode(), digest_size=16).digest()


_PHRASE = [field.name for field in fields(Phrase)]
_VARIANTS = _PHRASE.index("variants")


def _maker(kind: type[K]) -> Callable[[Sequence[Any]], K]:
    """Makes frozen entities from their values in field order, three times as fast as their constructor."""
    setters = [kind.__dict__[field.name].__set__ for field in fields(kind)]  # type: ignore[arg-type]
    new = kind.__new__

    def make(values: Sequence[Any]) -> K:
        made = new(kind)
        for put, value in zip(setters, values, strict=True):
            put(made, value)
        return made

    return make
