"""Orders looked up by whatever the buyer names, opened by a digit, marked and flagged together (rules O4, R3)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.widgets import Static, TextArea

from cs_console.domain.entities import Order
from cs_console.domain.money import format_fen
from cs_console.domain.vocabulary import Flag, OrderStatus, Platform
from cs_console.i18n import t, token
from cs_console.text.width import cell_width
from cs_console.tui import clock, keymap
from cs_console.tui.context import context_of
from cs_console.tui.deck import Deck
from cs_console.tui.safe import safe
from cs_console.tui.screens.popup import when_drawn
from cs_console.tui.screens.searching import FinderPopup
from cs_console.tui.widgets.editor import Field
from cs_console.tui.widgets.lines import Line, Lines, wrap
from cs_console.tui.widgets.queue_row import FLAGS
from cs_console.tui.widgets.rows import Piece, cells_for, column, highlighted
from cs_console.tui.widgets.virtual_list import VirtualList

if TYPE_CHECKING:
    from cs_console.services.order_views import OrderFilter

REST = 0.15
"""Seconds without a key before a search begins: it takes 0.05 s through 100,000 orders."""
DETAIL = 4
SHOWN = 200
"""Orders listed at most; the title says when there may be more."""
WIDE = 90
"""From this many cells on, platform and amount have columns of their own."""


class OrderFinder(FinderPopup):
    """Part of a number, a nick, four digits of a phone, a tracking number, goods: each word narrows."""

    TITLE_CODE = "command.order.find"
    REST = REST

    def __init__(
        self, deck: Deck, search: Callable[[str], None], go: Callable[[Order], None],
        flag: Callable[[Sequence[Order]], None], filters: Callable[[], None],
    ) -> None:  # fmt: skip
        super().__init__()
        self._deck, self._search, self._go, self._flag, self._filters = deck, search, go, flag, filters
        self.chosen_filter: OrderFilter | None = None
        self.marked: dict[int, Order] = {}

    def body(self) -> ComposeResult:
        """What is looked for, what was found, the chosen one in full, what just happened."""
        yield Field(placeholder=t("find.placeholder"), id="find-query")
        yield VirtualList(self._paint, empty=t("find.none"), id="find-rows")
        yield Lines(id="find-detail")
        yield Static("", id="find-note", markup=False)

    def on_mount(self) -> None:
        """Take the keys; begin with the newest orders."""
        keys = context_of(self).keymap
        made = [Binding("enter", "screen.accept", show=False), Binding("space", "screen.mark", show=False)]
        made += [Binding("insert", "screen.mark_all", show=False), Binding("delete", "screen.unmark", show=False)]
        for command, action in (("order.flag", "flag"), ("list.filter", "filters"), ("undo", "undo")):
            made += [Binding(key, f"screen.{action}", show=False, priority=True) for key in keys[command].keys]
        keymap.install(self, made)
        self.query_one("#find-detail").can_focus = False
        self.query_one("#find-detail").styles.height = DETAIL + 1
        flag, narrow = keys.label("order.flag"), keys.label("list.filter")
        self.set_hint(t("find.hint", flag=flag, filter=narrow))

    def seek(self) -> None:
        """Look for the orders."""
        self._search(self.wanted)

    @when_drawn
    def show(self, query: str, orders: Sequence[Order], named: str) -> None:
        """Show what was found, unless something else is asked for by now; `named` says which filter holds."""
        if self.found(query, orders, lambda order: order.id):
            self.marked |= {one.id: one for one in orders if one.id in self.marked}
            words = f"{len(orders)}{'+' if len(orders) >= SHOWN else ''}"
            self.query_one(".popup").border_title = safe(f"{t(self.TITLE_CODE)}  {named}  {words}")
            self._show_detail()

    @on(VirtualList.Moved)
    def _moved(self, event: VirtualList.Moved[Any]) -> None:
        event.stop()
        self._show_detail()

    def _show_detail(self) -> None:
        order = self.rows.chosen
        self.query_one("#find-detail", Lines).show(lambda width: detail_lines(order, width))

    def tell(self, text: str) -> None:
        """What was taken back."""
        self.note(text)

    @when_drawn
    def note(self, text: str | Content, style: str = "$success") -> None:
        """Say what just happened; the message line lies behind the popup."""
        self.query_one("#find-note", Static).update(text if isinstance(text, Content) else safe(text, style))

    # -- acting ---------------------------------------------------------------------------------

    def open_chosen(self) -> None:
        """Open the chosen order."""
        if self.rows.chosen is not None:
            self._go(self.rows.chosen)

    def action_mark(self) -> None:
        """Mark the chosen order, or take its mark away; on to the next."""
        order = self.rows.chosen
        if order is None:
            return
        if self.marked.pop(order.id, None) is None:
            self.marked[order.id] = order
        self.rows.action_cursor(1)
        self._count()

    def action_mark_all(self) -> None:
        """Mark all that were found."""
        source = self.rows.source
        self.marked |= {order.id: order for order in source.fetch(0, source.count)}
        self._count()

    def action_unmark(self) -> None:
        """Take all marks away."""
        self.marked = {}
        self._count()

    def _count(self) -> None:
        self.rows.repaint()
        self.note(t("find.marked", n=len(self.marked)) if self.marked else "", "$warning")

    def action_flag(self) -> None:
        """A flag for the marked orders, else for the chosen one."""
        chosen = self.rows.chosen
        orders = list(self.marked.values()) or ([chosen] if chosen is not None else [])
        if orders:
            self._flag(orders)

    def action_filters(self) -> None:
        """By state, flag or conflict."""
        self._filters()

    def action_undo(self) -> None:
        """Take back what was just done here; else the search line's own text."""
        if self._deck.state.undo_offered:
            self._deck.screen.action_command("undo")
        elif isinstance(self.focused, TextArea):
            self.focused.undo()

    def _paint(self, order: Order, width: int) -> Sequence[Piece]:
        context = context_of(self)
        mark = Piece("* " if order.id in self.marked else "  ", "warn")
        flag = token("flag", order.flag) if order.flag is not Flag.GREY else ""
        wide = width >= WIDE
        pieces = [mark, column(clock.hour(order.ordered_at, context.zone, context.clock()), 6, "dim")]
        if wide:
            pieces.append(column(token("platform", order.platform), cells_for("platform", Platform, 10, 13), "dim"))
        pieces += [*self._hit(order.order_no, 22 if wide else 19), Piece(" ")]
        pieces += [*self._hit(order.buyer_nick or order.receiver, 11), Piece(" ")]
        pieces.append(column(token("status", order.status), cells_for("status", OrderStatus, 7, 10), "dim"))
        pieces.append(column(flag, cells_for("flag", FLAGS, 3, 7), str(order.flag) if flag else ""))
        if wide:
            pieces += [column(amount(order), 9, right=True), Piece(" ")]
        left = width - sum(cell_width(piece.text) for piece in pieces)
        return [*pieces, *self._hit(order.goods, max(left, 0))]

    def _hit(self, text: str, cells: int) -> Sequence[Piece]:
        """A column with what was looked for marked in it; too long a text is cut as columns are."""
        if cell_width(text) > cells:
            return [column(text, cells)]
        found = ((text.casefold().find(word), len(word)) for word in self.wanted.casefold().split())
        return highlighted(text, [(at, at + length) for at, length in found if at >= 0][:1], cells)


def amount(order: Order) -> str:
    """What was paid, else what is to be paid."""
    fen = order.paid_fen or order.total_fen
    return "" if fen is None else format_fen(fen)


def detail_lines(order: Order | None, width: int) -> list[Line]:
    """The chosen order in full, private fields masked (rule X1)."""
    rule: Line = [Piece("-" * width, "dim")]
    if order is None:
        return [rule]
    contact = f"{order.receiver} {order.phone}".strip()
    parcel = f"{order.carrier} {order.tracking_no}".strip()
    shop = f"{token('platform', order.platform)} {order.shop}".strip()
    facts = "   ".join(part for part in (shop, amount(order), contact, parcel) if part)
    parts = (order.goods, facts, order.address)
    lines: list[Line] = [[Piece(line)] for part in parts if part for line in wrap(part, width, 1)[:1]]
    if order.remark:
        lines.append([Piece(f"{t('card.remark')}  ", "dim"), Piece(wrap(order.remark, width - 6, 1)[0], "warn")])
    return [rule, *lines[:DETAIL]]
