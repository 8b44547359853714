"""What is typed into a form outlives Esc, a refusal and the console, and belongs to what the form was opened on."""

from __future__ import annotations

from typing import Any

import pytest

from cs_console.errors import Refused
from cs_console.services.facade import Services
from cs_console.services.lead_desk import QuestionFilter
from cs_console.tui.acts.sending import use
from cs_console.tui.screens.prompt import Prompt

pytestmark = pytest.mark.slow
WORDS = "能不能先补发再退件？买家等了三天了"


async def test_a_form_has_its_text_again_after_esc_and_in_the_next_console(shop: Services, seat: Any) -> None:
    async with seat() as desk:
        await desk.press("2", "ctrl+u")
        await desk.type(WORDS)
        await desk.press("escape")
        assert "写的留着" in desk.toast
        await desk.press("3", "ctrl+u")
        assert WORDS not in desk.full()  # another buyer's form
        await desk.press("escape", "2", "ctrl+u")
        assert WORDS in desk.full() and "上次没写完的还在" in desk.full()
        await desk.press("ctrl+z")
        assert WORDS not in desk.full()
        await desk.press("ctrl+y")
        desk.main.drafts.flush()
    async with seat() as desk:
        await desk.press("2", "ctrl+u")
        assert WORDS in desk.full()
        await desk.press("ctrl+s", "ctrl+u")
        [asked] = shop.lead_desk.list(QuestionFilter())
        assert asked.question == WORDS
        assert isinstance(desk.screen, Prompt) and desk.screen._typed() == {}


async def test_what_was_refused_is_not_typed_twice(shop: Services, seat: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise Refused("claim.none", id=1)

    async with seat() as desk:
        with monkeypatch.context() as patch:
            patch.setattr(type(shop.lead_desk), "ask", refuse)
            await desk.press("2", "ctrl+u")
            await desk.type(WORDS)
            await desk.press("ctrl+s")
            assert not isinstance(desk.screen, Prompt)
        await desk.press("ctrl+u")
        assert WORDS in desk.full()


async def test_a_new_inquiry_keeps_who_it_is_and_a_phrase_keeps_its_blanks(shop: Services, seat: Any) -> None:
    async with seat() as desk:
        await desk.press("f8")
        await desk.type("电话里问能不能改地址")
        await desk.press("tab")
        await desk.type("赵女士")
        await desk.press("escape")
        desk.main.drafts.flush()
    async with seat() as desk:
        await desk.press("f8")
        assert "赵女士" in desk.full() and "电话里问能不能改地址" in desk.full()
        await desk.press("escape", "2")
        use(desk.main.deck, "pre.contents")
        await desk.settle()
        await desk.type("床单、被套")
        await desk.press("escape")
        use(desk.main.deck, "pre.contents")
        await desk.settle()
        assert "床单、被套" in desk.full()


async def test_a_paste_of_many_lines_can_be_taken_back_and_done_again(shop: Services, seat: Any) -> None:
    lines = "第一行\n第二行" + "长" * 600
    async with seat(size=(100, 30)) as desk:
        await desk.press("2", "f4", "f4")
        desk.send(f"\x1b[200~{lines}\x1b[201~")
        await desk.settle()
        editor = desk.screen.focused
        assert editor.text == lines
        for key, text in (("ctrl+z", ""), ("ctrl+y", lines), ("ctrl+z", "")):
            await desk.press(key)
            assert editor.text == text
        desk.send(f"\x1b[200~{lines}\x1b[201~")
        await desk.settle()
        editor.select_all()
        await desk.press("delete")
        assert editor.text == ""


async def test_tab_goes_behind_what_stands_and_digits_replace_a_choice(shop: Services, seat: Any) -> None:
    async with seat() as desk:
        await desk.press("f12")
        await desk.type("明早看活动通知")
        await desk.press("enter", "f9", "2", "enter")
        form = desk.screen
        for _ in form._asks:
            await desk.press("tab")
            field = form.focused
            ask = next(one for one in form._asks if field.id == f"ask-{one.name}")
            if ask.choices:
                assert f"2 {ask.choices[1][1]}" in desk.full()
                await desk.type("２")
                assert field.text == "２"
            elif ask.value:
                assert field.cursor_location == field.document.end


async def test_r1_a_colleagues_remark_under_ones_own_typing_is_announced(shop: Services, seat: Any) -> None:
    async with seat() as desk:
        await desk.press("2", "f4", "f4")
        await desk.type("送洗衣袋一个")
        order = shop.orders.search("SF202406137731")[0]
        shop.orders.remark(shop.people.actor("蔡蔡"), order.id, "蔡蔡 已核实", expected_version=order.version)
        desk.main.reload()
        await desk.settle()
        assert "蔡蔡 刚把这单的备注改为「蔡蔡 已核实」" in desk.toast
        assert desk.screen.focused.text == "送洗衣袋一个"
        await desk.press("ctrl+s", "escape")
        assert "刚把这单的备注" not in desk.toast
