"""`cs-console order write-back`: what waits for the platforms, sent by gateway or written as batch files (rule R7)."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cs_console.cli.common import JsonOption, LimitOption, State, console_state, emit, table, when
from cs_console.cli.order_rows import find_order
from cs_console.domain.vocabulary import Platform
from cs_console.domain.writebacks import OPEN_STATES
from cs_console.errors import Refused
from cs_console.i18n import listed, t, token

if TYPE_CHECKING:
    from cs_console.domain.writebacks import WriteBack
    from cs_console.services.writeback_views import BatchesReport, Preview, SendReport


def write_back(
    ctx: typer.Context,
    send: Annotated[bool, typer.Option("--send", help=t("cli.writeback.send"))] = False,
    batch: Annotated[bool, typer.Option("--batch", help=t("cli.writeback.batch"))] = False,
    retry: Annotated[str, typer.Option("--retry", metavar="ORDER_NO", help=t("cli.writeback.retry"))] = "",
    unconfirmed: Annotated[bool, typer.Option("--unconfirmed", help=t("cli.writeback.unconfirmed"))] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=t("cli.writeback.dry_run"))] = False,
    platform: Annotated[Platform | None, typer.Option("--platform", help=t("cli.order.platform"))] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help=t("cli.writeback.out"))] = None,
    delete_empty: Annotated[bool, typer.Option("--delete-empty", help=t("cli.writeback.delete_empty"))] = False,
    limit: LimitOption = 100,
    json: JsonOption = False,
) -> None:
    """List what waits; send it, write it into batch files, or put one order back in line."""
    if sum((send, batch, bool(retry), unconfirmed)) > 1:
        raise typer.BadParameter(t("cli.writeback.one_way"))
    state = console_state(ctx)
    if retry:
        _retry(state, retry, platform, as_json=json)
    elif unconfirmed:
        _unconfirmed(state, limit, as_json=json)
    elif dry_run:
        _preview(state, platform, limit, as_json=json)
    elif send:
        _send(state, platform, limit, as_json=json)
    elif batch:
        _batch(state, platform, out, delete_empty=delete_empty, as_json=json)
    else:
        _list(state, platform, limit, as_json=json)


def _list(state: State, platform: Platform | None, limit: int, *, as_json: bool) -> None:
    rows = state.services().writebacks.list(platform=platform, limit=limit)
    emit(
        [_row_json(row) for row in rows],
        as_json=as_json,
        zone=state.zone,
        render=lambda: _row_table(rows, state) if rows else [t("writeback.none")],
    )


def _unconfirmed(state: State, limit: int, *, as_json: bool) -> None:
    batches = state.services().writebacks.unconfirmed(limit)
    rows = [
        {"platform": one.platform.value, "path": Path(one.folder) / one.name, "rows": one.rows, "at": one.at}
        for one in batches
    ]
    emit(
        rows,
        as_json=as_json,
        zone=state.zone,
        render=lambda: (
            [
                t("writeback.not_seen", platform=token("platform", one.platform), path=row["path"], rows=one.rows)
                for one, row in zip(batches, rows, strict=True)
            ]
            or [t("writeback.all_seen")]
        ),
    )


def _preview(state: State, platform: Platform | None, limit: int, *, as_json: bool) -> None:
    previews = state.services().writebacks.preview(platform, limit)
    emit(
        [_preview_json(one) for one in previews],
        as_json=as_json,
        zone=state.zone,
        render=lambda: [line for one in previews for line in _preview_lines(one)] or [t("writeback.none")],
    )


def _send(state: State, platform: Platform | None, limit: int, *, as_json: bool) -> None:
    report = state.services().writebacks.run(state.actor(), limit, platform)
    emit(_send_json(report), as_json=as_json, zone=state.zone, render=lambda: _send_lines(report, state))
    for stopped, trouble, code in report.stopped:
        raise Refused(f"writeback.stopped_{trouble}", platform=token("platform", stopped), detail=code)
    if report.has_problems:
        raise typer.Exit(1)


def _batch(state: State, platform: Platform | None, out: Path | None, *, delete_empty: bool, as_json: bool) -> None:
    report = state.services().writebacks.batch(state.actor(), platform, out, delete_empty=delete_empty)
    emit(_batch_json(report), as_json=as_json, zone=state.zone, render=lambda: _batch_lines(report, state))
    if report.held:
        numbers = listed(row.order_no for row in report.held[:5])
        raise Refused("writeback.empty", count=len(report.held), numbers=numbers)


def _retry(state: State, number: str, platform: Platform | None, *, as_json: bool) -> None:
    found = find_order(state, number, platform)
    row = state.services().writebacks.retry(state.actor(), found.id)
    emit(
        _row_json(row),
        as_json=as_json,
        zone=state.zone,
        render=lambda: [t("writeback.again", order_no=row.order_no)],
    )


# -- rows --------------------------------------------------------------------------------------


def _row_json(row: WriteBack) -> dict[str, Any]:
    return {
        "order_no": row.order_no,
        "platform": row.platform.value,
        "shop": row.shop,
        "state": row.state.value,
        "remark": row.remark,
        "flag": row.flag.value,
        "base_remark": row.base_remark,
        "base_flag": row.base_flag.value if row.base_flag is not None else None,
        "attempts": row.attempts,
        "next_try": row.next_try_at,
        "trouble": row.trouble.value if row.trouble is not None else None,
        "trouble_code": row.trouble_code,
        "queued_at": row.queued_at,
        "id": row.id,
    }


def _row_table(rows: Iterable[WriteBack], state: State) -> Iterable[str]:
    cells = [
        (
            row.order_no,
            token("platform", row.platform),
            token("writeback_state", row.state),
            token("flag", row.flag),
            when(row.queued_at, state.zone),
            token("trouble", row.trouble) if row.trouble is not None else "",
            row.remark.replace("\n", " "),
        )
        for row in rows
    ]
    names = ("order_no", "platform", "state", "flag", "queued", "trouble", "remark")
    return table(cells, [t(f"writeback.column.{name}") for name in names])


def _preview_json(one: Preview) -> dict[str, Any]:
    return {
        "order_no": one.row.order_no,
        "platform": one.row.platform.value,
        "route": one.route,
        "method": one.method,
        "parameters": dict(one.parameters),
        "remark": one.row.remark,
        "flag": one.row.flag.value,
        "former_remark": one.row.base_remark,
    }


def _preview_lines(one: Preview) -> Iterable[str]:
    from cs_console.text.clean import clean

    yield t(
        f"writeback.would_{one.route}",
        platform=token("platform", one.row.platform),
        order_no=one.row.order_no,
        flag=token("flag", one.row.flag),
        remark=clean(one.row.remark),
    )
    if one.method:
        yield f"  {one.method} " + " ".join(f"{name}={clean(value)}" for name, value in one.parameters)


def _send_json(report: SendReport) -> dict[str, Any]:
    from cs_console.services.writeback_views import Outcome

    return {
        **{outcome.value: report.count(outcome) for outcome in Outcome},
        "by_file": report.by_file,
        "stopped": [
            {"platform": platform.value, "trouble": trouble.value, "code": code}
            for platform, trouble, code in report.stopped
        ],
        "rows": [
            {
                "order_no": row.order_no,
                "platform": row.platform.value,
                "outcome": row.outcome.value,
                "trouble": row.trouble.value if row.trouble is not None else None,
                "code": row.code,
            }
            for row in report.rows
        ],
    }


def _send_lines(report: SendReport, state: State) -> Iterable[str]:
    for row in report.rows:
        trouble = token("trouble", row.trouble) if row.trouble is not None else ""
        detail = f"{trouble} {row.code}".strip()
        shown = f"{row.order_no}  {token('sending', row.outcome)}"
        yield f"{shown}  {detail}" if detail else shown
    if report.by_file:
        yield t("writeback.by_file_waiting", count=report.by_file)
    yield from _left(state, anything=bool(report.rows or report.by_file), by_file=report.by_file)


def _batch_json(report: BatchesReport) -> dict[str, Any]:
    return {
        "files": [
            {
                "platform": one.platform.value,
                "path": one.path,
                "rows": one.rows,
                "recovered": one.recovered,
                "altered": one.altered,
            }
            for one in report.files
        ],
        "held": [row.order_no for row in report.held],
    }


def _batch_lines(report: BatchesReport, state: State) -> Iterable[str]:
    for one in report.files:
        kind = "altered" if one.altered else "recovered" if one.recovered else "written"
        platform = token("platform", one.platform)
        yield t(f"writeback.batch_{kind}", platform=platform, path=one.path, rows=one.rows)
    yield from _left(state, anything=bool(report.files or report.held), by_file=len(report.held))


def _left(state: State, *, anything: bool, by_file: int) -> Iterable[str]:
    """What still waits after a run, and for whom; nothing at all is said too."""
    counts = state.services().writebacks.counts()
    left = {one.value: counts.get(one, 0) for one in OPEN_STATES}
    left["queued"] -= by_file
    waiting = [t(f"writeback.left_{name}", count=count) for name, count in left.items() if count > 0]
    if not anything:
        yield t("writeback.nothing_now" if waiting else "writeback.none")
    yield from (f"  {line}" for line in waiting)
