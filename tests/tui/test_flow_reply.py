"""Replying on screen: suggested, searched, filled, guarded, copied and logged (rules P1–P9, E5)."""

from __future__ import annotations

from typing import Any

import pytest

from cs_console.domain.entities import Inquiry, Message, Promise
from cs_console.domain.filling import has_blank
from cs_console.domain.vocabulary import MessageRole, PromiseKind
from cs_console.services.facade import Services

pytestmark = pytest.mark.slow


def replies(services: Services) -> list[Message]:
    with services.context.uow.read() as uow:
        return uow.find(Message, role=MessageRole.AGENT)


def asked(services: Services) -> Inquiry:
    with services.context.uow.read() as uow:
        return uow.find(Inquiry, buyer="小鱼儿")[0]


def phrase_without_blank(desk: Any) -> str:
    """The digit of a suggestion that needs nothing filled in."""
    rows = desk.main.phrases.source.fetch(0, 9)
    return str(next(n for n, hit in enumerate(rows, 1) if not has_blank(hit.text)))


def phrase_with_blank(desk: Any) -> str:
    rows = desk.main.phrases.source.fetch(0, 9)
    return str(next(n for n, hit in enumerate(rows, 1) if has_blank(hit.text)))


async def test_a_digit_copies_logs_and_stops_the_clock(shop: Services, seat: Any) -> None:
    """The agent's most frequent act takes two keys, pane and digit; one takes it back, one confirms it (Q1, E5)."""
    async with seat() as desk:
        await desk.press("3", "f3", "space")
        assert "种说法" in desk.full()
        assert desk.clip.texts == []
        await desk.press("escape")
        digit = phrase_without_blank(desk)
        await desk.press(digit)
        (said,) = replies(shop)
        assert desk.clip.texts == [said.text]
        assert not said.confirmed
        assert asked(shop).unanswered_since is None
        assert "未确认" in "".join(desk.grid()[17:])
        await desk.press("ctrl+z")
        assert replies(shop) == []
        assert "已撤销：回复" in desk.toast
        assert asked(shop).unanswered_since is not None
        await desk.press("f3", phrase_without_blank(desk), "f2", "tab", "space")
        assert replies(shop)[0].confirmed
        assert "未确认发出" not in desk.full()


async def test_any_other_key_ends_the_offer_to_undo_in_a_field(shop: Services, seat: Any, clip: Any) -> None:
    """After another key Ctrl+Z undoes the field's own text; no clipboard is said once with the way around (E8)."""
    clip.way = "none"
    async with seat() as desk:
        await desk.press("3", "f3", phrase_without_blank(desk))
        assert "没有剪贴板" in desk.toast
        await desk.press("ctrl+f")
        await desk.type("发货")
        await desk.press("ctrl+z")
        assert len(replies(shop)) == 1
        assert desk.main.query_one("#phrases").query_text != "发货"


async def test_phrases_are_found_by_hanzi_pinyin_and_initials_in_pane_and_picker(shop: Services, seat: Any) -> None:
    """Rule P4; the picker opens over anything and gives the focus back."""
    async with seat(size=(80, 24)) as desk:
        await desk.press("1", "f3", "ctrl+f")
        for query in ("发货", "fahuo", "fh"):
            await desk.type(query)
            rows = desk.main.phrases.source.fetch(0, 5)
            assert any("发" in hit.text for hit in rows)
            assert query in desk.full()
            await desk.press("ctrl+u")
        await desk.press("escape", "f2", "3", "f4", "ctrl+r")
        assert "快捷回复 Ctrl+R" in desk.full()
        await desk.type("发票")
        assert "预览" in desk.full()
        await desk.press("enter", "escape")
        assert desk.main.focused_pane.id == "order"
        await desk.press("ctrl+r", *"fapiao")
        assert "fapiao" in desk.full(), "letters typed over the list search too"
        await desk.press("enter", "escape")
        assert replies(shop) == []


async def test_blanks_are_asked_for_in_place(shop: Services, seat: Any) -> None:
    """A text with an unfilled blank is never copied, sent or logged (rule P3)."""
    async with seat() as desk:
        await desk.press("3", "f3")
        digit = phrase_with_blank(desk)
        await desk.press(digit)
        assert "补上空格" in desk.full()
        await desk.press("enter", "escape")
        assert (replies(shop), desk.clip.texts) == ([], [])
        await desk.press(digit)
        while "补上空格" in desk.full():
            await desk.press("enter")
            assert "要填" in desk.full()
            await desk.type("下周三")
            await desk.press("enter")
        (said,) = replies(shop)
        assert "下周三" in said.text
        assert not has_blank(said.text)


async def test_a_reply_is_written_held_back_left_and_found_again(shop: Services, seat: Any) -> None:
    """Hanzi begin a reply; blocked words keep it in the editor, named below (P6); Esc leaves a draft."""
    async with seat() as desk:
        await desk.press("3", "tab")
        await desk.type("加我微信 abc12345 给您便宜")
        assert "写回复" in desk.full()
        await desk.press("ctrl+s")
        assert (replies(shop), desk.clip.texts) == ([], [])
        assert "不能发" in desk.full() or "禁" in desk.full()
        desk.screen.query_one("#reply-text").select_all()
        await desk.type("亲，我帮您看看")
        await desk.press("escape", "enter")
        assert desk.screen.text == "亲，我帮您看看"
        assert "草稿 1" in desk.status
        await desk.press("ctrl+s")
        assert replies(shop)[0].text == "亲，我帮您看看"
        assert "草稿" not in desk.status


async def test_a_promise_asks_for_a_remark_in_one_key(shop: Services, seat: Any) -> None:
    """Rule P9: declining is recorded; one key puts it into the remark and the ledger."""
    async with seat() as desk:
        await desk.press("2", "tab", "enter")
        await desk.type("亲，给您补发一份，今天18点前发出")
        await desk.press("ctrl+s")
        assert "这条回复承诺了" in desk.full()
        await desk.press("3")
        with shop.context.uow.read() as uow:
            (note,) = uow.find(Message, role=MessageRole.NOTE)
            assert uow.find(Promise) == []
        assert "已选择不写备注" in note.text
        await desk.press("f2", "tab", "enter")
        await desk.type("亲，送您一个收纳袋，今天18点前一起补发")
        await desk.press("ctrl+s", "1")
        with shop.context.uow.read() as uow:
            gift, date = uow.find(Promise)
        assert (gift.kind, date.kind) == (PromiseKind.GIFT, PromiseKind.DATE)
        assert gift.order_no == date.order_no == "SF202406137731"
        assert "张敏" in desk.main.query_one("#order").card.order.remark
