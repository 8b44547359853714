"""F4: the order, its flag and its remark."""

from __future__ import annotations

from textual.app import ComposeResult

from cs_console.commands import Scope
from cs_console.tui.widgets.lines import Lines
from cs_console.tui.widgets.pane import Pane


class OrderPane(Pane):
    """The order of the chosen inquiry."""

    COMMAND = "pane.order"
    SCOPE = Scope.ORDER

    def __init__(self) -> None:
        super().__init__(id="order")

    def compose(self) -> ComposeResult:
        """The lines."""
        yield Lines(id="order-lines")
