"""A store that is locked, read-only, full, corrupt, newer or foreign: said plainly, nothing damaged."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError

from cs_console import i18n
from cs_console.bootstrap import Opened, backup, open_store
from cs_console.domain.entities import Actor, Order
from cs_console.domain.vocabulary import Platform
from cs_console.errors import BadInput, StoreUnavailable, Usage
from cs_console.store.backup import backup_sqlite, check_sqlite, restore_sqlite
from cs_console.store.engine import open_engine, plain_errors
from cs_console.store.uow import SqlUnitOfWorkFactory
from cs_console.workspace import Workspace, at

WHO = Actor("张敏", console="a")


def put(store: SqlUnitOfWorkFactory, number: str, remark: str = "") -> Order:
    with store.write(WHO, "test.add") as uow:
        return uow.add(Order(platform=Platform.TAOBAO, order_no=number, remark=remark))


def numbers(store: SqlUnitOfWorkFactory) -> set[str]:
    with store.read() as uow:
        return {one.order_no for one in uow.find(Order)}


def path_of(workspace: Workspace) -> Path:
    assert workspace.store_path is not None
    return workspace.store_path


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@contextmanager
def refused(code: str) -> Iterator[None]:
    """The error has this code and words for a person, naming the file, in both languages."""
    with pytest.raises(StoreUnavailable) as caught:
        yield
    assert caught.value.code == code
    for language in ("zh", "en"):
        i18n.set_language(language)
        assert i18n.what(caught.value) != f"error.{code}" and i18n.hint(caught.value)
        assert "console.db" in i18n.what(caught.value)
    i18n.set_language("zh")


def test_a_locked_store_is_waited_for_and_then_said(
    opened: Opened, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cs_console.store.engine.WRITE_WAIT_SECONDS", 0.1)
    put(opened.store, "1")
    with closing(sqlite3.connect(path_of(workspace), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with refused("store.locked"):
            put(opened.store, "2")
        assert numbers(opened.store) == {"1"}  # readers are never kept waiting
        other.execute("ROLLBACK")
    put(opened.store, "2")
    assert numbers(opened.store) == {"1", "2"}
    assert check_sqlite(path_of(workspace)).ok


def test_a_full_disk_is_said_and_leaves_no_trace(opened: Opened, workspace: Workspace) -> None:
    put(opened.store, "1")
    events = opened.services.journal.verify().events

    def almost_full(connection: sqlite3.Connection, _record: object) -> None:
        used = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count={used + 1}")

    event.listen(opened.store.engine, "connect", almost_full)
    opened.store.engine.dispose()
    with refused("store.full"):
        put(opened.store, "2", remark="长" * 60_000)
    event.remove(opened.store.engine, "connect", almost_full)
    opened.store.engine.dispose()
    assert numbers(opened.store) == {"1"}
    report = opened.services.journal.verify()
    assert (report.events, report.problems) == (events, ())
    assert check_sqlite(path_of(workspace)).ok


def test_a_store_that_refuses_writes_is_said(opened: Opened) -> None:
    put(opened.store, "1")

    def read_only(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA query_only=ON")

    event.listen(opened.store.engine, "connect", read_only)
    opened.store.engine.dispose()
    with refused("store.readonly"):
        put(opened.store, "2")
    assert numbers(opened.store) == {"1"}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_write_permission_is_said(workspace: Workspace) -> None:
    path = path_of(workspace)
    path.chmod(0o444)
    path.parent.chmod(0o555)
    try:
        with refused("store.readonly"):
            put(open_store(workspace), "2")
    finally:
        path.parent.chmod(0o755)


def test_a_folder_where_the_store_should_be_is_said(workspace: Workspace, tmp_path: Path) -> None:
    folder = tmp_path / "console.db"
    folder.mkdir()
    with refused("store.unopenable"):
        open_store(at(workspace.root, f"sqlite:///{folder}"))


@pytest.mark.parametrize(
    ("error", "free", "writable", "code"),
    [
        ("disk I/O error", 4096, True, "store.full"),
        ("disk I/O error", 10**9, True, "store.io"),
        ("unable to open database file", 0, True, "store.full"),
        ("unable to open database file", 10**9, False, "store.readonly"),
        ("unable to open database file", 10**9, True, "store.unopenable"),
    ],
)
def test_what_sqlite_says_vaguely_is_told_by_what_can_be_mended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: str, free: int, writable: bool, code: str
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=free))
    monkeypatch.setattr("os.access", lambda *_: writable)
    with refused(code), plain_errors(str(tmp_path / "console.db")):
        raise sqlite3.OperationalError(error)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ('connection failed: FATAL:  database "nix" does not exist', "store.no_database"),
        ('connection failed: FATAL:  role "nobody" does not exist', "store.login"),
        ("connection failed: FATAL:  password authentication failed", "store.login"),
        ("failed to resolve host 'nohost': Name or service not known", "store.unreachable"),
        ("connection timeout expired", "store.unreachable"),
        ("terminating connection due to administrator command", "store.unreachable"),
        ("consuming input failed: server closed the connection unexpectedly", "store.unreachable"),
        ("the connection is lost", "store.unreachable"),
    ],
)
def test_what_a_database_server_says_is_told_plainly(said: str, code: str) -> None:
    with pytest.raises(StoreUnavailable) as caught, plain_errors("PostgreSQL"):
        raise DBAPIError("SELECT 1", None, Exception(said))
    assert caught.value.code == code and i18n.hint(caught.value)


@pytest.mark.parametrize("url", ["postgresql+psycopg://cs:geh@eim@h:abc/shop", "mysql://cs:geh@eim@h/shop"])
def test_x1_a_url_that_is_refused_is_shown_without_its_password(url: str) -> None:
    with pytest.raises(Usage) as caught:
        open_engine(url)
    assert "cs:***@h" in i18n.what(caught.value) and "eim" not in i18n.what(caught.value)


def test_a_backup_names_the_place_that_refuses_it(workspace: Workspace, tmp_path: Path) -> None:
    put(open_store(workspace), "1")
    (tmp_path / "taken").write_text("no folder")
    with pytest.raises(StoreUnavailable) as caught:
        backup_sqlite(path_of(workspace), tmp_path / "taken" / "copy.db")
    assert caught.value.code == "file.write" and "copy.db" in i18n.what(caught.value)
    into = backup(workspace, tmp_path)
    assert into.parent == tmp_path and check_sqlite(into).ok


def scribble(path: Path) -> None:
    """Overwrite every page behind the first with rubbish."""
    with path.open("r+b") as handle:
        handle.seek(4096)
        handle.write(b"\xa5" * (path.stat().st_size - 4096))


def truncate(path: Path) -> None:
    with path.open("r+b") as handle:
        handle.truncate(path.stat().st_size // 3)


def text(path: Path) -> None:
    path.write_bytes("这不是数据库".encode() * 200)


@pytest.mark.parametrize("damage", [scribble, truncate, text])
def test_a_corrupt_store_is_said_and_left_as_found(workspace: Workspace, damage: Callable[[Path], None]) -> None:
    store = open_store(workspace)
    put(store, "1")
    store.engine.dispose()
    damage(path_of(workspace))
    found = digest(path_of(workspace))
    with refused("store.corrupt"):
        numbers(open_store(workspace))
    assert digest(path_of(workspace)) == found


def test_a_newer_store_is_refused_and_left_as_found(workspace: Workspace) -> None:
    with closing(sqlite3.connect(path_of(workspace))) as raw, raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    found = digest(path_of(workspace))
    with refused("store.newer"):
        open_store(workspace)
    assert digest(path_of(workspace)) == found


def test_another_programs_database_is_refused_and_left_as_found(workspace: Workspace) -> None:
    path = workspace.data / "theirs-console.db"
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("CREATE TABLE theirs (id INTEGER)")
    found = digest(path)
    with refused("store.foreign"):
        open_store(at(workspace.root, f"sqlite:///{path}"))
    assert digest(path) == found
    assert not path.with_name(path.name + "-wal").exists()


# -- backup and restore ---------------------------------------------------------------------


def test_a_backup_is_the_store_and_restoring_it_reaches_open_consoles(
    opened: Opened, workspace: Workspace, tmp_path: Path
) -> None:
    put(opened.store, "1")
    backup = tmp_path / "backups" / "one.db"
    assert backup_sqlite(path_of(workspace), backup).ok
    assert [one.name for one in backup.parent.iterdir()] == ["one.db"]
    put(opened.store, "2")
    keep = tmp_path / "keep.db"
    restore_sqlite(backup, path_of(workspace), keep)
    assert numbers(opened.store) == {"1"}  # a console that never closed the store
    put(opened.store, "3")
    assert numbers(open_store(workspace)) == {"1", "3"}
    with closing(sqlite3.connect(keep)) as raw:
        assert raw.execute("SELECT count(*) FROM orders").fetchone() == (2,)
    assert not opened.services.journal.verify().problems


@pytest.mark.parametrize("damage", [scribble, truncate, text])
def test_a_damaged_store_can_be_replaced_and_is_kept(
    workspace: Workspace, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    store = open_store(workspace)
    put(store, "1")
    backup = tmp_path / "one.db"
    backup_sqlite(path_of(workspace), backup)
    store.engine.dispose()
    damage(path_of(workspace))
    found = digest(path_of(workspace))
    restore_sqlite(backup, path_of(workspace), tmp_path / "keep" / "damaged.db")
    assert numbers(open_store(workspace)) == {"1"}
    assert digest(tmp_path / "keep" / "damaged.db") == found


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda path: None, "backup.missing"),
        (lambda path: path.write_bytes(b"rubbish" * 500), "backup.damaged"),
        (lambda path: sqlite3.connect(path).execute("CREATE TABLE theirs (id)"), "backup.foreign"),
    ],
)
def test_a_bad_backup_is_refused_and_the_store_untouched(
    workspace: Workspace, tmp_path: Path, make: Callable[[Path], object], code: str
) -> None:
    backup = tmp_path / "bad.db"
    make(backup)
    found = digest(path_of(workspace))
    with pytest.raises(BadInput) as caught:
        restore_sqlite(backup, path_of(workspace), tmp_path / "keep.db")
    assert caught.value.code == code and digest(path_of(workspace)) == found


def test_restoring_while_somebody_writes_is_refused(
    opened: Opened, workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(opened.store, "1")
    backup = tmp_path / "one.db"
    backup_sqlite(path_of(workspace), backup)
    put(opened.store, "2")
    monkeypatch.setattr("cs_console.store.backup.WAIT_SECONDS", 0.1)
    with closing(sqlite3.connect(path_of(workspace), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with refused("store.locked"):
            restore_sqlite(backup, path_of(workspace), tmp_path / "keep.db")
    assert numbers(opened.store) == {"1", "2"}


def test_a_backup_counts_only_when_it_verifies(workspace: Workspace, tmp_path: Path) -> None:
    scribble(path_of(workspace))
    with refused("store.corrupt"):
        backup_sqlite(path_of(workspace), tmp_path / "one.db")
    assert not list(tmp_path.glob("one.db*"))


def test_time_in_the_store_reads_by_eye(opened: Opened, workspace: Workspace) -> None:
    put(opened.store, "1")
    with closing(sqlite3.connect(path_of(workspace))) as raw:
        [(stamp,)] = raw.execute("SELECT changed_at FROM orders").fetchall()
    assert datetime.fromisoformat(stamp).tzinfo == UTC and stamp.endswith("Z")
