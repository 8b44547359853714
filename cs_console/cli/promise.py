"""`cs-console promise`: the ledger of what was promised: list, done, broken."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from cs_console.cli.common import JsonOption, LimitOption, console_state, emit, table, when
from cs_console.cli.order_rows import find_order, promise_json
from cs_console.domain.vocabulary import Platform, PromiseState
from cs_console.i18n import t, token

app = typer.Typer(rich_markup_mode=None, help=t("cli.help.promise"), no_args_is_help=True)

IdArgument = Annotated[int, typer.Argument(metavar="ID", help=t("cli.promise.id"))]


class Which(StrEnum):
    """Which ledger rows to list."""

    OPEN = "open"
    DUE = "due"
    DONE = "done"
    BROKEN = "broken"
    ALL = "all"


@app.command("list", help=t("cli.promise.list"))
def list_promises(
    ctx: typer.Context,
    which: Annotated[Which, typer.Option("--state", help=t("cli.promise.state"))] = Which.OPEN,
    agent: Annotated[str, typer.Option("--by", help=t("cli.promise.by"))] = "",
    order: Annotated[str, typer.Option("--order", metavar="ORDER_NO", help=t("cli.order.number"))] = "",
    platform: Annotated[Platform | None, typer.Option("--platform", help=t("cli.order.platform"))] = None,
    limit: LimitOption = 100,
    json: JsonOption = False,
) -> None:
    """Promises, the most pressing first."""
    from cs_console.services.promises import PromiseFilter

    state = console_state(ctx)
    services = state.services()
    states = {Which.ALL: tuple(PromiseState), Which.DUE: (PromiseState.OPEN,)}
    chosen = PromiseFilter(
        states=states.get(which) or (PromiseState(which.value),),
        agent=agent,
        due_by=services.context.now() if which is Which.DUE else None,
        order_id=find_order(state, order, platform).id if order else 0,
    )
    found = services.promises.list(chosen, limit)
    names = ("id", "due", "kind", "text", "order_no", "buyer", "owner", "state")
    rows = [
        (
            one.id,
            when(one.due_at, state.zone),
            token("promise", one.kind),
            one.text,
            one.order_no,
            one.buyer,
            one.owner or one.agent,
            token("promise_state", one.state),
        )
        for one in found
    ]
    emit(
        [promise_json(one) for one in found],
        as_json=json,
        zone=state.zone,
        render=lambda: table(rows, [t(f"promise.col.{name}") for name in names]) if rows else [t("promise.none")],
    )


@app.command("done", help=t("cli.promise.done"))
def done(
    ctx: typer.Context,
    promise_id: IdArgument,
    note: Annotated[str, typer.Option("--note", help=t("cli.promise.note"))] = "",
    json: JsonOption = False,
) -> None:
    """Close a promise as carried out."""
    state = console_state(ctx)
    promise = state.services().promises.done(state.actor(), promise_id, note).promise
    emit(
        promise_json(promise),
        as_json=json,
        zone=state.zone,
        render=lambda: [t("promise.closed_done", id=promise.id, text=promise.text)],
    )


@app.command("broken", help=t("cli.promise.broken"))
def broken(
    ctx: typer.Context,
    promise_id: IdArgument,
    reason: Annotated[str, typer.Option("--reason", "--note", help=t("cli.promise.reason"))] = "",
    json: JsonOption = False,
) -> None:
    """Close a promise as broken, with the reason (rule K1)."""
    state = console_state(ctx)
    promise = state.services().promises.broken(state.actor(), promise_id, reason).promise
    emit(
        promise_json(promise),
        as_json=json,
        zone=state.zone,
        render=lambda: [t("promise.closed_broken", id=promise.id, text=promise.text)],
    )
