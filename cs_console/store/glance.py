"""The first rows of the queue through plain `sqlite3`, before SQLModel is imported: the first paint.

Standard library only. What it gives is what the full read gives for the same rows; a store that is
not there, locked or of another schema gives none, and the full opening says why.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

_ROWS = """
SELECT i.id, i.received_at, i.unanswered_since, i.due_at, i.buyer, i.category, i.priority, i.state, i.owner,
       i.order_no, i.summary, i.channel, i.platform, coalesce(nullif(o.paid_fen, 0), o.total_fen), o.flag
FROM inquiries i LEFT JOIN orders o ON o.id = i.order_id
WHERE i.state NOT IN ('resolved', 'lost') AND i.due_at {part}
ORDER BY {order} LIMIT ?
"""
_RANK = "CASE i.priority WHEN 'urgent' THEN 0 WHEN 'high' THEN 1 WHEN 'normal' THEN 2 ELSE 3 END"
_PARTS = (
    _ROWS.format(part="IS NOT NULL", order=f"i.due_at, {_RANK}, i.id"),
    _ROWS.format(part="IS NULL", order="i.id DESC"),
)
"""What is owed first, then what is quiet, each over the partial index: the order of work (rule Q4)."""


@dataclass(frozen=True, slots=True)
class GlanceRow:
    """One queue row as stored: times are UTC ISO text, enums their tokens."""

    id: int
    received_at: str | None
    unanswered_since: str | None
    due_at: str | None
    buyer: str
    category: str
    priority: str
    state: str
    owner: str
    order_no: str
    summary: str
    channel: str
    platform: str
    order_fen: int | None
    order_flag: str | None


def first_rows(path: Path, limit: int = 40) -> Sequence[GlanceRow]:
    """The first `limit` open inquiries in the queue's order, or () when the store cannot be read so."""
    if not path.is_file():
        return ()
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=0.2)) as connection:
            rows: list[GlanceRow] = []
            for part in _PARTS:
                rows += (GlanceRow(*row) for row in connection.execute(part, (limit - len(rows),)))
            return tuple(rows)
    except sqlite3.Error:
        return ()
