"""F5: the after-sales case and its steps; without one, the flows that can be opened (rules A2–A6)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.widgets import Static

from cs_console.commands import Scope
from cs_console.domain.vocabulary import CaseState, Flow, StepState
from cs_console.domain.window import last_moment
from cs_console.i18n import language, t, token
from cs_console.text.width import fit
from cs_console.tui import clock
from cs_console.tui.context import context_of
from cs_console.tui.safe import safe
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


def arithmetic(view: CaseView) -> str:
    """The result with the figures behind it, ``应退 300.00 = 310.00 -10.00``; spaces let it wrap well."""
    *parts, result = view.sums
    figures = " ".join(f"{one.fen / 100:+.2f}" for one in parts).removeprefix("+")
    return f"{t(f'refund.line.{result.code}')} {result.fen / 100:.2f} = {figures}"


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
        """What the case is about, and the rows."""
        yield Static("", id="aftersales-facts", markup=False)
        yield VirtualList(paint_case_row, empty="", id="aftersales-list")

    @property
    def list(self) -> VirtualList[CaseRow]:
        """The rows."""
        return self.query_one("#aftersales-list", VirtualList)

    def show_case(self, view: CaseView, beside: int = 0) -> None:
        """Show a case; the choice goes to the step that waits. `beside`: how many more of the order are open."""
        rows = [self._step_row(view, step) for step in view.steps]
        done = view.finished == len(view.steps)
        if done and view.case.state is CaseState.OPEN:
            rows.append(CaseRow("close", t("aftersales.close"), ">>", "mark"))
        current = view.current
        chosen = "close" if done else current.step.key if current is not None else None
        self.list.show_rows(rows, lambda row: row.key, select=chosen)
        self.badge = f" {view.finished}/{len(view.steps)}"
        several = t("aftersales.several", n=beside) if beside else ""
        self.set_title(f"{view.finished}/{len(view.steps)}{several}")
        self.set_hint(self._deadline(view))
        self._say_facts(tuple(self._facts(view)))

    def show_flows(self, orderless: bool) -> None:
        """No case: offer the flows, or say that an order is needed."""
        rows = [] if orderless else [CaseRow(flow, token("flow", flow), flow=flow) for flow in Flow]
        self.list.set_empty(t("aftersales.no_order"))
        self.list.show_rows(rows, lambda row: row.key)
        self.badge = ""
        self.set_title("")
        self.set_hint("" if orderless else t("aftersales.open_hint"))
        self._say_facts(())

    def _say_facts(self, facts: Sequence[str]) -> None:
        line = self.query_one("#aftersales-facts", Static)
        line.update(safe("  ".join(facts)))
        line.display = bool(facts)

    def _facts(self, view: CaseView) -> Iterator[str]:
        """What decides the case, the most pressing first: flow, the platform's limit, exceptions, money, part goods."""
        context = context_of(self)
        yield token("flow", view.case.flow)
        if view.platform_deadline is not None:
            yield t("case.platform_deadline", at=clock.moment(view.platform_deadline, context.zone, context.clock()))
        if view.exempt and not view.case.exception_by:
            yield t("aftersales.exempt", word=view.exempt)
        if view.case.exception_by:
            yield t("aftersales.excepted", by=view.case.exception_by)
        if view.sums:
            yield arithmetic(view) + (t("aftersales.doubt") if view.doubts else "")
        if view.case.line_ids:
            yield "  ".join(f"{fit(title, 18)} x{many}" for title, many in view.goods)

    def _step_row(self, view: CaseView, step: StepView) -> CaseRow:
        filled = "  ".join(field.shown(language()) for field in step.fields if field.value)
        state = step.step.state
        waits = view.current is not None and view.current.step.id == step.step.id
        style = {StepState.PROBLEM: "urgent", StepState.DONE: "dim", StepState.NA: "dim"}.get(state, "")
        owner = "" if step.step.owner == "agent" else f" ({token('role', step.step.owner)})"
        title = step.title.text(language()) + owner
        due = step.step.due_at if state in (StepState.TODO, StepState.PROBLEM) else None
        detail = filled or step.step.note
        if due is not None:
            context = context_of(self)
            detail = f"{t('case.due', at=clock.moment(due, context.zone, context.clock()))} {detail}".rstrip()
        if state is StepState.TODO and not waits:
            style = "disabled"
        if due is not None and due < context_of(self).clock():
            style = "urgent"
        return CaseRow(step.step.key, title, MARKS[state], style, detail, step)

    def _deadline(self, view: CaseView) -> str:
        window, context = view.window, context_of(self)
        if window is None:
            return t("aftersales.hint")
        if window.ends_at is None:
            return t("aftersales.window_unknown")
        ends = last_moment(window.ends_at, context.zone)[5:]
        return t(f"aftersales.window_{window.state}", ends=ends)
