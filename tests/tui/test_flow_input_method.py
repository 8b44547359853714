"""Full-width keys and Caps Lock mean the plain ones wherever nothing is typed; in fields they are text."""

from __future__ import annotations

from typing import Any

import pytest

from cs_console.commands import narrowed
from cs_console.domain.entities import Order
from cs_console.domain.vocabulary import Flag
from cs_console.services.facade import Services
from cs_console.tui.screens.popup import PickList
from cs_console.tui.screens.prompt import Prompt

pytestmark = pytest.mark.slow


def test_full_width_characters_are_plain_ones() -> None:
    assert "".join(map(narrowed, "１ＡｚＺ？：　－，。中a")) == "1AzZ?: -,。中a"


async def test_keys_come_through_an_input_method(shop: Services, seat: Any) -> None:
    async with seat() as desk:
        await desk.type("２")
        await desk.type("　")
        assert isinstance(desk.screen, PickList) and "写回复" in desk.full()
        await desk.press("escape", "ctrl+t")
        assert "1 红" in desk.full() and "0 灰" in desk.full()
        await desk.type("３")
        assert flag(shop) is Flag.GREEN
        await desk.press("ctrl+t")
        assert any(">" in line and "3 绿" in line for line in desk.grid())  # what is set now is chosen
        await desk.type("０")
        assert flag(shop) is Flag.GREY
        await desk.press("f2")
        await desk.type("N")
        assert isinstance(desk.screen, Prompt)
        await desk.type("ＡＢ　１")
        assert "ＡＢ" in desk.full() and "１" in desk.full()


def flag(shop: Services) -> Flag | None:
    with shop.context.uow.read() as uow:
        return uow.find(Order)[0].flag
