"""Every after-sales flow from opening to closing in a real terminal, by the keyboard alone (rules A2–A8).

One lead, who may do the warehouse's steps too, walks nine orders through the nine flows: pieces asked for, fields
filled in, suggestions of the data taken over, the arithmetic on the screen.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from driver import Terminal

from cs_console.bootstrap import Opened, create_workspace, open_workspace
from cs_console.domain.entities import Actor, Case, Order, OrderLine
from cs_console.domain.policy.aftersales import StepDef, StepField
from cs_console.domain.vocabulary import CaseState, Flow, OrderStatus, Platform
from cs_console.services.capture import InquiryDraft
from cs_console.workspace import at

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = {"PYTHONPATH": str(ROOT), "CS_CONSOLE_LANG": "zh"}
LEAD = "王组长"
KNOWN = {
    "signed_on",
    "purchased_on",
    "slip_no",
    "refund_fen",
    "refunded_fen",
    "difference_fen",
    "settled_fen",
    "freight_payer",
}
"""Fields that the data fills in; they are left as they stand."""
TYPED = {
    "text": "说明", "number": "1", "bool": "1", "choice": "1", "tracking": "SF1234567", "photo": "千牛图 3",
    "account": "zhang@example.com", "reason": "2", "target_fen": "200", "freight_fen": "12", "freight_insurance": "2",
    "repair_payer": "2",
}  # fmt: skip


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Opened]:
    """Nine buyers wait, each with a signed order: a bed set ¥200.00, two pillows ¥50.00, ¥10.00 freight."""
    create_workspace(tmp_path / "shop")
    opened = open_workspace(at(tmp_path / "shop"))
    now = datetime.now(UTC)
    lead = opened.services.people.actor(LEAD)
    for number, _ in enumerate(Flow, 1):
        with opened.services.context.uow.write(Actor("导入"), "intake.file") as uow:
            order = uow.add(
                Order(
                    platform=Platform.TAOBAO, order_no=f"77000{number}", status=OrderStatus.SIGNED, goods="四件套",
                    buyer_nick=f"买家{number}", paid_fen=31000, freight_fen=1000, tracking_no=f"SF000{number}",
                    ordered_at=now - timedelta(days=5), shipped_at=now - timedelta(days=3),
                    signed_at=now - timedelta(days=1),
                )
            )  # fmt: skip
            uow.add_many([
                OrderLine(order_id=order.id, line_key="1", title="四件套", price_fen=20000),
                OrderLine(order_id=order.id, line_key="2", title="枕芯", price_fen=5000, quantity=2),
            ])  # fmt: skip
        opened.services.capture.new(lead, InquiryDraft(buyer=f"买家{number}", text="要售后", order_no=order.order_no))
    yield opened
    opened.close()


def answer(field: StepField, today: str) -> str:
    """What a person types into a field, "" where the data has it or nothing is needed."""
    if field.key in KNOWN or not (field.required or field.required_when == "remedy=resend"):
        return ""
    if field.type == "date":
        return today
    return TYPED.get(field.key) or TYPED.get(field.type, "")


def do(desk: Terminal, step: StepDef, today: str) -> None:
    """The step that waits: Enter, and its fields one after another, from the first that is empty."""
    desk.press("enter")
    if not step.fields:
        return
    desk.wait_for(f"┏━ {step.title.zh}")
    empty = [field.key not in KNOWN for field in step.fields]
    first = empty.index(True) if True in empty else 0
    for position, field in enumerate(step.fields):
        if position > first:
            desk.press("tab")
        if field.key in ("refund_fen", "refunded_fen") and "carry" not in step.key:
            desk.wait_for("应退 ¥")
        elif text := answer(field, today):
            desk.type(text)
    desk.press("ctrl+s")


def test_every_flow_is_walked_to_its_end_in_a_terminal(shop: Opened) -> None:
    policy, today = shop.services.context.policies().aftersales, f"{datetime.now(UTC) + timedelta(hours=8):%Y-%m-%d}"
    command = (sys.executable, "-m", "cs_console", "--workspace", shop.workspace.root, "--agent", LEAD)
    with Terminal(*command, cwd=ROOT, env=ENVIRONMENT, pace=0.03) as desk:
        desk.wait_for("买家9", "F5 退换清单")
        for number, flow in enumerate(Flow, 1):
            defined = policy.flow(flow)
            of = len(defined.steps)
            desk.press("f2", str(number))
            desk.wait_for(f"淘宝/天猫 77000{number}")
            desk.press("f5")
            desk.wait_for("┏━ F5", "9 补发")
            desk.press(str(number))
            desk.wait_for("哪几件")
            desk.press("tab").type("0").press("ctrl+s") if number == 1 else desk.press("ctrl+s")
            desk.wait_for(f"退换清单  0/{of}")
            for done, step in enumerate(defined.steps, 1):
                do(desk, step, today)
                desk.wait_for(f"退换清单  {done}/{of}" if done < of else f"：{of}/{of}", seconds=10)
    with shop.services.context.uow.read() as uow:
        cases = {case.flow: case for case in uow.find(Case)}
    assert {case.state for case in cases.values()} == {CaseState.CLOSED} and len(cases) == len(Flow)
    assert (cases[Flow.RETURN].refund_fen, cases[Flow.RETURN_QUALITY].refund_fen) == (20000, 31000)
    assert shop.services.journal.verify().problems == ()
