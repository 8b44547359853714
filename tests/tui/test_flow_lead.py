"""The lead's desk from the keyboard, page by page (rules H8, K1, K2, K4, Q6, Q9, Q11)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from cs_console.adapters.clock import ManualClock
from cs_console.bootstrap import Opened
from cs_console.domain.entities import Actor, Inquiry
from cs_console.domain.gaps import Gap, LeadQuestion, QuestionState
from cs_console.domain.vocabulary import ItemDecision
from cs_console.services.facade import Services
from cs_console.tui.screens.lead_desk import LeadDesk
from cs_console.tui.screens.lead_registers import RegisterScreen

pytestmark = pytest.mark.slow

SIZES = pytest.mark.parametrize("size", [(120, 36), (80, 24)], ids=["wide", "narrow"])
Maker = Callable[..., Actor]


def inquiry_of(services: Services, buyer: str) -> Inquiry:
    with services.context.uow.read() as uow:
        return uow.find(Inquiry, buyer=buyer)[0]


async def opened_desk(desk: Any) -> None:
    await desk.press("ctrl+p")
    await desk.type("lead.desk")
    await desk.press("enter")
    assert isinstance(desk.screen, LeadDesk)


async def test_agents_are_told_why_not(shop: Services, seat: Any) -> None:
    async with seat() as desk:
        await desk.press("ctrl+p")
        await desk.type("lead.desk")
        assert "组长和管理员才能打开" in desk.full()
        await desk.press("enter", "escape")
        assert not isinstance(desk.screen, LeadDesk)


@SIZES
async def test_h8_figures_lead_to_their_rows(shop: Services, seat: Any, actor: Maker, size: Any) -> None:
    shop.queue.claim(actor("李丽"), inquiry_of(shop, "陈先生").id)
    async with seat(size=size, agent="王组长") as desk:
        await opened_desk(desk)
        shown = desk.full()
        assert "[现场" in shown  # not by colour alone
        assert "待回买家" in shown and "最久 lily_99" in shown and "李丽" in shown
        await desk.press(*["down"] * 6)  # past the figures and who is on shift
        assert "手上还压着 1 条" in desk.full()
        await desk.press("enter", "1")
        assert not isinstance(desk.screen, LeadDesk)
        assert desk.main.deck.state.filter.owner == "李丽"
        assert "陈先生" in desk.full() and "小鱼儿" not in "\n".join(desk.grid()[:8])


async def test_q11_q9_h8_answered_moved_and_read_in_place(
    shop: Services, seat: Any, actor: Maker, clock: ManualClock
) -> None:
    held = inquiry_of(shop, "陈先生")
    shop.queue.claim(actor("李丽"), held.id)
    asked = shop.lead_desk.ask(actor("张敏"), "邮费差 12 元能不能我们出？", inquiry_id=held.id).row
    gap = shop.gaps.add(actor("张敏"), "四件套能机洗吗", asker="小鱼儿").row
    clock.set(clock() + timedelta(minutes=1))
    async with seat(agent="王组长") as desk:
        await opened_desk(desk)
        await desk.press("tab", "tab", "1")
        await desk.type("可以，走特批")
        await desk.press("ctrl+s")
        assert "已答复 张敏" in desk.full() and "没有等着批的" in desk.full()
        await desk.press("right")
        assert "压着" in desk.full()
        await desk.press("1", "1")
        assert "已收回 1 条" in desk.full()
        await desk.press("ctrl+o", "5")
        assert "退货原因汇总表" in desk.full()
        await desk.press("down", "enter")
        assert isinstance(desk.screen, RegisterScreen)
        await desk.press("escape", "tab")
        assert "首响中位数" in desk.full() and "回复超时" in desk.full()
        await desk.press("tab")
        assert "分时咨询量" in desk.full()
        await desk.press("down", "tab", "2")
        assert "新抽 0 条" in desk.full()
        await desk.press("tab")
        assert "四件套能机洗吗" in desk.full() and "这周没有反复问的" in desk.full()
        await desk.type("-")
        assert "四件套能机洗吗" in desk.full() and "05-31 至 06-06" not in desk.full()
        await desk.press("2")
        await desk.type("可以，30 度以下")
        await desk.press("ctrl+s", "escape")
        assert not isinstance(desk.screen, LeadDesk)
    with shop.context.uow.read() as uow:
        assert uow.require(LeadQuestion, asked.id).answer == "可以，走特批"
        assert uow.require(Gap, gap.id).state is QuestionState.ANSWERED
    assert inquiry_of(shop, "陈先生").owner == ""


async def test_h8_a_log_is_read_commented_and_signed_off(
    shop: Services, seat: Any, actor: Maker, opened: Opened
) -> None:
    """A sealed log waits for its sign-off; signed once, it is corrected by an addendum and exported with all said."""
    shop.handovers.note(actor("张敏"), "赠品漏发一件", owner="李丽")
    log = shop.handovers.submit(actor("张敏")).handover
    shop.shifts.start(actor("李丽"), "day")
    taker = actor("李丽")
    for item in shop.handovers.show(log.id).pending:
        shop.handovers.decide(taker, item.id, ItemDecision.ACCEPTED, read_back=item.action)
    async with seat(agent="王组长") as desk:
        await opened_desk(desk)
        await desk.press("tab")
        assert "赠品漏发一件" in desk.full() and "张敏" in desk.full()
        await desk.press("1", "1")
        assert "待回买家" in desk.full() and "赠品漏发一件" in desk.full()
        await desk.press("escape", "1", "3")
        await desk.type("4")
        await desk.press("enter")
        await desk.type("写得清楚")
        await desk.press("ctrl+s")
        assert "已签字" in desk.full() and "王组长 签 4 分" in desk.full()
        await desk.press("1", "3")
        assert "打分签字  (已签字)" in desk.full()
        await desk.press("escape", "1", "5")
        await desk.type("赠品改为两件")
        await desk.press("ctrl+s")
        assert "已补记" in desk.full()
        await desk.press("1", "6")
        assert "已导出" in desk.full()
    files = sorted((opened.workspace.data / "handovers").iterdir())
    text = next(one for one in files if one.suffix == ".md").read_text("utf-8")
    assert "写得清楚" in text and "赠品改为两件" in text
    assert [(one.rating, one.reviewer) for one in shop.handover_reviews.of(log.id)] == [(4, "王组长")]


async def test_e6_a_rest_day_set_on_the_screen_lands_in_the_yaml(shop: Services, seat: Any, opened: Opened) -> None:
    """Rules S5, E6: chosen by digits, in force at once, and the file keeps its comments."""
    path = opened.workspace.policies / "shifts.yaml"
    before = path.read_text("utf-8")
    async with seat(size=(80, 24), agent="王组长") as desk:
        await opened_desk(desk)
        await desk.press("shift+tab", "2", "3", "3")  # 张敏, the day after tomorrow, rests
        assert "已排好" in desk.full() and "休*" in desk.full()
        await desk.press("2", "3", "4")
        assert "休*" not in desk.full()
        await desk.press("escape", "ctrl+z")
        assert "改回去" in desk.full()
    assert path.read_text("utf-8") == before
    newest = shop.rules.history(1)[0]
    assert newest.seen_by == "王组长" and any("shifts.yaml" in name for name in newest.changed)
    with shop.context.uow.read() as uow:
        acts = [event.act for event in uow.journal.history("Roster", 0, limit=5)]
    assert acts == ["roster.day", "roster.day"]


async def test_k1_k3_sheets_open_into_their_rows_and_go_out(
    shop: Services, seat: Any, actor: Maker, clock: ManualClock, opened: Opened
) -> None:
    """Score sheets lead from the person over a line to its rows; morning sheets of other days; both export."""
    zhang, talk = actor("张敏"), inquiry_of(shop, "小鱼儿")
    shop.queue.claim(zhang, talk.id)
    shop.queue.reply(zhang, talk.id, "亲，有货的哦")
    shop.queue.resolve(zhang, talk.id, "已答复")
    async with seat(size=(80, 24), agent="王组长") as desk:
        await opened_desk(desk)
        await desk.press(*["shift+tab"] * 3)
        await desk.press("2")
        assert "首响达标率" in desk.full() and "20%" in desk.full()
        await desk.press("1")
        assert "小鱼儿" in desk.full()
        await desk.press("escape", "insert", "1")
        assert "已导出 考核量表" in desk.full()
        await desk.press("1", "3")
        assert "本季  04-01 至 06-30" in desk.full()
        for key in "--=":
            await desk.type(key)
        assert "上季  01-01 至 03-31" in desk.full()
        await desk.press("tab", "1", "2")
        assert "破线" in desk.full() and "晨会" in desk.full()
        await desk.press("insert", "1")
        assert "已导出 晨会" in desk.full()
    names = [one.name for one in (opened.workspace.data / "exports").iterdir()]
    assert len(names) == 2 and all(name.endswith(".xlsx") for name in names)


async def test_k4_a_talk_is_drawn_and_scored_in_place(shop: Services, seat: Any, actor: Maker) -> None:
    zhang, talk = actor("张敏"), inquiry_of(shop, "小鱼儿")
    shop.queue.claim(zhang, talk.id)
    shop.queue.reply(zhang, talk.id, "亲，有货的哦")
    shop.queue.resolve(zhang, talk.id, "已答复")
    async with seat(agent="王组长") as desk:
        await opened_desk(desk)
        await desk.press("ctrl+o", "8", "2")
        assert "待打分" in desk.full() and "新抽 1 条" in desk.full()
        await desk.press("3", "1")
        for marks in ("15", "20", "25", "99"):
            await desk.type(marks)
            await desk.press("enter")
        await desk.press("ctrl+s")
        assert "写 0 到 20" in desk.full()
        await desk.press("backspace", "backspace")
        for marks in ("20", "10"):
            await desk.type(marks)
            await desk.press("enter")
        await desk.press("ctrl+s")
        assert "已给 张敏 打分" in desk.full()
    (review,) = shop.qa.list(actor("王组长"))
    assert (review.agent, review.score, review.scored_by) == ("张敏", 90, "王组长")


async def test_k1_k2_figures_and_charts_of_any_days_open_into_their_rows(
    shop: Services, seat: Any, actor: Maker, clock: ManualClock
) -> None:
    """Any day, week, month, quarter or span; back and forth; from a figure or a bar to the talks, by agent too."""
    for name, buyer in (("张敏", "小鱼儿"), ("李丽", "陈先生")):
        talk = inquiry_of(shop, buyer)
        shop.queue.claim(actor(name), talk.id)
        shop.queue.reply(actor(name), talk.id, "亲，有货的哦")
    async with seat(size=(80, 24), agent="王组长") as desk:
        await opened_desk(desk)
        await desk.press("ctrl+o", "6")
        assert "近 7 天  06-08 至 06-14" in desk.full() and "未达  首响" in desk.full()
        await desk.type("=")
        assert "后面还没到" in desk.full()
        for key in "-－":
            await desk.type(key)
        assert "05-25 至 05-31" in desk.full() and "后面还没到" not in desk.full()
        for key in "=＝":
            await desk.type(key)
        await desk.press("1", "6", "2")
        assert "本月  06-01 至 06-30" in desk.full() and "所有人" in desk.full()
        await desk.press("3")
        assert "首响中位数  李丽" in desk.full() and "陈先生" in desk.full() and "小鱼儿" not in desk.full()
        await desk.press("escape", "2", "1")
        assert "陈先生" in desk.full() and "小鱼儿" in desk.full()
        await desk.press("escape", "1", *["down"] * 9, "enter")
        await desk.type("6 月")
        await desk.press("enter")
        assert "写日 2026-06-14" in desk.full()
        await desk.press(*["backspace"] * 3)
        await desk.type("2026.6.14")
        await desk.press("enter")
        assert "今天  06-14 周日" in desk.full()
        await desk.press("tab", "3", "1")
        assert "小鱼儿" in desk.full() and "陈先生" in desk.full()
        await desk.press("1")
        assert not isinstance(desk.screen, LeadDesk) and desk.main.deck.state.filter.include_closed
        await desk.press("ctrl+p")
        await desk.type("register.list")
        await desk.press("enter", "6", "ctrl+l", *["down"] * 9, "enter")
        assert "承诺台账  全部" in desk.full()
