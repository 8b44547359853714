"""F9: starting, resting, extending and ending a shift from the keyboard (rules S1–S6)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from cs_console import i18n
from cs_console.adapters.clock import ManualClock
from cs_console.domain.entities import Actor
from cs_console.domain.vocabulary import Channel, ShiftState
from cs_console.services.capture import InquiryDraft
from cs_console.services.facade import Services
from cs_console.tui.acts.shift import ShiftActs
from cs_console.tui.screens.handover_accept import AcceptScreen
from cs_console.tui.screens.handover_draft import DraftScreen
from cs_console.tui.screens.shift import ShiftBoard

pytestmark = pytest.mark.slow

SIZES = pytest.mark.parametrize("size", [(120, 36), (80, 24)], ids=["wide", "narrow"])


async def test_start_names_the_shift_by_the_clock_and_the_top_line_shows_it(services: Services, seat: Any) -> None:
    """Rules S1, S4: F9, 1 starts the planned shift; its title and times stand in the status line."""
    async with seat() as desk:
        assert "张敏 未上班" in desk.grid()[0]
        await desk.press("f9")
        shown = desk.full()
        assert "上白班" in shown and "08:30-17:30" in shown
        assert "没有离线留言" in shown and "等待付款 0，已付款待发 0" in shown
        await desk.press("1")
        assert "白班 张敏 08:30-17:30" in desk.grid()[0]
        assert "已上班" in desk.toast
    assert services.shifts.status(services.people.actor("张敏")).shift.state is ShiftState.RUNNING  # type: ignore[union-attr]


async def test_start_counts_offline_messages_first(services: Services, seat: Any, clock: ManualClock) -> None:
    """Rule S4: what came in while nobody was on duty is named before the start."""
    now = clock()
    clock.set(now - timedelta(hours=4))
    services.capture.new(Actor("导入"), InquiryDraft(buyer="夜猫", text="在吗", channel=Channel.CHAT))
    clock.set(now)
    async with seat() as desk:
        await desk.press("f9")
        assert "离线留言 1，先回这些" in desk.full()


async def test_no_start_in_the_unstaffed_hours(services: Services, seat: Any, clock: ManualClock) -> None:
    """Rule S1: 01:00–08:30 has no shift; the entry stays visible and says from when it can be started."""
    clock.set(clock().astimezone(services.context.zone).replace(hour=3, minute=0))
    async with seat() as desk:
        await desk.press("f9")
        assert "白班最早 07:30 可上" in desk.full()
        await desk.press("1")
        assert isinstance(desk.screen, ShiftBoard)
    assert services.shifts.status(services.people.actor("张敏")).shift is None


async def test_break_and_back_by_the_same_digit(shop: Services, seat: Any) -> None:
    """Rule S6: a break is logged, shown in the top line, and ended by the same two keys."""
    async with seat() as desk:
        await desk.press("f9", "1")
        assert "休息中" in desk.grid()[0]
        await desk.press("f9")
        assert "休息好了，继续" in desk.full()
        await desk.press("1")
        assert "休息中" not in desk.grid()[0]
    breaks = shop.shifts.status(shop.people.actor("张敏")).breaks
    assert len(breaks) == 1 and breaks[0].ended_at is not None


async def test_fatigue_is_said_in_the_status_line(shop: Services, seat: Any, clock: ManualClock) -> None:
    """Rule S6: after the configured stretch without a break, quietly."""
    clock.set(clock() + timedelta(minutes=121))
    async with seat() as desk:
        assert "连续 121 分钟了" in desk.grid()[0]
        await desk.press("f9")
        assert "已连续工作 121 分钟" in desk.full()


@SIZES
async def test_board_names_what_stops_the_end(shop: Services, seat: Any, size: tuple[int, int]) -> None:
    """Rule S3: blockers stand in the facts; the end is disabled and says why; each has a digit."""
    async with seat(size=size) as desk:
        await desk.press("f9")
        shown = desk.full()
        assert "! 还有 3 位买家在等，且没有人接班" in shown
        assert "! 交接本还没有交出" in shown
        assert "6 下班  (先办完上面标 ! 的)" in shown
        assert all(len(line) <= size[0] for line in desk.grid())
        await desk.press("6")
        assert isinstance(desk.screen, ShiftBoard)
        await desk.press("2")
        assert isinstance(desk.screen, DraftScreen)
        await desk.press("escape")
        assert desk.screen is desk.main and desk.main.focused.id == "queue-list"


async def test_a_status_read_before_the_board_is_drawn_waits_for_it(shop: Services, seat: Any) -> None:
    """On a slow machine the answer is there first: the board takes it when it is drawn, nothing falls over."""
    async with seat() as desk:
        deck = desk.main.deck
        acts = next(one for one in desk.main._acts if isinstance(one, ShiftActs))
        board = ShiftBoard(deck, acts._seen)
        board.show(replace(acts._seen, status=replace(acts._seen.status, waiting=77)))
        desk.app.push_screen(board)
        await desk.settle()
        assert "77" in desk.full()


async def test_waiting_buyers_extend_the_shift_visibly(shop: Services, seat: Any, zhang: Callable[[], Actor]) -> None:
    """Rule S3: nobody takes over, so the end becomes an extension with its reason, seen in the top line."""
    shop.handovers.submit(zhang())
    async with seat() as desk:
        await desk.press("f9", "7")
        await desk.type("还有三位在等")
        await desk.press("enter")
        assert "已顺延到 18:00" in desk.toast
        assert "08:30-18:00" in desk.grid()[0]
        await desk.press("f9")
        assert "已顺延到 18:00：还有三位在等" in desk.full()
    shift = shop.shifts.status(zhang()).shift
    assert shift is not None and shift.extended_reason == "还有三位在等"


async def test_a_lead_lets_it_end(shop: Services, seat: Any, zhang: Callable[[], Actor]) -> None:
    """Rule S3: a lead may override by name and reason; an agent's name will not do."""
    shop.handovers.submit(zhang())
    number = zhang().shift_id
    async with seat() as desk:
        await desk.press("f9", "8")
        await desk.type("李丽")
        await desk.press("enter")
        await desk.type("店铺停电")
        await desk.press("ctrl+s")
        assert "请选" in desk.full()
        await desk.press("backspace", "backspace", "1", "ctrl+s")
        assert "由 王组长 放行" in desk.toast
        assert "张敏 未上班" in desk.grid()[0]
    ended = [event for event in shop.journal.history("Shift", number) if event.act == "shift.end"]
    assert ended and (ended[0].after or {})["overridden_by"] == "王组长"


async def test_end_is_confirmed_with_cancel_first(
    shop: Services, seat: Any, zhang: Callable[[], Actor], actor: Callable[..., Actor]
) -> None:
    """An end cannot be undone: Enter on the question changes nothing, 2 ends."""
    shop.handovers.submit(zhang())
    shop.shifts.start(actor("李丽"))
    for item in shop.handovers.show(zhang_log(shop)).items:
        shop.handovers.decide(actor("李丽"), item.id, "accepted", read_back="我来回")  # type: ignore[arg-type]
    async with seat() as desk:
        await desk.press("f9", "6", "enter")
        assert shop.shifts.status(zhang()).shift is not None
        await desk.press("f9", "6", "2")
        assert "已下班" in desk.toast
    assert shop.shifts.status(zhang()).shift is None


def zhang_log(services: Services) -> int:
    """The log that 张敏 handed in."""
    return services.handovers.logs()[0].id


async def test_opening_shift_is_said_and_f9_leads_back_to_the_log(
    shop: Services, seat: Any, zhang: Callable[[], Actor]
) -> None:
    """Rule S4: while the log is undecided the status line says so, writes are refused, F9 goes on with it."""
    shop.handovers.submit(zhang())
    async with seat(agent="李丽") as desk:
        await desk.press("f9", "1")
        assert isinstance(desk.screen, AcceptScreen)
        await desk.press("escape")
        assert "待接班" in desk.grid()[0] and "接班未完 F9" in desk.grid()[0]
        await desk.press("ctrl+n")
        assert "F9" in desk.toast
        await desk.press("f9")
        assert isinstance(desk.screen, AcceptScreen)


@SIZES
async def test_english_is_complete(shop: Services, seat: Any, size: tuple[int, int]) -> None:
    """Every text of the board exists in English; no code shows through."""
    i18n.set_language("en")
    async with seat(size=size) as desk:
        await desk.press("f9")
        shown = desk.full()
        assert "Before the end" in shown and "Take a break" in shown
        assert "shift." not in shown and "handover." not in shown
