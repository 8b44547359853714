"""`cs-console intake FILE…`: reports, rejects and exit codes (DESIGN: Command line), on the sample exports."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cs_console.cli.main import run_command_line
from cs_console.workspace import Workspace

SAMPLES = Path(__file__).resolve().parent.parent / "samples" / "formats"
Intake = Callable[..., tuple[int, Any, str]]


@pytest.fixture
def intake(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> Intake:
    def call(*files: Path, options: tuple[str, ...] = ()) -> tuple[int, Any, str]:
        code = run_command_line([
            "--workspace", str(workspace.root), "--agent", "张敏", "intake", *map(str, files), "--json", *options
        ])  # fmt: skip
        shown = capsys.readouterr()
        return code, json.loads(shown.out) if shown.out else None, shown.err

    return call


@pytest.mark.parametrize(
    ("name", "platform"),
    [
        ("ExportOrderList201707081000.csv", "taobao"),
        ("ExportOrderDetailList201707081000.csv", "taobao"),
        ("jd_orders.csv", "jd"),
        ("douyin_orders.csv", "douyin"),
        ("orders_export2026-05-20-10-00-00.csv", "pdd"),
    ],
)
def test_each_platform_goes_in_and_twice_changes_nothing(intake: Intake, name: str, platform: str) -> None:
    code, (first,), _ = intake(SAMPLES / name)
    assert (code, first["platform"], first["rejected"]) == (0, platform, 0)
    assert first["new"] > 0 and first["updated"] == first["unchanged"] == 0
    code, (again,), _ = intake(SAMPLES / name)
    assert (code, again["new"], again["updated"], again["unchanged"]) == (0, 0, 0, first["new"])


def test_list_and_lines_of_one_shop_meet_in_either_order(intake: Intake) -> None:
    files = sorted(SAMPLES.glob("ExportOrder*.csv"))
    assert [path.name[:17] for path in files] == ["ExportOrderDetail", "ExportOrderList20"]
    code, (lines, orders), _ = intake(*files)
    assert code == 0 and lines["new"] == orders["updated"] == 3 and orders["new"] == 0


def test_a_file_that_cannot_be_read_is_named_and_the_others_go_in(intake: Intake, tmp_path: Path) -> None:
    empty = tmp_path / "empty.csv"
    empty.write_bytes(b"")
    code, (refused, taken), err = intake(empty, SAMPLES / "jd_orders.csv")
    assert code == 1 and "empty.csv" in err and err.startswith("error: ")
    assert refused["error"]["code"] == "intake.empty" and taken["new"] == 1


def test_a_missing_file_exits_1(intake: Intake, tmp_path: Path) -> None:
    code, (refused,), err = intake(tmp_path / "nothing.csv")
    assert code == 1 and "nothing.csv" in err and refused["error"]["code"] == "file.missing"


def test_rejected_rows_exit_1_and_lie_in_a_file_with_line_and_reason(intake: Intake, tmp_path: Path) -> None:
    chats = tmp_path / "chats.jsonl"
    good = {"time": "2026-06-14 10:00:00", "sender": "小鱼", "role": "buyer", "text": "在吗"}
    lines = [json.dumps(good, ensure_ascii=False), "not json", json.dumps({**good, "sender": "t8"})]
    chats.write_text("\n".join(lines) + "\n")
    code, (report,), _ = intake(chats)
    assert (code, report["new"], report["rejected"]) == (1, 2, 1)
    assert report["rejects"][0]["row"] == 2 and report["rejects"][0]["reason"]
    assert "not json" in Path(report["reject_file"]).read_text("utf-8-sig")
    assert len(report["inquiries"]) == 2


def test_without_files_the_usage_is_shown(intake: Intake) -> None:
    code, out, err = intake()
    assert (code, out) == (2, None) and err.startswith("error: ")
