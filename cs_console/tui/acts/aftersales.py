"""After-sales: lead the order's case through its steps in order, close it (rules A1–A6)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cs_console.domain.vocabulary import CaseState, StepState
from cs_console.domain.window import WindowState
from cs_console.errors import Conflict
from cs_console.i18n import t, what
from cs_console.services.roles import Permission, may
from cs_console.tui.acts.aftersales_open import start
from cs_console.tui.acts.aftersales_say import TOPIC, ask_message, show_message
from cs_console.tui.acts.aftersales_steps import Doing, do_step, finish_step
from cs_console.tui.deck import Acts, Deck, Desk
from cs_console.tui.gateway import Failed
from cs_console.tui.panes.aftersales import AftersalesPane
from cs_console.tui.safe import describe, safe
from cs_console.tui.screens.case_sheet import CaseSheet
from cs_console.tui.screens.listing import open_listing
from cs_console.tui.screens.popup import Choice, PickList
from cs_console.tui.screens.prompt import Ask, Prompt

if TYPE_CHECKING:
    from cs_console.services.case_evidence import Evidence
    from cs_console.services.case_views import CaseView, StepView


class AftersalesActs(Acts):
    """What F5 does with an open case."""

    def __init__(self, deck: Deck) -> None:
        super().__init__(deck)
        self._ids: tuple[int, ...] = ()
        self._wanted = 0

    def commands(self) -> Mapping[str, Callable[[], None]]:
        """Handlers by command id."""
        return {
            "case.say": self._say,
            "case.step": self._act,
            "case.not_applicable": self._otherwise,
            "case.close": lambda: self._write("close"),
            "case.sheet": self._sheet,
            "case.other": self._other,
        }

    def loaded(self) -> Mapping[str, Callable[[Any], None]]:
        """The order's case, its whole sheet, a step's message."""
        return {
            "case": self._show,
            "case.sheet": self._read_sheet,
            TOPIC: lambda found: show_message(self.deck, found),
        }

    def done(self) -> Mapping[str, Callable[[Any, Any], None]]:
        """Steps done, cases closed."""
        return {"case": self._changed, "case.closed": self._changed}

    def failed(self) -> Mapping[str, Callable[[Failed], None]]:
        """A step that was refused."""
        return {"case": self._refused}

    @property
    def _pane(self) -> AftersalesPane:
        return self.deck.screen.query_one(AftersalesPane)

    # -- showing --------------------------------------------------------------------------------

    def inquiry_changed(self) -> None:
        """Show the case of the chosen inquiry's order."""
        order = self.deck.state.order
        if order is None:
            self.deck.set(case=None)
            self._pane.show_flows(orderless=True)
            return
        wanted = self._wanted
        self.deck.read("case", lambda desk: (order.id, *open_cases_of(desk, order.id, wanted)))

    def _show(self, found: tuple[int, CaseView | None, tuple[int, ...]]) -> None:
        order_id, view, self._ids = found
        order = self.deck.state.order
        if order is None or order.id != order_id:
            return
        self.deck.set(case=view)
        if view is None:
            self._pane.show_flows(orderless=False)
        else:
            self._pane.show_case(view, len(self._ids) - 1)

    def _other(self) -> None:
        """The order's next open case: one order may have several, about different goods."""
        case = self.deck.state.case
        if case is None or len(self._ids) < 2:
            self.deck.say(t("aftersales.no_other"))
            return
        at = self._ids.index(case.case.id) if case.case.id in self._ids else -1
        self._wanted = self._ids[(at + 1) % len(self._ids)]
        self.inquiry_changed()

    def picked(self, list_id: str) -> None:
        """A digit does the step, or opens the flow."""
        if list_id == "aftersales-list":
            self.deck.screen.action_command("case.step")

    def _say(self) -> None:
        row = self._pane.list.chosen
        if row is not None and row.step is not None:
            ask_message(self.deck, row.step)

    def _sheet(self) -> None:
        """The whole case, its evidence looked at anew (rules A3, A5)."""
        view = self.deck.state.case
        if view is not None:
            self.deck.read("case.sheet", lambda desk: (view, desk.services.cases.evidence(view.case.id)))

    def _read_sheet(self, found: tuple[CaseView, Sequence[Evidence]]) -> None:
        self.deck.screen.app.push_screen(CaseSheet(*found))

    # -- steps ----------------------------------------------------------------------------------

    def _act(self) -> None:
        row, case = self._pane.list.chosen, self.deck.state.case
        if row is None:
            return
        if row.flow is not None:
            start(self.deck, row.flow)
        elif row.key == "close":
            self._write("close")
        elif row.step is not None and case is not None:
            do_step(self.deck, case, row.step)

    def _write(self, name: str, *values: object, **named: object) -> None:
        case = self.deck.state.case
        if case is not None:
            self.deck.write(
                "case.closed",
                lambda desk: getattr(desk.services.cases, name)(desk.actor, case.case.id, *values, **named),
                Doing(t("aftersales.closed")),
            )

    # -- otherwise ------------------------------------------------------------------------------

    def _otherwise(self) -> None:
        row, case = self._pane.list.chosen, self.deck.state.case
        if row is None or row.step is None or case is None:
            return
        step = row.step
        self.deck.ask(PickList(row.title, self._choices(case, step)), lambda one: self._otherwise_as(step, str(one)))

    def _choices(self, case: CaseView, step: StepView) -> list[Choice]:
        actor = self.deck.state.actor
        blocked, kept, own = (what(one) if one is not None else "" for one in (step.blocked, case.kept, case.own))
        lead = own if actor is not None and may(actor, Permission.EXCUSE_STEP) else t("why.lead")
        approves = actor is not None and actor.role in self.deck.policies.aftersales.flexible_approvers
        na = blocked if step.definition.na_allowed else t("aftersales.na_not_allowed")
        excuse = lead or ("" if step.blocked is None or step.blocked.code.startswith("case.owner_") else blocked)
        unsaid = "" if step.definition.phrase else t("aftersales.no_phrase")
        choices = [
            Choice("na", t("aftersales.na"), why_not=na),
            Choice("problem", t("aftersales.problem"), why_not="" if _again(case, step) else blocked),
            Choice("cancel", t("aftersales.cancel"), why_not=kept),
            Choice("say", t("aftersales.say"), why_not=unsaid),
            Choice("sheet", t("command.case.sheet")),
            Choice("excuse", t("aftersales.excuse"), why_not=excuse),
        ]
        if len(self._ids) > 1:
            choices.append(Choice("other", t("aftersales.others", n=len(self._ids) - 1)))
        late = case.window is not None and case.window.state is WindowState.OUTSIDE
        if (late or case.exempt) and not case.case.exception_by:
            choices.append(Choice("allow", t("aftersales.allow"), why_not=own if approves else t("why.lead")))
        return choices

    def _otherwise_as(self, step: StepView, choice: str) -> None:
        if choice == "na":
            finish_step(self.deck, step, {}, state=StepState.NA)
        elif choice == "say":
            ask_message(self.deck, step)
        elif choice == "sheet":
            self._sheet()
        elif choice == "other":
            self._other()
        else:
            prompt = Prompt(t(f"aftersales.{choice}"), [Ask("note", t(f"ask.case.{choice}"))])
            self.deck.ask(prompt, lambda given: self._with_note(step, choice, given["note"]))

    def _with_note(self, step: StepView, choice: str, note: str) -> None:
        if choice == "problem":
            finish_step(self.deck, step, {}, state=StepState.PROBLEM, note=note)
        elif choice == "excuse":
            self._write("approve", note, key=step.step.key)
        elif choice == "allow":
            self._write("approve", note)
        else:
            self._write("cancel", note)

    def _refused(self, failure: Failed) -> None:
        """Say why; what was typed stands there again to be put right."""
        self.deck.say(describe(failure.error), kind="error")
        doing: Doing | None = failure.context
        if isinstance(failure.error, Conflict):
            self.deck.refresh()
        elif doing is not None and doing.view is not None and doing.step is not None and doing.given:
            do_step(self.deck, doing.view, doing.step, doing.given)

    def _changed(self, view: CaseView, doing: Doing) -> None:
        words = t("toast.case", what=doing.words, done=view.finished, of=len(view.steps))
        self.deck.say(safe(words), undo=True)
        sheet = open_listing(self.deck, "parcels")
        if sheet is not None:
            sheet.note(f"{words}   {t('toast.undo', key=self.deck.context.keymap.in_words('undo'))}")
        self.deck.refresh()


def _again(case: CaseView, step: StepView) -> bool:
    """Whether a step waits only for an amount to be agreed on again: a problem may be noted all the same."""
    return case.outdated is not None and step.blocked is not None and step.blocked.code == case.outdated.code


def open_cases_of(desk: Desk, order_id: int, wanted: int = 0) -> tuple[CaseView | None, tuple[int, ...]]:
    """The wanted one of the order's open cases, else the most pressing, with the ids of all."""
    from cs_console.services.case_views import CaseFilter

    found = desk.services.cases.list(CaseFilter(order_id=order_id, states=(CaseState.OPEN,)))
    ids = tuple(one.case.id for one in found)
    if not ids:
        return None, ()
    return desk.services.cases.view(wanted if wanted in ids else ids[0], desk.actor), ids
