"""`cs-console team`: list, pin."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cs_console.cli.common import JsonOption, State, ask_secret, console_state, emit, interactive, table, when
from cs_console.errors import BadInput
from cs_console.i18n import t, token

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
            t("goods.yes") if one.member.pin_hash else "", "、".join(one.member.former_names),
        )
        for one in rows
    ]  # fmt: skip
    names = ("name", "role", "team", "duty", "since", "pin", "former")
    return table(cells, [t(f"team.{name}") for name in names])
