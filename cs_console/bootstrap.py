"""The only module that wires concrete parts together: workspace → store, policies, books, services."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from pathlib import Path
from zoneinfo import ZoneInfo

from cs_console import i18n
from cs_console.adapters.clock import system_clock
from cs_console.adapters.files import WorkspaceFiles
from cs_console.adapters.inbox import Inbox
from cs_console.adapters.phrase_search import BookIndex
from cs_console.config.guard_lists import guard_lists
from cs_console.config.phrasebooks import LoadedBooks, load_phrasebooks
from cs_console.config.policies import LoadedPolicies, load_policies
from cs_console.config.problems import Problem
from cs_console.config.reload import Reloaded, Reloader
from cs_console.config.render import line_of
from cs_console.domain.guard import GuardLists
from cs_console.domain.policy import Policies
from cs_console.domain.policy.tone import TonePolicy
from cs_console.domain.vocabulary import OrderStatus
from cs_console.errors import StoreUnavailable
from cs_console.export.handover import render_handover
from cs_console.export.intake_report import inbox_report
from cs_console.intake.chat import parse_chat
from cs_console.intake.options import IntakeOptions
from cs_console.intake.reader import read_file
from cs_console.services.context import Books, ServiceContext
from cs_console.services.facade import Services
from cs_console.services.ports.machine import ConfigNews
from cs_console.store.engine import open_engine
from cs_console.store.migrate import migrate
from cs_console.store.uow import SqlUnitOfWorkFactory
from cs_console.text.normalise import normalise
from cs_console.workspace import Workspace


def defaults_root() -> Path:
    """The shipped `policies/` and `phrasebooks/`: inside the wheel, or beside the package in a checkout."""
    packed = Path(str(resources.files("cs_console"))) / "_defaults"
    return packed if packed.is_dir() else Path(__file__).resolve().parent.parent


def create_workspace(root: Path) -> list[Path]:
    """Fill a folder with the shipped defaults and empty data folders; files already there are kept."""
    created: list[Path] = []
    try:
        for name in ("policies", "phrasebooks"):
            source = defaults_root() / name
            for path in sorted(source.rglob("*.yaml")):
                target = root / name / path.relative_to(source)
                if not target.exists():
                    target.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(path, target)
                    created.append(target)
        for name in ("inbox", "handovers", "drafts", "logs"):
            (root / "data" / name).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnavailable("file.write", where=str(root), reason=error.strerror or str(error)) from error
    return created


class LiveConfig:
    """Policies and books in force; implements `services.ports.machine.ConfigWatch`.

    Every call hands out what is in force now, so services follow a reload without knowing of it.
    """

    def __init__(self, workspace: Workspace, policies: LoadedPolicies, books: LoadedBooks) -> None:
        self.workspace = workspace
        self._reloader = Reloader(workspace.policies, workspace.phrasebooks, policies, books)
        self._guard: tuple[TonePolicy, GuardLists] | None = None

    @classmethod
    def load(cls, workspace: Workspace) -> LiveConfig:
        """Read policies and books as they stand."""
        return cls(workspace, load_policies(workspace.policies), load_phrasebooks(workspace.phrasebooks))

    @property
    def policies(self) -> LoadedPolicies:
        """The policies as loaded, with their problems."""
        return self._reloader.policies

    @property
    def books(self) -> LoadedBooks:
        """The books as loaded, with their problems."""
        return self._reloader.books

    def current_policies(self) -> Policies:
        """The policies in force."""
        return self.policies.policies

    def current_books(self) -> Books:
        """The books in force."""
        return Books(self.books.phrases, self.books.synonyms, self.books.content_hash)

    def guard(self) -> GuardLists:
        """The word lists in force, compiled once a policy."""
        policies = self.current_policies()
        if self._guard is None or self._guard[0] is not policies.tone:
            numbers = (policies.shop.hotline, policies.shop.return_phone)
            self._guard = (policies.tone, guard_lists(policies.tone, numbers, normalise))
        return self._guard[1]

    def intake_options(self) -> IntakeOptions:
        """What the readers need of the policies: zone, own nicks, limits, columns and words of this shop."""
        policies = self.current_policies()
        intake = policies.intake
        own = {nick for member in policies.team.members for nick in (member.name, *member.former_names, *member.nicks)}
        return IntakeOptions(
            zone=ZoneInfo(policies.shop.zone),
            own_nicks=frozenset(own | set(intake.own_nicks)),
            max_bytes=intake.max_file_mb * 1024 * 1024,
            max_inflated=intake.max_unzipped_mb * 1024 * 1024,
            max_rows=intake.max_rows,
            max_cell=intake.max_cell_chars,
            extra_columns={name: field for columns in intake.extra_columns.values() for name, field in columns.items()},
            statuses={
                word: OrderStatus(status) for words in intake.extra_statuses.values() for word, status in words.items()
            },
        )

    def problems(self) -> tuple[str, ...]:
        """What is wrong with the files in force now."""
        return _lines((*self.policies.problems, *self.books.problems))

    def poll(self) -> ConfigNews | None:
        """What changed since the last poll; a file still being written waits."""
        return _news(self._reloader.poll())

    def accept(self) -> ConfigNews | None:
        """Put the edit that was asked about into force."""
        return _news(self._reloader.accept())


def _lines(problems: tuple[Problem, ...]) -> tuple[str, ...]:
    return tuple(line_of(problem) for problem in problems if problem.is_error)


def _news(reloaded: Reloaded | None) -> ConfigNews | None:
    if reloaded is None:
        return None
    return ConfigNews(_lines(reloaded.problems), reloaded.asks_first, reloaded.lost_phrases)


@dataclass(slots=True)
class Opened:
    """An opened workspace: its services, its live configuration, and how to close it."""

    workspace: Workspace
    config: LiveConfig
    services: Services
    store: SqlUnitOfWorkFactory

    def close(self) -> None:
        """Give back the store's connections."""
        self.store.engine.dispose()


def open_workspace(
    workspace: Workspace, *, clock: Callable[[], datetime] = system_clock, config: LiveConfig | None = None
) -> Opened:
    """Open the store (migrating it when behind), load policies and books, build the services."""
    live = config or LiveConfig.load(workspace)
    store = open_store(workspace, clock)
    i18n.set_zone(ZoneInfo(live.current_policies().shop.zone))
    context = ServiceContext(
        uow=store,
        clock=clock,
        policies=live.current_policies,
        books=live.current_books,
        guard=live.guard,
        index=BookIndex,
        word=i18n.token,
    )
    files = WorkspaceFiles(
        reader=lambda path, platform, progress: read_file(
            path, options=live.intake_options(), platform=platform, progress=progress
        ),
        chat_parser=lambda text, now: parse_chat(text, options=live.intake_options(), now=now),
        render_handover=render_handover,
        rejects=workspace.rejects,
        handovers=workspace.handovers,
    )
    services = Services.build(
        context,
        files=files,
        inbox=Inbox(workspace.inbox, live.current_policies().intake.settle_seconds),
        config=live,
        write_report=inbox_report,
    )
    return Opened(workspace, live, services, store)


def open_store(workspace: Workspace, clock: Callable[[], datetime] = system_clock) -> SqlUnitOfWorkFactory:
    """The store alone, at this program's schema."""
    path = workspace.store_path
    where = str(path) if path else "PostgreSQL"
    if path is not None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreUnavailable("store.unopenable", where=where) from error
    engine = open_engine(workspace.url)
    migrate(engine, where, store_path=path, backups=workspace.backups, now=clock())
    return SqlUnitOfWorkFactory(engine, clock, where)
