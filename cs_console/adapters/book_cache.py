"""Compiled phrasebooks under `data/cache`: files that did not change are neither parsed nor indexed again.

A file holds one state: its key (formats, program, Python, place, the books' content hash), its length and checksum,
then what `marshal` makes of it: plain strings, numbers and bytes, nothing that runs.
What is only asked for in slices lies behind what it belongs to and is read from there slice by slice: two thirds
of a large index are never in memory.
Whatever does not fit, is cut short or altered counts as absent, and is made anew. A cache that cannot be
written is no reason to stop working.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import logging
import marshal
import mmap
import os
import struct
import sys
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import accumulate, pairwise
from pathlib import Path
from threading import Lock, Thread
from typing import Any

from cs_console import __version__
from cs_console.adapters.atomic import write_atomic
from cs_console.adapters.index_maker import Making, kept_elsewhere
from cs_console.adapters.phrase_edits import EditedIndex
from cs_console.adapters.phrase_search import BookIndex
from cs_console.domain.phrase_columns import COLUMNS, PhraseColumns, columns_of
from cs_console.domain.phrases import Books, Phrase
from cs_console.errors import StoreUnavailable
from cs_console.text.search.index import FORMAT, PhraseIndex
from cs_console.text.search.packed import OnDisk, Sliced

SETTLED = 2.0
"""Seconds after which another change of a file surely shows in its time."""
KEPT = 4
"""How many states of each kind stay; agents with books of their own share the folder."""
MANY = 2_000
"""From this many phrases on indexing takes so long that another process does it."""
_LOG = logging.getLogger("cs_console.cache")
_INDEX = ("index", "slips", "suggestions")
"""The parts of an index: what every search needs first, then what typos and what sentences need."""
_MAGIC = b"csbook\x003"
_FRAME = struct.Struct("<QI")

Groups = tuple[tuple[str, ...], ...]


class BookCache:
    """Keeps books and their search index by the hash of the files they came from."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._served: tuple[Books, BookIndex] | None = None
        self._latest: tuple[str, BookIndex | EditedIndex] | None = None
        self._indexing, self._renewing = Lock(), Lock()
        self._making: Making | None = None
        self._wanted = ""

    def get(self, content_hash: str) -> tuple[Sequence[Phrase], Groups] | None:
        """The phrases and word groups of this state of the files, if they were kept."""
        state = self._read("books", content_hash)
        return None if state is None else (PhraseColumns(state[0]), state[1])

    def put(self, content_hash: str, phrases: Sequence[Phrase], groups: Groups) -> None:
        """Keep what was read from files without a mistake."""
        self._write("books", content_hash, (columns_of(phrases), groups))

    def version(self, files: Sequence[Path]) -> str:
        """The content hash of files that have not been touched since it was noted, else ""."""
        stamps = _stamps(files)
        found = self._read("files", stamps) if stamps else None
        return found if isinstance(found, str) else ""

    def note_version(self, files: Sequence[Path], content_hash: str) -> None:
        """Note which content these files have now; files touched a moment ago may still change unnoticed."""
        stamps = _stamps(files)
        if stamps and files and time.time() - _newest(files) > SETTLED:
            self._write("files", stamps, content_hash)

    def index(self, books: Books) -> BookIndex | EditedIndex:
        """The search over these books, kept or built and kept.

        What a process needs first it keeps before it goes on, for the next one; after an edit a console that runs
        goes on at once: in big books with the former index and what changed, until all is indexed anew beside it.
        """
        with self._indexing:  # who asks meanwhile waits for the same index
            self._wanted = books.content_hash  # before the thread that looks at it
            if self._latest is None or not books.content_hash or self._latest[0] != books.content_hash:
                self._latest = (books.content_hash, self._serving(books))
            return self._latest[1]

    def _serving(self, books: Books) -> BookIndex | EditedIndex:
        found = self._restored(books) if self._served is None or self._whole(books) else None
        if found is None and books.content_hash and len(books.phrases) >= MANY:
            if self._served is None:
                found = self._made_elsewhere(books)
            elif edited := EditedIndex.of(self._served[1], self._served[0], books):
                Thread(target=self._renew, args=(books, edited), name="cs-keep-index", daemon=True).start()
                return edited
        found = found or self._built(books)
        self._served = (books, found)
        return found

    def _whole(self, books: Books) -> bool:
        """Whether every part of the index is kept: while one is made, the former index answers sooner."""
        return all(self._path(kind, books.content_hash).exists() for kind in _INDEX)

    def _made_elsewhere(self, books: Books) -> BookIndex | None:
        self._making = kept_elsewhere(self._folder, books)
        return self._restored(books) if self._making is not None else None

    def keep(
        self, books: Books, built: BookIndex | None = None, *, first_kept: Callable[[], None] = lambda: None
    ) -> BookIndex:
        """Index books unless that is done, and keep the index; what searches need before what is built on it."""
        built = built or BookIndex(books.phrases, books.synonyms)
        for kind, state in zip(_INDEX, built.states(), strict=True):
            self._write(kind, books.content_hash, state)
            first_kept()
            first_kept = _nothing
        return built

    def _built(self, books: Books) -> BookIndex:
        built = BookIndex(books.phrases, books.synonyms)
        served = self._served[0].content_hash if self._served is not None else ""
        if books.content_hash and served not in ("", books.content_hash):
            Thread(target=self.keep, args=(books, built), name="cs-keep-index", daemon=True).start()
        elif books.content_hash:
            self.keep(books, built)
        return built

    def _renew(self, books: Books, edited: EditedIndex) -> None:
        """Index edited books as a whole, one state after the other; one that was edited again is left out."""
        with self._renewing:
            if self._wanted != books.content_hash:
                return
            whole = self._made_elsewhere(books)
            if whole is not None and self._making is not None:
                self._making.finish()  # until then the former index answers typos and sentences
            whole = whole or self.keep(books)
            edited.becomes(whole)
            self._served = (books, whole)

    def _restored(self, books: Books) -> BookIndex | None:
        """The index of these books as it was kept; what typos and suggestions need is read with the first of them."""
        core, *later = _INDEX
        state = self._read(core, books.content_hash)
        if state is None:
            return None
        typing, suggesting = (partial(self._awaited, kind, books) for kind in later)
        there = partial(self._is_there, self._path(_INDEX[-1], books.content_hash))
        index = PhraseIndex.restored(state, typing, suggesting, books.synonyms, there)
        return BookIndex(books.phrases, books.synonyms, index)

    def _is_there(self, part: Path) -> bool:
        """Whether nobody has to wait for a part of the index."""
        return self._making is None or not self._making.goes_on or part.exists()

    def _awaited(self, kind: str, books: Books) -> Any | None:
        """A later part of the index, waited for while another process makes it; None to build it here."""
        state = self._read(kind, books.content_hash)
        if state is None and self._making is None and len(books.phrases) >= MANY:  # it was ended before it came so far
            self._making = kept_elsewhere(self._folder, books)
        if state is None and self._making is not None:
            self._making.finish(self._path(kind, books.content_hash))
            state = self._read(kind, books.content_hash)
        if state is None:  # else it would be built at every start
            self._path(_INDEX[0], books.content_hash).unlink(missing_ok=True)
        return state

    def _read(self, kind: str, content_hash: str) -> Any | None:
        """What was kept; None when nothing was, or it is cut short or altered: then the file goes, to be made anew."""
        path = self._path(kind, content_hash)
        try:
            file = _File(path)
            data = memoryview(mmap.mmap(file.descriptor, 0, access=mmap.ACCESS_READ))
        except (OSError, ValueError):
            return None
        head = _MAGIC + self._key(kind, content_hash)
        if data[: len(head)] != head:
            return None
        try:
            size, checksum = _FRAME.unpack_from(data, len(head))
            start = len(head) + _FRAME.size
            body = data[start : start + size]
            if len(body) == size and zlib.crc32(body) == checksum:
                return _unpacked(file, body, start)
        except (struct.error, ValueError, EOFError, TypeError, StopIteration) as odd:
            _LOG.info("compiled books in %s cannot be read: %s", path, odd)
        finally:
            _let_go(data)
        _LOG.warning("compiled books in %s are damaged and are made anew", path)
        with contextlib.suppress(OSError):
            path.unlink()
        return None

    def _write(self, kind: str, content_hash: str, state: Any) -> None:
        body = _packed(state)
        head = _MAGIC + self._key(kind, content_hash)
        path = self._path(kind, content_hash)
        try:
            write_atomic(path, b"".join((head, _FRAME.pack(len(body), zlib.crc32(body)), body)))
            self._tidy(kind)
        except (StoreUnavailable, OSError) as refused:
            _LOG.warning("compiled books not kept in %s: %s", path, refused)

    def _tidy(self, kind: str) -> None:
        """Let go of the states that were written longest ago."""
        kept = sorted(self._folder.glob(f"{kind}-*.bin"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
        for path in kept[KEPT:]:
            path.unlink(missing_ok=True)

    def _path(self, kind: str, content_hash: str) -> Path:
        return self._folder / f"{kind}-{self._key(kind, content_hash).hex()[:24]}.bin"

    def _key(self, kind: str, content_hash: str) -> bytes:
        """What a state is known by: another folder, program, Python or format never reads it."""
        here = (str(self._folder), str(self._folder.resolve()))
        formats = (__version__, FORMAT, COLUMNS, marshal.version, sys.version_info[:3], sys.byteorder)
        return hashlib.blake2b(repr((kind, here, formats, content_hash)).encode(), digest_size=16).digest()


def _newest(files: Sequence[Path]) -> float:
    """When the files were last touched; now for one that has just gone."""
    try:
        return max(path.stat().st_mtime for path in files)
    except OSError:
        return time.time()


def _stamps(files: Sequence[Path]) -> str:
    """Names, sizes and times of files; "" when one cannot be looked at."""
    try:
        looks = [(str(path), path.stat()) for path in files]
    except OSError:
        return ""
    return repr([(name, look.st_size, look.st_mtime_ns, look.st_ino) for name, look in looks])


class _File:
    """A file open for reading until nobody needs it any more, also after another took its name."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))

    def __del__(self) -> None:
        if hasattr(self, "descriptor"):
            os.close(self.descriptor)


class _Slices:
    """Implements `text.search.packed.OnDisk`."""

    def __init__(self, file: _File, start: int, size: int, code: str = "B") -> None:
        self._file, self._start, self._size, self._code = file, start, size, code
        self._width = struct.calcsize(code)

    def __len__(self) -> int:
        return self._size // self._width

    def __getitem__(self, part: slice) -> memoryview:
        first, end, _ = part.indices(len(self))
        size = max(end - first, 0) * self._width
        found = os.pread(self._file.descriptor, size, self._start + first * self._width)
        if len(found) < size:
            raise OSError(errno.EIO, "compiled books were cut short while in use", str(self._file.path))
        return memoryview(found).cast(self._code)  # type: ignore[call-overload, no-any-return]

    def cast(self, code: str) -> _Slices:
        """The same as numbers."""
        return _Slices(self._file, self._start, self._size, code)


def _nothing() -> None:
    """Nobody waits for the rest."""


def _packed(state: Any) -> bytes:
    """A state as it lies in the file: plain values with a gap for each sliced one, then those one after the other."""
    sliced: list[bytes] = []
    lean = _without(state, sliced)
    return marshal.dumps((lean, [len(one) for one in sliced])) + b"".join(sliced)


def _without(value: Any, sliced: list[bytes]) -> Any:
    if isinstance(value, tuple):
        return tuple([_without(one, sliced) for one in value])
    if isinstance(value, Sliced):
        sliced.append(value)
        return ...
    return value


def _unpacked(file: _File, body: memoryview, start: int) -> Any:
    """What `_packed` made, from the place in the file where it begins."""
    lean, sizes = marshal.loads(body)
    ends = list(accumulate(sizes, initial=len(body) - sum(sizes)))
    return _with(lean, (_slices(file, body, start, *span) for span in pairwise(ends)))


def _slices(file: _File, body: memoryview, start: int, begin: int, end: int) -> OnDisk | bytes:
    """A sliced value where it lies; in memory on Windows, where a file in use cannot be replaced."""
    return _Slices(file, start + begin, end - begin) if hasattr(os, "pread") else bytes(body[begin:end])


def _with(value: Any, sliced: Iterator[OnDisk | bytes]) -> Any:
    if isinstance(value, tuple):
        return tuple([_with(one, sliced) for one in value])
    return next(sliced) if value is ... else value


def _let_go(data: memoryview) -> None:
    """Give back the pages that reading touched: what was read is in memory once, not twice (28 MB of 50,000 texts)."""
    if isinstance(data.obj, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):  # Windows gives them back by itself
        data.obj.madvise(mmap.MADV_DONTNEED)
