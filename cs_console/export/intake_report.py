"""What became of a taken-in file, in words: beside the file in `data/inbox/done/` or `failed/`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cs_console.i18n import render, t
from cs_console.text.clean import clean

if TYPE_CHECKING:
    from cs_console.services.inbox import Dropped


REJECTS_SHOWN = 50
"""Rows that the report names one by one; the file of rejects has all of them."""


def inbox_report(dropped: Dropped) -> str:
    """The report as plain text, a line each; a file's name is outside text too (rule X2)."""
    if dropped.error is not None:
        return clean(f"{dropped.name}\n{render(dropped.error)}\n", multiline=True)
    assert dropped.report is not None
    report = dropped.report
    lines = [
        dropped.name,
        t(
            "inbox.counts", read=report.read, new=report.new, updated=report.updated,
            unchanged=report.unchanged, rejected=report.rejected,
        ),
    ]  # fmt: skip
    lines += [t(code, **params) for code, params in report.notices]
    lines += [
        t("cli.intake.reject", row=one.row, reason=t(one.code, column=one.column, value=one.value))
        for one in report.rejects[:REJECTS_SHOWN]
    ]
    if len(report.rejects) > REJECTS_SHOWN:
        lines.append(t("cli.intake.more_rejects", count=len(report.rejects) - REJECTS_SHOWN))
    if report.reject_file is not None:
        lines.append(t("inbox.rejects", path=report.reject_file))
    return clean("\n".join(lines) + "\n", multiline=True)
