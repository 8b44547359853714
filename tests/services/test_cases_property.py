"""Every flow driven with random legal and illegal moves by everybody, with undo, redo and imports between (A2–A8).

After each move, whatever became of it: no step finished before its turn or by the wrong hand or without its fields,
no line in two open cases, no more pieces back than were bought, no fen more paid back than paid in. A refusal
changes nothing at all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, timedelta
from itertools import combinations, count
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cs_console.adapters.clock import ManualClock
from cs_console.domain import aftersales
from cs_console.domain.entities import Actor, Case, CaseStep, Order, OrderLine
from cs_console.domain.records import OrderRecord, RefundRecord
from cs_console.domain.vocabulary import CaseState, Flow, OrderStatus, Platform, StepState
from cs_console.errors import CsError
from cs_console.services.case_guard import overlap
from cs_console.services.facade import Services
from cs_console.services.intake_apply import Tally, apply_orders, apply_refunds

pytestmark = pytest.mark.slow

IMPORT = Actor("导入")
NAMES = ("张敏", "李丽", "仓库小周", "王组长", "管理员")
ROLES = {"agent": {"agent", "lead", "admin"}, "warehouse": {"warehouse", "lead", "admin"}, "lead": {"lead", "admin"}}
PAID = 31000
NUMBERS = count(1)

WEIGHTS = {
    "do": 12, "wrong": 3, "open": 3, "undo": 1, "redo": 1, "approve": 1, "cancel": 1, "close": 1, "import": 1,
    "refund": 1,
}  # fmt: skip
"""How often each kind of move is drawn."""
KINDS = [name for name, weight in WEIGHTS.items() for _ in range(weight)]
PREFERRED = {"freight_payer": "shop", "remedy": "refund"}
"""Choices with which every later step can be filled in."""
MOVES = st.lists(
    st.tuples(st.sampled_from(KINDS), st.sampled_from(NAMES), st.integers(0, 10_000)), min_size=10, max_size=45
)


class Play:
    """One order and everybody at it."""

    def __init__(self, services: Services, clock: ManualClock, actor: Callable[[str], Actor], flow: Flow) -> None:
        self.services, self.clock, self.flow = services, clock, flow
        self.people = {name: actor(name) for name in NAMES}
        self.number = str(next(NUMBERS))
        now = clock().astimezone(UTC)
        with services.context.uow.write(IMPORT, "intake.file") as uow:
            self.order = uow.add(
                Order(
                    platform=Platform.TAOBAO, order_no=self.number, status=OrderStatus.SIGNED, goods="四件套",
                    paid_fen=PAID, freight_fen=1000, shipped_at=now - timedelta(days=5),
                    signed_at=now - timedelta(days=2), ordered_at=now - timedelta(days=6), tracking_no="SF0001",
                )
            )  # fmt: skip
            uow.add_many([
                OrderLine(order_id=self.order.id, line_key="1", title="四件套", price_fen=20000),
                OrderLine(order_id=self.order.id, line_key="2", title="枕芯", price_fen=3333, quantity=3),
            ])  # fmt: skip
        self.lines = [line.id for line in services.orders.card(self.order.id).lines]

    # -- what stands in the store ------------------------------------------------------------------

    def stored(self) -> tuple[list[Case], dict[int, list[CaseStep]], Order]:
        with self.services.context.uow.read() as uow:
            cases = uow.find(Case, order_id=self.order.id)
            steps: dict[int, list[CaseStep]] = {case.id: [] for case in cases}
            for step in uow.aftersales.steps(list(steps)):
                steps[step.case_id].append(step)
            return cases, steps, uow.require(Order, self.order.id)

    def check(self) -> None:
        cases, steps, order = self.stored()
        policy = self.services.context.policies().aftersales
        back: Counter[int] = Counter()
        for case in cases:
            flow = policy.flow(case.flow)
            finished = [step.state in aftersales.FINISHED for step in steps[case.id]]
            assert finished == sorted(finished, reverse=True), "a step before its turn"
            assert case.state is not CaseState.CLOSED or all(finished)
            for step in steps[case.id]:
                self._step(aftersales.definition(flow, step), step)
            self._settled(case, steps[case.id])
            if case.state is CaseState.CLOSED and flow.kind == "return":
                every = dict(zip(self.lines, (1, 3), strict=True))
                named = dict(zip(case.line_ids, case.quantities or map(every.get, case.line_ids), strict=True))
                back.update({line: many or 0 for line, many in (named or every).items()})
        assert all(back[line] <= many for line, many in zip(self.lines, (1, 3), strict=True)), "more than was bought"
        running = [case for case in cases if case.state is CaseState.OPEN]
        assert not any(overlap(one, other.line_ids) for one, other in combinations(running, 2)), "a line in two cases"
        paid_back = sum(case.refund_fen or 0 for case in cases if case.state is not CaseState.CANCELLED)
        assert 0 <= paid_back <= (order.paid_fen or 0), "more than was paid"

    def _step(self, defined: Any, step: CaseStep) -> None:
        if step.state is StepState.NA:
            excused = self.people[step.done_by].role in ("lead", "admin") and step.note
            assert defined.na_allowed or excused, "not applicable without a word"
        if step.state is StepState.DONE:
            assert self.people[step.done_by].role in ROLES[step.owner], "done by the wrong hand"
            values = dict(step.fields)
            assert all(values.get(field.key) for field in defined.fields if field.required), "a field left out"

    def _settled(self, case: Case, steps: list[CaseStep]) -> None:
        """What a buyer paid for a repair is what was agreed, unless a lead said why not (rule A8)."""
        paid = next((one for one in steps if one.key == "settle" and one.state is StepState.DONE), None)
        if case.flow is Flow.REPAIR and paid is not None:
            values = aftersales.collected(steps)
            fee = int(values["repair_fen"]) if values["repair_payer"] == "buyer" else 0
            leads = self.people[paid.done_by].role in ROLES["lead"] and paid.note
            assert int(values["settled_fen"]) == fee or leads, "another charge than agreed"

    # -- moves -------------------------------------------------------------------------------------

    def move(self, name: str, who: str, chance: int) -> None:
        before = self.stored()
        try:
            getattr(self, f"_{name}")(self.people[who], chance)
        except CsError:
            assert self.stored() == before, "a refusal changed something"
        self.check()

    def _case(self, chance: int) -> Case | None:
        cases, _, _ = self.stored()
        running = [case for case in cases if case.state is CaseState.OPEN] or cases
        return running[chance % len(running)] if running else None

    def _open(self, actor: Actor, chance: int) -> None:
        bed, pillows = self.lines
        parts = ({}, {bed: 1}, {pillows: 1}, {pillows: 2}, {pillows: 3}, {bed: 1, pillows: 4}, {bed: 2})
        flow = list(Flow)[chance % len(Flow)] if chance % 3 else self.flow
        self.services.cases.open(actor, self.order.id, flow, quantities=parts[chance % len(parts)])

    def _do(self, actor: Actor, chance: int) -> None:
        """The step that waits, as its owner, well filled in: so that plays come to their end."""
        case = self._case(chance)
        if case is None:
            self._open(self.people["张敏"], chance)
            return
        view = self.services.cases.view(case.id)
        if view.current is None:
            self.services.cases.close(actor, case.id)
            return
        step = view.current
        owner = {"agent": "张敏", "warehouse": "仓库小周", "lead": "王组长"}[step.step.owner]
        self.services.cases.step(self.people[owner], case.id, step.step.key, self._fields(case, step))

    def _wrong(self, actor: Actor, chance: int) -> None:
        """Any step by anybody in any state, filled in or not."""
        case = self._case(chance)
        if case is None:
            return
        view = self.services.cases.view(case.id)
        step = view.steps[chance % len(view.steps)] if chance % 2 or view.current is None else view.current
        fields = self._fields(case, step) if chance % 3 else {}
        if chance % 5 == 0 and step.fields:
            fields = {**fields, step.fields[0].field.key: "99999999"}
        self.services.cases.step(
            actor, case.id, step.step.key, fields, state=list(StepState)[chance % len(StepState)], note="说明"
        )

    def _approve(self, actor: Actor, chance: int) -> None:
        case = self._case(chance)
        if case is not None:
            keys = [one.step.key for one in self.services.cases.view(case.id).steps]
            self.services.cases.approve(actor, case.id, "说明", key=keys[chance % len(keys)])

    def _cancel(self, actor: Actor, chance: int) -> None:
        case = self._case(chance)
        if case is not None:
            self.services.cases.cancel(actor, case.id, "买家不退了")

    def _close(self, actor: Actor, chance: int) -> None:
        case = self._case(chance)
        if case is not None:
            self.services.cases.close(actor, case.id)

    def _undo(self, actor: Actor, chance: int) -> None:
        self.services.journal.undo(actor)

    def _redo(self, actor: Actor, chance: int) -> None:
        self.services.journal.redo(actor)

    def _import(self, actor: Actor, chance: int) -> None:
        self.clock.advance(minutes=1)
        status = (OrderStatus.SIGNED, OrderStatus.COMPLETED, OrderStatus.CLOSED)[chance % 3]
        record = OrderRecord(platform=Platform.TAOBAO, order_no=self.number, row=1, status=status, paid_fen=PAID)
        with self.services.context.uow.write(IMPORT, "intake.file") as uow:
            apply_orders(uow, [record], self.clock(), "export.csv", Tally())

    def _refund(self, actor: Actor, chance: int) -> None:
        """The platform tells of a refund, running or through."""
        self.clock.advance(minutes=1)
        record = RefundRecord(
            platform=Platform.TAOBAO, refund_no=f"R{self.number}-{chance % 2}", order_no=self.number, row=1,
            amount_fen=chance % 9000, platform_status="退款成功" if chance % 2 else "等待卖家处理",
            applied_at=self.clock(), completed_at=self.clock() if chance % 2 else None,
            deadline_at=self.clock() + timedelta(hours=chance % 48),
        )  # fmt: skip
        with self.services.context.uow.write(IMPORT, "intake.file") as uow:
            apply_refunds(uow, [record], self.clock(), Tally())

    def _fields(self, case: Case, step: Any) -> Mapping[str, str | int]:
        samples = {
            "text": "说明", "money": "12.30", "balance": "0", "date": "2026-06-13", "bool": "是",
            "tracking": "SF123456", "photo": "图1", "account": "zhang@example.com", "number": "1",
        }  # fmt: skip
        values: dict[str, str | int] = {}
        for one in step.fields:
            key, choices = one.field.key, [option.key for option in one.choices]
            if key in ("refund_fen", "difference_fen"):
                continue
            if one.suggested and one.field.type in ("money", "balance"):
                values[key] = int(one.suggested)
            elif key == "refunded_fen":
                values[key] = case.refund_fen or 1
            elif key in PREFERRED:
                values[key] = PREFERRED[key]
            else:
                values[key] = one.field.must_be or (choices[0] if choices else samples[one.field.type])
        return values


@pytest.mark.parametrize("flow", list(Flow))
@settings(
    max_examples=4, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate]
)
@given(moves=MOVES)
def test_a6_no_path_leads_to_an_illegal_state(
    services: Services, clock: ManualClock, actor: Callable[[str], Actor], flow: Flow, moves: list[tuple[str, str, int]]
) -> None:
    play = Play(services, clock, actor, flow)
    for move in moves:
        play.move(*move)
    assert services.journal.verify().problems == ()


def test_a6_plays_without_mistakes_come_to_their_end(
    services: Services, clock: ManualClock, actor: Callable[[str], Actor]
) -> None:
    """So that the property is not one about cases that never move."""
    for flow in Flow:
        play = Play(services, clock, actor, flow)
        services.cases.open(play.people["张敏"], play.order.id, flow)
        for _ in range(20):
            play.move("do", "王组长", 0)
            (case, *_), _, _ = play.stored()
            if case.state is CaseState.CLOSED:
                break
        assert case.state is CaseState.CLOSED, flow
