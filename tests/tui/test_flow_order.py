"""The order pane: flag by digit, remark with live count and difference, conflicts, undo (rules R1–R6)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cs_console.domain.entities import Actor, Order, Promise
from cs_console.domain.vocabulary import Flag, OrderStatus
from cs_console.services.facade import Services

pytestmark = pytest.mark.slow


def order_of(services: Services) -> Order:
    with services.context.uow.read() as uow:
        return uow.find(Order)[0]


@pytest.mark.parametrize(("digit", "flag"), [("1", Flag.RED), ("４", Flag.BLUE), ("5", Flag.PURPLE), ("0", Flag.GREY)])
@pytest.mark.parametrize("size", [(120, 36), (80, 24)])
async def test_a_digit_in_the_order_pane_sets_the_flag(
    shop: Services, seat: Any, digit: str, flag: Flag, size: tuple[int, int]
) -> None:
    """Rule R3; the word stands beside the colour."""
    async with seat(size=size) as desk:
        await desk.press("2", "f4")
        await desk.type(digit)
        assert order_of(shop).flag is flag
        assert "<" in next(line for line in desk.grid() if "旗标" in line)


async def test_the_flag_key_works_from_anywhere_and_undo_takes_it_back(shop: Services, seat: Any) -> None:
    async with seat() as desk:
        await desk.press("2", "ctrl+t", "1")
        assert order_of(shop).flag is Flag.RED
        assert "红" in desk.grid()[3]
        await desk.press("ctrl+z")
        assert order_of(shop).flag is Flag.GREY


async def test_green_marks_a_suspicion_and_says_so(shop: Services, seat: Any) -> None:
    async with seat() as desk:
        await desk.press("2", "f4", "3")
        assert "刷单违法" in desk.toast


async def test_the_remark_counts_in_the_platforms_unit_and_shows_the_difference(shop: Services, seat: Any) -> None:
    """Rules R1, R5: hanzi take three of Taobao's bytes."""
    async with seat() as desk:
        await desk.press("2", "f4", "enter")
        await desk.type("送礼物")
        screen = desk.full()
        assert "9/1000 字节" in screen
        assert "+送礼物" in screen
        assert "*未保存" in screen
        assert "草稿 1" in desk.status
        await desk.press("ctrl+s")
        assert order_of(shop).remark == "送礼物"
        assert "*未保存" not in desk.full()
        assert "草稿" not in desk.status


async def test_hanzi_typed_in_the_order_pane_begin_the_remark(shop: Services, seat: Any) -> None:
    async with seat() as desk:
        await desk.press("2", "f4")
        await desk.type("改地址到杭州")
        await desk.press("ctrl+s")
        assert order_of(shop).remark == "改地址到杭州"


async def test_digits_in_the_remark_are_text(shop: Services, seat: Any) -> None:
    async with seat() as desk:
        await desk.press("2", "f4", "enter")
        await desk.type("31")
        await desk.press("ctrl+s")
        found = order_of(shop)
        assert (found.remark, found.flag) == ("31", Flag.GREY)


async def test_a_remark_beyond_the_limit_is_refused_before_it_is_sent(shop: Services, seat: Any) -> None:
    """Rule R5."""
    async with seat() as desk:
        await desk.press("2", "f4", "enter")
        desk.send("\x1b[200~" + "长" * 334 + "\x1b[201~")
        await desk.settle()
        assert "1002/1000" in desk.full()
        await desk.press("ctrl+s")
        assert "平台最多 1000" in desk.toast
        assert order_of(shop).remark == ""


async def test_undo_in_the_remark_is_the_fields_own(shop: Services, seat: Any) -> None:
    async with seat() as desk:
        await desk.press("2", "f4", "enter")
        await desk.type("送礼物")
        await desk.press("ctrl+z")
        assert desk.main.query_one("#order").text == ""
        assert order_of(shop).remark == ""


async def test_a_colleagues_remark_is_never_overwritten_silently(
    shop: Services, seat: Any, actor: Callable[..., Actor]
) -> None:
    """Rule R1: theirs is shown, ours is kept, saving again is a decision."""
    async with seat() as desk:
        await desk.press("2", "f4", "enter")
        await desk.type("我写的")
        shop.orders.remark(actor("李丽"), order_of(shop).id, "李丽写的")
        await desk.press("ctrl+s")
        assert order_of(shop).remark == "李丽写的"
        assert "李丽" in desk.toast
        assert desk.main.query_one("#order").text == "我写的"
        assert "李丽写的" in desk.full()
        await desk.press("ctrl+s")
        assert order_of(shop).remark == "我写的"


async def test_an_unsaved_remark_survives_looking_at_another_inquiry(shop: Services, seat: Any) -> None:
    async with seat() as desk:
        await desk.press("2", "f4", "enter")
        await desk.type("写到一半")
        await desk.press("f2", "down")
        assert "写到一半" not in desk.full()
        await desk.press("up")
        assert desk.main.query_one("#order").text == "写到一半"
        assert "*未保存" in desk.full()


async def test_an_unsaved_remark_survives_the_console(shop: Services, seat: Any) -> None:
    async with seat() as desk:
        await desk.press("2", "f4", "enter")
        await desk.type("写到一半")
    async with seat() as desk:
        await desk.press("down")
        assert desk.main.query_one("#order").text == "写到一半"
        assert "草稿 1" in desk.status


async def test_the_promise_form_adds_name_and_date_and_enters_the_ledger(shop: Services, seat: Any) -> None:
    """``agent promise date`` appended, former text untouched (rules R1, R4)."""
    async with seat() as desk:
        await desk.press("2", "f4", "insert")
        await desk.type("送礼物一份，发申通")
        await desk.press("enter")
        assert order_of(shop).remark == "张敏 送礼物一份，发申通 2026.6.14"
        with shop.context.uow.read() as uow:
            assert [(one.agent, one.text) for one in uow.find(Promise)] == [("张敏", "送礼物一份"), ("张敏", "发申通")]
        await desk.press("ctrl+z")
        with shop.context.uow.read() as uow:
            assert uow.find(Promise) == [] and uow.find(Order)[0].remark == ""
        await desk.press("ctrl+y")
        with shop.context.uow.read() as uow:
            assert [one.text for one in uow.find(Promise)] == ["送礼物一份", "发申通"]


async def test_what_a_saved_remark_promises_is_entered_whole_and_brought_back_from_the_editor(
    shop: Services, seat: Any
) -> None:
    """Rule R4: all in one key; the redo key that the message names works where the remark is typed."""

    def entered() -> list[str]:
        with shop.context.uow.read() as uow:
            return [one.text for one in uow.find(Promise)]

    async with seat() as desk:
        await desk.press("2", "f4", "enter")
        await desk.type("送小样一份，走顺丰")
        await desk.press("ctrl+s", "1")
        assert entered() == ["送小样一份", "走顺丰"]
        await desk.press("ctrl+z")
        assert entered() == []
        await desk.press("ctrl+y")
        assert entered() == ["送小样一份", "走顺丰"]


async def test_history_shows_who_wrote_what_and_what_was_undone(shop: Services, seat: Any) -> None:
    """Rule R6."""
    async with seat() as desk:
        await desk.press("2", "f4", "1", "ctrl+z", "space")
        assert "已撤销" in desk.full()
        assert "张敏" in desk.full()


async def test_a_remark_that_differs_on_the_platform_is_settled_by_a_digit(
    shop: Services, seat: Any, zhang: Callable[[], Actor]
) -> None:
    with shop.context.uow.write(zhang(), "intake.file") as uow:
        uow.change(uow.find(Order)[0], remark="我们的", remark_conflict="平台的")
    async with seat() as desk:
        await desk.press("2")
        assert "平台的" in desk.full()
        await desk.press("f4", "delete")
        assert "平台比我们多：平台" in desk.full()
        await desk.press("3")
        assert "我们的" in order_of(shop).remark
        assert "平台的" in order_of(shop).remark


async def test_private_data_is_masked_on_screen(shop: Services, seat: Any) -> None:
    """Rule X1."""
    async with seat() as desk:
        await desk.press("2", "f4")
        assert "陈小明" not in desk.full()
        await desk.press("ctrl+c")
        assert "13812345678" not in desk.full()
        assert "某路1号" not in desk.full()
        await desk.press("4")
        assert desk.clip.texts == ["浙江省杭州市余杭区 某路1号"]
        assert "某路1号" not in desk.full()
        order = order_of(shop)
        assert shop.journal.history("Order", order.id)[0].act == "buyer.unmask"


async def test_a_new_remark_begins_behind_a_separator_once(shop: Services, seat: Any) -> None:
    """Rule R1: nobody's words run into a colleague's; what is taken out again stays out."""
    with shop.context.uow.write(Actor("李丽"), "order.remark") as uow:
        uow.change(uow.find(Order)[0], remark="李丽 送礼物 2026.6.13")
    async with seat() as desk:
        pane = desk.main.query_one("#order")
        await desk.press("2", "f4", "enter")
        await desk.type("改地址")
        await desk.type("到杭州")
        assert pane.text == "李丽 送礼物 2026.6.13；改地址到杭州"
        await desk.press("ctrl+s", "escape", "f4")
        await desk.type("发顺丰")
        assert pane.text.endswith("到杭州；发顺丰")
        await desk.press(*["backspace"] * 4)
        await desk.type("西湖")
        assert pane.text.endswith("到杭州西湖")
        await desk.press("ctrl+s", "escape", "f4", "enter")
        await desk.type("；电联")
        assert pane.text.endswith("西湖；电联")


async def test_an_unpaid_order_says_what_is_to_be_paid_and_for_how_many(
    shop: Services, seat: Any, make_order: Callable[..., Order]
) -> None:
    """Rule O1: what was paid so far is nothing and helps nobody."""
    make_order("SF9", status=OrderStatus.UNPAID, quantity=3, total_fen=8050, paid_fen=0, goods="手作陶瓷杯" * 30)
    async with seat() as desk:
        await desk.press("ctrl+e")
        await desk.type("SF9")
        await desk.press("enter")
        assert "应付  ¥80.50" in desk.full() and "..  共 3 件" in desk.full()
