"""An order's checklist: what the data answers, what the talk agreed on, what people found (rules O1–O3)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from cs_console.domain import checks
from cs_console.domain.checks import Agreed, Checklist
from cs_console.domain.entities import Actor, Inquiry, Order, OrderLine, Promise
from cs_console.domain.order_ticks import OrderTick
from cs_console.domain.promising import DetectedPromise, detect_promises
from cs_console.domain.vocabulary import MessageRole, PromiseKind, PromiseState, StepState
from cs_console.errors import BadInput, NotFound, Refused
from cs_console.services.context import ServiceContext
from cs_console.services.goods import GoodsService
from cs_console.services.ports.uow import UnitOfWork
from cs_console.text.clean import clean
from cs_console.text.mask import mask_text

LONGEST_NOTE = 300


@dataclass(frozen=True, slots=True)
class Ticked:
    """The checklist after a person's outcome, and the act that undo takes back."""

    act_id: int
    checklist: Checklist


class OrderCheckService:
    """Fills a checklist in and keeps what people found; it never stands in anybody's way."""

    def __init__(self, context: ServiceContext, goods: GoodsService) -> None:
        self._context = context
        self._goods = goods

    def check(self, order_id: int) -> Checklist:
        """The checklist before payment or before shipping (rules O1, O2)."""
        with self._context.uow.read() as uow:
            return self._checklist(uow, uow.require(Order, order_id))

    def tick(self, actor: Actor, order_id: int, key: str, state: StepState, note: str = "") -> Ticked:
        """Keep a person's outcome of one step: done, not applicable or a problem; to-do takes it back.

        Raises `BadInput` for a problem without a word about it, `NotFound` for a step the list has not.
        """
        note = clean(note).strip()
        if state is StepState.PROBLEM and not note:
            raise BadInput("check.note")
        if len(note) > LONGEST_NOTE:
            raise BadInput("check.note_long", maximum=LONGEST_NOTE)
        with self._context.uow.write(actor, "order.check") as uow:
            order = uow.require(Order, order_id)
            found = self._data(uow, order)
            if not found.kind:
                raise Refused("check.none", order_no=order.order_no, status=order.status)
            check = next((one for one in found.checks if one.key == key), None)
            if check is None:
                raise NotFound("check.unknown", key=clean(key), known=", ".join(one.key for one in found.checks))
            kept = uow.find(OrderTick, order_id=order_id, stage=found.kind, key=key)
            if state is StepState.TODO:
                for tick in kept:
                    uow.remove(tick)
            else:
                facts: dict[str, Any] = {
                    "state": state, "note": note, "by": actor.agent, "at": uow.now, "basis": checks.basis_of(check),
                }  # fmt: skip
                if kept:
                    uow.change(kept[0], **facts)
                else:
                    uow.add(OrderTick(order_id=order_id, stage=found.kind, key=key, **facts))
            ticked = checks.with_ticks(found, uow.find(OrderTick, order_id=order_id))
        return Ticked(uow.act_id, ticked)

    # -- inside ----------------------------------------------------------------------------

    def _checklist(self, uow: UnitOfWork, order: Order) -> Checklist:
        return checks.with_ticks(self._data(uow, order), uow.find(OrderTick, order_id=order.id))

    def _data(self, uow: UnitOfWork, order: Order) -> Checklist:
        policies = self._context.policies()
        lines = uow.find(OrderLine, order_id=order.id)
        ledger = uow.orders.promises(order_id=order.id)
        facts = checks.Facts(
            order=order,
            lines=lines,
            promises=[one for one in ledger if one.state is PromiseState.OPEN],
            shop=policies.shop,
            pricing=policies.pricing,
            hold=frozenset(entry.flag for entry in policies.flags.flags if entry.hold),
            agreed=_agreed(uow, order, ledger),
            goods=self._goods.shelf(uow).of_lines(lines),
            applications=uow.goods.applications(order_id=order.id),
        )
        return checks.checklist(facts)


def _agreed(uow: UnitOfWork, order: Order, ledger: Iterable[Promise]) -> tuple[Agreed, ...]:
    """What agents agreed to in the talks about an order, each kind of thing by its last words."""
    talks = uow.find(Inquiry, order_id=order.id)
    said = [line.text for line in uow.queue.messages_of([one.id for one in talks])
            if line.role is MessageRole.AGENT] if talks else []  # fmt: skip
    latest: dict[PromiseKind, DetectedPromise] = {}
    for text in said:
        latest.update({found.kind: found for found in detect_promises(text)})
    entered = {one.kind for one in ledger}
    noted = {found.kind for found in detect_promises(order.remark)}
    return tuple(
        Agreed(kind, mask_text(found.words), kind in entered | noted or found.words in order.remark)
        for kind, found in latest.items()
    )
