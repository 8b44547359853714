"""Undo, redo, history and verification over the journal (rules K5, R6)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from cs_console.domain.entities import Actor, Entity, Event, Order
from cs_console.domain.replay import KINDS, entity_kind, restored
from cs_console.domain.roster import how_it_was
from cs_console.errors import Conflict, Refused
from cs_console.services.book_undo import is_book_act, take_back
from cs_console.services.case_guard import refuse_gaps
from cs_console.services.context import ServiceContext
from cs_console.services.handover_seal import LOG_KINDS
from cs_console.services.ports.books import BookFiles
from cs_console.services.ports.journal import JournalCheck
from cs_console.services.ports.uow import UnitOfWork
from cs_console.services.row_check import RowProblem, row_problems
from cs_console.services.rules_history import RulesHistoryService

LASTING = frozenset({
    "intake.file", "intake.chat", "handover.submit", "handover.accept", "handover.decide", "handover.addendum",
    "handover.sign_off", "handover.takeover", "practice.finish", "qa.sample", "shift.start",
    "shift.end", "order.write_back", "buyer.unmask", "queue.expire",
    "rules.noticed",
})  # fmt: skip
"""Acts that others already rely on; they are corrected visibly, never undone."""

PASSED_OVER = frozenset({
    "handover.draft", "handover.export", "buyer.unmask", "seat.pin", "phrase.reject", "phrase.miss", "autoreply.set",
    "order.write_back", "practice.finish", "rules.noticed",
})  # fmt: skip
"""Acts beside the work, which nobody means when taking back a step: a refreshed draft, a look at a phone number,
what the outbox does."""

_FOLLOWING = frozenset({"WriteBack"})
"""What follows the orders by itself, also an undo: after a write-back it queues another (rule R7)."""

_CONTAINERS = frozenset({"Handover"})
"""What stays when the act that made it is taken back: others may have put things into it meanwhile."""


_BESIDE = frozenset({"undo", "redo", "order.write_back"})
"""Later acts that do not stand in the way of an undo: they took back, or told the platform."""

TAKEN_IN = "intake.file"
"""Files bring news of the platform; nobody's step, and what they did not touch can still be taken back."""

_ALIKE = {"platform_remark": "remark", "remark_conflict": "remark", "platform_flag": "flag"}
"""What the platform says of a field is that field's business too (rule R1)."""

_LOOK_BACK = 200
"""How many later changes of one row an undo looks through before it refuses."""


@dataclass(frozen=True, slots=True)
class Undone:
    """What an undo or redo took back: the act's kind and the entities it touched."""

    act_id: int
    act: str
    entities: tuple[tuple[str, int], ...]


class JournalService:
    """Undo is a compensating event, never a deletion of history."""

    def __init__(
        self, context: ServiceContext, books: BookFiles | None = None, rules: RulesHistoryService | None = None
    ) -> None:
        self._context = context
        self._books = books
        self._rules = rules

    def undo(self, actor: Actor, act_id: int | None = None) -> Undone:
        """Take back the actor's own latest act of this shift, or `act_id` if it is that actor's.

        Who names an act means that one: files taken in since do not stand before it.

        Raises `Refused` when there is nothing to undo or the act is a lasting one, `Conflict` naming
        who changed a row since.
        """
        with self._context.uow.write(actor, "undo") as uow:
            passed = PASSED_OVER if act_id is None else PASSED_OVER | {TAKEN_IN}
            latest = uow.journal.latest_act(actor.agent, actor.shift_id, passed)
            if latest is None:
                raise Refused("undo.nothing")
            if act_id is not None and latest[0] != act_id:
                raise _not_latest(uow, *latest)
            undone = self._compensate(uow, actor, *latest)
        return self._in_force(actor, undone)

    def redo(self, actor: Actor) -> Undone:
        """Bring back what the actor's latest undo took back, as long as nothing else was done since."""
        with self._context.uow.write(actor, "redo") as uow:
            latest = uow.journal.latest_undo(actor.agent, actor.shift_id, PASSED_OVER)
            if latest is None:
                raise Refused("redo.nothing")
            undone = self._compensate(uow, actor, *latest)
        return self._in_force(actor, undone)

    def history(self, entity: str, entity_id: int, limit: int = 50) -> list[Event]:
        """Events of one entity, newest first."""
        with self._context.uow.read() as uow:
            return uow.journal.history(entity, entity_id, limit)

    def verify(self) -> JournalCheck:
        """Check the whole chain of events."""
        with self._context.uow.read() as uow:
            return uow.journal.verify()

    def changed_past_it(self) -> tuple[RowProblem, ...]:
        """Rows that are not as their events left them: somebody wrote into the store past the journal (rule K5).

        What belongs to handover logs is told by the check of their seals.
        """
        with self._context.uow.read() as uow:
            return tuple(row_problems(uow, (kind for kind in KINDS.values() if kind not in LOG_KINDS)))

    def _in_force(self, actor: Actor, undone: Undone) -> Undone:
        """Books that were put back serve at once, and are noted as what somebody went back to on purpose."""
        if self._books is not None and any(kind == "Phrase" for kind, _ in undone.entities):
            self._books.reread()
            if self._rules is not None:
                self._rules.noticed(actor, edited=True)
        return undone

    def _compensate(self, uow: UnitOfWork, actor: Actor, act_id: int, act: str) -> Undone:
        if act in LASTING:
            raise Refused("undo.lasting", act=act)
        touched: list[tuple[str, int]] = []
        events = uow.journal.of_act(act_id)
        if self._books is not None and is_book_act(events):
            touched = take_back(uow, self._books, actor, events)
            uow.undoes(act_id)
            return Undone(act_id, act, tuple(touched))
        if act.startswith("roster."):
            raise Refused("undo.roster", **how_it_was((events[0].after or {}) if events else {}))
        if all(event.op == "note" for event in events):
            raise Refused("undo.lasting", act=act)
        for event in events:
            if event.op == "note":
                continue
            if event.entity in _FOLLOWING or (event.op == "add" and event.entity in _CONTAINERS):
                continue
            _take_back(uow, event)
            touched.append((event.entity, event.entity_id))
        refuse_gaps(uow, touched)
        uow.undoes(act_id)
        return Undone(act_id, act, tuple(touched))


def _not_latest(uow: UnitOfWork, act_id: int, act: str) -> Refused:
    """What comes before the act that was named, and the command that takes it back where there is one."""
    for event in uow.journal.of_act(act_id):
        order = uow.get(Order, event.entity_id) if event.entity == "Order" else None
        if order is not None:
            return Refused("undo.not_latest_order", act=act, order_no=order.order_no)
    return Refused("undo.not_latest", act=act)


def _take_back(uow: UnitOfWork, event: Event) -> None:
    kind = entity_kind(event.entity)
    current = uow.get(kind, event.entity_id)
    if event.op == "remove":
        _put_back(uow, kind, event, current)
        return
    expected = (event.after or {}).get("version", 1)
    if current is None:
        raise Conflict("undo.gone", kind=event.entity.lower(), id=event.entity_id)
    if current.version != expected and not _as_left(uow, event):
        raise _moved_on(event, current)
    if event.op == "add":
        uow.remove(current)
        return
    before: dict[str, Any] = {k: v for k, v in (event.before or {}).items() if k != "version"}
    uow.change(current, **restored(kind, before))


def _moved_on(event: Event, current: Entity) -> Conflict:
    """Who changed the row since; an order by its number, for nobody knows it by another."""
    who: dict[str, Any] = {"by": current.changed_by, "at": current.changed_at}
    if isinstance(current, Order):
        return Conflict("undo.order_changed", order_no=current.order_no, **who)
    return Conflict("undo.changed", kind=event.entity.lower(), id=event.entity_id, **who)


def _as_left(uow: UnitOfWork, event: Event) -> bool:
    """Whether every change since the event was taken back, is part of its act, or came from a file beside it."""
    for later in uow.journal.history(event.entity, event.entity_id, limit=_LOOK_BACK):
        if later.seq <= event.seq:
            return True
        if later.act == TAKEN_IN and not _topics(later) & _topics(event):
            continue
        if later.act_id == event.act_id or later.act in _BESIDE or uow.journal.undone(later.act_id):
            continue
        return False
    return False


def _topics(event: Event) -> set[str]:
    return {_ALIKE.get(name, name) for name in event.after or {}} - {"version"}


def _put_back(uow: UnitOfWork, kind: type[Entity], event: Event, current: Entity | None) -> None:
    if current is not None:
        raise Conflict("undo.back", kind=event.entity.lower(), id=event.entity_id)
    uow.add(replace(kind(**restored(kind, event.before or {})), id=event.entity_id))
