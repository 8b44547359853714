"""What the tests of queue, capture and intake share: services on a real store, a clock that stands still."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from cs_console.domain.entities import Actor, Inquiry
from cs_console.domain.guard import GuardLists
from cs_console.domain.policy import Policies
from cs_console.domain.records import ChatRecord, Parsed, Reject
from cs_console.domain.vocabulary import MessageRole, Platform
from cs_console.services.capture import CaptureService, InquiryDraft
from cs_console.services.context import Books, ServiceContext
from cs_console.services.intake import IntakeService
from cs_console.services.journal import JournalService
from cs_console.services.queue import QueueService
from cs_console.store.engine import open_engine
from cs_console.store.tables import METADATA
from cs_console.store.uow import SqlUnitOfWorkFactory

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
"""Friday 12:00 in Shanghai, in the day shift."""

MIN = Actor("张敏", console="console-min")
LI = Actor("李丽", role="agent", console="console-li")
LEAD = Actor("王组长", role="lead", console="console-lead")
SHELL = Actor("蔡蔡")
"""An agent on the command line: no console renews the claim."""


class Clock:
    """A clock that moves only when told."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **span: float) -> datetime:
        self.now += timedelta(**span)
        return self.now


@dataclass
class Files:
    """Stands for the readers: gives what the test put in, remembers the rejects written."""

    parsed: Parsed | None = None
    rejects: list[tuple[Path, tuple[Reject, ...]]] = field(default_factory=list)

    def read(self, path: Path, platform: Platform | None, progress: Callable[[int, int], None] | None) -> Parsed:
        assert self.parsed is not None
        return self.parsed

    def sha256(self, path: Path) -> str:
        return "0" * 64

    def parse_chat(self, text: str, now: datetime) -> tuple[ChatRecord, ...]:
        return (ChatRecord(text=text, row=1),)

    def write_rejects(self, path: Path, rejects: tuple[Reject, ...]) -> Path:
        self.rejects.append((path, rejects))
        return path.with_suffix(".rejects.csv")

    def write_handover(self, name: str, documents: object) -> tuple[Path, ...]:
        raise AssertionError("intake writes no handover")


@dataclass
class Bench:
    """One store with the services on it."""

    engine: Engine
    context: ServiceContext
    clock: Clock
    files: Files
    queue: QueueService
    capture: CaptureService
    intake: IntakeService
    journal: JournalService

    def ask(self, buyer: str = "小鱼", text: str = "什么时候发货", **more: object) -> Inquiry:
        """A new inquiry from the form."""
        return self.capture.new(MIN, InquiryDraft(buyer=buyer, text=text, **more))  # type: ignore[arg-type]

    def said(self, *lines: tuple[str, str, int], role: MessageRole | None = None) -> list[ChatRecord]:
        """Chat records (sender, text, seconds after noon)."""
        return [
            ChatRecord(text=text, row=row, sender=sender, at=NOON + timedelta(seconds=at), role=role)
            for row, (sender, text, at) in enumerate(lines, 1)
        ]

    def inquiry(self, inquiry_id: int) -> Inquiry:
        with self.context.uow.read() as uow:
            return uow.require(Inquiry, inquiry_id)


def _untouched(*_arguments: object) -> Any:
    raise AssertionError("queue, capture and intake ask for no phrases")


@contextmanager
def bench(path: Path, policies: Policies | None = None, clock: Clock | None = None) -> Iterator[Bench]:
    """Services on the SQLite file at `path`, made if missing."""
    engine = open_engine(f"sqlite:///{path}")
    if not path.exists():
        METADATA.create_all(engine)
    clock = clock or Clock()
    in_force = policies or Policies()
    context = ServiceContext(
        uow=SqlUnitOfWorkFactory(engine, clock, str(path)), clock=clock,
        policies=lambda: in_force, books=lambda: Books(),
        guard=GuardLists, index=_untouched, word=lambda _kind, token: token,
    )  # fmt: skip
    capture = CaptureService(context)
    files = Files()
    yield Bench(
        engine, context, clock, files, QueueService(context), capture,
        IntakeService(context, files, capture), JournalService(context),
    )  # fmt: skip
    engine.dispose()


def all_at_once(count: int, work: Callable[[int], None]) -> None:
    """Run `work` in `count` threads that start together; re-raises the first error."""
    gate = threading.Barrier(count)
    errors: list[Exception] = []

    def run(number: int) -> None:
        gate.wait()
        try:
            work(number)
        except Exception as error:  # noqa: BLE001 - the test re-raises it
            errors.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
