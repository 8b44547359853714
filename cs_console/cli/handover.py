"""`cs-console handover`: draft, note, edit, submit, show, accept, query, decline, answer."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from cs_console.cli import handover_logs
from cs_console.cli.common import JsonOption, State, console_state, emit, parse_due
from cs_console.cli.handover_rows import item_json, show_log
from cs_console.errors import NotFound, Refused
from cs_console.i18n import t, token

app = typer.Typer(rich_markup_mode=None, help=t("cli.help.handover"))

ItemArgument = Annotated[int, typer.Argument(help=t("cli.handover.item"))]


@app.command("draft", help=t("cli.handover.draft"))
def draft(ctx: typer.Context, json: JsonOption = False) -> None:
    """The running shift's log, brought up to date with what is open."""
    state = console_state(ctx)
    show_log(state.services().handovers.draft(state.actor()), state, json)


@app.command("note", help=t("cli.handover.note"))
def note(
    ctx: typer.Context,
    text: Annotated[str, typer.Argument(help=t("cli.handover.text"))],
    action: Annotated[str, typer.Option("--action", help=t("cli.handover.action"))] = "",
    owner: Annotated[str, typer.Option("--owner", help=t("cli.handover.owner"))] = "",
    due: Annotated[str, typer.Option("--due", help=t("cli.handover.due"))] = "",
    order: Annotated[str, typer.Option("--order", help=t("cli.handover.order"))] = "",
    buyer: Annotated[str, typer.Option("--buyer", help=t("cli.handover.buyer"))] = "",
    contingency: Annotated[str, typer.Option("--if", help=t("cli.handover.contingency"))] = "",
    urgent: Annotated[bool, typer.Option("--urgent", help=t("cli.handover.urgent"))] = False,
    exception: Annotated[bool, typer.Option("--exception", help=t("cli.handover.exception"))] = False,
    json: JsonOption = False,
) -> None:
    """Add an item to the draft by hand."""
    from cs_console.domain.vocabulary import Severity

    state = console_state(ctx)
    services = state.services()
    item = services.handovers.note(
        state.actor(), text, action=action, owner=owner, order_no=order, buyer=buyer, contingency=contingency,
        due_at=parse_due(due, state.zone, services.context.now()) if due else None,
        severity=Severity.URGENT if urgent else Severity.NORMAL, section="exceptions" if exception else "notes",
    )  # fmt: skip
    emit(item_json(item), as_json=json, zone=state.zone, render=lambda: [t("handover.noted", id=item.id)])


@app.command("edit", help=t("cli.handover.edit"))
def edit(
    ctx: typer.Context,
    item: ItemArgument,
    what: Annotated[str | None, typer.Option("--what", help=t("cli.handover.text"))] = None,
    action: Annotated[str | None, typer.Option("--action", help=t("cli.handover.action"))] = None,
    owner: Annotated[str | None, typer.Option("--owner", help=t("cli.handover.owner"))] = None,
    due: Annotated[str | None, typer.Option("--due", help=t("cli.handover.due"))] = None,
    contingency: Annotated[str | None, typer.Option("--if", help=t("cli.handover.contingency"))] = None,
    carry: Annotated[str | None, typer.Option("--carry-reason", help=t("cli.handover.carry"))] = None,
    urgent: Annotated[bool | None, typer.Option("--urgent/--normal", help=t("cli.handover.urgent"))] = None,
    json: JsonOption = False,
) -> None:
    """Change what a draft's item says."""
    from cs_console.domain.vocabulary import Severity

    state = console_state(ctx)
    services = state.services()
    fields: dict[str, Any] = {
        "what": what, "action": action, "owner": owner, "contingency": contingency, "carry_reason": carry,
        "severity": None if urgent is None else Severity.URGENT if urgent else Severity.NORMAL,
        "due_at": parse_due(due, state.zone, services.context.now()) if due else None,
    }  # fmt: skip
    changed = services.handovers.edit(
        state.actor(), item, **{name: value for name, value in fields.items() if value is not None}
    )
    emit(item_json(changed), as_json=json, zone=state.zone, render=lambda: [t("handover.edited", id=item)])


@app.command("submit", help=t("cli.handover.submit"))
def submit(
    ctx: typer.Context,
    summary: Annotated[str, typer.Option("--summary", help=t("cli.handover.summary"))] = "",
    json: JsonOption = False,
) -> None:
    """Sign and hand in; refused while an item lacks action, owner or due."""
    state = console_state(ctx)
    show_log(state.services().handovers.submit(state.actor(), summary), state, json)


@app.command("show", help=t("cli.handover.show"))
def show(
    ctx: typer.Context,
    number: Annotated[int | None, typer.Argument(help=t("cli.handover.number"))] = None,
    json: JsonOption = False,
) -> None:
    """One log; without a number the one this agent has to accept."""
    state = console_state(ctx)
    handovers = state.services().handovers
    view = handovers.show(number) if number is not None else handovers.incoming(state.actor())
    if view is None:
        raise NotFound("handover.none_incoming")
    show_log(view, state, json)


@app.command("accept", help=t("cli.handover.accept"))
def accept(
    ctx: typer.Context,
    items: Annotated[list[int] | None, typer.Argument(help=t("cli.handover.items"))] = None,
    everything: Annotated[bool, typer.Option("--all", help=t("cli.handover.all"))] = False,
    read_back: Annotated[str, typer.Option("--read-back", help=t("cli.handover.read_back"))] = "",
    json: JsonOption = False,
) -> None:
    """Accept items; each urgent one needs its own read-back, so `--all` takes the others only (rule H4)."""
    from cs_console.domain.vocabulary import ItemDecision, Severity

    state = console_state(ctx)
    handovers, actor = state.services().handovers, state.actor()
    view = handovers.incoming(actor)
    if everything and view is None:
        raise NotFound("handover.none_incoming")
    pending = view.pending if view is not None else ()
    urgent = {item.id: item.what for item in pending if item.severity is Severity.URGENT}
    chosen = list(items or [])
    if everything:
        chosen += [item.id for item in pending if item.id not in urgent and item.id not in chosen]
        chosen += list(urgent) if read_back or not chosen else []
    if not chosen:
        raise NotFound("handover.no_items")
    if len(named := [what for number, what in urgent.items() if number in chosen]) > 1:
        raise Refused("handover.read_back", what=named[0])
    results = [handovers.decide(actor, one, ItemDecision.ACCEPTED, read_back=read_back) for one in chosen]
    _decided(results, state, json)


@app.command("query", help=t("cli.handover.query"))
def query(
    ctx: typer.Context, item: ItemArgument,
    question: Annotated[str, typer.Argument(help=t("cli.handover.question"))], json: JsonOption = False,
) -> None:  # fmt: skip
    """Ask back about an item; the author or a lead answers."""
    _decide(ctx, item, "queried", question, json)


@app.command("decline", help=t("cli.handover.decline"))
def decline(
    ctx: typer.Context, item: ItemArgument,
    reason: Annotated[str, typer.Argument(help=t("cli.handover.reason"))], json: JsonOption = False,
) -> None:  # fmt: skip
    """Refuse an item with a reason; it goes to the lead."""
    _decide(ctx, item, "declined", reason, json)


def _decide(ctx: typer.Context, item: int, decision: str, text: str, json: bool) -> None:
    from cs_console.domain.vocabulary import ItemDecision

    state = console_state(ctx)
    result = state.services().handovers.decide(state.actor(), item, ItemDecision(decision), question=text)
    _decided([result], state, json)


def _decided(results: list[Any], state: State, json: bool) -> None:
    facts = {
        "items": [item_json(result.item) for result in results],
        "sealed": results[-1].sealed, "shift_running": results[-1].shift_running,
    }  # fmt: skip

    def lines() -> list[str]:
        shown = [
            t("handover.decided_line", id=one.item.id, decision=token("decision", one.item.decision)) for one in results
        ]
        if results[-1].sealed:
            shown.append(t("handover.sealed"))
        return shown

    emit(facts, as_json=json, zone=state.zone, render=lines)


@app.command("answer", help=t("cli.handover.answer"))
def answer(
    ctx: typer.Context, item: ItemArgument,
    text: Annotated[str, typer.Argument(help=t("cli.handover.answer_text"))], json: JsonOption = False,
) -> None:  # fmt: skip
    """Answer a query."""
    state = console_state(ctx)
    changed = state.services().handovers.answer(state.actor(), item, text)
    emit(item_json(changed), as_json=json, zone=state.zone, render=lambda: [t("handover.answered", id=item)])


app.registered_commands += handover_logs.app.registered_commands
