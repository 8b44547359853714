"""`cs-console phrase stats`: used, edited, rejected, dead and missing phrases (rule P10)."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from cs_console.cli.common import JsonOption, LimitOption, State, console_state, emit, jsonable, table, when
from cs_console.errors import Usage
from cs_console.i18n import t

if TYPE_CHECKING:
    from cs_console.services.phrase_figures import FigureRow, PhraseReport

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
    facts = _facts(report, by)
    if shape in (Format.CSV, Format.XLSX):
        _give_sheets(_sheets(report, by, zone), shape, out)
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


def _chosen(report: PhraseReport, by: By) -> Sequence[FigureRow]:
    return {By.PHRASE: report.by_phrase, By.AGENT: report.by_agent, By.WEEK: report.by_week}[by]


_KEYS: Mapping[By, str] = {By.PHRASE: "id", By.AGENT: "agent", By.WEEK: "week"}


def _facts(report: PhraseReport, by: By) -> dict[str, Any]:
    def row(one: FigureRow) -> dict[str, Any]:
        found: dict[str, Any] = {
            _KEYS[by]: one.key, "used": one.used, "edited": one.edited, "rejected": one.rejected,
            "last_used": one.last_used,
        }  # fmt: skip
        if by is By.PHRASE:
            return found | {"group": one.group, "question": one.question}
        return found | {"phrases": one.phrases}

    return {
        "from": report.since, "to": report.until, "by": by.value,
        "rows": [row(one) for one in _chosen(report, by)],
        "dead": [
            {"id": one.id, "group": one.group, "question": one.question, "last_used": one.last_used}
            for one in report.dead
        ],
        "missing": [
            {"text": one.text, "times": one.times, "score": one.score, "nearest": one.nearest,
             "last_at": one.last_at, "inquiries": list(one.inquiries)}
            for one in report.missing
        ],
    }  # fmt: skip


def _head(*names: str) -> tuple[str, ...]:
    return tuple(t(f"phrase.col.{name}") for name in names)


def _figures(rows: Iterable[FigureRow], by: By, show: Callable[[datetime | None], str]) -> Rows:
    """The table of one kind, its header first."""
    if by is By.PHRASE:
        head = _head("key_phrase", "group", "question", "used", "edited", "rejected", "last_used")
        return [head, *((one.key, one.group, one.question, one.used, one.edited, one.rejected, show(one.last_used))
                        for one in rows)]  # fmt: skip
    head = _head(f"key_{by.value}", "used", "edited", "rejected", "phrases", "last_used")
    return [head, *((one.key, one.used, one.edited, one.rejected, one.phrases, show(one.last_used)) for one in rows)]


def _dead(report: PhraseReport, show: Callable[[datetime | None], str]) -> Rows:
    head = _head("key_phrase", "group", "question", "last_used")
    return [head, *((one.id, one.group, one.question, show(one.last_used) or t("phrase.never"))
                    for one in report.dead)]  # fmt: skip


def _missing(report: PhraseReport, show: Callable[[datetime | None], str]) -> Rows:
    head = _head("text", "times", "score", "nearest", "last_at")
    return [head, *((one.text, one.times, one.score, one.nearest, show(one.last_at)) for one in report.missing)]


def _lines(report: PhraseReport, by: By, limit: int, state: State) -> list[str]:
    """Three sections as plain tables, the first `limit` rows of each."""

    def show(moment: datetime | None) -> str:
        return when(moment, state.zone)

    found: list[str] = []
    for title, rows in (
        (t("phrase.section.used"), _figures(_chosen(report, by), by, show)),
        (t("phrase.section.dead", n=len(report.dead)), _dead(report, show)),
        (t("phrase.section.missing", n=len(report.missing)), _missing(report, show)),
    ):
        found += ["", title] if found else [title]
        body = rows[1 : limit + 1]
        found += table(body, [str(cell) for cell in rows[0]]) if body else []
    return found if report.by_phrase else [t("phrase.nothing_used"), *found]


def _sheets(report: PhraseReport, by: By, zone: ZoneInfo) -> dict[str, Rows]:
    """Every kind of figure by sheet, the one asked for first."""

    def show(moment: datetime | None) -> str:
        return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M") if moment is not None else ""

    names = {By.PHRASE: "phrases", By.AGENT: "agents", By.WEEK: "weeks"}
    ordered = [by, *(one for one in By if one is not by)]
    sheets = {t(f"phrase.sheet.{names[one]}"): _figures(_chosen(report, one), one, show) for one in ordered}
    return sheets | {t("phrase.sheet.dead"): _dead(report, show), t("phrase.sheet.missing"): _missing(report, show)}
