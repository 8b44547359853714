"""Replying on screen: suggested, searched, filled, guarded, copied and logged (rules P1–P9, E5)."""

from __future__ import annotations

from typing import Any

import pytest

from cs_console.domain.entities import Inquiry, Message, Promise
from cs_console.domain.filling import has_blank
from cs_console.domain.vocabulary import MessageRole
from cs_console.services.facade import Services

pytestmark = pytest.mark.slow


def replies(services: Services) -> list[Message]:
    with services.context.uow.read() as uow:
        return uow.find(Message, role=MessageRole.AGENT)


def phrase_without_blank(desk: Any) -> str:
    """The digit of a suggestion that needs nothing filled in."""
    rows = desk.main.phrases.source.fetch(0, 9)
    return str(next(n for n, hit in enumerate(rows, 1) if not has_blank(hit.text)))


def phrase_with_blank(desk: Any) -> str:
    rows = desk.main.phrases.source.fetch(0, 9)
    return str(next(n for n, hit in enumerate(rows, 1) if has_blank(hit.text)))


async def test_a_digit_copies_logs_and_stops_the_clock(shop: Services, seat: Any) -> None:
    """The agent's most frequent act takes two keys: the pane and the digit (rules Q1, E5)."""
    async with seat() as desk:
        await desk.press("3", "f3")
        await desk.press(phrase_without_blank(desk))
        (said,) = replies(shop)
        assert desk.clip.texts == [said.text]
        assert not said.confirmed
        with shop.context.uow.read() as uow:
            assert uow.require(Inquiry, said.inquiry_id).unanswered_since is None
        assert "未确认" in "".join(desk.grid()[17:])


async def test_undo_reopens_the_clock(shop: Services, seat: Any) -> None:
    async with seat() as desk:
        await desk.press("3", "f3")
        await desk.press(phrase_without_blank(desk), "ctrl+z")
        assert replies(shop) == []
        assert "已撤销：回复" in desk.toast
        with shop.context.uow.read() as uow:
            assert uow.find(Inquiry, buyer="小鱼儿")[0].unanswered_since is not None


async def test_any_other_key_ends_the_offer_to_undo_in_a_field(shop: Services, seat: Any) -> None:
    """Right after the act Ctrl+Z undoes it; after another key it undoes the field's own text."""
    async with seat() as desk:
        await desk.press("3", "f3")
        await desk.press(phrase_without_blank(desk), "ctrl+f")
        await desk.type("发货")
        await desk.press("ctrl+z")
        assert len(replies(shop)) == 1
        assert desk.main.query_one("#phrases").query_text != "发货"


@pytest.mark.parametrize("query", ["发货", "fahuo", "fh"])
async def test_phrases_are_found_by_hanzi_pinyin_and_initials(shop: Services, seat: Any, query: str) -> None:
    """Rule P4."""
    async with seat() as desk:
        await desk.press("1", "f3", "ctrl+f")
        await desk.type(query)
        rows = desk.main.phrases.source.fetch(0, 5)
        assert any("发" in hit.text for hit in rows)
        assert query in desk.full()


async def test_blanks_are_asked_for_in_place(shop: Services, seat: Any) -> None:
    """A text with an unfilled blank is never copied, sent or logged (rule P3)."""
    async with seat() as desk:
        await desk.press("3", "f3")
        await desk.press(phrase_with_blank(desk))
        assert "补上空格" in desk.full()
        assert replies(shop) == []
        assert desk.clip.texts == []
        while "补上空格" in desk.full():
            await desk.press("enter")
            assert "要填" in desk.full()
            await desk.type("下周三")
            await desk.press("enter")
        (said,) = replies(shop)
        assert "下周三" in said.text
        assert not has_blank(said.text)


async def test_leaving_the_blanks_empty_copies_nothing(shop: Services, seat: Any) -> None:
    async with seat() as desk:
        await desk.press("3", "f3")
        await desk.press(phrase_with_blank(desk), "enter", "escape")
        assert (replies(shop), desk.clip.texts) == ([], [])


async def test_words_that_must_not_be_said_hold_a_reply_back(shop: Services, seat: Any) -> None:
    """Rule P6: blocked words keep the text in the editor, named below it."""
    async with seat() as desk:
        await desk.press("3", "tab", "enter")
        await desk.type("加我微信 abc12345 给您便宜")
        await desk.press("ctrl+s")
        assert replies(shop) == []
        assert desk.clip.texts == []
        assert "不能发" in desk.full() or "禁" in desk.full()


async def test_a_reply_left_by_escape_is_still_there(shop: Services, seat: Any) -> None:
    async with seat() as desk:
        await desk.press("3", "tab", "enter")
        await desk.type("亲，我帮您看看")
        await desk.press("escape", "enter")
        assert "亲，我帮您看看" in desk.full()
        assert "草稿 1" in desk.status
        await desk.press("ctrl+s")
        assert replies(shop)[0].text == "亲，我帮您看看"
        assert "草稿" not in desk.status


async def test_hanzi_typed_in_the_conversation_begin_a_reply(shop: Services, seat: Any) -> None:
    async with seat() as desk:
        await desk.press("3", "tab")
        await desk.type("您好呀")
        assert "写回复" in desk.full()
        assert desk.screen.text == "您好呀"


async def test_the_picker_opens_over_anything_and_searches(shop: Services, seat: Any) -> None:
    async with seat(size=(80, 24)) as desk:
        await desk.press("3", "f4", "ctrl+r")
        assert "快捷回复 Ctrl+R" in desk.full()
        await desk.type("发票")
        assert "预览" in desk.full()
        await desk.press("enter", "escape")
        assert desk.main.focused_pane.id == "order"


async def test_a_promise_asks_for_a_remark_in_one_key(shop: Services, seat: Any) -> None:
    """Rule P9: and it lands in the remark and in the ledger."""
    async with seat() as desk:
        await desk.press("2", "tab", "enter")
        await desk.type("亲，给您补发一份，今天18点前发出")
        await desk.press("ctrl+s")
        assert "这条回复承诺了" in desk.full()
        await desk.press("1")
        with shop.context.uow.read() as uow:
            (promise,) = uow.find(Promise)
        assert promise.order_no == "SF202406137731"
        assert "张敏" in desk.main.query_one("#order").card.order.remark


async def test_declining_the_remark_is_recorded(shop: Services, seat: Any) -> None:
    async with seat() as desk:
        await desk.press("2", "tab", "enter")
        await desk.type("亲，给您补发一份，今天18点前发出")
        await desk.press("ctrl+s", "3")
        with shop.context.uow.read() as uow:
            notes = uow.find(Message, role=MessageRole.NOTE)
        assert "已选择不写备注" in notes[0].text


async def test_a_copied_reply_is_confirmed_by_one_key(shop: Services, seat: Any) -> None:
    """Rule E5."""
    async with seat() as desk:
        await desk.press("3", "f3")
        await desk.press(phrase_without_blank(desk), "f2", "tab", "space")
        assert replies(shop)[0].confirmed
        assert "未确认发出" not in desk.full()


async def test_without_a_clipboard_it_is_said_once_with_the_way_around(shop: Services, seat: Any, clip: Any) -> None:
    """Rule E8."""
    clip.way = "none"
    async with seat() as desk:
        await desk.press("3", "f3")
        await desk.press(phrase_without_blank(desk))
        assert "没有剪贴板" in desk.toast


async def test_space_previews_and_copies_nothing(shop: Services, seat: Any) -> None:
    async with seat() as desk:
        await desk.press("3", "f3", "space")
        assert "种说法" in desk.full()
        assert desk.clip.texts == []
