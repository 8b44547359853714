"""`cs-console demo`: a shop with real-format orders, buyers and inquiries; opens the workstation on it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from cs_console.cli.common import JsonOption, console_state
from cs_console.errors import Refused
from cs_console.i18n import t

app = typer.Typer(rich_markup_mode=None, help=t("cli.help.demo"))


@app.command(help=t("cli.help.demo"))
def demo(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Option("--dir", help=t("cli.demo.dir"))] = Path("cs-console-demo"),
    no_tui: Annotated[bool, typer.Option("--no-tui", help=t("cli.demo.no_tui"))] = False,
    json: JsonOption = False,
) -> None:
    """Fill a shop through the real readers and services; on a terminal the workstation opens on it.

    A folder that holds a demo shop already is opened as it stands; any other full folder is refused.
    """
    import json as json_module

    state = console_state(ctx)
    counts = _ready(folder)
    if json:
        print(json_module.dumps({"workspace": str(folder.absolute()), **counts}, ensure_ascii=False, indent=2))
        return
    print(t("cli.demo.ready", folder=folder.absolute(), **counts))
    if no_tui or not (sys.stdout.isatty() and sys.stdin.isatty()):
        print(t("cli.demo.open", command=f"cs-console --workspace {folder} --agent 张敏"))
        return
    from cs_console.cli.workstation import open_workstation

    state.workspace_option = str(folder)
    state.agent_option = state.agent_option or "张敏"
    raise typer.Exit(open_workstation(state))


def _ready(folder: Path) -> dict[str, int]:
    """The shop in a folder: made when it is not there, counted when it is."""
    from cs_console.bootstrap import create_demo, open_workspace, store_facts
    from cs_console.workspace import at, is_workspace

    if is_workspace(folder):
        if not (folder / "data" / "console.db").is_file():
            raise Refused("demo.not_empty", folder=folder)
    elif folder.is_dir() and any(folder.iterdir()):
        raise Refused("demo.not_empty", folder=folder)
    else:
        with _Progress() as progress:
            create_demo(folder, progress)
    opened = open_workspace(at(folder))
    try:
        counts = opened.services.queue.counts()
        orders = store_facts(opened)["rows"]["orders"]
        return {"orders": orders, "waiting": counts.waiting, "overdue": counts.overdue}
    finally:
        opened.close()


class _Progress:
    """A line that grows on a terminal while the shop is made; silent elsewhere."""

    def __enter__(self) -> _Progress:
        return self

    def __call__(self, done: int, total: int) -> None:
        """Show how far it is."""
        if sys.stderr.isatty():
            width = 30
            filled = width * done // max(total, 1)
            print(
                f"\r[{'#' * filled}{'.' * (width - filled)}] {done}/{total}",
                end="",
                file=sys.stderr,
                flush=True,
            )

    def __exit__(self, *_: object) -> None:
        if sys.stderr.isatty():
            print("\r" + " " * 60 + "\r", end="", file=sys.stderr)
