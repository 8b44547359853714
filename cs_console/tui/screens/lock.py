"""The locked screen: nothing of the shop is visible; Enter or the seat's PIN brings everything back as it was."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Input, Static

from cs_console.i18n import t
from cs_console.tui import keymap
from cs_console.tui.safe import safe
from cs_console.tui.screens.popup import LeftOnce


class LockScreen(LeftOnce[bool]):
    """Lies over everything; Esc does nothing here, and what was being typed waits below."""

    def __init__(self, agent: str, *, pin: bool, unlock: Callable[[str], None]) -> None:
        super().__init__()
        self._agent, self._pin, self._unlock = agent, pin, unlock

    def compose(self) -> ComposeResult:
        """Whose seat it is, and how to come back."""
        with Vertical(classes="popup") as frame:
            frame.border_title = safe(t("lock.title", agent=self._agent))
            yield Static(safe(t("lock.pin" if self._pin else "lock.enter")), id="lock-why", markup=False)
            if self._pin:
                yield Input(password=True, id="pin", max_length=64)

    def on_mount(self) -> None:
        """Take Enter; with a PIN begin to type at once."""
        if self._pin:
            self.query_one("#pin", Input).focus()
        else:
            keymap.install(self, [Binding("enter", "unlock", show=False)])

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter: try the PIN."""
        event.stop()
        self._try(event.value.strip())

    def action_unlock(self) -> None:
        """No PIN on this seat: Enter is enough."""
        self._try("")

    def _try(self, pin: str) -> None:
        if pin or not self._pin:
            self._unlock(pin)

    def refused(self, why: str) -> None:
        """Say what was wrong with the PIN and ask again."""
        self.query_one("#lock-why", Static).update(safe(why, "$error"))
        if self._pin:
            self.query_one("#pin", Input).value = ""
