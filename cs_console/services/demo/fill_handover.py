"""Hands the demo's log in: the draft that wrote itself, with what its agent would have added (rules H1–H4)."""

from __future__ import annotations

from collections.abc import Callable

from cs_console.domain.entities import Actor
from cs_console.services.demo.model import DemoHandover
from cs_console.services.facade import Services

_BY_HAND = ("notes", "exceptions")


def hand_in(services: Services, actor: Actor, handover: DemoHandover, reference: Callable[[str], str]) -> int:
    """Draft, complete, sign; gives the log's id. `reference` turns what an item is about into its ref."""
    drafted = {item.ref: item for item in services.handovers.draft(actor).items if item.ref}
    for item in handover.items:
        live = drafted.get(reference(item.about))
        if live is not None:
            services.handovers.edit(
                actor, live.id, action=item.action, owner=item.owner, due_at=item.due_at,
                severity=item.severity, contingency=item.contingency,
            )  # fmt: skip
        else:
            services.handovers.note(
                actor, item.what, action=item.action, owner=item.owner, due_at=item.due_at,
                severity=item.severity, order_no=item.order_no, buyer=item.buyer, contingency=item.contingency,
                section=item.section if item.section in _BY_HAND else _BY_HAND[0],
            )  # fmt: skip
    return services.handovers.submit(actor, handover.summary).handover.id
