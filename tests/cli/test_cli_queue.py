"""`cs-console queue`: the same rules as the screen, JSON with stable keys, exit codes (DESIGN: Command line)."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from typing import Any

import pytest

Run = Callable[..., tuple[int, str, str]]


def said(run: Run, *arguments: str, agent: str = "张敏") -> Any:
    code, out, err = run(*arguments, "--json", agent=agent)
    assert code == 0, err
    return json.loads(out)


def test_an_empty_queue_is_an_empty_array(run: Run) -> None:
    assert said(run, "queue", "list") == []


def test_a_day_of_one_inquiry(run: Run) -> None:
    added = said(run, "queue", "add", "--buyer", "小鱼", "什么时候发货", "--channel", "phone")
    keys = {"id", "status", "buyer", "channel", "category", "priority", "due", "platform", "owner", "order_no"}
    assert keys <= set(added)
    assert (added["status"], added["channel"], added["category"]) == ("received", "phone", "logistics")
    assert added["due"].endswith("+08:00")
    number = str(added["id"])
    assert said(run, "queue", "next")["owner"] == "张敏"
    replied = said(run, "queue", "reply", number, "今天就发哦", "--key", "k")
    assert (replied["status"], replied["due"]) == ("waiting_buyer", None)
    assert said(run, "queue", "reply", number, "今天就发哦", "--key", "k")["message"] == replied["message"]
    assert [one["id"] for one in said(run, "queue", "confirm")] == [replied["message"]]
    assert said(run, "queue", "confirm", str(replied["message"]))[0]["confirmed"] is True
    said(run, "queue", "note", number, "老客户")
    said(run, "queue", "snooze", number, "--minutes", "5", "--reason", "等仓库")
    assert said(run, "queue", "claim", number)["status"] == "claimed"
    moved = said(run, "queue", "transfer", number, "--to", "李丽", "--reason", "a", "--known", "b", "--ask", "c")
    assert (moved["status"], moved["owner"]) == ("transferred", "李丽")
    said(run, "queue", "claim", number, agent="李丽")
    said(run, "queue", "release", number, agent="李丽")
    said(run, "queue", "claim", number)
    assert said(run, "queue", "resolve", number, "已安抚")["outcome"] == "已安抚"
    assert said(run, "queue", "list") == []
    assert [one["status"] for one in said(run, "queue", "list", "--all")] == ["resolved"]
    shown = said(run, "queue", "show", number)
    assert [one["role"] for one in shown["messages"]] == ["buyer", "agent", "note", "note", "note"]


def test_q5_the_loser_exits_1_and_is_told_who(run: Run) -> None:
    number = str(said(run, "queue", "add", "--buyer", "小鱼", "在吗")["id"])
    said(run, "queue", "claim", number)
    code, out, err = run("queue", "claim", number, agent="李丽")
    assert code == 1 and out == "" and err.startswith("error: ") and "张敏" in err


@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [
        (("queue", "show", "99"), 1, "99"),
        (("queue", "next"), 1, "没有待接"),
        (("queue", "add", "在吗"), 1, "买家"),
        (("queue", "snooze", "1"), 2, "--until"),
        (("queue", "list", "--status", "asleep"), 2, "asleep"),
        (("queue", "claim"), 2, "ID"),
    ],
)
def test_refusals_say_what_and_how_to_mend_it(run: Run, arguments: tuple[str, ...], code: int, word: str) -> None:
    found, out, err = run(*arguments)
    assert (found, out) == (code, "")
    assert err.startswith("error: ") and " — " in err and word in err


def test_q8_lost_needs_a_reason_and_keeps_its_key(run: Run) -> None:
    number = str(said(run, "queue", "add", "--buyer", "小鱼", "便宜点吗")["id"])
    said(run, "queue", "claim", number)
    assert run("queue", "lose", number)[0] == 1
    lost = said(run, "queue", "lose", number, "--reason", "嫌贵，议价未成")
    assert (lost["status"], lost["outcome"]) == ("lost", "price")


def test_e3_a_chat_from_standard_input_is_taken_once(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    chat = "小鱼 2026-06-14 10:00:00\n在吗\n张敏 2026-06-14 10:00:05\n在的\n小鱼 2026-06-14 10:00:30\n能开发票吗\n"

    def paste() -> Any:
        stream = io.TextIOWrapper(io.BytesIO(chat.encode()), encoding="utf-8")
        monkeypatch.setattr(sys, "stdin", stream)
        return said(run, "queue", "add", "--paste", "-")

    assert paste() == {"inquiries": [1], "new_lines": 3, "known_lines": 0, "created": 1}
    assert paste() == {"inquiries": [1], "new_lines": 0, "known_lines": 3, "created": 0}


def test_x1_phones_are_masked_and_unmasking_is_recorded(run: Run) -> None:
    number = str(said(run, "queue", "add", "--buyer", "小鱼", "电话13812345678")["id"])
    assert "13812345678" not in run("queue", "list")[1] + run("queue", "show", number, "--json")[1]
    shown = said(run, "queue", "show", number, "--unmask")
    assert "13812345678" in shown["messages"][0]["text"]
    assert any(event["act"] == "buyer.unmask" for event in shown["events"])


def test_x2_the_table_for_people_is_harmless(run: Run) -> None:
    run("queue", "add", "--buyer", "小鱼\x1b[31m", "[/]\x1b]0;x\x07\u202e你好")
    code, out, _ = run("queue", "list")
    assert code == 0 and "你好" in out and not any(char in out for char in "\x1b\x07\u202e")


def test_filters_and_limit(run: Run) -> None:
    for buyer in ("a1", "a2", "b1"):
        said(run, "queue", "add", "--buyer", buyer, "在吗")
    said(run, "queue", "claim", "1")
    assert {one["buyer"] for one in said(run, "queue", "list", "--text", "a")} == {"a1", "a2"}
    assert [one["buyer"] for one in said(run, "queue", "list", "--mine")] == ["a1"]
    assert len(said(run, "queue", "list", "--unclaimed")) == 2
    assert len(said(run, "queue", "list", "--limit", "1")) == 1
    assert said(run, "queue", "list", "--overdue") == []
