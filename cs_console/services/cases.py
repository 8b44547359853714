"""After-sales cases: opened, led through their steps, approved, closed (rules A1–A9).

Screen, command line and bulk all come through here, so no path skips a step (rule A6).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from cs_console.domain import aftersales, agreed
from cs_console.domain.entities import Actor, Case, CaseStep, Order, OrderLine
from cs_console.domain.policy.aftersales import StepDef
from cs_console.domain.refunds import left_of, pieces, stand_in
from cs_console.domain.vocabulary import CaseState, Flow, OrderStatus, Role, StepState
from cs_console.errors import NotFound, Refused
from cs_console.services import case_effects
from cs_console.services.case_evidence import Evidence, evidence, hashed
from cs_console.services.case_goods import goods_of, standing_in
from cs_console.services.case_moves import cleaned, kept_open, open_case, without_accounts
from cs_console.services.case_rules import CaseRules
from cs_console.services.case_views import CaseFilter, CaseSummary, CaseView, LineLeft, summary
from cs_console.services.context import ServiceContext
from cs_console.services.goods import GoodsService
from cs_console.services.ports.machine import FilesPort
from cs_console.services.ports.uow import UnitOfWork
from cs_console.services.roles import Permission, require, require_one_of
from cs_console.text.clean import clean


class CaseService:
    """What the after-sales pane and ``cs-console case`` do."""

    def __init__(self, context: ServiceContext, files: FilesPort, goods: GoodsService) -> None:
        self._context = context
        self._files = files
        self._rules = CaseRules(context, goods.shelf)

    # -- reading ---------------------------------------------------------------------------

    def view(self, case_id: int, actor: Actor | None = None) -> CaseView:
        """A case with its steps; `actor` decides which of them are allowed now."""
        with self._context.uow.read() as uow:
            return self._rules.view(uow, uow.require(Case, case_id), actor)

    def left(self, order_id: int, flow: Flow) -> tuple[LineLeft, ...]:
        """The order's lines with the pieces that a new case of this flow may be about; none of an unpaid order.

        For several pieces of one article whose lines no export has told, a line without a number stands in.
        """
        with self._context.uow.read() as uow:
            order = uow.require(Order, order_id)
            _paid(order)
            lines = uow.find(OrderLine, order_id=order_id)
            if not lines and (stand := stand_in(order)) is not None:
                lines = [stand]
            back = self._rules.back(uow, self._context.policies().aftersales.flow(flow), order_id, lines)
        left = left_of(lines, back)
        return tuple(
            LineLeft(line.id, f"{line.title} {line.spec}".strip(), pieces(line), left[line.id]) for line in lines
        )

    def evidence(self, case_id: int) -> tuple[Evidence, ...]:
        """The case's evidence, each file hashed anew and compared with what was noted (rules A3, A5)."""
        return evidence(self.view(case_id).steps, self._files)

    def list(self, chosen: CaseFilter | None = None, limit: int | None = None) -> tuple[CaseSummary, ...]:
        """Cases, the most pressing first; open ones unless asked otherwise."""
        wanted = chosen or CaseFilter()
        by_steps = bool(wanted.waiting_for or wanted.tracking)
        with self._context.uow.read() as uow:
            cases = uow.aftersales.cases(
                None if by_steps else limit,
                states=wanted.states,
                flow=wanted.flow,
                owner=wanted.owner,
                due_by=wanted.due_by,
                order_id=wanted.order_id,
            )
            found = [one for one in self._summaries(uow, cases) if wanted.fits(one)]
        return tuple(found[:limit])

    def _summaries(self, uow: UnitOfWork, cases: Sequence[Case]) -> Iterator[CaseSummary]:
        policy = self._context.policies().aftersales
        steps: dict[int, list[CaseStep]] = defaultdict(list)
        lines: dict[int, list[OrderLine]] = defaultdict(list)
        for step in uow.aftersales.steps([case.id for case in cases]):
            steps[step.case_id].append(step)
        for line in uow.find(OrderLine, order_id=sorted({case.order_id for case in cases})):
            lines[line.order_id].append(line)
        for case in cases:
            yield summary(case, tuple(steps[case.id]), policy, goods_of(lines[case.order_id], case))

    # -- writing ---------------------------------------------------------------------------

    def open(
        self, actor: Actor, order_id: int, flow: Flow, *, reason: str = "", requested_at: datetime | None = None,
        line_ids: Collection[int] = (), quantities: Mapping[int, int] | None = None, approver: str = "",
        exception_reason: str = "", inquiry_id: int = 0,
    ) -> CaseView:  # fmt: skip
        """Open a case on an order, some of its lines, or some pieces of a line (`quantities` by line).

        Outside the window (A1) or with exempt goods (A9) only with a named approver and a reason. A
        window that cannot be told asks later and never refuses.
        """
        with self._context.uow.write(actor, "case.open") as uow:
            order = uow.require(Order, order_id)
            defined = self._context.policies().aftersales.flow(flow)
            _paid(order)
            lines = uow.find(OrderLine, order_id=order_id)
            wanted: Mapping[int, int | None] = {**dict.fromkeys(line_ids), **(quantities or {})}
            if not lines:
                lines, wanted = standing_in(uow, order, wanted)
            chosen, many = self._rules.chosen(uow, defined, order, lines, wanted)
            self._rules.not_twice(uow, order, chosen)
            asked = self._rules.asked_at(uow, order, requested_at)
            approver = self._rules.approver(actor, approver, exception_reason)
            if not approver:
                self._rules.refuse_without_exception(uow, defined, order, lines, chosen, asked)
            found = self._rules.window(defined, order, asked)
            case = uow.add(
                Case(
                    flow=flow,
                    order_id=order.id,
                    order_no=order.order_no,
                    line_ids=chosen,
                    quantities=many,
                    buyer=order.buyer_nick,
                    inquiry_id=inquiry_id,
                    owner=actor.agent,
                    reason=clean(reason).strip(),
                    requested_at=asked,
                    opened_at=uow.now,
                    window_ends_at=found.ends_at if found else None,
                    window_basis=found.basis if found else "",
                    exception_by=approver,
                    exception_reason=clean(exception_reason).strip() if approver else "",
                )
            )
            uow.add_many([replace(step, case_id=case.id) for step in aftersales.begin(defined)])
            case = self._rules.settle(uow, case)
            view = self._rules.view(uow, case, actor)
        return replace(view, act_id=uow.act_id)

    def step(
        self,
        actor: Actor,
        case_id: int,
        key: str,
        fields: Mapping[str, str | int] | None = None,
        *,
        state: StepState = StepState.DONE,
        note: str = "",
    ) -> CaseView:
        """Finish a step, mark it not applicable, or note a problem; its effects come in the same act.

        Text typed for money means yuan, an integer is fen. What the data already knows (day of
        signing, exact amount) need not be typed. Raises `Refused` saying what must come first.
        """
        given = cleaned(fields or {})
        if given:
            given = hashed(self._step_of(case_id, key), given, self._files)
        with self._context.uow.write(actor, "case.step") as uow:
            case = open_case(uow, case_id)
            order = uow.require(Order, case.order_id)
            policy = self._context.policies().aftersales
            flow, reasons = policy.flow(case.flow), policy.reasons(case.flow)
            steps = self._rules.steps(uow, case)
            money = self._rules.money(uow, case, order)
            old = agreed.outdated(flow, steps, self._rules.exact(flow, money, aftersales.collected(steps)))
            led = agreed.led(flow, steps, old, key, state)
            if state is StepState.DONE:
                given |= self._rules.filled_in(flow, key, given, case, money, aftersales.collected(led))
            today = uow.now.astimezone(self._context.zone).date()
            refund = self._rules.refund(flow, money)
            move = aftersales.move(
                flow,
                led,
                key,
                given,
                role=actor.role,
                today=today,
                reasons=reasons,
                state=state,
                note=clean(note),
            )
            move = without_accounts(flow, move)
            doing = case_effects.Doing(uow, self._context, case, order, flow, led, move, money, refund, reasons)
            case_effects.apply(doing)
            finished = move.state in aftersales.FINISHED
            uow.change(
                next(one for one in steps if one.id == move.step.id),
                state=move.state,
                fields=case_effects.kept(doing),
                note=move.note,
                done_by=actor.agent if finished else "",
                done_at=uow.now if finished else None,
            )
            case = self._rules.settle(uow, doing.case, doing.case_changes)
            view = self._rules.view(uow, case, actor)
        return replace(view, act_id=uow.act_id)

    def _step_of(self, case_id: int, key: str) -> StepDef | None:
        """The policy's definition of a step, read before the store is held: files may be large."""
        with self._context.uow.read() as uow:
            return self._rules.flow(uow.require(Case, case_id)).step(key)

    def approve(self, actor: Actor, case_id: int, reason: str, *, key: str = "") -> CaseView:
        """A lead's recorded exception: for the step that waits, or (no key) for window and exempt goods."""
        if key:
            require(actor, Permission.EXCUSE_STEP)
        else:
            require_one_of(actor, [Role(one) for one in self._context.policies().aftersales.flexible_approvers])
        reason = clean(reason).strip()
        if not reason:
            raise Refused("case.exception_reason")
        with self._context.uow.write(actor, "case.approve") as uow:
            case = open_case(uow, case_id)
            if own := self._rules.own(actor.agent, case.owner):
                raise own
            changes: dict[str, object] = {}
            if key:
                flow, steps = self._rules.flow(case), self._rules.steps(uow, case)
                step = next((one for one in steps if one.key == key), None)
                if step is None:
                    raise NotFound("case.no_step", key=key, known=", ".join(one.key for one in steps))
                refusal = aftersales.why_not(flow, steps, step, None)
                if refusal is not None:
                    raise refusal
                uow.change(step, state=StepState.NA, note=reason, done_by=actor.agent, done_at=uow.now)
            else:
                changes = {"exception_by": actor.agent, "exception_reason": reason}
            case = self._rules.settle(uow, case, changes)
            view = self._rules.view(uow, case, actor)
        return replace(view, act_id=uow.act_id)

    def close(self, actor: Actor, case_id: int) -> CaseView:
        """Close a case whose steps are all finished; otherwise says which one waits (rule A6)."""
        with self._context.uow.write(actor, "case.close") as uow:
            case = open_case(uow, case_id)
            steps = self._rules.steps(uow, case)
            waiting = aftersales.current(steps)
            if waiting is not None:
                left = sum(step.state not in aftersales.FINISHED for step in steps)
                title = aftersales.definition(self._rules.flow(case), waiting).title
                raise Refused("case.unfinished", step=title, key=waiting.key, left=left)
            case = self._rules.settle(uow, case, {"state": CaseState.CLOSED, "closed_at": uow.now})
            view = self._rules.view(uow, case, actor)
        return replace(view, act_id=uow.act_id)

    def cancel(self, actor: Actor, case_id: int, reason: str) -> CaseView:
        """Give a case up, such as a buyer who keeps the goods; the reason stands at the step that waited."""
        reason = clean(reason).strip()
        if not reason:
            raise Refused("case.cancel_reason")
        with self._context.uow.write(actor, "case.cancel") as uow:
            case = open_case(uow, case_id)
            flow, steps = self._rules.flow(case), self._rules.steps(uow, case)
            if refusal := kept_open(flow, steps):
                raise refusal
            waiting = aftersales.current(steps)
            if waiting is not None:
                uow.change(waiting, note=reason)
            case = self._rules.settle(uow, case, {"state": CaseState.CANCELLED, "closed_at": uow.now})
            view = self._rules.view(uow, case, actor)
        return replace(view, act_id=uow.act_id)


def _paid(order: Order) -> None:
    """Refuse an order that nobody paid for: there is nothing to give back."""
    if order.status is OrderStatus.UNPAID:
        raise Refused("case.unpaid", order_no=order.order_no)
