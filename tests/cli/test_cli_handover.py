"""`cs-console handover`: drafted, handed in, accepted by the next agent, exported (rules H1–H9)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow


def handed_in(console: Any) -> list[dict[str, Any]]:
    """A day's log with two notes, one urgent, handed in by 张敏; gives its items as the night sees them."""
    console("shift", "start")
    console("handover", "note", "补发配件", "--action", "找仓库", "--due", "20:00", "--urgent")
    console("handover", "note", "回电 13812345678", "--owner", "李丽", "--order", "2026061400001")
    console("handover", "submit", "--summary", "一切平稳")
    console.move_on(hours=7)
    console("shift", "start", agent="李丽")
    shown = console.said("handover", "show", agent="李丽")
    return [item for section in shown["sections"] for item in section["items"]]


def test_a_log_is_accepted_item_by_item_and_exported(console: Any) -> None:
    urgent, plain = handed_in(console)
    assert (urgent["severity"], urgent["due"], urgent["action"]) == ("urgent", "2026-06-14T20:00:00+08:00", "找仓库")
    assert console.said("shift", "status", agent="李丽")["shift"]["state"] == "opening"
    accepted = console.said("handover", "accept", "--all", agent="李丽")
    assert [one["id"] for one in accepted["items"]] == [plain["id"]] and not accepted["sealed"]
    for said in ((), ("--read-back", " . 1")):  # what says nothing reads nothing back (rule H4)
        assert "error" in console("handover", "accept", str(urgent["id"]), *said, agent="李丽", code=1).err
    done = console.said("handover", "accept", str(urgent["id"]), "--read-back", "补发配件", agent="李丽")
    assert (done["sealed"], done["shift_running"]) == (True, True)
    assert console("handover", "show", agent="李丽", code=1).err  # nothing waits any more
    newest = console.said("handover", "list")[0]
    assert (newest["state"], newest["author"], newest["successor"]) == ("sealed", "张敏", "李丽")
    paths = [Path(one) for one in console.said("handover", "export")]
    assert {path.suffix for path in paths} == {".md", ".html", ".xlsx", ".json"}
    assert {path.parent for path in paths} == {console.workspace.handovers}
    document = json.loads(next(path for path in paths if path.suffix == ".json").read_text("utf-8"))
    assert document["content_hash"] == newest["content_hash"]
    assert "13812345678" not in "".join(path.read_text("utf-8") for path in paths if path.suffix != ".xlsx")
    assert console.said("db", "verify")["handovers"] == []


def test_query_decline_and_answer(console: Any) -> None:
    urgent, plain = handed_in(console)
    asked = console.said("handover", "query", str(plain["id"]), "哪个号码？", agent="李丽")
    assert asked["items"][0]["decision"] == "queried"
    answered = console.said("handover", "answer", str(plain["id"]), "订单上的")
    assert answered["answer"] == "订单上的"
    declined = console.said("handover", "decline", str(urgent["id"]), "仓库已下班", agent="李丽")
    assert declined["sealed"] and declined["items"][0]["question"] == "仓库已下班"


def test_nobody_accepts_their_own(console: Any) -> None:
    items = handed_in(console)
    assert "error: " in console("handover", "accept", str(items[1]["id"]), code=1).err


def test_h3_an_incomplete_log_is_not_handed_in(console: Any) -> None:
    console("shift", "start")
    item = console.said("handover", "note", "补发配件")
    console("handover", "edit", str(item["id"]), "--owner", " ")
    draft = console.said("handover", "draft")
    assert draft["gaps"] == [{"item": item["id"], "lacks": ["owner"]}]
    ran = console("handover", "submit", code=1)
    assert "负责人" in ran.err and "lacks." not in ran.err and "(" not in ran.err.partition("—")[0]
    shown = console("handover", "draft").out
    assert "负责人" in shown and "lacks." not in shown
    console("handover", "edit", str(item["id"]), "--owner", "李丽", "--due", "06-15 09:00", "--if", "没货就退款")
    assert console.said("handover", "submit")["state"] == "submitted"


def test_what_is_not_there_is_said(console: Any) -> None:
    for arguments in (
        ("show",), ("show", "99"), ("accept", "99"), ("accept", "--all"), ("export",), ("query", "99", "x"),
    ):  # fmt: skip
        ran = console("handover", *arguments, code=1)
        assert ran.err.startswith("error: ") and " — " in ran.err and "Traceback" not in ran.err
    console("handover", "edit", "99", "--owner", "x", code=1)
    console("shift", "start")
    assert console("handover", "note", "x", "--due", "nonsense", code=2).err
    assert [one["author"] for one in console.said("handover", "list", "--limit", "1")] == [""]


@pytest.mark.slow
def test_h7_h8_review_correct_verify_and_take_over(console: Any) -> None:
    urgent, _ = handed_in(console)
    console("handover", "accept", "--all", "--read-back", "补发配件", agent="李丽")
    number = console.said("handover", "review", agent="王组长")[0]["id"]
    assert "组长" in console("handover", "review", str(number), "--rating", "5", code=1).err
    kept = console.said("handover", "review", str(number), "--rating", "4", "--comment", "清楚", agent="王组长")
    assert (kept["rating"], kept["signed_off"]) == (4, True)
    added = console.said("handover", "addendum", str(number), "找小周", "--item", str(urgent["id"]))
    assert added["item"] == urgent["id"]
    shown = console.said("handover", "show", str(number))
    assert shown["addenda"][0]["text"] == "找小周" and shown["reviews"][0]["text"] == "清楚"
    assert "签批，评分 4/5 清楚" in console("handover", "show", str(number)).out
    files = console.said("handover", "export", str(number), "--format", "md,json")
    assert [Path(one).suffix for one in files] == [".md", ".json"]
    assert all(one["fine"] for one in console.said("handover", "verify", *files))
    Path(files[0]).write_text(Path(files[0]).read_text("utf-8").replace("一切平稳", "一切很好"), "utf-8")
    assert "文件被改过" in console("handover", "verify", *files, code=1).out
    assert console.said("handover", "export", "--schema")["title"] == "HandoverDocument"
    anchor = shown["journal_head"]
    assert console.said("db", "verify", "--anchor", anchor)["anchors_missing"] == []
    assert "f" * 64 in console("db", "verify", "--anchor", "f" * 64, code=1).out
    taken = console.said("handover", "takeover", "李丽", "--reason", "失联", agent="王组长")
    assert (taken["author"], taken["taken_by"]) == ("李丽", "王组长")
    rows = console.said("shift", "attendance", agent="王组长")
    assert {row["agent"] for row in rows} == {"张敏", "李丽", "蔡蔡"}
