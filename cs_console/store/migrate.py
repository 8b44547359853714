"""Bringing a store to this program's schema; alembic is imported only when the schema is behind."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from cs_console.errors import StoreUnavailable
from cs_console.store.backup import backup_sqlite
from cs_console.store.engine import plain_errors, writing

HEAD = "0001"
"""The newest revision in `migrations/versions`; a test compares them."""

KNOWN = frozenset({"0001"})


def revision(engine: Engine, where: str) -> str | None:
    """The schema revision of a store, None for an empty one.

    Raises `StoreUnavailable` for a schema newer than this program, or a file of another program.
    """
    with plain_errors(where), engine.connect() as connection:
        return _revision(connection, where)


def _revision(connection: Connection, where: str) -> str | None:
    names = set(inspect(connection).get_table_names())
    if not names:
        return None
    if "alembic_version" not in names:
        raise StoreUnavailable("store.foreign", where=where)
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if found is not None and found not in KNOWN:
        raise StoreUnavailable("store.newer", where=where, found=found, known=HEAD)
    return str(found) if found is not None else None


def migrate(engine: Engine, where: str, *, store_path: Path | None, backups: Path, now: datetime) -> bool:
    """Bring the schema up to date, after a backup where there is something to lose.

    Concurrent starts are safe: the lock is taken before looking. Gives whether anything changed.
    """
    found = revision(engine, where)
    if found == HEAD:
        return False
    if found is not None and store_path is not None:
        backup_sqlite(store_path, backups / f"before-{HEAD}-{now:%Y%m%d-%H%M%S}.db")
    with plain_errors(where), writing(engine) as connection, connection.begin():
        if _revision(connection, where) == HEAD:
            return False
        _upgrade(connection)
    return True


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
