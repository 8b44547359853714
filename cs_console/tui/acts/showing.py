"""Leading the eye elsewhere: to another inquiry, to an order that was looked up, to a screen that is open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from cs_console.domain.worklist import QueueFilter
from cs_console.tui.deck import Deck
from cs_console.tui.panes.queue import QueuePane

if TYPE_CHECKING:
    from textual.screen import Screen

    from cs_console.domain.entities import Order

S = TypeVar("S", bound="Screen[Any]")


def open_screen(deck: Deck, kind: type[S]) -> S | None:
    """The screen of this kind that is open, wherever it lies in the stack."""
    return next((one for one in deck.screen.app.screen_stack if isinstance(one, kind)), None)


def show_inquiry(deck: Deck, inquiry_id: int, *, pane: str = "queue") -> None:
    """Choose an open inquiry in the queue; a filter that might hide it is lifted."""
    deck.screen.query_one(QueuePane).wanted = inquiry_id
    deck.set(inquiry_id=inquiry_id, detail=None, found=None, filter=QueueFilter())
    deck.screen.go(pane)
    deck.refresh()


def show_order(deck: Deck, order: Order, *, pane: str = "order") -> None:
    """Show an order that was looked up, whatever inquiry is chosen (rule O4)."""
    deck.look_up(order)
    deck.screen.go(pane)
