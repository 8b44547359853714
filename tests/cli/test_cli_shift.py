"""`cs-console shift`: a day from start to end, exit codes and stable JSON (rules S1–S6)."""

from __future__ import annotations

from typing import Any

KEYS = {"id", "key", "business_date", "agent", "state", "planned_start", "planned_end", "started_at", "ended_at"}


def test_a_day_shift_from_start_to_end(console: Any) -> None:
    started = console.said("shift", "start")
    assert started.keys() >= KEYS
    assert (started["key"], started["state"], started["agent"]) == ("day", "running", "张敏")
    assert started["planned_end"] == "2026-06-14T17:30:00+08:00"
    assert (started["incoming_handover"], started["incoming_items"], started["offline_waiting"]) == (None, 0, 0)
    assert console.said("shift", "break")["state"] == "break"
    console.move_on(minutes=15)
    assert console.said("shift", "resume")["state"] == "running"
    status = console.said("shift", "status")
    assert (status["break_minutes"], status["on_duty"]) == (15, ["张敏"])
    assert [one["code"] for one in status["blockers"]] == ["blocker.handover"]
    console("shift", "end", code=1)
    console("handover", "submit")
    ended = console.said("shift", "end")
    assert (ended["ended"], ended["state"]) == (True, "ended")
    assert console.said("shift", "status")["shift"] is None


def test_s3_buyers_waiting_extend_the_shift_and_the_exit_code_says_so(console: Any) -> None:
    console("shift", "start")
    console("queue", "add", "--buyer", "小鱼", "什么时候发货")
    ran = console("shift", "end", "--reason", "还有人在等", "--json", code=1)
    assert (ran.json["ended"], ran.json["waiting"], ran.json["extended_reason"]) == (False, 1, "还有人在等")
    assert ran.json["extended_until"] == "2026-06-14T18:00:00+08:00"
    console("handover", "submit")
    assert "蔡蔡" in console("shift", "end", "--override-by", "蔡蔡", code=1).err
    assert console.said("shift", "end", "--override-by", "王组长")["overridden_by"] == "王组长"


def test_the_seat_is_taken_once_and_only_in_hours(console: Any) -> None:
    console("shift", "start")
    assert console("shift", "start", code=1).err.startswith("error: ")
    assert "night" in console("shift", "start", "--shift", "nonsense", agent="李丽", code=1).err
    console.move_on(hours=16)
    assert "error: " in console("shift", "start", agent="李丽", code=1).err


def test_times_are_for_people_without_json(console: Any) -> None:
    shown = console("shift", "start").out
    assert "张敏" in shown and "10:42" in shown and "+00:00" not in shown


def test_english_has_every_word(console: Any) -> None:
    for words in (("start",), ("status",), ("break",), ("resume",)):
        shown = console("--lang", "en", "shift", *words).out
        assert shown and not [character for character in shown.replace("张敏", "") if "\u4e00" <= character <= "\u9fff"]


def test_h8_whoever_looks_is_told_who_vanished(console: Any) -> None:
    """A console that died is no end of a shift: colleagues are told, a lead takes over."""
    console("shift", "start")
    console.move_on(hours=8)
    shown = console("shift", "status", agent="李丽").out
    assert "张敏 该下班了还没交" in shown
    (gone,) = console.said("shift", "status", agent="李丽")["missing"]
    assert (gone["agent"], gone["last_seen"]) == ("张敏", "2026-06-14T10:42:00+08:00")
