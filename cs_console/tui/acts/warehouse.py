"""The warehouse's sheet: what came back is received, inspected, restocked, what goes out is sent (rules A6, A7)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cs_console.i18n import language, t
from cs_console.tui import clock
from cs_console.tui.acts.aftersales_steps import do_step
from cs_console.tui.deck import Acts
from cs_console.tui.screens.popup import Choice, PickList

if TYPE_CHECKING:
    from cs_console.services.case_views import CaseSummary, CaseView

MOST = 200
"""Parcels shown; more wait behind the nearest deadlines."""


class WarehouseActs(Acts):
    """Parcels that wait for the warehouse, the most pressing first; a digit does the step that waits."""

    def commands(self) -> Mapping[str, Callable[[], None]]:
        """Handlers by command id."""
        return {"case.warehouse": self._ask}

    def loaded(self) -> Mapping[str, Callable[[Any], None]]:
        """The sheet, and the case of the parcel that was chosen."""
        return {"case.parcels": self._show, "case.parcel": self._do}

    def _ask(self) -> None:
        from cs_console.services.case_views import WAREHOUSE

        self.deck.read("case.parcels", lambda desk: desk.services.cases.list(WAREHOUSE, MOST))

    def _show(self, parcels: Sequence[CaseSummary]) -> None:
        if not parcels:
            self.deck.say(t("warehouse.none"))
            return
        choices = [self._choice(one) for one in parcels]
        title = t("warehouse.title", n=len(parcels))
        at = f"{self.deck.policies.aftersales.reconcile_time:%H:%M}"
        intro = t("warehouse.reconcile", at=at)
        self.deck.ask(PickList(title, choices, intro=intro, hint=t("warehouse.hint")), self._chosen)

    def _choice(self, one: CaseSummary) -> Choice:
        zone, now = self.deck.context.zone, self.deck.context.clock()
        waiting = one.waiting.text(language()) if one.waiting is not None else ""
        due = clock.moment(one.step_due, zone, now) if one.step_due is not None else ""
        late = one.step_due is not None and one.step_due < now
        goods = "  ".join(f"{title} x{many}" for title, many in one.goods)
        detail = "  ".join(part for part in (waiting, due, goods) if part)
        number = one.tracking_no or t("warehouse.no_number", order_no=one.case.order_no)
        return Choice(one.case.id, number, detail, style="urgent" if late else "")

    def _chosen(self, case_id: object) -> None:
        self.deck.read("case.parcel", lambda desk: desk.services.cases.view(int(str(case_id)), desk.actor))

    def _do(self, view: CaseView) -> None:
        if view.current is not None:
            do_step(self.deck, view, view.current)
