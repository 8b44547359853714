"""Hot reload without a watcher: poll, see a change twice alike, keep the last good, ask before a big loss.

Editors and network shares write files in pieces; most of the cut ones still validate. So a change counts
only when two reads 300 ms apart agree, and losing many phrases at once is asked about, not done.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from cs_console.config.files import content_hash, read_all, yaml_files
from cs_console.config.phrasebooks import LoadedBooks, load_phrasebooks
from cs_console.config.policies import LoadedPolicies, load_policies
from cs_console.config.problems import Problem

SETTLE_SECONDS = 0.3
MANY = 10
"""Fewer phrases than these may leave one book unasked: somebody took them out."""

_Stamp = tuple[tuple[str, int, int, int], ...]


@dataclass(frozen=True, slots=True)
class Reloaded:
    """What a changed folder holds now; with `asks_first` nothing is in force until `accept` is called."""

    policies: LoadedPolicies
    books: LoadedBooks
    asks_first: bool = False
    lost_phrases: int = 0
    lost_in: tuple[str, ...] = ()
    """The books with fewer phrases than before, by name."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything that is wrong now: the status line names the first."""
        return (*self.policies.problems, *self.books.problems)


class Reloader:
    """Polls a workspace's policies and phrasebooks; cheap while nothing changes (one stat a file)."""

    def __init__(
        self,
        policies_folder: Path,
        books_folder: Path,
        policies: LoadedPolicies,
        books: LoadedBooks,
        *,
        personal: Path | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.policies, self.books = policies, books
        self._folders = (policies_folder, books_folder)
        self._personal = personal
        self._sleep = sleep
        self._stamp = self._look()
        self._waiting: Reloaded | None = None

    def poll(self) -> Reloaded | None:
        """What changed since the last poll, or None; a file still being written waits for the next poll."""
        stamp = self._look()
        if stamp == self._stamp:
            return None
        first = self._hashes()
        self._sleep(SETTLE_SECONDS)
        if self._hashes() != first or self._look() != stamp:
            return None
        return self._load(stamp)

    def reread(self) -> None:
        """Put into force what this program has just written, whole and on purpose: no wait, no question."""
        found = self._load(self._look())
        if found is not None and found.asks_first:
            self.accept()

    def accept(self) -> Reloaded | None:
        """Put the change that was asked about into force."""
        waiting, self._waiting = self._waiting, None
        if waiting is None:
            return None
        accepted = replace(waiting, asks_first=False)
        self.policies, self.books = accepted.policies, accepted.books
        return accepted

    def _load(self, stamp: _Stamp) -> Reloaded | None:
        looked, self._stamp = set(self._stamp), stamp
        waiting = self._waiting is not None  # then the books in force are older than the last look
        untouched = [] if waiting else [Path(one[0]) for one in stamp if one in looked]
        policies = load_policies(self._folders[0], previous=self.policies)
        books = load_phrasebooks(self._folders[1], personal=self._personal, previous=self.books, untouched=untouched)
        if (policies, books) == (self.policies, self.books):
            self._waiting = None
            return Reloaded(policies, books) if waiting else None  # what was lost is back: nothing to ask any more
        lost = _lost(self.books, books)
        names = tuple(_name(path, self._folders[1]) for path in sorted(lost))
        found = Reloaded(policies, books, lost_phrases=lost.total(), lost_in=names)
        if _too_much(lost, self.books, self.policies.policies.settings.phrase_drop_percent):
            self._waiting = replace(found, asks_first=True)
            return self._waiting
        self._waiting = None
        self.policies, self.books = policies, books
        return found

    def files(self) -> list[Path]:
        """Every file of the two folders."""
        found = [path for folder in self._folders if folder.is_dir() for path in yaml_files(folder, nested=True)]
        return [*found, self._personal] if self._personal and self._personal.is_file() else found

    def _look(self) -> _Stamp:
        stamps = []
        for path in self.files():
            try:
                status = path.stat()
            except OSError:
                continue
            stamps.append((str(path), status.st_mtime_ns, status.st_ctime_ns, status.st_size))
        return tuple(stamps)

    def _hashes(self) -> str:
        contents, _ = read_all(self.files())
        return content_hash(contents, self._folders[0])


def _lost(before: LoadedBooks, after: LoadedBooks) -> Counter[str]:
    """How many phrases are no longer there, by the book that had them; a phrase in another book is not lost."""
    left = {one.id for one in after.phrases}
    return Counter(one.source_path for one in before.phrases if one.id not in left)


def _too_much(lost: Counter[str], before: LoadedBooks, limit: int) -> bool:
    """Whether so much is lost that it is asked about: of all phrases, or of one book that was cut off or emptied."""
    if lost.total() * 100 > len(before.phrases) * limit:
        return True
    had = Counter(one.source_path for one in before.phrases if one.source_path in lost)
    return any(count >= MANY and count * 100 > had[path] * limit for path, count in lost.items())


def _name(path: str, folder: Path) -> str:
    inside = Path(path)
    return inside.relative_to(folder).as_posix() if inside.is_relative_to(folder) else inside.name
