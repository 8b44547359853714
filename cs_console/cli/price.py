"""`cs-console price`: show, change, apply, answer, list, offer."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cs_console.cli.common import (
    JsonOption,
    LimitOption,
    State,
    console_state,
    emit,
    parse_due,
    parse_money,
    table,
    when,
)
from cs_console.cli.order_rows import find_order, money
from cs_console.domain.money import format_fen
from cs_console.domain.price_changes import PriceState
from cs_console.domain.vocabulary import Platform
from cs_console.errors import Usage
from cs_console.i18n import listed, t, token

if TYPE_CHECKING:
    from cs_console.domain.price_changes import PriceApplication
    from cs_console.services.pricing import PriceView

app = typer.Typer(rich_markup_mode=None, help=t("cli.help.price"), no_args_is_help=True)

OrderArgument = Annotated[str, typer.Argument(metavar="ORDER_NO", help=t("cli.order.number"))]
PriceArgument = Annotated[str, typer.Argument(metavar="YUAN", help=t("cli.price.yuan"))]
PlatformOption = Annotated[Platform | None, typer.Option("--platform", help=t("cli.order.platform"))]


class Answer(StrEnum):
    """What a lead says."""

    APPROVE = "approve"
    REFUSE = "refuse"


@app.command("show", help=t("cli.price.show"))
def show(ctx: typer.Context, number: OrderArgument, platform: PlatformOption = None, json: JsonOption = False) -> None:
    """Within what an order's price may move (rule O3)."""
    state = console_state(ctx)
    state.actor()
    view = state.services().pricing.view(find_order(state, number, platform).id)
    limits = view.frame
    facts = {
        "order_no": view.order_no, "original_fen": limits.original_fen, "current_fen": view.current_fen,
        "low_fen": limits.low_fen, "high_fen": limits.high_fen, "floor_fen": limits.floor_fen,
        "without_floor": list(limits.unfloored),
        "applications": [application_json(one) for one in view.applications],
        "changes": [
            {"price_fen": one.price_fen, "agent": one.agent, "at": one.at, "application": one.application_id}
            for one in view.changes
        ],
    }  # fmt: skip
    emit(facts, as_json=json, zone=state.zone, render=lambda: _view_lines(view, state))


@app.command("change", help=t("cli.price.change"))
def change(
    ctx: typer.Context,
    number: OrderArgument,
    yuan: PriceArgument,
    reason: Annotated[str, typer.Option("--reason", help=t("cli.price.reason"))] = "",
    platform: PlatformOption = None,
    json: JsonOption = False,
) -> None:
    """Agree on a price for an unpaid order; it is remarked at once (rules O3, R4)."""
    state = console_state(ctx)
    order = find_order(state, number, platform)
    done = state.services().pricing.change(state.actor(), order.id, parse_money(yuan), reason)
    facts = {
        "id": done.change.id, "order_no": order.order_no, "original_fen": done.change.original_fen,
        "price_fen": done.change.price_fen, "used_applications": [one.id for one in done.used], "remark": done.remark,
    }  # fmt: skip
    shown = t("price.changed", order_no=order.order_no, price=format_fen(done.change.price_fen), remark=done.remark)
    emit(facts, as_json=json, zone=state.zone, render=lambda: [shown])


@app.command("apply", help=t("cli.price.apply"))
def apply(
    ctx: typer.Context,
    yuan: PriceArgument,
    reason: Annotated[str, typer.Option("--reason", help=t("cli.price.reason"))],
    order: Annotated[str, typer.Option("--order", metavar="ORDER_NO", help=t("cli.order.number"))] = "",
    goods: Annotated[str, typer.Option("--goods", metavar="GOODS", help=t("cli.goods.name"))] = "",
    quantity: Annotated[int, typer.Option("--quantity", min=1, help=t("cli.price.quantity"))] = 1,
    buyer: Annotated[str, typer.Option("--buyer", metavar="NICK", help=t("cli.price.buyer"))] = "",
    inquiry: Annotated[int, typer.Option("--inquiry", min=0, help=t("cli.price.inquiry"))] = 0,
    platform: PlatformOption = None,
    json: JsonOption = False,
) -> None:
    """Ask a lead for a price below the floor: of an order, or of a piece of some goods (rule O3)."""
    if bool(order) is bool(goods):
        raise Usage("price.target")
    state = console_state(ctx)
    services, actor = state.services(), state.actor()
    applied = services.pricing.apply(
        actor, parse_money(yuan), reason,
        order_id=find_order(state, order, platform).id if order else 0,
        goods_id=services.goods.get(actor, goods).id if goods else 0,
        quantity=quantity, buyer=buyer, inquiry_id=inquiry,
    ).application  # fmt: skip
    emit(application_json(applied), as_json=json, zone=state.zone, render=lambda: [_line(applied, state)])


@app.command("answer", help=t("cli.price.answer"))
def answer(
    ctx: typer.Context,
    number: Annotated[int, typer.Argument(metavar="ID", help=t("cli.price.id"))],
    what: Annotated[Answer, typer.Argument(metavar="approve|refuse", help=t("cli.price.what"))],
    reason: Annotated[str, typer.Option("--reason", help=t("cli.price.answer_reason"))],
    price: Annotated[str, typer.Option("--price", metavar="YUAN", help=t("cli.price.granted"))] = "",
    until: Annotated[str, typer.Option("--until", metavar="TIME", help=t("cli.price.until"))] = "",
    json: JsonOption = False,
) -> None:
    """A lead's yes or no (rule O3)."""
    state = console_state(ctx)
    answered = state.services().pricing.answer(
        state.actor(), number, approve=what is Answer.APPROVE, reason=reason,
        granted_fen=parse_money(price) if price else None,
        expires_at=parse_due(until, state.zone, state.services().context.now()) if until else None,
    ).application  # fmt: skip
    emit(application_json(answered), as_json=json, zone=state.zone, render=lambda: [_line(answered, state)])


@app.command("list", help=t("cli.price.list"))
def list_applications(
    ctx: typer.Context,
    which: Annotated[list[PriceState] | None, typer.Option("--state", help=t("cli.price.state"))] = None,
    by: Annotated[str, typer.Option("--by", help=t("cli.price.by"))] = "",
    limit: LimitOption = 50,
    json: JsonOption = False,
) -> None:
    """Special-price applications, open ones first."""
    from cs_console.services.pricing import PriceFilter

    state = console_state(ctx)
    state.actor()
    found = state.services().pricing.list(PriceFilter(states=tuple(which or ()), applicant=by), limit)
    rows = [
        (
            one.id, token("price_state", one.state), one.order_no or one.goods_title, one.quantity,
            money(one.asked_fen), money(one.floor_fen), one.applicant, when(one.due_at, state.zone), one.reason,
        )
        for one in found
    ]  # fmt: skip
    names = ("id", "state", "subject", "quantity", "asked", "floor", "applicant", "due", "reason")
    emit(
        [application_json(one) for one in found],
        as_json=json,
        zone=state.zone,
        render=lambda: table(rows, [t(f"price.{name}") for name in names]) if rows else [t("price.none")],
    )


@app.command("offer", help=t("cli.price.offer"))
def offer(
    ctx: typer.Context,
    goods: Annotated[str, typer.Argument(metavar="GOODS", help=t("cli.goods.name"))],
    quantity: Annotated[int, typer.Argument(metavar="QUANTITY", min=1, help=t("cli.price.quantity"))],
    json: JsonOption = False,
) -> None:
    """The first offer for many pieces, within the floor (rule P12)."""
    state = console_state(ctx)
    services, actor = state.services(), state.actor()
    card = services.goods.get(actor, goods)
    fen = services.pricing.bulk(actor, card.id, quantity)
    facts = {"goods": card.code or card.title, "quantity": quantity, "offer_fen": fen}
    shown = t("price.offered", goods=card.title or card.code, quantity=quantity, price=format_fen(fen))
    emit(facts, as_json=json, zone=state.zone, render=lambda: [shown])


def application_json(one: PriceApplication) -> dict[str, Any]:
    """One application."""
    return {
        "id": one.id, "state": one.state.value, "order_no": one.order_no, "goods": one.goods_title,
        "goods_id": one.goods_id, "quantity": one.quantity, "buyer": one.buyer, "original_fen": one.original_fen,
        "floor_fen": one.floor_fen, "asked_fen": one.asked_fen, "reason": one.reason, "applicant": one.applicant,
        "applied_at": one.applied_at, "due": one.due_at, "answered_by": one.answered_by,
        "answered_at": one.answered_at, "answer": one.answer, "granted_fen": one.granted_fen,
        "expires_at": one.expires_at, "used_at": one.used_at, "used_by": one.used_by,
    }  # fmt: skip


def _line(one: PriceApplication, state: State) -> str:
    line = t(
        "price.line", id=one.id, subject=one.order_no or one.goods_title, asked=format_fen(one.asked_fen),
        state=token("price_state", one.state), reason=one.answer or one.reason,
    )  # fmt: skip
    if one.expires_at is None:
        return line
    return f"{line} {t('price.until', at=when(one.expires_at, state.zone), granted=money(one.granted_fen))}"


def _view_lines(view: PriceView, state: State) -> list[str]:
    limits = view.frame
    if limits.original_fen is None:
        lines = [t("price.no_original", order_no=view.order_no)]
    else:
        lines = [t(
            "price.frame", order_no=view.order_no, original=format_fen(limits.original_fen),
            now=money(view.current_fen) or "-", low=format_fen(limits.low_fen), high=format_fen(limits.high_fen),
            floor=money(limits.floor_fen) or "-",
        )]  # fmt: skip
    if view.changes:
        agreed = view.changes[0]
        at = when(agreed.at, state.zone)
        lines.append(t("price.agreed_on", price=format_fen(agreed.price_fen), agent=agreed.agent, at=at))
    if limits.unfloored:
        lines.append(t("price.no_floor", goods=listed(limits.unfloored)))
    return lines + [_line(one, state) for one in view.applications]
