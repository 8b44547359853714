"""The lead's commands: the board, the roster, what is served, and what the files say after (rules H8, S5, E6)."""

from __future__ import annotations

import sys
from typing import Any

import pytest

pytestmark = pytest.mark.slow

LEAD = "王组长"


def test_a_lead_looks_at_the_floor_and_plans_the_week(console: Any) -> None:
    board = console.said("lead", "board", agent=LEAD)
    assert board["counts"]["waiting"] == 0 and board["agents"][0]["name"] == "张敏"
    assert "待回 0" in console("lead", "board", agent=LEAD).out
    assert console("lead", "board", code=1).err.startswith("error: 这一步要组长来做")

    assert console("team", "assign", "2026-06-15", "张敏", "rest", code=1).err.startswith("error: ")
    console("team", "assign", "2026-06-15", "张敏", "rest", agent=LEAD)
    console("team", "assign", "2026-06-15", "李丽", "night", agent=LEAD)
    planned = console.said("team", "roster", "--from", "2026-06-15", "--days", "2")
    assert planned[0]["duties"]["张敏"] == "rest" and planned[0]["duties"]["李丽"] == "night"
    assert planned[0]["exceptions"] == ["张敏", "李丽"] and planned[1]["exceptions"] == []
    assert "休*" in console("team", "roster", "--from", "2026-06-15", "--days", "1").out
    console("team", "assign", "2026-06-15", "李丽", "auto", agent=LEAD)
    console("team", "rotate", "蔡蔡", "张敏", agent=LEAD)
    console("team", "times", "day", "09:00", "18:00", agent=LEAD)
    console("team", "set", "蔡蔡", "--shift", "night", "--rest", "3", agent=LEAD)
    shifts = (console.workspace.policies / "shifts.yaml").read_text("utf-8")
    assert "  - {date: 2026-06-15, resting: [张敏]}" in shifts and "rotation: [蔡蔡, 张敏]" in shifts
    assert 'start: "09:00", end: "18:00"' in shifts and "# 轮休次序，组长调整" in shifts
    assert "shift: night, rest_weekday: 3" in (console.workspace.policies / "team.yaml").read_text("utf-8")
    assert "没有 lunch 这个班" in console("team", "assign", "2026-06-15", "张敏", "lunch", agent=LEAD, code=1).err
    assert "不是钟点" in console("team", "times", "day", "9", "25:00", agent=LEAD, code=1).err
    assert "没说要改什么" in console("team", "set", "蔡蔡", agent=LEAD, code=1).err
    assert console("check").code == 0


def test_what_is_served_stays_on_this_machine(console: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "不是本机地址" in console("listen", "--host", "0.0.0.0", code=2).err
    token = console.workspace.data / "listen.token"
    token.write_text("x" * 40, "ascii")
    token.chmod(0o644)
    assert "别人也能读" in console("listen", "--port", "0", code=1).err
    token.chmod(0o600)
    token.write_text("short", "ascii")
    assert "令牌太短" in console("listen", "--port", "0", code=1).err
    monkeypatch.setitem(sys.modules, "cs_console.web.serve", None)
    assert "pip install 'cs-console[web]'" in console("serve", code=2).err
