"""`cs-console followup`: the due list: list, show, done, snooze (rules U1, U2, C3)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cs_console.cli.common import JsonOption, LimitOption, State, console_state, emit, parse_due, table, when
from cs_console.domain.followups import FollowupKind, FollowupOutcome
from cs_console.errors import Usage
from cs_console.i18n import listed, t, token
from cs_console.text.mask import mask_text

if TYPE_CHECKING:
    from cs_console.domain.followups import DueItem
    from cs_console.services.followups import FollowedUp

app = typer.Typer(rich_markup_mode=None, help=t("cli.help.followup"), no_args_is_help=True)

KeyArgument = Annotated[str, typer.Argument(metavar="ID", help=t("cli.followup.key"))]
NoteOption = Annotated[str, typer.Option("--note", help=t("cli.followup.note"))]


def _json(item: DueItem, state: State) -> dict[str, Any]:
    return {
        "id": item.key,
        "kind": item.kind.value,
        "stage": item.stage,
        "due": item.due_at,
        "overdue": item.due_at <= state.services().context.now(),
        "order_no": item.order_no,
        "platform": item.platform.value,
        "buyer": item.buyer,
        "what": mask_text(item.what),
        "amount_fen": item.amount_fen,
        "phrase": item.phrase_id,
        "owner": item.owner,
        "snoozed": item.snoozed,
        "order_id": item.order_id,
        "inquiry": item.inquiry_id,
    }


@app.command("list", help=t("cli.followup.list"))
def list_due(
    ctx: typer.Context,
    kind: Annotated[list[FollowupKind] | None, typer.Option("--kind", help=t("cli.followup.kind"))] = None,
    owner: Annotated[str, typer.Option("--by", help=t("cli.followup.by"))] = "",
    until: Annotated[str, typer.Option("--until", metavar="TIME", help=t("cli.followup.ahead"))] = "",
    limit: LimitOption = 100,
    json: JsonOption = False,
) -> None:
    """What is due, the longest due first."""
    from cs_console.services.followups import FollowupFilter

    state = console_state(ctx)
    services = state.services()
    moment = parse_due(until, state.zone, services.context.now()) if until else None
    found = services.followups.list(FollowupFilter(kinds=tuple(kind or ()), owner=owner, until=moment), limit)
    names = ("id", "due_at", "kind", "order_no", "buyer", "what", "owner")
    rows = [
        (
            one.key,
            when(one.due_at, state.zone),
            token("followup_kind", one.kind),
            one.order_no,
            one.buyer,
            mask_text(one.what),
            one.owner,
        )
        for one in found
    ]
    emit(
        [_json(one, state) for one in found],
        as_json=json,
        zone=state.zone,
        render=lambda: table(rows, [t(f"report.col.{name}") for name in names]) if rows else [t("followup.none")],
    )


@app.command("show", help=t("cli.followup.show"))
def show(ctx: typer.Context, key: KeyArgument, json: JsonOption = False) -> None:
    """One follow-up with the text to send, another one each time (rules U1, P2)."""
    state = console_state(ctx)
    service, actor = state.services().followups, state.actor()
    item = service.find(key)
    told = service.text(actor, item.key) if item.phrase_id else None
    missing = [blank.label for blank in told.missing] if told else []
    document = {**_json(item, state), "text": told.text if told else "", "missing": missing}

    def lines() -> list[str]:
        head = f"{token('followup_kind', item.kind)}  {item.order_no}  {item.buyer}  {mask_text(item.what)}"
        blanks = [t("followup.missing", names=listed(missing))] if missing else []
        return [head, *([told.text] if told else []), *blanks]

    emit(document, as_json=json, zone=state.zone, render=lines)


@app.command("done", help=t("cli.followup.done"))
def done(
    ctx: typer.Context,
    key: KeyArgument,
    outcome: Annotated[str, typer.Option("--outcome", help=t("cli.followup.outcome"))] = "",
    note: NoteOption = "",
    score: Annotated[int | None, typer.Option("--score", help=t("cli.followup.score"))] = None,
    own_words: Annotated[bool, typer.Option("--own-words", help=t("cli.followup.own_words"))] = False,
    json: JsonOption = False,
) -> None:
    """End a follow-up with its outcome."""
    state = console_state(ctx)
    chosen, words = _outcome(outcome)
    if score is not None and chosen is None:
        chosen = FollowupOutcome.RATED
    note = "；".join(text for text in (words, note) if text)
    changed = state.services().followups.done(state.actor(), key, chosen, note=note, score=score, own_words=own_words)
    _said(changed, state, "followup.done", json=json)


def _outcome(text: str) -> tuple[FollowupOutcome | None, str]:
    """The outcome for a token or its word; anything else is an outcome of its own, kept as it was said."""
    text = text.strip()
    if not text:
        return None, ""
    for outcome in FollowupOutcome:
        if text.casefold() in (outcome.value, token("followup_outcome", outcome).casefold()):
            return outcome, ""
    return FollowupOutcome.OTHER, text


@app.command("snooze", help=t("cli.followup.snooze"))
def snooze(
    ctx: typer.Context,
    key: KeyArgument,
    until: Annotated[str, typer.Option("--until", metavar="TIME", help=t("cli.followup.until"))] = "",
    minutes: Annotated[int, typer.Option("--minutes", min=0, help=t("cli.followup.minutes"))] = 0,
    note: NoteOption = "",
    json: JsonOption = False,
) -> None:
    """Put a follow-up off."""
    state = console_state(ctx)
    now = state.services().context.now()
    if bool(until) == bool(minutes):
        raise Usage("queue.until_or_minutes")
    moment = parse_due(until, state.zone, now) if until else now + timedelta(minutes=minutes)
    _said(state.services().followups.snooze(state.actor(), key, moment, note), state, "followup.snoozed", json=json)


def _said(changed: FollowedUp, state: State, code: str, *, json: bool) -> None:
    row = changed.row
    document = {
        **_json(changed.item, state),
        "state": row.state.value if row else "done",
        "outcome": row.outcome.value if row and row.outcome else None,
        "note": mask_text(row.note) if row else "",
        "done_by": row.done_by if row else "",
        "snoozed_until": row.snoozed_until if row else None,
    }
    word = token("followup_outcome", row.outcome) if row and row.outcome else ""
    until = when(row.snoozed_until, state.zone) if row else ""
    kind = token("followup_kind", changed.item.kind)
    emit(
        document,
        as_json=json,
        zone=state.zone,
        render=lambda: [t(code, kind=kind, key=changed.item.key, outcome=word, until=until).rstrip("：: ")],
    )
