"""`cs-console buyer`: list, show, edit, merge, split, unmask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cs_console.cli.buyer_rows import buyer_json, buyer_lines, buyer_table, card_json, card_lines, private_json
from cs_console.cli.common import JsonOption, LimitOption, State, console_state, emit
from cs_console.domain.vocabulary import Platform
from cs_console.i18n import t

if TYPE_CHECKING:
    from cs_console.domain.entities import Buyer

app = typer.Typer(rich_markup_mode=None, help=t("cli.help.buyer"), no_args_is_help=True)

NickArgument = Annotated[str, typer.Argument(metavar="NICK", help=t("cli.buyer.nick"))]
PlatformOption = Annotated[Platform | None, typer.Option("--platform", help=t("cli.buyer.platform"))]


@app.command("list", help=t("cli.buyer.list"))
def list_buyers(
    ctx: typer.Context,
    text: Annotated[str, typer.Argument(metavar="[TEXT]", help=t("cli.buyer.text"))] = "",
    platform: PlatformOption = None,
    group: Annotated[str, typer.Option("--group", help=t("cli.buyer.group"))] = "",
    tag: Annotated[str, typer.Option("--tag", help=t("cli.buyer.tag"))] = "",
    orders: Annotated[int, typer.Option("--orders", min=0, help=t("cli.buyer.orders"))] = 0,
    returns: Annotated[int, typer.Option("--returns", min=0, help=t("cli.buyer.returns"))] = 0,
    limit: LimitOption = 50,
    json: JsonOption = False,
) -> None:
    """Persons, a merged one once."""
    from cs_console.domain.buyers import BuyerQuery

    state = console_state(ctx)
    wanted = BuyerQuery(text=text, platform=platform, group=group, tag=tag, least_orders=orders, least_returns=returns)
    found = state.services().buyers.list(wanted, limit)
    emit(
        [buyer_json(row) for row in found],
        as_json=json,
        zone=state.zone,
        render=lambda: buyer_table(found, state) if found else [t("buyer.none")],
    )


@app.command("show", help=t("cli.buyer.show"))
def show(
    ctx: typer.Context,
    nick: NickArgument,
    platform: PlatformOption = None,
    unmask: Annotated[bool, typer.Option("--unmask", help=t("cli.buyer.unmask"))] = False,
    json: JsonOption = False,
) -> None:
    """Everything about one person (rule C1)."""
    state = console_state(ctx)
    service = state.services().buyers
    buyer = _find(state, nick, platform)
    private = service.unmask(state.actor(), buyer.id) if unmask else None
    card = service.card(buyer.id)
    emit(
        {**card_json(card), **({"private": private_json(private)} if private else {})},
        as_json=json,
        zone=state.zone,
        render=lambda: card_lines(card, private, state),
    )


@app.command("edit", help=t("cli.buyer.edit"))
def edit(
    ctx: typer.Context,
    nick: NickArgument,
    group: Annotated[str | None, typer.Option("--group", help=t("cli.buyer.group"))] = None,
    credit: Annotated[str | None, typer.Option("--credit", help=t("cli.buyer.credit"))] = None,
    preferences: Annotated[str | None, typer.Option("--preferences", help=t("cli.buyer.preferences"))] = None,
    notes: Annotated[str | None, typer.Option("--notes", help=t("cli.buyer.notes"))] = None,
    tag: Annotated[list[str] | None, typer.Option("--tag", help=t("cli.buyer.add_tag"))] = None,
    untag: Annotated[list[str] | None, typer.Option("--untag", help=t("cli.buyer.remove_tag"))] = None,
    platform: PlatformOption = None,
    json: JsonOption = False,
) -> None:
    """Write on a buyer's card."""
    state = console_state(ctx)
    buyer = _find(state, nick, platform)
    state.services().buyers.edit(
        state.actor(), buyer.id, group=group, credit=credit, preferences=preferences, notes=notes,
        add_tags=tag or (), remove_tags=untag or (),
    )  # fmt: skip
    _show(state, buyer, json)


@app.command("merge", help=t("cli.buyer.merge"))
def merge(
    ctx: typer.Context,
    nick: NickArgument,
    other: Annotated[str, typer.Argument(metavar="OTHER", help=t("cli.buyer.other"))],
    platform: PlatformOption = None,
    other_platform: Annotated[
        Platform | None, typer.Option("--other-platform", help=t("cli.buyer.other_platform"))
    ] = None,
    json: JsonOption = False,
) -> None:
    """Say that two nicks are one person; `buyer split` parts them again."""
    state = console_state(ctx)
    keep, joined = _find(state, nick, platform), _find(state, other, other_platform)
    _show(state, state.services().buyers.merge(state.actor(), keep.id, joined.id).buyer, json)


@app.command("split", help=t("cli.buyer.split"))
def split(ctx: typer.Context, nick: NickArgument, platform: PlatformOption = None, json: JsonOption = False) -> None:
    """Take a nick out of a merged person."""
    state = console_state(ctx)
    buyer = _find(state, nick, platform)
    _show(state, state.services().buyers.split(state.actor(), buyer.id).buyer, json)


@app.command("unmask", help=t("cli.buyer.unmask"))
def unmask(ctx: typer.Context, nick: NickArgument, platform: PlatformOption = None, json: JsonOption = False) -> None:
    """Names, phones and addresses as they stand; who looked is recorded (rule X1)."""
    state = console_state(ctx)
    buyer = _find(state, nick, platform)
    private = state.services().buyers.unmask(state.actor(), buyer.id)
    facts = {"id": buyer.id, "nick": buyer.nick, "platform": buyer.platform.value, **private_json(private)}

    def lines() -> list[str]:
        return [*private.names, *private.phones, *private.addresses] or [t("buyer.nothing_private")]

    emit(facts, as_json=json, zone=state.zone, render=lines)


def _find(state: State, nick: str, platform: Platform | None) -> Buyer:
    return state.services().buyers.find(nick, platform)


def _show(state: State, buyer: Buyer, json: bool) -> None:
    row = state.services().buyers.card(buyer.id).row
    emit(buyer_json(row), as_json=json, zone=state.zone, render=lambda: buyer_lines(row, state))
