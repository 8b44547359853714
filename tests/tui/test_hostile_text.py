"""Buyer text that attacks, shown harmlessly in every pane and popup (rule X2).

The text is put into the store uncleaned, as if the wall at the data boundary had failed: what is left
are the walls of the screen itself.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from cs_console.domain.entities import Actor, Buyer, Inquiry, Message, Order, OrderLine
from cs_console.domain.goods import Goods
from cs_console.domain.vocabulary import Category, InquiryState, MessageRole, Platform
from cs_console.services.facade import Services
from cs_console.tui.terminal import STEERING

pytestmark = pytest.mark.slow

SYSTEM = Actor("导入")
ATTACKS = {
    "closing markup": "[/]",
    "action markup": "[@click=app.exit]点我领红包[/]",
    "colour markup": "[red on white]特价[/red on white]",
    "half markup": "[[[ ]] [/no] \\[",
    "escape sequences": "\x1b[2J\x1b]0;owned\x07\x1b]52;c;cm0gLXJm\x07\x1bPq#0\x1b\\",
    "c1 controls": "\x9b31m\x90x\x9c",
    "bidi": "\u202e付款成功\u202c \u2066x\u2069 \u200f",
    "nul and delete": "a\x00b\x7fc\x08d",
    "tags": "\U000e0041\U000e0042\u200b\ufeff",
    "emoji": "👨‍👩‍👧‍👦🏳️‍🌈❤️😂" * 3,
    "zalgo": "Z" + "\u0301" * 60,
    "format braces": "{0} {buyer} %s %(x)s $HOME `id`",
    "lines": "一\n二\r\n三\u2028四\x85五\t六",
    "long": "这是一段很长的话，" * 1250,
    "long word": "x" * 10_000,
}


@pytest.fixture
def attack(services: Services, clock: Any, zhang: Callable[[], Actor]) -> Callable[[str], int]:
    """An inquiry, its buyer, order and conversation, all made of one text."""

    def store(text: str) -> int:
        now = clock()
        services.shifts.start(zhang())
        with services.context.uow.write(SYSTEM, "intake.file") as uow:
            buyer = uow.add(
                Buyer(platform=Platform.TAOBAO, nick=text, name=text, group=text, notes=text, tags=(text,), credit=text)
            )
            uow.add(Goods(key="S1", code="S1", title=text, brand=text, colour=text, notes=text, floor_fen=1))
            order = uow.add(
                Order(
                    buyer_id=buyer.id,
                    platform=Platform.TAOBAO, order_no="8800261114017989440", buyer_nick=text, goods=text, remark=text,
                    buyer_message=text, receiver=text, carrier=text, tracking_no=text, remark_conflict=text,
                    paid_fen=100, signed_at=now - timedelta(days=1),
                )
            )  # fmt: skip
            uow.add(OrderLine(order_id=order.id, line_key="1", title=text, spec=text, sku="S1"))
            inquiry = uow.add(
                Inquiry(
                    buyer_id=buyer.id,
                    buyer=text, summary=text, order_id=order.id, order_no=order.order_no, category=Category.LOGISTICS,
                    state=InquiryState.RECEIVED, received_at=now, unanswered_since=now, due_at=now,
                )
            )  # fmt: skip
            for role in MessageRole:
                uow.add(Message(inquiry_id=inquiry.id, role=role, sender=text, text=text, at=now, source="test"))
        return inquiry.id

    return store


def harmless(desk: Any, wide: int) -> None:
    """No character steers the terminal, no line is wider than the screen, no action is bound to a click."""
    strips = desk.app.screen._compositor.render_strips()
    for strip in strips:
        assert strip.cell_length <= wide
        for segment in strip:
            assert not STEERING.search(segment.text), repr(segment.text)
            assert segment.style is None or not (segment.style.meta or {}).get("@click")


@pytest.mark.parametrize("name", ["all the short ones", "lines", "long", "long word"])
async def test_every_pane_and_popup_shows_it_harmlessly(attack: Callable[[str], int], seat: Any, name: str) -> None:
    short = " ".join(text for text in ATTACKS.values() if len(text) < 200 and "\n" not in text)
    attack(ATTACKS.get(name, short))
    async with seat() as desk:
        await desk.press("1")
        harmless(desk, 120)
        for keys in (("f4",), ("space",), ("escape", "ctrl+c"), ("escape", "f3", "space"), ("escape", "ctrl+r"),
                     ("escape", "f2", "space"), ("escape", "ctrl+g"), ("escape", "f5", "1"),
                     ("escape", "escape", "ctrl+k"), ("escape", "ctrl+e", "enter"), ("space",), ("escape", "ctrl+a"),
                     ("escape", "f4", "7"), ("escape", "8")):  # fmt: skip
            await desk.press(*keys)
            harmless(desk, 120)
        await desk.press("escape")
        await desk.resize(80, 24)
        harmless(desk, 80)
        assert desk.app.is_running


@pytest.mark.parametrize("name", ["action markup", "escape sequences", "lines"])
async def test_a_hostile_paste_becomes_text(shop: Services, seat: Any, name: str) -> None:
    async with seat() as desk:
        desk.send("\x1b[200~" + ATTACKS[name] + "\x1b[201~")
        await desk.settle()
        assert "新建咨询" in desk.full()
        harmless(desk, 120)
        await desk.press("escape", "f3", "ctrl+f")
        desk.send("\x1b[200~" + ATTACKS[name][:50] + "\x1b[201~")
        await desk.settle()
        harmless(desk, 120)
        assert desk.app.is_running


async def test_markup_in_a_message_is_read_not_run(attack: Callable[[str], int], seat: Any) -> None:
    attack("[@click=app.exit]点我[/]")
    async with seat() as desk:
        assert "[@click=app.exit]点我[/]" in desk.full()


async def test_a_nick_of_ten_thousand_characters_leaves_the_columns_in_place(
    attack: Callable[[str], int], seat: Any
) -> None:
    attack("长" * 10_000)
    async with seat() as desk:
        row = desk.grid()[2]
        assert row.startswith("┃ >1 * 10:42 长长长")
        assert "0秒   ┃│" in row


def test_the_attacks_are_not_already_clean() -> None:
    """The table would prove nothing if its texts were harmless."""
    assert sum(bool(STEERING.search(text)) for text in ATTACKS.values()) >= 6
