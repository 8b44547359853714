"""Backups of a SQLite store by its backup API, on their own connection; a backup counts once verified."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from cs_console.errors import BadInput, StoreUnavailable
from cs_console.store.engine import plain_errors


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
    """Copy a live store, fsync it, check the copy, and only then give it its name."""
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(target.name + ".part")
    with plain_errors(str(source)):
        with (
            closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as reader,
            closing(sqlite3.connect(temporary)) as writer,
        ):
            reader.backup(writer)
        report = check_sqlite(temporary)
    if not report.ok:
        temporary.unlink()
        raise StoreUnavailable("store.corrupt", where=str(source))
    with temporary.open("rb+") as handle:
        os.fsync(handle.fileno())
    temporary.replace(target)
    return report


def check_sqlite(path: Path) -> StoreCheck:
    """SQLite's integrity and foreign-key checks of a file."""
    with plain_errors(str(path)), closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        integrity = tuple(str(row[0]) for row in connection.execute("PRAGMA integrity_check"))
        broken = len(connection.execute("PRAGMA foreign_key_check").fetchall())
    return StoreCheck(integrity, broken)


def restore_sqlite(backup: Path, target: Path, keep: Path) -> None:
    """Put a checked backup in a store's place; the former store is kept at `keep`.

    Raises `BadInput` when the backup is missing or damaged; the store is then untouched.
    """
    if not backup.is_file():
        raise BadInput("backup.missing", path=backup)
    try:
        report = check_sqlite(backup)
    except StoreUnavailable as error:
        raise BadInput("backup.damaged", path=backup) from error
    if not report.ok:
        raise BadInput("backup.damaged", path=backup)
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(target.name + ".restoring")
    backup_sqlite(backup, fresh)
    if target.exists():
        backup_sqlite(target, keep)
    for suffix in ("-wal", "-shm"):
        target.with_name(target.name + suffix).unlink(missing_ok=True)
    fresh.replace(target)
