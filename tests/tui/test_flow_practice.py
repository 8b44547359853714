"""Practice on the screen: topic, questions against the clock, search and digits, marks at the end (rule K4)."""

from __future__ import annotations

from typing import Any

import pytest

from cs_console.services.facade import Services
from cs_console.tui.screens.practice import PracticeScreen

pytestmark = pytest.mark.slow


async def start(desk: Any) -> PracticeScreen:
    """Open the palette, find the command, take all topics."""
    await desk.press("ctrl+p")
    await desk.type("练习")
    await desk.press("enter", "1")
    assert isinstance(desk.screen, PracticeScreen)
    return desk.screen


async def test_k4_a_run_is_answered_marked_and_kept(shop: Services, seat: Any) -> None:
    async with seat() as desk:
        screen = await start(desk)
        exam = screen.exam
        for number, question in enumerate(exam.questions, 1):
            assert f"第 {number}/{len(exam.questions)} 题" in desk.full()
            if number > 2:
                await desk.press("ctrl+n")
                continue
            await desk.type(question.text)
            found = [hit.id for hit in screen.rows.source.fetch(0, 9)]
            desk.clock.advance(seconds=7)
            if number == 1:
                await desk.press("enter", str(found.index(question.expected[0]) + 1))
            else:
                await desk.press("ctrl+r")
                await desk.type("加微信聊吧")
                await desk.press("ctrl+s")
        assert "练习成绩" in desk.full()
        assert "不及格" in desk.full()
        [run] = shop.practice.results(desk.main.deck.state.actor)
        assert (run.right, run.answers[0][3], run.answers[0][4]) == (1, 7.0, 100.0)
        assert run.answers[1][4] == 0.0
        await desk.press("escape")
        assert "练习成绩" in desk.toast


async def test_k4_leaving_keeps_nothing(shop: Services, seat: Any) -> None:
    async with seat(size=(80, 24)) as desk:
        await start(desk)
        await desk.press("ctrl+n", "escape")
        assert "答了 1/10 题" in desk.full()
        await desk.press("escape")
        assert isinstance(desk.screen, PracticeScreen)
        await desk.press("escape", "2")
        assert not isinstance(desk.screen, PracticeScreen)
        await start(desk)
        await desk.press("escape")
        assert not isinstance(desk.screen, PracticeScreen)
        assert shop.practice.results(desk.main.deck.state.actor) == ()
