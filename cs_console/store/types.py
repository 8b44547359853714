"""Column types that read well in `sqlite3` and behave the same on PostgreSQL."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, String, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

from cs_console.errors import StoreUnavailable


def to_iso(moment: datetime) -> str:
    """UTC ISO 8601 with milliseconds and ``Z``: sorts as text, reads by eye."""
    if moment.tzinfo is None:
        raise ValueError(f"naive time reached the store: {moment!r}")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def from_iso(text: str) -> datetime:
    """The aware UTC time that `to_iso` wrote; `StoreUnavailable` for what somebody wrote past us."""
    try:
        return datetime.fromisoformat(text)
    except (TypeError, ValueError) as error:
        raise StoreUnavailable("store.damaged") from error


class UtcTime(TypeDecorator[datetime]):
    """An aware time: ISO text on SQLite, `timestamptz` elsewhere. Naive times are refused."""

    impl = String(24)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Text on SQLite, a real timestamp with zone elsewhere."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(String(24))
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Refuse naive times; write UTC."""
        if value is None:
            return None
        return to_iso(value) if dialect.name == "sqlite" else value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Give back an aware UTC time."""
        if value is None:
            return None
        return value.astimezone(UTC) if isinstance(value, datetime) else from_iso(value)


class JsonText(TypeDecorator[Any]):
    """Tuples and mappings as compact JSON text, readable and the same on both engines."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Write canonical JSON."""
        return None if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Read lists back as tuples, so that entities stay hashable."""
        return None if value is None else from_json(value)


def from_json(text: str) -> Any:
    """What compact JSON text holds; `StoreUnavailable` for what somebody wrote past us."""
    try:
        return _tuples(json.loads(text))
    except (TypeError, ValueError) as error:
        raise StoreUnavailable("store.damaged") from error


def _tuples(value: Any) -> Any:
    return tuple(_tuples(item) for item in value) if isinstance(value, list) else value
