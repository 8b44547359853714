"""Reads about orders."""

from __future__ import annotations

from sqlalchemy import Connection


class OrderQueries:
    """Reads about orders; see `services.ports.orders`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
