"""F3: the phrases that answer this buyer."""

from __future__ import annotations

from textual.app import ComposeResult

from cs_console.commands import Scope
from cs_console.tui.widgets.lines import Lines
from cs_console.tui.widgets.pane import Pane


class PhrasesPane(Pane):
    """Phrases."""

    COMMAND = "pane.phrases"
    SCOPE = Scope.PHRASES

    def __init__(self) -> None:
        super().__init__(id="phrases")

    def compose(self) -> ComposeResult:
        """The lines."""
        yield Lines(id="phrases-lines")
