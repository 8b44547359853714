"""`cs-console keys`: the key table, generated from the command table."""

from __future__ import annotations

from typing import Annotated

import typer

from cs_console.cli.common import JsonOption, table
from cs_console.i18n import t

app = typer.Typer(rich_markup_mode=None, help=t("cli.help.keys"))


@app.command(help=t("cli.help.keys"))
def keys(
    json: JsonOption = False,
    markdown: Annotated[bool, typer.Option("--markdown", help=t("cli.keys.markdown"))] = False,
) -> None:
    """Print every command with its keys, as they stand before `settings.yaml` changes any."""
    import json as json_module

    from cs_console.commands import KeyMap

    rows = KeyMap().rows()
    if json:
        print(json_module.dumps(rows, ensure_ascii=False, indent=2))
        return
    headers = (t("cli.keys.keys"), t("cli.keys.title"), t("cli.keys.scope"), "id")
    lines = [
        (row["keys"] or t("cli.keys.palette"), row["title"], t(f"scope.{row['scope']}"), row["id"]) for row in rows
    ]
    if markdown:
        print(f"| {' | '.join(headers)} |\n|{' --- |' * len(headers)}")
        for line in lines:
            print("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |")
        return
    for text in table(lines, headers):
        print(text)
