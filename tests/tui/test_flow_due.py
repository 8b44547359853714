"""The due list: counted in the status line; its items are copied, ended, put off, broken or opened (U1, U2, C3, R4)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from cs_console.domain.entities import Actor, Order, Promise
from cs_console.domain.followups import Followup, FollowupOutcome
from cs_console.domain.vocabulary import OrderStatus, PromiseState
from cs_console.services.facade import Services
from cs_console.text.width import cell_width

pytestmark = pytest.mark.slow


def unpaid(services: Services, make_order: Callable[..., Order], number: str, buyer: str, minutes: int) -> Order:
    return make_order(
        number, buyer_nick=buyer, status=OrderStatus.UNPAID, paid_at=None, paid_fen=None, shipped_at=None,
        signed_at=None, ordered_at=services.context.now() - timedelta(minutes=minutes),
    )  # fmt: skip


def kept(services: Services) -> list[Followup]:
    with services.context.uow.read() as uow:
        return uow.find(Followup)


def promise_of(services: Services) -> Promise:
    with services.context.uow.read() as uow:
        return uow.find(Promise)[-1]


@pytest.mark.parametrize("size", [(80, 24)])
async def test_reminders_are_copied_ended_put_off_and_opened(
    shop: Services, seat: Any, make_order: Callable[..., Order], zhang: Callable[[], Actor], size: Any
) -> None:
    """Rules U1, R4: the text comes along, what is done leaves the list and the counter, undo brings it back."""
    for number, buyer in enumerate(("阿青", "豆豆", "小满"), 1):
        unpaid(shop, make_order, f"20260614000{number}", buyer, 20 + number)
    shop.promises.add(zhang(), "送运费险", buyer="陈先生", due_at=shop.context.now() + timedelta(seconds=1))
    async with seat(size=size) as desk:
        desk.clock.advance(seconds=2)
        await desk.press("ctrl+l")
        assert "到期 5" in desk.status  # three reminders, the promise, today's look at reviews
        await desk.press("ctrl+d")
        grid = desk.grid()
        assert all(cell_width(line) <= size[0] for line in grid)
        assert [line for line in grid if "承诺到期" in line and ">1" in line]
        await desk.type("小满")
        await desk.press("enter")
        assert "豆豆" not in "\n".join(desk.grid()[4:12])
        await desk.press("escape", "down", "down")
        assert "话术" in desk.full()
        await desk.press("enter", "1")
        assert len(desk.clip.texts) == 1 and "SF" not in desk.clip.texts[0]
        assert [one.outcome for one in kept(shop)] == [FollowupOutcome.REMINDED]
        assert "撤销" in desk.full()
        await desk.press("ctrl+z")
        assert kept(shop) == []
        for _ in range(2):
            await desk.press("enter", "1")
        assert len(desk.clip.texts) == 3 and len(kept(shop)) == 2
        await desk.press("1", "2")
        await desk.type("仓库没货")
        await desk.press("ctrl+s")
        assert promise_of(shop).state is PromiseState.BROKEN and promise_of(shop).outcome == "仓库没货"
        remaining = [item for item in shop.followups.list() if item.kind == "unpaid"]
        assert len(remaining) == 1
        await desk.type(remaining[0].buyer)
        await desk.press("enter", "1", "7", "1")
        [put_off] = [one for one in kept(shop) if one.snoozed_until is not None]
        assert put_off.owner == "张敏"
        await desk.press("escape", "escape")
        assert type(desk.screen).__name__ == "WorkstationScreen"
        assert "到期 1" in desk.status


async def test_a_paid_order_drops_out_at_the_next_import_while_the_list_is_open(
    shop: Services, seat: Any, make_order: Callable[..., Order]
) -> None:
    """Rules U1, U2."""
    one = unpaid(shop, make_order, "202606140009", "阿青", 30)
    async with seat() as desk:
        await desk.press("ctrl+d")
        assert "阿青" in desk.full()
        assert all(cell_width(line) <= 120 for line in desk.grid())
        with shop.context.uow.write(Actor("导入"), "intake.file") as uow:
            uow.change(uow.require(Order, one.id), status=OrderStatus.PAID, paid_at=uow.now)
        desk.main.reload()
        await desk.settle()
        assert "阿青" not in desk.full()


async def test_an_item_leads_to_its_inquiry_its_order_and_its_case(
    shop: Services, seat: Any, make_order: Callable[..., Order], zhang: Callable[[], Actor]
) -> None:
    from cs_console.domain.entities import Case
    from cs_console.domain.vocabulary import Flow

    lonely = unpaid(shop, make_order, "202606140009", "没问过的", 30)
    order = shop.orders.find("SF202406137731")
    case = shop.cases.open(zhang(), order.id, Flow.RETURN)
    with shop.context.uow.write(zhang(), "case.step") as uow:
        uow.change(uow.require(Case, case.case.id), due_at=uow.now - timedelta(minutes=1))
    async with seat() as desk:
        await desk.press("1", "ctrl+d", "1", "1")
        assert desk.main.focused_pane.id == "aftersales"
        assert desk.main.deck.state.order.id == order.id
        await desk.press("ctrl+d")
        await desk.type("没问过")
        await desk.press("enter", "1", "8")
        assert desk.main.deck.state.order.id == lonely.id
        assert desk.main.focused_pane.id == "order"


async def test_the_counter_follows_the_clock_alone(shop: Services, seat: Any, zhang: Callable[[], Actor]) -> None:
    shop.promises.add(zhang(), "送礼物", due_at=datetime.fromisoformat("2026-06-14T11:00:00+08:00"))
    async with seat() as desk:
        assert "到期 1" in desk.status
        desk.clock.advance(hours=1)
        for _ in range(15):
            desk.main.tick()
        await desk.settle()
        assert "到期 2" in desk.status


async def test_the_daily_look_at_reviews_writes_them_down_with_the_words_to_answer(shop: Services, seat: Any) -> None:
    """Rule C3: a bad review is explained."""
    async with seat() as desk:
        await desk.press("2", "ctrl+d", "1", "1")
        await desk.type("1")
        await desk.press("enter")
        await desk.type("洗一次就褪色")
        await desk.press("ctrl+s")
        assert "买家评价" in desk.full() and "1 星 洗一次就褪色" in desk.full()
        await desk.type("褪色")
        await desk.press("enter")
        assert "评价" in desk.full() and "SF202406137731" in desk.full()
        await desk.press("1", "1")
        assert len(desk.clip.texts) == 1
        assert [one.kind for one in kept(shop)] == ["review"]


async def test_words_copied_for_a_buyer_who_waits_in_the_queue_are_a_reply_there(
    shop: Services, seat: Any, make_order: Callable[..., Order]
) -> None:
    """Rules Q1, P2, U1: the clock stops, the phrase counts once, undo takes the outcome back and not the reply."""
    from cs_console.domain.entities import Inquiry, PhraseUse

    one = unpaid(shop, make_order, "202606140001", "小鱼儿", 21)
    item = shop.followups.list()[-1]
    assert item.order_id == one.id
    async with seat() as desk:
        await desk.press("ctrl+d")
        await desk.type("小鱼儿")
        await desk.press("enter", "1", "1")
        with shop.context.uow.read() as uow:
            [talk] = uow.find(Inquiry, buyer="小鱼儿")
            [use] = uow.find(PhraseUse)
        said = shop.queue.show(talk.id)
        assert said.messages[-1].text == desk.clip.texts[0] and said.inquiry.unanswered_since is None
        assert said.inquiry.owner == "张敏" and use.message_id == said.messages[-1].id
        assert "记为给 小鱼儿 的回复" in desk.full()
        await desk.press("ctrl+z")
        assert kept(shop) == [] and shop.queue.show(talk.id).messages[-1].text == desk.clip.texts[0]
