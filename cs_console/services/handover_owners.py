"""Who owns a handed-over thing after a decision: never nobody (rule H4)."""

from __future__ import annotations

from collections.abc import Sequence

from cs_console.domain.entities import Actor, Case, Entity, HandoverItem, Inquiry, Promise
from cs_console.domain.followups import Followup
from cs_console.domain.inquiries import lease_end
from cs_console.domain.policy.sla import SlaPolicy
from cs_console.domain.policy.team import Member
from cs_console.domain.vocabulary import CaseState, InquiryState, PromiseState
from cs_console.services.handover_talks import OWNED
from cs_console.services.ports.uow import UnitOfWork


def take_over(uow: UnitOfWork, actor: Actor, item: HandoverItem, owners: Sequence[str], sla: SlaPolicy) -> None:
    """Ownership moves with acceptance, unless somebody else took the thing meanwhile (the first owns).

    `owners` are whose it may still be: the log's author, after a question also the lead it was passed to.
    """
    found = _thing(uow, item, owners)
    if isinstance(found, Inquiry):
        state = InquiryState.CLAIMED if found.state is InquiryState.RECEIVED else found.state
        uow.change(
            found, owner=actor.agent, state=state, lease_console=actor.console,
            lease_until=lease_end(sla, actor.console, uow.now), claimed_at=uow.now,
        )  # fmt: skip
    elif found is not None:
        uow.change(found, owner=actor.agent)


def pass_to_lead(uow: UnitOfWork, item: HandoverItem, author: str, lead: Member) -> None:
    """A query or decline whose author is gone goes to the lead: an inquiry to the lead's team, the rest by name."""
    found = _thing(uow, item, (author,))
    if isinstance(found, Inquiry):
        state = InquiryState.RECEIVED if found.state is InquiryState.CLAIMED else found.state
        uow.change(
            found, owner="", team=lead.team, state=state, lease_console="", lease_until=None, claimed_at=None,
            transfer_from=author, transfer_note=item.question,
        )  # fmt: skip
    elif found is not None:
        uow.change(found, owner=lead.name)


def _thing(uow: UnitOfWork, item: HandoverItem, owners: Sequence[str]) -> Entity | None:
    """The open thing an item is about, while it is still one of these people's or nobody's."""
    kind, _, number = item.ref.partition(":")
    found: Entity | None = None
    if kind == "inquiry":
        inquiry = uow.get(Inquiry, int(number))
        found = inquiry if inquiry is not None and inquiry.state.is_open else None
    elif kind == "promise":
        promise = uow.get(Promise, int(number))
        found = promise if promise is not None and promise.state is PromiseState.OPEN else None
    elif kind == "case":
        case = uow.get(Case, int(number))
        found = case if case is not None and case.state is CaseState.OPEN else None
    elif kind in OWNED or kind == "followup":
        thing = uow.get(OWNED.get(kind, Followup), int(number))
        found = thing if getattr(thing, "state", "") == "open" else None
    return found if getattr(found, "owner", None) in (*owners, "") else None
