"""The checks before payment and shipping, and prices within their bounds, from the order pane (rules O1–O3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from cs_console.domain.entities import Actor, Order, OrderLine
from cs_console.domain.goods import Goods
from cs_console.domain.price_changes import PriceApplication, PriceChange
from cs_console.domain.vocabulary import OrderStatus, StepState
from cs_console.services.facade import Services
from cs_console.text.width import cell_width

pytestmark = pytest.mark.slow

NO = "SF202406137731"
NARROW = """\
│ ┏━ 核对订单 ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┓ │
│ ┃ 淘宝/天猫 SF202406137731  陈先生  待付款  核对 2/6 有问题 1              ┃ │
│ ┃ 陈* 138****5678  浙江省杭州市余杭区***                                   ┃ │
│ ┃ x2   ¥150.00   底 ¥120.00 内部  纯棉四件套                               ┃ │
╰─┃ ------------------------------------------------------------------------ ┃─╯
╭─┃  >1 [ ]      买家留言               请看：要灰色，别发错                 ┃─╮
│ ┃   2 [x]      我方备注               没有备注                             ┃ │
│ ┃   3 [ ]      商品与数量             共 2 件，和约定的核对                ┃ │
│ ┃   4 [!]      地址与运费             收了 ¥10.00，应收 ¥0.00，改成实际..  ┃ │
╰─┃   5 [x]      偏远地区与快递         不是偏远地区                         ┃─╯
  ┃   6 [ ]      属性与价格             和买家确认属性与价格                 ┃
┏━┃   7          改价、申请特价                                              ┃━┓
┃ ┃   8          商品卡：纯棉四件套                                          ┃ ┃
┃ ┃                                                                          ┃ ┃
┃ ┗━━━━━━━━━━━━━━ 数字 核对/取消  Del 不适用、有问题  Ctrl+Z 撤销  Esc 离开 ━┛ ┃"""
WIDE = """\
┃  >1 [ ]      买家留言               请看：要灰色，别发错                                                 ┃
┃   4 [!]      地址与运费             收了 ¥10.00，应收 ¥0.00，改成实际运费                                ┃
┃   7          改价、申请特价                                                                              ┃"""


@pytest.fixture
def unpaid(shop: Services) -> Services:
    """Mr Chen's order waits for payment: two pieces, one line, an article with a floor price."""
    with shop.context.uow.write(Actor("导入"), "intake.file") as uow:
        order = uow.find(Order)[0]
        uow.change(
            order, status=OrderStatus.UNPAID, quantity=2, buyer_message="要灰色，别发错", paid_fen=None, goods_fen=30000
        )
        uow.add(OrderLine(order_id=order.id, line_key="1", title="纯棉四件套", sku="S1", quantity=2, price_fen=15000))
        uow.add(Goods(key="S1", code="S1", title="纯棉四件套", price_fen=15000, floor_fen=12000))
    return shop


def found(services: Services, kind: Any) -> Any:
    with services.context.uow.read() as uow:
        return uow.find(kind)


def state_of(services: Services, key: str) -> StepState:
    order = found(services, Order)[0]
    return next(check.state for check in services.orders.check(order.id).checks if check.key == key)


async def until(desk: Any, words: str) -> None:
    """Wait until these words stand on the screen."""
    for _ in range(100):
        if words in desk.full():
            return
        await desk.pilot.pause(0.02)
    raise AssertionError(f"{words} never came:\n{desk.full()}")


@pytest.mark.parametrize("size", [(120, 36), (80, 24)], ids=["wide", "narrow"])
async def test_each_step_says_what_the_data_shows_and_a_digit_ticks_it(
    unpaid: Services, seat: Any, size: tuple[int, int]
) -> None:
    async with seat(size=size) as desk:
        await desk.press("2", "f4")
        await until(desk, "7 核对 2/6 有问题 1")
        await desk.press("7")
        shown = desk.full()
        for words in ("要灰色，别发错", "收了 ¥10.00，应收 ¥0.00", "不是偏远地区", "底 ¥120.00 内部", "[!]", "[x]"):
            assert words in shown, words
        assert "13812345678" not in shown
        assert all(cell_width(line) <= size[0] for line in desk.grid())
        if size == (80, 24):
            assert "\n".join(desk.grid()[4:19]) == NARROW
        else:
            assert all(line in shown for line in WIDE.split("\n"))
        await desk.press("1")
        assert state_of(unpaid, "message") is StepState.DONE
        await desk.press("ctrl+z")
        assert state_of(unpaid, "message") is StepState.TODO
        await desk.press("delete", "2")
        assert state_of(unpaid, "message") is StepState.NA
        await desk.press("down", "down", "down", "enter", "1")  # the postage is wrong: how it was settled is kept
        await desk.type("已改成包邮")
        await desk.press("enter")
        assert state_of(unpaid, "freight") is StepState.DONE
        assert "张敏" in desk.full() and "已改成包邮" in desk.full()
        await desk.press("escape")
        await until(desk, "7 核对 4/6")


async def test_a_price_moves_within_its_bounds_and_below_the_floor_a_lead_is_asked(unpaid: Services, seat: Any) -> None:
    async with seat() as desk:
        await desk.press("2", "f4", "9")
        assert "可改 ¥150.00 到" in desk.full() and "¥450.00，最低价 ¥240.00（内部）" in desk.full()
        await desk.type("100")
        await desk.press("enter", "enter")
        assert "超出幅度" in desk.toast  # more than half is refused, whoever asks
        await desk.press("9")
        await desk.type("230")
        await desk.press("enter", "enter")
        assert "低于最低价" in desk.full() and "申请特价" in desk.full()
        await desk.type("老客，要三套")
        await desk.press("enter")
        assert "已申请特价 ¥230.00" in desk.toast
        (asked,) = found(unpaid, PriceApplication)
        assert (asked.asked_fen, asked.applicant, asked.order_no) == (23000, "张敏", NO)
        unpaid.pricing.answer(unpaid.people.actor("王组长"), asked.id, approve=True, reason="可以")
        await desk.press("ctrl+l", "9")
        assert "已批准" in desk.full()
        await desk.type("230")
        await desk.press("enter", "enter")
        assert "已改价 ¥230.00" in desk.toast
        assert found(unpaid, PriceChange)[0].application_id == asked.id
        assert "改价为" in found(unpaid, Order)[0].remark


async def test_a_paid_order_has_its_own_list_and_its_price_stands(
    shop: Services, seat: Any, make_order: Callable[..., Order]
) -> None:
    with shop.context.uow.write(Actor("导入"), "intake.file") as uow:
        order = uow.find(Order)[0]
        uow.change(replace(order), status=OrderStatus.PAID, tracking_no="")
    async with seat() as desk:
        await desk.press("2", "f4", "9")
        assert "只有待付款的订单能改价" in desk.toast
        await desk.press("7")
        assert "面单" in desk.full() and "最后填运单号" in desk.full()
