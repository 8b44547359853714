"""A seat with a PIN on the screen: asked for without echo, kept for the session, never for another name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cs_console.bootstrap import Opened, load_config, open_workspace
from cs_console.domain.entities import Actor
from cs_console.services.facade import Services
from cs_console.tui.screens.pin import PinEntry

pytestmark = pytest.mark.slow

PIN = "204981"


@pytest.fixture
def guarded(opened: Opened, services: Services, actor: Callable[..., Actor]) -> Services:
    """The services anew, after 张敏 set a PIN."""
    services.seats.set_pin(actor("张敏"), "张敏", PIN)
    return open_workspace(opened.workspace, clock=services.context.clock, config=load_config(opened.workspace)).services


async def test_the_screen_asks_for_the_pin_and_does_not_show_it(guarded: Services, seat: Callable[..., Any]) -> None:
    async with seat(open_services=lambda: guarded) as desk:
        assert isinstance(desk.screen, PinEntry)
        await desk.type("999999")
        assert "999999" not in desk.full()
        await desk.press("enter")
        assert isinstance(desk.screen, PinEntry) and "口令不对" in desk.full()
        assert desk.main.deck.state.actor is None
        await desk.type(PIN)
        await desk.press("enter")
        assert desk.main.deck.state.actor.agent == "张敏"


async def test_esc_leaves_the_seat_empty(guarded: Services, seat: Callable[..., Any]) -> None:
    async with seat(open_services=lambda: guarded) as desk:
        await desk.press("escape")
        assert desk.main.deck.state.actor is None


async def test_x1_idling_locks_the_screen_and_hides_the_shop(
    shop: Services, guarded: Services, opened: Opened, seat: Callable[..., Any]
) -> None:
    """After the minutes of the settings nothing is visible; the PIN brings back what was being typed."""
    settings = opened.workspace.policies / "settings.yaml"
    settings.write_text(settings.read_text("utf-8").replace("idle_lock_minutes: 0", "idle_lock_minutes: 5"), "utf-8")
    opened_anew = open_workspace(opened.workspace, clock=shop.context.clock, config=load_config(opened.workspace))
    async with seat(open_services=lambda: opened_anew.services) as desk:
        await desk.type(PIN)
        await desk.press("enter", "2", "ctrl+r")
        await desk.type("亲，稍等")
        assert "陈先生" in desk.full()
        desk.clock.advance(minutes=5)
        desk.main.tick()
        await desk.settle()
        shown = desk.full()
        assert "已锁屏" in shown and "陈先生" not in shown and "亲，稍等" not in shown
        await desk.press("escape", "f2", "ctrl+p")
        await desk.type("999999")
        await desk.press("enter")
        assert "口令不对" in desk.full() and "陈先生" not in desk.full()
        await desk.type(PIN)
        await desk.press("enter")
        assert "亲，稍等" in desk.full()


async def test_s3_a_lead_who_overrides_gives_the_own_pin(
    shop: Services, opened: Opened, seat: Callable[..., Any], actor: Callable[..., Actor]
) -> None:
    """A name alone lets nobody's shift end over waiting buyers: the lead's seat asks for its PIN, again when wrong."""
    shop.handovers.submit(actor("张敏"))
    shop.seats.set_pin(actor("王组长"), "王组长", PIN)
    again = open_workspace(opened.workspace, clock=shop.context.clock, config=load_config(opened.workspace)).services
    async with seat(open_services=lambda: again) as desk:
        await desk.press("f9", "8", "1", "tab")
        await desk.type("店铺停电")
        await desk.press("ctrl+s")
        assert isinstance(desk.screen, PinEntry) and "王组长" in desk.full()
        await desk.type("999999")
        await desk.press("enter")
        assert isinstance(desk.screen, PinEntry) and "口令不对" in desk.full()
        await desk.type(PIN)
        await desk.press("enter")
        assert "由 王组长 放行" in desk.toast
    assert again.shifts.status(again.people.actor("张敏")).shift is None
