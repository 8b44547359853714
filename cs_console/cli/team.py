"""`cs-console team`: list, pin, and the roster: who works, who rests, shift times (rules S5, E6)."""

from __future__ import annotations

import sys
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cs_console.cli.common import JsonOption, State, ask_secret, console_state, emit, interactive, table, when
from cs_console.errors import BadInput
from cs_console.i18n import language, listed, t, token

if TYPE_CHECKING:
    from cs_console.services.people import Colleague

app = typer.Typer(rich_markup_mode=None, help=t("cli.help.team"), no_args_is_help=True)


@app.command("list", help=t("cli.team.list"))
def list_team(
    ctx: typer.Context,
    duty: Annotated[bool, typer.Option("--on-duty", help=t("cli.team.on_duty"))] = False,
    everybody: Annotated[bool, typer.Option("--all", help=t("cli.team.all"))] = False,
    json: JsonOption = False,
) -> None:
    """The roster with who is on duty; leavers with --all."""
    state = console_state(ctx)
    found = [
        one for one in state.services().people.roster()
        if (one.member.active or everybody) and (one.on_duty or not duty)
    ]  # fmt: skip
    emit(
        [_json(one) for one in found],
        as_json=json,
        zone=state.zone,
        render=lambda: _table(found, state) if found else [t("team.none")],
    )


@app.command("pin", help=t("cli.team.pin"))
def pin(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="[NAME]", help=t("cli.team.pin_name"))] = "",
    remove: Annotated[bool, typer.Option("--remove", help=t("cli.team.remove"))] = False,
    json: JsonOption = False,
) -> None:
    """Set or take away a PIN: one's own, or anybody's by a lead.

    Trust mode (信任模式): a PIN keeps colleagues from acting under each other's names; it does not stop somebody
    who can write the roster or the store. Asked for twice without echo on a terminal, else one line of standard
    input (with --pin-stdin the line after the present PIN).
    """
    state = console_state(ctx)
    actor = state.actor()
    who = name or actor.agent
    secret = "" if remove else _new_pin(who)
    done = state.services().seats.set_pin(actor, who, secret)
    shown = t("team.pin_removed" if remove else "team.pin_set", agent=done)
    emit({"agent": done, "pin": not remove}, as_json=json, zone=state.zone, render=lambda: [shown, t("team.trust")])


def _new_pin(agent: str) -> str:
    if not interactive():
        secret = sys.stdin.readline().strip()
        if not secret:
            raise BadInput("seat.no_pin")
        return secret
    secret = ask_secret(t("cli.seat.new_pin", agent=agent))
    if secret != ask_secret(t("cli.seat.again")):
        raise BadInput("seat.differ")
    if not secret:
        raise BadInput("seat.no_pin")
    return secret


def _json(one: Colleague) -> dict[str, Any]:
    member, shift = one.member, one.shift
    return {
        "name": member.name, "role": member.role.value, "team": member.team, "shops": list(member.shops),
        "active": member.active, "on_duty": one.on_duty, "pin": bool(member.pin_hash),
        "shift": shift.key if shift else None, "shift_state": shift.state.value if shift else None,
        "since": shift.started_at if shift else None, "former_names": list(member.former_names),
        "rest_weekday": member.rest_weekday,
    }  # fmt: skip


def _table(rows: list[Colleague], state: State) -> Any:
    cells = [
        (
            one.member.name, token("role", one.member.role), one.member.team,
            token("shift_state", one.shift.state) if one.shift else "",
            when(one.shift.started_at, state.zone) if one.shift else "",
            t("goods.yes") if one.member.pin_hash else "", listed(one.member.former_names),
        )
        for one in rows
    ]  # fmt: skip
    names = ("name", "role", "team", "duty", "since", "pin", "former")
    return table(cells, [t(f"team.{name}") for name in names])


@app.command("roster", help=t("cli.team.roster"))
def roster(
    ctx: typer.Context,
    start: Annotated[str, typer.Option("--from", metavar="DATE", help=t("cli.team.from"))] = "",
    days: Annotated[int, typer.Option("--days", min=1, max=62, help=t("cli.team.days"))] = 7,
    json: JsonOption = False,
) -> None:
    """Who works and who rests, day by day; ``*`` marks an exception of the date."""
    from cs_console.domain.roster import REST

    state = console_state(ctx)
    found = state.services().roster.days(_day(start, state), days)
    titles = {one.key: one.title.text(language()) for one in state.services().context.policies().shifts.shifts}
    titles |= {REST: t("roster.rest"), "": t("roster.any")}
    rows = [
        {"day": one.day, "holiday": one.holiday or None, "staffed": one.staffed,
         "duties": {name: key or None for name, key in one.duties}, "exceptions": sorted(one.excepted)}
        for one in found
    ]  # fmt: skip
    cells = [
        (
            f"{one.day} {one.holiday}".strip(),
            *(
                f"{titles[key]}{'*' if name in one.excepted else ''}" if one.staffed else t("roster.closed")
                for name, key in one.duties
            ),
        )
        for one in found
    ]
    names = [name for name, _ in found[0].duties]
    said = state.services().roster.holidays()
    emit(rows, as_json=json, zone=state.zone, render=lambda: [*table(cells, [t("roster.day"), *names]), said])


@app.command("assign", help=t("cli.team.assign"))
def assign(
    ctx: typer.Context,
    day: Annotated[str, typer.Argument(metavar="DATE", help=t("cli.team.from"))],
    name: Annotated[str, typer.Argument(metavar="NAME", help=t("cli.team.member"))],
    key: Annotated[str, typer.Argument(metavar="SHIFT|rest|auto", help=t("cli.team.duty"))],
    json: JsonOption = False,
) -> None:
    """Give a member a shift or the rest day on one date; ``auto`` goes back to the rotation. Leads only."""
    state = console_state(ctx)
    wanted = _day(day, state)
    planned = state.services().roster.assign(state.actor(), wanted, name, "" if key == "auto" else key)
    facts = {"day": planned.day, "duties": {who: duty or None for who, duty in planned.duties}}
    emit(facts, as_json=json, zone=state.zone, render=lambda: [t("roster.said", name=name, day=planned.day)])


@app.command("rotate", help=t("cli.team.rotate"))
def rotate(
    ctx: typer.Context,
    names: Annotated[list[str], typer.Argument(metavar="NAME...", help=t("roster.order"))],
    json: JsonOption = False,
) -> None:
    """Set the order in which members rest. Leads only."""
    state = console_state(ctx)
    order = state.services().roster.rotate(state.actor(), names)
    emit({"rotation": order}, as_json=json, zone=state.zone, render=lambda: [t("roster.said_rotation")])


@app.command("times", help=t("cli.team.times"))
def times(
    ctx: typer.Context,
    key: Annotated[str, typer.Argument(metavar="SHIFT", help=t("cli.team.shift"))],
    start: Annotated[str, typer.Argument(metavar="HH:MM", help=t("roster.start"))],
    end: Annotated[str, typer.Argument(metavar="HH:MM", help=t("roster.end"))],
    json: JsonOption = False,
) -> None:
    """Set a shift's start and end. Leads only."""
    state = console_state(ctx)
    state.services().roster.change_times(state.actor(), key, start, end)
    facts = {"shift": key, "start": start, "end": end}
    emit(facts, as_json=json, zone=state.zone, render=lambda: [t("roster.said_times", title=key)])


@app.command("set", help=t("cli.team.set"))
def set_member(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help=t("cli.team.member"))],
    shift: Annotated[str | None, typer.Option("--shift", metavar="SHIFT|none", help=t("cli.team.fixed_shift"))] = None,
    rest: Annotated[int | None, typer.Option("--rest", min=0, max=7, help=t("cli.team.fixed_rest"))] = None,
    json: JsonOption = False,
) -> None:
    """Set a member's fixed shift or fixed rest day. Leads only."""
    state = console_state(ctx)
    if shift is None and rest is None:
        raise BadInput("roster.nothing")
    fixed = "" if shift == "none" else shift
    state.services().roster.change_member(state.actor(), name, shift=fixed, rest_weekday=rest)
    facts = {"name": name, "shift": fixed, "rest_weekday": rest}
    emit(facts, as_json=json, zone=state.zone, render=lambda: [t("roster.said_member", name=name)])


def _day(text: str, state: State) -> date:
    if not text:
        return state.services().context.now().astimezone(state.zone).date()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(t("cli.bad_time", text=text)) from error
