"""Who may import whom (DESIGN, Layout): statically by import-linter, at run time by what a layer drags in."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from package_source import ROOT

HEAVY = ("textual", "sqlmodel", "sqlalchemy", "pydantic", "alembic", "yaml", "rich", "pypinyin", "rapidfuzz",
         "xlsxwriter", "python_calamine", "jinja2", "opencc")  # fmt: skip


def imported_by(statement: str) -> set[str]:
    """Top-level modules and our own modules in `sys.modules` after a statement in a new Python."""
    code = f"import sys, json\n{statement}\nprint('\\n' + json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    names = set(json.loads(done.stdout.splitlines()[-1]))
    return {name if name.startswith("cs_console") else name.partition(".")[0] for name in names}


def test_every_import_contract_holds() -> None:
    pytest.importorskip("importlinter")
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
        capture_output=True, text=True, cwd=ROOT, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


PACKAGES = {
    "cs_console.errors": HEAVY,
    "cs_console.i18n": HEAVY,
    "cs_console.workspace": HEAVY,
    "cs_console.commands": HEAVY,
    "cs_console.domain.entities, cs_console.domain.records, cs_console.domain.vocabulary": HEAVY,
    "cs_console.domain.worklist, cs_console.domain.handover, cs_console.domain.money": HEAVY,
    "cs_console.text.clean, cs_console.text.width, cs_console.text.mask, cs_console.text.normalise": HEAVY,
    "cs_console.store.glance": HEAVY,
    "cs_console.config.policies, cs_console.config.phrasebooks": ("textual", "sqlmodel", "sqlalchemy", "alembic"),
    "cs_console.intake.reader, cs_console.intake.chat": ("textual", "sqlmodel", "sqlalchemy", "alembic"),
    "cs_console.export.handover": ("textual", "sqlmodel", "sqlalchemy", "alembic"),
    "cs_console.services.facade": ("textual", "sqlmodel", "sqlalchemy", "alembic"),
    "cs_console.bootstrap": ("textual", "alembic"),
    "cs_console.store.uow": ("textual", "alembic"),
    "cs_console.tui.app": ("sqlmodel", "sqlalchemy", "alembic", "yaml"),
}


@pytest.mark.parametrize(("names", "forbidden"), PACKAGES.items(), ids=PACKAGES)
def test_a_layer_drags_in_nothing_heavy(names: str, forbidden: tuple[str, ...]) -> None:
    assert not imported_by(f"import {names}") & set(forbidden)


def test_help_and_version_import_nothing_heavy() -> None:
    run = "import contextlib\nfrom cs_console.cli import run\nassert run(['--help']) == 0"
    found = imported_by(run)
    assert not found & (set(HEAVY) - {"rich"})
    assert not {name for name in found if name.startswith("cs_console.services")}
    version = "import sys\nsys.argv = ['cs-console', '--version']\nfrom cs_console.__main__ import main\nmain()"
    assert not imported_by(version) & {*HEAVY, "typer", "click", "cs_console.cli"}
