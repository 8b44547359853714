"""`cs-console db`: facts, backup, restore and verification; a bad store said plainly (rule K5)."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any

import pytest

pytestmark = pytest.mark.slow


def test_info_says_where_and_what(console: Any) -> None:
    facts = console.said("db", "info", agent=None)
    assert facts["engine"] == "sqlite" and facts["schema"] == facts["schema_known"]
    assert facts["rows"]["orders"] == 0 and facts["bytes"] > 0
    assert "sqlite" in console("db", "info", agent=None).out


def test_backup_change_restore(console: Any, tmp_path: Any) -> None:
    console("shift", "start")
    saved = console.said("db", "backup", str(tmp_path / "b" / "one.db"))
    assert saved["bytes"] == (tmp_path / "b" / "one.db").stat().st_size
    console("queue", "add", "--buyer", "小鱼", "在吗")
    assert len(console.said("queue", "list")) == 1
    for agent in ("张敏", "王组长"):
        assert "管理员" in console("db", "restore", str(tmp_path / "b" / "one.db"), agent=agent, code=1).err
    assert len(console.said("queue", "list")) == 1
    assert "管理员" in console("db", "restore", str(tmp_path / "b" / "one.db"), agent="管理员").out
    assert console.said("queue", "list") == []
    restored = console.said("db", "info", agent=None)["restored"]
    assert (restored["by"], restored["backup"]) == ("管理员", "one.db")
    assert console.said("shift", "status")["shift"]["state"] == "running"
    kept = list(console.workspace.backups.glob("before-restore-*.db"))
    assert len(kept) == 1
    assert console.said("db", "backup")["path"].startswith(str(console.workspace.backups))


def test_a_missing_or_damaged_backup_changes_nothing(console: Any, tmp_path: Any) -> None:
    console("queue", "add", "--buyer", "小鱼", "在吗")
    (tmp_path / "bad.db").write_bytes(b"rubbish" * 1000)
    for name in ("none.db", "bad.db"):
        assert console("db", "restore", str(tmp_path / name), agent="管理员", code=1).err.startswith("error: ")
    assert len(console.said("queue", "list")) == 1


def tamper(console: Any, *statements: str) -> None:
    """What somebody with `sqlite3` at hand could do; the triggers go first."""
    with closing(sqlite3.connect(console.workspace.store_path)) as raw, raw:
        names = [row[0] for row in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")]
        for statement in (*(f"DROP TRIGGER {name}" for name in names), *statements):
            raw.execute(statement)


SWAP = (
    "UPDATE events SET seq = -1 WHERE seq = 2",
    "UPDATE events SET seq = 2 WHERE seq = 3",
    "UPDATE events SET seq = 3 WHERE seq = -1",
)


@pytest.mark.parametrize(
    ("statements", "found"),
    [
        (("UPDATE events SET actor = '别人' WHERE seq = 2",), "altered"),
        (("UPDATE events SET at = '2026-06-14T00:00:00.000Z' WHERE seq = 2",), "altered"),
        (("DELETE FROM event_payloads WHERE seq = 2", "DELETE FROM events WHERE seq = 2"), "missing"),
        (("UPDATE event_payloads SET after = '{}' WHERE seq = 2",), "payload"),
        (SWAP, "altered"),
    ],
    ids=["who", "when", "deleted", "payload", "reordered"],
)
def test_k5_verify_finds_tampering(console: Any, statements: tuple[str, ...], found: str) -> None:
    console("shift", "start")
    console("queue", "add", "--buyer", "小鱼", "在吗")
    assert console.said("db", "verify")["problems"] == []
    tamper(console, *statements)
    ran = console("db", "verify", "--json", code=1)
    assert found in {one["problem"] for one in ran.json["problems"]}
    assert console("db", "verify", code=1).out


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE handover_items SET what = '没这回事'", "altered"),
        ("UPDATE handovers SET summary = '一切平稳' WHERE author <> ''", "altered"),
        ("UPDATE handovers SET previous_hash = 'x' WHERE author <> ''", "unchained"),
        ("DELETE FROM event_payloads WHERE seq > 1", "anchor"),
    ],
)
def test_h7_verify_finds_changed_handovers_and_a_cut_journal(console: Any, statement: str, found: str) -> None:
    console("shift", "start")
    console("handover", "note", "补发")
    console("handover", "submit")
    console("shift", "end")
    console.move_on(hours=7)
    console("shift", "start", agent="李丽")
    console("handover", "accept", "--all", agent="李丽")
    cut = ("DELETE FROM events WHERE seq > 1",) if found == "anchor" else ()
    tamper(console, statement, *cut)
    ran = console("db", "verify", "--json", code=1)
    assert found in {one["problem"] for one in ran.json["handovers"]}


def test_a_corrupt_store_is_said_and_can_be_restored(console: Any, tmp_path: Any) -> None:
    console("queue", "add", "--buyer", "小鱼", "在吗")
    console("db", "backup", str(tmp_path / "one.db"))
    path = console.workspace.store_path
    with path.open("r+b") as handle:
        handle.seek(4096)
        handle.write(b"\xa5" * (path.stat().st_size - 4096))
    for arguments in (("queue", "list"), ("db", "verify"), ("db", "info"), ("shift", "start")):
        ran = console(*arguments, code=1)
        assert ran.err.startswith("error: ") and "Traceback" not in ran.err and ran.err.count("\n") == 1
    console("db", "restore", str(tmp_path / "one.db"), agent="管理员")
    assert len(console.said("queue", "list")) == 1
