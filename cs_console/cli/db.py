"""`cs-console db`: the store itself: facts, schema, backup, restore, verification."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from cs_console.cli.common import JsonOption, console_state, emit, os_user, when
from cs_console.i18n import t, token

app = typer.Typer(rich_markup_mode=None, help=t("cli.help.db"))

ROWS_NAMED = 20
"""How many rows that were changed past the journal are named, the rest counted."""


@app.command("info", help=t("cli.db.info"))
def info(ctx: typer.Context, json: JsonOption = False) -> None:
    """Where the store is, its schema, its size, rows by kind, the journal's head, and what a name is worth here."""
    from cs_console.bootstrap import store_facts

    state = console_state(ctx)
    last = state.services().restores.last()
    restored = {"at": last.at, "by": last.by, "backup": last.backup} if last is not None else None
    facts = store_facts(state.opened()) | {"restored": restored, "identity": "trust"}
    emit(
        facts, as_json=json, zone=state.zone,
        render=lambda: (
            f"{t(f'db.{key}')}: {_shown(key, value, state.zone)}" for key, value in facts.items() if value is not None
        ),
    )  # fmt: skip


def _shown(key: str, value: object, zone: ZoneInfo) -> str:
    """A fact for a person; how far names can be trusted is said in full (信任模式)."""
    if key == "identity":
        return t(f"db.identity.{value}")
    if key == "restored" and isinstance(value, dict):
        return t("db.restored_at", at=when(value["at"], zone), by=value["by"] or "-", backup=value["backup"])
    if isinstance(value, dict):
        return ", ".join(f"{key} {item}" for key, item in value.items())
    return str(value)


@app.command("migrate", help=t("cli.db.migrate"))
def migrate(ctx: typer.Context) -> None:
    """Bring the schema up to date (opening the store does it too)."""
    from cs_console.bootstrap import store_facts

    print(t("db.migrated", where=store_facts(console_state(ctx).opened())["url"]))


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
    """Put a checked backup in the store's place; the former store is kept beside it, who did it is written down."""
    from cs_console import bootstrap
    from cs_console.services.restoring import restorer

    state = console_state(ctx)
    workspace = state.workspace()

    def right_pin(name: str, pin_hash: str) -> bool:
        pin = state.ask_pin(name)
        return bool(pin) and bootstrap.pin_matches(pin_hash, pin)

    team = bootstrap.load_config(workspace).current_policies().team
    actor = restorer(team, state.agent_name(), os_user(), right_pin)
    keep = bootstrap.restore(workspace, backup)
    state.services().restores.note(actor, backup, keep)
    print(t("db.restore_done", path=workspace.store_path, keep=keep, by=actor.agent or "-"))


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
