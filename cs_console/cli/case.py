"""`cs-console case`: after-sales cases: open, show, list, step, approve, close, cancel."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from cs_console.cli.case_rows import (
    case_json,
    case_lines,
    evidence_json,
    evidence_lines,
    parcel_rows,
    summary_json,
    summary_rows,
)
from cs_console.cli.common import JsonOption, LimitOption, State, console_state, emit, parse_when, table
from cs_console.cli.order_rows import find_order
from cs_console.domain.vocabulary import CaseState, Flow, Platform, StepState
from cs_console.errors import NotFound
from cs_console.i18n import t

if TYPE_CHECKING:
    from cs_console.services.case_views import CaseSummary, CaseView

app = typer.Typer(rich_markup_mode=None, help=t("cli.help.case"), no_args_is_help=True)

IdArgument = Annotated[int, typer.Argument(metavar="ID", help=t("cli.case.id"))]
PlatformOption = Annotated[Platform | None, typer.Option("--platform", help=t("cli.order.platform"))]


class Waits(StrEnum):
    """Whose step waits."""

    AGENT = "agent"
    WAREHOUSE = "warehouse"
    LEAD = "lead"


class Which(StrEnum):
    """Which cases to list."""

    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    ALL = "all"


def _show(view: CaseView, state: State, *, json: bool) -> None:
    emit(case_json(view), as_json=json, zone=state.zone, render=lambda: case_lines(view, state))


@app.command("open", help=t("cli.case.open"))
def open_case(
    ctx: typer.Context,
    number: Annotated[str, typer.Argument(metavar="ORDER_NO", help=t("cli.order.number"))],
    flow: Annotated[Flow, typer.Option("--flow", help=t("cli.case.flow"))],
    reason: Annotated[str, typer.Option("--reason", help=t("cli.case.reason"))] = "",
    requested: Annotated[str, typer.Option("--requested", metavar="TIME", help=t("cli.case.requested"))] = "",
    line: Annotated[list[str] | None, typer.Option("--line", metavar="ID[:N]", help=t("cli.case.line"))] = None,
    approver: Annotated[str, typer.Option("--approver", help=t("cli.case.approver"))] = "",
    exception: Annotated[str, typer.Option("--exception", help=t("cli.case.exception"))] = "",
    inquiry: Annotated[int, typer.Option("--inquiry", help=t("cli.case.inquiry"))] = 0,
    platform: PlatformOption = None,
    json: JsonOption = False,
) -> None:
    """Open a return, exchange or parcel claim on an order (rules A1-A5, A8).

    Whoever is named as approver gives their own word: a seat with a PIN is asked for it.
    """
    state = console_state(ctx)
    services = state.services()
    chosen = dict(_line(text) for text in line or ())
    actor, found = state.actor(), find_order(state, number, platform)
    if services.context.policies().team.member(approver.strip()) is not None:
        state.as_agent(approver.strip())
    view = services.cases.open(
        actor,
        found.id,
        flow,
        reason=reason,
        requested_at=parse_when(requested, state.zone, services.context.now()) if requested else None,
        line_ids=tuple(chosen),
        quantities={line_id: many for line_id, many in chosen.items() if many is not None},
        approver=approver,
        exception_reason=exception,
        inquiry_id=inquiry,
    )
    _show(view, state, json=json)


def _line(text: str) -> tuple[int, int | None]:
    """``ID`` for all that is left of a line, ``ID:N`` for N pieces of it."""
    found = re.fullmatch(r"(\d{1,18})(?::(\d{1,6}))?", text.strip(), re.ASCII)
    if found is None:
        raise typer.BadParameter(t("cli.case.bad_line", text=text), param_hint="--line")
    return int(found[1]), int(found[2]) if found[2] else None


@app.command("show", help=t("cli.case.show"))
def show(ctx: typer.Context, case_id: IdArgument, json: JsonOption = False) -> None:
    """One case with its steps, window and arithmetic."""
    state = console_state(ctx)
    _show(state.services().cases.view(case_id), state, json=json)


@app.command("list", help=t("cli.case.list"))
def list_cases(
    ctx: typer.Context,
    which: Annotated[Which, typer.Option("--state", help=t("cli.case.state"))] = Which.OPEN,
    flow: Annotated[Flow | None, typer.Option("--flow", help=t("cli.case.flow"))] = None,
    owner: Annotated[str, typer.Option("--owner", help=t("cli.case.owner"))] = "",
    order: Annotated[str, typer.Option("--order", metavar="ORDER_NO", help=t("cli.order.number"))] = "",
    waiting: Annotated[Waits | None, typer.Option("--waiting", help=t("cli.case.waiting"))] = None,
    tracking: Annotated[str, typer.Option("--tracking", metavar="NO", help=t("cli.case.tracking"))] = "",
    platform: PlatformOption = None,
    limit: LimitOption = 100,
    json: JsonOption = False,
) -> None:
    """Cases, the most pressing first."""
    from cs_console.services.case_views import CaseFilter

    state = console_state(ctx)
    if waiting is None and owner in tuple(Waits):
        waiting, owner = Waits(owner), ""
    states = tuple(CaseState) if which is Which.ALL else (CaseState(which.value),)
    chosen = CaseFilter(
        states=states,
        flow=flow,
        owner=owner,
        waiting_for=waiting.value if waiting is not None else "",
        tracking=tracking.strip(),
        order_id=find_order(state, order, platform).id if order else 0,
    )
    found = state.services().cases.list(chosen, limit)
    names = ("id", "order_no", "flow", "state", "step", "progress", "owner", "due")
    emit(
        [summary_json(one) for one in found],
        as_json=json,
        zone=state.zone,
        render=lambda: (
            table(summary_rows(found, state), [t(f"case.col.{name}") for name in names]) if found else [t("case.none")]
        ),
    )


@app.command("warehouse", help=t("cli.case.warehouse"))
def warehouse(
    ctx: typer.Context,
    tracking: Annotated[str, typer.Option("--tracking", metavar="NO", help=t("cli.case.tracking"))] = "",
    limit: LimitOption = 100,
    json: JsonOption = False,
) -> None:
    """The warehouse's sheet: parcels to receive, inspect, restock or send, the most pressing first (rule A7)."""
    from dataclasses import replace

    from cs_console.services.case_views import WAREHOUSE

    state = console_state(ctx)
    found = state.services().cases.list(replace(WAREHOUSE, tracking=tracking.strip()), limit)
    emit([summary_json(one) for one in found], as_json=json, zone=state.zone, render=lambda: _sheet(found, state))


def _sheet(found: Sequence[CaseSummary], state: State) -> Iterator[str]:
    at = state.services().context.policies().aftersales.reconcile_time
    yield t("warehouse.reconcile", at=f"{at:%H:%M}")
    names = ("id", "tracking_no", "goods", "flow", "step", "step_due", "order_no")
    yield from (
        table(parcel_rows(found, state), [t(f"case.col.{name}") for name in names]) if found else [t("case.none")]
    )


@app.command("evidence", help=t("cli.case.evidence"))
def evidence(ctx: typer.Context, case_id: IdArgument, json: JsonOption = False) -> None:
    """Evidence noted with a case; files are hashed anew and compared (rules A3, A5). Problems exit with 1."""
    state = console_state(ctx)
    found = state.services().cases.evidence(case_id)
    emit(
        [evidence_json(one) for one in found],
        as_json=json,
        zone=state.zone,
        render=lambda: evidence_lines(found) if found else [t("case.evidence.none")],
    )
    if any(one.state in ("changed", "missing") for one in found):
        raise typer.Exit(1)


@app.command("step", help=t("cli.case.step"))
def step(
    ctx: typer.Context,
    case_id: IdArgument,
    key: Annotated[str, typer.Argument(metavar="[STEP]", help=t("cli.case.key"))] = "",
    field: Annotated[list[str] | None, typer.Option("--field", metavar="NAME=VALUE", help=t("cli.case.field"))] = None,
    na: Annotated[bool, typer.Option("--na", help=t("cli.case.na"))] = False,
    problem: Annotated[bool, typer.Option("--problem", help=t("cli.case.problem"))] = False,
    note: Annotated[str, typer.Option("--note", help=t("cli.case.note"))] = "",
    json: JsonOption = False,
) -> None:
    """Finish the step that waits, or the one named; the order of steps holds (rule A6)."""
    if na and problem:
        raise typer.BadParameter(t("cli.case.one_state"), param_hint="--na / --problem")
    state = console_state(ctx)
    service, actor = state.services().cases, state.actor()
    chosen = StepState.PROBLEM if problem else StepState.NA if na else StepState.DONE
    view = service.view(case_id)
    name = _step_key(view, key)
    view = service.step(actor, case_id, name, _fields(view, name, field or []), state=chosen, note=note)
    _show(view, state, json=json)


def _step_key(view: CaseView, key: str) -> str:
    """The step's key; its number counts from 1, nothing means the one that waits."""
    keys = [one.step.key for one in view.steps]
    if not key:
        return view.current.step.key if view.current else keys[-1]
    if key.isdecimal() and 1 <= int(key) <= len(keys):
        return keys[int(key) - 1]
    if key not in keys:
        raise NotFound("case.no_step", key=key, known=", ".join(keys))
    return key


def _fields(view: CaseView, key: str, pairs: list[str]) -> dict[str, str | int]:
    """``name=value`` pairs; a name ending in ``_fen`` takes whole fen, without the ending it takes yuan."""
    step = next(one for one in view.steps if one.step.key == key)
    keys = {one.field.key for one in step.fields}
    money = {one.field.key for one in step.fields if one.field.type in ("money", "balance")}
    fields: dict[str, str | int] = {}
    for pair in pairs:
        name, mark, value = pair.partition("=")
        name, value = name.strip(), value.strip()
        if not mark or not name:
            raise typer.BadParameter(t("cli.case.bad_field", text=pair), param_hint="--field")
        if name in money and re.fullmatch(r"[+-]?\d+", value, re.ASCII):
            fields[name] = int(value)
        else:
            fields[f"{name}_fen" if name not in keys and f"{name}_fen" in money else name] = value
    return fields


@app.command("approve", help=t("cli.case.approve"))
def approve(
    ctx: typer.Context,
    case_id: IdArgument,
    reason: Annotated[str, typer.Option("--reason", help=t("cli.case.exception"))],
    key: Annotated[str, typer.Option("--step", help=t("cli.case.approve_step"))] = "",
    json: JsonOption = False,
) -> None:
    """A lead's recorded exception: excuse the step that waits, or let a late case go on (rules A1, A6)."""
    state = console_state(ctx)
    service, actor = state.services().cases, state.actor()
    name = _step_key(service.view(case_id), key) if key else ""
    _show(service.approve(actor, case_id, reason, key=name), state, json=json)


@app.command("close", help=t("cli.case.close"))
def close(ctx: typer.Context, case_id: IdArgument, json: JsonOption = False) -> None:
    """Close a case whose steps are all finished (rule A6)."""
    state = console_state(ctx)
    _show(state.services().cases.close(state.actor(), case_id), state, json=json)


@app.command("cancel", help=t("cli.case.cancel"))
def cancel(
    ctx: typer.Context,
    case_id: IdArgument,
    reason: Annotated[str, typer.Option("--reason", help=t("cli.case.cancel_reason"))],
    json: JsonOption = False,
) -> None:
    """Give a case up, with the reason."""
    state = console_state(ctx)
    _show(state.services().cases.cancel(state.actor(), case_id, reason), state, json=json)
