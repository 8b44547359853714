"""Policies and books in force in a running console: reloaded when edited, the last good ones kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from cs_console.config.files import content_hash, file_hashes, read_all
from cs_console.config.guard_lists import guard_lists
from cs_console.config.personal import PersonalBooks
from cs_console.config.phrasebooks import KeptBooks, LoadedBooks, load_phrasebooks
from cs_console.config.policies import LoadedPolicies, load_policies
from cs_console.config.problems import Problem
from cs_console.config.reload import Reloaded, Reloader
from cs_console.config.render import line_of
from cs_console.domain.book_edits import PROPOSAL
from cs_console.domain.guard import GuardLists
from cs_console.domain.holidays import PublicHolidays, with_public
from cs_console.domain.news import ConfigNews
from cs_console.domain.phrase_columns import untagged
from cs_console.domain.phrases import Books
from cs_console.domain.policy import Policies
from cs_console.domain.policy.shop import ShopPolicy
from cs_console.domain.policy.tone import TonePolicy
from cs_console.domain.rules_history import RulesState
from cs_console.text.normalise import normalise


class LiveConfig:
    """Implements `services.ports.machine.ConfigWatch`.

    Every call hands out what is in force now, so services follow a reload without knowing of it.
    """

    def __init__(self, policies_folder: Path, books_folder: Path, policies: LoadedPolicies, books: LoadedBooks) -> None:
        self._root = policies_folder.parent
        self._reloader = Reloader(policies_folder, books_folder, policies, books)
        self._guard: tuple[ShopPolicy, TonePolicy, GuardLists] | None = None
        self._team: tuple[LoadedBooks, Books] | None = None
        self._personal: PersonalBooks | None = None
        self._public: tuple[PublicHolidays, Callable[[], date]] | None = None
        self._dressed: tuple[Policies, date, Policies] | None = None

    @classmethod
    def load(cls, policies_folder: Path, books_folder: Path, kept: KeptBooks | None = None) -> LiveConfig:
        """Read policies and books as they stand; books that did not change may come from `kept`."""
        books = load_phrasebooks(books_folder, kept=kept)
        return cls(policies_folder, books_folder, load_policies(policies_folder), books)

    @property
    def policies(self) -> LoadedPolicies:
        """The policies as loaded, with their problems."""
        return self._reloader.policies

    @property
    def books(self) -> LoadedBooks:
        """The books as loaded, with their problems."""
        return self._reloader.books

    def current_policies(self) -> Policies:
        """The policies in force, public holidays among the shop's own."""
        loaded = self.policies.policies
        if self._public is None:
            return loaded
        known, today = self._public[0], self._public[1]()
        if self._dressed is None or self._dressed[0] is not loaded or self._dressed[1].year != today.year:
            shifts = with_public(loaded.shifts, known, today)
            self._dressed = (loaded, today, loaded.model_copy(update={"shifts": shifts}))
        return self._dressed[2]

    def keep_public_holidays(self, known: PublicHolidays, today: Callable[[], date]) -> None:
        """Which calendar of public holidays is there; without it there are the policy's own days alone."""
        self._public = (known, today)

    def public_holidays(self) -> PublicHolidays:
        """The calendar of public holidays, an empty one where none is installed."""
        return self._public[0] if self._public is not None else PublicHolidays()

    def keep_personal(self, where: Callable[[str], Path]) -> None:
        """Where each agent's own book lies; without it there are the team's alone."""
        self._personal = PersonalBooks(where)

    def current_books(self, agent: str = "") -> Books:
        """The books in force: the team's, without what waits for the admin (Q9), and the agent's own."""
        loaded = self.books
        if self._team is None or self._team[0] is not loaded:
            accepted = untagged(loaded.phrases, PROPOSAL)
            self._team = (loaded, Books(accepted, loaded.synonyms, loaded.content_hash))
        if not agent or self._personal is None:
            return self._team[1]
        return self._personal.joined(agent, self._team[1], loaded.phrases)

    def guard(self) -> GuardLists:
        """The word lists in force, compiled once a policy."""
        policies = self.current_policies()
        shop, tone = policies.shop, policies.tone
        if self._guard is None or self._guard[0] is not shop or self._guard[1] is not tone:
            numbers = (shop.hotline, shop.return_phone)
            self._guard = (shop, tone, guard_lists(tone, numbers, normalise, (shop.return_address,)))
        return self._guard[2]

    def problems(self) -> tuple[str, ...]:
        """What is wrong with the files in force now."""
        own = self._personal.problems if self._personal is not None else ()
        return _lines((*self.policies.problems, *self.books.problems, *own))

    def state(self) -> RulesState:
        """The files as they lie now, for the shop's history of them (rule E7)."""
        contents, _ = read_all(self._reloader.files())
        return RulesState(content_hash(contents, self._root), file_hashes(contents, self._root))

    def poll(self) -> ConfigNews | None:
        """What changed since the last poll; a file still being written waits."""
        return _news(self._reloader.poll())

    def reread(self) -> None:
        """Put into force what the console itself has just saved: nothing to wait for, nothing to ask."""
        self._reloader.reread()

    def accept(self) -> ConfigNews | None:
        """Put the edit that was asked about into force."""
        return _news(self._reloader.accept())


def _lines(problems: tuple[Problem, ...]) -> tuple[str, ...]:
    return tuple(line_of(problem) for problem in problems if problem.is_error)


def _news(reloaded: Reloaded | None) -> ConfigNews | None:
    if reloaded is None:
        return None
    return ConfigNews(_lines(reloaded.problems), reloaded.asks_first, reloaded.lost_phrases, reloaded.lost_in)
