"""What every command shares: the opened workspace, who acts, and how results are printed."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from cs_console.errors import NotFound, Refused
from cs_console.i18n import t
from cs_console.workspace import Workspace, find, is_workspace, user_root

if TYPE_CHECKING:
    from cs_console.bootstrap import Opened
    from cs_console.domain.entities import Actor
    from cs_console.services.facade import Services
    from cs_console.services.seats import Proof

if TYPE_CHECKING:
    JsonOption = Annotated[bool, typer.Option("--json")]
    LimitOption = Annotated[int, typer.Option("--limit", min=1)]

SEAT_TOKEN = "CS_CONSOLE_SEAT"
"""The variable that holds the token which `shift start` gave for a seat with a PIN."""


def __getattr__(name: str) -> Any:
    """`JsonOption` and `LimitOption`, made when a group asks: only then is the language of their help known."""
    if name == "JsonOption":
        return Annotated[bool, typer.Option("--json", help=t("cli.option.json"))]
    if name == "LimitOption":
        return Annotated[int, typer.Option("--limit", min=1, help=t("cli.option.limit"))]
    raise AttributeError(name)


@dataclass(slots=True)
class State:
    """One command's view of the workspace; everything is opened only when asked for."""

    workspace_option: str | None = None
    db_option: str | None = None
    agent_option: str | None = None
    lang_option: str | None = None
    pin_stdin: bool = False
    _opened: Opened | None = field(default=None)
    _proofs: dict[str | None, Proof] = field(default_factory=dict, repr=False)

    def workspace(self) -> Workspace:
        """The workspace; the one in the user's own folder is filled with the defaults on first use."""
        found = find(self.workspace_option, self.db_option, cwd=Path.cwd())
        if found.root == user_root().absolute() and not is_workspace(found.root):
            from cs_console.bootstrap import create_workspace

            create_workspace(found.root)
        return found

    def opened(self) -> Opened:
        """The opened workspace: policies, books, store, services; details of errors go to its log."""
        if self._opened is None:
            from cs_console.bootstrap import open_workspace, start_logging

            workspace = self.workspace()
            start_logging(workspace)
            self._opened = open_workspace(workspace)
        return self._opened

    def services(self) -> Services:
        """All services of the workspace."""
        return self.opened().services

    @property
    def zone(self) -> ZoneInfo:
        """The shop's time zone."""
        return self.services().context.zone

    def agent_name(self) -> str | None:
        """Who was named by `--agent` or `CS_CONSOLE_AGENT`; None leaves it to the roster."""
        return self.agent_option or os.environ.get("CS_CONSOLE_AGENT") or None

    def actor(self) -> Actor:
        """Who acts; `NotFound` naming the roster when that cannot be told, `Refused` without the seat's PIN."""
        return self.as_agent(self.agent_name())

    def as_agent(self, name: str | None) -> Actor:
        """Somebody of the roster; a seat with a PIN takes the shift's token, else the PIN, asked for once.

        The PIN comes from standard input with ``--pin-stdin``, from the terminal without echo otherwise; where
        nobody can be asked, `Refused` says how to bring it.
        """
        from cs_console.services.seats import Proof

        people = self.services().people
        proof = self._proofs.get(name) or Proof(token=os.environ.get(SEAT_TOKEN, ""))
        try:
            return people.actor(name, os_user=os_user(), proof=proof)
        except Refused as refusal:
            if refusal.code != "seat.pin_wanted":
                raise
            pin = self.ask_pin(str(refusal.params["agent"]))
            if not pin:
                raise
        actor = people.actor(name, os_user=os_user(), proof=Proof(pin=pin))
        self._proofs[name] = Proof(pin=pin)
        return actor

    def ask_pin(self, agent: str) -> str:
        """A PIN from standard input or the terminal, "" where nobody can be asked."""
        if self.pin_stdin:
            return sys.stdin.readline().strip()
        return ask_secret(t("cli.seat.pin", agent=agent)) if interactive() else ""

    def viewer(self) -> Actor:
        """Who looks: the actor if that can be told, else nobody in particular; for reading only."""
        from cs_console.domain.entities import Actor
        from cs_console.services.seats import Proof

        if self.agent_name() is not None:
            return self.actor()
        proof = Proof(token=os.environ.get(SEAT_TOKEN, ""))
        try:
            return self.services().people.actor(None, os_user=os_user(), proof=proof)
        except (NotFound, Refused):
            return Actor("")

    def onlooker(self) -> Actor:
        """As `viewer`, but somebody of the roster who brings no PIN is still that somebody, without a role."""
        from cs_console.domain.entities import Actor

        found = self.viewer()
        member = self.services().context.policies().team.by_os_user(os_user())
        return Actor(member.name) if not found.agent and member is not None else found

    def close(self) -> None:
        """Give back the store."""
        if self._opened is not None:
            self._opened.close()


def os_user() -> str:
    """The operating system's name for the user, "" where it has none."""
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""


def console_state(ctx: typer.Context) -> State:
    """The state that the root command made."""
    state = ctx.find_object(State)
    assert state is not None
    return state


def jsonable(value: Any, zone: ZoneInfo) -> Any:
    """JSON types: times ISO 8601 with the shop's offset, enums their tokens, tuples lists."""
    if isinstance(value, datetime):
        return value.astimezone(zone).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: jsonable(item, zone) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [jsonable(item, zone) for item in value]
    if isinstance(value, Path):
        return str(value)
    return value


def emit(value: Any, *, as_json: bool, zone: ZoneInfo, render: Callable[[], Iterable[str]]) -> None:
    """Print one JSON document, or the lines for a person."""
    if as_json:
        print(json.dumps(jsonable(value, zone), ensure_ascii=False, indent=2))
        return
    for line in render():
        print(line)


def table(rows: Sequence[Sequence[object]], headers: Sequence[str]) -> Iterable[str]:
    """Lines of a plain table whose columns line up with Chinese in them."""
    from cs_console.text.clean import clean
    from cs_console.text.width import cell_width

    cells = [[clean(str(cell)) for cell in row] for row in (headers, *rows)]
    widths = [max(cell_width(row[column]) for row in cells) for column in range(len(headers))]
    for row in cells:
        yield "  ".join(
            cell + " " * (width - cell_width(cell)) for cell, width in zip(row, widths, strict=True)
        ).rstrip()


def when(moment: datetime | None, zone: ZoneInfo) -> str:
    """``06-14 10:42`` in the shop's zone, "" for None."""
    return moment.astimezone(zone).strftime("%m-%d %H:%M") if moment is not None else ""


def parse_when(text: str, zone: ZoneInfo, now: datetime) -> datetime:
    """A time a person typed: ``10:30``, ``06-14 10:30``, ``2026-06-14 10:30`` or ISO 8601, in the shop's zone."""
    from cs_console.domain.typed_times import typed_moment

    return _read_or_refused(typed_moment(text, zone, now), text)


def parse_due(text: str, zone: ZoneInfo, now: datetime) -> datetime:
    """A time to come: as `parse_when`, an hour alone is the next such one; also ``明天10点``, ``2小时后``."""
    from cs_console.domain.typed_times import typed_due

    return _read_or_refused(typed_due(text, zone, now), text)


def _read_or_refused(read: datetime | None, text: str) -> datetime:
    if read is None:
        raise typer.BadParameter(t("cli.bad_time", text=text))
    return read


def interactive() -> bool:
    """Whether a person sits at a terminal: both ways, or nothing is asked."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def ask_secret(question: str) -> str:
    """One line from the terminal without echo; the question goes to standard error."""
    import getpass

    return getpass.getpass(f"{question} ", stream=sys.stderr).strip()


def parse_money(text: str) -> int:
    """The fen in what a person typed as yuan: ``88``, ``88.50``, ``¥1,099``."""
    from cs_console.domain.money import parse_fen

    try:
        return parse_fen(text)
    except ValueError as error:
        raise typer.BadParameter(t("cli.bad_money", text=text)) from error
