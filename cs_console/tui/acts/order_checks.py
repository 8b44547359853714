"""The checks before payment and shipping: opened beside the order, ticked by digits (rules O1, O2, S4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cs_console.domain.vocabulary import StepState
from cs_console.i18n import t, token
from cs_console.tui.acts.goods import GoodsActs
from cs_console.tui.acts.showing import open_screen
from cs_console.tui.deck import Acts, Desk
from cs_console.tui.gateway import Failed
from cs_console.tui.panes.order import OrderPane
from cs_console.tui.safe import describe, say
from cs_console.tui.screens.order_checks import CheckScreen, check_words, has_checklist, progress
from cs_console.tui.screens.popup import Choice, PickList
from cs_console.tui.screens.prompt import Ask, Prompt
from cs_console.tui.widgets.rows import Piece

if TYPE_CHECKING:
    from cs_console.domain.checks import Check, Checklist
    from cs_console.domain.entities import Order
    from cs_console.services.goods import LineGoods
    from cs_console.services.order_checks import Ticked

Found = tuple["Order", "Checklist", "Sequence[LineGoods]"]


class CheckActs(Acts):
    """What the checklist does, and how far it is in the order pane."""

    def commands(self) -> Mapping[str, Callable[[], None]]:
        """Handlers by command id."""
        return {"order.check": self._open}

    def loaded(self) -> Mapping[str, Callable[[Any], None]]:
        """How far the order's list is; the list itself."""
        return {"checks": self._show_progress, "checks.screen": self._show}

    def done(self) -> Mapping[str, Callable[[Any, Any], None]]:
        """Steps ticked."""
        return {"check": self._ticked}

    def failed(self) -> Mapping[str, Callable[[Failed], None]]:
        """Refusals are said on the list."""
        return {"check": self._refused}

    @property
    def _screen(self) -> CheckScreen | None:
        return open_screen(self.deck, CheckScreen)

    # -- in the order pane ----------------------------------------------------------------------

    def inquiry_changed(self) -> None:
        """How far the checks of the order shown are."""
        order = self.deck.state.order
        if order is None or not has_checklist(order):
            self._pane_says(Piece(""))
            return
        order_id = order.id
        self.deck.read("checks", lambda desk: (order_id, desk.services.orders.check(order_id)))

    def _show_progress(self, found: tuple[int, Checklist]) -> None:
        order_id, checklist = found
        order = self.deck.state.order
        if order is None or order.id != order_id:
            return
        words, style = progress(checklist)
        key = self.deck.context.keymap.label("order.check")
        self._pane_says(Piece(f"{key} {words}" if checklist.kind else "", style))

    def _pane_says(self, piece: Piece) -> None:
        self.deck.screen.query_one(OrderPane).show_checks(piece)

    # -- the list -------------------------------------------------------------------------------

    def _open(self) -> None:
        order = self.deck.state.order
        if order is None:
            return
        if not has_checklist(order):
            self.deck.say(say("check.nothing", status=token("status", order.status)), kind="warn")
            return
        self.deck.screen.app.push_screen(CheckScreen(self.deck, order.id, self._act, self._otherwise))
        self._read(order.id)

    def refresh(self) -> None:
        """An open list follows what happens."""
        if self._screen is not None:
            self._read(self._screen.order_id)

    def _read(self, order_id: int) -> None:
        self.deck.read("checks.screen", lambda desk: read_checks(desk, order_id))

    def _show(self, found: Found) -> None:
        order, checklist, lines = found
        if self._screen is not None and self._screen.order_id == order.id:
            self._screen.show(order, checklist, lines)

    def _act(self, key: tuple[str, Any]) -> None:
        screen = self._screen
        if screen is None:
            return
        kind, what = key
        if kind == "check":
            self._tick(screen.check_of(what))
        elif kind == "price":
            self.deck.screen.action_command("order.price")
        else:
            self._open_goods(what)

    def _open_goods(self, goods_id: int) -> None:
        GoodsActs(self.deck).open(goods_id)

    def _tick(self, check: Check) -> None:
        """Done, or not yet done again; where something is wrong, ask what came of it."""
        if check.state is StepState.DONE and check.by:
            self._write(check.key, StepState.TODO, "")
        elif check.state in (StepState.TODO, StepState.DONE):
            self._write(check.key, StepState.DONE, "")
        else:
            self._otherwise(check)

    def _otherwise(self, check: Check) -> None:
        outcomes = (StepState.DONE, StepState.NA, StepState.PROBLEM, StepState.TODO)
        choices = [Choice(state, t(f"checks.{state}")) for state in outcomes]
        popup = PickList(t(f"check.{check.key}"), choices, intro=check_words(check))
        self.deck.ask(popup, lambda state: self._outcome(check, StepState(str(state))))

    def _outcome(self, check: Check, state: StepState) -> None:
        settles = state is StepState.DONE and check.state is StepState.PROBLEM
        if state is not StepState.PROBLEM and not settles:
            self._write(check.key, state, "")
            return
        ask = Ask("note", t("checks.settled" if settles else "checks.what"), required=not settles)
        prompt = Prompt(t(f"check.{check.key}"), [ask], intro=check_words(check))
        self.deck.ask(prompt, lambda given: self._write(check.key, state, given["note"]))

    def _write(self, key: str, state: StepState, note: str) -> None:
        screen = self._screen
        if screen is not None:
            order_id = screen.order_id
            self.deck.write(
                "check", lambda desk: desk.services.orders.tick(desk.actor, order_id, key, state, note), (key, state)
            )

    def _ticked(self, ticked: Ticked, what: tuple[str, StepState]) -> None:
        key, state = what
        words = t("checks.ticked", step=t(f"check.{key}"), state=t(f"checks.{state}"))
        self.deck.say(words, undo=True)
        if self._screen is not None:
            undo = t("toast.undo", key=self.deck.context.keymap.in_words("undo"))
            self._screen.note(f"{words}   {undo}")
        self.deck.refresh()

    def _refused(self, failure: Failed) -> None:
        self.deck.say(describe(failure.error), kind="error")
        if self._screen is not None:
            self._screen.note(describe(failure.error).plain, "$error")


def read_checks(desk: Desk, order_id: int) -> Found:
    """The order, its checklist and the goods on its lines."""
    services = desk.services
    return (
        services.orders.card(order_id).order,
        services.orders.check(order_id),
        services.goods.of_order(desk.actor, order_id),
    )
