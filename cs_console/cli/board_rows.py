"""The live board as JSON and for a person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from cs_console.cli.common import State, table, when
from cs_console.domain.board import AgentLine, Board
from cs_console.i18n import t, token
from cs_console.text.mask import mask_text


def board_json(board: Board) -> dict[str, Any]:
    """The board with stable keys; rows behind the figures by their ids."""
    oldest = board.oldest
    return {
        "at": board.at,
        "counts": asdict(board.counts),
        "oldest": {"id": oldest.id, "buyer": oldest.buyer, "since": oldest.unanswered_since} if oldest else None,
        "unclaimed": {"open": board.nobody.open, "waiting": board.nobody.waiting, "overdue": board.nobody.overdue},
        "promises_due": [one.id for one in board.promises],
        "cases_late": [one.id for one in board.cases],
        "approvals": board.approvals,
        "handovers_undecided": board.undecided,
        "agents": [_agent_json(one) for one in board.agents],
    }


def _agent_json(one: AgentLine) -> dict[str, Any]:
    worked = one.attendance
    return {
        "name": one.name, "role": one.role, "team": one.team,
        "shift": one.shift.key if one.shift else None, "shift_state": str(one.shift.state) if one.shift else None,
        "since": one.shift.started_at if one.shift else None, "late_minutes": worked.late if worked else 0,
        "break_minutes": worked.breaks if worked else 0, "unrested_minutes": one.unrested, "tired": one.tired,
        "open": one.load.open, "waiting": one.load.waiting, "overdue": one.load.overdue,
        "oldest_since": one.load.oldest, "promises_due": one.promises, "cases_late": one.cases,
        "closed_today": one.closed_today, "missing_from": one.expected or None,
        "missing_minutes": one.missing_minutes, "silent_since": one.silent_since,
    }  # fmt: skip


def board_lines(board: Board, state: State) -> Iterable[str]:
    """The figures in a line or two, then a row for everybody."""
    counts, oldest = board.counts, board.oldest
    yield t("board.counts", waiting=counts.waiting, overdue=counts.overdue, unclaimed=counts.unclaimed,
            snoozed=counts.snoozed, closed=counts.closed_today)  # fmt: skip
    if oldest is not None:
        since = when(oldest.unanswered_since, state.zone)
        yield t("board.oldest_line", buyer=mask_text(oldest.buyer), since=since, id=oldest.id)
    yield t("board.late", promises=len(board.promises), cases=len(board.cases), approvals=board.approvals,
            logs=board.undecided)  # fmt: skip
    rows = [
        (
            one.name, token("role", one.role), duty_words(one, state),
            one.load.open, one.load.waiting, one.load.overdue, one.promises, one.cases, one.closed_today,
            since_words(one.load.oldest, state),
        )
        for one in board.agents
    ]  # fmt: skip
    names = ("name", "role", "duty", "open", "waiting", "overdue", "promises", "cases", "closed", "oldest")
    yield from table(rows, [t(f"board.col.{name}") for name in names])


def duty_words(one: AgentLine, state: State) -> str:
    """``day 在岗 迟到 5 分``, or that somebody expected is not there."""
    if one.shift is None:
        return t("board.missing", minutes=one.missing_minutes) if one.expected else t("board.off")
    if one.silent_since is not None:
        return t("board.silent", at=when(one.silent_since, state.zone))
    late = t("board.late_by", minutes=one.attendance.late) if one.attendance and one.attendance.late else ""
    tired = t("board.tired", minutes=one.unrested) if one.tired else ""
    return "  ".join(word for word in (token("shift_state", one.shift.state), late, tired) if word)


def since_words(moment: datetime | None, state: State) -> str:
    """Since when a buyer waits, "" while nobody does."""
    return when(moment, state.zone)
