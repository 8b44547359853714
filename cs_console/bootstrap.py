"""The only module that wires concrete parts together: workspace → store, policies, books, services, screen.

Concrete parts are imported inside the functions: the first paint needs `screen_setup` alone, and
`--help` nothing (SQLModel costs 0.5 s, the policies' models 0.2 s, the readers 0.1 s).
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from cs_console import i18n
from cs_console.adapters.clock import system_clock
from cs_console.errors import StoreUnavailable, Usage
from cs_console.workspace import Workspace, at

if TYPE_CHECKING:
    from cs_console.adapters.files import WorkspaceFiles
    from cs_console.config.live import LiveConfig
    from cs_console.domain.news import CheckLine
    from cs_console.intake.options import IntakeOptions
    from cs_console.services.context import ServiceContext
    from cs_console.services.facade import Services
    from cs_console.store.backup import StoreCheck
    from cs_console.store.uow import SqlUnitOfWorkFactory
    from cs_console.tui.context import Setup

Clock = Callable[[], datetime]


# -- workspaces --------------------------------------------------------------------------------


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
            for path in sorted((*source.rglob("*.yaml"), *source.rglob("*.json"))):
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


def create_demo(root: Path, progress: Callable[[int, int], None] | None = None) -> None:
    """A workspace with a believable shop-day up to now, carried through the real readers and services.

    It is made beside the folder and renamed when whole: a half-made demo shop is never opened.
    """
    from cs_console.adapters.clock import ManualClock
    from cs_console.services.demo import generate
    from cs_console.services.demo.fill import fill_shop

    making = root.with_name(f".{root.name}.making")
    shutil.rmtree(making, ignore_errors=True)
    now = system_clock()
    create_workspace(making)
    clock = ManualClock(now)
    opened = open_workspace(at(making), clock=clock)
    try:
        shop = generate(now, zone=opened.services.context.zone)
        fill_shop(opened.services, shop, clock, making / "data" / "demo", progress=progress)
    finally:
        opened.close()
    if root.is_dir():
        root.rmdir()
    making.replace(root)


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


def load_config(workspace: Workspace) -> LiveConfig:
    """The policies and books of a workspace as they stand."""
    from cs_console.adapters.book_cache import BookCache
    from cs_console.config.live import LiveConfig

    return LiveConfig.load(workspace.policies, workspace.phrasebooks, BookCache(workspace.cache))


def open_workspace(workspace: Workspace, *, clock: Clock = system_clock, config: LiveConfig | None = None) -> Opened:
    """Open the store (migrating it when behind), load policies and books, build the services."""
    from cs_console.adapters.book_cache import BookCache
    from cs_console.adapters.public_holidays import public_holidays
    from cs_console.services.context import ServiceContext

    live = config or load_config(workspace)
    live.keep_personal(workspace.personal_phrases)
    live.keep_public_holidays(public_holidays(), lambda: clock().date())
    store = open_store(workspace, clock)
    i18n.set_zone(ZoneInfo(live.current_policies().shop.zone))
    i18n.set_shifts(lambda: live.current_policies().shifts.shifts)
    context = ServiceContext(
        uow=store,
        clock=clock,
        policies=live.current_policies,
        books=live.current_books,
        guard=live.guard,
        index=BookCache(workspace.cache).index,
        word=i18n.token,
    )
    return Opened(workspace, live, wired_services(workspace, live, context), store)


def wired_services(workspace: Workspace, live: LiveConfig, context: ServiceContext) -> Services:
    """The services over the ports to this machine: files below the workspace, policies, platforms."""
    from cs_console.adapters.atomic import write_atomic
    from cs_console.adapters.exports import ExportFolder
    from cs_console.adapters.files import QuickPhraseFile
    from cs_console.adapters.goods import GoodsFiles
    from cs_console.adapters.handover_files import HandoverFiles
    from cs_console.adapters.inbox import Inbox
    from cs_console.adapters.pins import RosterPins
    from cs_console.config.book_writer import BookWriter
    from cs_console.config.plain_yaml import plain_yaml
    from cs_console.config.roster_writer import RosterWriter
    from cs_console.config.team_file import NAME, with_pin
    from cs_console.export.handover import handover_schema, read_mark, render_handover
    from cs_console.export.intake_report import inbox_report
    from cs_console.export.quick_phrases import quick_phrase_file
    from cs_console.export.sheets import sheet_file
    from cs_console.export.tables import RegisterForms
    from cs_console.intake.goods_sheet import read_goods
    from cs_console.intake.quick_phrases import read_quick_phrases
    from cs_console.platforms.connect import Platforms
    from cs_console.services.facade import Services

    return Services.build(
        context,
        files=input_files(workspace, live),
        logs=HandoverFiles(workspace.handovers, render_handover, read_mark, handover_schema),
        goods=GoodsFiles(lambda path: read_goods(path, options=intake_options(live), yaml=plain_yaml)),
        seats=RosterPins(workspace.policies / NAME, with_pin, live.reread),
        roster=RosterWriter(
            workspace.policies, write=write_atomic, reread=live.reread, public_holidays=live.public_holidays
        ),
        inbox=Inbox(workspace.inbox, live.current_policies().intake.settle_seconds),
        config=live,
        write_report=inbox_report,
        forms=RegisterForms(),
        exports=ExportFolder(workspace.exports, sheet_file),
        books=BookWriter(
            workspace.phrasebooks, workspace.personal_phrases, write=write_atomic, reread=live.reread,
            former=workspace.former_books,
        ),
        quick=QuickPhraseFile(read_quick_phrases, quick_phrase_file),
        platforms=Platforms(workspace.secrets, workspace.write_backs, write_atomic, context.clock),
    )  # fmt: skip


def input_files(workspace: Workspace, live: LiveConfig) -> WorkspaceFiles:
    """The readers of exports and pasted chats, with this shop's options as they stand at each reading."""
    from cs_console.adapters.files import WorkspaceFiles
    from cs_console.intake.chat import parse_chat
    from cs_console.intake.reader import read_file

    return WorkspaceFiles(
        reader=lambda path, platform, progress: read_file(
            path, options=intake_options(live), platform=platform, progress=progress
        ),
        chat_parser=lambda text, now: parse_chat(text, options=intake_options(live), now=now),
        rejects=workspace.rejects,
    )


def intake_options(live: LiveConfig) -> IntakeOptions:
    """What the readers need of the policies: zone, own nicks, limits, columns and words of this shop."""
    from cs_console.domain.vocabulary import OrderStatus
    from cs_console.intake.options import IntakeOptions

    policies = live.current_policies()
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


# -- the store ---------------------------------------------------------------------------------


def open_store(workspace: Workspace, clock: Clock = system_clock) -> SqlUnitOfWorkFactory:
    """The store alone, at this program's schema."""
    from cs_console.services.writeback_queue import queue_write_backs
    from cs_console.store.engine import open_engine
    from cs_console.store.migrate import migrate
    from cs_console.store.uow import SqlUnitOfWorkFactory

    path = workspace.store_path
    where = str(path) if path else "PostgreSQL"
    if path is not None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreUnavailable("store.unopenable", where=where) from error
    engine = open_engine(workspace.url)
    migrate(engine, where, store_path=path, backups=workspace.backups, now=clock())
    return SqlUnitOfWorkFactory(engine, clock, where, queue_write_backs)


def store_facts(opened: Opened) -> dict[str, Any]:
    """Where the store is, its schema, size, rows by table and the journal's head."""
    from cs_console.store import facts

    return facts.store_facts(opened.store.engine, opened.workspace.store_path)


def backup(workspace: Workspace, target: Path | None) -> Path:
    """Copy the live SQLite store to a file or into a folder, check the copy, and say where it is."""
    from cs_console.store.backup import backup_sqlite

    name = f"console-{datetime.now(UTC):%Y%m%d-%H%M%S}.db"
    path = target or workspace.backups
    path = path / name if target is None or path.is_dir() else path
    backup_sqlite(_sqlite_file(workspace), path)
    return path


def restore(workspace: Workspace, source: Path) -> Path:
    """Put a checked backup in the SQLite store's place; gives where the former store is kept."""
    from cs_console.store.backup import restore_sqlite

    keep = workspace.backups / f"before-restore-{datetime.now(UTC):%Y%m%d-%H%M%S}.db"
    restore_sqlite(source, _sqlite_file(workspace), keep)
    return keep


def pin_matches(pin_hash: str, pin: str) -> bool:
    """Whether a PIN belongs to a hash of the roster; asks no store, for whoever restores one."""
    from cs_console.adapters import pins

    return pins.pin_matches(pin_hash, pin)


def check_store(workspace: Workspace) -> StoreCheck | None:
    """SQLite's own checks of the store; None on another engine."""
    from cs_console.store.backup import check_sqlite

    return check_sqlite(workspace.store_path) if workspace.store_path is not None else None


def _sqlite_file(workspace: Workspace) -> Path:
    if workspace.store_path is None:
        raise Usage("db.sqlite_only")
    return workspace.store_path


# -- files that people edit --------------------------------------------------------------------


def check_files(root: Path | None, paths: Sequence[Path] = ()) -> list[CheckLine]:
    """What is wrong with a workspace's policies and books, or with the files named."""
    from cs_console.config.check import check_paths, check_workspace
    from cs_console.config.render import line_of, message_of
    from cs_console.domain.news import CheckLine

    problems = check_paths(paths) if paths or root is None else check_workspace(root)
    return [
        CheckLine(str(one.path), one.line, one.column, str(one.severity), one.code, message_of(one), line_of(one))
        for one in problems
    ]


def check_codes() -> list[tuple[str, str]]:
    """Every code that a check may report, with what is said for it."""
    from cs_console.config.render import codes

    return codes()


# -- files that go out ------------------------------------------------------------------------


def table_bytes(kind: str, tables: Mapping[str, Sequence[Sequence[object]]]) -> bytes:
    """Figures or registers as ``csv`` (the first table) or ``xlsx`` (a sheet each)."""
    from cs_console.export.sheets import sheet_file

    return sheet_file(kind, tables)


def write_file(path: Path, data: bytes) -> None:
    """Write a file that a command was told to, whole or not at all."""
    from cs_console.adapters.atomic import write_atomic

    write_atomic(path, data)


# -- the log file ------------------------------------------------------------------------------


def start_logging(workspace: Workspace) -> None:
    """Send details to the workspace's log, masked."""
    from cs_console.adapters.logfile import start_logging

    start_logging(workspace.logs)


def crash_log(error: BaseException) -> Path:
    """Log an unforeseen error; gives the file."""
    from cs_console.adapters.logfile import crash_log

    return crash_log(error)


# -- the screen --------------------------------------------------------------------------------


def screen_setup(
    workspace: Workspace,
    open_services: Callable[[], Services],
    *,
    agent: str | None,
    os_user: str,
    console: str,
    language: str | None = None,
    browser: bool = False,
) -> Setup:
    """All that the workstation is given; `open_services` runs in its first worker, after the first paint.

    `language` was asked for by flag or environment; None leaves it to `settings.yaml`. In a `browser` the only
    clipboard is the reader's, by OSC 52: the system's own is the server's.
    """
    from cs_console.adapters.atomic import write_atomic
    from cs_console.adapters.clipboard import Clipboard
    from cs_console.adapters.drafts import FileDrafts
    from cs_console.config.screen import screen_facts
    from cs_console.store.glance import first_rows
    from cs_console.tui.context import ScreenSettings, Setup

    facts = screen_facts(workspace.policies, workspace.data / "cache" / "screen.json", write_atomic)
    zone = ZoneInfo(facts.zone)
    i18n.set_language(language or facts.language)
    i18n.set_zone(zone)
    path = workspace.store_path
    return Setup(
        open_services=open_services,
        glance=lambda: first_rows(path) if path is not None else (),
        drafts=FileDrafts(workspace.drafts / f"{_file_name(agent or os_user) or 'seat'}.json"),
        clipboard=Clipboard(mode="osc52" if browser else facts.clipboard),
        clock=system_clock,
        log_file=str(workspace.logs / "console.log"),
        agent=agent,
        os_user=os_user,
        console=console,
        zone=zone,
        settings=ScreenSettings(
            keys=facts.keys,
            theme=facts.theme,
            alert=facts.alert,
            draft_seconds=facts.draft_ms / 1000,
            refresh_seconds=float(facts.refresh_seconds),
        ),
    )


def _file_name(text: str) -> str:
    """Letters, digits and hanzi of a name: never a path (rule X2)."""
    return "".join(character for character in text if character.isalnum())
