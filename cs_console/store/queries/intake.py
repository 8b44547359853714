"""Reads about intake."""

from __future__ import annotations

from sqlalchemy import Connection


class IntakeQueries:
    """Reads about intake; see `services.ports.intake`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
