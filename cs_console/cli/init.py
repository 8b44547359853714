"""`cs-console init`: a new workspace from the defaults."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cs_console.i18n import t

app = typer.Typer(rich_markup_mode=None, help=t("cli.help.init"))


@app.command(help=t("cli.help.init"))
def init(
    folder: Annotated[Path, typer.Argument(help=t("cli.init.folder"))] = Path(),
) -> None:
    """Fill a folder with the shipped policies and phrasebooks; nothing there is overwritten."""
    from cs_console.bootstrap import create_workspace, open_store
    from cs_console.workspace import at

    created = create_workspace(folder)
    open_store(at(folder)).engine.dispose()
    print(t("cli.init.done", count=len(created), folder=folder.absolute()))
