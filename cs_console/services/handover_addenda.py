"""Dated corrections of sealed logs: what was signed stays as it stands, what is added is chained to it (rule H7)."""

from __future__ import annotations

from dataclasses import replace

from cs_console.domain.entities import Actor, Addendum, Handover, HandoverItem
from cs_console.domain.handover import addendum_hash, hands
from cs_console.domain.vocabulary import HandoverState
from cs_console.errors import BadInput, Refused
from cs_console.services.context import ServiceContext
from cs_console.services.roles import Permission, may
from cs_console.text.clean import clean


class AddendumService:
    """Adds to sealed logs; nothing takes an addendum back but another one."""

    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    def add(self, actor: Actor, handover_id: int, text: str, *, item_id: int = 0) -> Addendum:
        """Correct a sealed log or one of its items: by its author, by who decided on it, or by a lead.

        Raises `Refused` for a log that is not sealed yet: what comes up until then is handed in as a second one.
        """
        words = clean(text, multiline=True).strip()
        if not words:
            raise BadInput("addendum.empty")
        with self._context.uow.write(actor, "handover.addendum") as uow:
            log = uow.require(Handover, handover_id)
            if log.state is not HandoverState.SEALED:
                raise Refused("addendum.not_sealed", id=log.id)
            if item_id and uow.require(HandoverItem, item_id).handover_id != log.id:
                raise BadInput("review.item", id=item_id, log=log.id)
            if not (may(actor, Permission.REVIEW_HANDOVER) or actor.agent in hands(log, uow.handovers.items(log.id))):
                raise Refused("addendum.stranger", id=log.id, agent=actor.agent)
            earlier = uow.find(Addendum, handover_id=log.id)
            addendum = Addendum(
                handover_id=log.id, item_id=item_id, author=actor.agent, written_at=uow.now, text=words,
                previous_hash=earlier[-1].content_hash if earlier else log.content_hash,
            )  # fmt: skip
            return uow.add(_sealed(addendum))

    def of(self, handover_id: int) -> tuple[Addendum, ...]:
        """The addenda of one log, in order."""
        with self._context.uow.read() as uow:
            return tuple(uow.find(Addendum, handover_id=handover_id))


def _sealed(addendum: Addendum) -> Addendum:
    return replace(addendum, content_hash=addendum_hash(addendum))
