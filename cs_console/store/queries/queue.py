"""Reads about queue."""

from __future__ import annotations

from sqlalchemy import Connection


class QueueQueries:
    """Reads about queue; see `services.ports.queue`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
