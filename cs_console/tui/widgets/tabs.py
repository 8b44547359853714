"""The line of lower panes on a narrow screen: which one is shown, and which hold something."""

from __future__ import annotations

from textual import events
from textual.message import Message

from cs_console.text.width import cell_width
from cs_console.tui.widgets.bars import Bar


class LowerTabs(Bar):
    """``[F3 快捷回复]   F4 备注*   F5 退货 2/8``; a click switches as the key does."""

    class Chosen(Message):
        """A tab was clicked."""

        def __init__(self, command: str) -> None:
            super().__init__()
            self.command = command

    def __init__(self) -> None:
        super().__init__(id="tabs")
        self._commands: list[tuple[int, str]] = []

    def show_tabs(self, tabs: list[tuple[str, str]], active: str, right: str) -> None:
        """Show (command, label) pairs, the active one in brackets."""
        parts: list[tuple[str, str]] = [(" ", "")]
        self._commands = []
        end = 1
        for command, label in tabs:
            text = f"[{label}]" if command == active else f" {label} "
            parts += [(text, "bold $accent" if command == active else "$muted"), ("  ", "")]
            end += cell_width(text) + 2
            self._commands.append((end, command))
        self.show(parts, [(f"{right} ", "$muted")])

    def on_click(self, event: events.Click) -> None:
        """Switch to the tab under the mouse."""
        command = next((command for end, command in self._commands if event.x < end), None)
        if command is not None:
            self.post_message(self.Chosen(command))
