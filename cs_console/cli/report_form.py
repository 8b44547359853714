"""In which form a report is given out: asked for by flag, else told by the file's name."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cs_console.errors import Usage
from cs_console.i18n import t

PeriodOption = Annotated[
    str, typer.Option("--period", metavar="2026-06-14|2026-W24|2026-06|2026-Q2", help=t("cli.report.any_period"))
]


class Form(StrEnum):
    """How a report is given out."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"


def given_day(moment: datetime | None) -> date | None:
    """The day of an option that takes a date."""
    return moment.date() if moment is not None else None


def given_days(start: datetime | None, end: datetime | None, period: str) -> tuple[date | None, date | None]:
    """First and last day as the options give them: by date, or by a period's name, never by both."""
    if not period:
        return given_day(start), given_day(end)
    if start is not None or end is not None:
        raise Usage("report.dates_and_period")
    from cs_console.services.figures import period_named

    found = period_named(period)
    return found.start, found.end


def chosen_form(form: Form | None, out: Path | None, *, json: bool) -> Form:
    """The form asked for, else the one that the file's name says, else a table."""
    if json and form not in (None, Form.JSON):
        raise Usage("report.two_forms", form=form)
    named = out.suffix.lower().removeprefix(".") if out is not None else ""
    chosen = Form.JSON if json else form or (Form(named) if named in ("csv", "xlsx", "json") else Form.TABLE)
    if chosen is Form.XLSX and out is None:
        raise Usage("report.xlsx_out")
    return chosen
