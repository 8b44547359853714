"""The only module that wires concrete parts together: workspace → store, policies, books, services."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from importlib import resources
from pathlib import Path
from zoneinfo import ZoneInfo

from cs_console.adapters.clock import system_clock
from cs_console.adapters.files import WorkspaceFiles
from cs_console.config.phrasebooks import LoadedBooks, load_phrasebooks
from cs_console.config.policies import LoadedPolicies, load_policies
from cs_console.config.problems import Problem
from cs_console.domain.policy import Policies
from cs_console.errors import StoreUnavailable
from cs_console.export.handover import render_handover
from cs_console.intake.chat import parse_chat
from cs_console.intake.options import IntakeOptions
from cs_console.intake.reader import read_file
from cs_console.services.context import Books, ServiceContext
from cs_console.services.facade import Services
from cs_console.store.engine import open_engine
from cs_console.store.migrate import migrate
from cs_console.store.uow import SqlUnitOfWorkFactory
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


@dataclass(slots=True)
class LiveConfig:
    """Policies and books in force; `reload` swaps them, a broken edit keeps the last good ones."""

    workspace: Workspace
    policies: LoadedPolicies
    books: LoadedBooks
    problems: tuple[Problem, ...] = field(default=())

    @classmethod
    def load(cls, workspace: Workspace) -> LiveConfig:
        """Read policies and books as they stand."""
        policies = load_policies(workspace.policies)
        books = load_phrasebooks(workspace.phrasebooks)
        return cls(workspace, policies, books, (*policies.problems, *books.problems))

    def current_policies(self) -> Policies:
        """The policies in force."""
        return self.policies.policies

    def current_books(self) -> Books:
        """The books in force."""
        return Books(self.books.phrases, self.books.synonyms, self.books.content_hash)

    def intake_options(self) -> IntakeOptions:
        """What the readers need of the policies: zone, own nicks, limits, extra columns."""
        policies = self.current_policies()
        own = {nick for member in policies.team.members for nick in (member.name, *member.former_names, *member.nicks)}
        return IntakeOptions(
            zone=ZoneInfo(policies.shop.zone),
            own_nicks=frozenset(own | set(policies.intake.own_nicks)),
            extra_columns=dict(policies.intake.extra_columns),
        )


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
    context = ServiceContext(
        uow=store, clock=clock, policies=live.current_policies, books=live.current_books
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
    return Opened(workspace, live, Services.build(context, files), store)


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
