"""What finishing a step does beyond ticking it, in the same act: remark, flag, window, amount (rules A1–A5).

Effects that only keep what was typed (``tracking_in``, ``restock``) need nothing here:
registers and figures read them from the steps (rule K2).
"""

from __future__ import annotations

import string
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

from cs_console.domain import aftersales, agreed, remarks
from cs_console.domain.aftersales import Move
from cs_console.domain.entities import Case, CaseStep, Order
from cs_console.domain.money import format_fen
from cs_console.domain.policy.aftersales import FlowDef, Option
from cs_console.domain.refunds import RefundSum, freight_above
from cs_console.domain.vocabulary import CaseState, StepState
from cs_console.domain.window import WindowState, last_moment, signed_moment, window
from cs_console.errors import Refused
from cs_console.i18n import t
from cs_console.services.case_money import CaseMoney
from cs_console.services.context import ServiceContext
from cs_console.services.order_writes import note_signed, write_remark
from cs_console.services.ports.uow import UnitOfWork
from cs_console.services.roles import Permission, may


@dataclass(slots=True)
class Doing:
    """One move in the making: the case and order as they change within the act."""

    uow: UnitOfWork
    context: ServiceContext
    case: Case
    order: Order
    flow: FlowDef
    steps: tuple[CaseStep, ...]
    move: Move
    money: CaseMoney
    refund: RefundSum | None
    reasons: tuple[Option, ...] = ()
    case_changes: dict[str, object] = field(default_factory=dict)

    @property
    def values(self) -> dict[str, str]:
        """The fields of this step."""
        return dict(self.move.fields)

    @property
    def leads(self) -> bool:
        """Whether a lead acts, who may depart from an amount with a note."""
        return may(self.uow.actor, Permission.CHANGE_AMOUNT)


def apply(doing: Doing) -> None:
    """Carry out the effects of a finished step, in the policy's order; one that does not apply can only close."""
    if doing.move.state not in aftersales.FINISHED:
        return
    for effect in aftersales.definition(doing.flow, doing.move.step).effects:
        if doing.move.state is StepState.NA and effect != "close":
            continue
        handler = _EFFECTS.get(effect)
        if handler is not None:
            handler(doing)


def kept(doing: Doing) -> tuple[tuple[str, str], ...]:
    """The step's fields as they are stored: beside an agreed amount stands what the arithmetic gave (rules A2, A4)."""
    agrees = agreed.AGREES.intersection(aftersales.definition(doing.flow, doing.move.step).effects)
    if not agrees or doing.move.state is not StepState.DONE:
        return doing.move.fields
    values = aftersales.collected(doing.steps) | doing.values
    exact = doing.money.exact(doing.flow, doing.context.policies(), values)
    return agreed.noted(doing.move.fields, next(exact[one] for one in sorted(agrees)))


def _window(doing: Doing) -> None:
    zone, policy = doing.context.zone, doing.context.policies().aftersales
    signed_on = date.fromisoformat(doing.values["signed_on"]) if "signed_on" in doing.values else None
    known = doing.order.signed_at
    if signed_on is not None and (known is None or known.astimezone(zone).date() != signed_on):
        when = signed_moment(signed_on, zone, doing.uow.now)
        doing.order = note_signed(doing.uow, doing.context, doing.order, when)
        doing.case = doing.uow.require(Case, doing.case.id)
    asked = doing.case.requested_at or doing.uow.now
    found = window(doing.order.signed_at, asked, zone, policy.window_basis, policy.window_days)
    if found.state is WindowState.OUTSIDE and not doing.case.exception_by:
        refuse_outside(doing.context, found.ends_at)
    doing.case_changes |= {"window_ends_at": found.ends_at, "window_basis": found.basis}


def refuse_outside(context: ServiceContext, ends_at: datetime | None) -> None:
    """Refuse what lies outside the window and has no named approver (rule A1)."""
    shown = last_moment(ends_at, context.zone) if ends_at is not None else ""
    raise Refused("case.window_past", ends_at=shown)


def _reason(doing: Doing) -> None:
    doing.case_changes["reason"] = doing.values.get("reason", doing.case.reason)


def _platform_reason(doing: Doing) -> None:
    doing.case_changes["platform_reason"] = doing.flow.platform_reason


def _amount(doing: Doing) -> None:
    amount = int(doing.values["refund_fen"])
    if doing.refund is not None and amount != doing.refund.refund_fen:
        _lead_only(doing, "case.amount_differs", amount, doing.refund.refund_fen)
    _within(doing, amount)
    doing.case_changes["refund_fen"] = amount


def _within(doing: Doing, amount: int) -> None:
    """Refuse to pay back more than the buyer paid and has not had back yet; nobody may depart from that."""
    paid, left = doing.order.paid_fen, doing.money.left_fen
    if paid is None or left is None or amount <= left:
        return
    if left == paid:
        raise Refused("case.amount_above", amount=format_fen(amount), paid=format_fen(paid))
    before = format_fen(doing.money.earlier.refunded_fen)
    raise Refused("case.amount_left", amount=format_fen(amount), left=format_fen(left), before=before)


def _refund(doing: Doing) -> None:
    if "refunded_fen" not in doing.values:
        return
    amount, expected = int(doing.values["refunded_fen"]), doing.case.refund_fen
    if expected is None and doing.flow.kind == "return" and doing.refund is not None:
        expected = doing.refund.refund_fen  # the step that names the amount was excused; the arithmetic still holds
    if expected is not None and amount != expected:
        _lead_only(doing, "case.refund_differs", amount, expected)
    if doing.flow.kind == "claim":
        _claimed(doing, amount)
    _within(doing, amount)
    doing.case_changes["refund_fen"] = amount


def _claimed(doing: Doing, amount: int) -> None:
    """What a claim pays is what was agreed on, and no more than the pieces cost without a lead's word (rule A8)."""
    if amount and aftersales.collected(doing.steps).get("remedy") == "resend":
        raise Refused("case.claim_resends", amount=format_fen(amount))
    if doing.refund is not None and amount > doing.refund.refund_fen:
        _lead_only(doing, "case.claim_above", amount, doing.refund.refund_fen)


def _difference(doing: Doing) -> None:
    """The difference of an exchange is what the arithmetic says (rule A4)."""
    exact = doing.money.balance(doing.flow, aftersales.collected(doing.steps) | doing.values)
    amount = int(doing.values["difference_fen"])
    if exact is not None and amount != exact.difference_fen:
        _lead_only(doing, "case.difference_differs", amount, exact.difference_fen)


def _settle(doing: Doing) -> None:
    """What was paid is the difference or charge agreed; what the shop gave back counts as refunded (A4, A8)."""
    amount, values = int(doing.values["settled_fen"]), aftersales.collected(doing.steps)
    exact = doing.money.balance(doing.flow, values)
    expected = exact.difference_fen if exact is not None else amount
    if typed := values.get("difference_fen"):
        expected = int(typed)
    if amount != expected:
        code = "case.charge_differs" if doing.flow.kind == "service" else "case.difference_differs"
        _lead_only(doing, code, amount, expected)
    if amount < 0:
        _within(doing, -amount)
        doing.case_changes["refund_fen"] = -amount


def _reimburse(doing: Doing) -> None:
    """Freight that the buyer agreed to bear is not paid back (rules A5, A8), much of it not without a lead (A3)."""
    amount = int(doing.values.get("freight_fen") or 0)
    if amount and aftersales.collected(doing.steps).get("freight_payer") == "buyer":
        raise Refused("case.freight_buyers", amount=format_fen(amount))
    limit = doing.context.policies().aftersales.advanced_freight_fen
    if limit is not None and freight_above(amount, limit):
        _lead_only(doing, "case.freight_above", amount, limit)


def _lead_only(doing: Doing, code: str, amount: int, expected: int) -> None:
    """An amount other than the exact one needs a lead and a note (rule A2)."""
    if not (doing.leads and doing.move.note):
        raise Refused(code, amount=format_fen(amount), expected=format_fen(expected))


def _remark(doing: Doing) -> None:
    text = string.Formatter().vformat(doing.flow.remark, (), defaultdict(str, _words(doing)))
    _append(doing, text)


def _append(doing: Doing, promise: str) -> None:
    policy = doing.context.policies().remarks
    today = doing.uow.now.astimezone(doing.context.zone).date()
    entry = remarks.compose(doing.uow.actor.agent, promise, today, policy.pattern, policy.date_format)
    text = remarks.append(doing.order.remark, entry, policy.separator)
    doing.order = write_remark(doing.uow, doing.context, doing.order, text)


def _words(doing: Doing) -> Mapping[str, str]:
    """The collected fields as a remark spells them: choices by their Chinese title, money in yuan."""
    values = aftersales.collected(doing.steps) | doing.values
    words: dict[str, str] = {}
    for step in doing.flow.steps:
        for one in step.fields:
            value = values.get(one.key, "")
            if one.type == "choice":
                titles = {option.key: option.title.zh for option in aftersales.options(one, doing.reasons)}
                value = titles.get(value, value)
            elif one.type in ("money", "balance") and value:
                value = format_fen(int(value))
            words[one.key] = value
    return words


def _flag(doing: Doing) -> None:
    if doing.flow.flag is not None:
        doing.order = doing.uow.change(doing.order, flag=doing.flow.flag)


def _tracking_out(doing: Doing) -> None:
    values = aftersales.collected(doing.steps) | doing.values
    if number := values.get("out_tracking_no"):
        sent = "exchange" if doing.flow.kind == "exchange" else "repair" if "repair_result" in values else "resend"
        parcel = " ".join(filter(None, (values.get("out_carrier", ""), number)))
        _append(doing, t(f"remark.sent.{sent}", parcel=parcel))


def _close(doing: Doing) -> None:
    rest = [step for step in doing.steps if step.key != doing.move.step.key]
    if aftersales.current(rest) is None:
        doing.case_changes |= {"state": CaseState.CLOSED, "closed_at": doing.uow.now}


_EFFECTS: Mapping[str, Callable[[Doing], None]] = {
    "window": _window,
    "reason": _reason,
    "platform_reason": _platform_reason,
    "amount": _amount,
    "remark": _remark,
    "flag": _flag,
    "tracking_out": _tracking_out,
    "refund": _refund,
    "difference": _difference,
    "settle": _settle,
    "reimburse": _reimburse,
    "close": _close,
}


def arrived_at(flow: FlowDef, steps: tuple[CaseStep, ...], context: ServiceContext) -> datetime | None:
    """When the warehouse had the parcel: the day noted, at the latest when it was noted (rule A7)."""
    for step in steps:
        if step.state is StepState.DONE and "receive" in aftersales.definition(flow, step).effects:
            noted, day = step.done_at, dict(step.fields).get("arrived_on")
            if noted is None or day is None:
                return noted
            last = datetime.combine(date.fromisoformat(day), time(23, 59, 59), context.zone).astimezone(UTC)
            return min(noted, last)
    return None
