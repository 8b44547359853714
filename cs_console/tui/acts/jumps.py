"""From a list to where the work is done: the inquiry in the queue, the order in its pane, the case beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cs_console.domain.worklist import QueueFilter
from cs_console.tui.acts.showing import show_inquiry, show_order
from cs_console.tui.deck import Deck, Desk
from cs_console.tui.panes.queue import QueuePane
from cs_console.tui.safe import say

if TYPE_CHECKING:
    from cs_console.domain.entities import Inquiry, Order

JUMP = "jump"
"""The topic under which a place is looked for."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where to go: the inquiry (None: nobody asked about it yet), the order, and the pane to work in."""

    inquiry: Inquiry | None
    order: Order | None
    pane: str


def jump(deck: Deck, *, inquiry_id: int = 0, order_id: int = 0, pane: str = "") -> None:
    """Look for a place and go there, past whatever lists are open."""
    deck.read(JUMP, lambda desk: find_place(desk, inquiry_id, order_id, pane))


def find_place(desk: Desk, inquiry_id: int, order_id: int, pane: str) -> Place:
    """The inquiry named, else the open one where the order is talked about; the order named, else the inquiry's."""
    services = desk.services
    number = inquiry_id or services.followups.inquiry_for(order_id)
    inquiry = services.queue.show(number).inquiry if number else None
    if inquiry is not None and not inquiry_id and not inquiry.state.is_open:
        inquiry = None  # what was talked about before is history; the order is what is asked for
    wanted = order_id or (inquiry.order_id if inquiry is not None else 0)
    return Place(inquiry, services.orders.card(wanted).order if wanted else None, pane)


def go_to(deck: Deck, place: Place) -> None:
    """Close the lists, choose the inquiry, show the order, put the focus where the work is."""
    app, screen = deck.screen.app, deck.screen
    while app.screen is not screen:
        app.pop_screen()
    inquiry, order = place.inquiry, place.order
    if inquiry is not None and inquiry.state.is_open:
        show_inquiry(deck, inquiry.id, pane=place.pane or "queue")
    elif inquiry is not None:
        _show_closed(deck, inquiry, place.pane)
    if order is not None and (inquiry is None or inquiry.order_id != order.id):
        show_order(deck, order, pane=place.pane or "order")
    if inquiry is None and order is None:
        deck.say(say("due.nowhere"), kind="warn")


def _show_closed(deck: Deck, inquiry: Inquiry, pane: str) -> None:
    """A closed inquiry is shown among its buyer's others, the filter saying so."""
    queue = deck.screen.query_one(QueuePane)
    queue.wanted = inquiry.id
    deck.set(inquiry_id=inquiry.id, detail=None, found=None, filter=QueueFilter(include_closed=True))
    if queue.query_text != inquiry.buyer:
        queue.begin_filter(inquiry.buyer)
        queue.end_filter(clear=False)
    deck.screen.go(pane or "queue")
    deck.refresh()
