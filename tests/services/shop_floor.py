"""Small steps of a working day that the shift, handover and undo tests share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from cs_console.domain.entities import Actor, Handover, HandoverItem, Inquiry, Order
from cs_console.domain.handover import HandoverView
from cs_console.domain.vocabulary import ItemDecision, OrderStatus, Platform, Severity
from cs_console.services.capture import InquiryDraft
from cs_console.services.facade import Services

ActorMaker = Callable[..., Actor]


def ask(services: Services, buyer: str = "小鱼", text: str = "什么时候发货", **facts: Any) -> Inquiry:
    """A buyer writes; nobody has it yet."""
    return services.capture.new(services.people.actor("王组长"), InquiryDraft(buyer=buyer, text=text, **facts))


def order(services: Services, number: str = "2026061400001", **facts: Any) -> Order:
    """An order as an import would store it."""
    base = Order(
        platform=Platform.TAOBAO, order_no=number, status=OrderStatus.PAID, buyer_nick="小鱼", goods="纯棉四件套",
        paid_fen=31000, ordered_at=datetime(2026, 6, 13, tzinfo=UTC),
    )  # fmt: skip
    with services.context.uow.write(Actor("导入"), "intake.file") as uow:
        return uow.add(replace(base, **facts))


def begin(services: Services, name: str, key: str = "") -> Actor:
    """Start a shift; gives the actor who is on it."""
    services.shifts.start(services.people.actor(name, console=f"console-{name}"), key)
    return services.people.actor(name, console=f"console-{name}")


def complete(services: Services, actor: Actor) -> HandoverView:
    """A draft whose carried items have their reasons."""
    view = services.handovers.draft(actor)
    for gap in view.gaps:
        services.handovers.edit(actor, gap.item_id, **{name: "等仓库" for name in gap.lacks if name != "due"})
    return services.handovers.draft(actor)


def hand_in(services: Services, actor: Actor, summary: str = "") -> HandoverView:
    """Complete and hand in."""
    complete(services, actor)
    return services.handovers.submit(actor, summary)


def accept_all(services: Services, actor: Actor) -> None:
    """Accept everything that waits for this actor, urgent items read back."""
    while (view := services.handovers.incoming(actor)) is not None:
        for item in view.pending:
            read_back = item.what if item.severity is Severity.URGENT else ""
            services.handovers.decide(actor, item.id, ItemDecision.ACCEPTED, read_back=read_back)


def stored(services: Services, kind: Any, entity_id: int) -> Any:
    """A row as it stands."""
    with services.context.uow.read() as uow:
        return uow.require(kind, entity_id)


def items_of(services: Services, handover: Handover) -> list[HandoverItem]:
    """The items of a log as stored."""
    with services.context.uow.read() as uow:
        return uow.handovers.items(handover.id)
