"""A seat's PIN, typed without being shown."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.widgets import Input, Static

from cs_console.i18n import t
from cs_console.tui.safe import safe
from cs_console.tui.screens.popup import Popup


class PinEntry(Popup[str]):
    """Asks for the PIN of one seat; `wrong` says what was wrong with the one before."""

    HINT_CODE = "seat.pin_hint"

    def __init__(self, agent: str, wrong: str = "") -> None:
        super().__init__(t("seat.pin_title", agent=agent))
        self._wrong = wrong

    def body(self) -> ComposeResult:
        """The reason above, dots below."""
        yield Static(safe(self._wrong or t("seat.pin_intro")), classes="intro", markup=False)
        yield Input(password=True, id="pin", max_length=64)

    def on_mount(self) -> None:
        """Begin to type at once."""
        super().on_mount()
        self.query_one("#pin", Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter: try it."""
        event.stop()
        self.action_accept()

    def action_accept(self) -> None:
        """Give the PIN back; nothing typed is nothing given."""
        self.dismiss(self.query_one("#pin", Input).value.strip() or None)
