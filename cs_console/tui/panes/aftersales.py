"""F5: the after-sales case and its steps; without one, the flows that can be opened (rules A2–A6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from cs_console.commands import Scope
from cs_console.domain.vocabulary import CaseState, Flow, StepState
from cs_console.i18n import language, t, token
from cs_console.tui import clock
from cs_console.tui.context import context_of
from cs_console.tui.widgets.pane import Pane
from cs_console.tui.widgets.rows import Piece, column, highlighted
from cs_console.tui.widgets.virtual_list import VirtualList

if TYPE_CHECKING:
    from cs_console.services.case_views import CaseView, StepView

MARKS = {StepState.TODO: "[ ]", StepState.DONE: "[x]", StepState.NA: "[-]", StepState.PROBLEM: "[!]"}


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A step of the open case, a flow to open, or the close of a finished case."""

    key: str
    title: str
    mark: str = ""
    style: str = ""
    detail: str = ""
    step: StepView | None = None
    flow: Flow | None = None


def paint_case_row(row: CaseRow, width: int) -> Sequence[Piece]:
    """Mark, title, what was filled in."""
    pieces = [column(row.mark, 4, row.style)] if row.mark else []
    text = f"{row.title}  {row.detail}" if row.detail else row.title
    return [*pieces, *highlighted(text, (), width - (4 if row.mark else 0), row.style)]


class AftersalesPane(Pane):
    """The steps of the order's open case, in order; the next one is chosen."""

    COMMAND = "pane.aftersales"
    SCOPE = Scope.AFTERSALES

    def __init__(self) -> None:
        super().__init__(id="aftersales")

    def compose(self) -> ComposeResult:
        """The rows."""
        yield VirtualList(paint_case_row, empty="", id="aftersales-list")

    @property
    def list(self) -> VirtualList[CaseRow]:
        """The rows."""
        return self.query_one("#aftersales-list", VirtualList)

    def show_case(self, view: CaseView) -> None:
        """Show a case; the choice goes to the step that waits."""
        rows = [self._step_row(view, step) for step in view.steps]
        done = view.finished == len(view.steps)
        if done and view.case.state is CaseState.OPEN:
            rows.append(CaseRow("close", t("aftersales.close"), ">>", "mark"))
        current = view.current
        chosen = "close" if done else current.step.key if current is not None else None
        self.list.show_rows(rows, lambda row: row.key, select=chosen)
        self.badge = f" {view.finished}/{len(view.steps)}"
        self.set_title(f"{view.finished}/{len(view.steps)} {view.flow.title.text(language())}")
        self.set_hint(self._deadline(view))

    def show_flows(self, orderless: bool) -> None:
        """No case: offer the flows, or say that an order is needed."""
        rows = [] if orderless else [CaseRow(flow, token("flow", flow), flow=flow) for flow in Flow]
        self.list.set_empty(t("aftersales.no_order"))
        self.list.show_rows(rows, lambda row: row.key)
        self.badge = ""
        self.set_title("")
        self.set_hint("" if orderless else t("aftersales.open_hint"))

    def _step_row(self, view: CaseView, step: StepView) -> CaseRow:
        filled = "  ".join(field.shown(language()) for field in step.fields if field.value)
        state = step.step.state
        waits = view.current is not None and view.current.step.id == step.step.id
        style = {StepState.PROBLEM: "urgent", StepState.DONE: "dim", StepState.NA: "dim"}.get(state, "")
        owner = "" if step.step.owner == "agent" else f" ({token('role', step.step.owner)})"
        title = step.title.text(language()) + owner
        detail = filled or step.step.note
        if state is StepState.TODO and not waits:
            style = "disabled"
        return CaseRow(step.step.key, title, MARKS[state], style, detail, step)

    def _deadline(self, view: CaseView) -> str:
        window, context = view.window, context_of(self)
        if window is None:
            return t("aftersales.hint")
        if window.ends_at is None:
            return t("aftersales.window_unknown")
        ends = clock.moment(window.ends_at, context.zone, context.clock())
        return t(f"aftersales.window_{window.state}", ends=ends)
