"""What opening and leading a case asks of order, window, goods and approvers (rules A1, A2, A6, A9)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

from cs_console.domain import aftersales, agreed
from cs_console.domain.entities import Actor, Case, CaseStep, Order, OrderLine, Refund
from cs_console.domain.goods import Shelf
from cs_console.domain.order_doubts import doubts
from cs_console.domain.policy.aftersales import FlowDef
from cs_console.domain.refunds import RefundSum
from cs_console.domain.vocabulary import CaseState
from cs_console.domain.window import Window, WindowState, window
from cs_console.errors import BadInput, NotFound, Refused
from cs_console.i18n import listed
from cs_console.services.case_deadlines import platform_deadline
from cs_console.services.case_effects import arrived_at, refuse_outside
from cs_console.services.case_goods import chosen_parts, goods_of
from cs_console.services.case_guard import overlap
from cs_console.services.case_money import CaseMoney, case_money, returned
from cs_console.services.case_moves import kept_open
from cs_console.services.case_views import CaseView, step_view
from cs_console.services.context import ServiceContext
from cs_console.services.masking import masked
from cs_console.services.ports.uow import UnitOfWork

FILLED_IN = frozenset({"signed_on", "refund_fen", "difference_fen", "purchased_on", "slip_no"})
"""Fields that may stay untyped because the data has them; what was really paid is always typed."""
MONEY = frozenset({"money", "balance"})
"""Types of fields kept in fen."""


def _may_fill(key: str, known: Mapping[str, str]) -> bool:
    """Whether a known field may stay untyped; where nothing is to be settled, nothing needs typing."""
    return key in FILLED_IN or (key == "settled_fen" and known[key] == "0")


class CaseRules:
    """Reads and refusals shared by every act on a case; writes nothing but what `settle` says."""

    def __init__(self, context: ServiceContext, shelf: Callable[[UnitOfWork], Shelf]) -> None:
        self._context = context
        self._shelf = shelf

    def flow(self, case: Case) -> FlowDef:
        """The flow's definition in force."""
        return self._context.policies().aftersales.flow(case.flow)

    def window(self, flow: FlowDef, order: Order, asked: datetime) -> Window | None:
        """The window at the buyer's first request; claims have none (rules A1, A8)."""
        if flow.kind not in ("return", "exchange"):
            return None
        policy = self._context.policies().aftersales
        return window(order.signed_at, asked, self._context.zone, policy.window_basis, policy.window_days)

    def exempt(
        self, uow: UnitOfWork, flow: FlowDef, order: Order, lines: Sequence[OrderLine], chosen: Collection[int]
    ) -> str:
        """The word that exempts the goods from a no-reason return, "" for other flows (rules A9, G1).

        What an article's card says goes before the policy's words; these hold for orders since they came into force.
        """
        if flow.kind != "return" or flow.quality:
            return ""
        policy, shelf = self._context.policies().aftersales, self._shelf(uow)
        ordered, since = order.ordered_at, policy.exempt_since
        in_force = since is None or ordered is None or ordered.astimezone(self._context.zone).date() >= since
        titles = [] if lines or not in_force else [order.goods]
        for line in lines:
            if chosen and line.id not in chosen:
                continue
            card = shelf.of_line(line)
            if card is not None and card.no_return:
                return card.title or line.title
            if in_force and (card is None or card.no_return is None):
                titles.append(f"{line.title} {line.spec}")
        return aftersales.exempt_word(titles, policy.exempt_words)

    def money(self, uow: UnitOfWork, case: Case, order: Order) -> CaseMoney:
        """What the case moves, beside what was given back of the order before (rules A2–A5)."""
        return case_money(uow, order, case, self._context.policies().aftersales.flows)

    def refund(self, flow: FlowDef, money: CaseMoney) -> RefundSum | None:
        """The exact refund, None for flows without one or while the payment is unknown (rule A2)."""
        return money.refund(flow, self._context.policies())

    def exact(self, flow: FlowDef, money: CaseMoney, values: Mapping[str, str]) -> dict[str, int | None]:
        """What agreed amounts have to be by now (rules A2, A4)."""
        return money.exact(flow, self._context.policies(), values)

    def chosen(
        self,
        uow: UnitOfWork,
        flow: FlowDef,
        order: Order,
        lines: Sequence[OrderLine],
        wanted: Mapping[int, int | None],
    ) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Line ids and pieces a new case is about; more than was bought and not yet returned is refused."""
        if not lines and flow.kind in ("return", "exchange") and self._came_back(uow, order.id):
            raise Refused("case.all_back", order_no=order.order_no)
        return chosen_parts(order, lines, wanted, self.back(uow, flow, order.id, lines))

    def _came_back(self, uow: UnitOfWork, order_id: int) -> bool:
        """Whether a return of the whole order was closed."""
        closed = uow.find(Case, order_id=order_id, state=CaseState.CLOSED)
        return any(self.flow(case).kind == "return" and not case.line_ids for case in closed)

    def back(self, uow: UnitOfWork, flow: FlowDef, order_id: int, lines: Sequence[OrderLine]) -> Mapping[int, int]:
        """Pieces by line that came back before, where a flow asks for goods to come back."""
        if flow.kind not in ("return", "exchange"):
            return {}
        return returned(uow.find(Case, order_id=order_id), lines, self._context.policies().aftersales.flows)

    def asked_at(self, uow: UnitOfWork, order: Order, requested_at: datetime | None) -> datetime:
        """When the buyer first asked: as told, else the earliest refund request known, else now (rule A1).

        A time to come, or one before the order, is refused.
        """
        zone = self._context.zone
        if requested_at is None:
            asked = [one.applied_at for one in uow.find(Refund, order_id=order.id)]
            return min(uow.now, *(moment for moment in asked if moment is not None), uow.now)
        if requested_at > uow.now:
            raise BadInput("case.requested_future", at=requested_at.astimezone(zone))
        if order.ordered_at is not None and requested_at < order.ordered_at:
            start = order.ordered_at.astimezone(zone)
            raise BadInput("case.requested_early", at=requested_at.astimezone(zone), start=start)
        return requested_at

    def approver(self, actor: Actor, name: str, reason: str) -> str:
        """The roster name of who approves an exception, "" when nobody is named (rule A1).

        Raises `NotFound` for a stranger, `Refused` for a role that may not, no reason, or one's own case.
        """
        if not name.strip():
            return ""
        policies = self._context.policies()
        member = policies.team.member(name.strip())
        if member is None or not member.active:
            known = [one.name for one in policies.team.members if one.role in policies.aftersales.flexible_approvers]
            raise NotFound("case.approver_unknown", name=name, known=listed(known))
        if member.role not in policies.aftersales.flexible_approvers:
            raise Refused("case.approver_role", name=member.name)
        if not reason.strip():
            raise Refused("case.exception_reason")
        if refusal := self.own(member.name, actor.agent):
            raise refusal
        return member.name

    def own(self, approver: str, owner: str) -> Refused | None:
        """Nobody signs off their own work, unless nobody else may."""
        policies = self._context.policies()
        roles = policies.aftersales.flexible_approvers
        others = [m for m in policies.team.members if m.active and m.role in roles and m.name != approver]
        if approver == owner and others:
            return Refused("case.own_approval", others=listed(member.name for member in others))
        return None

    def refuse_without_exception(
        self,
        uow: UnitOfWork,
        flow: FlowDef,
        order: Order,
        lines: Sequence[OrderLine],
        chosen: Collection[int],
        asked: datetime,
    ) -> None:
        """Refuse goods exempt from return and requests outside the window (rules A1, A9)."""
        if word := self.exempt(uow, flow, order, lines, chosen):
            raise Refused("case.exempt", word=word)
        found = self.window(flow, order, asked)
        if found is not None and found.state is WindowState.OUTSIDE:
            refuse_outside(self._context, found.ends_at)

    def not_twice(self, uow: UnitOfWork, order: Order, chosen: tuple[int, ...]) -> None:
        """Refuse a second open case on one order line; no lines named means all of them."""
        for case in uow.find(Case, order_id=order.id, state=CaseState.OPEN):
            if overlap(case, chosen):
                raise Refused("case.already_open", id=case.id, flow=self.flow(case).title, owner=case.owner)

    def suggested(self, case: Case, flow: FlowDef, money: CaseMoney, values: Mapping[str, str]) -> dict[str, str]:
        """What the data has for fields, as it would be kept: day of signing, amounts in fen.

        `values` are the fields filled so far, with those being typed.
        """
        today = self._context.now().astimezone(self._context.zone).date()
        known: dict[str, str] = {"arrived_on": today.isoformat()}
        order, refund, balance = money.order, self.refund(flow, money), money.balance(flow, values)
        if order.signed_at is not None:
            known["signed_on"] = order.signed_at.astimezone(self._context.zone).date().isoformat()
        if order.ordered_at is not None:
            known["purchased_on"] = order.ordered_at.astimezone(self._context.zone).date().isoformat()
        if order.tracking_no:
            known["slip_no"] = order.tracking_no
        if refund is not None:
            known["refund_fen"] = str(refund.refund_fen)
        if case.refund_fen is not None:
            known["refunded_fen"] = str(case.refund_fen)
        elif refund is not None and flow.kind == "return":
            known["refunded_fen"] = str(refund.refund_fen)
        if flow.kind in ("exchange", "service"):
            known["freight_payer"] = flow.return_freight
        if balance is not None:
            known["difference_fen"] = known["settled_fen"] = str(balance.difference_fen)
        if values.get("difference_fen"):
            known["settled_fen"] = values["difference_fen"]
        return known

    def filled_in(
        self, flow: FlowDef, key: str, given: Mapping[str, str | int], case: Case, money: CaseMoney,
        values: Mapping[str, str],
    ) -> dict[str, str | int]:  # fmt: skip
        """The fields of a step left untyped that the data has."""
        defined = flow.step(key)
        today = self._context.now().astimezone(self._context.zone).date()
        typed = aftersales.readable(defined, given, today) if defined is not None else {}
        known = self.suggested(case, flow, money, {**values, **typed})
        untyped = [
            field
            for field in (defined.fields if defined is not None else ())
            if field.key in known and not str(given.get(field.key, "")) and _may_fill(field.key, known)
        ]
        return {one.key: int(known[one.key]) if one.type in MONEY else known[one.key] for one in untyped}

    def steps(self, uow: UnitOfWork, case: Case) -> tuple[CaseStep, ...]:
        """The case's steps in order."""
        return tuple(uow.aftersales.steps([case.id]))

    def settle(self, uow: UnitOfWork, case: Case, changes: dict[str, object] | None = None) -> Case:
        """Store the case's changes and the due times that follow from where its steps stand (A3, A7).

        The platform's own deadline, where the data has one, is kept whatever our steps say.
        """
        wanted = dict(changes or {})
        flow, steps = self.flow(case), self.steps(uow, case)
        dues: dict[str, datetime | None] = {}
        if wanted.get("state", case.state) is CaseState.OPEN:
            opened = case.opened_at or uow.now
            policy, arrived = self._context.policies().aftersales, arrived_at(flow, steps, self._context)
            limits = aftersales.Limits(policy.warehouse_hours, policy.refund_days_by_law)
            dues = aftersales.due_times(flow, steps, opened, arrived, self._context.zone, limits)
            for step in steps:
                if step.key in dues:
                    uow.change(step, due_at=dues[step.key])
            dues["platform"] = platform_deadline(uow, case.order_id)
        wanted["due_at"] = min((due for due in dues.values() if due is not None), default=None)
        return uow.change(case, **wanted)

    def view(self, uow: UnitOfWork, case: Case, actor: Actor | None) -> CaseView:
        """The case as the checklist shows it, for the role that looks."""
        flow, steps = self.flow(case), self.steps(uow, case)
        order = uow.require(Order, case.order_id)
        money = self.money(uow, case, order)
        values = aftersales.collected(steps)
        suggested = self.suggested(case, flow, money, values)
        reasons = self._context.policies().aftersales.reasons(case.flow)
        role, refund = actor.role if actor is not None else None, self.refund(flow, money)
        old = agreed.outdated(flow, steps, self.exact(flow, money, values))
        if case.state is not CaseState.OPEN:
            old = None
        views = tuple(
            step_view(case, flow, steps, step, role=role, reasons=reasons, suggested=suggested, old=old)
            for step in steps
        )
        asked = case.requested_at or uow.now
        return CaseView(
            case,
            masked(order),
            flow,
            views,
            self.window(flow, order, asked),
            self.exempt(uow, flow, order, money.lines, case.line_ids),
            refund,
            exchange=money.balance(flow, values),
            goods=goods_of(money.lines, case),
            platform_deadline=platform_deadline(uow, order.id) if case.state is CaseState.OPEN else None,
            advanced_fen=int(values.get("freight_fen") or 0) if flow.quality else 0,
            doubts=doubts(order, money.lines),
            outdated=old,
            kept=kept_open(flow, steps),
            own=self.own(actor.agent, case.owner) if actor is not None else None,
        )
