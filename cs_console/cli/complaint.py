"""`cs-console complaint`: a complaint's fixed flow: open, step, show, list (rule C2)."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cs_console.cli.common import JsonOption, LimitOption, State, console_state, emit, parse_when, table, when
from cs_console.cli.talk_rows import order_id, row_json
from cs_console.domain.complaints import ComplaintStage, ComplaintState
from cs_console.domain.vocabulary import Channel, Platform
from cs_console.i18n import language, t, token
from cs_console.text.mask import mask_text

if TYPE_CHECKING:
    from cs_console.services.complaints import ComplaintView

app = typer.Typer(rich_markup_mode=None, help=t("cli.help.complaint"), no_args_is_help=True)

IdArgument = Annotated[int, typer.Argument(metavar="ID", help=t("cli.complaint.id"))]


class Which(StrEnum):
    """Which complaints to list."""

    OPEN = "open"
    CLOSED = "closed"
    ALL = "all"


def _json(view: ComplaintView) -> dict[str, Any]:
    waiting = view.current
    return {
        **row_json(view.complaint),
        "step": waiting.stage.value if waiting else None,
        "first_contact_seconds": view.first_contact_seconds,
        "late": [step.stage.value for step in view.late],
        "steps": [
            {**row_json(step), "seconds": step.seconds, "late": step.late(view.now)} for step in view.steps
        ],
    }  # fmt: skip


def _lines(view: ComplaintView, state: State) -> Iterable[str]:
    one = view.complaint
    cause = state.services().context.policies().followups.cause(one.cause, language())
    yield (
        f"#{one.id} {one.buyer}  {one.order_no}  [{token('complaint_state', one.state)}]  {cause}  "
        f"{mask_text(one.what)}"
    )
    for step in view.steps:
        mark = "x" if step.done_at else " "
        late = f"  {t('complaint.late')}" if step.late(view.now) else ""
        done = f"{step.done_by} {when(step.done_at, state.zone)}" if step.done_at else ""
        due = t("complaint.due", at=when(step.due_at, state.zone)) if step.due_at and not step.done_at else ""
        head = f"{step.position:>3} [{mark}] {token('complaint_stage', step.stage)}  {done}{due}"
        yield f"{head.rstrip()}{late}  {mask_text(step.text)}".rstrip()


def _show(view: ComplaintView, state: State, *, json: bool) -> None:
    emit(_json(view), as_json=json, zone=state.zone, render=lambda: _lines(view, state))


@app.command("open", help=t("cli.complaint.open"))
def open_complaint(
    ctx: typer.Context,
    what: Annotated[str, typer.Argument(metavar="[TEXT]", help=t("cli.complaint.what"))] = "",
    inquiry: Annotated[int, typer.Option("--inquiry", help=t("cli.talk.inquiry"))] = 0,
    order: Annotated[str, typer.Option("--order", metavar="ORDER_NO", help=t("cli.order.number"))] = "",
    platform: Annotated[Platform | None, typer.Option("--platform", help=t("cli.order.platform"))] = None,
    buyer: Annotated[str, typer.Option("--buyer", help=t("cli.talk.buyer"))] = "",
    channel: Annotated[Channel | None, typer.Option("--channel", help=t("cli.talk.channel"))] = None,
    received: Annotated[str, typer.Option("--received", metavar="TIME", help=t("cli.complaint.received"))] = "",
    json: JsonOption = False,
) -> None:
    """Open a complaint; its clock runs from the buyer's words."""
    state = console_state(ctx)
    services = state.services()
    view = services.complaints.open(
        state.actor(),
        what,
        inquiry_id=inquiry,
        order_id=order_id(state, order, platform),
        buyer=buyer,
        channel=channel,
        received_at=parse_when(received, state.zone, services.context.now()) if received else None,
    )
    _show(view, state, json=json)


@app.command("step", help=t("cli.complaint.step"))
def step(
    ctx: typer.Context,
    complaint_id: IdArgument,
    stage: Annotated[ComplaintStage | None, typer.Argument(metavar="[STEP]", help=t("cli.complaint.stage"))] = None,
    note: Annotated[str, typer.Option("--note", "--text", help=t("cli.complaint.note"))] = "",
    cause: Annotated[str, typer.Option("--cause", help=t("cli.complaint.cause"))] = "",
    agreed: Annotated[bool | None, typer.Option("--agreed/--not-agreed", help=t("cli.complaint.agreed"))] = None,
    json: JsonOption = False,
) -> None:
    """Finish the step that waits; no other one can be (rule C2)."""
    state = console_state(ctx)
    view = state.services().complaints.step(state.actor(), complaint_id, note, stage=stage, cause=cause, agreed=agreed)
    _show(view, state, json=json)


@app.command("show", help=t("cli.complaint.show"))
def show(ctx: typer.Context, complaint_id: IdArgument, json: JsonOption = False) -> None:
    """One complaint with its timed steps."""
    state = console_state(ctx)
    _show(state.services().complaints.view(complaint_id), state, json=json)


@app.command("list", help=t("cli.complaint.list"))
def list_complaints(
    ctx: typer.Context,
    which: Annotated[Which, typer.Option("--state", help=t("cli.complaint.state"))] = Which.OPEN,
    owner: Annotated[str, typer.Option("--by", help=t("cli.talk.by"))] = "",
    order: Annotated[str, typer.Option("--order", metavar="ORDER_NO", help=t("cli.order.number"))] = "",
    platform: Annotated[Platform | None, typer.Option("--platform", help=t("cli.order.platform"))] = None,
    limit: LimitOption = 100,
    json: JsonOption = False,
) -> None:
    """Complaints, the most pressing first."""
    from cs_console.services.complaints import ComplaintFilter

    state = console_state(ctx)
    states = () if which is Which.ALL else (ComplaintState(which.value),)
    chosen = ComplaintFilter(states=states, owner=owner, order_id=order_id(state, order, platform))
    found = state.services().complaints.list(chosen, limit)
    names = ("id", "received_at", "buyer", "order_no", "stage", "due_at", "owner", "what")
    rows = [
        (
            one.complaint.id,
            when(one.complaint.received_at, state.zone),
            one.complaint.buyer,
            one.complaint.order_no,
            token("complaint_stage", one.current.stage) if one.current else "",
            when(one.complaint.due_at, state.zone),
            one.complaint.owner,
            mask_text(one.complaint.what.replace("\n", " ")),
        )
        for one in found
    ]
    emit(
        [_json(one) for one in found],
        as_json=json,
        zone=state.zone,
        render=lambda: table(rows, [t(f"report.col.{name}") for name in names]) if rows else [t("talk.none")],
    )
