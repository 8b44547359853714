"""Senders and batch writers in processes of their own, killed (SIGKILL) at named points of their work.

The processes are forked from one that has opened a workspace before, so that a kill costs its work and not its
imports. A process dies by its own hand at a point inside it; at the platform's points the stand-in has it killed.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from itertools import count
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from cs_console.domain.entities import Entity
    from cs_console.workspace import Workspace

TESTS = Path(__file__).resolve().parents[1]
PATIENCE = 60
"""Seconds after which a process that neither works nor dies fails the test."""

SENDER_POINTS = (
    "announcing", "announced", "reading", "read", "writing", "received", "applied", "written", "settling", "settled",
)  # fmt: skip
"""A sender's way with one row; `received` and `applied` are the platform's: before and after it took the write."""
HELD_POINTS = frozenset({"announced", "reading", "read", "writing", "received", "applied", "written", "settling"})
"""Points at which the row is announced and not settled: whoever dies there leaves it on its way."""
BATCH_POINTS = ("announcing", "announced", "saving", "renaming", "saved", "settling", "settled")
"""A batch writer's way with one file."""
HELD_BATCH_POINTS = frozenset({"announced", "saving", "renaming", "saved", "settling"})


def processes() -> ForkServerContext:
    """The way to start them: forked from a process that knows the product already."""
    context = multiprocessing.get_context("forkserver")
    if str(TESTS) not in os.environ.get("PYTHONPATH", "").split(os.pathsep):
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (str(TESTS), os.environ.get("PYTHONPATH"))))
    context.set_forkserver_preload(["platform_stub.warm"])
    return context


def started(
    work: Callable[..., None], workspace: Workspace, ready: Path, point: str = "", passing: int = 1
) -> BaseProcess:
    """A process at `work` that dies at its n-th passing of `point`; gives it once it has opened the shop."""
    process = processes().Process(target=work, args=(workspace, str(ready), point, passing))
    process.start()
    deadline = time.monotonic() + PATIENCE
    while not ready.exists():
        if not process.is_alive() or time.monotonic() > deadline:
            process.kill()
            raise AssertionError(f"the process did not start: {process.exitcode}")
        time.sleep(0.002)
    return process


def work_beside(process: BaseProcess, step: Callable[[], object]) -> None:
    """Go on with one's own work until the other process is dead by its own hand."""
    deadline = time.monotonic() + PATIENCE
    while process.is_alive():
        if time.monotonic() > deadline:
            process.kill()
            raise AssertionError("the process never came to its point")
        step()
    process.join()
    if process.exitcode != -signal.SIGKILL:
        raise AssertionError(f"the process failed by itself: {process.exitcode}")


def send_forever(workspace: Workspace, ready: str, point: str, passing: int) -> None:
    """A sender, until it is killed; `ready` is touched once it works."""
    from platform_stub.desk import KEYS

    from cs_console.bootstrap import open_workspace
    from cs_console.domain.writebacks import WriteBack, WriteBackState
    from cs_console.platforms.taobao import TaobaoGateway

    os.environ.update(KEYS)
    opened = open_workspace(workspace)
    actor = opened.services.people.actor("张敏", console=f"sender-{os.getpid()}")
    pass_by = _Doom(point, passing).pass_by
    with (
        _commits(opened.store.engine, pass_by, WriteBack, WriteBackState.SENDING),
        _around(TaobaoGateway, "read", pass_by, "reading", "read"),
        _around(TaobaoGateway, "write", pass_by, "writing", "written"),
    ):
        Path(ready).touch()
        while True:
            opened.services.writebacks.run(actor, limit=50)


def write_batches_forever(workspace: Workspace, ready: str, point: str, passing: int) -> None:
    """Batch files, one run after another, until it is killed."""
    from cs_console.bootstrap import open_workspace
    from cs_console.domain.writebacks import BatchState, WriteBackBatch
    from cs_console.platforms.connect import Platforms

    opened = open_workspace(workspace)
    actor = opened.services.people.actor("张敏", console=f"batches-{os.getpid()}")
    pass_by = _Doom(point, passing).pass_by
    with (
        _commits(opened.store.engine, pass_by, WriteBackBatch, BatchState.WRITING),
        _around(Platforms, "save", pass_by, "saving", "saved"),
        _around(Path, "replace", pass_by, "renaming", ""),
    ):
        Path(ready).touch()
        while True:
            opened.services.writebacks.batch(actor)


class _Doom:
    """Counts the passings of one point and dies at the n-th."""

    def __init__(self, point: str, passing: int) -> None:
        self._point = point
        self._left = count(passing - 1, -1)

    def pass_by(self, point: str) -> None:
        if point == self._point and next(self._left) == 0:
            os.kill(os.getpid(), signal.SIGKILL)
            signal.pause()


@contextmanager
def _around(owner: type, name: str, pass_by: Callable[[str], None], before: str, after: str) -> Iterator[None]:
    """Two points around a method."""
    method = getattr(owner, name)

    def watched(*given: Any, **named: Any) -> Any:
        pass_by(before)
        result = method(*given, **named)
        pass_by(after)
        return result

    with patch.object(owner, name, watched):
        yield


@contextmanager
def _commits(engine: Engine, pass_by: Callable[[str], None], kind: type[Entity], held: StrEnum) -> Iterator[None]:
    """Points around each commit of the outbox's own work: just before the store's commit, and when it is through.

    A commit that leaves a row held announces it; any other that changes one settles it.
    """
    from sqlalchemy import event

    from cs_console.services.writeback_queue import WRITE_BACK
    from cs_console.store.uow import SqlUnitOfWork

    leave = SqlUnitOfWork.__exit__
    names: list[str] = []

    def watched(
        uow: SqlUnitOfWork,
        error_kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if uow.act != WRITE_BACK or error is not None:
            return leave(uow, error_kind, error, trace)
        names.clear()
        if uow.find(kind, limit=1, state=held.value):
            names[:] = ("announcing", "announced")
        elif uow.changed(kind):
            names[:] = ("settling", "settled")
        leave(uow, error_kind, error, trace)
        if names:
            pass_by(names.pop())
        return None

    def committing(_: object) -> None:
        if len(names) == 2:
            pass_by(names.pop(0))

    event.listen(engine, "commit", committing)
    with patch.object(SqlUnitOfWork, "__exit__", watched):
        yield
