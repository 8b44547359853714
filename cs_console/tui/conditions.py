"""Why a command cannot be carried out now: the conditions that the command table names."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cs_console.domain.vocabulary import CaseState, MessageRole, OrderStatus, ShiftState
from cs_console.i18n import t
from cs_console.services.roles import Permission, may
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
}
"""Condition by name; the reason it does not hold stands in the catalogues under ``why.<name>``."""


def why_not(name: str, state: ScreenState) -> str:
    """Why the condition does not hold, or ""; before the services are open nobody knows yet who sits there."""
    if CONDITIONS[name](state):
        return ""
    return t("bar.opening") if state.policies is None else t(f"why.{name}")
