"""Taking files in: orders, lines, refunds and chats, in chunks that can be repeated (rules R1, E3, K5)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from cs_console.domain.entities import Actor, ImportRun
from cs_console.domain.records import ChatRecord, OrderRecord, Parsed, RefundRecord, Reject
from cs_console.domain.vocabulary import Platform
from cs_console.services.capture import CaptureService
from cs_console.services.context import ServiceContext
from cs_console.services.intake_apply import Tally, apply_orders, apply_refunds
from cs_console.services.ports.machine import FilesPort

Progress = Callable[[int, int], None]
R = TypeVar("R", OrderRecord, RefundRecord)

REPEATED_ROWS = frozenset({"intake.notice.repeated_rows", "intake.notice.differing_rows"})
"""The readers' notices of rows that a file has twice, word for word or not."""

CHUNK = 500
"""Records in one transaction: half a file loses nothing stored, and agents can write in between."""


@dataclass(frozen=True, slots=True)
class IntakeReport:
    """What became of one file: rows read, and what the records in them changed."""

    name: str
    layout: str
    platform: Platform
    read: int
    new: int
    updated: int
    unchanged: int
    rejected: int
    duplicates: int
    rejects: tuple[Reject, ...]
    notices: tuple[tuple[str, dict[str, str]], ...]
    reject_file: Path | None
    encoding: str = ""
    file_time: datetime | None = None
    inquiry_ids: tuple[int, ...] = ()


class IntakeService:
    """Files in, through the readers behind `files`; the same file twice changes nothing."""

    def __init__(self, context: ServiceContext, files: FilesPort, capture: CaptureService) -> None:
        self._context = context
        self._files = files
        self._capture = capture

    def parse_chat(self, text: str) -> tuple[ChatRecord, ...]:
        """Pasted chat text as lines with sender and time, for `CaptureService.preview` and `take`."""
        return self._files.parse_chat(text, self._context.now())

    def take_file(
        self, actor: Actor, path: Path, *, platform: Platform | None = None, progress: Progress | None = None
    ) -> IntakeReport:
        """Read a file and store what is new in it; `progress(done, total)` is called along the way.

        Raises `BadInput` when the file cannot be read at all. Rows that cannot be read go to a reject
        file beside the report; the rest go in.
        """
        parsed = self._owned(actor, self._files.read(path, platform, progress))
        file_time = parsed.file_time or _modified(path, self._context.now())
        total = len(parsed.orders) + len(parsed.refunds) + len(parsed.chats)
        steps = _Steps(progress, total)
        tally = Tally()
        for orders in _chunks(parsed.orders, tally):
            with self._context.uow.write(actor, "intake.file") as uow:
                apply_orders(uow, orders, file_time, path.name, tally)
            steps.done(len(orders))
        for refunds in _chunks(parsed.refunds, tally):
            with self._context.uow.write(actor, "intake.file") as uow:
                apply_refunds(uow, refunds, file_time, tally)
            steps.done(len(refunds))
        tally.duplicates += sum(int(given.get("count", 0)) for code, given in parsed.notices if code in REPEATED_ROWS)
        inquiry_ids = self._take_chats(actor, parsed, platform, tally)
        steps.done(len(parsed.chats))
        report = self._report(path, parsed, tally, inquiry_ids)
        self._record(actor, path, parsed, report)
        return report

    def _owned(self, actor: Actor, parsed: Parsed) -> Parsed:
        """Lines that belong to no buyer are rejected, unless the file has no other: then it is refused as a whole."""
        lost = self._capture.nobodys(actor, parsed.chats)
        kept = tuple(one for one in parsed.chats if one.row not in lost)
        if not lost or not kept:
            return parsed
        rejects = [
            Reject(row=one.row, code="intake.reject.no_buyer", column="sender", value=one.text)
            for one in parsed.chats
            if one.row in lost
        ]
        return replace(parsed, chats=kept, rejects=tuple(sorted([*parsed.rejects, *rejects], key=lambda one: one.row)))

    def _take_chats(self, actor: Actor, parsed: Parsed, platform: Platform | None, tally: Tally) -> tuple[int, ...]:
        if not parsed.chats:
            return ()
        known = parsed.platform if parsed.platform is not Platform.OTHER else None
        taken = self._capture.take(actor, parsed.chats, platform=platform or known)
        tally.new += taken.new_lines
        tally.unchanged += taken.known_lines
        return taken.inquiry_ids

    def _report(self, path: Path, parsed: Parsed, tally: Tally, inquiry_ids: tuple[int, ...]) -> IntakeReport:
        reject_file = self._files.write_rejects(path, parsed.rejects) if parsed.rejects else None
        return IntakeReport(
            name=path.name, layout=parsed.layout, platform=parsed.platform, read=parsed.rows_read,
            new=tally.new, updated=tally.updated, unchanged=tally.unchanged, rejected=len(parsed.rejects),
            duplicates=tally.duplicates, rejects=parsed.rejects, notices=(*parsed.notices, *_conflicts(tally)),
            reject_file=reject_file, encoding=parsed.encoding, file_time=parsed.file_time,
            inquiry_ids=inquiry_ids,
        )  # fmt: skip

    def _record(self, actor: Actor, path: Path, parsed: Parsed, report: IntakeReport) -> None:
        with self._context.uow.write(actor, "intake.file") as uow:
            uow.add(ImportRun(
                name=path.name, sha256=self._files.sha256(path), layout=report.layout,
                platform=report.platform.value, file_time=parsed.file_time, at=uow.now, read=report.read,
                new=report.new, updated=report.updated, unchanged=report.unchanged,
                rejected=report.rejected, duplicates=report.duplicates,
            ))  # fmt: skip


@dataclass(slots=True)
class _Steps:
    """Tells how far storing has come."""

    report: Progress | None
    total: int
    so_far: int = 0

    def done(self, count: int) -> None:
        self.so_far += count
        if self.report is not None and count:
            self.report(self.so_far, self.total)


def _conflicts(tally: Tally) -> Iterator[tuple[str, dict[str, str]]]:
    """That remarks changed here and on the platform wait for somebody to decide (rule R1)."""
    if tally.conflicts:
        yield "intake.notice.conflicts", {"count": str(tally.conflicts)}


def _modified(path: Path, now: datetime) -> datetime:
    """When a file without a time of its own was written; never in the future."""
    return min(datetime.fromtimestamp(path.stat().st_mtime, UTC), now)


def _chunks(records: Sequence[R], tally: Tally) -> Iterator[list[R]]:
    """Chunks in which every order or refund stands once; a repeated one counts and comes in a later chunk."""
    waiting = list(records)
    while waiting:
        seen: set[tuple[str, str]] = set()
        chunk: list[R] = []
        repeated: list[R] = []
        for record in waiting:
            key = (record.platform.value, _number(record))
            (repeated if key in seen else chunk).append(record)
            seen.add(key)
        for start in range(0, len(chunk), CHUNK):
            yield chunk[start : start + CHUNK]
        tally.duplicates += len(repeated)
        waiting = repeated


def _number(record: OrderRecord | RefundRecord) -> str:
    return record.order_no if isinstance(record, OrderRecord) else record.refund_no
