"""The buyer's card on one key: everything about one person, written on, merged and taken back (rules C1, E4, X1)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from cs_console.domain.entities import Actor, Buyer, Order
from cs_console.domain.vocabulary import Flow, Platform, PromiseKind
from cs_console.services.capture import InquiryDraft
from cs_console.services.facade import Services
from cs_console.text.width import cell_width
from cs_console.tui.screens.buyer_card import BuyerScreen

pytestmark = pytest.mark.slow

PHONE = "13812345678"
NARROW = """\
┃ ┏━ 客户卡 ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┓ ┃
┃ ┃ 陈先生 淘宝/天猫                                                         ┃ ┃
┗━┃ 下单 1  成交 1 单 ¥310.00  咨询 1                                        ┃━┛
╭─┃ ------------------------------------------------------------------------ ┃─╮
│ ┃  >1 资料     还没有分组、标签、信誉、偏好，Enter 填写                    ┃ │
│ ┃   2 联系人   陈* 138****5678   看原文会留记录                            ┃ │
│ ┃   3 合并     把另一个昵称认作同一个人，先预览，可撤销                    ┃ │
╰─┃   4 订单     06-10 已签收   ¥310.00      SF202406137731      纯棉四件..  ┃─╯
 [┃   5 咨询     10:40 处理中   售后      拍了两件只收到一件，麻烦看看是不.. ┃
╭─┃                                                                          ┃─╮
│ ┗━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━ 数字/Enter 打开  Ctrl+Z 撤销  Esc 离开 ━┛ │"""
WIDE = """\
┃  >1 资料     还没有分组、标签、信誉、偏好，Enter 填写                                                    ┃
┃   4 订单     06-10 已签收   ¥310.00      SF202406137731      纯棉四件套 1.8m 灰                          ┃
┃   5 咨询     10:40 处理中   售后      拍了两件只收到一件，麻烦看看是不是漏发了？急用                     ┃"""


def stored(services: Services, nick: str) -> Buyer:
    with services.context.uow.read() as uow:
        return uow.buyers.named(nick)[0]


@pytest.fixture
def known(shop: Services, make_order: Callable[..., Order]) -> Services:
    """Mr Chen has an order under his nick; somebody on another platform gave the same phone."""
    with shop.context.uow.write(Actor("导入"), "intake.file") as uow:
        chen = uow.buyers.named("陈先生")[0]
        other = uow.add(Buyer(platform=Platform.JD, nick="jd_chen", phone=PHONE, tags=("批发",)))
        order = uow.find(Order)[0]
        uow.change(order, buyer_id=chen.id)
        uow.add(replace(order, id=0, version=1, platform=Platform.JD, order_no="JD1", buyer_id=other.id,
                        buyer_nick="jd_chen", goods="羽丝绒枕芯"))  # fmt: skip
    return shop


@pytest.mark.parametrize("size", [(120, 36), (80, 24)], ids=["wide", "narrow"])
async def test_one_key_shows_the_person_and_every_row_opens(known: Services, seat: Any, size: tuple[int, int]) -> None:
    async with seat(size=size) as desk:
        await desk.press("2", "ctrl+k")
        shown = desk.full()
        for words in (
            "客户卡",
            "陈先生 淘宝/天猫",
            "下单 1",
            "陈* 138****5678",
            "SF202406137731",
            "1 资料",
            "2 联系人",
        ):
            assert words in shown
        assert "投诉" not in shown.split("资料")[0]
        assert PHONE not in shown
        assert all(cell_width(line) <= size[0] for line in desk.grid())
        if size == (80, 24):
            assert "\n".join(desk.grid()[6:17]) == NARROW
        else:
            assert all(line in shown for line in WIDE.split("\n"))
        await desk.press("1")
        await desk.type("老客")
        await desk.press("enter")
        await desk.type("爱晒图，怕热")
        await desk.press("ctrl+s")
        assert "分组 老客" in desk.full() and "爱晒图、怕热" in desk.full()
        assert stored(known, "陈先生").tags == ("爱晒图", "怕热")
        await desk.press("ctrl+z")
        assert stored(known, "陈先生").group == ""
        assert "分组 老客" not in desk.full()
        await desk.press("2")  # looking at the phone is an event, and a digit copies it
        assert PHONE in desk.full()
        assert known.journal.history("Buyer", stored(known, "陈先生").id)[0].act == "buyer.unmask"
        await desk.press("down", "down", "down", "enter")
        assert desk.clip.texts == [PHONE]
        assert PHONE not in desk.toast


async def test_two_nicks_become_one_after_a_preview_and_two_again_by_undo(known: Services, seat: Any) -> None:
    async with seat() as desk:
        await desk.press("2", "ctrl+k", "3", "2")
        await desk.type("没有这人")
        await desk.press("enter")
        assert "没有这样的昵称" in desk.full()
        await desk.press("1")
        await desk.type("jd_c")
        await desk.press("enter")
        assert "对得上" in desk.full() and "同一个电话" not in desk.full()
        await desk.press("escape", "3")
        assert "jd_chen" in desk.full()
        await desk.press("1")
        shown = desk.full()
        assert "两边相同：电话、收件人、地址" in shown and "标签 批发" in shown
        await desk.press("1")
        assert stored(known, "jd_chen").merged_into == 0
        await desk.press("3", "1", "2")
        assert stored(known, "jd_chen").merged_into == stored(known, "陈先生").id
        shown = desk.full()
        assert "下单 2" in shown and "JD1" in shown and "主卡" in shown
        await desk.press("ctrl+z")
        assert stored(known, "jd_chen").merged_into == 0
        assert isinstance(desk.screen, BuyerScreen)
        assert "JD1" not in desk.full()
        await desk.press("4")  # an order of the list goes into the order pane
        assert desk.main.focused_pane.id == "order"
        assert desk.main.query_one("#order").card.order.order_no == "SF202406137731"


async def test_every_kind_of_row_leads_to_what_it_names(
    known: Services, seat: Any, make_order: Callable[..., Order], zhang: Callable[[], Actor], clock: Any
) -> None:
    """Rules C1, P2: long sections open, a closed talk is read, what was said is copied, a case leads to its pane."""
    chen = stored(known, "陈先生")
    for number in range(6):
        make_order(f"SF8{number:03}", buyer_id=chen.id, goods=f"枕芯{number}")
    order = known.orders.find("SF8000")
    known.cases.open(zhang(), order.id, Flow.RETURN)
    known.promises.add(zhang(), "送礼物", kind=PromiseKind.GIFT, order_id=order.id, buyer="陈先生")
    old = known.capture.new(zhang(), InquiryDraft(buyer="陈先生", platform=Platform.TAOBAO, text="上次那个枕芯不错"))
    known.queue.claim(zhang(), old.id)
    known.queue.reply(
        zhang(), old.id, "谢谢亲的喜欢哦", phrase_id="x.thanks", variant=0, variant_hash="h", confirmed=True
    )
    known.queue.resolve(zhang(), old.id, "已答复")
    async with seat() as desk:
        await desk.press("2", "ctrl+k")
        shown = desk.full()
        assert "还有 3 条" in shown and "SF8000" not in shown

        async def go(words: str) -> None:
            rows = desk.screen.rows.source
            at = next(n for n, row in enumerate(rows.fetch(0, rows.count)) if words in row.text)
            desk.screen.rows.action_first()
            await desk.press(*["down"] * at, "enter")

        await go("还有 3 条")
        assert "SF8000" in desk.full()
        await go("上次那个枕芯")
        assert "谢谢亲的喜欢哦" in desk.full() and "已结  已答复" in desk.full()
        await desk.press("escape")
        await go("谢谢亲的喜欢哦")
        assert desk.clip.texts == ["谢谢亲的喜欢哦"]
        await go("送礼物")
        assert desk.main.query_one("#order").card.order.order_no == "SF8000"
        await desk.press("ctrl+k")
        await go("退货")
        assert desk.main.focused_pane.id == "aftersales"
        assert desk.main.deck.state.case.case.order_id == order.id


async def test_without_a_buyer_the_command_says_why(services: Services, seat: Any) -> None:
    async with seat() as desk:
        await desk.press("ctrl+k")
        assert "还没有客户卡" in desk.toast
