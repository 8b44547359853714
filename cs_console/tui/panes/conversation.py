"""What was said: times, by whom, and how long the buyer still waits."""

from __future__ import annotations

from textual.app import ComposeResult

from cs_console.commands import Scope
from cs_console.domain.worklist import QueueRow
from cs_console.tui.widgets.lines import Lines
from cs_console.tui.widgets.pane import Pane


class ConversationPane(Pane):
    """The chosen inquiry's messages, the newest in view."""

    COMMAND = ""
    SCOPE = Scope.CONVERSATION

    def __init__(self) -> None:
        super().__init__(id="conversation")

    def compose(self) -> ComposeResult:
        """The lines."""
        yield Lines(id="conversation-lines")

    def announce(self, row: QueueRow) -> None:
        """Say whose conversation is being fetched."""
        self.set_title(row.buyer)
