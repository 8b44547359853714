"""Orders: found, remarked, flagged, checked, and every change taken back by one key (rules O1–O4, R1–R6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Literal

from cs_console.domain import checks, remarks
from cs_console.domain.entities import Actor, Buyer, Order, OrderLine, Promise, Refund
from cs_console.domain.policy.remarks import RemarksPolicy
from cs_console.domain.vocabulary import Flag, Platform, PromiseKind, PromiseState, StepState
from cs_console.errors import BadInput, Conflict, NotFound, Refused
from cs_console.i18n import listed, token
from cs_console.services.context import ServiceContext
from cs_console.services.journal import TAKEN_IN, JournalService, Undone
from cs_console.services.masking import masked
from cs_console.services.order_checks import OrderCheckService, Ticked
from cs_console.services.order_views import (
    BulkChanged,
    Changed,
    HistoryEntry,
    OrderCard,
    OrderFilter,
    PrivateDetails,
    history_entry,
)
from cs_console.services.order_writes import note_signed, refuse_stale, within_limit, write_remark
from cs_console.services.ports.uow import UnitOfWork
from cs_console.services.promises import PromiseService, Suggested
from cs_console.services.roles import Permission, require
from cs_console.text.clean import clean
from cs_console.text.normalise import plain_digits

Keep = Literal["local", "platform", "both"]
Ledger = Literal["always", "promised"]
"""When an appended remark also becomes a ledger row: always, or only when it promises something."""
WHOLE_NUMBER = 10
"""From this many characters on a text may be a whole order or tracking number."""
HISTORY = 50
OTHERS = 20


class OrderService:
    """What the order pane and ``cs-console order`` do. Orders are handed out masked (rule X1)."""

    def __init__(self, context: ServiceContext, promises: PromiseService, checklists: OrderCheckService) -> None:
        self._context = context
        self._promises = promises
        self._checklists = checklists
        self._journal = JournalService(context)

    # -- reading ---------------------------------------------------------------------------

    def find(self, order_no: str, platform: Platform | None = None) -> Order:
        """The order with this number.

        Raises `NotFound` when there is none, `Refused` naming the platforms when several share it.
        """
        number = plain_digits(order_no).strip()
        with self._context.uow.read() as uow:
            found = uow.find(Order, order_no=number)
        if platform is not None:
            found = [order for order in found if order.platform is platform]
        if not found:
            raise NotFound("order.unknown", id=clean(number))
        if len(found) > 1:
            names = listed(f"{token('platform', order.platform)} ({order.platform})" for order in found)
            raise Refused("order.ambiguous", order_no=number, platforms=names)
        return masked(found[0])

    def list(self, chosen: OrderFilter | None = None, limit: int = 100) -> tuple[Order, ...]:
        """Orders, newest first."""
        with self._context.uow.read() as uow:
            found = uow.orders.listed(limit, **asdict(chosen or OrderFilter()))
        return tuple(masked(order) for order in found)

    def search(self, text: str, limit: int = 50, chosen: OrderFilter | None = None) -> tuple[Order, ...]:
        """Orders by part of a number, buyer, last four digits of the phone, tracking number, goods (O4).

        A whole order or tracking number is found by index, at once among a million; only parts need the walk.
        """
        text, chosen = plain_digits(text).strip(), chosen or OrderFilter()
        if not text:
            return ()
        if len(text) >= WHOLE_NUMBER and chosen == OrderFilter():
            with self._context.uow.read() as uow:
                whole = uow.orders.numbered(text, limit)
            if whole:
                return tuple(masked(order) for order in whole)
        return self.list(replace(chosen, text=text), limit)

    def card(self, order_id: int) -> OrderCard:
        """Everything about one order, in one consistent read."""
        policies = self._context.policies()
        with self._context.uow.read() as uow:
            order = uow.require(Order, order_id)
            lines = sorted(uow.find(OrderLine, order_id=order_id), key=lambda line: (line.position, line.id))
            refunds = uow.find(Refund, order_id=order.id)
            others = _others(uow, order)
            return OrderCard(
                order=masked(order),
                lines=tuple(lines),
                refunds=tuple(refunds),
                history=self._history(uow, order_id, HISTORY),
                promises=tuple(uow.orders.promises(order_id=order_id)),
                cases=tuple(uow.aftersales.cases(order_id=order_id)),
                others=tuple(masked(other) for other in others),
                limit=policies.remarks.limit(order.platform),
                flag=policies.flags.of(order.flag),
                separator=policies.remarks.separator,
            )

    def history(self, order_id: int, limit: int = HISTORY) -> tuple[HistoryEntry, ...]:
        """Who changed what when, newest first (rule R6)."""
        with self._context.uow.read() as uow:
            uow.require(Order, order_id)
            return self._history(uow, order_id, limit)

    def check(self, order_id: int) -> checks.Checklist:
        """The checklist before payment or before shipping: what data and people answered (rules O1, O2)."""
        return self._checklists.check(order_id)

    def tick(self, actor: Actor, order_id: int, key: str, state: StepState, note: str = "") -> Ticked:
        """Keep a person's outcome of one step of the checklist (rules O1, O2)."""
        return self._checklists.tick(actor, order_id, key, state, note)

    # -- remark and flag -------------------------------------------------------------------

    def remark(self, actor: Actor, order_id: int, text: str, *, expected_version: int | None = None) -> Changed:
        """Save the full new remark; gives the promises it seems to make (rules R1, R4, R5).

        Raises `Refused` beyond the platform's limit, `Conflict` naming who wrote another one meanwhile.
        """
        text = clean(text, multiline=True).strip()
        with self._context.uow.write(actor, "order.remark") as uow:
            order = uow.require(Order, order_id)
            refuse_stale(uow, self._context, order, expected_version, ("remark", "remark_conflict"))
            changed = write_remark(uow, self._context, order, text)
            suggested = self._promises.suggestions(self._promised(order.remark, text), uow.now)
            open_kinds = {row.kind for row in uow.orders.promises(order_id=order_id, states=(PromiseState.OPEN,))}
        new = tuple(one for one in suggested if one.kind not in open_kinds)
        return Changed(uow.act_id, masked(changed), masked(order), new)

    def append_remark(
        self,
        actor: Actor,
        order_id: int,
        promise: str,
        day: date | None = None,
        *,
        kind: PromiseKind | None = None,
        due_at: datetime | None = None,
        inquiry_id: int = 0,
        ledger: Ledger = "always",
        known: Sequence[Suggested] = (),
    ) -> Changed:
        """Append ``agent promise date`` and enter each of its promises into the ledger, in one act (rules R1, R4).

        Kinds and due times are read from the words; a `kind` that is given makes the whole text one promise.
        `known` are the promises of the reply it keeps. Every former character stays; a text that already has
        the whole form is appended as it stands.
        """
        promise = clean(promise).strip()
        if not promise:
            raise BadInput("promise.empty")
        self._promises.require_due(due_at)
        with self._context.uow.write(actor, "order.promise") as uow:
            order = uow.require(Order, order_id)
            entry = promise if self._signed(promise) else self.compose(actor.agent, promise, day)
            former = order.remark
            changed = write_remark(
                uow, self._context, order, remarks.append(former, entry, self._remark_policy.separator)
            )
            said = self._promised("", promise)
            rows: tuple[Promise, ...] = ()
            if kind is not None:
                rows = (self._promises.enter(uow, order, said, kind=kind, inquiry_id=inquiry_id, due_at=due_at),)
            elif ledger == "always" or self._promises.suggestions(said, uow.now):
                rows = self._promises.enter_each(uow, order, said, inquiry_id=inquiry_id, due_at=due_at, known=known)
        return Changed(uow.act_id, masked(changed), masked(order), promises=rows)

    def compose(self, agent: str, promise: str, day: date | None = None) -> str:
        """One entry in the policy's form, dated today on the shop's clock unless told (rules R1, R2)."""
        policy = self._remark_policy
        today = self._context.now().astimezone(self._context.zone).date()
        return remarks.compose(agent, promise, day or today, policy.pattern, policy.date_format)

    def flag(self, actor: Actor, order_id: int, flag: Flag, *, expected_version: int | None = None) -> Changed:
        """Set a flag (rule R3); `Conflict` names who set another one meanwhile."""
        self._settable(flag)
        with self._context.uow.write(actor, "order.flag") as uow:
            order = uow.require(Order, order_id)
            refuse_stale(uow, self._context, order, expected_version, ("flag",))
            changed = uow.change(order, flag=flag)
        return Changed(uow.act_id, masked(changed), masked(order))

    def bulk_flag(self, actor: Actor, order_ids: Sequence[int], flag: Flag) -> BulkChanged:
        """Set one flag on many orders: one act, all or none, taken back as one."""
        self._settable(flag)
        with self._context.uow.write(actor, "order.bulk_flag") as uow:
            orders = [uow.require(Order, order_id) for order_id in dict.fromkeys(order_ids)]
            changed = uow.change_many((order, {"flag": flag}) for order in orders)
        return BulkChanged(uow.act_id, tuple(masked(order) for order in changed))

    def resolve_conflict(self, actor: Actor, order_id: int, keep: Keep) -> Changed:
        """Settle a remark that changed here and on the platform: keep ours, theirs, or both (rule R1)."""
        with self._context.uow.write(actor, "order.resolve_conflict") as uow:
            order = uow.require(Order, order_id)
            theirs = order.remark_conflict
            if theirs is None:
                raise Refused("order.no_conflict", order_no=order.order_no)
            text = order.remark
            if keep == "platform":
                text = theirs
            elif keep == "both":
                text = remarks.join_both(order.remark, theirs, self._remark_policy.separator)
            if keep == "both":
                within_limit(self._context, order, text)
            changed = uow.change(order, remark=text, remark_conflict=None)
        return Changed(uow.act_id, masked(changed), masked(order))

    def undo(self, actor: Actor, order_id: int) -> Undone:
        """Take back the latest act on this order if it is the actor's own latest (rule R6).

        Raises `Conflict` naming who acted on the order since, `Refused` when there is nothing to undo.
        """
        with self._context.uow.read() as uow:
            order = uow.require(Order, order_id)
            latest = next((entry for entry in self._history(uow, order_id, HISTORY) if _undoable(entry)), None)
        if latest is None:
            raise Refused("order.nothing_to_undo", order_no=order.order_no)
        if latest.by != actor.agent:
            at = latest.at.astimezone(self._context.zone)
            raise Conflict("order.others_act", order_no=order.order_no, by=latest.by, at=at)
        return self._journal.undo(actor, latest.act_id)

    # -- other facts -----------------------------------------------------------------------

    def set_signed(self, actor: Actor, order_id: int, when: datetime) -> Changed:
        """Note when the parcel was signed for; the windows of its open cases follow (rule A1)."""
        with self._context.uow.write(actor, "order.signed") as uow:
            order = uow.require(Order, order_id)
            changed = note_signed(uow, self._context, order, when)
        return Changed(uow.act_id, masked(changed), masked(order))

    def unmask(self, actor: Actor, order_id: int) -> PrivateDetails:
        """Show what stands behind the masks; who looked is recorded (rule X1)."""
        require(actor, Permission.UNMASK)
        with self._context.uow.write(actor, "buyer.unmask") as uow:
            order = uow.require(Order, order_id)
            uow.note("Order", order_id, fields=["receiver", "phone", "address", "buyer_message"])
        return PrivateDetails(order.id, order.receiver, order.phone, order.address, order.buyer_message)

    # -- inside ----------------------------------------------------------------------------

    @property
    def _remark_policy(self) -> RemarksPolicy:
        return self._context.policies().remarks

    def _entries(self, text: str) -> tuple[remarks.RemarkEntry, ...]:
        """The entries of a remark, read by the policy's separators, date styles and roster (rule R1)."""
        policies = self._context.policies()
        return remarks.parse_remark(
            text,
            self._context.now().astimezone(self._context.zone).date(),
            agents=[member.name for member in policies.team.members],
            separators=policies.remarks.promise_separators,
            formats=policies.remarks.read_formats,
        )

    def _promised(self, former: str, text: str) -> str:
        """What an edit's new entries say, without the names and dates that only sign them."""
        new = (entry for entry in self._entries(text) if entry.raw.strip() not in former)
        return "；".join(entry.promise for entry in new)

    def _signed(self, text: str) -> bool:
        """Whether a text ends in a date and begins with a name of the roster: the whole form of rule R1."""
        entries = self._entries(text)
        team = self._context.policies().team
        return bool(entries) and team.member(entries[0].agent) is not None and entries[-1].date is not None

    def _settable(self, flag: Flag) -> None:
        if self._context.policies().flags.of(flag) is None:
            raise BadInput("order.flag_unknown", flag=flag)

    @staticmethod
    def _history(uow: UnitOfWork, order_id: int, limit: int) -> tuple[HistoryEntry, ...]:
        events = uow.journal.history("Order", order_id, limit)
        undone = {act: uow.journal.undone(act) for act in {event.act_id for event in events}}
        return tuple(history_entry(event, undone[event.act_id]) for event in events)


def _undoable(entry: HistoryEntry) -> bool:
    """Whether a person's step that can be meant; what the platform brought or was told is none."""
    beside = ("undo", "redo", "order.write_back", TAKEN_IN)
    return bool(entry.changes) and not entry.undone and entry.act not in beside


def _others(uow: UnitOfWork, order: Order) -> list[Order]:
    """The buyer's other orders, newest first: those of the nick, and of the person's other nicks (rule C1)."""
    same = {"platform": order.platform, "buyer_nick": order.buyer_nick}
    found = uow.find(Order, limit=OTHERS + 1, newest_first=True, **same) if order.buyer_nick else []
    card = uow.get(Buyer, order.buyer_id) if order.buyer_id else None
    nicks = uow.buyers.person(card) if card is not None else []
    if len(nicks) > 1:
        found += uow.buyers.orders(nicks, OTHERS + 1)
    by_id = {one.id: one for one in found if one.id != order.id}
    return sorted(by_id.values(), key=lambda one: -one.id)[:OTHERS]
