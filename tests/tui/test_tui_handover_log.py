"""Writing, signing and accepting the handover from the keyboard (rules H1–H7)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from cs_console import i18n
from cs_console.adapters.clock import ManualClock
from cs_console.bootstrap import Opened
from cs_console.domain.entities import Actor, HandoverItem
from cs_console.domain.handover import HandoverView
from cs_console.domain.vocabulary import HandoverState, ItemDecision, Severity, ShiftState
from cs_console.services.capture import InquiryDraft
from cs_console.services.facade import Services
from cs_console.tui.screens.handover_accept import AcceptScreen
from cs_console.tui.screens.handover_draft import DraftScreen, SignedScreen

pytestmark = pytest.mark.slow

SIZES = pytest.mark.parametrize("size", [(120, 36), (80, 24)], ids=["wide", "narrow"])
HOSTILE = "仓库[/]少发[@click=app.bell]点[/] \x1b[31m红\x1b]0;x\x07 \u202e倒\u2066 \x00零 😀" + "长" * 3000
EMPTY_SECTIONS = ("处理中", "稍后联系", "承诺", "标旗订单", "售后", "提醒", "疑难问题")


def last_log(services: Services) -> HandoverView:
    """The newest log with its items."""
    return services.handovers.show(services.handovers.logs()[0].id)


def item_named(services: Services, what: str) -> HandoverItem:
    """The newest log's item that says `what`."""
    return next(item for item in last_log(services).items if what in item.what)


# -- writing ------------------------------------------------------------------------------------


@SIZES
async def test_draft_shows_all_ten_sections(shop: Services, seat: Any, size: tuple[int, int]) -> None:
    """Rules H1, H3: live items by section, and 无 where there is nothing."""
    async with seat(size=size) as desk:
        await desk.press("f9", "2")
        grid = desk.grid()
        for name in EMPTY_SECTIONS:
            assert any(name in line and "无" in line for line in grid), name
        assert any("待回买家" in line and "lily_99" in line and "! " in line for line in grid)
        assert "共 3 条，紧急 2 条" in desk.full()
        assert "回复买家" in desk.full()


async def test_draft_follows_what_happens(shop: Services, seat: Any, actor: Callable[..., Actor]) -> None:
    """Rule H1: an inquiry that comes in while the draft is open stands in it, the choice stays."""
    async with seat() as desk:
        await desk.press("f9", "2", "down", "down")
        chosen = desk.screen.chosen.buyer
        shop.capture.new(actor("蔡蔡"), InquiryDraft(buyer="新买家", text="在吗"))
        desk.main.reload()
        await desk.settle()
        assert "新买家" in desk.full()
        assert desk.screen.chosen.buyer == chosen


async def test_a_digit_mends_an_item(shop: Services, seat: Any) -> None:
    """Owner, due, if/then by one line each; an untouched action stays the draft's own code."""
    async with seat() as desk:
        await desk.press("f9", "2", "2")
        assert desk.screen.focused.id == "ask-contingency"
        await desk.type("没货就退款")
        desk.screen.query_one("#ask-owner").put("李丽")
        desk.screen.query_one("#ask-due_at").put("18：30")
        await desk.press("ctrl+s")
        assert isinstance(desk.screen, DraftScreen)
        assert "没货就退款" in desk.full()
    item = item_named(shop, "拍了两件")
    assert (item.owner, item.contingency, item.action) == ("李丽", "没货就退款", "@handover.action.reply")
    assert item.due_at is not None and item.due_at.astimezone(shop.context.zone).strftime("%H:%M") == "18:30"


async def test_a_due_time_that_is_none_is_refused_in_words(shop: Services, seat: Any) -> None:
    """What cannot be read as a time never reaches the item."""
    async with seat() as desk:
        await desk.press("f9", "2", "1")
        desk.screen.query_one("#ask-due_at").put("回头再说")
        await desk.press("ctrl+s")
        assert "期限写成 18:00" in desk.full()
        await desk.press("escape")
        assert isinstance(desk.screen, DraftScreen)


@SIZES
async def test_hand_in_goes_to_the_first_gap(
    shop: Services, seat: Any, zhang: Callable[[], Actor], size: tuple[int, int]
) -> None:
    """Rule H3: without an owner there is no hand-in; the missing thing is named, its item chosen."""
    view = shop.handovers.draft(zhang())
    for at in (0, 2):
        shop.handovers.edit(zhang(), view.items[at].id, owner="")
    async with seat(size=size) as desk:
        await desk.press("f9", "2", "right", "right", "ctrl+s")  # from another section on a screen of its own
        assert isinstance(desk.screen, DraftScreen)
        assert desk.screen.chosen.id == view.items[0].id
        assert "缺负责" in desk.full() and "还有 2 条没写全，先补这条" in desk.full()
        for left in ("还有 1 条没写全，先补这条", "都写全了，Ctrl+S 签名交出"):
            await desk.press("enter")  # begins at what is missing
            await desk.type("蔡蔡")
            await desk.press("ctrl+s")
            assert left in desk.full()
    assert last_log(shop).handover.state is HandoverState.DRAFT


async def test_each_section_has_a_screen_of_its_own(shop: Services, seat: Any) -> None:
    """Rule H3: left and right lead through the sections, the empty ones too, and back to the whole log."""
    async with seat(size=(80, 24)) as desk:
        await desk.press("f9", "2")
        assert "< 全部 3 >" in desk.full()
        await desk.press("right")
        assert "< 待回买家 " in desk.full() and "标旗订单" not in desk.full()
        await desk.press("right", "right")
        assert "< 稍后联系 0 >" in desk.full() and "无" in desk.full()
        await desk.press("left", "left", "left")
        assert "< 全部 3 >" in desk.full()


async def test_insert_adds_a_note_and_chooses_it(shop: Services, seat: Any) -> None:
    """Rule H2: one key and one line; an exclamation mark makes it urgent."""
    async with seat() as desk:
        await desk.press("f9", "2", "insert")
        await desk.type("！活动今晚结束")
        await desk.press("enter")
        assert desk.screen.chosen.what == "活动今晚结束"
    assert item_named(shop, "活动").severity is Severity.URGENT


async def test_f12_takes_the_buyer_and_order_in_view(shop: Services, seat: Any) -> None:
    """Rule H2: anywhere in the workstation, in a text field too; the focus returns, undo takes it back."""
    async with seat() as desk:
        await desk.press("2", "f4", "enter")
        before = desk.main.focused
        await desk.press("f12")
        assert "陈先生" in desk.full()
        await desk.type("仓库查监控")
        await desk.press("enter")
        assert desk.main.focused is before
        item = item_named(shop, "仓库查监控")
        assert (item.buyer, item.order_no) == ("陈先生", "SF202406137731")
        await desk.press("ctrl+z")
    assert not [one for one in last_log(shop).items if "仓库查监控" in one.what]


async def test_signing_offers_the_export(shop: Services, seat: Any, opened: Opened) -> None:
    """Rules H4, H9: signed with a summary, then one digit exports; the toast names the files."""
    async with seat() as desk:
        await desk.press("f9", "2", "ctrl+s")
        await desk.type("今天平稳")
        await desk.press("enter")
        assert "交接已交出" in desk.full()
        await desk.press("1")
        assert "data/handovers" in desk.toast and ".md" in desk.toast and ".json" in desk.toast
        assert desk.screen is desk.main
    log = last_log(shop).handover
    assert (log.state, log.summary) == (HandoverState.SUBMITTED, "今天平稳")
    found = {path.suffix for path in Path(opened.workspace.root, "data", "handovers").iterdir()}
    assert {".md", ".json"} <= found


async def test_a_look_at_the_store_while_signing_begins_no_second_log(
    shop: Services, seat: Any, zhang: Callable[[], Actor]
) -> None:
    """Rule H4: the open draft follows the store; once signed, here or elsewhere, it closes and stays the last log."""
    async with seat() as desk:
        await desk.press("f9", "2")
        signed = shop.handovers.submit(zhang(), "今天平稳").handover.id
        desk.main.reload()
        await desk.settle()
        assert desk.screen is desk.main and "交接已交出" in desk.toast
    assert (last_log(shop).handover.id, last_log(shop).handover.state) == (signed, HandoverState.SUBMITTED)


async def test_what_comes_after_the_hand_in_goes_into_a_second_log(
    shop: Services, seat: Any, zhang: Callable[[], Actor]
) -> None:
    """What was signed is not touched: a later note stands alone in a new draft."""
    first = shop.handovers.submit(zhang()).handover.id
    async with seat() as desk:
        await desk.press("f12")
        await desk.type("又来一件")
        await desk.press("enter")
        assert "再交一次" in desk.toast
        await desk.press("f9", "2")
        assert [item.what for item in desk.screen.view.items] == ["又来一件"]
    assert "又来一件" not in [item.what for item in shop.handovers.show(first).items]


# -- accepting ----------------------------------------------------------------------------------


@pytest.fixture
def handed_in(shop: Services, zhang: Callable[[], Actor]) -> Services:
    """The shop after 张敏 signed: two urgent inquiries, one normal, one hostile note."""
    shop.handovers.note(zhang(), HOSTILE, buyer="[b]恶[/b]")
    shop.handovers.submit(zhang(), "白班[/]小结 [@click=app.quit]")
    return shop


@SIZES
async def test_item_by_item_until_the_shift_runs(handed_in: Services, seat: Any, size: tuple[int, int]) -> None:
    """Rules H4, S4: 1 accepts, urgent ones are read back, the last decision seals and starts the shift."""
    async with seat(size=size, agent="李丽") as desk:
        await desk.press("f9", "1")
        assert "0/4 已定" in desk.full() and "张敏 的白班" in desk.full()
        await desk.press("1")
        assert "紧急，请复述" in desk.full() and "回复买家" in desk.full()
        await desk.press("enter")
        assert "要填" in desk.full()
        await desk.type("马上回lily")
        await desk.press("enter")
        assert "1/4 已定" in desk.full()
        await desk.press("1")
        await desk.type("查漏发")
        await desk.press("enter", "1")
        assert "3/4 已定" in desk.full() and "已接收" in desk.full()
        await desk.press("1")
        assert desk.screen is desk.main
        assert "4 条都定了，开始上班" in desk.toast
        assert "待接班" not in desk.grid()[0]
    li = handed_in.people.actor("李丽")
    assert handed_in.shifts.status(li).shift.state is ShiftState.RUNNING  # type: ignore[union-attr]
    view = last_log(handed_in)
    assert view.handover.state is HandoverState.SEALED
    assert view.items[0].read_back == "马上回lily"


async def test_query_and_decline_say_why(handed_in: Services, seat: Any) -> None:
    """Rule H4: the reason is one line; without it nothing is decided."""
    async with seat(agent="李丽") as desk:
        await desk.press("f9", "1", "down", "2", "enter")
        assert "要填" in desk.full()
        await desk.type("仓库谁在跟")
        await desk.press("enter")
        assert "有疑问" in desk.full()
        await desk.press("3")
        await desk.type("不归售后")
        await desk.press("enter")
        assert "已拒收" in desk.full() and "2/4 已定" in desk.full()
    decided = {item.decision: item.question for item in last_log(handed_in).items}
    assert decided[ItemDecision.QUERIED] == "仓库谁在跟"
    assert decided[ItemDecision.DECLINED] == "不归售后"


async def test_leaving_loses_nothing(handed_in: Services, seat: Any) -> None:
    """Decisions are stored one by one: after Esc, F9 goes on at the first open item."""
    async with seat(agent="李丽") as desk:
        await desk.press("f9", "1", "down", "down", "1", "escape")
        assert desk.screen is desk.main
        await desk.press("f9")
        assert isinstance(desk.screen, AcceptScreen)
        assert "1/4 已定" in desk.full()
        assert desk.screen.chosen.decision is ItemDecision.PENDING


async def test_digits_belong_to_the_list_that_has_the_focus(handed_in: Services, seat: Any) -> None:
    """Tab goes to the items, where a digit chooses one; the answers take the digits back at once."""
    async with seat(agent="李丽") as desk:
        await desk.press("f9", "1", "shift+tab", "3")
        assert desk.screen.chosen.buyer == "小鱼儿"
        await desk.press("１")
        assert "1/4 已定" in desk.full()
        await desk.press("up", "1")
        assert desk.screen.chosen is not None


async def test_a_colleague_was_faster(handed_in: Services, seat: Any, actor: Callable[..., Actor]) -> None:
    """A decision that somebody else made is named in the last line, and the log shows it."""
    item = next(one for one in last_log(handed_in).items if one.buyer == "小鱼儿")
    async with seat(agent="李丽") as desk:
        await desk.press("f9", "1", "down", "down")
        handed_in.shifts.start(actor("蔡蔡"))
        handed_in.handovers.decide(actor("蔡蔡"), item.id, ItemDecision.ACCEPTED)
        await desk.press("1")
        assert "蔡蔡" in desk.full() and "1/4 已定" in desk.full()


@SIZES
async def test_hostile_items_are_shown_harmlessly(handed_in: Services, seat: Any, size: tuple[int, int]) -> None:
    """Rule X2: markup, escapes, bidi controls and endless lines of an item have no effect on the screen."""
    async with seat(size=size, agent="李丽") as desk:
        await desk.press("f9", "1", "end")
        shown = desk.full()
        assert "仓库[/]少发[@click=app.bell]点[/]" in shown and "[b]恶[/b]" in shown
        assert "[@click=app.quit]" in shown
        assert not any(mark in shown for mark in ("\x1b", "\x07", "\x00", "\u202e", "\u2066"))
        await desk.press("2")
        assert "仓库[/]" in desk.full()
        assert desk.screen.query_one("#ask-text").region.bottom <= size[1]


async def test_author_answers_a_query(
    handed_in: Services, seat: Any, actor: Callable[..., Actor], clock: ManualClock
) -> None:
    """Rule H4: the signed log shows what the successor asked, Enter answers; the successor takes it after that."""
    handed_in.shifts.start(actor("李丽"))
    item = last_log(handed_in).items[0]
    handed_in.handovers.decide(actor("李丽"), item.id, ItemDecision.QUERIED, question="退到哪张卡")
    clock.set(clock() + timedelta(minutes=1))
    async with seat() as desk:
        assert "1 条提问待答" in desk.full()
        await desk.press("f9", "4")
        assert isinstance(desk.screen, SignedScreen)
        assert "退到哪张卡" in desk.full()
        await desk.press("enter")
        await desk.type("原路退回")
        await desk.press("enter")
        assert "原路退回" in desk.full()
    assert last_log(handed_in).items[0].answer == "原路退回"
    for other in last_log(handed_in).pending:
        handed_in.handovers.decide(actor("李丽"), other.id, ItemDecision.ACCEPTED, read_back="我来回")
    async with seat(agent="李丽") as desk:
        assert "1 条已答复，待接收" in desk.full()
        await desk.press("f9", "end", "enter")
        assert isinstance(desk.screen, SignedScreen) and desk.screen.chosen.id == item.id
        await desk.press("enter")
        if item.severity is Severity.URGENT:
            await desk.type("原路退到支付宝")
            await desk.press("enter")
        assert "已接收" in desk.full()
    assert last_log(handed_in).items[0].decision is ItemDecision.ACCEPTED


@SIZES
async def test_an_earlier_log_is_read_and_corrected(
    handed_in: Services, seat: Any, actor: Callable[..., Actor], clock: ManualClock, size: tuple[int, int]
) -> None:
    """Rules H5, H7, H8: what changed since is marked; a sealed log takes an addendum; the review stands beside it."""
    quiet = last_log(handed_in).items[1]
    clock.advance(minutes=2)
    handed_in.queue.claim(actor("张敏"), int(quiet.ref.partition(":")[2]))
    handed_in.queue.reply(actor("张敏"), int(quiet.ref.partition(":")[2]), "亲，查到了，马上补发")
    async with seat(size=size, agent="李丽") as desk:
        await desk.press("f9", "1")
        assert "交出后有 1 条变了" in desk.full() and "待定 变" in desk.full()
        await desk.press("escape")
    for item in last_log(handed_in).pending:
        handed_in.handovers.decide(actor("李丽"), item.id, ItemDecision.ACCEPTED, read_back="我来回")
    handed_in.handover_reviews.sign_off(actor("王组长"), last_log(handed_in).handover.id, 4, "写得清楚")
    async with seat(size=size) as desk:
        desk.main.action_command("handover.logs")
        await desk.settle()
        await desk.press("1")
        assert isinstance(desk.screen, SignedScreen) and "王组长 签批 4/5" in desk.full()
        assert size[0] < 120 or "写得清楚" in desk.full()
        await desk.press("insert")
        await desk.type("型号是 1.8m")
        await desk.press("ctrl+s")
        assert "补记 1" in desk.full()
    assert [(one.author, one.text) for one in last_log(handed_in).addenda] == [("张敏", "型号是 1.8m")]


@SIZES
async def test_english_is_complete(handed_in: Services, seat: Any, size: tuple[int, int]) -> None:
    """Every text of both logs exists in English; no code shows through."""
    i18n.set_language("en")
    async with seat(size=size, agent="李丽") as desk:
        await desk.press("f9", "1")
        shown = desk.full()
        assert "0/4 decided" in shown and "Accept" in shown
        assert "handover." not in shown
    async with seat(size=size) as desk:
        await desk.press("f9", "2")
        shown = desk.full()
        assert "none" in shown.lower() and "handover." not in shown and "section." not in shown


@SIZES
async def test_a_log_handed_in_during_the_shift_is_said_and_taken_from_the_board(
    shop: Services, seat: Any, zhang: Callable[[], Actor], actor: Callable[..., Actor], size: tuple[int, int]
) -> None:
    """Rule H4: a relief in the middle of the day: status line and board name it, the last entry leads to it."""
    shop.shifts.start(actor("李丽"))
    view = shop.handovers.draft(zhang())
    for item in view.items:
        shop.handovers.edit(zhang(), item.id, action="跟进", carry_reason="等仓库")
    shop.handovers.submit(zhang(), "先走一步")
    async with seat(size=size, agent="李丽") as desk:
        assert f"张敏 交来 {len(view.items)} 条 F9" in desk.full()
        await desk.press("f9")
        assert "先接 张敏" in desk.full() and "逐条接班" in desk.full()
        await desk.press("end", "enter")
        assert isinstance(desk.screen, AcceptScreen)
        for item in last_log(shop).items:
            shop.handovers.decide(actor("李丽"), item.id, ItemDecision.DECLINED, question="不归我")
    assert last_log(shop).handover.state is HandoverState.SEALED
