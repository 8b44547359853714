"""Buyers: everything about one person across platforms, facts before opinions (rules C1, E4, X1)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from cs_console.domain import buyers
from cs_console.domain.buyers import BuyerFigures, BuyerQuery, Mark, Profile, Told, leading_id
from cs_console.domain.complaints import Complaint
from cs_console.domain.entities import Actor, Buyer, Case, Inquiry, Order, Promise
from cs_console.domain.vocabulary import Platform
from cs_console.errors import BadInput, Conflict, NotFound, Refused
from cs_console.i18n import listed, token
from cs_console.services.context import ServiceContext
from cs_console.services.masking import masked
from cs_console.services.ports.uow import UnitOfWork
from cs_console.services.roles import Permission, require
from cs_console.text.clean import clean
from cs_console.text.mask import mask_name, mask_phone, mask_text

SHOWN = 50
"""How many orders, talks, cases … a card shows."""
LONGEST = {"group": 40, "credit": 100, "preferences": 500, "notes": 2000, "tag": 20}


@dataclass(frozen=True, slots=True)
class BuyerRow:
    """One person in a list: the leading card (masked), the other nicks, the facts."""

    buyer: Buyer
    nicks: tuple[tuple[Platform, str], ...]
    profile: Profile
    figures: BuyerFigures
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class BuyerCard:
    """Everything about one person on one screen; names, phones and addresses masked (rule X1)."""

    row: BuyerRow
    cards: tuple[Buyer, ...]
    orders: tuple[Order, ...]
    inquiries: tuple[Inquiry, ...]
    cases: tuple[Case, ...]
    complaints: tuple[Complaint, ...]
    promises: tuple[Promise, ...]
    told: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class MergePreview:
    """Two persons before they become one: each as it stands, the profile they would share, what they share now.

    `same` names the private fields that are alike (``phone``, ``receiver``, ``address``); nothing is unmasked.
    """

    keep: BuyerRow
    other: BuyerRow
    profile: Profile
    same: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BuyerChanged:
    """A card after an act, and the act that undo takes back (0: nothing changed)."""

    act_id: int
    buyer: Buyer


@dataclass(frozen=True, slots=True)
class PrivateBuyer:
    """What stands behind a person's masks; reading it was an event (rule X1)."""

    buyer_id: int
    names: tuple[str, ...]
    phones: tuple[str, ...]
    addresses: tuple[str, ...]


class BuyerService:
    """What ``cs-console buyer`` and the buyer's card do."""

    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    # -- reading ---------------------------------------------------------------------------

    def list(self, wanted: BuyerQuery | None = None, limit: int = 50) -> tuple[BuyerRow, ...]:
        """Persons, not nicks: merged ones stand once."""
        with self._context.uow.read() as uow:
            return self._rows(uow, [one.id for one in uow.buyers.listed(wanted or BuyerQuery(), limit)])

    def find(self, nick: str, platform: Platform | None = None) -> Buyer:
        """The card with this nick.

        Raises `NotFound` when there is none, `Refused` naming the platforms when several persons share it.
        """
        wanted = nick.strip()
        with self._context.uow.read() as uow:
            found = [one for one in uow.buyers.named(wanted) if platform in (None, one.platform)]
        if not found:
            raise NotFound("buyer.no_nick", nick=clean(wanted))
        if len({leading_id(one) for one in found}) > 1:
            names = listed(f"{token('platform', one.platform)} ({one.platform})" for one in found)
            raise Refused("buyer.ambiguous", nick=clean(wanted), platforms=names)
        return _masked(found[0])

    def card(self, buyer_id: int) -> BuyerCard:
        """Everything about the person behind a card, in one consistent read."""
        with self._context.uow.read() as uow:
            cards = uow.buyers.person(uow.require(Buyer, buyer_id))
            row = self._rows(uow, [cards[0].id])[0]
            talks = uow.buyers.inquiries(cards, SHOWN)
            return BuyerCard(
                row=row,
                cards=tuple(_masked(one) for one in cards),
                orders=tuple(masked(one) for one in uow.buyers.orders(cards, SHOWN)),
                inquiries=tuple(replace(one, summary=mask_text(one.summary)) for one in talks),
                cases=tuple(uow.buyers.cases(cards, SHOWN)),
                complaints=tuple(replace(one, what=mask_text(one.what)) for one in uow.buyers.complaints(cards, SHOWN)),
                promises=tuple(uow.buyers.promises(cards, SHOWN)),
                told=tuple(replace(one, text=mask_text(one.text)) for one in uow.buyers.told(cards, SHOWN)),
            )

    def alike(self, buyer_id: int, limit: int = 8) -> tuple[BuyerRow, ...]:
        """Other persons who gave the same phone: perhaps the same one under another nick (rule C1)."""
        with self._context.uow.read() as uow:
            cards = uow.buyers.person(uow.require(Buyer, buyer_id))
            return self._rows(uow, uow.buyers.same_phone(cards, limit))

    def merge_preview(self, keep_id: int, other_id: int) -> MergePreview:
        """What a merge would bring together; nothing is written. `Refused` when they are one person already."""
        with self._context.uow.read() as uow:
            keep, other = uow.require(Buyer, keep_id), uow.require(Buyer, other_id)
            leading, joined = uow.buyers.person(keep), uow.buyers.person(other)
            if leading[0].id == joined[0].id:
                raise Refused("buyer.same", nick=keep.nick, other=other.nick)
            ours, theirs = self._rows(uow, [leading[0].id, joined[0].id])
            found = [(uow.buyers.orders(cards, SHOWN), cards) for cards in (leading, joined)]
        return MergePreview(ours, theirs, buyers.profile([*leading, *joined]), buyers.shared(*found))

    # -- writing ---------------------------------------------------------------------------

    def edit(
        self, actor: Actor, buyer_id: int, *, group: str | None = None, credit: str | None = None,
        preferences: str | None = None, notes: str | None = None,
        add_tags: Sequence[str] = (), remove_tags: Sequence[str] = (), expected_version: int | None = None,
    ) -> BuyerChanged:  # fmt: skip
        """Write on a person's card (rule C1): one act. A tag taken off goes from all of the person's nicks.

        Notes belong to the nick named, the rest to the leading card. Raises `Conflict` when the card moved on
        after `expected_version`.
        """
        words = {"group": group, "credit": credit, "preferences": preferences}
        said = {name: _short(name, text) for name, text in words.items() if text is not None}
        added = buyers.tidy_tags(_short("tag", tag) for tag in add_tags)
        taken = set(buyers.tidy_tags(_short("tag", tag) for tag in remove_tags))
        with self._context.uow.write(actor, "buyer.edit") as uow:
            named = uow.require(Buyer, buyer_id)
            if expected_version is not None and named.version != expected_version:
                raise Conflict("buyer.changed", nick=named.nick, by=named.changed_by, at=named.changed_at)
            if notes is not None:
                named = uow.change(named, notes=_short("notes", notes, multiline=True))
            for position, card in enumerate(uow.buyers.person(named)):
                tags = tuple(tag for tag in card.tags if tag not in taken)
                more = {**said, "tags": buyers.tidy_tags((*tags, *added))} if not position else {"tags": tags}
                changed = uow.change(card, **more)
                named = changed if changed.id == named.id else named
        return BuyerChanged(uow.act_id, _masked(named))

    def merge(self, actor: Actor, keep_id: int, other_id: int) -> BuyerChanged:
        """Say that two nicks, even of two platforms, are one person: one act, taken back by one undo (rule C1).

        Each card keeps what is written on it, so that a later `split` loses nothing.
        """
        with self._context.uow.write(actor, "buyer.merge") as uow:
            keep, other = uow.require(Buyer, keep_id), uow.require(Buyer, other_id)
            leading, joined = uow.buyers.person(keep), uow.buyers.person(other)
            if leading[0].id == joined[0].id:
                raise Refused("buyer.same", nick=keep.nick, other=other.nick)
            for card in joined:
                uow.change(card, merged_into=leading[0].id)
        return BuyerChanged(uow.act_id, _masked(leading[0]))

    def split(self, actor: Actor, buyer_id: int) -> BuyerChanged:
        """Take a nick out of a merged person again, long after the merge; the others stay together."""
        with self._context.uow.write(actor, "buyer.split") as uow:
            card = uow.require(Buyer, buyer_id)
            rest = [one for one in uow.buyers.person(card) if one.id != card.id]
            if not rest:
                raise Refused("buyer.single", nick=card.nick)
            if card.merged_into:
                alone = uow.change(card, merged_into=0)
            else:
                alone = card
                leader = uow.change(rest[0], merged_into=0)
                for one in rest[1:]:
                    uow.change(one, merged_into=leader.id)
        return BuyerChanged(uow.act_id, _masked(alone))

    def unmask(self, actor: Actor, buyer_id: int) -> PrivateBuyer:
        """Show a person's names, phones and addresses; who looked is recorded (rule X1)."""
        if not actor.agent:
            raise Refused("buyer.unmask_who")
        require(actor, Permission.UNMASK)
        with self._context.uow.write(actor, "buyer.unmask") as uow:
            cards = uow.buyers.person(uow.require(Buyer, buyer_id))
            orders = uow.buyers.orders(cards, SHOWN)
            for card in cards:
                uow.note("Buyer", card.id, fields=["name", "phone", "address"])
        return PrivateBuyer(
            cards[0].id,
            _distinct([*(one.name for one in cards), *(one.receiver for one in orders)]),
            _distinct([*(one.phone for one in cards), *(one.phone for one in orders)]),
            _distinct(one.address for one in orders),
        )

    # -- inside ----------------------------------------------------------------------------

    def _rows(self, uow: UnitOfWork, leading: Sequence[int]) -> tuple[BuyerRow, ...]:
        limits = self._context.policies().shop.buyer_marks
        persons = uow.buyers.persons(leading)
        figures = uow.buyers.figures(leading, limits.dispute_words)
        return tuple(
            BuyerRow(
                buyer=_masked(persons[person][0]),
                nicks=tuple((card.platform, card.nick) for card in persons[person]),
                profile=buyers.profile(persons[person]),
                figures=figures[person],
                marks=buyers.marks(figures[person], limits),
            )
            for person in leading
        )


def _masked(card: Buyer) -> Buyer:
    return replace(card, name=mask_name(card.name), phone=mask_phone(card.phone))


def _short(name: str, text: str, *, multiline: bool = False) -> str:
    text = clean(text, multiline=multiline).strip()
    if len(text) > LONGEST[name]:
        raise BadInput("buyer.too_long", field=token("buyer", name), maximum=LONGEST[name])
    return text


def _distinct(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))
