"""Reads about phrases."""

from __future__ import annotations

from sqlalchemy import Connection


class PhraseQueries:
    """Reads about phrases; see `services.ports.phrases`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
