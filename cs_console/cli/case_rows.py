"""Rows of after-sales cases, as JSON and for a person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from cs_console.cli.common import State, when
from cs_console.cli.order_rows import doubt_line, money
from cs_console.domain.window import last_moment
from cs_console.i18n import language, render, t, token

if TYPE_CHECKING:
    from cs_console.domain.entities import Case
    from cs_console.services.case_evidence import Evidence
    from cs_console.services.case_views import CaseSummary, CaseView, StepView


def _case_json(case: Case) -> dict[str, Any]:
    return {
        "id": case.id,
        "flow": case.flow.value,
        "state": case.state.value,
        "order_no": case.order_no,
        "line_ids": case.line_ids,
        "quantities": case.quantities,
        "buyer": case.buyer,
        "owner": case.owner,
        "reason": case.reason,
        "platform_reason": case.platform_reason,
        "refund_fen": case.refund_fen,
        "requested_at": case.requested_at,
        "opened_at": case.opened_at,
        "closed_at": case.closed_at,
        "due": case.due_at,
        "exception_by": case.exception_by,
        "exception_reason": case.exception_reason,
    }


def _step_json(view: StepView, number: int) -> dict[str, Any]:
    step = view.step
    return {
        "number": number,
        "key": step.key,
        "title": view.title.text(language()),
        "owner": step.owner,
        "state": step.state.value,
        "allowed": view.allowed,
        "blocked_by": view.blocked.code if view.blocked else None,
        "fields": [
            {
                "key": one.field.key,
                "title": one.field.title.text(language()),
                "type": one.field.type,
                "required": one.field.required,
                "choices": [choice.key for choice in one.choices],
                "value": int(one.value) if one.field.type in ("money", "balance") and one.value else one.value,
            }
            for one in view.fields
        ],
        "note": step.note,
        "done_by": step.done_by,
        "done_at": step.done_at,
        "due": step.due_at,
        "phrase": view.definition.phrase,
    }


def case_json(view: CaseView) -> dict[str, Any]:
    """A case with its steps, window and refund arithmetic."""
    window, refund = view.window, view.refund
    return {
        **_case_json(view.case),
        "current": view.current.step.key if view.current else None,
        "finished": view.finished,
        "total": len(view.steps),
        "window": {
            "state": window.state.value,
            "basis": window.basis,
            "days": window.days,
            "ends_at": window.ends_at,
        }
        if window
        else None,
        "exempt": view.exempt,
        "refund": {
            "refund_fen": refund.refund_fen,
            "kept_fen": refund.kept_fen,
            "lines": [{"code": line.code, "fen": line.fen} for line in refund.lines],
        }
        if refund
        else None,
        "exchange": {
            "difference_fen": view.exchange.difference_fen,
            "lines": [{"code": line.code, "fen": line.fen} for line in view.exchange.lines],
        }
        if view.exchange
        else None,
        "goods": [{"title": title, "quantity": many} for title, many in view.goods],
        "platform_deadline": view.platform_deadline,
        "doubts": [one.code for one in view.doubts],
        "outdated": {"agreed_fen": view.outdated.agreed_fen, "exact_fen": view.outdated.exact_fen}
        if view.outdated
        else None,
        "order_flag": view.order.flag.value,
        "order_remark": view.order.remark,
        "steps": [_step_json(step, number) for number, step in enumerate(view.steps, 1)],
    }


_MARKS = {"todo": " ", "done": "x", "na": "-", "problem": "!"}


def case_lines(view: CaseView, state: State) -> Iterable[str]:
    """A case as a checklist."""
    case = view.case
    yield (
        f"#{case.id} {view.flow.title.text(language())}  {case.order_no}  {case.buyer}  "
        f"[{token('case_state', case.state)}] {view.finished}/{len(view.steps)}"
    )
    if view.window is not None:
        ends = last_moment(view.window.ends_at, state.zone) if view.window.ends_at else ""
        basis = t(f"window.basis.{view.window.basis}", days=view.window.days)
        yield t(f"window.{view.window.state}", ends_at=ends, basis=basis)
    if case.exception_by:
        yield t("case.exception", by=case.exception_by, reason=case.exception_reason)
    if view.case.line_ids:
        yield "  ".join(f"{title} x{many}" for title, many in view.goods)
    if view.platform_deadline is not None:
        yield t("case.platform_deadline", at=when(view.platform_deadline, state.zone))
    yield from (doubt_line(one) for one in view.doubts)
    if view.sums:
        yield "  ".join(f"{t(f'refund.line.{line.code}')} {money(line.fen)}" for line in view.sums)
    for number, step in enumerate(view.steps, 1):
        yield from _step_lines(step, number, state)
    if view.current is not None and view.current.blocked is not None:
        yield render(view.current.blocked)


def _step_lines(view: StepView, number: int, state: State) -> Iterable[str]:
    step = view.step
    owner = "" if step.owner == "agent" else f" ({token('role', step.owner)})"
    due = f"  {t('case.due', at=when(step.due_at, state.zone))}" if step.due_at else ""
    done = f"  {step.done_by} {when(step.done_at, state.zone)}" if step.done_by else ""
    title = view.title.text(language())
    yield f"{number:>3} [{_MARKS[step.state.value]}] {title}{owner}{done}{due}  {step.key}"
    for one in view.fields:
        if one.value:
            yield f"        {one.field.title.text(language())}: {one.shown(language())}"
    if step.note:
        yield f"        {step.note}"


def summary_json(one: CaseSummary) -> dict[str, Any]:
    """One row of the list of cases."""
    return {
        **_case_json(one.case),
        "step": one.waiting_key or None,
        "step_owner": one.waiting_for or None,
        "step_due": one.step_due,
        "return_tracking_no": one.tracking_no,
        "goods": [{"title": title, "quantity": many} for title, many in one.goods],
        "out": one.out,
        "finished": one.finished,
        "total": one.total,
    }


def summary_rows(found: Sequence[CaseSummary], state: State) -> list[tuple[object, ...]]:
    """The list of cases for a person."""
    return [
        (
            one.case.id,
            one.case.order_no,
            one.title.text(language()),
            token("case_state", one.case.state),
            one.waiting.text(language()) if one.waiting else "",
            f"{one.finished}/{one.total}",
            one.case.owner,
            when(one.case.due_at, state.zone),
        )
        for one in found
    ]


def parcel_rows(found: Sequence[CaseSummary], state: State) -> list[tuple[object, ...]]:
    """The warehouse's sheet for a person."""
    return [
        (
            one.case.id,
            one.tracking_no or "-",
            one.handled,
            one.title.text(language()),
            one.waiting.text(language()) if one.waiting else "",
            when(one.step_due, state.zone),
            one.case.order_no,
        )
        for one in found
    ]


def evidence_json(one: Evidence) -> dict[str, Any]:
    """One piece of evidence."""
    return {"step": one.step.text(language()), "reference": one.reference, "sha256": one.sha256, "state": one.state}


def evidence_lines(found: Sequence[Evidence]) -> Iterable[str]:
    """Evidence for a person, with the beginning of the hash that was noted."""
    for one in found:
        digest = f"  sha256 {one.sha256[:12]}" if one.sha256 else ""
        yield f"[{t(f'case.evidence.{one.state}')}] {one.step.text(language())}: {one.reference}{digest}"
