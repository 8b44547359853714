"""The migrations lead to exactly the schema that the tables declare, safely and from several consoles at once."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect

from cs_console.errors import StoreUnavailable
from cs_console.store.engine import open_engine
from cs_console.store.migrate import HEAD, KNOWN, migrate, revision
from cs_console.store.tables import METADATA
from cs_console.workspace import Workspace

VERSIONS = Path(__file__).resolve().parents[2] / "cs_console" / "store" / "migrations" / "versions"
NOW = datetime(2026, 6, 14, tzinfo=UTC)


@pytest.fixture
def migrated(tmp_path: Path) -> Iterator[Engine]:
    path = tmp_path / "console.db"
    engine = open_engine(f"sqlite:///{path}")
    assert migrate(engine, str(path), store_path=path, backups=tmp_path, now=NOW)
    yield engine
    engine.dispose()


def test_the_migrations_make_the_declared_schema(migrated: Engine) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with migrated.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, METADATA) == []


def test_what_alembic_does_not_compare_is_equal_too(migrated: Engine, tmp_path: Path) -> None:
    """Triggers apart, `create_all` and the migrations write the same tables: keys, checks, AUTOINCREMENT."""
    other = open_engine(f"sqlite:///{tmp_path / 'created.db'}")
    METADATA.create_all(other)
    shapes = []
    for engine in (migrated, other):
        seen = inspect(engine)
        shapes.append(
            {
                name: (
                    [(one["name"], one["nullable"], one["primary_key"]) for one in seen.get_columns(name)],
                    sorted(str(one["column_names"]) for one in seen.get_unique_constraints(name)),
                    sorted(
                        str((one["constrained_columns"], one["referred_table"])) for one in seen.get_foreign_keys(name)
                    ),
                    sorted(one["name"] or "" for one in seen.get_indexes(name)),
                )
                for name in METADATA.tables
            }
        )
        with engine.connect() as connection:
            sql = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE type = 'table'").scalars()
            shapes[-1]["autoincrement"] = sorted(
                re.findall(r"TABLE \"?(\w+)", text)[0] for text in sql if text and "AUTOINCREMENT" in text
            )
    other.dispose()
    assert shapes[0] == shapes[1]


def test_head_is_the_newest_revision_and_all_are_known(migrated: Engine) -> None:
    texts = [path.read_text("utf-8") for path in sorted(VERSIONS.glob("rev_*.py"))]
    revisions = [re.findall(r'^revision = "(.+)"', text, re.M)[0] for text in texts]
    downs = [re.findall(r"^down_revision = (.+)", text, re.M)[0].strip('"') for text in texts]
    assert downs == ["None", *revisions[:-1]]
    assert revisions[-1] == HEAD == revision(migrated, "")
    assert set(revisions) == KNOWN


@pytest.mark.parametrize(
    ("statement", "refused"),
    [
        ("UPDATE events SET actor = 'x'", True),
        ("DELETE FROM events", True),
        ("INSERT OR REPLACE INTO events SELECT * FROM events", True),
        ("UPDATE event_payloads SET after = '{}'", True),
        ("DELETE FROM event_payloads", False),  # purging private payload is allowed and leaves the chain whole
    ],
)
def test_k5_the_journal_is_append_only(workspace: Workspace, services: object, statement: str, refused: bool) -> None:
    from cs_console.services.facade import Services

    assert isinstance(services, Services)
    services.shifts.start(services.people.actor("张敏"))
    path = workspace.store_path
    assert path is not None
    with sqlite3.connect(path, isolation_level=None) as raw:
        raw.execute("PRAGMA recursive_triggers=ON")
        if refused:
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                raw.execute(statement)
        else:
            raw.execute(statement)
    assert not services.journal.verify().problems


def test_consoles_that_start_at_once_migrate_once(tmp_path: Path) -> None:
    path = tmp_path / "console.db"
    code = (
        "from pathlib import Path; from datetime import datetime, UTC\n"
        "from cs_console.store.engine import open_engine\nfrom cs_console.store.migrate import migrate\n"
        f"path = Path({str(path)!r})\n"
        "engine = open_engine(f'sqlite:///{path}')\n"
        "print(migrate(engine, 'x', store_path=path, backups=path.parent, now=datetime.now(UTC)))"
    )
    running = [subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) for _ in range(4)]
    answers = sorted(one.communicate(timeout=60)[0].strip() for one in running)
    assert all(one.returncode == 0 for one in running)
    assert answers == ["False", "False", "False", "True"]


def test_an_older_store_is_backed_up_before_it_is_changed(
    migrated: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What stands in the file before a migration can be had back."""
    path = tmp_path / "console.db"
    with migrated.begin() as connection:
        connection.exec_driver_sql("INSERT INTO meta (key, value) VALUES ('kept', 'yes')")
    monkeypatch.setattr("cs_console.store.migrate.HEAD", "9999")
    monkeypatch.setattr("cs_console.store.migrate._upgrade", lambda connection: None)
    assert migrate(migrated, str(path), store_path=path, backups=tmp_path / "backups", now=NOW)
    [backup] = (tmp_path / "backups").glob("before-9999-*.db")
    with sqlite3.connect(backup) as raw:
        assert raw.execute("SELECT value FROM meta WHERE key = 'kept'").fetchone() == ("yes",)


def test_a_migration_that_fails_leaves_the_store_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "console.db"
    engine = open_engine(f"sqlite:///{path}")

    def half(connection: object) -> None:
        connection.exec_driver_sql("CREATE TABLE half (id INTEGER)")  # type: ignore[attr-defined]
        raise StoreUnavailable("store.full", where="x")

    monkeypatch.setattr("cs_console.store.migrate._upgrade", half)
    with pytest.raises(StoreUnavailable):
        migrate(engine, str(path), store_path=path, backups=tmp_path, now=NOW)
    assert inspect(engine).get_table_names() == []
    engine.dispose()
