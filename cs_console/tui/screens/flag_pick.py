"""Choose a flag by the digit that sets it everywhere else, 0 for none; the one set now is chosen (rule R3)."""

from __future__ import annotations

from textual.binding import Binding

from cs_console.commands import DIGIT_OF
from cs_console.domain.policy import Policies
from cs_console.domain.vocabulary import Flag
from cs_console.i18n import language, t, token
from cs_console.tui import keymap
from cs_console.tui.screens.popup import Choice, PickList


class FlagPick(PickList):
    """The policy's flags with the policy's digits; the result is the flag."""

    def __init__(self, policies: Policies, now: Flag | None = None, *, intro: str = "") -> None:
        flags = sorted(policies.flags.flags, key=lambda one: one.digit or 10)
        self._flags = {one.digit: one.flag for one in flags}
        choices = [
            Choice(
                one.flag, f"{one.digit} {token('flag', one.flag)}", one.meaning.text(language()), style=str(one.flag)
            )
            for one in flags
        ]
        super().__init__(t("command.order.flag"), choices, intro=intro, digits=False, chosen=now)

    def on_mount(self) -> None:
        """Take the digits, 0 too."""
        made = [Binding(key, f"screen.digit({digit})", show=False, priority=True) for key, digit in DIGIT_OF.items()]
        keymap.install(self, made)

    def action_digit(self, digit: int) -> None:
        """The flag this digit sets."""
        if digit in self._flags:
            self.dismiss(self._flags[digit])
