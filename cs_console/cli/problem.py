"""`cs-console problem`: problem items: add, answer, list (rule A8)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from cs_console.cli.common import JsonOption, LimitOption, console_state
from cs_console.cli.gap import STATES, Which
from cs_console.cli.order_rows import find_order
from cs_console.cli.talk_rows import order_id, show_row, show_rows
from cs_console.domain.vocabulary import Platform
from cs_console.i18n import t

app = typer.Typer(rich_markup_mode=None, help=t("cli.help.problem"), no_args_is_help=True)

PlatformOption = Annotated[Platform | None, typer.Option("--platform", help=t("cli.order.platform"))]


@app.command("add", help=t("cli.problem.add"))
def add(
    ctx: typer.Context,
    number: Annotated[str, typer.Argument(metavar="ORDER_NO", help=t("cli.order.number"))],
    problem: Annotated[str, typer.Option("--problem", help=t("cli.problem.problem"))],
    demand: Annotated[str, typer.Option("--demand", help=t("cli.problem.demand"))],
    purchased: Annotated[
        datetime | None, typer.Option("--purchased", formats=["%Y-%m-%d"], help=t("cli.problem.purchased"))
    ] = None,
    slip: Annotated[str, typer.Option("--slip", help=t("cli.problem.slip"))] = "",
    platform: PlatformOption = None,
    json: JsonOption = False,
) -> None:
    """Record a problem item; its order is flagged yellow."""
    state = console_state(ctx)
    actor, order = state.actor(), find_order(state, number, platform)
    day = purchased.date() if purchased else None
    saved = state.services().problems.add(actor, order.id, problem, demand, purchased_on=day, slip_no=slip)
    show_row(saved.row, state, t("problem.added", id=saved.row.id, order_no=saved.row.order_no), json=json)


@app.command("answer", help=t("cli.problem.answer"))
def answer(
    ctx: typer.Context,
    item_id: Annotated[int, typer.Argument(metavar="ID", help=t("cli.problem.id"))],
    text: Annotated[str, typer.Argument(metavar="ANSWER", help=t("cli.problem.text"))],
    json: JsonOption = False,
) -> None:
    """Note the answer that the buyer was given."""
    state = console_state(ctx)
    saved = state.services().problems.answer(state.actor(), item_id, text)
    show_row(saved.row, state, t("problem.answered", id=saved.row.id), json=json)


@app.command("list", help=t("cli.problem.list"))
def list_items(
    ctx: typer.Context,
    which: Annotated[Which, typer.Option("--state", help=t("cli.gap.state"))] = Which.OPEN,
    order: Annotated[str, typer.Option("--order", metavar="ORDER_NO", help=t("cli.order.number"))] = "",
    platform: PlatformOption = None,
    limit: LimitOption = 100,
    json: JsonOption = False,
) -> None:
    """Problem items, the oldest due first."""
    state = console_state(ctx)
    found = state.services().problems.list(STATES[which], order_id(state, order, platform), limit)
    columns = (
        "id", "at", "order_no", "purchased_on", "slip_no", "problem", "demand", "state:question_state", "answer",
    )  # fmt: skip
    show_rows(found, state, columns, json=json)
