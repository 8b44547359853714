"""Plain facts about a store, for `db info`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Engine, func, select

from cs_console.store.engine import plain_errors, reading
from cs_console.store.journal import chain_head
from cs_console.store.migrate import HEAD, revision
from cs_console.store.tables import METADATA


def store_facts(engine: Engine, path: Path | None) -> dict[str, Any]:
    """url, engine, schema, bytes, rows by table, and the journal's head."""
    where = str(path) if path else "PostgreSQL"
    with plain_errors(where), reading(engine) as connection:
        rows = {
            table.name: int(connection.execute(select(func.count()).select_from(table)).scalar_one())
            for table in METADATA.sorted_tables
        }
        seq, head = chain_head(connection)
    return {
        "url": engine.url.render_as_string(hide_password=True),
        "engine": engine.dialect.name,
        "schema": revision(engine, where),
        "schema_known": HEAD,
        "bytes": path.stat().st_size if path is not None else None,
        "rows": rows,
        "events": seq,
        "head": head,
    }
