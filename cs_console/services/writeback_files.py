"""Batch files of what changed since the last one: announced, written, then marked (rule R7).

The announcement holds the file's name and hash. Killed before the file is there, its rows go back in line;
killed after, they are marked by the next run. The rename is what decides, and it is atomic.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

from cs_console.domain.entities import Actor, Order
from cs_console.domain.policy.platforms import PlatformDef
from cs_console.domain.vocabulary import Platform
from cs_console.domain.writeback_rules import handed_over
from cs_console.domain.writebacks import BatchState, Route, WriteBack, WriteBackBatch, WriteBackState
from cs_console.errors import Conflict, StoreUnavailable
from cs_console.services.context import ServiceContext
from cs_console.services.ports.platforms import BatchFile, PlatformsPort
from cs_console.services.ports.uow import UnitOfWork
from cs_console.services.writeback_queue import WRITE_BACK, catch_up
from cs_console.services.writeback_send import is_orphan
from cs_console.services.writeback_views import BatchReport

HELD_SECONDS = 60
"""How long an announced file may take to be written before another run looks after it."""


class BatchWriter:
    """One run over the platforms given."""

    def __init__(self, context: ServiceContext, port: PlatformsPort, actor: Actor, folder: Path | None) -> None:
        self._context = context
        self._port = port
        self._actor = actor
        self._folder = (folder or port.folder()).absolute()

    def take_up(self) -> tuple[BatchReport, ...]:
        """Settle the files that a dead run announced: mark those that are there, free the rows of the others."""
        with self._context.uow.read() as uow:
            waiting = uow.find(WriteBackBatch, state=BatchState.WRITING.value)
        found = []
        for batch in waiting:
            if not is_orphan(batch, self._port.alive, self._context.now()):
                continue
            path = Path(batch.folder) / batch.name
            digest = self._port.digest(path)
            if digest is None:
                self._free(batch)
            else:
                found.append(self._mark(batch, path, altered=digest != batch.sha256, recovered=True))
        return tuple(found)

    def write(self, platform: Platform, definition: PlatformDef, *, delete_empty: bool) -> tuple[BatchReport, ...]:
        """All that is queued for a platform, at most `batch_rows` a file."""
        written: list[BatchReport] = []
        while announced := self._announce(platform, definition, delete_empty=delete_empty):
            try:
                for batch, file in announced:
                    self._port.save(self._folder / batch.name, file.data)
            except StoreUnavailable:
                self._give_back([batch for batch, _ in announced])
                raise
            for batch, _ in announced:
                written.append(self._mark(batch, self._folder / batch.name, altered=False, recovered=False))
        return tuple(written)

    def _give_back(self, batches: Sequence[WriteBackBatch]) -> None:
        """The disk refused: rows whose file is not there are back in line at once."""
        for batch in batches:
            if self._port.digest(self._folder / batch.name) is None:
                self._free(batch)
            else:
                self._mark(batch, self._folder / batch.name, altered=False, recovered=False)

    def _announce(
        self, platform: Platform, definition: PlatformDef, *, delete_empty: bool
    ) -> list[tuple[WriteBackBatch, BatchFile]]:
        with self._context.uow.write(self._actor, WRITE_BACK) as uow:
            limit = None if definition.empty_deletes else definition.batch_rows
            due = uow.writebacks.due([platform], None, limit)
            rows = [row for row in due if delete_empty or not deletes(definition, row)][: definition.batch_rows]
            if not rows:
                return []
            return [(self._claim(uow, platform, file), file) for file in self._port.batch_files(definition, rows)]

    def _claim(self, uow: UnitOfWork, platform: Platform, file: BatchFile) -> WriteBackBatch:
        latest = uow.find(WriteBackBatch, limit=1, newest_first=True)
        number = latest[0].id + 1 if latest else 1
        stamp = uow.now.astimezone(self._context.zone).strftime("%Y%m%d-%H%M%S")
        batch = uow.add(
            WriteBackBatch(
                platform=platform,
                folder=str(self._folder),
                name=f"{platform.value}-{stamp}-{number:04d}.{file.suffix}",
                sha256=sha256(file.data).hexdigest(),
                rows=len(file.rows),
                worker=self._port.worker(),
                lease_until=uow.now + timedelta(seconds=HELD_SECONDS),
                at=uow.now,
            )
        )
        for row in file.rows:
            uow.change(row, state=WriteBackState.SENDING, route=Route.BATCH, batch_id=batch.id)
        return batch

    def _mark(self, batch: WriteBackBatch, path: Path, *, altered: bool, recovered: bool) -> BatchReport:
        """The file is on disk: its rows are done and the platform is taken to have them."""
        with self._context.uow.write(self._actor, WRITE_BACK) as uow:
            current = uow.require(WriteBackBatch, batch.id)
            if current.state is BatchState.VOID:
                self._port.discard(path)
                raise Conflict("writeback.batch_lost", path=path)
            if current.state is BatchState.WRITING:
                uow.change(current, state=BatchState.WRITTEN, altered=altered, worker="", lease_until=None)
                rows = uow.find(WriteBack, batch_id=batch.id, state=WriteBackState.SENDING.value)
                self._hand_over(uow, rows)
        return BatchReport(batch.id, batch.platform, path, batch.rows, recovered, altered)

    @staticmethod
    def _hand_over(uow: UnitOfWork, rows: Sequence[WriteBack]) -> None:
        orders = {order.id: order for order in uow.find(Order, id=[row.order_id for row in rows])}
        for row in rows:
            uow.change(
                row, state=WriteBackState.DONE, sent_at=uow.now, tried=(), trouble=None, trouble_code="",
                next_try_at=None,
            )  # fmt: skip
            uow.change(orders[row.order_id], **handed_over(row))

    def _free(self, batch: WriteBackBatch) -> None:
        """The file was never written: its rows are as if nobody had taken them."""
        with self._context.uow.write(self._actor, WRITE_BACK) as uow:
            current = uow.require(WriteBackBatch, batch.id)
            if current.state is not BatchState.WRITING:
                return
            uow.change(current, state=BatchState.VOID, worker="", lease_until=None)
            rows = uow.find(WriteBack, batch_id=batch.id, state=WriteBackState.SENDING.value)
            for row in rows:
                uow.change(row, state=WriteBackState.QUEUED, route=None, batch_id=0)
            catch_up(uow, rows)


def deletes(definition: PlatformDef, row: WriteBack) -> bool:
    """Whether writing this row would delete the platform's remark, which must be meant (rule R7)."""
    return definition.empty_deletes and not row.remark and bool(row.base_remark)
