"""`cs-console intake FILE…`: exports, chats and JSONL in, with a report of what became of every row."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cs_console.cli.common import JsonOption, console_state, emit
from cs_console.domain.vocabulary import Platform
from cs_console.i18n import hint, t, token, what

if TYPE_CHECKING:
    from cs_console.errors import CsError
    from cs_console.services.intake import IntakeReport

app = typer.Typer(rich_markup_mode=None, help=t("cli.help.intake"))

_REJECTS_SHOWN = 10
_COUNTS = ("read", "new", "updated", "unchanged", "rejected", "duplicates")


@app.command(help=t("cli.intake.command"))
def intake(
    ctx: typer.Context,
    files: Annotated[list[Path], typer.Argument(help=t("cli.intake.files"), metavar="FILE…")],
    platform: Annotated[Platform | None, typer.Option("--platform", help=t("cli.intake.platform"))] = None,
    json: JsonOption = False,
) -> None:
    """Take files in one after the other; exit 1 when a file or a row was refused."""
    from cs_console.errors import BadInput, NotFound, Refused

    state = console_state(ctx)
    actor, service = state.actor(), state.services().intake
    results: list[dict[str, Any]] = []
    lines: list[str] = []
    fine = True
    for path in files:
        try:
            with _progress(path.name) as progress:
                report = service.take_file(actor, path, platform=platform, progress=progress)
        except (BadInput, NotFound, Refused) as error:
            fine = False
            results.append(_failed(path, error))
            print(f"error: {path.name}: {what(error)} — {hint(error)}", file=sys.stderr)
            continue
        fine = fine and not report.rejects
        results.append(report_json(report))
        lines += _report_lines(report)
    emit(results, as_json=json, zone=state.zone, render=lambda: lines)
    if not fine:
        raise typer.Exit(1)


def report_json(report: IntakeReport) -> dict[str, Any]:
    """What became of one file, as the command line and HTTP give it."""
    return {
        "file": report.name, "layout": report.layout, "platform": report.platform.value,
        "encoding": report.encoding, "file_time": report.file_time,
        **{name: getattr(report, name) for name in _COUNTS},
        "inquiries": report.inquiry_ids,
        "rejects": [
            {
                "row": one.row, "code": one.code, "column": one.column, "value": one.value,
                "reason": _reason(one),
            }
            for one in report.rejects
        ],
        "notices": [
            {"code": code, "text": t(code, **params), **params}
            for code, params in report.notices
        ],
        "reject_file": report.reject_file,
        "error": None,
    }  # fmt: skip


def _failed(path: Path, error: CsError) -> dict[str, Any]:
    return {
        "file": path.name, **dict.fromkeys(_COUNTS, 0), "rejects": [], "notices": [], "reject_file": None,
        "error": {"code": error.code, "what": what(error), "hint": hint(error)},
    }  # fmt: skip


def _report_lines(report: IntakeReport) -> Iterator[str]:
    from cs_console.text.clean import clean

    counts = {name: getattr(report, name) for name in _COUNTS}
    layout, platform = report.layout, token("platform", report.platform)
    yield t("cli.intake.report", name=clean(report.name), layout=layout, platform=platform, **counts)
    for code, params in report.notices:
        yield "  " + clean(t(code, **params))
    for reject in report.rejects[:_REJECTS_SHOWN]:
        yield "  " + clean(t("cli.intake.reject", row=reject.row, reason=_reason(reject)))
    if len(report.rejects) > _REJECTS_SHOWN:
        yield "  " + t("cli.intake.more_rejects", count=len(report.rejects) - _REJECTS_SHOWN)
    if report.reject_file is not None:
        yield "  " + t("cli.intake.reject_file", path=report.reject_file)


def _reason(reject: Any) -> str:
    return t(reject.code, column=reject.column, value=reject.value)


@contextmanager
def _progress(name: str) -> Iterator[Callable[[int, int], None] | None]:
    """A progress bar on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    with typer.progressbar(length=1000, label=name, file=sys.stderr) as bar:

        def progress(done: int, total: int) -> None:
            position = 1000 * done // max(total, 1)
            bar.update(max(position - bar.pos, 0))

        yield progress
