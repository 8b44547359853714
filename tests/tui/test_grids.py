"""The screens as pictures: what stands where at 120×36 and at 80×24."""

from __future__ import annotations

from typing import Any

import pytest

from cs_console.services.facade import Services
from cs_console.text.width import cell_width

WIDE, NARROW = (120, 36), (80, 24)

WIDE_TOP = """\
 客服台  白班 张敏 08:30-17:30    待回 3  超时 1  到期 1  已结 0                              已保存 10:42   周日 10:42
┏━ F2 咨询队列  2/3 ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┓╭─ F4 订单备注  淘宝/天猫 SF202406137731 ────────────────────────────╮
┃  1 ! 10:37 lily_99  退款怎么还没到呀  超2:00   ┃│ 商品  纯棉四件套 1.8m 灰                                           │
┃ >2 * 10:40 陈先生   拍了两件只收到..    1:30   ┃│ 实付  ¥310.00   状态 已签收   收件 陈*                             │
"""

NARROW_TOP = """\
 客服台  白班 张敏    待回 3  超时 1  到期 1  已结 0       已保存 10:42   10:42
┏━ F2 咨询队列  2/3 ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┓
┃  1 ! 10:37 lily_99      退款怎么还没..                              超2:00   ┃
┃ >2 * 10:40 陈先生       拍了两件只收.. SF202406137731          ¥310   1:30   ┃
┃  3 * 10:41 小鱼儿       这款有货吗                                    2:40   ┃
┃                                                                              ┃
┃                                                                              ┃
┃                                                                              ┃
┗━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━ 全部未结  按时限 ━┛
╭─ 陈先生  聊天  售后  张敏 ───────────────────────────────────────────────────╮
│ 10:40 拍了两件只收到一件，麻烦看看是不是漏发了？急用                         │
│                                                                              │
│                                                                              │
╰─────────────────────────────────────────────────────── 等待 1:30  还剩 1:30 ─╯
 [F3 快捷回复]   F4 备注    F5 退换                                ^O 跳转/放大"""


async def test_120_by_36_shows_everything_at_once(shop: Services, seat: Any) -> None:
    async with seat(size=WIDE) as desk:
        await desk.press("2")
        grid = desk.grid()
        assert "\n".join(grid[:4]) + "\n" == WIDE_TOP
        for title in ("F2 咨询队列", "F3 快捷回复", "F4 订单备注", "F5 退换清单"):
            assert title in "\n".join(grid)
        assert grid[-1].startswith(" Enter 打开  Space 处理  ^N 下一条  ^R 回复  ^F 筛选")
        assert len(grid) == 36


async def test_80_by_24_keeps_queue_and_conversation_and_one_lower_pane(shop: Services, seat: Any) -> None:
    async with seat(size=NARROW) as desk:
        await desk.press("2")
        assert "\n".join(desk.grid()[:15]) == NARROW_TOP
        for key, title in (("f4", "F4 订单备注"), ("f5", "F5 退换清单"), ("f3", "F3 快捷回复")):
            await desk.press(key)
            grid = desk.grid()
            assert grid[15].startswith(f"┏━ {title}")
            assert "F2 咨询队列" in grid[1]


async def test_resizing_keeps_what_is_shown_and_where_the_focus_is(shop: Services, seat: Any) -> None:
    async with seat(size=WIDE) as desk:
        await desk.press("2", "f4")
        await desk.resize(*NARROW)
        assert desk.grid()[15].startswith("┏━ F4 订单备注")
        await desk.resize(*WIDE)
        assert "┏━ F4 订单备注" in desk.grid()[1]
        assert "F5 退换清单" in desk.full()


@pytest.mark.slow
@pytest.mark.parametrize("size", [WIDE, NARROW, (200, 60), (60, 20)])
async def test_every_line_is_as_wide_as_the_screen_at_any_size(shop: Services, seat: Any, size: Any) -> None:
    async with seat(size=size) as desk:
        await desk.press("2")
        for key in ("f1", "escape", "f9", "escape", "ctrl+p", "escape", "f8", "escape", "ctrl+g", "escape"):
            await desk.press(key)
            assert all(cell_width(line) <= size[0] for line in desk.grid())


@pytest.mark.slow
async def test_the_focused_pane_is_heavy_and_only_it(shop: Services, seat: Any) -> None:
    """Never by colour alone."""
    async with seat(size=WIDE) as desk:
        for key in ("f2", "f3", "f4", "f5"):
            await desk.press(key)
            heavy = [line for line in desk.grid() if "┏━" in line]
            assert len(heavy) == 1
            assert f"┏━ {key.upper()}" in heavy[0]


@pytest.mark.slow
async def test_jump_paints_digits_and_the_same_key_zooms(shop: Services, seat: Any) -> None:
    async with seat(size=WIDE) as desk:
        await desk.press("ctrl+o")
        assert " 1 " in desk.grid()[1]
        await desk.press("2")
        assert desk.main.focused_pane.id != "queue"
        await desk.press("f5", "ctrl+o", "ctrl+o")
        assert desk.grid()[0].startswith("┏━ F5 退换清单")
        await desk.press("escape")
        assert "F2 咨询队列" in desk.full()


@pytest.mark.slow
async def test_help_and_palette_come_from_the_command_table(shop: Services, seat: Any) -> None:
    async with seat(size=WIDE) as desk:
        await desk.press("2")
        await desk.type("？")
        assert "F 键换面板，数字选条目" in desk.full()
        await desk.press("escape")
        await desk.type("：")
        await desk.type("zhuanjie")
        assert "转接" in desk.full()
        await desk.press("enter")
        assert "李丽" in desk.full()


@pytest.mark.slow
async def test_an_overridden_key_is_shown_and_works(shop: Services, seat: Any) -> None:
    async with seat(size=WIDE, keys={"shift": ["f12"], "handover.add": ["f9"]}) as desk:
        await desk.press("f12")
        assert "班" in desk.full()
        assert type(desk.screen).__name__ != "WorkstationScreen"


async def test_english_is_complete_on_the_first_screen(shop: Services, seat: Any) -> None:
    from cs_console import i18n

    i18n.set_language("en")
    async with seat(size=WIDE) as desk:
        await desk.press("2")
        text = desk.full()
        for word in ("Inquiry queue", "Phrases", "Order remark", "After-sales", "waiting 3", "overdue 1"):
            assert word in text
