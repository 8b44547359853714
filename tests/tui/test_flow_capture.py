"""Capturing: by form, by pasting a chat, pasting it twice (rules Q7, E3)."""

from __future__ import annotations

from typing import Any

import pytest

from cs_console.domain.entities import Inquiry, Message
from cs_console.domain.vocabulary import Channel
from cs_console.services.facade import Services

pytestmark = pytest.mark.slow

CHAT = "tb_小满 2026-06-14 10:30:12\n在吗\ntb_小满 2026-06-14 10:30:40\n这款四件套什么时候发货呀"
MORE = CHAT + "\ntb_小满 2026-06-14 10:41:00\n还在吗"


def inquiries(services: Services, buyer: str) -> list[Inquiry]:
    with services.context.uow.read() as uow:
        return uow.find(Inquiry, buyer=buyer)


def lines(services: Services, inquiry: Inquiry) -> list[str]:
    with services.context.uow.read() as uow:
        return [message.text for message in uow.find(Message, inquiry_id=inquiry.id)]


def paste(text: str) -> str:
    return f"\x1b[200~{text}\x1b[201~"


async def rest(desk: Any) -> None:
    """Let the preview's delay pass."""
    await desk.pilot.pause(0.3)
    await desk.settle()


async def test_a_chat_pasted_onto_the_workstation_becomes_an_inquiry(shop: Services, seat: Any) -> None:
    async with seat() as desk:
        desk.send(paste(CHAT))
        await rest(desk)
        assert "tb_小满" in desk.full()
        assert "新 2 句" in desk.full()
        await desk.press("ctrl+s")
        (found,) = inquiries(shop, "tb_小满")
        assert lines(shop, found) == ["在吗", "这款四件套什么时候发货呀"]
        assert desk.main.query_one("#queue").chosen.buyer == "tb_小满"


async def test_a_chat_pasted_twice_adds_only_what_is_new(shop: Services, seat: Any) -> None:
    """Rule E3."""
    async with seat() as desk:
        desk.send(paste(CHAT))
        await rest(desk)
        await desk.press("ctrl+s")
        desk.send(paste(MORE))
        await rest(desk)
        assert "（已有）" in desk.full()
        assert "新 1 句" in desk.full()
        await desk.press("ctrl+s")
        (found,) = inquiries(shop, "tb_小满")
        assert lines(shop, found) == ["在吗", "这款四件套什么时候发货呀", "还在吗"]


async def test_the_form_takes_a_phone_call(shop: Services, seat: Any) -> None:
    async with seat(size=(80, 24)) as desk:
        await desk.press("f8")
        await desk.type("问运费怎么算？")
        await desk.press("tab")
        await desk.type("林女士")
        await desk.press("enter", "enter")
        await desk.type("2")
        await desk.press("enter")
        (found,) = inquiries(shop, "林女士")
        assert (found.channel, lines(shop, found)) == (Channel.PHONE, ["问运费怎么算？"])


async def test_whose_words_they_are_must_be_said(shop: Services, seat: Any) -> None:
    async with seat() as desk:
        await desk.press("f8")
        await desk.type("在吗")
        await rest(desk)
        await desk.press("ctrl+s")
        assert "买家昵称" in desk.full()
        assert "新建咨询" in desk.full()


async def test_a_form_left_by_escape_comes_back_as_it_was(shop: Services, seat: Any) -> None:
    async with seat() as desk:
        await desk.press("f8")
        await desk.type("写到一半的话")
        await desk.press("escape", "f8")
        assert "写到一半的话" in desk.full()
