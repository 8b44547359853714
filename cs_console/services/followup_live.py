"""The due list as the data stands now (rules U1, C3): what is paid, confirmed or rated is not in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from cs_console.domain.entities import Buyer, Order
from cs_console.domain.followups import (
    CONTACTS,
    DueItem,
    Followup,
    FollowupKind,
    FollowupState,
    at_time,
    birthday,
    contact_due,
    day_number,
    sampled,
    unpaid_stage,
)
from cs_console.domain.policy import Policies
from cs_console.domain.policy.followups import FollowupsPolicy
from cs_console.domain.policy.shop import Campaign
from cs_console.domain.vocabulary import PromiseState
from cs_console.services import followup_flows
from cs_console.services.ports.uow import UnitOfWork

FAR = datetime(9000, 1, 1, tzinfo=UTC)
"""Until when to look for everything that will ever fall due."""

_K = FollowupKind
_Kept = Mapping[int, list[Followup]]


@dataclass(frozen=True, slots=True)
class Sight:
    """From where the list is seen: the transaction, the policies, and how far ahead to look."""

    uow: UnitOfWork
    policies: Policies
    zone: ZoneInfo
    until: datetime

    @property
    def policy(self) -> FollowupsPolicy:
        """The follow-ups' own policy."""
        return self.policies.followups

    @property
    def now(self) -> datetime:
        """The moment of the transaction."""
        return self.uow.now

    @property
    def oldest(self) -> datetime:
        """What lies before this is let be."""
        return self.now - timedelta(days=self.policy.lookback_days)

    def counted(self, order: Order) -> bool:
        """Whether an order is followed up at all: suspected brushing is not (rule R3)."""
        return order.flag not in self.policies.flags.excluded

    def kept(self, kind: FollowupKind, ids: Collection[int]) -> _Kept:
        """What is kept of these subjects' follow-ups."""
        found: dict[int, list[Followup]] = defaultdict(list)
        for one in self.uow.followups.kept(kind, tuple(ids)):
            found[one.subject_id].append(one)
        return found


def due_items(
    uow: UnitOfWork, policies: Policies, zone: ZoneInfo, *,
    until: datetime | None = None, kinds: Collection[FollowupKind] = (), subject: int = 0,
) -> list[DueItem]:  # fmt: skip
    """What falls due until a moment (default: is due now), the longest due first."""
    sight = Sight(uow, policies, zone, until or uow.now)
    found = [item for kind in kinds or tuple(_SOURCES) for item in _SOURCES[kind](sight, subject)]
    found = [item for item in found if item.due_at <= sight.until]
    return sorted(found, key=lambda item: (item.due_at, item.key))


# -- unpaid orders, signed orders, solved cases ------------------------------------------------


def _unpaid(sight: Sight, order_id: int) -> Iterator[DueItem]:
    since = sight.now - timedelta(hours=sight.policy.unpaid_closed_hours)
    orders = [order for order in sight.uow.followups.unpaid(since, order_id) if sight.counted(order)]
    kept = sight.kept(_K.UNPAID, [order.id for order in orders])
    for order in orders:
        if order.ordered_at is None:
            continue
        stage = unpaid_stage(sight.policy, sight.zone, order.ordered_at, kept.get(order.id, ()), sight.now)
        if stage is not None:
            item = _of_order(_K.UNPAID, order, stage.due_at, stage.phrase_id, stage.number)
            yield from _with_kept(sight, item, kept)


def _signed(sight: Sight, order_id: int) -> Iterator[DueItem]:
    wait = timedelta(days=sight.policy.signed_days)
    orders = sight.uow.followups.signed(sight.oldest - wait, sight.until - wait, order_id)
    orders = [one for one in orders if sight.counted(one) and sampled(sight.policy.sample_percent, one.order_no)]
    kept = sight.kept(_K.SIGNED, [order.id for order in orders])
    for order in orders:
        if order.signed_at is not None:
            item = _of_order(_K.SIGNED, order, order.signed_at + wait, sight.policy.signed_phrase)
            yield from _with_kept(sight, item, kept)


def _csat(sight: Sight, case_id: int) -> Iterator[DueItem]:
    wait = timedelta(hours=sight.policy.csat_after_hours)
    cases = sight.uow.followups.solved(sight.oldest - wait, sight.until - wait, case_id)
    cases = [case for case in cases if sampled(sight.policy.sample_percent, f"{case.order_no}:{case.id}")]
    kept = sight.kept(_K.CSAT, [case.id for case in cases])
    for case in cases:
        order = sight.uow.get(Order, case.order_id)
        if order is not None and sight.counted(order) and case.closed_at is not None:
            item = _of_order(_K.CSAT, order, case.closed_at + wait, sight.policy.csat_phrase, subject=case.id)
            yield from _with_kept(sight, item, kept)


def _of_order(
    kind: FollowupKind, order: Order, due_at: datetime, phrase_id: str, stage: int = 0, subject: int = 0
) -> DueItem:
    amount = order.total_fen if order.total_fen is not None else order.goods_fen
    return DueItem(
        kind=kind, subject_id=subject or order.id, stage=stage, due_at=due_at, platform=order.platform,
        buyer=order.buyer_nick, order_id=order.id, order_no=order.order_no, what=order.goods,
        amount_fen=amount, phrase_id=phrase_id,
    )  # fmt: skip


# -- promises, snoozed inquiries, reviews ------------------------------------------------------


def _promises(sight: Sight, promise_id: int) -> Iterator[DueItem]:
    promises = sight.uow.orders.promises(states=(PromiseState.OPEN,), due_by=sight.until)
    promises = [one for one in promises if promise_id in (0, one.id)]
    kept = sight.kept(_K.PROMISE, [one.id for one in promises])
    for one in promises:
        if one.due_at is not None:
            item = DueItem(
                kind=_K.PROMISE, subject_id=one.id, due_at=one.due_at, buyer=one.buyer, order_id=one.order_id,
                order_no=one.order_no, inquiry_id=one.inquiry_id, what=one.text, owner=one.owner or one.agent,
            )  # fmt: skip
            yield from _with_kept(sight, item, kept)


def _snoozed(sight: Sight, inquiry_id: int) -> Iterator[DueItem]:
    for one in sight.uow.followups.snoozed(sight.until, inquiry_id):
        if one.snooze_until is not None:
            yield DueItem(
                kind=_K.SNOOZED, subject_id=one.id, due_at=one.snooze_until, platform=one.platform, buyer=one.buyer,
                order_id=one.order_id, order_no=one.order_no, inquiry_id=one.id, what=one.summary, owner=one.owner,
            )  # fmt: skip


def _reviews(sight: Sight, day: int) -> Iterator[DueItem]:
    """One look a day at new reviews, from the hour the policy names, while there are orders to review."""
    today = sight.now.astimezone(sight.zone).date()
    number = day_number(today)
    if day not in (0, number) or not sight.uow.followups.reviewable(sight.oldest):
        return
    due_at = at_time(today, sight.policy.reviews_time, sight.zone)
    item = DueItem(kind=_K.REVIEWS, subject_id=number, due_at=due_at, what=today.isoformat())
    yield from _with_kept(sight, item, sight.kept(_K.REVIEWS, [number]))


def _review(sight: Sight, review_id: int) -> Iterator[DueItem]:
    """Each review that somebody read and that asks for an answer."""
    found = list(followup_flows.reviews(sight.uow, sight.policies, sight.until, review_id))
    kept = sight.kept(_K.REVIEW, [one.subject_id for one in found])
    for item in found:
        yield from _with_kept(sight, item, kept)


# -- birthdays, campaigns ----------------------------------------------------------------------


def _birthdays(sight: Sight, buyer_id: int) -> Iterator[DueItem]:
    if not sight.policy.birthdays:
        return
    today = sight.now.astimezone(sight.zone).date()
    buyers = [one for one in sight.uow.followups.tagged((sight.policy.birthday_tag,)) if buyer_id in (0, one.id)]
    born = [one for one in buyers if birthday(one.tags, sight.policy.birthday_tag, today) == today]
    kept = sight.kept(_K.BIRTHDAY, [one.id for one in born])
    due_at = at_time(today, time(0), sight.zone)
    for one in born:
        item = _of_buyer(_K.BIRTHDAY, one, due_at, today.year, today.isoformat(), sight.policy.birthday_phrase)
        yield from _with_kept(sight, item, kept)


def _campaigns(sight: Sight, buyer_id: int) -> Iterator[DueItem]:
    campaigns = [one for one in sight.policies.shop.campaigns if sight.now < one.end.replace(tzinfo=sight.zone)]
    campaigns = [one for one in campaigns if _told_from(sight, one) <= sight.until]
    if not campaigns:
        return
    wanted = set(sight.policy.campaign_tags)
    tagged = sight.uow.followups.tagged(tuple(wanted))
    buyers = [one for one in tagged if wanted & set(one.tags) and buyer_id in (0, one.id)]
    kept = sight.kept(_K.CAMPAIGN, [one.id for one in buyers])
    for campaign in campaigns:
        stage = day_number(campaign.start.date())
        for one in buyers:
            item = _of_buyer(_K.CAMPAIGN, one, _told_from(sight, campaign), stage, campaign.name)
            yield from _with_kept(sight, item, kept)


def _told_from(sight: Sight, campaign: Campaign) -> datetime:
    return campaign.start.replace(tzinfo=sight.zone) - timedelta(hours=sight.policy.campaign_hours)


def _of_buyer(
    kind: FollowupKind, buyer: Buyer, due_at: datetime, stage: int, what: str, phrase_id: str = ""
) -> DueItem:  # fmt: skip
    return DueItem(
        kind=kind, subject_id=buyer.id, stage=stage, due_at=due_at, platform=buyer.platform, buyer=buyer.nick,
        what=what, phrase_id=phrase_id,
    )  # fmt: skip


# -- what keeps its own time --------------------------------------------------------------------


def _flow(
    read: Callable[[UnitOfWork, Policies, datetime, int], Iterator[DueItem]],
) -> Callable[[Sight, int], Iterator[DueItem]]:
    return lambda sight, subject: read(sight.uow, sight.policies, sight.until, subject)


# -- shared ------------------------------------------------------------------------------------


def _with_kept(sight: Sight, item: DueItem, kept: _Kept) -> Iterator[DueItem]:
    """The item with its owner and snooze; nothing when its outcome is known. Quiet hours are kept (U1)."""
    row = next((one for one in kept.get(item.subject_id, ()) if one.stage == item.stage), None)
    due, owner = item.due_at, item.owner
    if row is not None:
        if row.state is FollowupState.DONE:
            return
        due, owner = max(due, row.snoozed_until or due), row.owner or owner
    if item.kind in CONTACTS:
        due = contact_due(sight.policy, sight.zone, due, sight.now)
    snoozed = row is not None and row.snoozed_until is not None
    yield replace(item, due_at=due, owner=owner, snoozed=snoozed, followup_id=row.id if row is not None else 0)


_SOURCES: Mapping[FollowupKind, Callable[[Sight, int], Iterator[DueItem]]] = {
    _K.UNPAID: _unpaid,
    _K.SIGNED: _signed,
    _K.REVIEWS: _reviews,
    _K.REVIEW: _review,
    _K.CSAT: _csat,
    _K.PROMISE: _promises,
    _K.SNOOZED: _snoozed,
    _K.BIRTHDAY: _birthdays,
    _K.CAMPAIGN: _campaigns,
    _K.CASE: _flow(followup_flows.cases),
    _K.COMPLAINT: _flow(followup_flows.complaints),
    _K.GAP: _flow(followup_flows.gaps),
    _K.PROBLEM: _flow(followup_flows.problems),
}
