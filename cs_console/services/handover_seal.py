"""Sealing handover logs and checking the seals: each covers what was signed and the log sealed before (rule H7)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, cast

from cs_console.domain.entities import Addendum, Entity, Handover, HandoverItem, HandoverReview
from cs_console.domain.handover import addendum_hash, content_hash
from cs_console.domain.replay import restored
from cs_console.domain.vocabulary import HandoverState
from cs_console.services.ports.uow import UnitOfWork

_STAMPS = frozenset({"version", "changed_by", "changed_at"})
_KINDS: tuple[type[Entity], ...] = (Handover, HandoverItem, Addendum, HandoverReview)


@dataclass(frozen=True, slots=True)
class SealProblem:
    """One thing wrong with a log.

    ``altered``, ``unchained``, ``forked``: a seal; ``addendum``: a correction's chain; ``anchor``: a printed journal
    head that is gone; ``differs``, ``lost``, ``slipped_in``: a row that is not as its events left it.
    """

    handover_id: int
    problem: str


def seal(uow: UnitOfWork, handover: Handover, items: list[HandoverItem]) -> Handover:
    """Seal a decided log: its content hash covers the previous sealed log's (rule H7)."""
    last = uow.handovers.last_sealed()
    previous = last.content_hash if last is not None else ""
    return uow.change(
        handover, state=HandoverState.SEALED, sealed_at=uow.now, previous_hash=previous,
        content_hash=content_hash(handover, items, previous),
    )  # fmt: skip


def seal_problems(uow: UnitOfWork) -> tuple[SealProblem, ...]:
    """What does not fit: changed contents, broken links, journal heads that are gone, rows changed past the journal.

    The head printed in a log anchors the journal: cutting off its end leaves a head that points nowhere.
    """
    logs = uow.find(Handover)
    found = [*_seals(uow, logs), *_addenda(uow, logs)]
    found += [
        SealProblem(log.id, "anchor") for log in logs if log.journal_head and not uow.journal.knows(log.journal_head)
    ]
    for kind in _KINDS:
        found += _against_events(uow, kind)
    return tuple(dict.fromkeys(found))


def _seals(uow: UnitOfWork, logs: list[Handover]) -> Iterator[SealProblem]:
    sealed = [log for log in logs if log.state is HandoverState.SEALED]
    hashes = {log.content_hash for log in sealed}
    followers = Counter(log.previous_hash for log in sealed)
    for log in sealed:
        if content_hash(log, uow.handovers.items(log.id), log.previous_hash) != log.content_hash:
            yield SealProblem(log.id, "altered")
        if log.previous_hash and log.previous_hash not in hashes:
            yield SealProblem(log.id, "unchained")
        if followers[log.previous_hash] > 1:
            yield SealProblem(log.id, "forked")


def _addenda(uow: UnitOfWork, logs: list[Handover]) -> Iterator[SealProblem]:
    expected = {log.id: log.content_hash for log in logs}
    for one in uow.find(Addendum):
        if one.previous_hash != expected.get(one.handover_id) or addendum_hash(one) != one.content_hash:
            yield SealProblem(one.handover_id, "addendum")
        expected[one.handover_id] = one.content_hash


def _against_events(uow: UnitOfWork, kind: type[Entity]) -> Iterator[SealProblem]:
    """Rows edited, taken out or put in by somebody who went past the journal."""
    told = uow.journal.replay(kind.__name__)
    rows = {row.id: row for row in uow.find(kind)}
    for number, payload in told.items():
        row = rows.get(number)
        if row is None:
            yield SealProblem(number if kind is Handover else int((payload or {}).get("handover_id", 0)), "lost")
        elif payload is not None and _facts(row) != {**_facts(row), **_given(kind, payload)}:
            yield SealProblem(_log_id(row), "differs")
    for number, row in rows.items():
        if number not in told:
            yield SealProblem(_log_id(row), "slipped_in")


def _given(kind: type[Entity], payload: dict[str, Any]) -> dict[str, Any]:
    return restored(kind, {name: value for name, value in payload.items() if name not in _STAMPS})


def _facts(row: Entity) -> dict[str, Any]:
    return {one.name: _told(getattr(row, one.name)) for one in fields(cast(Any, row)) if one.name not in _STAMPS}


def _told(value: Any) -> Any:
    """A value as the journal tells it: times to the millisecond, whatever else a store keeps."""
    return value.replace(microsecond=value.microsecond // 1000 * 1000) if isinstance(value, datetime) else value


def _log_id(row: Entity) -> int:
    return row.id if isinstance(row, Handover) else int(cast(Any, row).handover_id)
