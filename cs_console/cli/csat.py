"""`cs-console csat`: how satisfied buyers are: add, list (rule C4)."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import typer

from cs_console.cli.common import JsonOption, LimitOption, console_state, emit
from cs_console.cli.talk_rows import order_id, row_json, show_rows
from cs_console.domain.vocabulary import Category, Platform
from cs_console.i18n import t

app = typer.Typer(rich_markup_mode=None, help=t("cli.help.csat"), no_args_is_help=True)


@app.command("add", help=t("cli.csat.add"))
def add(
    ctx: typer.Context,
    score: Annotated[int, typer.Argument(metavar="1-5", help=t("cli.csat.score"))],
    comment: Annotated[str, typer.Option("--comment", "--note", help=t("cli.csat.comment"))] = "",
    served_by: Annotated[str, typer.Option("--for", help=t("cli.csat.for"))] = "",
    category: Annotated[Category | None, typer.Option("--category", help=t("cli.csat.category"))] = None,
    inquiry: Annotated[int, typer.Option("--inquiry", help=t("cli.talk.inquiry"))] = 0,
    case: Annotated[int, typer.Option("--case", help=t("cli.csat.case"))] = 0,
    order: Annotated[str, typer.Option("--order", metavar="ORDER_NO", help=t("cli.order.number"))] = "",
    platform: Annotated[Platform | None, typer.Option("--platform", help=t("cli.order.platform"))] = None,
    buyer: Annotated[str, typer.Option("--buyer", help=t("cli.talk.buyer"))] = "",
    json: JsonOption = False,
) -> None:
    """Record a score; a low one goes to the lead."""
    state = console_state(ctx)
    scored = state.services().satisfaction.add(
        state.actor(),
        score,
        comment,
        agent=served_by,
        category=category,
        inquiry_id=inquiry,
        case_id=case,
        order_id=order_id(state, order, platform),
        buyer=buyer,
    )
    question = scored.escalated.id if scored.escalated else None
    lines = [t("csat.added", score=score, agent=scored.row.agent)]
    lines += [t("csat.escalated", id=question)] if question else []
    emit({**row_json(scored.row), "lead_question": question}, as_json=json, zone=state.zone, render=lambda: lines)


@app.command("list", help=t("cli.csat.list"))
def list_scores(
    ctx: typer.Context,
    days: Annotated[int, typer.Option("--days", min=1, help=t("cli.csat.days"))] = 7,
    agent: Annotated[str, typer.Option("--for", help=t("cli.csat.for"))] = "",
    limit: LimitOption = 100,
    json: JsonOption = False,
) -> None:
    """Scores of the last days, newest first."""
    state = console_state(ctx)
    services = state.services()
    now = services.context.now()
    found = services.satisfaction.list(now - timedelta(days=days), now + timedelta(seconds=1), agent, limit)
    show_rows(found, state, ("id", "at", "score", "agent", "category:category", "buyer", "comment"), json=json)
