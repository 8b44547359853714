"""The whole sheet of a case to read: goods, window, deadlines, arithmetic, every step with who, when and what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from cs_console.domain.money import format_fen
from cs_console.domain.vocabulary import StepState
from cs_console.domain.window import last_moment
from cs_console.i18n import language, listed, render, t, token
from cs_console.tui import clock
from cs_console.tui.context import context_of
from cs_console.tui.panes.aftersales import MARKS
from cs_console.tui.screens.popup import Reader
from cs_console.tui.widgets.lines import Line, wrap
from cs_console.tui.widgets.rows import Piece, column

if TYPE_CHECKING:
    from cs_console.services.case_evidence import Evidence
    from cs_console.services.case_views import CaseView, StepView

LOOK = {StepState.PROBLEM: "urgent", StepState.DONE: "dim", StepState.NA: "dim"}


class CaseSheet(Reader):
    """One case in full."""

    def __init__(self, view: CaseView, found: Sequence[Evidence] = ()) -> None:
        case = view.case
        done = f"{view.finished}/{len(view.steps)}"
        super().__init__(f"#{case.id}  {view.flow.title.text(language())}  {case.order_no}  {done}")
        self._view = view
        self._evidence = found

    def lines(self, width: int) -> list[Line]:
        """Facts, arithmetic, steps."""
        found: list[Line] = []
        for text, style in (*self._facts(), ("", "")):
            found += [[Piece(line, style)] for line in wrap(text, width)]
        for one in self._view.sums:
            result = one is self._view.sums[-1]
            amount = f"{format_fen(one.fen):>12}"
            label = column(t(f"refund.line.{one.code}"), 18, "strong" if result else "dim")
            found.append([label, Piece(amount, "strong" if result else "")])
        if self._view.sums:
            found.append([])
        for number, step in enumerate(self._view.steps, 1):
            found += self._step(number, step, width)
        return found

    def _facts(self) -> Iterator[tuple[str, str]]:
        view, case, context = self._view, self._view.case, context_of(self)
        for title, many in view.goods:
            yield f"{title} x{many}", ""
        if view.window is not None:
            ends = last_moment(view.window.ends_at, context.zone) if view.window.ends_at else ""
            basis = t(f"window.basis.{view.window.basis}", days=view.window.days)
            style = "urgent" if view.window.state == "outside" else ""
            yield t(f"window.{view.window.state}", ends_at=ends, basis=basis), style
        if view.exempt:
            yield t("aftersales.exempt", word=view.exempt), "warn"
        if case.exception_by:
            yield t("case.exception", by=case.exception_by, reason=case.exception_reason), "warn"
        if view.platform_deadline is not None:
            shown = clock.moment(view.platform_deadline, context.zone, context.clock())
            yield t("case.platform_deadline", at=shown), "warn"
        for one in view.doubts:
            dates = listed(t(f"doubt.field.{name}") for name in one.fields)
            found, expected = format_fen(one.found_fen), format_fen(one.expected_fen)
            yield t(f"doubt.{one.code}", found=found, expected=expected, dates=dates), "warn"
        if view.current is not None and view.current.blocked is not None:
            yield render(view.current.blocked), "dim"

    def _step(self, number: int, step: StepView, width: int) -> Iterator[Line]:
        context, stored = context_of(self), step.step
        zone, now = context.zone, context.clock()
        parts = [step.title.text(language())]
        if stored.owner != "agent":
            parts.append(f"({token('role', stored.owner)})")
        if stored.done_by:
            parts.append(f"{stored.done_by} {clock.moment(stored.done_at, zone, now)}")
        elif stored.due_at is not None:
            parts.append(t("case.due", at=clock.moment(stored.due_at, zone, now)))
        late = not stored.done_by and stored.due_at is not None and stored.due_at < now
        style = "urgent" if late else LOOK.get(stored.state, "")
        yield [Piece(f"{number:>2} {MARKS[stored.state]} "), Piece("  ".join(parts), style)]
        photos = [one for one in self._evidence if one.step == step.title]
        filled = [
            f"{one.field.title.text(language())}: {one.shown(language())}"
            for one in step.fields if one.value and not (photos and one.field.type == "photo")
        ]  # fmt: skip
        for one in photos:
            doubtful = one.state in ("changed", "missing")
            for line in wrap(f"[{t(f'case.evidence.{one.state}')}] {one.reference}", width - 7):
                yield [Piece(" " * 7), Piece(line, "urgent" if doubtful else "")]
        for text in (*filled, *([stored.note] if stored.note else [])):
            for line in wrap(text, width - 7):
                yield [Piece(" " * 7), Piece(line)]
