"""Reads about phrase uses."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, Integer, cast, func, select

from cs_console.domain.entities import PhraseUse
from cs_console.store.mapping import table

_USES = table(PhraseUse)


class PhraseQueries:
    """Reads about phrase uses; see `services.ports.phrases`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def told(self, buyer: str) -> list[tuple[str, str]]:
        """(phrase id, variant hash) of everything a buyer was told, oldest first."""
        statement = select(_USES.c.phrase_id, _USES.c.variant_hash).where(_USES.c.buyer == buyer).order_by(_USES.c.id)
        return [(str(phrase), str(variant)) for phrase, variant in self._connection.execute(statement)]

    def use_counts(self, agent: str | None = None) -> Mapping[str, int]:
        """How often each phrase was used, by everybody or by one agent."""
        statement = select(_USES.c.phrase_id, func.count()).group_by(_USES.c.phrase_id)
        if agent is not None:
            statement = statement.where(_USES.c.agent == agent)
        return {str(phrase): int(count) for phrase, count in self._connection.execute(statement)}

    def usage(self) -> list[tuple[str, str, int, int]]:
        """(phrase id, agent, used, edited before use), most used first."""
        statement = (
            select(_USES.c.phrase_id, _USES.c.agent, func.count(), func.sum(cast(_USES.c.edited, Integer)))
            .group_by(_USES.c.phrase_id, _USES.c.agent)
            .order_by(func.count().desc(), _USES.c.phrase_id)
        )
        return [
            (str(phrase), str(agent), int(used), int(edited or 0))
            for phrase, agent, used, edited in self._connection.execute(statement)
        ]
