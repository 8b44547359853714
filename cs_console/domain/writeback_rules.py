"""Which remarks and flags are owed to a platform, and what may be written over what (rules R1, R7).

The outbox follows the order: a row is owed exactly while our remark or flag differs from what the platform
is known to have. Nothing a colleague wrote on the platform meanwhile is overwritten: what only they changed
is kept, what both changed is a conflict.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Literal

from cs_console.domain.entities import Order
from cs_console.domain.merging import merged_flag, merged_remark
from cs_console.domain.records import OrderRecord
from cs_console.domain.vocabulary import Flag
from cs_console.domain.writebacks import Route, WriteBack, WriteBackState

Pair = tuple[str, str]
"""A remark and the token of a flag."""

OURS = frozenset({"remark", "flag", "remark_conflict"})
"""Order fields that people change."""

WATCHED = OURS | {"platform_remark", "platform_flag"}
"""Order fields that decide what is owed."""


# -- the outbox follows the order --------------------------------------------------------------


def is_owed(order: Order) -> bool:
    """Whether the platform lacks something of ours; an unknown flag there counts as grey."""
    return order.remark != order.platform_remark or order.flag is not (order.platform_flag or Flag.GREY)


@dataclass(frozen=True, slots=True)
class Step:
    """What to do with an order's open row."""

    act: Literal["none", "add", "change", "remove"]
    changes: Mapping[str, Any]


NOTHING = Step("none", {})


def follow(
    order: Order, row: WriteBack | None, touched: Collection[str], last: WriteBack | None, now: datetime
) -> Step:
    """How the outbox follows a change of `touched` fields: one open row an order, coalesced until sent.

    A row on its way is left alone: when it is settled, this is asked again. A row whose attempt was never
    answered stays even when nothing seems owed, because the platform may have taken the attempt.
    """
    if row is not None and row.state is WriteBackState.SENDING:
        return NOTHING
    owed = is_owed(order) or (row is not None and bool(row.tried))
    if not owed:
        return Step("remove", {}) if row is not None else NOTHING
    wanted: dict[str, Any] = {
        "shop": order.shop, "remark": order.remark, "flag": order.flag,
        "base_remark": order.platform_remark, "base_flag": order.platform_flag,
        "base_modified": _modified(order, last),
    }  # fmt: skip
    if row is None:
        state = WriteBackState.QUEUED if order.remark_conflict is None else WriteBackState.CONFLICT
        return Step("add", {**wanted, "state": state, "queued_at": now})
    return Step("change", {**wanted, **_state(order, row, touched, now)})


def _modified(order: Order, last: WriteBack | None) -> str:
    """The platform's time of change, as far as our last write of this very remark told it."""
    return last.modified if last is not None and last.remark == order.platform_remark else ""


def _state(order: Order, row: WriteBack, touched: Collection[str], now: datetime) -> dict[str, Any]:
    if order.remark_conflict is not None:
        return {"state": WriteBackState.CONFLICT}
    if row.state is WriteBackState.QUEUED or not OURS.intersection(touched):
        return {}
    return {
        "state": WriteBackState.QUEUED, "attempts": 0, "next_try_at": None, "trouble": None, "trouble_code": "",
        "queued_at": now,
    }  # fmt: skip


# -- read, compare, write ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OnPlatform:
    """What a platform has now; `code` is its own flag code, which may mean no colour of ours.

    `raw` is the remark byte for byte, `remark` what may be shown of it (rule X2).
    """

    remark: str
    flag: Flag
    code: int
    modified: str = ""
    raw: str = ""


class Verdict(StrEnum):
    """What reading the platform first has shown."""

    WRITE = "write"
    WRITTEN = "written"
    CONFLICT = "conflict"
    STALE = "stale"


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What the platform shall have; what is kept is sent back exactly as it was read."""

    verdict: Verdict
    remark: str
    flag: Flag
    keep_remark: bool = False
    keep_flag: bool = False


def reconcile(row: WriteBack, theirs: OnPlatform, perhaps: Sequence[Pair] = ()) -> Reconciled:
    """Merge a row with what the platform has now, three ways, each of remark and flag for itself (rule R1).

    `perhaps` and the row's own unanswered attempts are what the platform may have besides the base without
    anybody else's doing. An answer older than our last write comes from a copy that lags behind: nothing is
    decided on it.
    """
    if row.base_modified and theirs.modified and theirs.modified < row.base_modified:
        return Reconciled(Verdict.STALE, row.remark, row.flag)
    expected = [*row.tried, *perhaps]
    tried_flags = [flag for _, flag in expected]
    same = same_text(theirs.remark, row.remark)
    base_known = [row.base_remark, *(remark for remark, _ in expected)]
    remark_moved = not any(same_text(theirs.remark, known) for known in base_known)
    remark_ours = row.remark != row.base_remark
    flag_moved = theirs.flag is not (row.base_flag or Flag.GREY) and theirs.flag.value not in tried_flags
    flag_ours = row.flag is not (row.base_flag or Flag.GREY)
    if (remark_moved and remark_ours and not same) or (flag_moved and flag_ours and theirs.flag is not row.flag):
        return Reconciled(Verdict.CONFLICT, row.remark, row.flag)
    keep_remark = same or remark_moved
    keep_flag = theirs.flag is row.flag or flag_moved
    verdict = Verdict.WRITTEN if keep_remark and keep_flag else Verdict.WRITE
    remark = theirs.remark if keep_remark else row.remark
    flag = theirs.flag if keep_flag else row.flag
    return Reconciled(verdict, remark, flag, keep_remark, keep_flag)


def same_text(one: str, other: str) -> bool:
    """Whether two remarks say the same: platforms change line ends and drop blanks at the end."""
    return _plain(one) == _plain(other)


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def settled(order: Order, row: WriteBack, remark: str, flag: Flag) -> dict[str, Any]:
    """What the order learns once the platform has `remark` and `flag`.

    Where we wrote ours, that is now the platform's. Where we kept theirs, it is merged as an import would.
    """
    changes: dict[str, Any] = {}
    if same_text(remark, row.remark):
        changes["platform_remark"] = row.remark
    else:
        changes |= merged_remark(order, remark)
    if flag is row.flag:
        changes["platform_flag"] = flag
    else:
        changes |= merged_flag(order, flag)
    return changes


def conflicting(order: Order, theirs: OnPlatform) -> dict[str, Any]:
    """What the order learns from a conflict: the platform's side; ours stays and is shown beside it."""
    return {**merged_remark(order, theirs.remark), **merged_flag(order, theirs.flag)}


def handed_over(row: WriteBack) -> dict[str, Any]:
    """What the order learns once its row stands in a batch file; a flag nobody knew or set stays unknown."""
    if row.base_flag is None and row.flag is Flag.GREY:
        return {"platform_remark": row.remark}
    return {"platform_remark": row.remark, "platform_flag": row.flag}


# -- what exports say afterwards ---------------------------------------------------------------


def untaken(sent: Sequence[WriteBack]) -> list[WriteBack]:
    """The newest rows, newest first, that stand in batch files of which no export has shown an effect yet."""
    found: list[WriteBack] = []
    for row in sent:
        if row.route is not Route.BATCH or row.confirmed_at is not None:
            break
        found.append(row)
    return found


def perhaps(sent: Sequence[WriteBack]) -> list[Pair]:
    """What the platform may still have while batch files wait to be taken over."""
    return [(row.base_remark, (row.base_flag or Flag.GREY).value) for row in untaken(sent)]


def as_heard(
    record: OrderRecord, sent: Sequence[WriteBack], waiting: WriteBack | None, file_time: datetime | None
) -> OrderRecord:
    """An export's row without what our own writes have overtaken (rule R1).

    `sent` are the order's settled rows, newest first, `waiting` its open one. What was exported before the
    gateway wrote is old news; what an unanswered attempt of ours wrote is no colleague's. Until an export
    shows a batch file, one that still has what stood there before says only that.
    """
    written = next((row.sent_at for row in sent if row.route is Route.GATEWAY), None)
    if written is not None and file_time is not None and file_time < written:
        return replace(record, platform_remark=None, platform_flag=None)
    ours = [*(waiting.tried if waiting is not None else ()), *perhaps(sent)]
    remark, flag = record.platform_remark, record.platform_flag
    if remark is not None and any(same_text(remark, known) for known, _ in ours):
        remark = None
    if flag is not None and any(flag.value == known for _, known in ours):
        flag = None
    return replace(record, platform_remark=remark, platform_flag=flag)


def confirmed(record: OrderRecord, sent: Sequence[WriteBack], file_time: datetime | None) -> WriteBack | None:
    """The row whose batch file this export shows to have been taken over."""
    for row in untaken(sent):
        if record.platform_remark is None or row.sent_at is None or (file_time or row.sent_at) < row.sent_at:
            continue
        if same_text(record.platform_remark, row.remark) and record.platform_flag in (None, row.flag):
            return row
    return None


# -- trying again ------------------------------------------------------------------------------


def next_try(now: datetime, attempts: int, first: int, most: int, chance: float, wait: int = 0) -> datetime:
    """When to try again: doubling from `first` up to `most` seconds, half of it left to chance.

    `wait` is what the platform itself asked for; it is never undercut.
    """
    full = min(float(most), first * 2.0 ** max(0, min(attempts, 30) - 1))
    return now + timedelta(seconds=max(float(wait), full * (0.5 + chance / 2)))
