"""The automatic replies as a list: what fits now first, the chosen one in full below (rule S7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from cs_console.tui.safe import safe
from cs_console.tui.screens.popup import Choice, PickList
from cs_console.tui.widgets.virtual_list import VirtualList


class AutoReplyList(PickList):
    """Choose a text by its digit; exactly what will be copied stands below the list."""

    def __init__(
        self, title: str, choices: Sequence[Choice], *, intro: str, hint: str, texts: Mapping[str, str]
    ) -> None:
        super().__init__(title, choices, intro=intro, hint=hint)
        self._texts = texts

    def body(self) -> ComposeResult:
        """The list, then the chosen text."""
        yield from super().body()
        yield Static("", id="picker-preview", markup=False)

    @on(VirtualList.Moved)
    def _show_text(self, event: VirtualList.Moved[Choice]) -> None:
        event.stop()
        choice = event.list.chosen
        text = self._texts.get(str(choice.key), "") if choice is not None else ""
        self.query_one("#picker-preview", Static).update(safe(text, multiline=True))
