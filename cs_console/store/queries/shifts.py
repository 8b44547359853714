"""Reads about shifts."""

from __future__ import annotations

from sqlalchemy import Connection


class ShiftQueries:
    """Reads about shifts; see `services.ports.shifts`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
