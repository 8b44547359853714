"""Opening the store: pragmas, write transactions that do not starve, errors said plainly."""

from __future__ import annotations

import os
import random
import re
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import ExceptionContext, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from cs_console.errors import BadInput, StoreUnavailable, Usage

WRITE_WAIT_SECONDS = 5.0
"""How long a writer waits for the others before it says that the store is locked."""
_WRITER = 0x63735F636F6E736F
"""The writers' lock on PostgreSQL (the letters ``cs_conso``); such locks belong to one database."""


def open_engine(url: str) -> Engine:
    """An engine for ``sqlite:///path`` or ``postgresql+psycopg://…``; opens nothing yet.

    Raises `Usage` for a URL of another kind.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:  # a port that is no number
        raise Usage("store.url", url=without_password(url)) from error
    if parsed.get_backend_name() == "sqlite":
        engine = create_engine(parsed, connect_args={"timeout": 2.0, "check_same_thread": False})
        event.listen(engine, "connect", _sqlite_pragmas)
        event.listen(engine, "begin", _sqlite_begin)
        event.listen(engine, "handle_error", _refuse_unfit)
        return engine
    if parsed.get_backend_name() == "postgresql":
        try:
            engine = create_engine(parsed, pool_pre_ping=True)
        except ModuleNotFoundError as error:
            raise Usage("store.no_driver", driver=error.name or "psycopg") from error
        event.listen(engine, "begin", _postgres_begin)
        event.listen(engine, "handle_error", _refuse_unfit)
        return engine
    raise Usage("store.url", url=without_password(url))


def without_password(url: str) -> str:
    """A store's URL as it may be shown and logged (rule X1); also one that cannot be read as such."""
    return re.sub(r"(://[^/@]*?):.*@", r"\1:***@", url)


def _sqlite_pragmas(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None
    pragmas = ["busy_timeout=2000", "synchronous=FULL", "foreign_keys=ON", "recursive_triggers=ON"]
    if not _is_foreign(connection):
        pragmas.append("journal_mode=WAL")  # written into the file itself: never into another program's
    for pragma in pragmas:
        connection.execute(f"PRAGMA {pragma}")


def _is_foreign(connection: sqlite3.Connection) -> bool:
    """Whether the file holds another program's tables."""
    names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    return bool(names) and "alembic_version" not in names


def _sqlite_begin(connection: Connection) -> None:
    """`BEGIN IMMEDIATE` for writers, plain `BEGIN` for readers (DESIGN, Reliability)."""
    if not connection.get_execution_options().get("writes"):
        connection.exec_driver_sql("BEGIN")
        return
    raw: Any = connection.connection.dbapi_connection
    raw.execute("PRAGMA busy_timeout=0")
    deadline = time.monotonic() + WRITE_WAIT_SECONDS
    try:
        while True:
            try:
                raw.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as error:
                if "locked" not in str(error) or time.monotonic() > deadline:
                    raise
                time.sleep(random.uniform(0, 0.0008))  # jitter: busy_timeout alone starves one of many
    finally:
        raw.execute("PRAGMA busy_timeout=2000")


def _postgres_begin(connection: Connection) -> None:
    """One writer at a time, as on SQLite: what a writer has read stands until it commits.

    Rules that span rows (no line in two cases, one open row of the outbox an order) hold only so.
    """
    if connection.get_execution_options().get("writes"):
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{WRITE_WAIT_SECONDS:.0f}s'")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITER})")


def _refuse_unfit(context: ExceptionContext) -> None:
    """A number beyond 64 bits or bytes that are no text, from a command line say: no store can look for them (X2)."""
    said = str(context.original_exception).lower()
    unfit = isinstance(context.original_exception, OverflowError | UnicodeEncodeError)
    if unfit or "out of range" in said or "cannot contain nul" in said:
        raise BadInput("store.unfit") from context.original_exception


@contextmanager
def plain_errors(where: str) -> Iterator[None]:
    """Turn driver errors about the store itself into `StoreUnavailable`; others pass."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        code = _code(str(getattr(error, "orig", error)))
        if code is None:
            raise
        raise StoreUnavailable(_told_plainly(code, Path(where).parent), where=where) from error


_SIGNS = (
    ("locked", "store.locked"),
    ("lock timeout", "store.locked"),
    ("readonly", "store.readonly"),
    ("read-only", "store.readonly"),
    ("disk is full", "store.full"),
    ("could not decode", "store.damaged"),
    ("malformed", "store.corrupt"),
    ("not a database", "store.corrupt"),
    ("unable to open", "store.unopenable"),
    ("disk i/o error", "store.io"),
    ("password authentication failed", "store.login"),
    ('fatal:  role "', "store.login"),
    ('fatal:  database "', "store.no_database"),
    ("connection refused", "store.unreachable"),
    ("could not translate host", "store.unreachable"),
    ("failed to resolve host", "store.unreachable"),
    ("timed out", "store.unreachable"),
    ("timeout expired", "store.unreachable"),
    ("terminating connection", "store.unreachable"),
    ("server closed the connection", "store.unreachable"),
    ("connection is lost", "store.unreachable"),
    ("connection is closed", "store.unreachable"),
    ("connection failed", "store.unreachable"),
)


def _code(message: str) -> str | None:
    lowered = message.lower()
    return next((code for sign, code in _SIGNS if sign in lowered), None)


_LEAST_ROOM = 64 * 1024
"""With less room on the disk SQLite cannot even make the files it needs beside a store to read it."""


def _told_plainly(code: str, folder: Path) -> str:
    """What the person can mend behind a vague error: SQLite calls a full disk or a read-only folder many names."""
    if code not in ("store.io", "store.unopenable") or not folder.is_dir():
        return code
    if shutil.disk_usage(folder).free < _LEAST_ROOM:
        return "store.full"
    return code if os.access(folder, os.W_OK) else "store.readonly"


def writing(engine: Engine) -> Connection:
    """A connection whose transaction is a writer's from its first statement."""
    return engine.connect().execution_options(writes=True)


def reading(engine: Engine) -> Connection:
    """A connection whose transaction only reads."""
    return engine.connect()
