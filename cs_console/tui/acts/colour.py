"""The colour-difference duty beside the order: what is still owed, and one key that says it (rule P7)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from cs_console.i18n import t
from cs_console.tui.acts.sending import use
from cs_console.tui.deck import Acts
from cs_console.tui.panes.order import OrderPane
from cs_console.tui.widgets.rows import Piece

if TYPE_CHECKING:
    from cs_console.services.colour_duty import ColourDuty


class ColourActs(Acts):
    """Follows the chosen inquiry; an order that was looked up has no buyer to tell."""

    def commands(self) -> Mapping[str, Callable[[], None]]:
        """Handlers by command id."""
        return {"order.colour": self._say}

    def loaded(self) -> Mapping[str, Callable[[Any], None]]:
        """How the duty stands."""
        return {"colour": self._show}

    def inquiry_changed(self) -> None:
        """Ask how the duty towards this buyer stands; a reply just logged may have settled it."""
        detail = self.deck.state.detail
        if detail is None or self.deck.state.found is not None:
            self._show((0, None))
            return
        inquiry_id = detail.inquiry.id
        self.deck.read("colour", lambda desk: (inquiry_id, desk.services.colour.of(inquiry_id=inquiry_id)))

    def _show(self, found: tuple[int, ColourDuty | None]) -> None:
        inquiry_id, duty = found
        if duty is not None and inquiry_id != self.deck.state.inquiry_id:
            return
        self.deck.set(colour=duty)
        key = self.deck.context.keymap.label("order.colour")
        self.deck.screen.query_one(OrderPane).show_duty(duty_piece(duty, key))

    def _say(self) -> None:
        """The statement that is owed, filled, guarded, copied and logged like any other phrase."""
        duty = self.deck.state.colour
        if duty is not None and duty.phrase:
            use(self.deck, duty.phrase)


def duty_piece(duty: ColourDuty | None, key: str) -> Piece:
    """The duty in a few words: owed before the order, owed again after it, missed, or done."""
    if duty is None or not duty.applies:
        return Piece("")
    if duty.owed:
        code = "colour.repeat" if duty.decided else "colour.due"
        return Piece(t(code, key=key, n=len(duty.owed)), "warn")
    if duty.missed:
        return Piece(t("colour.late"), "dim")
    return Piece(t("colour.said"), "dim")
