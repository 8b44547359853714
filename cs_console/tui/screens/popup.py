"""Popups: one frame, one grammar. Esc leaves, digits choose, the focus goes back where it was."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import partial, wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Static

from cs_console.i18n import t
from cs_console.text.width import cell_width
from cs_console.tui import keymap
from cs_console.tui.context import context_of
from cs_console.tui.safe import safe
from cs_console.tui.widgets.lines import Line, Lines, wrap
from cs_console.tui.widgets.rows import Painter, Piece, column, highlighted
from cs_console.tui.widgets.virtual_list import VirtualList

P = ParamSpec("P")
R = TypeVar("R")
S = TypeVar("S", bound="Popup[Any]")

LIST_ROWS = 14
"""Rows a popup's list shows at most before it scrolls."""


def when_drawn(method: Callable[Concatenate[S, P], None]) -> Callable[Concatenate[S, P], None]:
    """Let what writes into a popup wait until its widgets are there: on a slow machine answers come first."""

    @wraps(method)
    def waiting(self: S, /, *args: P.args, **kwargs: P.kwargs) -> None:
        if self.drawn:
            method(self, *args, **kwargs)
        else:
            self.waiting.append(lambda: method(self, *args, **kwargs))

    return waiting


class LeftOnce(ModalScreen[R]):
    """A screen that is left once: a second key before it is gone neither answers again nor closes what lies below."""

    _is_left = False

    def dismiss(self, result: R | None = None) -> AwaitComplete:
        """Leave with a result, the first time."""
        if self._is_left:
            return AwaitComplete()
        self._is_left = True
        return super().dismiss(result)


class Popup(LeftOnce[R]):
    """A framed dialog over the workstation; the result is None when it was left by Esc.

    Whatever a service's answer calls on a popup carries `when_drawn`.
    """

    TITLE_CODE = ""
    HINT_CODE = ""

    def __init__(self, title: str = "") -> None:
        super().__init__()
        self._heading = title
        self.drawn = False
        self.waiting: list[Callable[[], None]] = []

    def body(self) -> ComposeResult:
        """What stands inside the frame."""
        yield from ()

    def compose(self) -> ComposeResult:
        """The frame and what stands in it."""
        with Vertical(classes="popup") as frame:
            frame.border_title = safe(self._heading or t(self.TITLE_CODE))
            if self.HINT_CODE:
                frame.border_subtitle = safe(t(self.HINT_CODE))
            yield from self.body()

    async def mount_composed_widgets(self, widgets: list[Widget]) -> None:
        """From here on the widgets are there."""
        await super().mount_composed_widgets(widgets)
        self.drawn = True

    def on_mount(self) -> None:
        """Take the popups' keys: they hold in fields too; then what came before the popup was drawn."""
        made = [
            Binding(key, f"screen.{action}", command, show=False, priority=True)
            for command, action in (("popup.close", "close"), ("popup.accept", "accept"))
            for key in context_of(self).keymap[command].keys
        ]
        move = [
            Binding(key, f"app.focus_{step}", show=False, priority=True)
            for command, step in (("pane.next", "next"), ("pane.previous", "previous"))
            for key in context_of(self).keymap[command].keys
        ]
        keymap.install(self, made + move)
        for write in self.waiting:
            write()
        self.waiting.clear()

    @when_drawn
    def set_hint(self, text: str) -> None:
        """What the frame's bottom border says."""
        self.query_one(".popup").border_subtitle = safe(text)

    def tell(self, text: str) -> None:
        """Say what was taken back while the message line lies behind; popups with a line of their own show it."""

    def action_close(self) -> None:
        """Leave without a result; always harmless."""
        self.dismiss(None)

    def action_accept(self) -> None:
        """Take the result as it stands; popups that have one override this."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a `PickList`; `why_not` disables it and says why."""

    key: Hashable
    text: str
    detail: str = ""
    why_not: str = ""
    style: str = ""


def paint_choice(choice: Choice, width: int, widest: int = 0, longest: int = 0) -> Sequence[Piece]:
    """The text, then what explains it behind the `widest` (at most `longest`); a disabled entry says why."""
    if choice.why_not:
        return highlighted(f"{choice.text}  ({choice.why_not})", (), width, "disabled")
    if not choice.detail:
        return highlighted(choice.text, (), width, choice.style)
    most = max(width // 2, width - longest)
    head = min(max(width // 3, min(widest + 2, most), 12), width)
    return [column(choice.text, head, choice.style), *highlighted(choice.detail, (), width - head, "dim")]


class PickList(Popup[Hashable]):
    """Choose one of a few: a digit, or arrows and Enter."""

    def __init__(
        self, title: str, choices: Sequence[Choice], *, intro: str = "", hint: str = "",
        painter: Painter[Choice] | None = None, digits: bool = True, chosen: Hashable = None,
    ) -> None:  # fmt: skip
        super().__init__(title)
        self._choices = choices
        self._intro = intro
        self._hint = hint or t("popup.pick.hint")
        self._digits = digits
        self._first = chosen
        told = [(cell_width(one.text), cell_width(one.detail)) for one in choices if one.detail] or [(0, 0)]
        widest, longest = max(text for text, _ in told), max(detail for _, detail in told)
        self._painter = painter or partial(paint_choice, widest=widest, longest=longest)

    def body(self) -> ComposeResult:
        """What it is about, and the entries."""
        if self._intro:
            yield Static(safe(self._intro, multiline=True), classes="intro", markup=False)
        choices: VirtualList[Choice] = VirtualList(
            self._painter, empty=t("popup.pick.empty"), digits=self._digits, id="choices"
        )
        choices.styles.height = max(1, min(len(self._choices), LIST_ROWS))
        yield choices

    def on_mount(self) -> None:
        """Show the entries and take Enter."""
        keymap.install(self, [Binding("enter,space", "accept", show=False)])
        self.set_hint(self._hint)
        self.query_one(VirtualList).show_rows(self._choices, lambda choice: choice.key, select=self._first)
        self.set_focus(self.query_one(VirtualList))

    def on_virtual_list_picked(self, event: VirtualList.Picked[Choice]) -> None:
        """A digit chose."""
        event.stop()
        self.action_accept()

    def action_accept(self) -> None:
        """Give the chosen entry back, or say why it cannot be had."""
        choice = self.query_one(VirtualList).chosen
        if choice is None:
            self.dismiss(None)
        elif choice.why_not:
            self.app.bell()
            self.set_hint(choice.why_not)
        else:
            self.dismiss(choice.key)


class Confirm(PickList):
    """Asks before what cannot be undone; Cancel is chosen first."""

    def __init__(self, question: str, act: str) -> None:
        choices = (Choice(False, t("popup.confirm.cancel")), Choice(True, act, style="warn"))
        super().__init__(t("popup.confirm.title"), choices, intro=question)


class Reader(Popup[None]):
    """Longer text to read; any of Esc and Enter leaves."""

    HINT_CODE = "popup.read.hint"

    def __init__(self, title: str, text: str = "") -> None:
        super().__init__(title)
        self._text = text

    def lines(self, width: int) -> list[Line]:
        """The text, wrapped to `width`."""
        return [[Piece(line)] for line in wrap(self._text, width)]

    def body(self) -> ComposeResult:
        """Text that scrolls."""
        yield Lines(id="reading")

    def on_mount(self) -> None:
        """Show the text."""
        reading = self.query_one(Lines)
        reading.show(self.lines)
        self.set_focus(reading)
        keymap.install(self, [Binding("enter,space", "close", show=False)])
