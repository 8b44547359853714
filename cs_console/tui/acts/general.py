"""Help, palette, undo and redo, copying, leaving; and the heartbeat that keeps the screen true."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from textual.widgets import TextArea

from cs_console.domain.entities import Actor
from cs_console.i18n import language, t, what
from cs_console.tui.conditions import CONDITIONS
from cs_console.tui.deck import Acts, Desk
from cs_console.tui.gateway import Failed
from cs_console.tui.panes.order import OrderPane
from cs_console.tui.safe import describe, say
from cs_console.tui.screens.help import Help
from cs_console.tui.screens.palette import Palette
from cs_console.tui.screens.pin import PinEntry
from cs_console.tui.screens.popup import Choice, Confirm, PickList, Popup

if TYPE_CHECKING:
    from cs_console.services.journal import Undone

LEASE_SECONDS = 30
"""A live console renews its claims this often (rule Q5)."""
CARE_SECONDS = 10
"""How often lapsed claims and due snoozes are looked for."""


class GeneralActs(Acts):
    """What belongs to no pane."""

    _seconds = 0
    _version = -1

    def commands(self) -> Mapping[str, Callable[[], None]]:
        """Handlers by command id."""
        return {
            "help": self._help,
            "palette": self._palette,
            "quit": self._quit,
            "undo": self._undo,
            "redo": self._redo,
            "refresh": self._refresh,
            "copy": self._copy,
        }

    def loaded(self) -> Mapping[str, Callable[[Any], None]]:
        """Who sits here, which rules hold, whether anything changed."""
        return {"hello": self._hello, "version": self._changed, "policies": self._new_rules}

    def done(self) -> Mapping[str, Callable[[Any, Any], None]]:
        """What undo and redo took back; who took a seat."""
        return {
            "undo": self._undone,
            "redo": self._redone,
            "sit": lambda actor, _: self._seated(actor),
            "care": lambda value, _: None,
            "renew": self._renewed,
        }

    def failed(self) -> Mapping[str, Callable[[Failed], None]]:
        """A store that does not open, a seat that wants its PIN."""
        return {"open": self._not_opened, "version": self._lost, "sit": self._not_seated}

    def opened(self) -> None:
        """Ask who sits here and which rules hold."""
        self.deck.read(
            "hello",
            lambda desk: (desk.seat, desk.services.context.policies(), desk.services.people.names(), desk.wanted),
        )

    def tick(self) -> None:
        """Look whether the store changed; now and then care for claims and snoozes."""
        self._seconds += 1
        if not self.deck.gateway.is_open or self.deck.state.actor is None:
            return
        if self._seconds % max(1, round(self.deck.setup.settings.refresh_seconds)) == 0:
            self.deck.read("version", lambda desk: desk.services.queue.version())
        if self._seconds % CARE_SECONDS == 0:
            self.deck.write("care", _care)
        if self._seconds % LEASE_SECONDS == 0:
            ids = (self.deck.state.inquiry_id,) if CONDITIONS["mine"](self.deck.state) else ()
            self.deck.write("renew", lambda desk: desk.services.queue.renew(desk.actor, ids))

    # -- seat -----------------------------------------------------------------------------------

    def _hello(self, value: tuple[Actor | None, Any, tuple[str, ...], str]) -> None:
        actor, policies, known, wanted = value
        self.deck.set(actor=actor, policies=policies)
        if actor is None and wanted:
            self.deck.ask(PinEntry(wanted, ""), lambda pin: self._sit(wanted, pin))
        elif actor is None:
            self._ask_who(known)
        else:
            self._seated(actor)

    def _new_rules(self, policies: Any) -> None:
        self.deck.set(policies=policies)

    def _ask_who(self, known: tuple[str, ...]) -> None:
        choices = [Choice(name, name) for name in known]
        popup = PickList(t("seat.title"), choices, intro=t("seat.intro"))
        self.deck.ask(popup, lambda name: self._sit(str(name)))

    def _sit(self, name: str, pin: str = "") -> None:
        self.deck.write("sit", lambda desk: desk.sit(name, pin), name)

    def _not_seated(self, failure: Failed) -> None:
        """A seat with a PIN asks for it, and again after a wrong one; another reason is said."""
        name = str(failure.context)
        if failure.error.code not in ("seat.pin_wanted", "seat.pin_wrong", "seat.wait"):
            self.deck.say(describe(failure.error), kind="error")
            return
        wrong = "" if failure.error.code == "seat.pin_wanted" else what(failure.error)
        self.deck.ask(PinEntry(name, wrong), lambda pin: self._sit(name, pin))

    def _seated(self, actor: Actor) -> None:
        self.deck.set(actor=actor)
        self.deck.refresh()

    def _not_opened(self, failure: Failed) -> None:
        self.deck.set(trouble=t("bar.store_closed"))
        self.deck.say(describe(failure.error), kind="error")

    def _lost(self, failure: Failed) -> None:
        self.deck.set(trouble=t("bar.store_lost"))
        self.deck.say(describe(failure.error), kind="error")

    def _changed(self, version: int) -> None:
        self.deck.set(trouble="")
        if version != self._version:
            self._version = version
            self.deck.refresh()

    def _renewed(self, lost: tuple[int, ...], context: Any) -> None:
        if lost:
            self.deck.say(say("toast.lease_lost"), kind="warn")
            self.deck.refresh()

    # -- commands -------------------------------------------------------------------------------

    def _help(self) -> None:
        self.deck.screen.app.push_screen(Help())

    def _palette(self) -> None:
        self.deck.ask(Palette(self.deck.screen.why_not), self.deck.screen.action_command)

    def _quit(self) -> None:
        if self.deck.gateway.busy:
            self.deck.say(say("toast.still_saving"), kind="warn")
            return
        if self.deck.drafts.count:
            question = t("quit.question", n=self.deck.drafts.count)
            self.deck.ask(Confirm(question, t("quit.act")), lambda sure: self._leave() if sure else None)
        else:
            self._leave()

    def _leave(self) -> None:
        self.deck.screen.leave()

    def _undo(self) -> None:
        field = self.deck.screen.focused
        if isinstance(field, TextArea) and not self.deck.state.undo_offered:
            field.undo()
            return
        self.deck.write("undo", lambda desk: desk.services.journal.undo(desk.actor))

    def _redo(self) -> None:
        field = self.deck.screen.focused
        if isinstance(field, TextArea) and not self.deck.state.redo_offered:
            field.redo()
            return
        self.deck.write("redo", lambda desk: desk.services.journal.redo(desk.actor))

    def _undone(self, undone: Undone, context: Any) -> None:
        self._note_books(undone)
        said = say("toast.undone", act=act_word(undone.act), key=self._key("redo"))
        self.deck.say(said)
        self.deck.set(redo_offered=True)
        top = self.deck.screen.app.screen
        if isinstance(top, Popup):
            top.tell(said.plain)
        self.deck.refresh()

    def _note_books(self, undone: Undone) -> None:
        """The history of the files names who wrote a book, also by taking an edit back or by bringing it back."""
        if any(entity == "Phrase" for entity, _ in undone.entities):
            self.deck.note_edit()

    def _redone(self, undone: Undone, context: Any) -> None:
        self._note_books(undone)
        self.deck.say(say("toast.redone"), undo=True)
        self.deck.refresh()

    def _key(self, command: str) -> str:
        return self.deck.context.keymap.in_words(command)

    def _refresh(self) -> None:
        self.deck.refresh()
        self.deck.screen.refresh(layout=True)
        self.deck.say(say("toast.refreshed"))

    def _copy(self) -> None:
        """Order number, tracking number, nick, address: one key away from wherever they are shown (E1)."""
        detail, card = self.deck.state.detail, self.deck.screen.query_one(OrderPane).card
        values = {"buyer": detail.inquiry.buyer if detail is not None else ""}
        if card is not None:
            order = card.order
            values = {"buyer": order.buyer_nick} if self.deck.state.found is not None else values
            values = {"order_no": order.order_no, "tracking_no": order.tracking_no} | values
            values |= {"address": order.address, "goods": order.goods}
        choices = [Choice(name, t(f"field.{name}"), text) for name, text in values.items() if text]
        self.deck.ask(PickList(t("copy.title"), choices), lambda name: self._copy_value(str(name), values))

    def _copy_value(self, name: str, values: Mapping[str, str]) -> None:
        card, clipboard = self.deck.screen.query_one(OrderPane).card, self.deck.setup.clipboard
        if name != "address" or card is None:
            self.deck.copy(values[name])
            return
        order_id, masked = card.order.id, values[name]
        self.deck.write(  # the full address is private: that it was looked at is recorded (rule X1)
            "copy", lambda desk: clipboard.copy(desk.services.orders.unmask(desk.actor, order_id).address), masked
        )


def act_word(act: str) -> str:
    """What an act is called, as far as the catalogue knows it."""
    code = f"act.{act}"
    word = t(code)
    return act if word == code else word


def _care(desk: Desk) -> None:
    desk.services.queue.expire()
    desk.services.queue.wake()


def titled(title: Any) -> str:
    """A policy's title in the language in use."""
    return str(title.text(language()))
