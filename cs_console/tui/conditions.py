"""Why a command cannot be carried out now: the conditions that the command table names.

What the services would refuse by state, claim or role is said here before anything is asked for, from the same
functions by which they refuse.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from cs_console import i18n
from cs_console.domain import inquiries
from cs_console.domain.inquiries import Move
from cs_console.domain.vocabulary import CaseState, MessageRole, OrderStatus, ShiftState
from cs_console.errors import CsError
from cs_console.i18n import t
from cs_console.services.roles import MAY, Permission, may, refusal
from cs_console.tui.deck import ScreenState


def _shift(state: ScreenState) -> bool:
    shift = state.shift.shift if state.shift is not None else None
    return shift is not None and shift.state in (ShiftState.RUNNING, ShiftState.BREAK)


def _mine(state: ScreenState) -> bool:
    return state.detail is not None and state.actor is not None and state.detail.inquiry.owner == state.actor.agent


def unconfirmed(state: ScreenState) -> int:
    """The id of the latest reply that was copied and not yet known to be sent, else 0 (rule E5)."""
    messages = state.detail.messages if state.detail is not None else ()
    waiting = [one.id for one in messages if one.role is MessageRole.AGENT and not one.confirmed]
    return waiting[-1] if waiting else 0


def buyer_of(state: ScreenState) -> int:
    """The card of the buyer in view: of the order that was looked up, else of the inquiry; 0 for none (rule C1)."""
    if state.found is not None:
        return state.found.buyer_id
    detail = state.detail
    if detail is not None and detail.buyer is not None:
        return detail.buyer.id
    return state.order.buyer_id if state.order is not None else 0


def _leads(state: ScreenState) -> bool:
    return state.actor is not None and may(state.actor, Permission.LEAD_DESK)


_PRICEABLE = (OrderStatus.UNPAID, OrderStatus.UNKNOWN)
"""The price of a paid order stands (rule O3)."""


CONDITIONS: Mapping[str, Callable[[ScreenState], bool]] = {
    "": lambda state: True,
    "shift": _shift,
    "inquiry": lambda state: bool(state.inquiry_id),
    "mine": _mine,
    "buyer": lambda state: bool(buyer_of(state)),
    "order": lambda state: state.order is not None,
    "case": lambda state: state.case is not None and state.case.case.state is CaseState.OPEN,
    "case_or_order": lambda state: state.case is not None or state.order is not None,
    "unconfirmed": lambda state: bool(unconfirmed(state)),
    "off_shift": lambda state: state.shift is not None and state.shift.shift is None,
    "incoming": lambda state: state.shift is not None and state.shift.incoming is not None,
    "colour": lambda state: state.colour is not None and bool(state.colour.phrase),
    "conflict": lambda state: state.order is not None and state.order.remark_conflict is not None,
    "lead": _leads,
    "asked": lambda state: state.asked is not None,
    "found": lambda state: state.found is not None and bool(state.inquiry_id),
    "unpaid": lambda state: state.order is not None and state.order.status in _PRICEABLE,
    "unsaved": lambda state: state.unsaved,
    "paid": lambda state: state.order is None or state.case is not None or state.order.status is not OrderStatus.UNPAID,
}
"""Condition by name; the reason it does not hold stands in the catalogues under ``why.<name>``."""


def _may_move(move: Move) -> Callable[[ScreenState, datetime], CsError | None]:
    """Whether the chosen inquiry can be moved so by who sits here; unknown until it was read."""

    def check(state: ScreenState, now: datetime) -> CsError | None:
        if state.detail is None or state.actor is None:
            return None
        if not may(state.actor, Permission.TALK):
            return refusal(state.actor, MAY[Permission.TALK])
        anybodys = move in inquiries.LEADS_MOVE and may(state.actor, Permission.MOVE_ANY)
        return inquiries.why_not(move, state.detail.inquiry, state.actor.agent, now, moves_any=anybodys)

    return check


REFUSALS: Mapping[str, Callable[[ScreenState, datetime], CsError | None]] = {
    "claimable": _may_move(Move.CLAIM),
    "releasable": _may_move(Move.RELEASE),
    "repliable": _may_move(Move.REPLY),
    "transferable": _may_move(Move.TRANSFER),
    "snoozable": _may_move(Move.SNOOZE),
    "closable": _may_move(Move.RESOLVE),
    "keeps_goods": lambda state, now: (
        None
        if state.actor is None or may(state.actor, Permission.KEEP_GOODS)
        else refusal(state.actor, MAY[Permission.KEEP_GOODS])
    ),
    "talks": lambda state, now: (
        None if state.actor is None or may(state.actor, Permission.TALK) else refusal(state.actor, MAY[Permission.TALK])
    ),
}
"""Conditions that say themselves why they do not hold, in the services' own words."""


def _briefly(refused: CsError) -> str:
    """A refusal in the few cells beside a menu's entry."""
    code = f"why.{refused.code}"
    return t(code, **refused.params) if i18n.has(code) else i18n.what(refused)


def _reason(name: str, state: ScreenState) -> str:
    """The code of why a condition does not hold; a shift that was begun but not taken over is no shift yet (S4)."""
    begun = state.shift.shift if state.shift is not None else None
    opening = name == "shift" and begun is not None and begun.state is ShiftState.OPENING
    return "why.shift_opening" if opening else f"why.{name}"


def why_not(when: str, state: ScreenState, now: datetime, *, mend: bool = False) -> str:
    """Why the first of the conditions named does not hold, or ""; with `mend` also how to help it.

    Before the services are open nobody knows yet who sits there.
    """
    for name in when.split():
        if name in REFUSALS and state.actor is None:
            return t("bar.opening")
        refused = REFUSALS[name](state, now) if name in REFUSALS else None
        if refused is not None:
            return i18n.render(refused) if mend else _briefly(refused)
        if name not in REFUSALS and not CONDITIONS[name](state):
            return t("bar.opening") if state.policies is None else t(_reason(name, state))
    return ""
