"""Sealing handover logs and checking the seals: each covers what was signed and the log sealed before (rule H7)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

from cs_console.domain.entities import Addendum, Entity, Handover, HandoverItem, HandoverReview
from cs_console.domain.handover import addendum_hash, content_hash
from cs_console.domain.vocabulary import HandoverState
from cs_console.errors import StoreUnavailable
from cs_console.services.ports.uow import UnitOfWork
from cs_console.services.row_check import RowProblem, row_problems

E = TypeVar("E", bound=Entity)

LOG_KINDS: tuple[type[Entity], ...] = (Handover, HandoverItem, Addendum, HandoverReview)
"""What a log consists of."""


@dataclass(frozen=True, slots=True)
class SealProblem:
    """One thing wrong with a log.

    ``altered``, ``unchained``, ``forked``: a seal; ``addendum``: a correction's chain; ``anchor``: a printed journal
    head that is gone; ``differs``, ``lost``, ``slipped_in``, ``unreadable``: a row not as its events left it.
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
    logs = _all(uow, Handover)
    found = [*_seals(uow, logs), *_addenda(uow, logs)]
    found += [
        SealProblem(log.id, "anchor") for log in logs if log.journal_head and not uow.journal.knows(log.journal_head)
    ]
    found += [SealProblem(_log_id(row), row.problem) for row in row_problems(uow, LOG_KINDS)]
    return tuple(dict.fromkeys(found))


def _log_id(row: RowProblem) -> int:
    return row.id if row.kind == Handover.__name__ else int(row.facts.get("handover_id", 0))


def _seals(uow: UnitOfWork, logs: list[Handover]) -> Iterator[SealProblem]:
    sealed = [log for log in logs if log.state is HandoverState.SEALED]
    hashes = {log.content_hash for log in sealed}
    followers = Counter(log.previous_hash for log in sealed)
    for log in sealed:
        if not _as_sealed(uow, log):
            yield SealProblem(log.id, "altered")
        if log.previous_hash and log.previous_hash not in hashes:
            yield SealProblem(log.id, "unchained")
        if followers[log.previous_hash] > 1:
            yield SealProblem(log.id, "forked")


def _all(uow: UnitOfWork, kind: type[E]) -> list[E]:
    """All that can be read; what cannot is told with the rows."""
    return uow.legible(kind, range(1, uow.last_id(kind) + 1))[0]


def _as_sealed(uow: UnitOfWork, log: Handover) -> bool:
    try:
        return content_hash(log, uow.handovers.items(log.id), log.previous_hash) == log.content_hash
    except StoreUnavailable:
        return False


def _addenda(uow: UnitOfWork, logs: list[Handover]) -> Iterator[SealProblem]:
    expected = {log.id: log.content_hash for log in logs}
    for one in _all(uow, Addendum):
        if one.previous_hash != expected.get(one.handover_id) or addendum_hash(one) != one.content_hash:
            yield SealProblem(one.handover_id, "addendum")
        expected[one.handover_id] = one.content_hash
