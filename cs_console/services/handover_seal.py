"""Sealing handover logs and checking the seals: each covers what was signed and the log sealed before (rule H7)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from cs_console.domain.entities import Handover, HandoverItem
from cs_console.domain.handover import content_hash
from cs_console.domain.vocabulary import HandoverState
from cs_console.services.ports.uow import UnitOfWork


@dataclass(frozen=True, slots=True)
class SealProblem:
    """One thing wrong with a log: ``altered``, ``unchained``, ``forked`` or ``anchor``."""

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
    """What does not fit: changed contents, broken links, and journal heads that the journal no longer has.

    The head printed in a log anchors the journal: cutting off its end leaves a head that points nowhere.
    """
    found = []
    logs = uow.find(Handover, state=HandoverState.SEALED.value)
    hashes = {log.content_hash for log in logs}
    followers = Counter(log.previous_hash for log in logs)
    for log in logs:
        if content_hash(log, uow.handovers.items(log.id), log.previous_hash) != log.content_hash:
            found.append(SealProblem(log.id, "altered"))
        if log.previous_hash and log.previous_hash not in hashes:
            found.append(SealProblem(log.id, "unchained"))
        if followers[log.previous_hash] > 1:
            found.append(SealProblem(log.id, "forked"))
    signed = [log for log in uow.find(Handover) if log.journal_head]
    found += [SealProblem(log.id, "anchor") for log in signed if not uow.journal.knows(log.journal_head)]
    return tuple(found)
