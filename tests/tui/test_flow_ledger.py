"""The promise ledger on the screen: mine, the order's, everybody's; closed as kept or broken with a reason (P9, R4)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from cs_console.domain.vocabulary import PromiseKind, PromiseState
from cs_console.services.facade import Services
from cs_console.services.promises import PromiseFilter
from cs_console.text.width import cell_width

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("size", [(80, 24)])
async def test_promises_are_closed_from_the_ledger_and_lead_to_their_order(
    shop: Services, seat: Any, zhang: Any, actor: Any, size: Any
) -> None:
    order = shop.orders.find("SF202406137731")
    due = shop.context.now() + timedelta(hours=2)
    gift = shop.promises.add(zhang(), "送礼物一份", kind=PromiseKind.GIFT, order_id=order.id, due_at=due).promise
    other = shop.promises.add(actor("李丽"), "派送前电话", kind=PromiseKind.CALL, buyer="别人的", due_at=due).promise
    async with seat(size=size) as desk:
        await desk.press("1", "ctrl+p")
        await desk.type("承诺台账")
        await desk.press("enter")
        assert "送礼物一份" in desk.full() and "派送前电话" not in desk.full()
        assert all(cell_width(line) <= size[0] for line in desk.grid())
        await desk.press("right", "right")
        assert "派送前电话" in desk.full()
        await desk.type("别人")
        await desk.press("enter", "1", "3")
        await desk.type("买家不接电话")
        await desk.press("ctrl+s")
        broken = shop.promises.list(PromiseFilter(states=(PromiseState.BROKEN,)))
        assert [(one.id, one.outcome) for one in broken] == [(other.id, "买家不接电话")]
        assert "撤销" in desk.full()
        await desk.press("ctrl+z")
        assert shop.promises.list(PromiseFilter(states=(PromiseState.BROKEN,))) == ()
        await desk.press("escape", "left", "left", "1", "4")
        assert desk.main.deck.state.order.id == order.id
        await desk.press("ctrl+p")
        await desk.type("本单的承诺")
        await desk.press("enter", "1", "1")
        [done] = shop.promises.list(PromiseFilter(states=(PromiseState.DONE,)))
        assert done.id == gift.id
        await desk.press("1", "1")
        assert "已是" in desk.full()
