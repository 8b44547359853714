"""The queue on screen: open, claim, next, pass on, put off, close, filter (rules Q1–Q8)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from cs_console.domain.entities import Actor, Inquiry, Order
from cs_console.domain.vocabulary import InquiryState
from cs_console.services.capture import InquiryDraft
from cs_console.services.facade import Services

NARROW, WIDE = (80, 24), (120, 36)


def inquiry_of(services: Services, buyer: str) -> Inquiry:
    with services.context.uow.read() as uow:
        return uow.find(Inquiry, buyer=buyer)[0]


@pytest.mark.parametrize("digit", ["2", "２"])
@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_a_digit_opens_and_claims_the_row_it_names(shop: Services, seat: Any, digit: str, size: Any) -> None:
    async with seat(size=size) as desk:
        await desk.type(digit)
        assert inquiry_of(shop, "陈先生").owner == "张敏"
        assert "只收到一件" in desk.full()
        assert "Ctrl+Z 撤销" in desk.toast


async def test_undo_right_after_gives_the_claim_back(shop: Services, seat: Any) -> None:
    async with seat() as desk:
        await desk.press("2", "ctrl+z")
        assert inquiry_of(shop, "陈先生").owner == ""
        await desk.press("ctrl+y")
        assert inquiry_of(shop, "陈先生").owner == "张敏"


@pytest.mark.slow
async def test_next_takes_the_most_pressing_one(shop: Services, seat: Any) -> None:
    """Breached first (rule Q4)."""
    async with seat() as desk:
        await desk.press("down", "down", "ctrl+n")
        assert inquiry_of(shop, "lily_99").owner == "张敏"
        assert desk.main.query_one("#queue").chosen.buyer == "lily_99"


@pytest.mark.slow
async def test_a_colleagues_inquiry_is_not_taken_away(shop: Services, seat: Any, actor: Callable[..., Actor]) -> None:
    """A claim is exclusive; the loser is told who has it (rule Q5)."""
    shop.queue.claim(actor("李丽", console="other"), inquiry_of(shop, "lily_99").id)
    async with seat() as desk:
        await desk.press("1")
        assert "李丽" in desk.toast
        assert inquiry_of(shop, "lily_99").owner == "李丽"


@pytest.mark.slow
async def test_the_loser_of_a_race_is_told(shop: Services, seat: Any, actor: Callable[..., Actor]) -> None:
    async with seat() as desk:
        shop.queue.claim(actor("李丽", console="other"), inquiry_of(shop, "lily_99").id)
        desk.main._commands["inquiry.claim"]()
        await desk.settle()
        assert "李丽" in desk.toast


@pytest.mark.slow
@pytest.mark.parametrize(
    ("keys", "state"),
    [(("ctrl+g", "1"), InquiryState.RESOLVED), (("ctrl+g", "3"), InquiryState.LOST)],
)
async def test_nothing_leaves_without_an_outcome(
    shop: Services, seat: Any, keys: tuple[str, ...], state: InquiryState
) -> None:
    """Two keys close an inquiry, the second says how (rules Q2, Q8)."""
    async with seat() as desk:
        await desk.press("1", *keys)
        closed = inquiry_of(shop, "lily_99")
        assert (closed.state, bool(closed.outcome)) == (state, True)
        assert "lily_99" not in "\n".join(desk.grid()[1:10])
        await desk.press("ctrl+z")
        assert inquiry_of(shop, "lily_99").state is InquiryState.CLAIMED


@pytest.mark.slow
async def test_a_transfer_asks_for_reason_knowledge_and_question(shop: Services, seat: Any) -> None:
    """Rule Q6."""
    async with seat() as desk:
        await desk.press("1", "space", "4")
        assert "李丽" in desk.full()
        await desk.press("1")
        await desk.type("她更熟")
        await desk.press("enter", "enter")
        await desk.type("查退款进度")
        await desk.press("enter")
        moved = inquiry_of(shop, "lily_99")
        assert moved.transfer_from == "张敏"
        assert "她更熟" in moved.transfer_note
        assert "查退款进度" in moved.transfer_note


@pytest.mark.slow
async def test_a_snooze_needs_a_time_and_a_reason(shop: Services, seat: Any, clock: Any) -> None:
    async with seat() as desk:
        await desk.press("1", "space", "5", "1", "enter")
        assert "要填" in desk.full()
        await desk.type("等仓库")
        await desk.press("enter")
        snoozed = inquiry_of(shop, "lily_99")
        assert snoozed.state is InquiryState.SNOOZED
        assert snoozed.snooze_until is not None and snoozed.snooze_until > clock()


@pytest.mark.slow
async def test_a_note_is_for_colleagues_and_stops_no_clock(shop: Services, seat: Any) -> None:
    async with seat() as desk:
        await desk.press("1", "space", "3")
        await desk.type("问过仓库了")
        await desk.press("ctrl+s")
        assert "[备注 张敏] 问过仓库了" in desk.full()
        assert inquiry_of(shop, "lily_99").unanswered_since is not None


@pytest.mark.slow
@pytest.mark.parametrize("start", ["陈", "／陈", "、陈", "/陈"])
async def test_typing_in_the_queue_filters_it(shop: Services, seat: Any, start: str) -> None:
    """A typed hanzi starts the filter with it; full-width punctuation works too."""
    async with seat() as desk:
        await desk.type(start)
        assert desk.main.query_one("#queue").chosen.buyer == "陈先生"
        assert "1/1" in desk.grid()[1]
        assert "含「陈」" in desk.full()
        await desk.press("escape")
        assert "1/3" in desk.grid()[1] or "/3" in desk.grid()[1]


async def test_five_hanzi_committed_at_once_arrive_in_order(shop: Services, seat: Any) -> None:
    """An input method commits a phrase in one burst; none is lost or turned around."""
    async with seat() as desk:
        await desk.type("陈先生你好吗")
        assert desk.main.query_one("#queue").query_text == "陈先生你好吗"


@pytest.mark.slow
async def test_digits_in_the_filter_are_text(shop: Services, seat: Any) -> None:
    async with seat() as desk:
        await desk.press("ctrl+f")
        await desk.type("99")
        assert desk.main.query_one("#queue").query_text == "99"
        assert inquiry_of(shop, "lily_99").owner == ""
        await desk.press("enter")
        await desk.type("1")
        assert inquiry_of(shop, "lily_99").owner == "张敏"


@pytest.mark.slow
async def test_the_clock_ticks_without_a_key(shop: Services, seat: Any, clock: Any) -> None:
    async with seat() as desk:
        assert "1:30" in desk.full()
        clock.advance(seconds=31)
        desk.main.tick()
        await desk.settle()
        assert "59秒" in desk.full()


async def test_a_new_message_rings_and_selection_survives(
    shop: Services, seat: Any, zhang: Callable[[], Actor], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rule E2."""
    async with seat() as desk:
        rung: list[int] = []
        monkeypatch.setattr(desk.app, "bell", lambda: rung.append(1))
        await desk.press("down")
        shop.capture.new(zhang(), InquiryDraft(buyer="新来的", text="在吗"))
        desk.main.tick()
        desk.main.tick()
        await desk.settle()
        assert rung
        assert "新来的" in desk.toast
        assert desk.main.query_one("#queue").chosen.buyer == "陈先生"


@pytest.mark.slow
async def test_e2_a_filter_neither_hides_a_new_message_from_the_bell_nor_rings_when_it_goes(
    shop: Services, seat: Any, zhang: Callable[[], Actor], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with seat() as desk:
        rung: list[int] = []
        monkeypatch.setattr(desk.app, "bell", lambda: rung.append(1))
        await desk.press("ctrl+f")
        await desk.type("没有这个人")
        await desk.settle()
        assert desk.main.query_one("#queue").chosen is None
        await desk.press("escape", "escape")
        await desk.settle()
        assert desk.main.query_one("#queue").chosen is not None and not rung
        await desk.press("ctrl+f")
        await desk.type("没有这个人")
        shop.capture.new(zhang(), InquiryDraft(buyer="新来的", text="在吗"))
        desk.main.tick()
        desk.main.tick()
        await desk.settle()
        assert rung and "新来的" in desk.toast


@pytest.mark.slow
async def test_a_limit_about_to_break_rings_once(
    shop: Services, seat: Any, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with seat() as desk:
        rung: list[int] = []
        monkeypatch.setattr(desk.app, "bell", lambda: rung.append(1))
        clock.set(clock() + timedelta(seconds=70))
        for _ in range(3):
            desk.main.tick()
            await desk.settle()
        assert len(rung) == 1
        assert "快超时" in desk.toast


async def test_commands_that_cannot_act_say_why(services: Services, seat: Any) -> None:
    """Disabled commands stay visible and say why."""
    async with seat() as desk:
        await desk.press("ctrl+n")
        assert "F9" in desk.toast
        await desk.press("ctrl+r")
        assert "没有选中的咨询" in desk.toast
        await desk.press("ctrl+p")
        assert "没有选中的咨询" in desk.full()


@pytest.mark.slow
async def test_an_unknown_agent_is_asked_for(shop: Services, seat: Any) -> None:
    async with seat(agent="路人甲") as desk:
        await desk.settle()
        assert "谁在这个座位" in desk.full()
        await desk.press("1")
        assert "张敏" in desk.grid()[0] or "李丽" in desk.grid()[0]


@pytest.mark.slow
async def test_copy_offers_what_is_shown(shop: Services, seat: Any, make_order: Callable[..., Order]) -> None:
    """Rule E1."""
    async with seat() as desk:
        await desk.press("2", "ctrl+c", "1")
        assert desk.clip.texts == ["SF202406137731"]
        await desk.press("ctrl+c", "2")
        assert desk.clip.texts[-1] == "SF1234567890123"


@pytest.mark.slow
async def test_scrolling_to_the_end_brings_further_rows(shop: Services, seat: Any, zhang: Callable[[], Actor]) -> None:
    for number in range(12):
        shop.capture.new(zhang(), InquiryDraft(buyer=f"买家{number}", text="在吗"))
    async with seat(queue_page=5) as desk:
        assert "/15" in desk.grid()[1]
        await desk.press("end", "end", "end")
        assert desk.main.query_one("#queue").list.index == 14


@pytest.mark.slow
async def test_what_would_be_refused_is_said_before_anything_is_asked(
    shop: Services, seat: Any, actor: Callable[..., Actor]
) -> None:
    """No popup for a move that the service refuses: nobody's inquiry, a colleague's (rules Q2, Q5)."""
    shop.queue.claim(actor("李丽", console="other"), inquiry_of(shop, "陈先生").id)
    async with seat() as desk:
        for row, words in ((1, "还没有人领取"), (2, "李丽")):
            await desk.press("home", *["down"] * (row - 1))
            for key in ("z", "t", "ctrl+g"):
                await desk.press(key)
                assert desk.app.screen is desk.main and words in desk.toast
        await desk.press("ctrl+r")
        assert desk.app.screen is desk.main and "李丽" in desk.toast
        await desk.press("space")
        assert "稍后提醒  (李丽 已领取)" in desk.full()
