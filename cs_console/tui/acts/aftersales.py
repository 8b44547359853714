"""After-sales: open a case, lead it through its steps in order, close it (rules A1–A6)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from cs_console import i18n
from cs_console.domain.vocabulary import CaseState, Flow, StepState
from cs_console.errors import CsError
from cs_console.i18n import language, t, token
from cs_console.tui.deck import Acts, Desk
from cs_console.tui.gateway import Failed
from cs_console.tui.panes.aftersales import AftersalesPane
from cs_console.tui.safe import describe, safe
from cs_console.tui.screens.popup import Choice, PickList
from cs_console.tui.screens.prompt import Ask, Prompt, one_of

if TYPE_CHECKING:
    from cs_console.services.case_views import CaseView, FieldView, StepView

OVERRULED = ("case.window_past", "case.exempt")
"""Refusals that a named approver may overrule (rules A1, A9)."""


class AftersalesActs(Acts):
    """What F5 does."""

    def commands(self) -> Mapping[str, Callable[[], None]]:
        """Handlers by command id."""
        return {
            "case.step": self._act,
            "case.open": self._choose_flow,
            "case.not_applicable": self._otherwise,
            "case.close": lambda: self._write("close"),
        }

    def loaded(self) -> Mapping[str, Callable[[Any], None]]:
        """The order's case."""
        return {"case": self._show}

    def done(self) -> Mapping[str, Callable[[Any, Any], None]]:
        """Cases opened, steps done."""
        return {"case": self._changed, "case.opened": self._opened, "case.closed": self._changed}

    def failed(self) -> Mapping[str, Callable[[Failed], None]]:
        """Outside the window a named approver may overrule."""
        return {"case.opened": self._not_opened}

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
        self.deck.read("case", lambda desk: (order.id, open_case_of(desk, order.id)))

    def _show(self, found: tuple[int, CaseView | None]) -> None:
        order_id, view = found
        order = self.deck.state.order
        if order is None or order.id != order_id:
            return
        self.deck.set(case=view)
        if view is None:
            self._pane.show_flows(orderless=False)
        else:
            self._pane.show_case(view)

    def picked(self, list_id: str) -> None:
        """A digit does the step, or opens the flow."""
        if list_id == "aftersales-list":
            self.deck.screen.action_command("case.step")

    # -- opening --------------------------------------------------------------------------------

    def _choose_flow(self) -> None:
        choices = [Choice(flow, token("flow", flow)) for flow in Flow]
        self.deck.ask(PickList(t("command.case.open"), choices), lambda flow: self._open(Flow(str(flow))))

    def _open(self, flow: Flow, approver: str = "", reason: str = "") -> None:
        order, inquiry_id = self.deck.state.order, self.deck.state.order_inquiry
        if order is None:
            return
        self.deck.write(
            "case.opened",
            lambda desk: desk.services.cases.open(
                desk.actor, order.id, flow, inquiry_id=inquiry_id, approver=approver, exception_reason=reason
            ),
            flow,
        )

    def _not_opened(self, failure: Failed) -> None:
        self.deck.say(describe(failure.error), kind="error")
        if not failure.error.code.startswith(OVERRULED):
            return
        leads = [m.name for m in self.deck.policies.team.members if m.role in ("lead", "admin") and m.active]
        asks = [
            Ask("approver", t("ask.approver"), choices=[(name, name) for name in leads]),
            Ask("reason", t("ask.exception_reason")),
        ]
        prompt = Prompt(t("aftersales.exception"), asks, intro=i18n.what(failure.error))
        self.deck.ask(prompt, lambda given: self._open(failure.context, given["approver"], given["reason"]))

    # -- steps ----------------------------------------------------------------------------------

    def _act(self) -> None:
        row = self._pane.list.chosen
        if row is None:
            return
        if row.flow is not None:
            self._open(row.flow)
        elif row.key == "close":
            self._write("close")
        elif row.step is not None:
            self._do(row.step)

    def _do(self, step: StepView) -> None:
        if step.blocked is not None:
            self.deck.say(describe(step.blocked), kind="warn")
            return
        if not step.fields:
            self._finish(step, {})
            return
        asks = [self._ask(field) for field in step.fields]
        prompt = Prompt(step.title.text(language()), asks)
        self.deck.ask(prompt, lambda given: self._finish(step, {k: v for k, v in given.items() if v}))

    def _ask(self, view: FieldView) -> Ask:
        field = view.field
        choices = [(option.key, option.title.text(language())) for option in view.choices]
        if field.type == "bool":
            choices = [("true", t("answer.yes")), ("false", t("answer.no"))]
        value = view.shown(language()) or self._suggested(view)
        return Ask(
            field.key, field.title.text(language()), value, required=field.required and not view.suggested,
            placeholder="" if choices else t(f"field_type.{field.type}"), choices=choices,
            check=one_of(choices) if choices else self._checker(field),
        )  # fmt: skip

    def _suggested(self, view: FieldView) -> str:
        """What the data suggests, as a person would type it."""
        if view.field.type == "money" and view.suggested:
            return f"{int(view.suggested) / 100:.2f}"
        if view.field.type == "bool":
            return {"true": t("answer.yes"), "false": t("answer.no")}.get(view.suggested, view.suggested)
        titles = {option.key: option.title.text(language()) for option in view.choices}
        return titles.get(view.suggested, view.suggested)

    def _checker(self, field: Any) -> Callable[[str], str]:
        from cs_console.domain.aftersales import read_field

        today = self.deck.context.clock().astimezone(self.deck.context.zone).date()

        def check(text: str) -> str:
            try:
                read_field(field, text, today)
            except CsError as error:
                return i18n.render(error)
            return ""

        return check

    def _finish(
        self, step: StepView, fields: Mapping[str, str], state: StepState = StepState.DONE, note: str = ""
    ) -> None:
        case_id = step.step.case_id
        key = step.step.key
        self.deck.write(
            "case",
            lambda desk: desk.services.cases.step(desk.actor, case_id, key, fields, state=state, note=note),
            step.title.text(language()),
        )

    def _write(self, name: str, *values: object) -> None:
        case = self.deck.state.case
        if case is not None:
            self.deck.write(
                "case.closed",
                lambda desk: getattr(desk.services.cases, name)(desk.actor, case.case.id, *values),
                t("aftersales.closed"),
            )

    def _otherwise(self) -> None:
        row, case = self._pane.list.chosen, self.deck.state.case
        if row is None or row.step is None or case is None:
            return
        step = row.step
        why_not = "" if step.definition.na_allowed else t("aftersales.na_not_allowed")
        choices = [
            Choice("na", t("aftersales.na"), why_not=why_not),
            Choice("problem", t("aftersales.problem")),
            Choice("cancel", t("aftersales.cancel")),
        ]
        self.deck.ask(PickList(row.title, choices), lambda choice: self._otherwise_as(step, str(choice)))

    def _otherwise_as(self, step: StepView, choice: str) -> None:
        if choice == "na":
            self._finish(step, {}, StepState.NA)
            return
        prompt = Prompt(t(f"aftersales.{choice}"), [Ask("note", t(f"ask.case.{choice}"))])
        if choice == "problem":
            self.deck.ask(prompt, lambda given: self._finish(step, {}, StepState.PROBLEM, given["note"]))
        else:
            self.deck.ask(prompt, lambda given: self._write("cancel", given["note"]))

    def _opened(self, view: CaseView, flow: Flow) -> None:
        self._changed(view, view.flow.title.text(language()))

    def _changed(self, view: CaseView, words: str) -> None:
        self.deck.say(safe(t("toast.case", what=words, done=view.finished, of=len(view.steps))), undo=True)
        self.deck.refresh()


def open_case_of(desk: Desk, order_id: int) -> CaseView | None:
    """The order's open case, else its latest one, as this agent may work on it."""
    from cs_console.services.case_views import CaseFilter

    found = desk.services.cases.list(CaseFilter(order_id=order_id, states=(CaseState.OPEN,)))
    return desk.services.cases.view(found[0].case.id, desk.actor) if found else None
