"""`cs-console report`: figures and registers, as a table, CSV, spreadsheet or JSON (rules K1–K3)."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cs_console.cli.common import JsonOption, State, console_state, table
from cs_console.cli.report_figures import register_commands
from cs_console.cli.report_form import Form, PeriodOption, chosen_form, given_days
from cs_console.i18n import t

if TYPE_CHECKING:
    from cs_console.domain.registers import Register

app = typer.Typer(rich_markup_mode=None, help=t("cli.help.report"), no_args_is_help=True)

NAMES = (
    "lost-inquiries", "unpaid", "return-reasons", "returns", "problems", "promises", "gaps", "complaints", "followups",
    "questions", "suggestions", "csat", "reviews", "handovers", "buyers",
)  # fmt: skip
"""Registers in the order `--help` lists them."""


def _command(name: str) -> Callable[..., None]:
    def report(
        ctx: typer.Context,
        start: Annotated[
            datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help=t("cli.report.from"))
        ] = None,
        end: Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help=t("cli.report.to"))] = None,
        period: PeriodOption = "",
        agent: Annotated[str, typer.Option("--agent", help=t("cli.report.agent"))] = "",
        by: Annotated[str, typer.Option("--by", metavar="KEY", help=t("cli.report.by"))] = "",
        form: Annotated[Form | None, typer.Option("--format", help=t("cli.report.format"))] = None,
        out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help=t("cli.report.out"))] = None,
        green: Annotated[bool, typer.Option("--green", help=t("cli.report.green"))] = False,
        unmask: Annotated[bool, typer.Option("--unmask", help=t("cli.report.unmask"))] = False,
        json: JsonOption = False,
    ) -> None:
        from cs_console.services.registers import Scope

        state = console_state(ctx)
        chosen = chosen_form(form, out, json=json)
        first, last = given_days(start, end, period)
        register = state.services().registers.read(
            state.actor() if unmask else state.viewer(),
            name,
            Scope(start=first, end=last, agent=agent, include_green=green),
            by=by,
            unmask=unmask,
            for_file=out is not None or chosen in (Form.CSV, Form.XLSX),
        )
        _give(register, chosen, out, state)

    report.__doc__ = f"The register `{name}`."
    return report


def _give(register: Register, form: Form, out: Path | None, state: State) -> None:
    from cs_console.bootstrap import write_file

    registers = state.services().registers
    if form is Form.TABLE:
        headings, rows = registers.texts(register)
        lines = list(table(rows, headings)) if rows else [t("report.empty")]
        data = ("\n".join(lines) + "\n").encode()
    else:
        data = registers.file(register, form.value)
    if out is None:
        sys.stdout.write(data.decode("utf-8-sig"))
        return
    write_file(out.absolute(), data)
    print(t("report.written", count=len(register.rows), path=out))


register_commands(app)
for _name in NAMES:
    app.command(_name, help=t(f"report.{_name}"))(_command(_name))
