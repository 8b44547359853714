"""`cs-console db`: the store itself: facts, schema, backup, restore, verification."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cs_console.cli.common import JsonOption, console_state, emit
from cs_console.i18n import t, token

app = typer.Typer(rich_markup_mode=None, help=t("cli.help.db"))

ROWS_NAMED = 20
"""How many rows that were changed past the journal are named, the rest counted."""


@app.command("info", help=t("cli.db.info"))
def info(ctx: typer.Context, json: JsonOption = False) -> None:
    """Where the store is, its schema, its size, rows by kind, the journal's head, and what a name is worth here."""
    from cs_console.bootstrap import store_facts

    state = console_state(ctx)
    facts = store_facts(state.opened()) | {"identity": "trust"}
    emit(
        facts, as_json=json, zone=state.zone,
        render=lambda: (f"{t(f'db.{key}')}: {_shown(key, value)}" for key, value in facts.items()),
    )  # fmt: skip


def _shown(key: str, value: object) -> str:
    """A fact for a person; how far names can be trusted is said in full (信任模式)."""
    if key == "identity":
        return t(f"db.identity.{value}")
    if isinstance(value, dict):
        return ", ".join(f"{key} {item}" for key, item in value.items())
    return str(value)


@app.command("migrate", help=t("cli.db.migrate"))
def migrate(ctx: typer.Context) -> None:
    """Bring the schema up to date (opening the store does it too)."""
    state = console_state(ctx)
    state.opened()
    print(t("db.migrated", where=state.workspace().url))


@app.command("backup", help=t("cli.db.backup"))
def backup(
    ctx: typer.Context,
    target: Annotated[Path | None, typer.Argument(help=t("cli.db.target"))] = None,
    json: JsonOption = False,
) -> None:
    """Copy the live store and check the copy."""
    from cs_console import bootstrap

    state = console_state(ctx)
    state.opened()
    path = bootstrap.backup(state.workspace(), target)
    facts = {"path": path.absolute(), "bytes": path.stat().st_size}
    emit(facts, as_json=json, zone=state.zone, render=lambda: [t("db.backed_up", path=path)])


@app.command("restore", help=t("cli.db.restore"))
def restore(ctx: typer.Context, backup: Annotated[Path, typer.Argument(help=t("cli.db.source"))]) -> None:
    """Put a checked backup in the store's place; the former store is kept beside it."""
    from cs_console import bootstrap

    state = console_state(ctx)
    workspace = state.workspace()
    keep = bootstrap.restore(workspace, backup)
    state.opened()
    print(t("db.restored", path=workspace.store_path, keep=keep))


@app.command("verify", help=t("cli.db.verify"))
def verify(
    ctx: typer.Context,
    anchors: Annotated[list[str] | None, typer.Option("--anchor", help=t("cli.db.anchor"))] = None,
    json: JsonOption = False,
) -> None:
    """Check the journal's chain, the seals of handovers and the store's integrity; exit 1 when anything is wrong."""
    from cs_console.bootstrap import check_store

    state = console_state(ctx)
    report = state.services().journal.verify()
    logs = state.services().handover_files
    seals = logs.problems()
    rows = state.services().journal.changed_past_it()
    cut = [anchor for anchor in anchors or () if not logs.knows_anchor(anchor)]
    store = check_store(state.workspace())
    facts = {
        "events": report.events,
        "head": report.head,
        "purged": report.purged,
        "clock_back": list(report.clock_back),
        "problems": [{"event": seq, "problem": kind} for seq, kind in report.problems],
        "handovers": [{"handover": one.handover_id, "problem": one.problem} for one in seals],
        "rows": [{"kind": one.kind, "id": one.id, "problem": one.problem} for one in rows],
        "anchors_missing": cut,
        "integrity": list(store.integrity) if store else None,
        "broken_references": store.broken_references if store else None,
    }
    fine = not report.problems and not seals and not rows and not cut and (store is None or store.ok)

    def lines() -> list[str]:
        found = [t("db.chain", events=report.events, head=report.head)]
        found += [t("db.purged", n=report.purged)] if report.purged else []
        if back := report.clock_back:
            found.append(t("db.clock_back", n=len(back), first=back[0]))
        found += [t("db.chain_problem", event=seq, problem=t(f"chain.{kind}")) for seq, kind in report.problems]
        found += [t("db.seal_problem", id=one.handover_id, problem=t(f"seal.{one.problem}")) for one in seals]
        for one in rows[:ROWS_NAMED]:
            kind = token("kind", one.kind.lower())
            found.append(t("db.row_problem", kind=kind, id=one.id, problem=t(f"seal.{one.problem}")))
        found += [t("db.more_rows", n=len(rows) - ROWS_NAMED)] if len(rows) > ROWS_NAMED else []
        for anchor in anchors or ():
            found.append(t("db.anchor_missing" if anchor in cut else "db.anchor_found", anchor=anchor))
        if store is not None:
            found.append(t("db.integrity", result=", ".join(store.integrity), references=store.broken_references))
        found.append(t("db.fine") if fine else t("db.not_fine"))
        return found

    emit(facts, as_json=json, zone=state.zone, render=lines)
    if not fine:
        raise typer.Exit(1)
