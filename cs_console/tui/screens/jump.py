"""Jump: digits painted on panes and fields; one digit goes there, the same key again zooms."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.app import ComposeResult
from textual.geometry import Offset
from textual.widget import Widget
from textual.widgets import Static

from cs_console.commands import DIGIT_OF
from cs_console.tui.context import context_of
from cs_console.tui.safe import safe
from cs_console.tui.screens.popup import LeftOnce

ZOOM = 0
"""The result that asks to zoom the focused pane."""


class JumpOverlay(LeftOnce[int]):
    """Shows a digit on every target; the result is the target's number, or `ZOOM`."""

    def __init__(self, targets: Sequence[Widget]) -> None:
        super().__init__()
        self._targets = targets[:9]

    def compose(self) -> ComposeResult:
        """A small label at each target's corner."""
        for number, target in enumerate(self._targets, 1):
            label = Static(safe(f" {number} "), classes="jump", markup=False)
            label.absolute_offset = Offset(target.region.right - 5, target.region.y)
            yield label

    def on_key(self, event: events.Key) -> None:
        """A digit jumps, the jump key zooms, anything else leaves."""
        event.stop()
        keys = context_of(self).keymap["view.jump"].keys
        number = DIGIT_OF.get(event.character or "")
        if event.key in keys:
            self.dismiss(ZOOM)
        elif number is not None and 1 <= number <= len(self._targets):
            self.dismiss(number)
        else:
            self.dismiss(None)
