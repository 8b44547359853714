"""`cs-console listen`: HTTP intake for programs on this machine, behind a token."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cs_console.cli.common import console_state, jsonable
from cs_console.errors import Refused, StoreUnavailable, Usage
from cs_console.i18n import t

if TYPE_CHECKING:
    from cs_console.domain.vocabulary import Platform

app = typer.Typer(rich_markup_mode=None, help=t("cli.help.listen"))

TOKEN = "CS_CONSOLE_LISTEN_TOKEN"
"""The variable that may hold the token instead of a file."""
FILE = "listen.token"


@app.command(help=t("cli.help.listen"))
def listen(
    ctx: typer.Context,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help=t("cli.web.port"))] = 8024,
    host: Annotated[str, typer.Option("--host", help=t("cli.listen.host"))] = "127.0.0.1",
    token_file: Annotated[Path | None, typer.Option("--token-file", help=t("cli.listen.token_file"))] = None,
) -> None:
    """Take exports and chats by HTTP until Ctrl+C, under the name of who started it.

    ``POST /v1/files/NAME[?platform=P]`` takes a file as the inbox does, ``POST /v1/chats`` JSONL lines; both give the
    report that ``intake --json`` gives. The same body twice changes nothing.
    """
    from cs_console.web.guard import is_loopback
    from cs_console.web.listen import IntakeServer

    state = console_state(ctx)
    if not is_loopback(host):
        raise Usage("listen.loopback", host=host)
    services, actor = state.services(), state.actor()
    path = token_file or state.workspace().data / FILE
    token = os.environ.get(TOKEN) or _token(path)

    def take(file: Path, platform: Platform | None) -> Any:
        from cs_console.cli.intake import report_json

        services.config.poll()
        report = services.intake.take_file(services.people.rejoined(actor), file, platform=platform)
        return jsonable(report_json(report), state.zone)

    def most_bytes() -> int:
        return services.context.policies().intake.max_file_mb << 20

    try:
        server = IntakeServer(host, port, token, take, most_bytes)
    except OSError as error:
        raise Usage("web.port", host=host, port=port, reason=error.strerror or str(error)) from error
    where = t("listen.token_env", name=TOKEN) if os.environ.get(TOKEN) else str(path)
    print(t("listen.serving", url=f"http://{host}:{server.server_address[1]}", where=where), flush=True)
    with server:
        server.serve_forever()


def _token(path: Path) -> str:
    """The token in a file that only its owner may read; made on first use."""
    from cs_console.web.guard import new_token

    try:
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            if sys.platform != "win32" and path.stat().st_mode & 0o077:
                raise Refused("listen.token_open", path=str(path)) from None
            token = path.read_text("ascii").strip()
            if len(token) < 20:
                raise Refused("listen.token_short", path=str(path)) from None
            return token
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            token = new_token()
            file.write(f"{token}\n")
        return token
    except (OSError, UnicodeError) as error:
        raise StoreUnavailable("file.read", where=str(path), reason=str(error)) from error
