"""Reads about aftersales."""

from __future__ import annotations

from sqlalchemy import Connection


class AftersalesQueries:
    """Reads about aftersales; see `services.ports.aftersales`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
