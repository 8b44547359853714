"""Every row against the events that made it: what was edited, taken out or put in past the journal (rules K5, H7)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, cast

from cs_console.domain.entities import Entity
from cs_console.domain.replay import restored
from cs_console.services.ports.uow import UnitOfWork

_STAMPS = frozenset({"version", "changed_by", "changed_at"})
UNTOLD: Mapping[str, frozenset[str]] = {"Inquiry": frozenset({"lease_until"})}
"""What changes without an event: a lease says only that a console is alive (rule Q5)."""

AT_ONCE = 5000
"""Rows looked at together, so that a big store does not have to fit into memory."""


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One row that is not as its events left it: ``differs``, ``lost``, ``slipped_in`` or ``unreadable``.

    `facts` name what it is.
    """

    kind: str
    id: int
    problem: str
    facts: Mapping[str, Any]


def row_problems(uow: UnitOfWork, kinds: Iterable[type[Entity]]) -> Iterator[RowProblem]:
    """What does not fit, kind by kind in the order of ids; rows whose payloads were purged cannot tell."""
    for kind in kinds:
        last = max(uow.journal.last_id(kind.__name__), uow.last_id(kind))
        for first in range(1, last + 1, AT_ONCE):
            yield from _chunk(uow, kind, range(first, min(first + AT_ONCE, last + 1)))


def _chunk(uow: UnitOfWork, kind: type[Entity], ids: range) -> Iterator[RowProblem]:
    name = kind.__name__
    told = uow.journal.replay(name, ids)
    found, damaged = uow.legible(kind, ids)
    rows = {row.id: row for row in found}
    for number in sorted({*told, *rows, *damaged}):
        payload, row = told.get(number), rows.get(number)
        if number in damaged:
            yield RowProblem(name, number, "unreadable", payload or {})
        elif row is None:
            yield RowProblem(name, number, "lost", payload or {})
        elif number not in told:
            yield RowProblem(name, number, "slipped_in", _facts(row))
        elif payload is not None and (facts := _facts(row)) != {**facts, **_given(kind, payload)}:
            yield RowProblem(name, number, "differs", facts)


def _given(kind: type[Entity], payload: Mapping[str, Any]) -> dict[str, Any]:
    untold = _STAMPS | UNTOLD.get(kind.__name__, frozenset())
    return restored(kind, {name: value for name, value in payload.items() if name not in untold})


def _facts(row: Entity) -> dict[str, Any]:
    return {one.name: _told(getattr(row, one.name)) for one in fields(cast(Any, row)) if one.name not in _STAMPS}


def _told(value: Any) -> Any:
    """A value as the journal tells it: times to the millisecond, whatever else a store keeps."""
    return value.replace(microsecond=value.microsecond // 1000 * 1000) if isinstance(value, datetime) else value
