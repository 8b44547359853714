"""Backups of a SQLite store by its backup API, on their own connection; a backup counts once verified."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from cs_console.errors import BadInput, StoreUnavailable
from cs_console.store.engine import plain_errors

WAIT_SECONDS = 5.0
"""How long a restore waits for the others before it says that the store is locked."""


@dataclass(frozen=True, slots=True)
class StoreCheck:
    """What SQLite's own checks said: integrity messages ("ok" alone is fine) and broken references."""

    integrity: tuple[str, ...]
    broken_references: int

    @property
    def ok(self) -> bool:
        """Whether nothing was found."""
        return self.integrity == ("ok",) and not self.broken_references


def backup_sqlite(source: Path, target: Path) -> StoreCheck:
    """Copy a live store, check the copy, fsync it, and only then give it its name; a bad copy leaves nothing."""
    temporary = target.with_name(target.name + ".part")
    _require_place(temporary, target)
    try:
        with (
            plain_errors(str(source)),
            closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as reader,
            closing(sqlite3.connect(temporary)) as writer,
        ):
            reader.backup(writer)
            writer.execute("PRAGMA journal_mode=DELETE")  # one file that needs no others beside it
        report = check_sqlite(temporary)
        if not report.ok:
            raise StoreUnavailable("store.corrupt", where=str(source))
    except StoreUnavailable as error:
        for left in target.parent.glob(temporary.name + "*"):
            left.unlink()
        raise StoreUnavailable(error.code, where=str(source)) from error
    with temporary.open("rb+") as handle:
        os.fsync(handle.fileno())
    temporary.replace(target)
    return report


def _require_place(temporary: Path, target: Path) -> None:
    """Say which place refuses the copy, before SQLite blames the store."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary.touch()
    except OSError as error:
        raise StoreUnavailable("file.write", where=str(target), reason=error.strerror or str(error)) from error


def check_sqlite(path: Path) -> StoreCheck:
    """SQLite's integrity and foreign-key checks of a file."""
    with plain_errors(str(path)), closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        integrity = tuple(str(row[0]) for row in connection.execute("PRAGMA integrity_check"))
        broken = len(connection.execute("PRAGMA foreign_key_check").fetchall())
    return StoreCheck(integrity, broken)


def restore_sqlite(backup: Path, target: Path, keep: Path) -> None:
    """Put a checked backup in a store's place; the former store is kept at `keep`.

    The pages are copied into the living store in one transaction, so that consoles which have it open see the
    restored one; only a damaged store is replaced as a file. Raises `BadInput` when the backup is missing,
    damaged or not one of ours, `StoreUnavailable` while somebody writes; the store is then untouched.
    """
    _require_backup(backup)
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        try:
            backup_sqlite(target, keep)
            _copy_into(backup, target)
        except StoreUnavailable as error:
            if error.code != "store.corrupt":
                raise
        else:
            return
    _replace_file(backup, target, keep)


def _require_backup(backup: Path) -> None:
    if not backup.is_file():
        raise BadInput("backup.missing", path=backup)
    try:
        report = check_sqlite(backup)
    except StoreUnavailable as error:
        raise BadInput("backup.damaged", path=backup) from error
    if not report.ok:
        raise BadInput("backup.damaged", path=backup)
    with closing(sqlite3.connect(f"file:{backup}?mode=ro", uri=True)) as connection:
        ours = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
    if ours is None:
        raise BadInput("backup.foreign", path=backup)


def _copy_into(backup: Path, target: Path) -> None:
    """Copy all pages into a store that others may have open, as one transaction."""
    deadline = time.monotonic() + WAIT_SECONDS

    def give_up(status: int, _remaining: int, _total: int) -> None:
        """The backup API itself would try for ever while another connection writes."""
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and time.monotonic() > deadline:
            raise sqlite3.OperationalError("database is locked")

    with (
        plain_errors(str(target)),
        closing(sqlite3.connect(f"file:{backup}?mode=ro", uri=True)) as reader,
        closing(sqlite3.connect(target, timeout=0)) as writer,
    ):
        reader.backup(writer, progress=give_up, sleep=0.05)


def _replace_file(backup: Path, target: Path, keep: Path) -> None:
    """Put the backup where a damaged store (or none) lay; what lay there is kept byte by byte."""
    fresh = target.with_name(target.name + ".restoring")
    backup_sqlite(backup, fresh)
    keep.parent.mkdir(parents=True, exist_ok=True)
    for suffix in ("", "-wal", "-shm"):
        old = target.with_name(target.name + suffix)
        if old.exists():
            old.replace(keep.with_name(keep.name + suffix))
    fresh.replace(target)
