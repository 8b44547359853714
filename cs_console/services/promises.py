"""The promise ledger: what agents promised and whether it was carried out (rules P9, R4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from cs_console.domain.due_dates import due, span
from cs_console.domain.entities import Actor, Order, Promise
from cs_console.domain.promising import distinct, portions, promises_in
from cs_console.domain.vocabulary import PromiseKind, PromiseState
from cs_console.errors import BadInput, Refused
from cs_console.i18n import token
from cs_console.services.context import ServiceContext
from cs_console.services.ports.uow import UnitOfWork
from cs_console.text.clean import clean


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseFilter:
    """Which ledger rows: their states, who sees to them, due by when, of which order."""

    states: tuple[PromiseState, ...] = (PromiseState.OPEN,)
    agent: str = ""
    due_by: datetime | None = None
    order_id: int = 0


@dataclass(frozen=True, slots=True)
class PromiseChanged:
    """A ledger row as it stands now, and the act that undo takes back."""

    act_id: int
    promise: Promise


@dataclass(frozen=True, slots=True)
class PromisesChanged:
    """Ledger rows entered together, and the act that takes all of them back."""

    act_id: int
    promises: tuple[Promise, ...]


@dataclass(frozen=True, slots=True)
class Suggested:
    """A promise that a text gives away by the policy's words, with the time it falls due (rule R4)."""

    kind: PromiseKind
    word: str
    due_at: datetime
    text: str = ""
    """The part of the text that tells of it; together the parts are the whole text."""


class PromiseService:
    """Opens ledger rows and closes each as kept or broken; none disappears."""

    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    def add(
        self,
        actor: Actor,
        text: str,
        *,
        kind: PromiseKind = PromiseKind.OTHER,
        order_id: int = 0,
        inquiry_id: int = 0,
        buyer: str = "",
        due_at: datetime | None = None,
    ) -> PromiseChanged:
        """Enter a promise; without a time it falls due as the policy says for its kind."""
        self.require_due(due_at)
        with self._context.uow.write(actor, "promise.add") as uow:
            order = uow.require(Order, order_id) if order_id else None
            promise = self.enter(uow, order, text, kind=kind, inquiry_id=inquiry_id, buyer=buyer, due_at=due_at)
        return PromiseChanged(uow.act_id, promise)

    def enter(
        self,
        uow: UnitOfWork,
        order: Order | None,
        text: str,
        *,
        kind: PromiseKind = PromiseKind.OTHER,
        inquiry_id: int = 0,
        buyer: str = "",
        due_at: datetime | None = None,
    ) -> Promise:
        """Enter a promise as part of another act, such as a remark."""
        text = clean(text).strip()
        if not text:
            raise BadInput("promise.empty")
        return uow.add(
            Promise(
                order_id=order.id if order else 0,
                order_no=order.order_no if order else "",
                inquiry_id=inquiry_id,
                buyer=buyer or (order.buyer_nick if order else ""),
                agent=uow.actor.agent,
                owner=uow.actor.agent,
                kind=kind,
                text=text,
                promised_at=uow.now,
                due_at=due_at or uow.now + timedelta(hours=self.due_hours(kind)),
            )
        )

    def require_due(self, due_at: datetime | None) -> None:
        """Refuse a due time that a person named so far away that nobody will ever ask for it (rule R4)."""
        last = self._context.now() + timedelta(days=self._context.policies().remarks.promise_days)
        if due_at is not None and due_at > last:
            zone = self._context.zone
            raise Refused("promise.far", due=due_at.astimezone(zone), last=last.astimezone(zone))

    def add_all(
        self, actor: Actor, found: Sequence[Suggested], *, order_id: int = 0, inquiry_id: int = 0, buyer: str = ""
    ) -> PromisesChanged:
        """Enter every promise that was found, a row each, in one act (rule R4)."""
        with self._context.uow.write(actor, "promise.add") as uow:
            order = uow.require(Order, order_id) if order_id else None
            rows = [
                self.enter(uow, order, one.word, kind=one.kind, inquiry_id=inquiry_id, buyer=buyer, due_at=one.due_at)
                for one in found
            ]
        return PromisesChanged(uow.act_id, tuple(rows))

    def add_said(
        self,
        actor: Actor,
        text: str,
        *,
        kind: PromiseKind = PromiseKind.OTHER,
        inquiry_id: int = 0,
        buyer: str = "",
        known: Sequence[Suggested] = (),
    ) -> PromisesChanged:
        """Enter what a text promises, a row each, in one act; what shows none is one row of `kind` (rule R4)."""
        with self._context.uow.write(actor, "promise.add") as uow:
            rows = self.enter_each(uow, None, text, kind=kind, inquiry_id=inquiry_id, buyer=buyer, known=known)
        return PromisesChanged(uow.act_id, rows)

    def enter_each(
        self,
        uow: UnitOfWork,
        order: Order | None,
        text: str,
        *,
        kind: PromiseKind = PromiseKind.OTHER,
        inquiry_id: int = 0,
        buyer: str = "",
        due_at: datetime | None = None,
        known: Sequence[Suggested] = (),
    ) -> tuple[Promise, ...]:
        """Enter what a text promises, a row each with its kind, words and time (rule R4).

        `known` says when what was promised falls due where the text itself names no time.
        """
        found = self.suggestions(text, uow.now)
        if not found:
            due_at = due_at or next((one.due_at for one in known if one.kind is kind), None)
            return (self.enter(uow, order, text, kind=kind, inquiry_id=inquiry_id, buyer=buyer, due_at=due_at),)
        rows = []
        for one in found:
            own = span(one.text) is None and self._named_time(one.text, uow.now) is not None
            heard = None if own else _heard(one, known)
            rows.append(
                self.enter(
                    uow, order, one.text, kind=one.kind, inquiry_id=inquiry_id, buyer=buyer,
                    due_at=due_at or heard or one.due_at,
                )
            )  # fmt: skip
        return tuple(rows)

    def list(self, chosen: PromiseFilter = PromiseFilter(), limit: int | None = None) -> tuple[Promise, ...]:
        """Ledger rows, the most pressing first."""
        with self._context.uow.read() as uow:
            return tuple(
                uow.orders.promises(
                    limit,
                    states=chosen.states,
                    agent=chosen.agent,
                    due_by=chosen.due_by,
                    order_id=chosen.order_id,
                )
            )

    def due(self, now: datetime | None = None) -> tuple[Promise, ...]:
        """Open promises whose time has come (rule C3)."""
        return self.list(PromiseFilter(due_by=now or self._context.now()))

    def done(self, actor: Actor, promise_id: int, outcome: str = "") -> PromiseChanged:
        """Close a promise as carried out."""
        return self._close(actor, promise_id, PromiseState.DONE, outcome)

    def broken(self, actor: Actor, promise_id: int, outcome: str) -> PromiseChanged:
        """Close a promise as broken; the reason is asked for, because figures count it (rule K1)."""
        if not outcome.strip():
            raise Refused("promise.reason")
        return self._close(actor, promise_id, PromiseState.BROKEN, outcome)

    def _close(self, actor: Actor, promise_id: int, state: PromiseState, outcome: str) -> PromiseChanged:
        with self._context.uow.write(actor, f"promise.{state}") as uow:
            promise = uow.require(Promise, promise_id)
            if promise.state is not PromiseState.OPEN:
                raise Refused(
                    "promise.closed",
                    id=promise_id,
                    state=token("promise_state", promise.state),
                    by=promise.changed_by,
                )
            outcome = clean(outcome).strip()
            promise = uow.change(promise, state=state, closed_at=uow.now, outcome=outcome)
        return PromiseChanged(uow.act_id, promise)

    def suggestions(self, text: str, now: datetime) -> tuple[Suggested, ...]:
        """The promises that a text gives away, with when each is due (rules P9, R4).

        Read from the sentence first; the policy's own words add what a sentence does not show. A promise is
        due when its own part of the text says; without a time of its own, when the policy has it for its kind
        or when the rest of the text says, whichever is earlier.
        """
        found = distinct(promises_in(text, self._context.policies().remarks.telling))
        named = self._named_time(text, now)
        suggested = []
        for one, part in zip(found, portions(text, found), strict=True):
            by_kind = now + timedelta(hours=self.due_hours(one.kind))
            borrowed = min(named, by_kind) if named is not None else by_kind
            suggested.append(Suggested(one.kind, one.words, self._named_time(part, now) or borrowed, part))
        return tuple(suggested)

    def _named_time(self, text: str, now: datetime) -> datetime | None:
        """The moment that a text names, at the end of its day without an hour; None when it is past."""
        if (wait := span(text)) is not None:
            return now + wait
        zone, shifts = self._context.zone, self._context.policies().shifts
        local = now.astimezone(zone)
        found = due(text, local.date(), {one.date for one in shifts.holidays})
        if found is None:
            return None
        moment = datetime.combine(found.day, found.at or time(23, 59), zone).astimezone(UTC)
        return moment if moment > now else None

    def due_hours(self, kind: PromiseKind) -> int:
        """How long a promise of this kind may take, by policy."""
        for rule in self._context.policies().remarks.must_remark:
            if rule.kind is kind:
                return rule.due_hours
        return 48


def _heard(one: Suggested, known: Sequence[Suggested]) -> datetime | None:
    """When a promise falls due by what was said around it: the same words first, else the same kind."""
    same = [other for other in known if other.kind is one.kind]
    return next((other.due_at for other in same if other.word in one.text), same[0].due_at if same else None)
