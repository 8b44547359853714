"""Coming back to a buyer: what falls due when, and what came of it (rules U1, U2, C3).

Nothing here is planned ahead: the due list is computed from orders, cases, promises and inquiries as
they stand, so that a paid order drops out by itself. Only outcomes and snoozes are kept.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from cs_console.domain.entities import Entity
from cs_console.domain.vocabulary import Platform

if TYPE_CHECKING:
    from cs_console.domain.policy.followups import FollowupsPolicy


class FollowupKind(StrEnum):
    """Why somebody has to come back to a buyer (rule C3)."""

    UNPAID = "unpaid"
    SIGNED = "signed"
    REVIEWS = "reviews"
    REVIEW = "review"
    CSAT = "csat"
    PROMISE = "promise"
    SNOOZED = "snoozed"
    BIRTHDAY = "birthday"
    CAMPAIGN = "campaign"
    CASE = "case"
    COMPLAINT = "complaint"
    GAP = "gap"
    PROBLEM = "problem"


class FollowupState(StrEnum):
    """Whether a follow-up has its outcome."""

    OPEN = "open"
    DONE = "done"


class FollowupOutcome(StrEnum):
    """What came of a follow-up."""

    REMINDED = "reminded"
    WILL_PAY = "will_pay"
    CONFIRMED = "confirmed"
    PROBLEM = "problem"
    RATED = "rated"
    KEPT = "kept"
    DONE = "done"
    DECLINED = "declined"
    UNREACHABLE = "unreachable"
    OTHER = "other"


_K, _O = FollowupKind, FollowupOutcome

OUTCOMES: Mapping[FollowupKind, tuple[FollowupOutcome, ...]] = {
    _K.UNPAID: (_O.REMINDED, _O.WILL_PAY, _O.DECLINED, _O.UNREACHABLE, _O.OTHER),
    _K.SIGNED: (_O.CONFIRMED, _O.PROBLEM, _O.UNREACHABLE, _O.OTHER),
    _K.REVIEWS: (_O.DONE, _O.OTHER),
    _K.REVIEW: (_O.DONE, _O.UNREACHABLE, _O.OTHER),
    _K.CSAT: (_O.RATED, _O.DECLINED, _O.UNREACHABLE, _O.OTHER),
    _K.PROMISE: (_O.KEPT,),
    _K.SNOOZED: (),
    _K.BIRTHDAY: (_O.DONE, _O.DECLINED, _O.UNREACHABLE, _O.OTHER),
    _K.CAMPAIGN: (_O.DONE, _O.DECLINED, _O.UNREACHABLE, _O.OTHER),
    _K.CASE: (),
    _K.COMPLAINT: (),
    _K.GAP: (),
    _K.PROBLEM: (),
}
"""The outcomes that fit each kind, the usual one first; a kind without any ends where it lives (rule Q2, A6)."""

ELSEWHERE = frozenset(kind for kind, fits in OUTCOMES.items() if not fits)
"""Kinds that are neither ended nor put off in the due list: the queue, the case, the complaint keeps their time."""

CONTACTS = frozenset({_K.UNPAID, _K.SIGNED, _K.CSAT, _K.BIRTHDAY, _K.CAMPAIGN})
"""Kinds that disturb a buyer and so wait until the quiet hours end (rule U1)."""

TOLD = frozenset({_O.REMINDED, _O.WILL_PAY, _O.DECLINED})
"""Outcomes of an unpaid order's reminder that reached the buyer: paid afterwards counts as recovered (U2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Followup(Entity):
    """What is kept of one follow-up: its outcome or snooze. One row a (kind, subject, stage).

    `subject_id` is the row followed up (order, case, promise, inquiry, buyer), or a day as ``20260614``.
    """

    kind: FollowupKind
    subject_id: int
    stage: int = 0
    order_id: int = 0
    order_no: str = ""
    buyer: str = ""
    state: FollowupState = FollowupState.OPEN
    owner: str = ""
    due_at: datetime | None = None
    snoozed_until: datetime | None = None
    amount_fen: int | None = None
    outcome: FollowupOutcome | None = None
    note: str = ""
    done_by: str = ""
    done_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DueItem:
    """One row of the due list, computed now. `what` is the matter in the data's own words."""

    kind: FollowupKind
    subject_id: int
    stage: int = 0
    due_at: datetime
    platform: Platform = Platform.OTHER
    buyer: str = ""
    order_id: int = 0
    order_no: str = ""
    inquiry_id: int = 0
    what: str = ""
    amount_fen: int | None = None
    phrase_id: str = ""
    owner: str = ""
    snoozed: bool = False
    followup_id: int = 0

    @property
    def key(self) -> str:
        """The stable name by which it is finished or put off: ``unpaid:12:2``."""
        return key_of(self.kind, self.subject_id, self.stage)


def key_of(kind: FollowupKind, subject_id: int, stage: int) -> str:
    """The key of a follow-up, stored or not."""
    return f"{kind.value}:{subject_id}:{stage}"


def parse_key(key: str) -> tuple[FollowupKind, int, int] | None:
    """Kind, subject and stage of a key; None for anything else. The stage may be left out."""
    found = re.fullmatch(r"([a-z]+):(\d{1,18})(?::(\d{1,18}))?", key.strip(), re.ASCII)
    if found is None or found[1] not in FollowupKind._value2member_map_:
        return None
    return FollowupKind(found[1]), int(found[2]), int(found[3] or 0)


def after_quiet(policy: FollowupsPolicy, zone: ZoneInfo, moment: datetime) -> datetime:
    """`moment`, or the end of the quiet hours it falls into (rule U1)."""
    local = moment.astimezone(zone)
    if not policy.quiet(local.time()):
        return moment
    day = local.date()
    if policy.quiet_from > policy.quiet_to and local.time() >= policy.quiet_from:
        day += timedelta(days=1)
    return datetime.combine(day, policy.quiet_to, zone).astimezone(UTC)


def contact_due(policy: FollowupsPolicy, zone: ZoneInfo, due: datetime, now: datetime) -> datetime:
    """When a buyer may be contacted: never in quiet hours, however long it has been due (rule U1)."""
    due, ready = after_quiet(policy, zone, due), after_quiet(policy, zone, now)
    return ready if due <= now < ready else due


@dataclass(frozen=True, slots=True, kw_only=True)
class DueLook:
    """What a count of the due list needs to know of now and of the policy (rules U1, C3, R3).

    `agent` "" counts everybody's, else what is that agent's or nobody's. `contacts` is False in the quiet
    hours, when no buyer may be disturbed.
    """

    now: datetime
    agent: str
    contacts: bool
    excluded: tuple[str, ...]
    unpaid_since: datetime
    unpaid_minutes: tuple[int, ...]
    unpaid_pause: timedelta
    signed: tuple[datetime, datetime]
    solved: tuple[datetime, datetime]


def due_look(policy: FollowupsPolicy, zone: ZoneInfo, now: datetime, agent: str, excluded: Iterable[str]) -> DueLook:
    """Where a count of the due list looks, in the terms in which `unpaid_stage` and the list decide."""
    oldest = now - timedelta(days=policy.lookback_days)
    signed, solved = timedelta(days=policy.signed_days), timedelta(hours=policy.csat_after_hours)
    return DueLook(
        now=now, agent=agent, contacts=not policy.quiet(now.astimezone(zone).time()), excluded=tuple(excluded),
        unpaid_since=now - timedelta(hours=policy.unpaid_closed_hours),
        unpaid_minutes=tuple(sorted(policy.unpaid_minutes)),
        unpaid_pause=timedelta(minutes=min(policy.unpaid_minutes)),
        signed=(oldest - signed, now - signed), solved=(oldest - solved, now - solved),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stage:
    """The reminder an unpaid order is at: its number from 1, when it is due, the phrase to use."""

    number: int
    due_at: datetime
    phrase_id: str


def unpaid_stage(
    policy: FollowupsPolicy, zone: ZoneInfo, ordered_at: datetime, kept: Iterable[Followup], now: datetime
) -> Stage | None:
    """The one reminder that an unpaid order waits for, None when none is left or the order has closed (rule U1).

    Of several that are due the latest counts; earlier ones are passed over, never sent in a row. After a
    reminder the next one keeps at least the first interval's distance. A buyer who declined is left alone.
    """
    kept = tuple(kept)
    done = [one for one in kept if one.state is FollowupState.DONE]
    ends = ordered_at + timedelta(hours=policy.unpaid_closed_hours)
    if now >= ends or any(one.outcome is FollowupOutcome.DECLINED for one in done):
        return None
    passed = max((one.stage for one in done), default=0)
    pause = timedelta(minutes=min(policy.unpaid_minutes))
    floor = [one.done_at + pause for one in done if one.done_at is not None]
    floor += [one.snoozed_until for one in kept if one.snoozed_until is not None]
    found: Stage | None = None
    for number, minutes in enumerate(sorted(policy.unpaid_minutes), 1):
        if number <= passed:
            continue
        planned = max([ordered_at + timedelta(minutes=minutes), *floor])
        due = contact_due(policy, zone, planned, now)
        if due >= ends or (found is not None and due > now):
            break
        found = Stage(number, due, _phrase(policy.unpaid_phrases, number))
    return found


def _phrase(phrases: Sequence[str], number: int) -> str:
    """The phrase of a stage; a schedule longer than the list goes on with the last one."""
    return phrases[min(number, len(phrases)) - 1] if phrases else ""


def sampled(percent: int, name: str) -> bool:
    """Whether this one belongs to the share that is followed up; always the same answer for a name."""
    return zlib.crc32(name.encode()) % 100 < percent


_MONTH_DAY = re.compile(r"\s*[:：]?\s*(?:\d{4}[-./年])?(\d{1,2})[-./月](\d{1,2})日?\s*")


def birthday(tags: Iterable[str], word: str, today: date) -> date | None:
    """This year's birthday from a tag such as ``生日 6-14``; 29 February falls on the 28th (rule C3)."""
    for tag in tags:
        found = _MONTH_DAY.fullmatch(tag.removeprefix(word)) if tag.startswith(word) else None
        if found is None:
            continue
        month, day = int(found[1]), int(found[2])
        for real in (day, 28 if (month, day) == (2, 29) else day):
            try:
                return date(today.year, month, real)
            except ValueError:
                continue
    return None


def day_number(day: date) -> int:
    """A day as a whole number, ``20260614``: the subject of what is done once a day."""
    return day.year * 10_000 + day.month * 100 + day.day


def at_time(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """A time of a day on the shop's clock, in UTC."""
    return datetime.combine(day, clock, zone).astimezone(UTC)


def recovered(one: Followup, paid_at: datetime | None) -> bool:
    """Whether an order was paid after its buyer had been reminded (rule U2)."""
    return (
        one.kind is FollowupKind.UNPAID
        and one.outcome in TOLD
        and paid_at is not None
        and one.done_at is not None
        and paid_at >= one.done_at
    )
