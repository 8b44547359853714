"""`cs-console phrase suggest` says why, and `phrase forget` takes back what picks taught (rule P10)."""

from __future__ import annotations

from typing import Any

import pytest

from cs_console.bootstrap import open_workspace

pytestmark = pytest.mark.slow

ODD = "你们家那个东西能不能整快些嘛"


def asked(console: Any, buyer: str) -> str:
    return str(console.said("queue", "add", ODD, "--buyer", buyer)["id"])


def answered(console: Any, inquiry: str) -> None:
    """The agent answers with a phrase, as the screen does."""
    opened = open_workspace(console.workspace)
    try:
        agent = opened.services.people.actor("张敏")
        opened.services.queue.reply(agent, int(inquiry), "亲，这就帮您催。", phrase_id="logi.urge", variant=0)
    finally:
        opened.close()


def test_p10_picks_are_shown_and_forgotten(console: Any) -> None:
    for number in range(3):
        answered(console, asked(console, f"买家{number}"))
    inquiry = asked(console, "新买家")
    first = console.said("phrase", "suggest", "--inquiry", inquiry)[0]
    assert (first["id"], first["picked"]) == ("logi.urge", 3)
    assert "选过它 3 次" in console("phrase", "suggest", "--inquiry", inquiry).out
    assert console.said("phrase", "forget", "logi.urge") == {"id": "logi.urge", "forgotten": 3}
    assert all(hit["picked"] == 0 for hit in console.said("phrase", "suggest", "--inquiry", inquiry))


def test_forgetting_wants_one_phrase_or_all_of_them(console: Any) -> None:
    assert "error: " in console("phrase", "forget", code=2).err
    console("phrase", "forget", "logi.urge", "--all", code=2)
    console("phrase", "forget", "no.such", code=1)
    assert "error: " in console("phrase", "forget", "--all", code=1).err, "a lead's alone"
    assert console.said("phrase", "forget", "--all", agent="王组长") == {"id": "", "forgotten": 0}
