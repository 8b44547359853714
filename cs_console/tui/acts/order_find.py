"""Finding orders from anywhere: search, filters, opening, flags for many at once (rules O4, R3, S4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cs_console.domain.vocabulary import FLAG_DIGITS, Flag, OrderStatus
from cs_console.i18n import t, token
from cs_console.tui.acts.jumps import jump
from cs_console.tui.acts.showing import open_screen
from cs_console.tui.deck import Acts, Desk
from cs_console.tui.gateway import Failed
from cs_console.tui.safe import describe, say
from cs_console.tui.screens.flag_pick import FlagPick
from cs_console.tui.screens.order_find import SHOWN, OrderFinder
from cs_console.tui.screens.popup import Choice, PickList

if TYPE_CHECKING:
    from cs_console.domain.entities import Inquiry, Order
    from cs_console.services.order_views import BulkChanged, OrderFilter


class OrderFindActs(Acts):
    """What the order search does."""

    def commands(self) -> Mapping[str, Callable[[], None]]:
        """Handlers by command id."""
        return {"order.find": self._open, "order.link": self._link}

    def loaded(self) -> Mapping[str, Callable[[Any], None]]:
        """Orders found."""
        return {"find.orders": self._show}

    def done(self) -> Mapping[str, Callable[[Any, Any], None]]:
        """Orders flagged together, an order linked to the inquiry."""
        return {"find.flag": self._flagged, "find.link": self._linked}

    def failed(self) -> Mapping[str, Callable[[Failed], None]]:
        """Refusals are said in the search."""
        return {"find.flag": self._refused}

    @property
    def _screen(self) -> OrderFinder | None:
        return open_screen(self.deck, OrderFinder)

    def _open(self) -> None:
        self.deck.screen.app.push_screen(
            OrderFinder(self.deck, self._search, self._go, self._choose_flag, self._choose_filter)
        )

    def refresh(self) -> None:
        """What was found follows what happens."""
        if self._screen is not None:
            self._search(self._screen.wanted)

    def _search(self, query: str) -> None:
        from cs_console.services.order_views import OrderFilter

        screen = self._screen
        wanted = screen.chosen_filter if screen and screen.chosen_filter else OrderFilter()
        self.deck.read("find.orders", lambda desk: (query, wanted, found_orders(desk, query, wanted)))

    def _show(self, found: tuple[str, OrderFilter, Sequence[Order]]) -> None:
        query, wanted, orders = found
        if self._screen is not None:
            self._screen.show(query, orders, filter_words(wanted))

    def _go(self, order: Order) -> None:
        """To the inquiry that talks about the order when there is one, else the order alone."""
        jump(self.deck, order_id=order.id, pane="order")

    def _link(self) -> None:
        """The order that was looked up is what the chosen inquiry is about (rule O4)."""
        order, inquiry_id = self.deck.state.found, self.deck.state.inquiry_id
        if order is not None:
            order_id = order.id
            self.deck.write(
                "find.link", lambda desk: desk.services.queue.link(desk.actor, inquiry_id, order_id), order.order_no
            )

    def _linked(self, inquiry: Inquiry, order_no: str) -> None:
        self.deck.set(found=None)
        self.deck.say(say("find.linked", order_no=order_no, buyer=inquiry.buyer), undo=True)
        self.deck.refresh()

    # -- filters --------------------------------------------------------------------------------

    def _choose_filter(self) -> None:
        from cs_console.services.order_views import OrderFilter

        presets = [
            OrderFilter(),
            OrderFilter(status=(OrderStatus.UNPAID,)),
            OrderFilter(status=(OrderStatus.PAID,)),
            OrderFilter(conflict=True),
            *(OrderFilter(flag=(flag,)) for flag in FLAG_DIGITS.values() if flag is not Flag.GREY),
        ]
        choices = [Choice(at, filter_words(wanted)) for at, wanted in enumerate(presets)]
        self.deck.ask(PickList(t("filter.title"), choices), lambda at: self._apply(presets[int(str(at))]))

    def _apply(self, wanted: OrderFilter) -> None:
        if self._screen is not None:
            self._screen.chosen_filter = wanted
            self._screen.set_focus(self._screen.rows)
            self._search(self._screen.wanted)

    # -- flags ----------------------------------------------------------------------------------

    def _choose_flag(self, orders: Sequence[Order]) -> None:
        now = orders[0].flag if len({order.flag for order in orders}) == 1 else None
        popup = FlagPick(self.deck.policies, now, intro=t("find.flag_intro", n=len(orders)))
        self.deck.ask(popup, lambda flag: self._set(orders, Flag(str(flag))))

    def _set(self, orders: Sequence[Order], flag: Flag) -> None:
        ids = [order.id for order in orders]
        self.deck.write("find.flag", lambda desk: desk.services.orders.bulk_flag(desk.actor, ids, flag), flag)

    def _flagged(self, changed: BulkChanged, flag: Flag) -> None:
        words = t("find.flagged", n=len(changed.orders), flag=token("flag", flag))
        note = self.deck.policies.flags.suspicion_note if flag is Flag.GREEN else ""
        self.deck.say(say("find.flagged", n=len(changed.orders), flag=token("flag", flag)), undo=True)
        if self._screen is not None:
            undo = t("toast.undo", key=self.deck.context.keymap.in_words("undo"))
            self._screen.action_unmark()
            self._screen.note(f"{words}   {undo}   {note}".rstrip())
        self.deck.refresh()

    def _refused(self, failure: Failed) -> None:
        self.deck.say(describe(failure.error), kind="error")
        if self._screen is not None:
            self._screen.note(describe(failure.error).plain, "$error")


def found_orders(desk: Desk, query: str, wanted: OrderFilter) -> Sequence[Order]:
    """What answers a query; without one the newest."""
    orders = desk.services.orders
    return orders.search(query, SHOWN, wanted) if query else orders.list(wanted, SHOWN)


def filter_words(wanted: OrderFilter) -> str:
    """Which orders a filter leaves."""
    words = [token("status", one) for one in wanted.status] + [token("flag", one) for one in wanted.flag]
    if wanted.conflict:
        words.append(t("find.conflict"))
    return "  ".join(words) or t("find.all")
