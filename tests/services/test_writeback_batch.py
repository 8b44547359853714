"""Batch files of what changed since the last one: never twice, never lost (rules R1, R7)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from platform_stub.desk import Desk, files_in, pointed_at
from platform_stub.taobao import TaobaoStub

from cs_console.adapters.atomic import write_atomic
from cs_console.adapters.clock import ManualClock
from cs_console.bootstrap import Opened, open_workspace
from cs_console.config.live import LiveConfig
from cs_console.domain.entities import Order
from cs_console.domain.vocabulary import Flag, Platform
from cs_console.domain.writebacks import BatchState, WriteBackBatch, WriteBackState
from cs_console.errors import StoreUnavailable
from cs_console.platforms.connect import Platforms
from cs_console.services.writeback import WriteBackService
from cs_console.services.writeback_views import BatchesReport
from cs_console.workspace import Workspace


@pytest.fixture
def desk(workspace: Workspace, clock: ManualClock, shipped: LiveConfig) -> Iterator[Desk]:
    opened = open_workspace(workspace, clock=clock, config=pointed_at(workspace, shipped, "http://127.0.0.1:1/"))
    yield Desk(opened, TaobaoStub(), opened.services.people.actor("张敏"))
    opened.close()


def cells(path: Path) -> list[list[str]]:
    """A CSV's rows as a platform's tool reads them, ids trimmed."""
    data = path.read_bytes()
    text = data.decode("utf-8-sig") if data.startswith(b"\xef\xbb\xbf") else data.decode("gbk")
    return [[cell.strip("\t") for cell in line] for line in csv.reader(io.StringIO(text, newline=""))][1:]


def write(desk: Desk, **options: bool) -> BatchesReport:
    return desk.services.writebacks.batch(desk.agent, **options)


def remarked(desk: Desk, number: str, text: str = "新", before: str = "原", **facts: object) -> Order:
    order = desk.order(number, before, **facts)
    desk.services.orders.remark(desk.agent, order.id, text)
    return order


def test_r7_one_file_a_platform_with_what_changed_since_the_last(desk: Desk) -> None:
    remarked(desk, "1"), remarked(desk, "2", platform=Platform.JD), remarked(desk, "3", platform=Platform.PDD)
    first = write(desk)
    assert [(one.platform, one.rows) for one in first.files] == [
        (Platform.TAOBAO, 1), (Platform.JD, 1), (Platform.PDD, 1),
    ]  # fmt: skip
    assert cells(first.files[0].path) == [["1", "新", ""]]
    assert write(desk).files == ()
    remarked(desk, "4")
    assert [cells(one.path) for one in write(desk).files] == [[["4", "新", ""]]]


def test_r7_what_the_tool_reads_is_what_our_own_intake_reads(desk: Desk, opened: Opened) -> None:
    """The file taken in again, as an export after the upload, changes nothing."""
    order = remarked(desk, "3515512345678901234", "张敏 送礼物，“顺丰” 2026.6.14\n第二行")
    (file,) = write(desk).files
    report = desk.services.intake.take_file(desk.agent, file.path, platform=Platform.TAOBAO)
    assert (report.new, report.rejected) == (0, 0)
    assert desk.stored(order).remark_conflict is None and desk.waiting(order) is None


def test_r7_many_rows_are_parted_into_files(desk: Desk, workspace: Workspace) -> None:
    for number in range(7):
        remarked(desk, str(number))
    config = desk.services.context.policies().platforms
    taobao = config.platform(Platform.TAOBAO)
    object.__setattr__(taobao, "batch_rows", 3)
    files = write(desk).files
    object.__setattr__(taobao, "batch_rows", 500)
    assert [one.rows for one in files] == [3, 3, 1]
    assert [line[0] for one in files for line in cells(one.path)] == [str(number) for number in range(7)]
    assert files_in(workspace.write_backs) == [one.path for one in files]


def test_r7_the_folder_can_be_named(desk: Desk, tmp_path: Path) -> None:
    remarked(desk, "1")
    (file,) = desk.services.writebacks.batch(desk.agent, folder=tmp_path / "上传").files
    assert file.path.parent == tmp_path / "上传" and file.path.is_file()


def test_r7_an_empty_remark_that_deletes_must_be_meant(desk: Desk) -> None:
    remarked(desk, "1", "", platform=Platform.JD)
    flagged = desk.order("2", platform=Platform.JD)
    desk.services.orders.flag(desk.agent, flagged.id, Flag.RED)
    report = write(desk)
    assert [row.order_no for row in report.held] == ["1"]
    assert [cells(one.path) for one in report.files] == [[["2", "", "1"]]]
    meant = write(desk, delete_empty=True)
    assert [cells(one.path) for one in meant.files] == [[["1", "", ""]]] and meant.held == ()


def test_r1_a_row_in_conflict_stands_in_no_file(desk: Desk, clock: ManualClock) -> None:
    order = remarked(desk, "1")
    desk.take_in(clock(), ("1", "同事写的", None))
    assert write(desk).files == ()
    desk.services.orders.resolve_conflict(desk.agent, order.id, "local")
    assert [cells(one.path) for one in write(desk).files] == [[["1", "新", ""]]]


class Killed(BaseException):
    """The process ends here."""


def dying(desk: Desk, workspace: Workspace, *, after_rename: bool) -> WriteBackService:
    """The service of a process that is killed just before or just after its file is there."""

    def write_file(path: Path, data: bytes) -> None:
        if after_rename:
            write_atomic(path, data)
        else:
            path.parent.mkdir(exist_ok=True)
            path.with_name(f".{path.name}.99.part").write_bytes(data[:10])
        raise Killed

    class Gone(Platforms):
        def worker(self) -> str:
            return "gone:1"

    context = desk.services.context
    return WriteBackService(context, Gone(workspace.secrets, workspace.write_backs, write_file, context.clock))


@pytest.mark.parametrize("after_rename", [False, True])
def test_r7_killed_around_the_rename_neither_loses_nor_doubles(
    desk: Desk, workspace: Workspace, clock: ManualClock, after_rename: bool
) -> None:
    order = remarked(desk, "1")
    with pytest.raises(Killed):
        dying(desk, workspace, after_rename=after_rename).batch(desk.agent)
    assert desk.rows()[0].state is WriteBackState.SENDING
    desk.services.orders.remark(desk.agent, order.id, "后来改的")
    assert write(desk).files == ()
    clock.advance(minutes=2)
    report = write(desk)
    texts = [line[1] for path in files_in(workspace.write_backs) for line in cells(path)]
    assert texts == (["新", "后来改的"] if after_rename else ["后来改的"])
    assert [one.recovered for one in report.files] == ([True, False] if after_rename else [False])
    assert desk.waiting(order) is None and desk.stored(order).platform_remark == "后来改的"
    assert not list(workspace.write_backs.glob(".*.part"))


def test_r7_a_file_changed_after_it_was_written_counts_and_is_named(
    desk: Desk, workspace: Workspace, clock: ManualClock
) -> None:
    remarked(desk, "1")
    with pytest.raises(Killed):
        dying(desk, workspace, after_rename=True).batch(desk.agent)
    files_in(workspace.write_backs)[0].write_bytes(b"edited")
    clock.advance(minutes=2)
    (file,) = write(desk).files
    assert file.recovered and file.altered


def test_r7_a_writer_that_slept_too_long_takes_its_file_away(
    desk: Desk, workspace: Workspace, clock: ManualClock
) -> None:
    """Another run freed its rows meanwhile and wrote them itself: one file has them, not two."""
    remarked(desk, "1")
    context = desk.services.context

    def sleep_then_write(path: Path, data: bytes) -> None:
        clock.advance(minutes=2)
        write(desk)
        write_atomic(path, data)

    class Other(Platforms):
        def worker(self) -> str:
            return "elsewhere:1"

    slow = WriteBackService(context, Other(workspace.secrets, workspace.write_backs, sleep_then_write, context.clock))
    with pytest.raises(Exception, match=r"writeback\.batch_lost"):
        slow.batch(desk.agent)
    assert [cells(path) for path in files_in(workspace.write_backs)] == [[["1", "新", ""]]]
    with context.uow.read() as uow:
        states = [batch.state for batch in uow.find(WriteBackBatch)]
    assert states == [BatchState.VOID, BatchState.WRITTEN]


def test_r7_a_disk_that_refuses_loses_nothing(desk: Desk, workspace: Workspace) -> None:
    remarked(desk, "1")
    workspace.write_backs.write_text("a file where the folder should be")
    with pytest.raises(StoreUnavailable):
        write(desk)
    workspace.write_backs.unlink()
    assert [cells(one.path) for one in write(desk).files] == [[["1", "新", ""]]]
