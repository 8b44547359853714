"""The registers from anywhere: chosen, read, filtered, grouped, exported, each row followed to its order (rule K2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from cs_console import i18n
from cs_console.i18n import t
from cs_console.tui.acts.jumps import jump
from cs_console.tui.deck import Acts
from cs_console.tui.gateway import Failed
from cs_console.tui.safe import describe, safe
from cs_console.tui.screens.popup import Choice, PickList

if TYPE_CHECKING:
    from pathlib import Path

    from cs_console.tui.screens.lead_registers import RegisterScreen, Shown

NAMES = (
    "lost-inquiries", "unpaid", "return-reasons", "returns", "problems", "promises", "gaps", "complaints", "followups",
    "questions", "suggestions", "csat", "reviews", "handovers", "buyers",
)  # fmt: skip
"""The registers in the order in which they are offered: the nine of the rule books by digit."""


class RegisterActs(Acts):
    """Opens a register over the workstation and says where an export lies."""

    def commands(self) -> Mapping[str, Callable[[], None]]:
        """Handlers by command id."""
        return {"register.list": self._choose}

    def loaded(self) -> Mapping[str, Callable[[Any], None]]:
        """A register's rows; the order that one led to."""
        return {"register": self._show, "register.order": lambda order_id: jump(self.deck, order_id=order_id)}

    def done(self) -> Mapping[str, Callable[[Any, Any], None]]:
        """A file written."""
        return {"register.export": self._exported}

    def failed(self) -> Mapping[str, Callable[[Failed], None]]:
        """A disk that refuses, a text too long for a cell."""
        return {"register": self._refused, "register.export": self._refused, "register.order": self._refused}

    def _choose(self) -> None:
        choices = [Choice(name, t(f"report.{name}")) for name in NAMES]
        self.deck.ask(PickList(t("command.register.list"), choices), lambda name: self._open(str(name)))

    def _open(self, name: str) -> None:
        from cs_console.tui.screens.floor_register import FloorRegister
        from cs_console.tui.screens.lead_registers import BUYER, TALK

        def chosen(where: str) -> None:
            if where.startswith(TALK):
                jump(self.deck, inquiry_id=int(where.removeprefix(TALK).partition(" ")[0]))
            elif where.startswith(BUYER):
                self.deck.read("buyer.open", lambda desk: int(where.removeprefix(BUYER)))
            else:
                self.deck.read("register.order", lambda desk: desk.services.orders.find(where).id)

        self.deck.ask(FloorRegister(name, None, self.deck), chosen)

    def _screen(self) -> RegisterScreen | None:
        from cs_console.tui.screens.lead_registers import RegisterScreen

        return next((one for one in self.deck.screen.app.screen_stack if isinstance(one, RegisterScreen)), None)

    def _show(self, shown: Shown) -> None:
        screen = self._screen()
        if screen is not None:
            screen.show(shown)

    def _exported(self, path: Path, context: Any) -> None:
        words = t("toast.register.exported", name=path.name, where="/".join(path.parent.parts[-2:]))
        self.deck.say(safe(words))
        screen = self._screen()
        if screen is not None:
            screen.set_hint(words)

    def _refused(self, failure: Failed) -> None:
        self.deck.say(describe(failure.error), kind="error")
        screen = self._screen()
        if screen is not None:
            screen.set_hint(i18n.render(failure.error))
