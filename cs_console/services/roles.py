"""Who may do what: the one table of permissions by role, and the one function that refuses.

Roles come from the roster. On SQLite this is trust mode (信任模式): it stops mistakes, not somebody who can write
the store. What depends on more than the role stays where it belongs: nobody signs off their own work, a step of a
case names its owner (rule A6), who may let a late case go on is the policy's (rule A1).

Open to all, on purpose: a backup, which a clock takes too; the team's figures and the morning sheet, which the
meeting reads aloud (K3); one's own figures. Of persons, everybody sees their own figures and score sheet, leads
everybody's; a caller whom the roster does not know, such as a clock, sees what it writes for the leads.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum

from cs_console.domain.entities import Actor
from cs_console.domain.vocabulary import Role
from cs_console.errors import Refused


class Permission(StrEnum):
    """One thing that not everybody may do."""

    ANSWER_HANDOVER = "answer_handover"
    ANSWER_PRICE = "answer_price"
    ANSWER_QUESTION = "answer_question"
    CHANGE_AMOUNT = "change_amount"
    EDIT_ROSTER = "edit_roster"
    EXCUSE_STEP = "excuse_step"
    INSPECT = "inspect"
    KEEP_BOOKS = "keep_books"
    KEEP_GOODS = "keep_goods"
    LEAD_DESK = "lead_desk"
    MOVE_ANY = "move_any"
    OVERRIDE_END = "override_end"
    PASS_SUGGESTION = "pass_suggestion"
    RESTORE = "restore"
    REVIEW_HANDOVER = "review_handover"
    SEE_FIGURES = "see_figures"
    SEE_FLOOR = "see_floor"
    SET_PIN = "set_pin"
    TAKE_OVER = "take_over"
    TALK = "talk"
    UNMASK = "unmask"


_LEADS = frozenset({Role.LEAD, Role.ADMIN})
_STAFF = _LEADS | {Role.AGENT}

MAY: Mapping[Permission, frozenset[Role]] = {
    Permission.ANSWER_HANDOVER: _LEADS,  # a query whose author is gone (H4)
    Permission.ANSWER_PRICE: _LEADS,  # special prices (O3)
    Permission.ANSWER_QUESTION: _LEADS,  # questions to the lead (Q11)
    Permission.CHANGE_AMOUNT: _LEADS,  # a refund that differs from its arithmetic (A2)
    Permission.EDIT_ROSTER: _LEADS,  # roster and shifts on screen (E6)
    Permission.EXCUSE_STEP: _LEADS,  # a recorded exception (A6)
    Permission.INSPECT: _LEADS,  # draw, score and check conversations, never one's own (K4)
    Permission.KEEP_BOOKS: _LEADS,  # the team's phrases (P10)
    Permission.KEEP_GOODS: _LEADS,  # goods cards (G1)
    Permission.LEAD_DESK: _LEADS,  # the desk with its board, figures and reviews (H8)
    Permission.MOVE_ANY: _LEADS,  # pass on or give back what a colleague has (Q6, H8)
    Permission.OVERRIDE_END: _LEADS,  # a shift that ends although buyers wait (S3)
    Permission.PASS_SUGGESTION: _LEADS,  # what came of a suggestion (C5)
    Permission.RESTORE: frozenset({Role.ADMIN}),  # takes back what all wrote since the backup (K5)
    Permission.REVIEW_HANDOVER: _LEADS,  # comments, rating and sign-off, never of one's own log (H8)
    Permission.SEE_FIGURES: _LEADS,  # colleagues' figures, errors and score sheets; one's own are one's own (K1)
    Permission.SEE_FLOOR: _STAFF,  # the floor price is the agents' to know, not the warehouse's (G3)
    Permission.SET_PIN: _LEADS,  # anybody's PIN; one's own is always one's own
    Permission.TAKE_OVER: _LEADS,  # hand in an absent agent's work (H8)
    Permission.TALK: _STAFF,  # claim inquiries, lead complaints: the warehouse does not talk with buyers (Q5, C2)
    Permission.UNMASK: _STAFF,  # a buyer's name, phone and address in full, always as an event (X1)
}
"""The roles that have a permission; a role not named here, such as a clock's, has none."""


def may(actor: Actor, permission: Permission) -> bool:
    """Whether this actor's role has the permission."""
    return actor.role in MAY[permission]


def require(actor: Actor, permission: Permission) -> None:
    """Refuse an actor without the permission, naming who may."""
    if not may(actor, permission):
        raise refusal(actor, MAY[permission])


def refusal(actor: Actor, roles: frozenset[Role]) -> Refused:
    """The refusal of a role; who may instead is in its code."""
    if roles == {Role.ADMIN}:
        return Refused("role.admin_only", agent=actor.agent)
    return Refused("role.lead_only" if roles <= _LEADS else "role.staff_only", agent=actor.agent)


def require_one_of(actor: Actor, roles: Collection[Role]) -> None:
    """Refuse a role that a policy does not name."""
    if actor.role not in roles:
        raise refusal(actor, frozenset(roles))
