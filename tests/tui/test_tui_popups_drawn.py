"""What an answer writes into a popup waits until the popup is drawn: on a slow machine the answer comes first."""

from __future__ import annotations

import inspect
import pkgutil
from collections import defaultdict
from collections.abc import Iterator
from importlib import import_module
from types import SimpleNamespace
from typing import Any

from textual.app import App

from cs_console.tui import screens
from cs_console.tui.screens.popup import Popup, when_drawn

WRITERS = ("show", "show_notes", "show_review", "note", "trouble", "fill", "failed", "refuse", "repaint", "redraw")
"""What services' answers call on popups."""


def popups(base: type[Any]) -> Iterator[type[Any]]:
    for one in base.__subclasses__():
        yield one
        yield from popups(one)


for module in pkgutil.iter_modules(screens.__path__):
    import_module(f"cs_console.tui.screens.{module.name}")


def test_every_writer_of_every_popup_waits() -> None:
    kinds = sorted(set(popups(Popup)), key=lambda kind: kind.__name__)
    own = [(kind, name) for kind in kinds for name in WRITERS if inspect.isfunction(vars(kind).get(name))]
    assert len(own) > 20
    assert [f"{kind.__name__}.{name}" for kind, name in own if not hasattr(vars(kind)[name], "__wrapped__")] == []


class Bare(App[None]):
    """An app whose keymap has no keys."""

    context = SimpleNamespace(keymap=defaultdict(lambda: SimpleNamespace(keys=())))


class Late(Popup[None]):
    """Writes down what reaches its widgets."""

    def __init__(self) -> None:
        super().__init__("x")
        self.written: list[str] = []

    def on_mount(self) -> None:
        """Written while the popup is set up."""
        self.show("mount")

    @when_drawn
    def show(self, text: str) -> None:
        """Needs the frame."""
        assert self.query_one(".popup")
        self.written.append(text)


async def test_what_came_first_is_written_when_the_popup_is_drawn_and_last() -> None:
    popup = Late()
    popup.show("early")
    popup.show("newer")
    assert popup.written == []
    async with Bare().run_test() as pilot:
        await pilot.app.push_screen(popup)
        popup.show("after")
    assert popup.written == ["mount", "early", "newer", "after"]


async def test_a_second_key_before_the_popup_is_gone_answers_nothing_and_closes_nothing() -> None:
    """Two fast digits once answered twice, closed the screen below and ended the program."""
    below, above, answers = Late(), Late(), list[object]()
    async with Bare().run_test() as pilot:
        await pilot.app.push_screen(below)
        await pilot.app.push_screen(above, answers.append)
        for _ in range(5):
            above.dismiss(None)
        await pilot.pause()
        assert answers == [None] and pilot.app.screen is below
