"""The warehouse's sheet: what came back is received, inspected, restocked, what goes out is sent (rules A6, A7)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cs_console.domain.vocabulary import Role
from cs_console.i18n import language, render, t
from cs_console.tui.acts.aftersales_steps import do_step
from cs_console.tui.deck import Acts, Deck
from cs_console.tui.screens.listing import Form, Listing, open_listing
from cs_console.tui.screens.parcel_rows import paint_parcel, parcel_lines, parcel_words

if TYPE_CHECKING:
    from cs_console.services.case_views import CaseSummary, CaseView

MOST = 500
"""Parcels shown; more wait behind the nearest deadlines."""


class WarehouseActs(Acts):
    """Parcels that wait for the warehouse, the most pressing first; a digit does the step that waits.

    The sheet stays while one parcel after another is done. It opens by itself for who works in the warehouse.
    """

    def __init__(self, deck: Deck) -> None:
        super().__init__(deck)
        self._greeted = False

    def commands(self) -> Mapping[str, Callable[[], None]]:
        """Handlers by command id."""
        return {"case.warehouse": self._open}

    def loaded(self) -> Mapping[str, Callable[[Any], None]]:
        """The sheet, and the case of the parcel that was chosen."""
        return {"case.parcels": self._show, "case.parcel": self._do}

    def refresh(self) -> None:
        """An open sheet follows what happens; the warehouse begins with it."""
        actor = self.deck.state.actor
        if self._list is not None:
            self._read()
        elif actor is not None and actor.role == Role.WAREHOUSE and not self._greeted:
            self._open()
        self._greeted = actor is not None

    @property
    def _list(self) -> Listing[CaseSummary] | None:
        return open_listing(self.deck, "parcels")

    def _open(self) -> None:
        if self._list is not None:
            return
        context = self.deck.context
        form: Form[CaseSummary] = Form(
            title=t("command.case.warehouse"),
            paint=lambda row, width: paint_parcel(row, width, context.zone, context.clock()),
            key_of=lambda row: row.case.id,
            detail=lambda row, width: parcel_lines(row, self._reason(row), width, context.zone, context.clock()),
            pick=self._pick,
            words=parcel_words,
            empty=t("warehouse.none"),
            hint=t("warehouse.hint"),
        )
        self.deck.screen.app.push_screen(Listing(self.deck, "parcels", form))
        self._read()

    def _reason(self, row: CaseSummary) -> str:
        """Why it came back, in the words of the policy's list (rule A2)."""
        title = self.deck.policies.aftersales.reason(row.case.flow, row.case.reason)
        return title.text(language()) if title is not None else row.case.reason

    def _read(self) -> None:
        from cs_console.services.case_views import WAREHOUSE

        self.deck.read("case.parcels", lambda desk: desk.services.cases.list(WAREHOUSE, MOST))

    def _show(self, parcels: Sequence[CaseSummary]) -> None:
        if self._list is not None:
            at = f"{self.deck.policies.aftersales.reconcile_time:%H:%M}"
            head = (t("warehouse.title", n=len(parcels)), t("warehouse.reconcile", at=at))
            self._list.show(parcels, "  ".join(head))

    def _pick(self, row: CaseSummary) -> None:
        number = row.case.id
        self.deck.read("case.parcel", lambda desk: desk.services.cases.view(number, desk.actor))

    def _do(self, view: CaseView) -> None:
        step = view.current
        if step is not None and step.blocked is not None and self._list is not None:
            self._list.note(render(step.blocked), "$warning")
        elif step is not None:
            do_step(self.deck, view, step)
