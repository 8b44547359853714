"""What every service is built from: the store, the clock, and the policies and books in force."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from cs_console.domain.guard import GuardLists
from cs_console.domain.phrases import Books
from cs_console.domain.policy import Policies
from cs_console.services.ports.phrases import PhraseSearch
from cs_console.services.ports.uow import UnitOfWorkFactory


class BooksInForce(Protocol):
    """Gives the phrasebooks in force: the team's, with an agent named also that person's own."""

    def __call__(self, agent: str = "") -> Books:
        """The books; nobody's personal phrases are ever given for another agent."""


@dataclass(frozen=True, slots=True)
class ServiceContext:
    """Ports shared by all services.

    `policies`, `books` and `guard` are callables: a hot reload swaps what they give. `index` builds the
    search over phrases and synonyms; `word` gives the user's word for a token (``word("status", "paid")``).
    """

    uow: UnitOfWorkFactory
    clock: Callable[[], datetime]
    policies: Callable[[], Policies]
    books: BooksInForce
    guard: Callable[[], GuardLists]
    index: Callable[[Books], PhraseSearch]
    word: Callable[[str, str], str]

    @property
    def zone(self) -> ZoneInfo:
        """The shop's time zone (rule S1)."""
        return ZoneInfo(self.policies().shop.zone)

    def now(self) -> datetime:
        """The aware time now."""
        return self.clock()
