"""`cs-console suggestion`: suggestions and product feedback: add, list, pass, settle (rule C5)."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import typer

from cs_console.cli.common import JsonOption, LimitOption, console_state
from cs_console.cli.talk_rows import order_id, show_row, show_rows
from cs_console.domain.feedback import SuggestionState
from cs_console.domain.vocabulary import Platform, Priority
from cs_console.i18n import t

app = typer.Typer(rich_markup_mode=None, help=t("cli.help.suggestion"), no_args_is_help=True)

_COLUMNS = (
    "id", "recorded_at", "urgency:priority", "department", "text", "buyer", "state:suggestion_state", "outcome",
)  # fmt: skip


@app.command("add", help=t("cli.suggestion.add"))
def add(
    ctx: typer.Context,
    text: Annotated[str, typer.Argument(metavar="TEXT", help=t("cli.suggestion.text"))],
    nature: Annotated[str, typer.Option("--nature", help=t("cli.suggestion.nature"))] = "",
    urgency: Annotated[Priority, typer.Option("--urgency", help=t("cli.suggestion.urgency"))] = Priority.NORMAL,
    department: Annotated[str, typer.Option("--department", help=t("cli.suggestion.department"))] = "",
    buyer: Annotated[str, typer.Option("--buyer", help=t("cli.talk.buyer"))] = "",
    goods: Annotated[str, typer.Option("--goods", help=t("cli.suggestion.goods"))] = "",
    inquiry: Annotated[int, typer.Option("--inquiry", help=t("cli.talk.inquiry"))] = 0,
    order: Annotated[str, typer.Option("--order", metavar="ORDER_NO", help=t("cli.order.number"))] = "",
    platform: Annotated[Platform | None, typer.Option("--platform", help=t("cli.order.platform"))] = None,
    json: JsonOption = False,
) -> None:
    """Record a suggestion."""
    state = console_state(ctx)
    saved = state.services().suggestions.add(
        state.actor(),
        text,
        nature=nature,
        urgency=urgency,
        department=department,
        buyer=buyer,
        goods=goods,
        inquiry_id=inquiry,
        order_id=order_id(state, order, platform),
    )
    show_row(saved.row, state, t("suggestion.added", id=saved.row.id), json=json)


@app.command("list", help=t("cli.suggestion.list"))
def list_suggestions(
    ctx: typer.Context,
    which: Annotated[SuggestionState | None, typer.Option("--state", help=t("cli.suggestion.state"))] = None,
    department: Annotated[str, typer.Option("--department", help=t("cli.suggestion.department"))] = "",
    nature: Annotated[str, typer.Option("--nature", help=t("cli.suggestion.nature"))] = "",
    days: Annotated[int, typer.Option("--days", min=0, help=t("cli.suggestion.days"))] = 0,
    limit: LimitOption = 100,
    json: JsonOption = False,
) -> None:
    """Suggestions, the most urgent first."""
    from cs_console.services.suggestions import SuggestionFilter

    state = console_state(ctx)
    services = state.services()
    since = services.context.now() - timedelta(days=days) if days else None
    chosen = SuggestionFilter(states=(which,) if which else (), department=department, nature=nature, since=since)
    show_rows(services.suggestions.list(chosen, limit), state, _COLUMNS, json=json)


@app.command("pass", help=t("cli.suggestion.pass"))
def pass_on(
    ctx: typer.Context,
    ids: Annotated[list[int] | None, typer.Argument(metavar="[ID]…", help=t("cli.suggestion.ids"))] = None,
    department: Annotated[str, typer.Option("--department", help=t("cli.suggestion.department"))] = "",
    json: JsonOption = False,
) -> None:
    """Pass suggestions on to the departments concerned; without ids everything that has one."""
    state = console_state(ctx)
    passed = state.services().suggestions.pass_on(state.actor(), tuple(ids or ()), department=department)
    show_rows(passed.rows, state, _COLUMNS, json=json)


@app.command("settle", help=t("cli.suggestion.settle"))
def settle(
    ctx: typer.Context,
    suggestion_id: Annotated[int, typer.Argument(metavar="ID", help=t("cli.suggestion.id"))],
    outcome: Annotated[str, typer.Argument(metavar="OUTCOME", help=t("cli.suggestion.outcome"))],
    json: JsonOption = False,
) -> None:
    """Note what came of a suggestion."""
    state = console_state(ctx)
    saved = state.services().suggestions.settle(state.actor(), suggestion_id, outcome)
    show_row(saved.row, state, t("suggestion.done", id=saved.row.id), json=json)
