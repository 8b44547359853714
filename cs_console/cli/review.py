"""`cs-console review`: reviews on the platforms: add, list (rule C3)."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import typer

from cs_console.cli.common import JsonOption, LimitOption, console_state
from cs_console.cli.talk_rows import order_id, show_row, show_rows
from cs_console.domain.vocabulary import Platform
from cs_console.i18n import t, token

app = typer.Typer(rich_markup_mode=None, help=t("cli.help.review"), no_args_is_help=True)

_COLUMNS = ("id", "at", "stars", "kind:review_kind", "buyer", "order_no", "text")


@app.command("add", help=t("cli.review.add"))
def add(
    ctx: typer.Context,
    stars: Annotated[int, typer.Argument(metavar="STARS", help=t("cli.review.stars"))],
    text: Annotated[str, typer.Argument(metavar="[TEXT]", help=t("cli.review.text"))] = "",
    order: Annotated[str, typer.Option("--order", metavar="ORDER_NO", help=t("cli.order.number"))] = "",
    platform: Annotated[Platform | None, typer.Option("--platform", help=t("cli.order.platform"))] = None,
    buyer: Annotated[str, typer.Option("--buyer", help=t("cli.talk.buyer"))] = "",
    goods: Annotated[str, typer.Option("--goods", help=t("cli.suggestion.goods"))] = "",
    json: JsonOption = False,
) -> None:
    """Write a review down; what has to be done about it stands in the due list."""
    state = console_state(ctx)
    saved = state.services().reviews.add(
        state.actor(), stars, text, order_id=order_id(state, order, platform), buyer=buyer, goods=goods
    )
    line = t("review.added", id=saved.row.id, kind=token("review_kind", saved.row.kind))
    show_row(saved.row, state, line, json=json)


@app.command("list", help=t("cli.review.list"))
def list_reviews(
    ctx: typer.Context,
    days: Annotated[int, typer.Option("--days", min=1, help=t("cli.review.days"))] = 30,
    limit: LimitOption = 100,
    json: JsonOption = False,
) -> None:
    """Reviews written down, the newest first."""
    state = console_state(ctx)
    services = state.services()
    now = services.context.now()
    found = services.reviews.list(now - timedelta(days=days), now + timedelta(seconds=1), limit)
    show_rows(found, state, _COLUMNS, json=json)
