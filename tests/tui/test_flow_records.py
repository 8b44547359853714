"""Questions, problem items, suggestions and scores from the inquiry; the lead answers (rules Q9, Q11, A8, C4, C5)."""

from __future__ import annotations

from typing import Any

import pytest

from cs_console.domain.entities import Order
from cs_console.domain.gaps import QuestionState
from cs_console.domain.vocabulary import Flag, Priority
from cs_console.services.facade import Services
from cs_console.services.lead_desk import QuestionFilter
from cs_console.text.width import cell_width

pytestmark = pytest.mark.slow
ALL = QuestionFilter(states=tuple(QuestionState))


async def test_a_question_to_the_lead_is_one_key_and_its_answer_is_heard(shop: Services, seat: Any) -> None:
    """Rule Q11: context goes along, the answer comes back to the inquiry and is said."""
    async with seat() as desk:
        await desk.press("2", "ctrl+u")
        await desk.type("能不能先补发再退件？")
        await desk.press("ctrl+s")
        [asked] = shop.lead_desk.list()
        assert asked.buyer == "陈先生" and "漏发" in asked.context and asked.order_no == "SF202406137731"
        shop.lead_desk.answer(shop.people.actor("王组长"), asked.id, "可以，先补发")
        desk.main.reload()
        await desk.settle()
        assert "王组长答复了 陈先生：可以，先补发" in desk.toast
        assert "组长答复" in desk.full()
        await desk.press("escape")
        desk.main.reload()
        await desk.settle()
        assert "可以，先补发" not in desk.toast
        gap = shop.gaps.add(shop.people.actor("张敏"), "能开专票吗", inquiry_id=asked.inquiry_id).row
        shop.gaps.answer(shop.people.actor("李丽"), gap.id, "能，走财务", propose=False)
        desk.main.reload()
        await desk.settle()
        assert "李丽答复了 陈先生：能，走财务" in desk.toast
        me, colleague = shop.people.actor("张敏"), shop.people.actor("李丽")
        shop.queue.claim(me, asked.inquiry_id)
        shop.queue.transfer(me, asked.inquiry_id, "李丽", "售后问题", "已核对订单", "请补发")
        shop.queue.claim(colleague, asked.inquiry_id)
        shop.queue.resolve(colleague, asked.inquiry_id, "已补发")
        desk.main.reload()
        await desk.settle()
        assert "李丽办完了您转出的 陈先生：已补发" in desk.toast  # rule Q6: the result comes back to the sender


@pytest.mark.parametrize("size", [(80, 24)])
async def test_short_forms_write_down_what_the_buyer_said(shop: Services, seat: Any, size: Any) -> None:
    async with seat(size=size) as desk:
        await desk.press("2", "space", "9")
        assert "请示与登记" in desk.full()
        await desk.press("2", "ctrl+s")
        [gap] = shop.gaps.list()
        assert "漏发" in gap.question and gap.asker == "陈先生"
        await desk.press("space", "9", "4")
        await desk.type("补发")
        await desk.press("ctrl+s")
        [item] = shop.problems.list()
        assert item.demand == "补发"
        with shop.context.uow.read() as uow:
            assert uow.find(Order)[0].flag is Flag.YELLOW
        await desk.press("space", "9", "5", "3")
        for digit in ("2", "1"):
            await desk.type(digit)
            await desk.press("enter")
        [suggestion] = shop.suggestions.list()
        assert (suggestion.nature, suggestion.urgency, suggestion.buyer) == ("logistics", Priority.URGENT, "陈先生")
        await desk.press("space", "9", "6")
        await desk.type("1")
        await desk.press("enter")
        await desk.type("等太久")
        await desk.press("ctrl+s")
        assert "组长" in desk.toast and shop.lead_desk.list()  # a low score goes to the lead (C4)
        await desk.press("space", "9", "8")
        assert all(cell_width(line) <= size[0] for line in desk.grid())
        assert "漏发" in desk.full()
        await desk.press("1", "1")
        await desk.type("仓库漏装，已补")
        await desk.press("ctrl+s")
        [answered] = shop.gaps.list(ALL)
        assert answered.answer == "仓库漏装，已补"
        for view in ("低分", "补发", "陈先生"):
            await desk.press("right")
            assert "陈先生" in desk.full(), view
        await desk.press("escape", "space", "9", "2", "ctrl+s")
        assert "以前答过" in desk.full()
        await desk.press("1")
        assert desk.clip.texts == ["仓库漏装，已补"]
