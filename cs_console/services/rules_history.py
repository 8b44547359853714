"""The history of policies and phrasebooks, and the word that a copy is behind the shop's (rules E6, E7)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from cs_console.domain.book_edits import BookRef
from cs_console.domain.entities import Actor
from cs_console.domain.rules_history import RulesStanding, RulesState, RulesVersion, changed_files
from cs_console.services.context import ServiceContext
from cs_console.services.ports.uow import UnitOfWork


class RulesHistoryService:
    """Notes each state of the files when a console meets it, or a service makes it; `state` reads them as they lie."""

    def __init__(self, context: ServiceContext, state: Callable[[], RulesState]) -> None:
        self._context = context
        self._state = state

    def noticed(self, actor: Actor, *, edited: bool = False) -> RulesStanding:
        """Say how this copy stands; a state never met before becomes the shop's newest.

        A state met before counts as behind, unless it was `edited` under this very console: then somebody
        went back on purpose, and it becomes the newest again.
        """
        now = self._state()
        with self._context.uow.read() as uow:
            standing, new = _judged(uow, now, edited=edited)
        if not new:
            return standing
        with self._context.uow.write(actor, "rules.noticed") as uow:
            standing, new = _judged(uow, now, edited=edited)
            if new:
                last = _last(uow)
                uow.add(
                    RulesVersion(
                        digest=now.digest,
                        files=now.files,
                        changed=changed_files(last.files, now.files) if last else (),
                        seen_at=uow.now,
                        seen_by=actor.agent,
                        console=actor.console,
                    )
                )
        return standing

    @contextmanager
    def edited_by(self, actor: Actor, book: BookRef | None = None) -> Iterator[None]:
        """Whoever edits the files in here is noted with what that changed, at once and from wherever it was done.

        What lay there before is noted first: an edit by hand that no console met yet is nobody else's. A personal
        `book` is none of the shop's rules.
        """
        if book is not None and book.agent:
            yield
            return
        self.noticed(actor)
        yield
        self.noticed(actor, edited=True)

    def history(self, limit: int | None = None) -> tuple[RulesVersion, ...]:
        """The states met so far, newest first: who met each first, when, and what it changed."""
        with self._context.uow.read() as uow:
            return tuple(uow.find(RulesVersion, limit=limit, newest_first=True))

    def standing(self) -> RulesStanding:
        """How this copy stands, without noting anything."""
        with self._context.uow.read() as uow:
            return _judged(uow, self._state(), edited=False)[0]


def _last(uow: UnitOfWork) -> RulesVersion | None:
    found = uow.find(RulesVersion, limit=1, newest_first=True)
    return found[0] if found else None


def _judged(uow: UnitOfWork, now: RulesState, *, edited: bool) -> tuple[RulesStanding, bool]:
    """How `now` stands, and whether it is to be noted; a folder that is away (a share, rule E7) is no edit."""
    last = _last(uow)
    if not now.files:
        return RulesStanding(), False
    if last is None or edited:
        return RulesStanding(), last is None or last.digest != now.digest
    if last.digest == now.digest:
        return RulesStanding(), False
    met = bool(uow.find(RulesVersion, digest=now.digest, limit=1))
    return RulesStanding(last if met else None), not met
