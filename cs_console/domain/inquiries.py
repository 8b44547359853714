"""An inquiry's fixed flow, who may act on it, and which reply is owed (rules Q1, Q2, Q5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum

from cs_console.domain.entities import Inquiry, Message
from cs_console.domain.policy.routing import RoutingPolicy
from cs_console.domain.policy.sla import SlaPolicy
from cs_console.domain.vocabulary import InquiryState, MessageRole
from cs_console.errors import Refused


class Move(StrEnum):
    """What can happen to an inquiry."""

    CLAIM = "claim"
    RELEASE = "release"
    EXPIRE = "expire"
    REPLY = "reply"
    HEAR = "hear"
    ANSWERED = "answered"
    SNOOZE = "snooze"
    WAKE = "wake"
    TRANSFER = "transfer"
    RESOLVE = "resolve"
    LOSE = "lose"
    CATEGORIZE = "categorize"


_S = InquiryState

MOVES: Mapping[Move, Mapping[InquiryState, InquiryState]] = {
    Move.CLAIM: {
        _S.RECEIVED: _S.CLAIMED, _S.CLAIMED: _S.CLAIMED, _S.TRANSFERRED: _S.CLAIMED,
        _S.SNOOZED: _S.CLAIMED, _S.WAITING_BUYER: _S.WAITING_BUYER,
    },
    Move.RELEASE: {
        _S.CLAIMED: _S.RECEIVED, _S.TRANSFERRED: _S.RECEIVED, _S.SNOOZED: _S.RECEIVED,
        _S.WAITING_BUYER: _S.WAITING_BUYER,
    },
    Move.EXPIRE: {
        _S.CLAIMED: _S.RECEIVED, _S.TRANSFERRED: _S.RECEIVED, _S.WAITING_BUYER: _S.WAITING_BUYER,
    },
    Move.REPLY: {
        _S.CLAIMED: _S.WAITING_BUYER, _S.WAITING_BUYER: _S.WAITING_BUYER, _S.SNOOZED: _S.WAITING_BUYER,
    },
    Move.HEAR: {
        _S.RECEIVED: _S.RECEIVED, _S.CLAIMED: _S.CLAIMED, _S.WAITING_BUYER: _S.CLAIMED,
        _S.SNOOZED: _S.CLAIMED, _S.TRANSFERRED: _S.TRANSFERRED,
        _S.RESOLVED: _S.RECEIVED, _S.LOST: _S.RECEIVED,
    },
    Move.ANSWERED: {
        _S.RECEIVED: _S.WAITING_BUYER, _S.CLAIMED: _S.WAITING_BUYER, _S.WAITING_BUYER: _S.WAITING_BUYER,
        _S.SNOOZED: _S.SNOOZED, _S.TRANSFERRED: _S.TRANSFERRED, _S.RESOLVED: _S.RESOLVED, _S.LOST: _S.LOST,
    },
    Move.SNOOZE: {_S.CLAIMED: _S.SNOOZED, _S.WAITING_BUYER: _S.SNOOZED, _S.SNOOZED: _S.SNOOZED},
    Move.WAKE: {_S.SNOOZED: _S.CLAIMED},
    Move.TRANSFER: {
        _S.CLAIMED: _S.TRANSFERRED, _S.WAITING_BUYER: _S.TRANSFERRED, _S.SNOOZED: _S.TRANSFERRED,
    },
    Move.RESOLVE: {_S.CLAIMED: _S.RESOLVED, _S.WAITING_BUYER: _S.RESOLVED, _S.SNOOZED: _S.RESOLVED},
    Move.LOSE: {_S.CLAIMED: _S.LOST, _S.WAITING_BUYER: _S.LOST, _S.SNOOZED: _S.LOST},
    Move.CATEGORIZE: {state: state for state in _S if state.is_open},
}  # fmt: skip
"""The whole of rule Q2: a move that is not listed for a state is illegal.

`HEAR` is a line of the buyer's, `ANSWERED` a reply that was given elsewhere and seen in a pasted chat.
"""


LEADS_MOVE = frozenset({Move.RELEASE, Move.TRANSFER})
"""What a lead may do to an inquiry that a colleague has (rules Q6, H8)."""


def after(move: Move, state: InquiryState, *, owned: bool) -> InquiryState | None:
    """The state that `move` leads to, None when it is illegal; claimed by nobody means received."""
    target = MOVES[move].get(state)
    return InquiryState.RECEIVED if target is InquiryState.CLAIMED and not owned else target


def lapsed(inquiry: Inquiry, now: datetime) -> bool:
    """Whether a claim's lease has run out, so that others may take it (rule Q5)."""
    return bool(inquiry.owner) and inquiry.lease_until is not None and inquiry.lease_until <= now


def held_by_other(inquiry: Inquiry, agent: str, now: datetime) -> bool:
    """Whether somebody else has a living claim on it (rule Q5)."""
    return inquiry.owner not in ("", agent) and not lapsed(inquiry, now)


def why_not(move: Move, inquiry: Inquiry, agent: str, now: datetime, *, moves_any: bool = False) -> Refused | None:
    """Why an agent cannot make this move, None when it is open to them: services refuse by it, the screen says it
    before it asks for anything (rules Q2, Q5). `moves_any`: a lead, who may move what a colleague has (Q6, H8).

    A reply to what nobody has yet, or was passed on, takes it first.
    """
    if move is Move.REPLY and takes_first(inquiry):
        move = Move.CLAIM
    if move is Move.CLAIM:
        others = held_by_other(inquiry, agent, now)
    elif not inquiry.state.is_open or (moves_any and inquiry.owner):
        others = False
    elif not inquiry.owner:
        return Refused("inquiry.unclaimed", id=inquiry.id)
    else:
        others = inquiry.owner != agent
    if others:
        since = inquiry.claimed_at or inquiry.changed_at or now
        return Refused("inquiry.claimed", id=inquiry.id, owner=inquiry.owner, since=since)
    if after(move, inquiry.state, owned=bool(inquiry.owner) or move is Move.CLAIM) is None:
        return Refused("inquiry.move", id=inquiry.id, move=move, state=inquiry.state)
    return None


def takes_first(inquiry: Inquiry) -> bool:
    """Whether a reply claims the inquiry on the way: it is nobody's, or was passed on and not taken yet."""
    waits = inquiry.state in (InquiryState.RECEIVED, InquiryState.TRANSFERRED)
    return inquiry.state.is_open and (not inquiry.owner or waits)


def lease_end(policy: SlaPolicy, console: str, now: datetime) -> datetime:
    """How long a claim made now lives: a console renews it, the command line cannot (rule Q5)."""
    if console:
        return now + timedelta(seconds=policy.lease_seconds)
    return now + timedelta(minutes=policy.cli_lease_minutes)


def refuse_far(policy: RoutingPolicy, now: datetime, until: datetime, zone: tzinfo) -> None:
    """`Refused` for a moment so far away that what is put off until then has left the queue (rules Q2, C3)."""
    last = policy.latest_snooze(now)
    if until > last:
        raise Refused("inquiry.snooze_far", until=until.astimezone(zone), last=last.astimezone(zone))


def longest_lease(policy: SlaPolicy, now: datetime) -> datetime:
    """What no claim made until now outlives, an hour's difference between clocks allowed for (rule Q5)."""
    return max(lease_end(policy, "console", now), lease_end(policy, "", now)) + timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Owed:
    """The reply owed to a buyer: since when, and whether it would be the first (rule Q1)."""

    since: datetime | None
    first: bool
    first_replied_at: datetime | None
    last_at: datetime | None


def owed(messages: Iterable[Message]) -> Owed:
    """Read from a conversation which reply is owed: the buyer's *oldest* unanswered line counts (rule Q1).

    Lines of the same time count in the order given.
    """
    since: datetime | None = None
    first_replied_at: datetime | None = None
    last_at: datetime | None = None
    heard = False
    for message in sorted(messages, key=lambda one: one.at):
        if message.role is MessageRole.BUYER:
            heard, since = True, since or message.at
        elif message.role is MessageRole.AGENT:
            since = None
            if heard and first_replied_at is None:
                first_replied_at = message.at
        else:
            continue
        last_at = message.at
    return Owed(since, first_replied_at is None, first_replied_at, last_at)


SUMMARY_LENGTH = 60
"""Characters of the buyer's words that the queue shows; the conversation has all of them."""


def summarise(text: str) -> str:
    """One line that says what the buyer wants: the first words said."""
    line = " ".join(text.split())
    return line if len(line) <= SUMMARY_LENGTH else line[: SUMMARY_LENGTH - 1] + "…"
