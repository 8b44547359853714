"""The inbox: what is dropped is taken in once it is whole, and put away with a report (rule Q7)."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cs_console.adapters.inbox import Inbox
from cs_console.domain.entities import Actor
from cs_console.export.intake_report import inbox_report
from cs_console.services.facade import Services
from cs_console.services.inbox import InboxService
from cs_console.workspace import Workspace

SAMPLES = Path(__file__).resolve().parents[2] / "data" / "samples"
ORDERS = next(SAMPLES.glob("ExportOrderList*.csv"))
CHAT = next(SAMPLES.glob("chat_*.txt"))
WHO = Actor("张敏", console="a")


class Hands:
    """A clock that only tests move."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def inbox(services: Services, workspace: Workspace, hands: Hands) -> InboxService:
    return InboxService(services.intake, services.goods, Inbox(workspace.inbox, 2.0, hands), inbox_report)


def sweep(inbox: InboxService, hands: Hands) -> list[str]:
    """Two looks with the settling time between them; gives what was taken in."""
    inbox.sweep(WHO)
    hands.now += 2
    return [dropped.name for dropped in inbox.sweep(WHO)]


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} if folder.is_dir() else set()


def test_files_are_taken_in_and_put_away_with_a_report(
    inbox: InboxService, hands: Hands, workspace: Workspace, services: Services
) -> None:
    for path in (ORDERS, CHAT):
        shutil.copy(path, workspace.inbox)
    assert set(sweep(inbox, hands)) == {ORDERS.name, CHAT.name}
    assert {path.name for path in workspace.inbox.iterdir() if path.is_file()} == set()
    assert names(workspace.inbox / "done") == {
        ORDERS.name, CHAT.name, f"{ORDERS.name}.report.txt", f"{CHAT.name}.report.txt",
    }  # fmt: skip
    report = (workspace.inbox / "done" / f"{ORDERS.name}.report.txt").read_text("utf-8")
    assert ORDERS.name in report and "123" in report
    assert services.orders.list() and services.queue.counts().open
    assert sweep(inbox, hands) == []


def test_a_file_still_being_written_waits(inbox: InboxService, hands: Hands, workspace: Workspace) -> None:
    target = workspace.inbox / ORDERS.name
    data = ORDERS.read_bytes()
    target.write_bytes(data[:1000])
    assert inbox.sweep(WHO) == ()
    hands.now += 2
    target.write_bytes(data)
    assert inbox.sweep(WHO) == ()  # it grew: the waiting begins anew
    hands.now += 1.9
    assert inbox.sweep(WHO) == ()
    hands.now += 0.1
    [dropped] = inbox.sweep(WHO)
    assert dropped.report is not None and not dropped.report.rejects


@pytest.mark.parametrize("name", [".hidden.csv", "x.part", "x.tmp", "x.crdownload", "x.csv~"])
def test_halves_and_hidden_files_are_left_alone(
    inbox: InboxService, hands: Hands, workspace: Workspace, name: str
) -> None:
    shutil.copy(ORDERS, workspace.inbox / name)
    assert sweep(inbox, hands) == []
    assert (workspace.inbox / name).is_file()


def test_what_cannot_be_read_is_put_aside_with_the_reason(
    inbox: InboxService, hands: Hands, workspace: Workspace
) -> None:
    (workspace.inbox / "wrong.csv").write_text("a,b\n1,2\n", "utf-8")
    (workspace.inbox / "empty.csv").write_bytes(b"")
    assert set(sweep(inbox, hands)) == {"wrong.csv", "empty.csv"}
    for name in ("wrong.csv", "empty.csv"):
        report = (workspace.inbox / "failed" / f"{name}.report.txt").read_text("utf-8")
        assert " — " in report and "error." not in report


def test_the_same_name_twice_overwrites_nothing(inbox: InboxService, hands: Hands, workspace: Workspace) -> None:
    for _ in range(2):
        shutil.copy(ORDERS, workspace.inbox)
        sweep(inbox, hands)
    stem = ORDERS.stem
    assert {f"{stem}.csv", f"{stem}-2.csv"} <= names(workspace.inbox / "done")
    again = (workspace.inbox / "done" / f"{stem}-2.csv.report.txt").read_text("utf-8")
    assert "新 0" in again


def test_two_consoles_watch_one_inbox(
    inbox: InboxService, hands: Hands, workspace: Workspace, services: Services
) -> None:
    """The slower one finds the file gone at any moment and says nothing."""
    other = InboxService(services.intake, services.goods, Inbox(workspace.inbox, 2.0, hands), inbox_report)
    shutil.copy(ORDERS, workspace.inbox)
    inbox.sweep(WHO)
    other.sweep(WHO)
    hands.now += 2
    port = Inbox(workspace.inbox, 0.0, hands)
    [path] = port.ready()
    [taken] = inbox.sweep(WHO)
    assert taken.report is not None
    assert other.sweep(WHO) == ()  # gone before it looked
    assert port.put_away(path, "x", failed=False) is None  # gone while it was reading
    assert len(names(workspace.inbox / "done")) == 2


def test_x2_a_hostile_file_name_stays_in_the_inbox(inbox: InboxService, hands: Hands, workspace: Workspace) -> None:
    """A name cannot lead out of the folder or speak to the terminal."""
    name = "[red]\x1b[2J=1+1..%2e%2e.csv"
    shutil.copy(ORDERS, workspace.inbox / name)
    [taken] = sweep(inbox, hands)
    assert "\x1b" not in taken and (workspace.inbox / "done" / name).is_file()
    assert "\x1b" not in (workspace.inbox / "done" / f"{name}.report.txt").read_text("utf-8")


def test_g1_a_sheet_of_goods_is_not_an_export_with_a_broken_header(
    inbox: InboxService, hands: Hands, workspace: Workspace
) -> None:
    """It is put aside with the way there: anybody may drop a file, goods cards are an admin's."""
    (workspace.inbox / "goods.csv").write_text("商家编码,商品名称,最低销售价\nA1,四件套,88\n", "utf-8")
    assert sweep(inbox, hands) == ["goods.csv"]
    report = (workspace.inbox / "failed" / "goods.csv.report.txt").read_text("utf-8")
    assert "商品表" in report and "goods import" in report


def test_rows_that_were_refused_are_named_by_line_and_how_far_a_file_is_is_told(
    inbox: InboxService, hands: Hands, workspace: Workspace
) -> None:
    head, *rows = ORDERS.read_bytes().split(b"\r\n" if b"\r\n" in ORDERS.read_bytes() else b"\n")
    broken = rows[1].replace(rows[1].split(b",")[0], b'"8.80026E+17"')
    (workspace.inbox / "broken.csv").write_bytes(b"\n".join([head, rows[0], broken, *rows[2:]]))
    told: list[tuple[str, int, int]] = []
    inbox.sweep(WHO)
    hands.now += 2
    [dropped] = inbox.sweep(WHO, lambda *step: told.append(step))
    assert dropped.report is not None and [one.row for one in dropped.report.rejects] == [3]
    report = (workspace.inbox / "done" / "broken.csv.report.txt").read_text("utf-8")
    assert "第 3 行：" in report
    assert {name for name, _, _ in told} == {"broken.csv"} and told[-1][1] == told[-1][2] > 0
