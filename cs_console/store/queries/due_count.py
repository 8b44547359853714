"""Counts the due list without reading it: one count a kind, each by the partial index of what is open (U1, C3).

The conditions say in SQL what `domain.followups` decides a row at a time; a test holds both together.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, case, exists, func, literal_column, or_, select

from cs_console.domain.complaints import Complaint
from cs_console.domain.entities import Case, Inquiry, Order, Promise
from cs_console.domain.feedback import Csat, ProblemItem, Review
from cs_console.domain.followups import DueLook, Followup, FollowupKind, FollowupOutcome, FollowupState
from cs_console.domain.gaps import Gap
from cs_console.store.mapping import table

_O: Any = table(Order).c
_CASES: Any = table(Case).c
_P: Any = table(Promise).c
_I: Any = table(Inquiry).c
_CSATS: Any = table(Csat).c
_F: Any = table(Followup).c
_R: Any = table(Review).c
_K = FollowupKind
_Condition = ColumnElement[bool]

_UNPAID: Any = literal_column("orders.status = 'unpaid'")
_SIGNED: Any = literal_column("orders.status IN ('signed', 'shipped')")
_OPEN_TALK: Any = literal_column("inquiries.state NOT IN ('resolved', 'lost')")
"""Spelt as the partial indexes spell them, else SQLite would not use them."""


def due_count(connection: Connection, look: DueLook, *, sampled: bool) -> int:
    """How many items are due; contacts only outside the quiet hours (rule U1)."""
    return sum(int(connection.execute(one).scalar_one()) for one in _counts(look, sampled=sampled))


def _counts(look: DueLook, *, sampled: bool) -> Iterator[Select[int]]:
    if look.contacts:
        yield _unpaid(look)
        if not sampled:
            yield _signed(look)
            yield _solved(look)
    yield _promises(look)
    yield _reviews(look)
    snoozed = (_OPEN_TALK, _I.state == "snoozed", _I.snooze_until <= look.now, _whose(look, _I.owner))
    yield select(func.count()).select_from(table(Inquiry)).where(*snoozed)
    for kind in (Case, Complaint, Gap, ProblemItem):
        rows: Any = table(kind).c
        is_open: Any = literal_column(f"{table(kind).name}.state = 'open'")
        due = (is_open, rows.due_at <= look.now, _whose(look, rows.owner))
        yield select(func.count()).select_from(table(kind)).where(*due)


def _whose(look: DueLook, owner: Any) -> _Condition:
    wanted: _Condition = owner.in_((look.agent, "")) if look.agent else owner.is_not(None)
    return wanted


def _kept(kind: FollowupKind, subject: Any, stage: Any) -> _Condition:
    """The row kept of an item, to join by: there is at most one a kind, subject and stage."""
    return and_(_F.kind == kind.value, _F.subject_id == subject, _F.stage == stage)


def _waits(look: DueLook, fallback: Any) -> tuple[_Condition, ...]:
    """Neither ended nor put off, and the agent's own or nobody's."""
    owner = func.coalesce(func.nullif(_F.owner, ""), fallback)
    open_still = or_(_F.state.is_(None), _F.state != FollowupState.DONE.value)
    return open_still, or_(_F.snoozed_until.is_(None), _F.snoozed_until <= look.now), _whose(look, owner)


def _unpaid(look: DueLook) -> Select[int]:
    """Orders that reached a reminder which nobody gave yet (see `domain.followups.unpaid_stage`)."""
    reached = [(_O.ordered_at <= look.now - timedelta(minutes=minutes)) for minutes in look.unpaid_minutes]
    numbered = list(enumerate(reached, 1))
    stage = case(*((condition, number) for number, condition in reversed(numbered)), else_=0)
    stopped = exists().where(
        _F.kind == _K.UNPAID.value,
        _F.subject_id == _O.id,
        or_(
            _F.snoozed_until > look.now,
            and_(
                _F.state == FollowupState.DONE.value,
                or_(
                    _F.outcome == FollowupOutcome.DECLINED.value,
                    _F.stage >= stage,
                    _F.done_at > look.now - look.unpaid_pause,
                ),
            ),
        ),
    )
    owner = (
        select(_F.owner).where(_kept(_K.UNPAID, _O.id, stage), _F.owner != "").limit(1).scalar_subquery()
    )  # the reminder's own row, if somebody took it
    return (
        select(func.count())
        .select_from(table(Order))
        .where(_UNPAID, _O.ordered_at > look.unpaid_since, reached[0], _O.flag.not_in(look.excluded))
        .where(~stopped.correlate(table(Order)), _whose(look, func.coalesce(owner, "")))
    )


def _signed(look: DueLook) -> Select[int]:
    troubled = exists().where(_CASES.order_id == _O.id, _CASES.state == "open").correlate(table(Order))
    after, before = look.signed
    return (
        select(func.count())
        .select_from(table(Order).outerjoin(table(Followup), _kept(_K.SIGNED, _O.id, 0)))
        .where(_SIGNED, _O.signed_at > after, _O.signed_at <= before, _O.completed_at.is_(None), ~troubled)
        .where(_O.flag.not_in(look.excluded), *_waits(look, ""))
    )


def _solved(look: DueLook) -> Select[int]:
    rated = exists().where(_CSATS.case_id == _CASES.id).correlate(table(Case))
    after, before = look.solved
    joined = table(Case).join(table(Order), _O.id == _CASES.order_id)
    return (
        select(func.count())
        .select_from(joined.outerjoin(table(Followup), _kept(_K.CSAT, _CASES.id, 0)))
        .where(_CASES.state == "closed", _CASES.closed_at > after, _CASES.closed_at <= before, ~rated)
        .where(_O.flag.not_in(look.excluded), *_waits(look, ""))
    )


def _promises(look: DueLook) -> Select[int]:
    is_open: Any = literal_column("promises.state = 'open'")
    fallback = func.coalesce(func.nullif(_P.owner, ""), _P.agent)
    return (
        select(func.count())
        .select_from(table(Promise).outerjoin(table(Followup), _kept(_K.PROMISE, _P.id, 0)))
        .where(is_open, _P.due_at <= look.now, *_waits(look, fallback))
    )


def _reviews(look: DueLook) -> Select[int]:
    due: Any = literal_column("reviews.due_at IS NOT NULL")
    return (
        select(func.count())
        .select_from(table(Review).outerjoin(table(Followup), _kept(_K.REVIEW, _R.id, 0)))
        .where(due, _R.due_at <= look.now, *_waits(look, ""))
    )
