"""A reply from the command line says which phrases it is made of, as one from the screen does (rules P2, P3, P10)."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.slow


def replied(console: Any, number: str, *arguments: str) -> Any:
    return console.said("queue", "reply", number, *arguments)


def test_p2_p10_a_named_phrase_counts_as_told_and_used(console: Any) -> None:
    number = str(console.said("queue", "add", "什么时候发货", "--buyer", "小鱼")["id"])
    first = replied(console, number, "--phrase", "ship.when")
    told = first["phrases"][0]
    assert first["text"] and told == {"id": "ship.when", "variant": told["variant"], "edited": False}
    second = replied(console, number, "--phrase", "ship.when")
    assert second["phrases"][0]["variant"] != told["variant"], "the buyer gets an angle not told yet"
    third = console("queue", "reply", number, "--phrase", "ship.when")
    assert "已经答过这位买家 2 次" in third.err, "the third time another way is proposed"
    two = replied(console, number, "--phrase", "ship.holiday", "--phrase", "ship.courier#2")
    assert [one["id"] for one in two["phrases"]] == ["ship.holiday", "ship.courier"]
    assert two["phrases"][1]["variant"] == 1
    rows = {row["id"]: row for row in console.said("phrase", "stats")["rows"]}
    assert rows["ship.when"]["used"] == 3 and rows["ship.courier"]["used"] == 1


def test_p10_changed_words_count_as_edited_in_the_variant_they_come_from(console: Any) -> None:
    number = str(console.said("queue", "add", "发什么快递", "--buyer", "小虾")["id"])
    text = console.said("phrase", "fill", "ship.courier", "--variant", "2", "--inquiry", number)["text"]
    kept = replied(console, number, f"您好，{text}", "--phrase", "ship.courier")["phrases"][0]
    assert kept == {"id": "ship.courier", "variant": 1, "edited": False}
    changed = replied(console, number, text[:-6] + "祝您顺心。", "--phrase", "ship.courier")["phrases"][0]
    assert changed == {"id": "ship.courier", "variant": 1, "edited": True}


def test_p3_a_named_phrase_with_a_blank_is_not_logged(console: Any) -> None:
    number = str(console.said("queue", "add", "shipping", "--buyer", "fish")["id"])
    assert "country" in console("queue", "reply", number, "--phrase", "en.ship_time#1", code=1).err
    answers = ("--answer", "country=Germany", "--answer", "days=10")
    said = replied(console, number, "--phrase", "en.ship_time#1", *answers)
    assert "Germany" in said["text"]
    for wrong in ("no.such", "ship.when#99", "ship.when#x"):
        assert console("queue", "reply", number, "--phrase", wrong, code=1).err.startswith("error: ")
    assert "--phrase" in console("queue", "reply", number, code=2).err
