"""Reads about handovers."""

from __future__ import annotations

from sqlalchemy import Connection


class HandoverQueries:
    """Reads about handovers; see `services.ports.handovers`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
