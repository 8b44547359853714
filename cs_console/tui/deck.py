"""What the screen's acts work with: the state shown, the gateway, and a voice.

State flows down: acts change `ScreenState` and tell the panes to show it. Results come up as messages
and are handed to the act that asked for them, by topic. No act touches the store but through the gateway.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from textual.content import Content
from textual.screen import Screen

from cs_console.domain.worklist import QueueCounts, QueueFilter
from cs_console.errors import NotFound, StoreUnavailable
from cs_console.i18n import listed
from cs_console.tui.context import Context, Setup
from cs_console.tui.drafts import DraftKeeper
from cs_console.tui.gateway import Failed, Gateway

if TYPE_CHECKING:
    from cs_console.domain.entities import Actor, Order
    from cs_console.domain.news import ConfigNews
    from cs_console.domain.policy import Policies
    from cs_console.services.case_views import CaseView
    from cs_console.services.colour_duty import ColourDuty
    from cs_console.services.facade import Services
    from cs_console.services.queue_views import InquiryDetail
    from cs_console.services.shifts import ShiftStatus
    from cs_console.tui.screens.workstation import WorkstationScreen

R = TypeVar("R")


@dataclass(slots=True)
class Desk:
    """The open services and who uses them. Lives in the gateway's threads."""

    services: Services
    seat: Actor | None
    console: str = ""
    wanted: str = ""
    """Whose seat it is, while only the PIN is missing."""

    @property
    def actor(self) -> Actor:
        """Who acts; `NotFound` while nobody has taken the seat."""
        if self.seat is None:
            raise NotFound("agent.unnamed", name="", known=listed(self.services.people.names()))
        return self.seat

    def sit(self, name: str, pin: str = "") -> Actor:
        """Take the seat under a name of the roster, joined with that agent's running shift.

        Raises `Refused` when the seat has a PIN and this is not it; who sits there already is not asked again.
        """
        from cs_console.services.seats import Proof  # with it come the policies: not before the first paint

        people = self.services.people
        if self.seat is not None and self.seat.agent == name:
            self.seat = people.rejoined(self.seat)
        else:
            self.seat = people.actor(name, console=self.console, proof=Proof(pin=pin))
        return self.seat


@dataclass(frozen=True, slots=True)
class ScreenState:
    """What the workstation shows now."""

    actor: Actor | None = None
    policies: Policies | None = None
    shift: ShiftStatus | None = None
    filter: QueueFilter = field(default_factory=QueueFilter)
    inquiry_id: int = 0
    detail: InquiryDetail | None = None
    found: Order | None = None
    case: CaseView | None = None
    colour: ColourDuty | None = None
    shift_title: str = ""
    counts: QueueCounts | None = None
    due: int = 0
    outbox: str = ""
    unsaved: bool = False
    saved_at: datetime | None = None
    undo_offered: bool = False
    redo_offered: bool = False
    trouble: str = ""
    hint: str = ""
    files: str = ""
    asked: ConfigNews | None = None
    stale: str = ""

    @property
    def order(self) -> Order | None:
        """The order shown: one that was looked up (rule O4), else the chosen inquiry's."""
        return self.found if self.found is not None else self.talk_order

    @property
    def talk_order(self) -> Order | None:
        """The order of the chosen inquiry, whatever else is shown: what is said to its buyer is about this one."""
        return self.detail.order if self.detail is not None else None

    @property
    def order_inquiry(self) -> int:
        """The inquiry that goes with what is done to the order shown; 0 for an order that was looked up."""
        return 0 if self.found is not None else self.inquiry_id


@dataclass(slots=True)
class Deck:
    """The acts' tools."""

    context: Context
    setup: Setup
    gateway: Gateway[Desk]
    screen: WorkstationScreen
    drafts: DraftKeeper
    state: ScreenState = field(default_factory=ScreenState)

    @property
    def agent(self) -> str:
        """Who sits here, "" while nobody does."""
        return self.state.actor.agent if self.state.actor is not None else ""

    @property
    def policies(self) -> Policies:
        """The rules in force; acts ask only once the services are open."""
        if self.state.policies is None:
            raise StoreUnavailable("tui.not_open")
        return self.state.policies

    def set(self, **changes: Any) -> None:
        """Change what is shown; with another inquiry an order that was looked up goes."""
        if changes.get("inquiry_id", self.state.inquiry_id) != self.state.inquiry_id:
            changes.setdefault("found", None)
        self.state = replace(self.state, **changes)

    def look_up(self, order: Order | None) -> None:
        """Show an order that is not the chosen inquiry's, or with None the inquiry's own again (rule O4)."""
        own = self.state.talk_order
        self.set(found=None if order is None or (own is not None and own.id == order.id) else order)
        self.screen.inquiry_changed()

    def read(self, topic: str, call: Callable[[Desk], Any]) -> None:
        """Ask for something; the act's handler for `topic` gets the answer."""
        self.gateway.read(topic, call)

    def note_edit(self) -> None:
        """After an edit of policies or books from the screen: the shop's history of them says who made it (rule E6)."""
        self.write("rules", lambda desk: desk.services.rules.noticed(desk.actor, edited=True))

    def write(self, act: str, call: Callable[[Desk], Any], context: Any = None) -> None:
        """Change something; the act's handler for `act` gets the result. What was typed for it is no draft then."""
        typed = self.drafts.take_given()

        def change(desk: Desk) -> Any:
            value = call(desk)
            self.drafts.drop(typed)
            return value

        self.gateway.write(act, change if typed else call, context)

    def errand(self, topic: str, call: Callable[[Desk], Any]) -> None:
        """Have something slow done that nobody waits for; the act's handler for `topic` gets the result."""
        self.gateway.errand(topic, call)

    def ask(self, popup: Screen[R], then: Callable[[R], None]) -> None:
        """Open a popup; `then` gets its result unless it was left by Esc."""

        def done(result: R | None) -> None:
            if result is not None:
                then(result)

        self.screen.app.push_screen(popup, done)

    def say(self, text: Content | str, *, kind: str = "ok", undo: bool = False) -> None:
        """Say something above the footer; `undo` offers to take the act back."""
        self.screen.say(text, kind=kind, undo=undo)

    def refresh(self) -> None:
        """Read again what the panes show."""
        self.screen.reload()

    def copy(self, text: str) -> None:
        """To the clipboard; the toast says by which way, or that there is none (rule E8)."""
        clipboard = self.setup.clipboard
        self.write("copy", lambda desk: clipboard.copy(text), text)


class Acts:
    """A family of commands: their handlers by id, and what to do with results by topic or act."""

    def __init__(self, deck: Deck) -> None:
        self.deck = deck

    def commands(self) -> Mapping[str, Callable[[], None]]:
        """Handlers by command id."""
        return {}

    def loaded(self) -> Mapping[str, Callable[[Any], None]]:
        """Handlers of read results by topic."""
        return {}

    def done(self) -> Mapping[str, Callable[[Any, Any], None]]:
        """Handlers of write results by act; they get the result and the write's context."""
        return {}

    def failed(self) -> Mapping[str, Callable[[Failed], None]]:
        """Handlers of refusals that want more than a toast, by topic or act."""
        return {}

    def begin(self) -> None:
        """The first paint is done."""

    def opened(self) -> None:
        """The services are open."""

    def refresh(self) -> None:
        """Read again what this family shows."""

    def inquiry_changed(self) -> None:
        """Another inquiry is chosen, or what is known of it changed."""

    def moved(self, list_id: str) -> None:
        """Another row of a list is chosen."""

    def picked(self, list_id: str) -> None:
        """A digit picked a row of a list."""

    def near_end(self, list_id: str) -> None:
        """The choice nears the end of the rows known."""

    def tick(self) -> None:
        """A second has passed."""

    def filtered(self, pane: str, text: str) -> None:
        """A pane's filter changed."""

    def edited(self) -> None:
        """The remark was typed in."""

    def replied(self, value: Any) -> None:
        """A reply was sent or held back."""

    def search_closed(self) -> None:
        """A search for phrases was left."""

    def flag_digit(self, digit: int) -> None:
        """A digit was pressed in the order pane."""

    def type_reply(self, text: str) -> None:
        """Hanzi were typed in the conversation."""

    def pasted(self, text: str) -> None:
        """Text was pasted where no field is."""

    def stop(self) -> None:
        """The console ends: what must not be lost is written now."""
