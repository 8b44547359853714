"""`cs-console check`: policies and phrasebooks, as `path:line:col: severity CODE message`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from cs_console.cli.common import JsonOption, console_state
from cs_console.i18n import listed, t

app = typer.Typer(rich_markup_mode=None, help=t("cli.help.check"))


@app.command(help=t("cli.help.check"))
def check(
    ctx: typer.Context,
    paths: Annotated[list[Path] | None, typer.Argument(help=t("cli.check.paths"))] = None,
    strict: Annotated[bool, typer.Option("--strict", help=t("cli.check.strict"))] = False,
    variables: Annotated[bool, typer.Option("--variables", help=t("cli.check.variables"))] = False,
    codes: Annotated[bool, typer.Option("--codes", help=t("cli.check.codes"))] = False,
    history: Annotated[bool, typer.Option("--history", help=t("cli.check.history"))] = False,
    json: JsonOption = False,
) -> None:
    """Exit 0 when fine or only warned, 1 on errors (or, with --strict, on warnings)."""
    import json as json_module

    if history:
        _history(ctx, json)
        return

    if codes:
        _codes(json)
        return

    from cs_console.bootstrap import check_files
    from cs_console.cli.common import table
    from cs_console.domain.filling import VARIABLES

    if variables:
        rows = [(one.name, one.alias, one.source, one.sample) for one in VARIABLES]
        headers = ("name", t("cli.check.alias"), t("cli.check.source"), t("cli.check.sample"))
        if json:
            print(
                json_module.dumps(
                    [dict(zip(("name", "alias", "source", "sample"), row, strict=True)) for row in rows],
                    ensure_ascii=False,
                    indent=2,
                )
            )
        else:
            print("\n".join(table(rows, headers)))
        return
    problems = check_files(None, paths) if paths else check_files(console_state(ctx).workspace().root)
    if json:
        found = [
            {"path": one.path, "line": one.line, "column": one.column, "severity": one.severity,
             "code": one.code, "message": one.message}
            for one in problems
        ]  # fmt: skip
        print(json_module.dumps(found, ensure_ascii=False, indent=2))
    else:
        for one in problems:
            print(one.text)
        print(t("cli.check.summary", errors=_count(problems, "error"), warnings=_count(problems, "warning")))
    if _count(problems, "error") or (strict and _count(problems, "warning")):
        raise typer.Exit(1)


def _codes(json: bool) -> None:
    """Every code that a check may report, with what is said for it; ``{…}`` is filled in."""
    import json as json_module

    from cs_console.bootstrap import check_codes
    from cs_console.cli.common import table

    rows = [{"code": code, "message": message} for code, message in check_codes()]
    if json:
        print(json_module.dumps(rows, ensure_ascii=False, indent=2))
    else:
        headers = (t("cli.check.code"), t("cli.check.message"))
        print("\n".join(table([(row["code"], row["message"]) for row in rows], headers)))


def _history(ctx: typer.Context, json: bool) -> None:
    """The states of policies and phrasebooks that consoles met, newest first (rules E6, E7)."""
    from cs_console.cli.common import emit, table, when

    state = console_state(ctx)
    rules, zone = state.services().rules, state.zone
    versions, standing = rules.history(), rules.standing()
    rows = [
        {"id": one.id, "seen_at": one.seen_at, "seen_by": one.seen_by, "changed": list(one.changed),
         "digest": one.digest}
        for one in versions
    ]  # fmt: skip

    def shown() -> Iterator[str]:
        headers = (t("cli.check.seen_at"), t("cli.check.seen_by"), t("cli.check.changed"))
        lines = [(when(one.seen_at, zone), one.seen_by, listed(one.changed) or "-") for one in versions]
        yield from table(lines, headers)
        if standing.newest is not None:
            yield t("bar.rules_behind", by=standing.newest.seen_by, at=standing.newest.seen_at)

    emit(rows, as_json=json, zone=zone, render=shown)


def _count(problems: list[Any], severity: str) -> int:
    return sum(1 for one in problems if one.severity == severity)
