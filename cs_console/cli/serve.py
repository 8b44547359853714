"""`cs-console serve`: the workstation in a browser, for this machine, behind a token."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from cs_console.cli.common import State, console_state
from cs_console.errors import Usage
from cs_console.i18n import t

app = typer.Typer(rich_markup_mode=None, help=t("cli.help.serve"))


@app.command(help=t("cli.help.serve"))
def serve(
    ctx: typer.Context,
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help=t("cli.web.port"))] = 8023,
    host: Annotated[str, typer.Option("--host", help=t("cli.web.host"))] = "127.0.0.1",
    public_url: Annotated[str, typer.Option("--public-url", metavar="URL", help=t("cli.web.public_url"))] = "",
) -> None:
    """Serve until Ctrl+C; the URL printed lets one browser in, once, and a new one is printed then.

    Loopback unless told otherwise; another address needs the URL of the TLS proxy before it. In a browser text is
    copied by OSC 52 alone.
    """
    state = console_state(ctx)
    try:
        from cs_console.web.serve import DeskServer
    except ImportError as error:
        raise Usage("web.extra_missing", module=error.name or "textual-serve") from error
    from cs_console.web.guard import is_loopback

    if not is_loopback(host) and not public_url.startswith("https://"):
        raise Usage("web.not_loopback", host=host)
    state.services()  # a workspace that does not open says so here, not in the browser
    print(t("web.serving", host=host, port=port), flush=True)
    server = DeskServer(
        _arguments(state), environment={"TEXTUAL_DISABLE_KITTY_KEY": "1", "PYTHONUTF8": "1"}, host=host, port=port,
        title=t("bar.title"), say=_say, public_url=public_url.rstrip("/"),
    )  # fmt: skip
    try:
        server.serve()
    except OSError as error:
        raise Usage("web.port", host=host, port=port, reason=error.strerror or str(error)) from error


def _say(url: str) -> None:
    print(t("web.open", url=url), flush=True)


def _arguments(state: State) -> list[str]:
    """The command that each session runs: the same workspace, store, language and seat."""
    workspace = state.workspace()
    found = [sys.executable, "-m", "cs_console", "--workspace", str(workspace.root)]
    if state.lang_option:
        found += ["--lang", state.lang_option]
    if state.db_option:
        found += ["--db", state.db_option]
    name = state.agent_name()
    return [*found, "--agent", name] if name else found
