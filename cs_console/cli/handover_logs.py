"""`cs-console handover`: takeover, review, addendum, export, verify, list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from cs_console.cli.common import JsonOption, LimitOption, State, console_state, emit, table, when
from cs_console.cli.handover_rows import addendum_json, log_json, review_json, show_log
from cs_console.errors import BadInput
from cs_console.i18n import t, token

app = typer.Typer(rich_markup_mode=None)

ItemOption = Annotated[int, typer.Option("--item", help=t("cli.handover.item_option"))]


@app.command("takeover", help=t("cli.handover.takeover"))
def takeover(
    ctx: typer.Context,
    agent: Annotated[str, typer.Argument(help=t("cli.handover.agent"))],
    reason: Annotated[str, typer.Option("--reason", help=t("cli.handover.takeover_reason"))] = "",
    json: JsonOption = False,
) -> None:
    """A lead hands in an absent agent's work, marked; the agent's claims go back to the queue."""
    state = console_state(ctx)
    show_log(state.services().takeovers.take(state.actor(), agent, reason), state, json)


@app.command("addendum", help=t("cli.handover.addendum"))
def addendum(
    ctx: typer.Context,
    number: Annotated[int, typer.Argument(help=t("cli.handover.number"))],
    text: Annotated[str, typer.Argument(help=t("cli.handover.addendum_text"))],
    item: ItemOption = 0,
    json: JsonOption = False,
) -> None:
    """Correct a sealed log; what was signed stays as it stands."""
    state = console_state(ctx)
    added = state.services().addenda.add(state.actor(), number, text, item_id=item)
    emit(addendum_json(added), as_json=json, zone=state.zone, render=lambda: [t("handover.added", id=number)])


@app.command("review", help=t("cli.handover.review"))
def review(
    ctx: typer.Context,
    number: Annotated[int | None, typer.Argument(help=t("cli.handover.number"))] = None,
    comment: Annotated[str, typer.Option("--comment", help=t("cli.handover.comment"))] = "",
    rating: Annotated[int, typer.Option("--rating", help=t("cli.handover.rating"))] = 0,
    item: ItemOption = 0,
    json: JsonOption = False,
) -> None:
    """Comment on a log, or rate it and sign it off; without a number what waits for a sign-off."""
    state = console_state(ctx)
    reviews = state.services().handover_reviews
    if number is None:
        waiting = reviews.pending()
        lines = list(_log_table(waiting, state)) if waiting else [t("handover.none_to_review")]
        emit([log_json(log) for log in waiting], as_json=json, zone=state.zone, render=lambda: lines)
        return
    if rating and item:
        raise BadInput("review.rating_item")
    if rating:
        kept = reviews.sign_off(state.actor(), number, rating, comment)
    else:
        kept = reviews.comment(state.actor(), number, comment, item_id=item)
    emit(review_json(kept), as_json=json, zone=state.zone, render=lambda: [t("handover.reviewed")])


@app.command("export", help=t("cli.handover.export"))
def export(
    ctx: typer.Context,
    number: Annotated[int | None, typer.Argument(help=t("cli.handover.number"))] = None,
    form: Annotated[str, typer.Option("--format", help=t("cli.handover.format"))] = "md,html,xlsx,json",
    unmask: Annotated[bool, typer.Option("--unmask", help=t("cli.handover.unmask"))] = False,
    schema: Annotated[bool, typer.Option("--schema", help=t("cli.handover.schema"))] = False,
    json: JsonOption = False,
) -> None:
    """Write a log to data/handovers/, masked; the newest handed-in one by default."""
    state = console_state(ctx)
    if schema:
        emit(state.services().handover_files.schema(), as_json=True, zone=state.zone, render=list)
        return
    forms = tuple(dict.fromkeys(one.strip() for one in form.replace("，", ",").split(",") if one.strip()))
    actor = state.actor() if unmask else state.viewer()
    paths = state.services().handover_files.export(actor, number, forms, masked=not unmask)
    emit([str(path) for path in paths], as_json=json, zone=state.zone, render=lambda: [str(path) for path in paths])


@app.command("verify", help=t("cli.handover.verify"))
def verify(
    ctx: typer.Context,
    files: Annotated[list[Path], typer.Argument(help=t("cli.handover.files"))],
    json: JsonOption = False,
) -> None:
    """Check exported logs against the store; exit 1 when one of them does not fit."""
    state = console_state(ctx)
    checks = [state.services().handover_files.check(path) for path in files]
    facts = [
        {"file": one.path, "handover": one.handover_id or None, "fine": one.fine, "problems": list(one.problems),
         "exported_at": one.exported_at, "exported_by": one.exported_by, "differences": list(one.differences)}
        for one in checks
    ]  # fmt: skip
    emit(facts, as_json=json, zone=state.zone, render=lambda: [line for one in checks for line in _checked(one, state)])
    if not all(one.fine for one in checks):
        raise typer.Exit(1)


def _checked(check: Any, state: State) -> Iterable[str]:
    from cs_console.text.clean import clean

    name = check.path.name
    if check.fine:
        traced = check.exported_at is not None
        by = t("handover.check.exported", by=check.exported_by or "-", at=when(check.exported_at, state.zone))
        yield clean(t("handover.check.fine", name=name, id=check.handover_id) + (by if traced else ""))
    for problem in check.problems:
        yield clean(t("handover.check.bad", name=name, problem=t(f"check.{problem}", id=check.handover_id)))
    yield from (clean(f"  {line}") for line in check.differences)


@app.command("list", help=t("cli.handover.list"))
def list_logs(ctx: typer.Context, limit: LimitOption = 20, json: JsonOption = False) -> None:
    """Logs, newest first."""
    state = console_state(ctx)
    logs = state.services().handovers.logs(limit)

    emit([log_json(log) for log in logs], as_json=json, zone=state.zone, render=lambda: _log_table(logs, state))


def _log_table(logs: Sequence[Any], state: State) -> Iterable[str]:
    rows = [
        (log.id, log.business_date, token("shift", log.shift_key), log.author or t("handover.nobody"),
         token("handover_state", log.state), when(log.submitted_at, state.zone), log.content_hash[:12])
        for log in logs
    ]  # fmt: skip
    heads = ("#", t("handover.day"), t("handover.shift"), t("handover.author"), t("handover.state"),
             t("handover.submitted_at"), t("handover.seal"))  # fmt: skip
    return table(rows, heads)
