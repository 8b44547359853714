"""`cs-console shift`: start, status, digest, attendance, break, resume, end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

import typer

from cs_console.cli.common import SEAT_TOKEN, JsonOption, State, console_state, emit, table, when
from cs_console.i18n import listed, t, token

app = typer.Typer(rich_markup_mode=None, help=t("cli.help.shift"))


def _shift_json(shift: Any) -> dict[str, Any] | None:
    if shift is None:
        return None
    return {
        "id": shift.id, "key": shift.key, "business_date": shift.business_date, "agent": shift.agent,
        "state": shift.state.value, "planned_start": shift.planned_start, "planned_end": shift.planned_end,
        "started_at": shift.started_at, "ended_at": shift.ended_at, "extended_until": shift.extended_until,
        "extended_reason": shift.extended_reason, "overridden_by": shift.overridden_by,
    }  # fmt: skip


def _line(shift: Any, state: State) -> str:
    return t(
        "shift.line", agent=shift.agent, key=token("shift", shift.key), day=shift.business_date.isoformat(),
        state=token("shift_state", shift.state), since=when(shift.started_at, state.zone),
    )  # fmt: skip


@app.command("start", help=t("cli.shift.start"))
def start(
    ctx: typer.Context,
    key: Annotated[str, typer.Option("--shift", help=t("cli.shift.key"))] = "",
    json: JsonOption = False,
) -> None:
    """Take the seat; a handed-in log must be decided item by item before the shift runs."""
    state = console_state(ctx)
    opening = state.services().shifts.start(state.actor(), key)
    facts = {
        **(_shift_json(opening.shift) or {}),
        "incoming_handover": opening.incoming.handover.id if opening.incoming else None,
        "incoming_items": len(opening.incoming.pending) if opening.incoming else 0,
        "seat_token": opening.seat_token or None,
        "offline_waiting": opening.offline, "orders_unpaid": opening.unpaid, "orders_paid": opening.paid,
    }  # fmt: skip

    def lines() -> list[str]:
        found = [_line(opening.shift, state)]
        if opening.incoming:
            found.append(t("shift.incoming", id=opening.incoming.handover.id, author=opening.incoming.handover.author,
                           count=len(opening.incoming.pending)))  # fmt: skip
        if opening.seat_token:
            found.append(t("shift.seat_token", name=SEAT_TOKEN, token=opening.seat_token))
        found.append(t("shift.checks", offline=opening.offline, unpaid=opening.unpaid, paid=opening.paid))
        return found

    emit(facts, as_json=json, zone=state.zone, render=lines)


@app.command("status", help=t("cli.shift.status"))
def status(ctx: typer.Context, json: JsonOption = False) -> None:
    """Where the shift stands, who is on duty, who vanished (rule H8), and what still stops its end."""
    state = console_state(ctx)
    vanished = state.services().takeovers.missing()
    found = state.services().shifts.status(state.actor())
    worked = found.attendance
    facts = {
        "shift": _shift_json(found.shift),
        "planned": {"key": found.slot.key, "start": found.slot.start, "end": found.slot.end} if found.slot else None,
        "waiting": found.waiting, "on_duty": found.on_duty, "unrested_minutes": found.unrested,
        "late_minutes": worked.late if worked else None, "overtime_minutes": worked.overtime if worked else None,
        "break_minutes": worked.breaks if worked else None,
        "blockers": [{"code": one.code, "count": one.count} for one in found.blockers],
        "incoming_handover": found.incoming.handover.id if found.incoming else None,
        "queries_to_answer": found.queries.to_answer, "queries_answered": found.queries.answered,
        "missing": [{"agent": one.shift.agent, "last_seen": one.last_seen} for one in vanished],
    }  # fmt: skip

    def lines() -> list[str]:
        shown = [_line(found.shift, state) if found.shift else t("shift.off")]
        shown.append(t("shift.duty", names=listed(found.on_duty) or t("handover.nobody"), waiting=found.waiting))
        for one in vanished:
            shown.append(t("shift.board.missing", agent=one.shift.agent, at=when(one.last_seen, state.zone)))
        if found.incoming is not None:
            log = found.incoming.handover
            shown.append(t("shift.incoming", id=log.id, author=log.author, count=len(found.incoming.pending)))
        if found.tired:
            shown.append(t("shift.tired", minutes=found.unrested))
        shown += [t(one.code, count=one.count) for one in found.blockers]
        asked = found.queries
        if asked.to_answer:
            shown.append(t("shift.to_answer", n=asked.to_answer, log=asked.to_answer_log))
        if asked.answered:
            shown.append(t("shift.answered", n=asked.answered, log=asked.answered_log))
        return shown

    emit(facts, as_json=json, zone=state.zone, render=lines)


@app.command("break", help=t("cli.shift.break"))
def pause(ctx: typer.Context, json: JsonOption = False) -> None:
    """Begin a break."""
    _moved(ctx, "pause", json)


@app.command("resume", help=t("cli.shift.resume"))
def resume(ctx: typer.Context, json: JsonOption = False) -> None:
    """Come back from a break."""
    _moved(ctx, "resume", json)


@app.command("digest", help=t("cli.shift.digest"))
def digest(ctx: typer.Context, json: JsonOption = False) -> None:
    """What colleagues handed over since this agent's last shift."""
    from cs_console.text.clean import clean

    state = console_state(ctx)
    found = state.services().attendance.digest(state.actor().agent)
    facts = {
        "since": found.since,
        "handovers": [
            {"id": one.handover.id, "business_date": one.handover.business_date, "shift": one.handover.shift_key,
             "author": one.handover.author, "summary": one.handover.summary, "items": one.count,
             "worth_reading": [item.what for item in one.items]}
            for one in found.logs
        ],
    }  # fmt: skip

    def lines() -> list[str]:
        if found.since is None:
            return [t("digest.never")]
        shown = [t("digest.head", n=len(found.logs), since=when(found.since, state.zone))]
        for one in found.logs:
            log = one.handover
            shown.append(t("digest.log", id=log.id, day=log.business_date.isoformat(), author=log.author,
                           shift=token("shift", log.shift_key), n=one.count, summary=log.summary))  # fmt: skip
            shown += [f"  - {item.what}" for item in one.items]
        return [clean(line) for line in shown]

    emit(facts, as_json=json, zone=state.zone, render=lines)


@app.command("attendance", help=t("cli.shift.attendance"))
def attendance(
    ctx: typer.Context,
    start: Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help=t("cli.shift.from"))] = None,
    end: Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help=t("cli.shift.to"))] = None,
    json: JsonOption = False,
) -> None:
    """Late, early, overtime and absence of each day: a lead sees everybody, an agent oneself."""
    state = console_state(ctx)
    services = state.services()
    today = services.context.now().astimezone(state.zone).date()
    last = end.date() if end else today
    rows = services.attendance.days(state.actor(), start.date() if start else last, last)
    facts = [
        {"day": one.day, "agent": one.agent, "shift": one.key, "presence": one.presence.value,
         "started_at": one.shift.started_at if one.shift else None,
         "ended_at": one.shift.ended_at if one.shift else None,
         "minutes": asdict(one.attendance) if one.attendance else None}
        for one in rows
    ]  # fmt: skip

    def lines() -> Iterable[str]:
        cells = [
            (one.day, one.agent, token("shift", one.key) if one.key else "-", token("presence", one.presence),
             when(one.shift.started_at, state.zone) if one.shift else "",
             when(one.shift.ended_at, state.zone) if one.shift else "",
             *((one.attendance.late, one.attendance.early, one.attendance.overtime, one.attendance.breaks)
               if one.attendance else ("", "", "", "")))
            for one in rows
        ]  # fmt: skip
        heads = ("day", "agent", "shift", "presence", "start", "end", "late", "early", "overtime", "breaks")
        return table(cells, [t(f"attendance.{name}") for name in heads])

    emit(facts, as_json=json, zone=state.zone, render=lines)


def _moved(ctx: typer.Context, verb: str, json: bool) -> None:
    state = console_state(ctx)
    shift = getattr(state.services().shifts, verb)(state.actor())
    emit(_shift_json(shift), as_json=json, zone=state.zone, render=lambda: [_line(shift, state)])


@app.command("end", help=t("cli.shift.end"))
def end(
    ctx: typer.Context,
    reason: Annotated[str, typer.Option("--reason", help=t("cli.shift.reason"))] = "",
    override: Annotated[str, typer.Option("--override-by", help=t("cli.shift.override"))] = "",
    json: JsonOption = False,
) -> None:
    """End the shift; with buyers waiting and nobody to take them it is extended and the exit code is 1."""
    state = console_state(ctx)
    actor = state.actor()
    lead = state.as_agent(override) if override else None
    ending = state.services().shifts.end(actor, reason=reason, override_by=lead)
    facts = {**(_shift_json(ending.shift) or {}), "ended": ending.ended, "waiting": ending.waiting}

    def lines() -> list[str]:
        if ending.ended:
            return [_line(ending.shift, state)]
        return [t("shift.extended", waiting=ending.waiting, until=when(ending.shift.extended_until, state.zone))]

    emit(facts, as_json=json, zone=state.zone, render=lines)
    if not ending.ended:
        raise typer.Exit(1)
