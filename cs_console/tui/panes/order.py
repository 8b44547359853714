"""F4: the order, its flag and its remark with a live count and difference (rules R1–R6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.document._document import EditResult
from textual.document._edit import Edit
from textual.message import Message
from textual.widgets import Static, TextArea

from cs_console.commands import Scope
from cs_console.domain.money import format_fen
from cs_console.domain.remarks import SEPARATORS
from cs_console.domain.vocabulary import FLAG_DIGITS, Flag, OrderStatus
from cs_console.i18n import t, token
from cs_console.text.width import cell_width, fit
from cs_console.tui import clock, keymap
from cs_console.tui.context import context_of
from cs_console.tui.safe import safe
from cs_console.tui.widgets.bars import Bar
from cs_console.tui.widgets.editor import Editor
from cs_console.tui.widgets.lines import Line, Lines, wrap
from cs_console.tui.widgets.order_lines import (
    difference_lines,
    doubt_words,
    flag_line,
    history_lines,
    label_cells,
    labelled,
)
from cs_console.tui.widgets.pane import Pane
from cs_console.tui.widgets.rows import Piece

if TYPE_CHECKING:
    from cs_console.services.order_views import OrderCard


class Remark(Editor):
    """The remark as it will stand on the platform."""

    joint = ""
    """What the next words typed at the end begin with: they are a new entry behind a colleague's (rule R1)."""

    def edit(self, edit: Edit) -> EditResult:
        """The first words typed behind an old remark are parted from it; whatever else is done, nothing is added."""
        joint, self.joint = self.joint, ""
        new = joint and edit.text and edit.from_location == edit.to_location == self.document.end
        if new and not edit.text.startswith((*SEPARATORS, joint)):
            edit = replace(edit, text=f"{joint}{edit.text}")
        return super().edit(edit)


class OrderPane(Pane):
    """The order of the chosen inquiry; digits set the flag, Enter or typing goes into the remark."""

    COMMAND = "pane.order"
    SCOPE = Scope.ORDER

    class Edited(Message):
        """The remark's text differs from what was shown last."""

        def __init__(self, pane: OrderPane) -> None:
            super().__init__()
            self.pane = pane

    def __init__(self) -> None:
        super().__init__(id="order")
        self.card: OrderCard | None = None
        self._looked_up = False
        self._digits: Mapping[int, Flag] = FLAG_DIGITS
        self._duty = Piece("")
        self._checks = Piece("")
        self._no_order = ""

    def compose(self) -> ComposeResult:
        """The card; the editor and what follows come after the first paint."""
        yield Lines(id="order-lines")

    def on_mount(self) -> None:
        """Digits are flags here."""
        keys = context_of(self).keymap
        keymap.install(self, keymap.digit_bindings(keys, "order.flag_digit", "screen.flag_digit"))

    # -- what is shown --------------------------------------------------------------------------

    @property
    def editor(self) -> Remark | None:
        """The remark's editor, once it is prepared."""
        found = self.query(Remark)
        return found.first() if found else None

    @property
    def text(self) -> str:
        """The remark as typed."""
        editor = self.editor
        return editor.text if editor is not None else ""

    @property
    def dirty(self) -> bool:
        """Whether the remark was changed and not saved."""
        return self.card is not None and self.editor is not None and self.text.strip() != self.card.order.remark

    def nothing(self, words: str = "") -> None:
        """No order belongs to the chosen inquiry."""
        self.card = None
        self.set_title("")
        self.set_hint("")
        for widget in self.query("#remark, #order-count, #order-diff, #order-history"):
            widget.display = False
        self._no_order = words
        self.query_one("#order-lines", Lines).show(lambda width: self._no_order_lines(words))
        self.badge = ""

    def show_duty(self, duty: Piece) -> None:
        """Say beside the flags how the colour-difference duty stands (rule P7)."""
        if duty == self._duty:
            return
        self._duty = duty
        card, words = self.card, self._no_order
        lines = self.query_one("#order-lines", Lines)
        lines.show(lambda width: self._no_order_lines(words) if card is None else self._card_lines(card, width))

    def show_checks(self, checks: Piece) -> None:
        """Say behind the order's state how far its checklist is (rules O1, O2)."""
        if checks != self._checks:
            self._checks = checks
            if self.card is not None:
                card = self.card
                self.query_one("#order-lines", Lines).show(lambda width: self._card_lines(card, width))

    def _no_order_lines(self, words: str) -> list[Line]:
        lines: list[Line] = [[Piece(f" {words}", "dim")]]
        return [*lines, [Piece(" "), self._duty]] if self._duty.text else lines

    def prepare(self) -> None:
        """Bring in the editor and what follows it: after the first paint, before the first order."""
        label = Static(safe(t("card.remark")), classes="label", markup=False)
        label.styles.width = label_cells() + 1
        row = Horizontal(label, Remark(id="remark-text"), id="remark")
        made = (row, Bar(id="order-count"), Lines(id="order-diff"), Lines(id="order-history"))
        for widget in made:
            widget.display = False
        self.mount_all(made)

    def show(
        self, card: OrderCard, typed: str | None, *, looked_up: bool = False, digits: Mapping[int, Flag] = FLAG_DIGITS
    ) -> None:
        """Show an order; `typed` is a draft of its remark that was not saved, `looked_up`: no inquiry's (O4).

        `digits` are the policy's for the flags (R3).
        """
        self._digits = digits
        former, was_dirty = self.card, self.dirty
        other = former is None or former.order.id != card.order.id
        self.card = card
        for widget in self.query("#remark, #order-diff, #order-history, #order-count"):
            widget.display = True
        editor = self.editor
        wanted = typed if typed is not None else card.order.remark
        if editor is not None and (other or not was_dirty) and editor.text != wanted:
            editor.put(wanted)
        order = card.order
        self._looked_up = looked_up
        where = f"{t('card.looked_up')} " if looked_up else ""
        self.set_title(f"{where}{token('platform', order.platform)} {order.order_no}")
        self.query_one("#order-lines", Lines).show(lambda width: self._card_lines(card, width))
        context = context_of(self)
        self.query_one("#order-history", Lines).show(
            lambda width: history_lines(card.history, width, context.zone, context.clock())
        )
        self.count()

    def count(self) -> None:
        """Length in the platform's unit, what changed, whether it is saved (rule R5)."""
        card = self.card
        if card is None:
            return
        text = self.text.strip()
        length, maximum = card.remark_length(text), card.remark_limit
        style = "bold $error" if length > maximum else "$muted"
        unit = t(f"unit.{card.unit}")
        self.query_one("#order-count", Bar).show([], [(f"{length}/{maximum} {unit} ", style)])
        self.query_one("#order-diff", Lines).show(lambda width: difference_lines(card.order.remark, text, width))
        key = context_of(self).keymap.label("save")
        self.badge = "*" if self.dirty else ""
        self.set_hint(t("card.unsaved", key=key) if self.dirty else self._resting_hint(card))

    def _resting_hint(self, card: OrderCard) -> str:
        """What can be done while nothing is typed; a conflict comes first (rule R1)."""
        if card.order.remark_conflict is not None:
            return t("card.conflict_hint", key=context_of(self).keymap.label("order.conflict"))
        return t("card.found_hint" if self._looked_up else "card.hint")

    def _card_lines(self, card: OrderCard, width: int) -> list[Line]:
        order = card.order
        lines: list[Line] = []
        lines += labelled("card.goods", _goods(card, width - label_cells() - 1, 1 if width < 60 else 2))
        due = order.status is OrderStatus.UNPAID and order.total_fen is not None
        fen = order.total_fen if due else order.paid_fen
        paid = "-" if fen is None else format_fen(fen)
        facts = t("card.facts", paid=paid, status=token("status", order.status), receiver=order.receiver or "-")
        room = width - label_cells() - 1 - (cell_width(self._checks.text) + 3 if self._checks.text else 0)
        paid_line = labelled("card.due" if due else "card.paid", wrap(facts, room, 1)[:1])
        lines += [[*line, Piece("   "), self._checks] if self._checks.text else line for line in paid_line]
        if order.carrier or order.tracking_no:
            context = context_of(self)
            signed = clock.moment(order.signed_at, context.zone, context.clock())
            parcel = f"{order.carrier} {order.tracking_no}  " + (t("card.signed", at=signed) if signed else "")
            lines += labelled("card.parcel", wrap(parcel, width - label_cells() - 1, 1)[:1])
        if order.buyer_message:
            lines += labelled("card.message", wrap(order.buyer_message, width - label_cells() - 1, 1)[:1], "warn")
        if card.doubts:
            lines += labelled("card.doubt", wrap(doubt_words(card.doubts), width - label_cells() - 1, 2)[:2], "warn")
        if order.remark_conflict is not None:
            lines += labelled("card.conflict", wrap(order.remark_conflict, width - label_cells() - 1, 1)[:1], "urgent")
        flags = flag_line(order, self._digits)
        lines.append([*flags, Piece("  "), self._duty] if self._duty.text else flags)
        return lines

    # -- typing ---------------------------------------------------------------------------------

    def take_focus(self) -> None:
        """First the card, where digits are flags; again: the remark."""
        card = self.query_one("#order-lines", Lines)
        if card.has_focus and self.editor is not None and self.card is not None:
            self.edit()
        else:
            self.screen.set_focus(card)

    def edit(self, text: str = "") -> None:
        """Go into the remark, at its end, with what was typed already."""
        editor = self.editor
        if editor is not None and self.card is not None:
            self.screen.set_focus(editor)
            editor.move_cursor(editor.document.end)
            editor.joint = "" if self.dirty else self.card.joint
            if text:
                editor.type_text(text)

    def type_text(self, text: str) -> bool:
        """Typed hanzi begin the remark."""
        if self.card is None:
            return False
        self.edit(text)
        return True

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Count anew."""
        event.stop()
        self.count()
        self.post_message(self.Edited(self))


def _goods(card: OrderCard, width: int, most: int) -> list[str]:
    """The goods in a few lines; how many pieces there are stands behind them, whatever is cut."""
    order, pieces = card.order, ""
    if order.quantity > 1:
        pieces = "  " + t("card.pieces", n=order.quantity)
    lines = wrap(order.goods or "-", width)[:most]
    room = width - cell_width(pieces)
    return [*lines[:-1], f"{fit(lines[-1], room).rstrip()}{pieces}"] if pieces else lines
