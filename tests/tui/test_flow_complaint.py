"""A complaint from the inquiry to the feedback, its steps in their fixed order, each timed (rule C2)."""

from __future__ import annotations

from typing import Any

import pytest

from cs_console.domain.complaints import ComplaintStage, ComplaintState
from cs_console.services.facade import Services
from cs_console.text.width import cell_width

pytestmark = pytest.mark.slow


async def said(desk: Any, digit: str, *fields: str) -> None:
    """Do the step that waits; `digit` passes over the text that it proposes."""
    await desk.press("enter", *([digit] if digit else []))
    for at, words in enumerate(fields, 1):
        await desk.type(words)
        await desk.press("ctrl+s" if at == len(fields) else "enter")


@pytest.mark.parametrize("size", [(80, 24)])
async def test_a_complaint_goes_its_fixed_way_and_is_found_in_the_due_list(
    shop: Services, seat: Any, size: Any
) -> None:
    async with seat(size=size) as desk:
        await desk.press("2", "ctrl+p")
        await desk.type("登记投诉")
        await desk.press("enter")
        assert "拍了两件" in desk.full()
        await desk.press("ctrl+s")
        [view] = shop.complaints.list()
        assert view.complaint.buyer == "陈先生"
        grid = desk.grid()
        assert all(cell_width(line) <= size[0] for line in grid)
        assert "[>] 受理致歉" in desk.full() and "[ ] 反馈结果" in desk.full()
        await desk.press("3")
        assert "步骤不能跳" in desk.full()
        assert shop.complaints.view(view.complaint.id).current.stage is ComplaintStage.RECEIVE
        await desk.press("1", "1")
        assert len(desk.clip.texts) == 1
        talk = shop.queue.show(view.complaint.inquiry_id)
        assert talk.messages[-1].text == desk.clip.texts[0], "the first contact is a reply to the buyer (rule Q1)"
        assert talk.inquiry.unanswered_since is None
        await desk.press("1", "2", "ctrl+s")
        assert shop.complaints.view(view.complaint.id).complaint.first_contact_at is not None
        await desk.press("enter", "ctrl+s")  # the record begins with what was said
        await desk.press("enter")
        assert "9 其他" in desk.full()
        await desk.press("5")
        await desk.type("少发一件")
        await desk.press("ctrl+s")
        assert shop.complaints.view(view.complaint.id).complaint.cause == "shipping"
        desk.clock.advance(hours=25)
        await desk.press("escape", "ctrl+d")
        await desk.type("投诉步骤")
        await desk.press("enter", "1", "1")
        assert "[>] 调查" in desk.full() and "超" in desk.full()
        await said(desk, "2", "仓库漏装")
        await said(desk, "", "补发并送券")
        assert shop.complaints.view(view.complaint.id).current.stage is ComplaintStage.OPINION
        await said(desk, "2", "2", "嫌慢")
        assert shop.complaints.view(view.complaint.id).current.stage is ComplaintStage.PROPOSE
        await said(desk, "", "今天补发")
        await said(desk, "2", "1", "同意")
        await said(desk, "", "已补发")
        await said(desk, "2", "买家满意")
        done = shop.complaints.view(view.complaint.id)
        assert done.complaint.state is ComplaintState.CLOSED and done.complaint.outcome == "买家满意"
        assert [step.stage for step in done.late] == [ComplaintStage.INVESTIGATE]
        await desk.press("ctrl+z")
        assert shop.complaints.view(view.complaint.id).complaint.state is ComplaintState.OPEN


async def test_the_same_inquiry_leads_to_its_running_complaint(shop: Services, seat: Any) -> None:
    async with seat() as desk:
        for _ in range(2):
            await desk.press("2", "ctrl+p")
            await desk.type("登记投诉")
            await desk.press("enter", "ctrl+s")
            assert "[>] 受理致歉" in desk.full()
            assert all(cell_width(line) <= 120 for line in desk.grid())
            await desk.press("escape")
        assert len(shop.complaints.list()) == 1
        await desk.press("ctrl+p")
        await desk.type("投诉处理")
        await desk.press("enter")
        assert "陈先生" in desk.full() and "未结" in desk.full()
        await desk.press("1", "2")
        assert desk.main.deck.state.detail.inquiry.buyer == "陈先生"
