"""The figures among the reports: ``report kpi``, ``scores``, ``morning`` and the workbook of all registers (K1–K3)."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cs_console.cli.common import JsonOption, State, console_state, jsonable, table
from cs_console.cli.report_form import Form, PeriodOption, chosen_form, given_day, given_days
from cs_console.errors import Usage
from cs_console.i18n import language, t

if TYPE_CHECKING:
    from cs_console.domain.entities import Actor
    from cs_console.domain.figures import ErrorCount, Figure, Group, Table
    from cs_console.domain.registers import Register
    from cs_console.domain.scores import ScoreSheet

FromOption = Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help=t("cli.report.from"))]
ToOption = Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help=t("cli.report.to"))]
AgentOption = Annotated[str, typer.Option("--agent", help=t("cli.report.agent"))]
FormOption = Annotated[Form | None, typer.Option("--format", help=t("cli.report.format"))]
OutOption = Annotated[Path | None, typer.Option("--out", metavar="FILE", help=t("cli.report.out"))]


def register_commands(app: typer.Typer) -> None:
    """Put the figures among the reports."""
    app.command("kpi", help=t("report.kpi"))(kpi)
    app.command("scores", help=t("report.scores"))(scores)
    app.command("morning", help=t("report.morning"))(morning)
    app.command("all", help=t("report.all"))(everything)


def kpi(
    ctx: typer.Context,
    start: FromOption = None,
    end: ToOption = None,
    agent: AgentOption = "",
    by: Annotated[str, typer.Option("--by", metavar="agent|shift|day|week|month", help=t("cli.report.kpi_by"))] = "",
    rows: Annotated[str, typer.Option("--rows", metavar="FIGURE", help=t("cli.report.rows"))] = "",
    key: Annotated[str, typer.Option("--key", help=t("cli.report.key"))] = "",
    period: PeriodOption = "",
    form: FormOption = None,
    out: OutOption = None,
    json: JsonOption = False,
) -> None:
    """Figures and errors of business dates; without dates those of today; a quarter's against its own targets."""
    from cs_console.services import figure_tables as tables

    state = console_state(ctx)
    chosen = chosen_form(form, out, json=json)
    first, last, quarter = _dates(state, start, end, period)
    viewer = state.onlooker()
    view = state.services().figures.view(first, last, viewer)
    shifts = state.services().context.policies().shifts
    figures = view.kpi(agent, by, quarter=quarter)
    if rows:
        _say_own(viewer)
        found = view.rows(rows, agent, by, key)
        register = tables.rows_register([(_title(figures, rows), found)], figures, shifts)
        document = [{**asdict(one), "facts": dict(one.facts)} for one in found]
        _give(state, [register], chosen, out, document)
        return
    if by == "agent" or chosen is not Form.TABLE:
        _say_own(viewer)
    if chosen is Form.TABLE:
        _give(state, [tables.kpi_lines(figures, shifts)], chosen, out, None)
        return
    behind = [(one.title.text(language()), view.rows(one.key, agent)) for one in figures.total.errors]
    behind += [(one.title.text(language()), view.rows(one.key, agent)) for one in figures.total.figures]
    registers = [
        tables.kpi_register(figures, shifts), tables.targets_register(figures),
        tables.rows_register(behind, figures, shifts),
    ]  # fmt: skip
    _give(state, registers, chosen, out, _figures_json(figures))


def scores(
    ctx: typer.Context,
    period: Annotated[str, typer.Option("--period", metavar="2026-06|2026-Q2", help=t("cli.report.period"))] = "",
    agent: AgentOption = "",
    form: FormOption = None,
    out: OutOption = None,
    json: JsonOption = False,
) -> None:
    """Score sheets of a month or quarter; without a period those of this month."""
    from cs_console.services import figure_tables as tables

    state = console_state(ctx)
    chosen = chosen_form(form, out, json=json)
    period = period or f"{_today(state):%Y-%m}"
    service, viewer = state.services().scores, state.onlooker()
    if agent:
        sheet = service.sheet(period, agent, viewer)
        _give(state, [tables.score_lines(sheet, reading=chosen is Form.TABLE)], chosen, out, _sheet_json(sheet))
        return
    _say_own(viewer)
    sheets = service.sheets(period, viewer=viewer)
    registers = [tables.scores_register(sheets), *(tables.score_lines(one, reading=False) for one in sheets)]
    _give(state, registers if chosen is Form.XLSX else registers[:1], chosen, out, [_sheet_json(one) for one in sheets])


def morning(
    ctx: typer.Context,
    day: Annotated[datetime | None, typer.Option("--day", formats=["%Y-%m-%d"], help=t("cli.report.day"))] = None,
    form: FormOption = None,
    out: OutOption = None,
    json: JsonOption = False,
) -> None:
    """The sheet for the morning meeting: yesterday's figures and what they ask for."""
    from cs_console.services import figure_tables as tables

    state = console_state(ctx)
    chosen = chosen_form(form, out, json=json)
    sheet = state.services().morning.sheet(given_day(day))
    shifts = state.services().context.policies().shifts
    registers = tables.morning_registers(sheet, shifts, state.zone, reading=chosen is Form.TABLE)
    document = {
        "day": sheet.day, "of": sheet.of, "figures": _figures_json(sheet.figures),
        "questions": [asdict(one) for one in sheet.questions], "gaps": [asdict(one) for one in sheet.gaps],
        "reasons": [asdict(one) for one in sheet.reasons],
        "limits": [{"kind": one.kind, "count": one.count, "rows": one.refs} for one in sheet.limits],
        "campaigns": [
            {"name": one.name, "start": one.start.replace(tzinfo=state.zone),
             "end": one.end.replace(tzinfo=state.zone), "note": one.note}
            for one in sheet.campaigns
        ],
    }  # fmt: skip
    head = t("morning.head", day=sheet.day, of=sheet.of)
    _give(state, registers, chosen, out, document, head=head)


def everything(
    ctx: typer.Context,
    out: Annotated[Path, typer.Option("--out", metavar="FILE.xlsx", help=t("cli.report.out"))],
    start: FromOption = None,
    end: ToOption = None,
    period: PeriodOption = "",
    agent: AgentOption = "",
    green: Annotated[bool, typer.Option("--green", help=t("cli.report.green"))] = False,
) -> None:
    """All registers as one workbook, a sheet each."""
    from cs_console.bootstrap import write_file
    from cs_console.services.registers import REGISTERS, Scope

    state = console_state(ctx)
    if out.suffix.lower() != ".xlsx":
        raise Usage("report.xlsx_out")
    first, last = given_days(start, end, period)
    scope = Scope(start=first, end=last, agent=agent, include_green=green)
    service, viewer = state.services().registers, state.viewer()
    found = [service.read(viewer, name, scope, by="none", for_file=True) for name in REGISTERS]
    write_file(out.absolute(), service.workbook(found))
    print(t("report.written_sheets", sheets=len(found), count=sum(len(one.rows) for one in found), path=out))


def _say_own(viewer: Actor) -> None:
    """Beside the figures, never among them: that colleagues are left out."""
    from cs_console.services.figures import own_only

    if own := own_only(viewer):
        print(t("report.own_only", agent=own), file=sys.stderr)


# -- giving out --------------------------------------------------------------------------------


def _give(
    state: State, registers: Sequence[Register], form: Form, out: Path | None, document: Any, *, head: str = ""
) -> None:
    """Print or write: tables one under another, CSV the first one, a workbook all, JSON the document."""
    from cs_console.bootstrap import write_file
    from cs_console.services.registers import masked

    service = state.services().registers
    if form in (Form.CSV, Form.XLSX) or out is not None:
        hide = state.services().context.policies().privacy.mask_nick_in_exports
        registers = [masked(one, hide_nicks=hide) for one in registers]
    if form is Form.JSON:
        import json

        text = json.dumps(jsonable(document, state.zone), ensure_ascii=False, indent=2) + "\n"
        data = text.encode()
    elif form is Form.XLSX:
        data = service.workbook(registers)
    elif form is Form.CSV:
        data = service.file(registers[0], "csv")
    else:
        data = ("\n".join([*([head, ""] if head else []), *_lines(state, registers)]) + "\n").encode()
    if out is None:
        sys.stdout.write(data.decode("utf-8-sig"))
        return
    write_file(out.absolute(), data)
    print(t("report.written", count=len(registers[0].rows), path=out))


def _lines(state: State, registers: Sequence[Register]) -> list[str]:
    lines: list[str] = []
    for register in registers:
        headings, rows = state.services().registers.texts(register)
        if len(registers) > 1:
            lines += ["", t(f"report.{register.name}")] if lines else [t(f"report.{register.name}")]
        lines += list(table(rows, headings)) if rows else [t("report.none")]
    return lines


# -- JSON --------------------------------------------------------------------------------------


def _figures_json(found: Table) -> dict[str, Any]:
    return {
        "from": found.start, "to": found.end, "agent": found.agent, "by": found.by,
        "total": _group_json(found.total), "groups": [_group_json(one) for one in found.groups],
    }  # fmt: skip


def _group_json(group: Group) -> dict[str, Any]:
    return {
        "key": group.key,
        "figures": [_figure_json(one) for one in group.figures],
        "errors": [_error_json(one) for one in group.errors],
    }  # fmt: skip


def _figure_json(one: Figure) -> dict[str, Any]:
    return {
        "key": one.key, "value": one.value, "unit": one.unit, "count": one.count, "hits": one.hits,
        "target": one.target, "met": one.met, "rows": one.rows,
    }  # fmt: skip


def _error_json(one: ErrorCount) -> dict[str, Any]:
    return {"key": one.key, "count": one.count, "points": one.points, "rows": one.rows}


def _sheet_json(sheet: ScoreSheet) -> dict[str, Any]:
    return {
        "agent": sheet.agent, "role": sheet.role.value, "period": sheet.period, "from": sheet.start, "to": sheet.end,
        "score": sheet.score, "earned": sheet.earned, "lost": sheet.lost, "weights_counted": sheet.counted,
        "lines": [
            {**_figure_json(line.figure), "weight": line.weight, "attainment": line.attainment, "points": line.points}
            for line in sheet.lines
        ],
        "errors": [_error_json(one) for one in sheet.errors],
    }  # fmt: skip


# -- small things ------------------------------------------------------------------------------


def _today(state: State) -> date:
    """The business date that runs now (rule S2)."""
    return state.services().figures.today()


def _dates(state: State, start: datetime | None, end: datetime | None, period: str) -> tuple[date, date, bool]:
    """The dates asked for, and whether they are a quarter; only a first day means until today, only a last that day."""
    if period:
        from cs_console.services.figures import period_named

        first, last = given_days(start, end, period)
        assert first is not None and last is not None
        return first, last, period_named(period).kind == "quarter"
    last = given_day(end) or _today(state)
    return given_day(start) or last, last, False


def _title(figures: Table, key: str) -> str:
    named: list[Figure | ErrorCount] = [*figures.total.figures, *figures.total.errors]
    return next((one.title.text(language()) for one in named if one.key == key), key)
