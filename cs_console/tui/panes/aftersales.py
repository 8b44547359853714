"""F5: the after-sales case and its steps."""

from __future__ import annotations

from textual.app import ComposeResult

from cs_console.commands import Scope
from cs_console.tui.widgets.lines import Lines
from cs_console.tui.widgets.pane import Pane


class AftersalesPane(Pane):
    """Steps."""

    COMMAND = "pane.aftersales"
    SCOPE = Scope.AFTERSALES

    def __init__(self) -> None:
        super().__init__(id="aftersales")

    def compose(self) -> ComposeResult:
        """The lines."""
        yield Lines(id="aftersales-lines")
