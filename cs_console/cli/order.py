"""`cs-console order`: list, show, check, remark, flag, signed, resolve, history, undo."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from cs_console.cli.common import JsonOption, LimitOption, console_state, emit, parse_due, parse_when
from cs_console.cli.order_rows import (
    card_json,
    card_lines,
    check_json,
    check_lines,
    find_order,
    history_json,
    history_lines,
    order_json,
    order_lines,
    order_table,
    promise_json,
    read_flag,
)
from cs_console.cli.write_back import write_back
from cs_console.domain.remarks import difference
from cs_console.domain.vocabulary import OrderStatus, Platform, PromiseKind, StepState
from cs_console.i18n import t, token

if TYPE_CHECKING:
    from cs_console.services.orders import Ledger

app = typer.Typer(rich_markup_mode=None, help=t("cli.help.order"), no_args_is_help=True)
app.command("write-back", help=t("cli.order.write_back"))(write_back)

NumberArgument = Annotated[str, typer.Argument(metavar="ORDER_NO", help=t("cli.order.number"))]
PlatformOption = Annotated[Platform | None, typer.Option("--platform", help=t("cli.order.platform"))]


class Side(StrEnum):
    """Which remark a conflict is settled for."""

    LOCAL = "local"
    PLATFORM = "platform"
    BOTH = "both"


@app.command("list", help=t("cli.order.list"))
def list_orders(
    ctx: typer.Context,
    search: Annotated[str, typer.Argument(metavar="[TEXT]", help=t("cli.order.search"))] = "",
    platform: PlatformOption = None,
    status: Annotated[list[OrderStatus] | None, typer.Option("--status", help=t("cli.order.status"))] = None,
    flag: Annotated[list[str] | None, typer.Option("--flag", help=t("cli.order.flag_filter"))] = None,
    buyer: Annotated[str, typer.Option("--buyer", help=t("cli.order.buyer"))] = "",
    shop: Annotated[str, typer.Option("--shop", help=t("cli.order.shop"))] = "",
    conflict: Annotated[bool, typer.Option("--conflict", help=t("cli.order.conflict"))] = False,
    limit: LimitOption = 50,
    json: JsonOption = False,
) -> None:
    """Orders, newest first."""
    from cs_console.services.order_views import OrderFilter

    state = console_state(ctx)
    chosen = OrderFilter(
        platform=platform,
        status=tuple(status or ()),
        flag=tuple(read_flag(one) for one in flag or ()),
        buyer=buyer,
        shop=shop,
        conflict=conflict,
        text=search,
    )
    found = state.services().orders.list(chosen, limit)
    emit(
        [order_json(order) for order in found],
        as_json=json,
        zone=state.zone,
        render=lambda: order_table(found, state) if found else [t("order.none")],
    )


@app.command("show", help=t("cli.order.show"))
def show(
    ctx: typer.Context,
    number: NumberArgument,
    platform: PlatformOption = None,
    unmask: Annotated[bool, typer.Option("--unmask", help=t("cli.order.unmask"))] = False,
    json: JsonOption = False,
) -> None:
    """Everything about one order."""
    state = console_state(ctx)
    service = state.services().orders
    found = find_order(state, number, platform)
    private = service.unmask(state.actor(), found.id) if unmask else None
    card = service.card(found.id)
    order = card.order
    if private is not None:
        order = replace(
            order,
            receiver=private.receiver,
            phone=private.phone,
            address=private.address,
            buyer_message=private.buyer_message,
        )
    emit(
        {**order_json(order), **card_json(card)},
        as_json=json,
        zone=state.zone,
        render=lambda: [*order_lines(order, state), *card_lines(card)],
    )


@app.command("check", help=t("cli.order.check"))
def check(
    ctx: typer.Context,
    number: NumberArgument,
    step: Annotated[str, typer.Option("--step", metavar="KEY", help=t("cli.order.step"))] = "",
    outcome: Annotated[StepState, typer.Option("--as", help=t("cli.order.outcome"))] = StepState.DONE,
    note: Annotated[str, typer.Option("--note", help=t("cli.order.note"))] = "",
    platform: PlatformOption = None,
    json: JsonOption = False,
) -> None:
    """The checklist before payment or before shipping: what data and people answered (rules O1, O2).

    With --step a person's outcome of that step is kept; it never blocks anything.
    """
    state = console_state(ctx)
    service, found = state.services().orders, find_order(state, number, platform)
    if step:
        checklist = service.tick(state.actor(), found.id, step, outcome, note).checklist
    else:
        checklist = service.check(found.id)
    emit(
        {"order_no": found.order_no, **check_json(checklist)},
        as_json=json,
        zone=state.zone,
        render=lambda: check_lines(checklist, state) or [t("check.nothing", status=token("status", found.status))],
    )


@app.command("remark", help=t("cli.order.remark"))
def remark(
    ctx: typer.Context,
    number: NumberArgument,
    text: Annotated[str, typer.Argument(help=t("cli.order.text"))],
    replace_all: Annotated[bool, typer.Option("--replace", help=t("cli.order.replace"))] = False,
    kind: Annotated[PromiseKind | None, typer.Option("--promise", help=t("cli.order.kind"))] = None,
    due: Annotated[str, typer.Option("--due", help=t("cli.order.due"))] = "",
    platform: PlatformOption = None,
    json: JsonOption = False,
) -> None:
    """Append `agent promise date`, or with --replace save the whole remark (rules R1, R4, R5)."""
    state = console_state(ctx)
    service, actor = state.services().orders, state.actor()
    found = find_order(state, number, platform)
    if replace_all:
        changed = service.remark(actor, found.id, text, expected_version=found.version)
    else:
        due_at = parse_due(due, state.zone, state.services().context.now()) if due else None
        ledger: Ledger = "always" if kind is not None or due else "promised"
        changed = service.append_remark(actor, found.id, text, kind=kind, due_at=due_at, ledger=ledger)
    facts = {
        **order_json(changed.order),
        "former_remark": changed.former.remark,
        "promise": promise_json(changed.promise) if changed.promise else None,
        "promises": [promise_json(one) for one in changed.promises],
        "suggested_promises": [
            {"kind": one.kind.value, "word": one.word, "due": one.due_at} for one in changed.suggested
        ],
    }

    def lines() -> list[str]:
        shown = [t("order.remarked", order_no=changed.order.order_no, remark=changed.order.remark)]
        removed = [
            span.text for span in difference(changed.former.remark, changed.order.remark) if span.kind == "removed"
        ]
        if removed:
            shown.append(t("order.removed", text=" | ".join(removed)))
        shown += [t("order.promised", id=one.id, due=one.due_at, text=one.text) for one in changed.promises]
        shown += [t("order.suggested", kind=token("promise", one.kind), word=one.word) for one in changed.suggested]
        return shown

    emit(facts, as_json=json, zone=state.zone, render=lines)


@app.command("flag", help=t("cli.order.flag"))
def flag(
    ctx: typer.Context,
    number: NumberArgument,
    colour: Annotated[str, typer.Argument(metavar="FLAG", help=t("cli.order.colour"))],
    also: Annotated[list[str] | None, typer.Option("--also", metavar="ORDER_NO", help=t("cli.order.also"))] = None,
    platform: PlatformOption = None,
    json: JsonOption = False,
) -> None:
    """Set a flag, on several orders at once with --also (rule R3)."""
    state = console_state(ctx)
    service, actor, chosen = state.services().orders, state.actor(), read_flag(colour)
    found = [find_order(state, one, platform) for one in (number, *(also or ()))]
    if also:
        orders = service.bulk_flag(actor, [order.id for order in found], chosen).orders
    else:
        orders = (service.flag(actor, found[0].id, chosen).order,)
    rows = [order_json(order) for order in orders]
    emit(
        rows if also else rows[0],
        as_json=json,
        zone=state.zone,
        render=lambda: [t("order.flagged", order_no=o.order_no, flag=token("flag", o.flag)) for o in orders],
    )


@app.command("signed", help=t("cli.order.signed"))
def signed(
    ctx: typer.Context,
    number: NumberArgument,
    at: Annotated[str, typer.Argument(metavar="TIME", help=t("cli.order.signed_at"))],
    platform: PlatformOption = None,
    json: JsonOption = False,
) -> None:
    """Note when the parcel was signed for (rule A1)."""
    state = console_state(ctx)
    service = state.services().orders
    found = find_order(state, number, platform)
    moment = parse_when(at, state.zone, state.services().context.now())
    order = service.set_signed(state.actor(), found.id, moment).order
    emit(order_json(order), as_json=json, zone=state.zone, render=lambda: order_lines(order, state))


@app.command("resolve", help=t("cli.order.resolve"))
def resolve(
    ctx: typer.Context,
    number: NumberArgument,
    keep: Annotated[Side, typer.Argument(help=t("cli.order.keep"))],
    platform: PlatformOption = None,
    json: JsonOption = False,
) -> None:
    """Settle a remark that changed here and on the platform."""
    state = console_state(ctx)
    found = find_order(state, number, platform)
    order = state.services().orders.resolve_conflict(state.actor(), found.id, keep.value).order
    emit(order_json(order), as_json=json, zone=state.zone, render=lambda: order_lines(order, state))


@app.command("history", help=t("cli.order.history"))
def history(
    ctx: typer.Context,
    number: NumberArgument,
    platform: PlatformOption = None,
    limit: LimitOption = 50,
    json: JsonOption = False,
) -> None:
    """Who changed what when, newest first (rule R6)."""
    state = console_state(ctx)
    entries = state.services().orders.history(find_order(state, number, platform).id, limit)
    emit(
        [history_json(entry) for entry in entries],
        as_json=json,
        zone=state.zone,
        render=lambda: history_lines(entries, state),
    )


@app.command("undo", help=t("cli.order.undo"))
def undo(ctx: typer.Context, number: NumberArgument, platform: PlatformOption = None, json: JsonOption = False) -> None:
    """Take back one's own latest act on an order (rule R6)."""
    state = console_state(ctx)
    service = state.services().orders
    found = find_order(state, number, platform)
    undone = service.undo(state.actor(), found.id)
    order = find_order(state, number, found.platform)
    emit(
        {**order_json(order), "undone": undone.act},
        as_json=json,
        zone=state.zone,
        render=lambda: [t("order.taken_back", act=token("act", undone.act)), *order_lines(order, state)],
    )
