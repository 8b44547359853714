"""Follow-ups: one due list over everything, each item ended with an outcome or put off (rules U1, U2, C3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from cs_console.domain.entities import Actor, Case, Inquiry, Order, PhraseUse
from cs_console.domain.followups import (
    ELSEWHERE,
    OUTCOMES,
    DueItem,
    Followup,
    FollowupKind,
    FollowupOutcome,
    FollowupState,
    due_look,
    parse_key,
)
from cs_console.domain.inquiries import refuse_far
from cs_console.domain.vocabulary import Platform
from cs_console.errors import BadInput, NotFound, Refused
from cs_console.i18n import listed, token
from cs_console.services.context import ServiceContext
from cs_console.services.followup_live import FAR, due_items
from cs_console.services.phrasing import Composed, PhraseService
from cs_console.services.ports.uow import UnitOfWork
from cs_console.services.promises import PromiseService
from cs_console.services.satisfaction import record_score
from cs_console.text.clean import clean

RARE = (FollowupKind.REVIEWS, FollowupKind.BIRTHDAY, FollowupKind.CAMPAIGN)
"""Kinds that come once a day or before a campaign: few, and decided by words in tags."""
SAMPLED = (FollowupKind.SIGNED, FollowupKind.CSAT)
"""Kinds of which the policy may want only a share."""
TALKS = 20
"""How many of a buyer's latest inquiries are looked through for an open one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowupFilter:
    """Which of the due list: kinds (none: all), whose ("" anybody's), due until when (None: now).

    `mine` names an agent whose own items are wanted together with nobody's.
    """

    kinds: tuple[FollowupKind, ...] = ()
    owner: str = ""
    mine: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class FollowedUp:
    """A follow-up ended or put off: the act that undo takes back, the item as it stood, what is kept of it.

    `row` is None for a promise: its outcome stands in the ledger.
    """

    act_id: int
    item: DueItem
    row: Followup | None


class FollowupService:
    """What the due list and ``cs-console followup`` do."""

    def __init__(self, context: ServiceContext, phrases: PhraseService, promises: PromiseService) -> None:
        self._context = context
        self._phrases = phrases
        self._promises = promises

    # -- reading ---------------------------------------------------------------------------

    def list(self, chosen: FollowupFilter | None = None, limit: int | None = None) -> tuple[DueItem, ...]:
        """What is due, the longest due first; computed now, so paid and confirmed orders are not in it."""
        wanted = chosen or FollowupFilter()
        with self._context.uow.read() as uow:
            found = due_items(uow, self._context.policies(), self._context.zone, until=wanted.until, kinds=wanted.kinds)
        return tuple(item for item in found if _fits(item, wanted))[:limit]

    def count(self, agent: str = "") -> int:
        """How many items are due, an agent's own and nobody's; counted by index, for the status line.

        What comes once a day (reviews, birthdays, campaigns) and what is sampled is looked through instead.
        """
        policies, zone, now = self._context.policies(), self._context.zone, self._context.now()
        sampled = policies.followups.sample_percent < 100
        look = due_look(policies.followups, zone, now, agent, policies.flags.excluded)
        kinds = (*RARE, *(SAMPLED if sampled else ()))
        with self._context.uow.read() as uow:
            rare = due_items(uow, policies, zone, kinds=kinds)
            counted = uow.followups.due_count(look, sampled=sampled)
        return counted + sum(_fits(item, FollowupFilter(mine=agent)) for item in rare)

    def find(self, key: str) -> DueItem:
        """The item with this key, due or still to come.

        Raises `Refused` saying who ended it, or that the matter settled itself, `NotFound` for no such thing.
        """
        with self._context.uow.read() as uow:
            return live_item(uow, self._context, key)

    def text(self, actor: Actor, key: str, answers: Mapping[str, str] | None = None) -> Composed:
        """What to say: the stage's phrase, in a variant this buyer was not given yet (rules U1, P2).

        `answers` fill what the data leaves blank; a text with a blank left is for looking at only (rule P3).
        """
        item = self.find(key)
        if not item.phrase_id:
            raise Refused("followup.no_text", key=item.key)
        return self._phrases.compose(actor, item.phrase_id, order_id=item.order_id, buyer=item.buyer, answers=answers)

    def inquiry_for(self, order_id: int) -> int:
        """Where an order is talked about: its newest open inquiry, else its buyer's newest; 0 when nobody asked."""
        with self._context.uow.read() as uow:
            talks = uow.find(Inquiry, order_id=order_id, newest_first=True) if order_id else []
            order = uow.get(Order, order_id) if order_id else None
            if order is not None:
                talks += uow.queue.inquiries_of(order.platform, order.buyer_nick, TALKS)
        return next((one.id for one in talks if one.state.is_open), talks[0].id if talks else 0)

    def talk_of(self, actor: Actor, item: DueItem) -> int:
        """The open inquiry in which words of an item are a reply: the actor's own or nobody's, its order's first,
        then the newest, also one whose platform nobody noted (rule Q1); 0 where the buyer has none."""
        with self._context.uow.read() as uow:
            named = uow.get(Inquiry, item.inquiry_id) if item.inquiry_id else None
            talks = [named] if named is not None else []
            talks += uow.find(Inquiry, order_id=item.order_id, newest_first=True) if item.order_id else []
            for platform in (item.platform, Platform.OTHER) if item.buyer else ():
                talks += uow.queue.inquiries_of(platform, item.buyer, TALKS)
        return next((one.id for one in talks if one.state.is_open and one.owner in ("", actor.agent)), 0)

    # -- writing ---------------------------------------------------------------------------

    def done(
        self, actor: Actor, key: str, outcome: FollowupOutcome | None = None, *,
        note: str = "", score: int | None = None, own_words: bool = False,
    ) -> FollowedUp:  # fmt: skip
        """End a follow-up with its outcome; the usual one of its kind unless told.

        A reminder counts its phrase variant as told to this buyer, unless it went out in own words (P2).
        CSAT takes the score (rule C4). A promise is closed in the ledger.
        """
        item = self.find(key)
        outcome = _fitting(item, outcome, score)
        note = clean(note, multiline=True).strip()
        if outcome is FollowupOutcome.OTHER and not note:
            raise Refused("followup.note_missing", key=item.key)
        if item.kind is FollowupKind.PROMISE:
            changed = self._promises.done(actor, item.subject_id, note)
            return FollowedUp(changed.act_id, item, None)
        use = None if own_words else self._use(actor, item, outcome)
        with self._context.uow.write(actor, "followup.done") as uow:
            item = live_item(uow, self._context, key)
            row = self._keep(
                uow, item, state=FollowupState.DONE, outcome=outcome, note=note, done_by=actor.agent, done_at=uow.now,
                snoozed_until=None,
            )  # fmt: skip
            if use is not None:
                uow.add(use)
            if outcome is FollowupOutcome.RATED and score is not None:
                case = uow.require(Case, item.subject_id)
                record_score(
                    uow, self._context, score, note, agent=case.owner, case_id=case.id, order_id=case.order_id,
                    inquiry_id=case.inquiry_id,
                )  # fmt: skip
        return FollowedUp(uow.act_id, item, row)

    def snooze(self, actor: Actor, key: str, until: datetime, note: str = "") -> FollowedUp:
        """Put a follow-up off; it is the actor's own until then."""
        with self._context.uow.write(actor, "followup.snooze") as uow:
            item = live_item(uow, self._context, key)
            if until <= uow.now:
                raise Refused("followup.snooze_past", until=until.astimezone(self._context.zone))
            refuse_far(self._context.policies().routing, uow.now, until, self._context.zone)
            _refuse_elsewhere(item)
            row = self._keep(
                uow, item, snoozed_until=until, owner=actor.agent, note=clean(note, multiline=True).strip()
            )
        return FollowedUp(uow.act_id, item, row)

    # -- inside ----------------------------------------------------------------------------

    def _keep(self, uow: UnitOfWork, item: DueItem, **facts: Any) -> Followup:
        """Write an item's row: changed when there is one, else added; the store allows one a kind and stage."""
        if item.followup_id:
            return uow.change(uow.require(Followup, item.followup_id), **facts)
        return uow.add(replace(fresh_row(item), **facts))

    def _use(self, actor: Actor, item: DueItem, outcome: FollowupOutcome) -> PhraseUse | None:
        """The phrase use of a reminder that went out as proposed; None where no phrase was said."""
        if not item.phrase_id or outcome is FollowupOutcome.UNREACHABLE:
            return None
        try:
            told = self._phrases.compose(actor, item.phrase_id, order_id=item.order_id, buyer=item.buyer)
        except NotFound:
            return None  # the books do not have the phrase that the policy names: nothing was proposed
        return PhraseUse(
            at=self._context.now(), agent=actor.agent, phrase_id=item.phrase_id, variant_hash=told.variant_hash,
            buyer=item.buyer,
        )  # fmt: skip


def fresh_row(item: DueItem) -> Followup:
    """The row of an item that nothing is kept of yet."""
    return Followup(
        kind=item.kind, subject_id=item.subject_id, stage=item.stage, order_id=item.order_id, order_no=item.order_no,
        buyer=item.buyer, owner=item.owner, due_at=item.due_at, amount_fen=item.amount_fen,
    )  # fmt: skip


def live_item(uow: UnitOfWork, context: ServiceContext, key: str) -> DueItem:
    """The item with a key, however far ahead; `Refused` when it ended or settled itself, `NotFound` otherwise."""
    parsed = parse_key(key)
    if parsed is None:
        raise BadInput("followup.bad_key", key=clean(key))
    kind, subject, stage = parsed
    found = due_items(uow, context.policies(), context.zone, until=FAR, kinds=(kind,), subject=subject)
    item = next((one for one in found if stage in (0, one.stage)), None)
    if item is not None:
        return item
    rows = [one for one in uow.followups.kept(kind, (subject,)) if stage in (0, one.stage)]
    ended = next((one for one in rows if one.state is FollowupState.DONE), None)
    if ended is not None:
        raise Refused(
            "followup.ended", key=key, by=ended.done_by, outcome=ended.outcome or "",
            at=ended.done_at.astimezone(context.zone) if ended.done_at else "",
        )  # fmt: skip
    raise NotFound("followup.settled", key=clean(key))


def _fits(item: DueItem, wanted: FollowupFilter) -> bool:
    return wanted.owner in ("", item.owner) and (not wanted.mine or item.owner in ("", wanted.mine))


def _refuse_elsewhere(item: DueItem) -> None:
    """What has a place of its own is ended there, and keeps the time it has there."""
    if item.kind is FollowupKind.SNOOZED:
        raise Refused("followup.in_queue", id=item.subject_id)
    if item.kind in ELSEWHERE:
        raise Refused("followup.at_its_place", kind=token("followup_kind", item.kind), id=item.subject_id)


def _fitting(item: DueItem, outcome: FollowupOutcome | None, score: int | None) -> FollowupOutcome:
    """The outcome as given or usual, refused when it does not fit the kind."""
    _refuse_elsewhere(item)
    fits = OUTCOMES[item.kind]
    chosen = outcome or fits[0]
    if chosen not in fits:
        raise Refused("followup.outcome", outcome=chosen, known=listed(one.value for one in fits))
    if chosen is FollowupOutcome.RATED and score is None:
        raise Refused("followup.score_missing", key=item.key)
    return chosen
