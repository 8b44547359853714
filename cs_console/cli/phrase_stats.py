"""`cs-console phrase stats`: used, edited, rejected, dead and missing phrases (rule P10)."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from cs_console.cli.common import JsonOption, LimitOption, State, console_state, emit, jsonable, table, when
from cs_console.errors import Usage
from cs_console.i18n import t

if TYPE_CHECKING:
    from cs_console.services.phrase_figures import PhraseReport

app = typer.Typer(rich_markup_mode=None)

Rows = Sequence[Sequence[object]]


class By(StrEnum):
    """What a row of figures is about."""

    PHRASE = "phrase"
    AGENT = "agent"
    WEEK = "week"


class Format(StrEnum):
    """How figures are printed or written."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"


@app.command("stats", help=t("cli.phrase.stats"))
def stats(
    ctx: typer.Context,
    by: Annotated[By, typer.Option("--by", help=t("cli.phrase.by"))] = By.PHRASE,
    from_: Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help=t("cli.phrase.from"))] = None,
    to: Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help=t("cli.phrase.to"))] = None,
    agent: Annotated[str, typer.Option("--agent", metavar="NAME", help=t("cli.phrase.only"))] = "",
    dead_days: Annotated[int, typer.Option("--dead-days", min=1, help=t("cli.phrase.dead_days"))] = 90,
    below: Annotated[float | None, typer.Option("--below", min=0, max=1, help=t("cli.phrase.below"))] = None,
    limit: LimitOption = 20,
    shape: Annotated[Format, typer.Option("--format", help=t("cli.phrase.format"))] = Format.TABLE,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help=t("cli.phrase.out"))] = None,
    json: JsonOption = False,
) -> None:
    """The figures of a period; XLSX has a sheet for each kind, CSV the rows asked for."""
    from cs_console.services import phrase_sheets as made
    from cs_console.services.phrase_figures import MISSING_BELOW

    state = console_state(ctx)
    shape = Format.JSON if json else shape
    if shape is Format.XLSX and out is None:
        raise Usage("stats.out", format=shape.value)
    zone = state.zone
    since, until = _start(from_, zone), _start(to, zone, days=1)
    if since and until and since >= until:
        raise Usage("stats.period")
    report = state.services().phrase_figures.report(
        since=since, until=until, agent=agent, dead_days=dead_days, below=MISSING_BELOW if below is None else below
    )
    facts = made.facts(report, made.By(by))
    if shape in (Format.CSV, Format.XLSX):
        _give_sheets(made.sheets(report, made.By(by), zone), shape, out)
    elif out is None:
        emit(facts, as_json=shape is Format.JSON, zone=zone, render=lambda: _lines(report, by, limit, state))
    else:
        from cs_console.bootstrap import write_file

        text = dumps(jsonable(facts, zone), ensure_ascii=False, indent=2) if shape is Format.JSON else None
        write_file(out, f"{text or chr(10).join(_lines(report, by, limit, state))}\n".encode())


def _give_sheets(sheets: Mapping[str, Rows], shape: Format, out: Path | None) -> None:
    """Write the sheets, or print the first as CSV."""
    from cs_console.bootstrap import table_bytes, write_file

    data = table_bytes(shape.value, sheets)
    if out is not None:
        write_file(out, data)
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def _start(day: datetime | None, zone: ZoneInfo, *, days: int = 0) -> datetime | None:
    """Midnight of a day on the shop's clock, or of one some days later."""
    if day is None:
        return None
    asked: date = day.date() + timedelta(days=days)
    return datetime.combine(asked, time(), zone)


def _lines(report: PhraseReport, by: By, limit: int, state: State) -> list[str]:
    """Three sections as plain tables, the first `limit` rows of each."""

    from cs_console.services import phrase_sheets as made

    def show(moment: datetime | None) -> str:
        return when(moment, state.zone)

    found: list[str] = []
    for title, rows in (
        (t("phrase.section.used"), made.figures(made.chosen(report, made.By(by)), made.By(by), show)),
        (t("phrase.section.dead", n=len(report.dead)), made.dead(report, show)),
        (t("phrase.section.missing", n=len(report.missing)), made.missing(report, show)),
    ):
        found += ["", title] if found else [title]
        body = rows[1 : limit + 1]
        found += table(body, [str(cell) for cell in rows[0]]) if body else []
    return found if report.by_phrase else [t("phrase.nothing_used"), *found]
