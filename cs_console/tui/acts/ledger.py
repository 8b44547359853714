"""The promise ledger: what is owed to whom by when, closed as kept or broken, none forgotten (rules P9, R4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cs_console import i18n
from cs_console.domain.entities import Promise
from cs_console.domain.vocabulary import PromiseState
from cs_console.i18n import t, token
from cs_console.tui.acts.jumps import jump
from cs_console.tui.deck import Acts
from cs_console.tui.gateway import Failed
from cs_console.tui.safe import describe, safe
from cs_console.tui.screens.ledger_rows import paint_promise, promise_lines, promise_words
from cs_console.tui.screens.listing import Form, Listing, open_listing
from cs_console.tui.screens.popup import Choice, PickList
from cs_console.tui.screens.prompt import Ask, Prompt

if TYPE_CHECKING:
    from cs_console.services.promises import PromiseChanged, PromiseFilter

MINE, ORDER, OPEN, CLOSED = range(4)
"""The ledger's views: mine, the shown order's whatever became of them, everybody's open ones, closed ones."""
SHOWN = 500
"""Ledger rows read at once."""


class LedgerActs(Acts):
    """The ledger as a list; from it each promise is closed, or its order opened."""

    def commands(self) -> Mapping[str, Callable[[], None]]:
        """Handlers by command id."""
        return {"promise.list": lambda: self._open(MINE), "promise.order": lambda: self._open(ORDER)}

    def loaded(self) -> Mapping[str, Callable[[Any], None]]:
        """Ledger rows."""
        return {"promise.list": self._show}

    def done(self) -> Mapping[str, Callable[[Any, Any], None]]:
        """Promises closed."""
        return {"promise.close": self._closed}

    def failed(self) -> Mapping[str, Callable[[Failed], None]]:
        """A colleague may have closed it."""
        return {"promise.close": self._refused}

    def refresh(self) -> None:
        """The ledger follows what happens while it is open."""
        popup = self._list
        if popup is not None:
            self._read(popup.view)

    @property
    def _list(self) -> Listing[Promise] | None:
        return open_listing(self.deck, "ledger")

    def _open(self, view: int) -> None:
        context = self.deck.context
        form: Form[Promise] = Form(
            title=t("command.promise.list"),
            paint=lambda row, width: paint_promise(row, width, context.zone, context.clock()),
            key_of=lambda row: row.id,
            detail=lambda row, width: promise_lines(row, width, context.zone, context.clock()),
            pick=self._pick,
            words=promise_words,
            empty=t("ledger.none"),
            views=tuple(t(f"ledger.view.{name}") for name in ("mine", "order", "open", "closed")),
            turned=self._read,
            hint=t("due.hint"),
        )
        self.deck.screen.app.push_screen(Listing(self.deck, "ledger", form, view=view))
        self._read(view)

    def _read(self, view: int) -> None:
        wanted = self._wanted(view)
        if wanted is None:
            self._show(())
        else:
            self.deck.read("promise.list", lambda desk: desk.services.promises.list(wanted, SHOWN))

    def _wanted(self, view: int) -> PromiseFilter | None:
        from cs_console.services.promises import PromiseFilter

        order = self.deck.state.order
        if view == ORDER:
            return PromiseFilter(states=tuple(PromiseState), order_id=order.id) if order is not None else None
        if view == CLOSED:
            return PromiseFilter(states=(PromiseState.DONE, PromiseState.BROKEN))
        return PromiseFilter(agent=self.deck.agent if view == MINE else "")

    def _show(self, rows: Sequence[Promise]) -> None:
        popup = self._list
        if popup is not None:
            popup.show(rows, t("due.head", n=len(rows)))

    # -- closing --------------------------------------------------------------------------------

    def _pick(self, row: Promise) -> None:
        over = "" if row.state is PromiseState.OPEN else t("ledger.over", state=token("promise_state", row.state))
        choices = [
            Choice("done", t("ledger.done"), why_not=over),
            Choice("done_note", t("ledger.done_note"), why_not=over),
            Choice("broken", t("due.broken"), why_not=over, style="warn"),
        ]
        if row.order_id or row.inquiry_id:
            choices.append(Choice("open", t("due.open")))
        self.deck.ask(PickList(row.text, choices), lambda chosen: self._act(row, str(chosen)))

    def _act(self, row: Promise, chosen: str) -> None:
        if chosen == "open":
            jump(self.deck, inquiry_id=row.inquiry_id, order_id=row.order_id)
        elif chosen == "done":
            self._close(row, "done", "")
        else:
            code = "ask.promise.broken" if chosen == "broken" else "ask.promise.done"
            prompt = Prompt(
                t("due.broken" if chosen == "broken" else "ledger.done"), [Ask("why", t(code))], intro=row.text
            )
            name = "broken" if chosen == "broken" else "done"
            self.deck.ask(prompt, lambda given: self._close(row, name, given["why"]))

    def _close(self, row: Promise, name: str, why: str) -> None:
        self.deck.write("promise.close", lambda desk: getattr(desk.services.promises, name)(desk.actor, row.id, why))

    def _closed(self, changed: PromiseChanged, context: Any) -> None:
        one = changed.promise
        words = t("toast.due.promise", text=one.text, state=token("promise_state", one.state))
        self.deck.say(safe(words), undo=True)
        if self._list is not None:
            self._list.note(f"{words}   {t('toast.undo', key=self.deck.context.keymap.in_words('undo'))}")
        self.deck.refresh()

    def _refused(self, failure: Failed) -> None:
        self.deck.say(describe(failure.error), kind="error")
        if self._list is not None:
            self._list.note(i18n.render(failure.error), "$error")
        self.deck.refresh()
