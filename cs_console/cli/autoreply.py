"""`cs-console autoreply`: automatic replies by period, ready to paste (rule S7)."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cs_console.cli.common import JsonOption, State, console_state, emit, when
from cs_console.i18n import language, t

if TYPE_CHECKING:
    from cs_console.services.autoreplies import AutoReplies, AutoText, StaleText

app = typer.Typer(rich_markup_mode=None, no_args_is_help=True, help=t("cli.help.autoreply"))


class Kind(StrEnum):
    """Kinds of automatic replies."""

    WELCOME = "welcome"
    AWAY = "away"
    BUSY = "busy"
    OFF_HOURS = "off_hours"
    CAMPAIGN = "campaign"


@app.command("show", help=t("cli.autoreply.show"))
def show(ctx: typer.Context, json: JsonOption = False) -> None:
    """What fits now, and whether the text set earlier still fits the clock."""
    state = console_state(ctx)
    service, actor = state.services().autoreplies, state.viewer()
    found, stale = service.show(actor), service.stale(actor)
    emit(_facts(found, stale), as_json=json, zone=state.zone, render=lambda: _lines(found, stale, state))


@app.command("copy", help=t("cli.autoreply.copy"))
def copy(
    ctx: typer.Context,
    reply_id: Annotated[str, typer.Argument(metavar="[ID]", help=t("cli.autoreply.id"))] = "",
    kind: Annotated[Kind | None, typer.Option("--kind", help=t("cli.autoreply.kind"))] = None,
    json: JsonOption = False,
) -> None:
    """Print one text, filled; exit 1 naming what it lacks."""
    state = console_state(ctx)
    found = state.services().autoreplies.copy(state.actor(), reply_id, kind=kind.value if kind else "")
    emit(_text_facts(found), as_json=json, zone=state.zone, render=lambda: [found.text])


def stale_line(stale: StaleText, state: State) -> str:
    """The warning that the clock has moved on."""
    title, at = stale.title.text(language()), when(stale.since, state.zone)
    if stale.instead_title is None:
        return t("autoreply.stale_none", title=title, at=at)
    return t("autoreply.stale", title=title, at=at, instead=stale.instead_title.text(language()))


def _text_facts(one: AutoText) -> dict[str, Any]:
    return {
        "id": one.id, "kind": one.kind, "title": one.title.text(language()), "text": one.text, "fits": one.fits,
        "until": one.until, "missing": list(one.missing),
    }  # fmt: skip


def _facts(found: AutoReplies, stale: StaleText | None) -> dict[str, Any]:
    put = found.set
    return {
        "now": [_text_facts(one) for one in found.now],
        "others": [_text_facts(one) for one in found.others],
        "set": {"id": put.id, "text": put.text, "at": put.at, "fits": put.fits, "changed": put.changed}
        if put else None,
        "stale": stale is not None,
        "instead": stale.instead if stale else "",
    }  # fmt: skip


def _lines(found: AutoReplies, stale: StaleText | None, state: State) -> list[str]:
    lines: list[str] = []
    for title, texts in ((t("autoreply.now"), found.now), (t("autoreply.others"), found.others)):
        if texts:
            lines += [title, *(line for one in texts for line in _entry(one, state)), ""]
    put = found.set
    if stale is not None:
        lines.append(stale_line(stale, state))
    elif put is None:
        lines.append(t("autoreply.never_set"))
    else:
        code = "autoreply.set_changed" if put.changed else "autoreply.set_fits"
        lines.append(t(code, title=put.title.text(language()), at=when(put.at, state.zone)))
    return lines


def _entry(one: AutoText, state: State) -> list[str]:
    until = t("autoreply.until", until=when(one.until, state.zone)) if one.until else t("autoreply.always")
    head = "  ".join([one.id, one.title.text(language()), *([until] if one.fits else [])])
    lacks = [f"    {t('autoreply.lacks', labels='、'.join(one.missing))}"] if one.missing else []
    return [f"  {head}", f"    {one.text}", *lacks]
