"""The shift before: its promises, its cases mid-flow, and the log it handed in (rules R4, A6, H3, H4)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from cs_console.domain.vocabulary import Flow, InquiryState, Platform, PromiseKind, PromiseState, Severity
from cs_console.services.demo.goods import CLOTHING, KITCHEN, TEXTILE
from cs_console.services.demo.model import (
    DemoCase,
    DemoConversation,
    DemoHandover,
    DemoHandoverItem,
    DemoOrder,
    DemoPromise,
    DemoShift,
)
from cs_console.services.demo.people import WAREHOUSE
from cs_console.services.demo.picking import OrderPicker
from cs_console.services.demo.refunds import RETURNED

TAOBAO = Platform.TAOBAO
_OPEN, _DONE, _BROKEN = PromiseState.OPEN, PromiseState.DONE, PromiseState.BROKEN

_PROMISES = (
    ("gift", "paid", "", PromiseKind.GIFT, "送洗衣袋一个，发中通", 5, 7.0, _OPEN, ""),
    ("answer", "signed", TEXTILE, PromiseKind.DATE, "少发一件，今日18:00前答复", 4, 6.5, _OPEN, ""),
    ("call", "transit", "", PromiseKind.CALL, "派送前电联收件人", 3, 20.0, _OPEN, ""),
    ("resend", "signed", KITCHEN, PromiseKind.DATE, "补发配件，今日上午发出", 6, -0.6, _OPEN, ""),
    ("courier", "paid", "", PromiseKind.COURIER, "指定发顺丰，差价12元已补", 2, 9.0, _OPEN, ""),
    ("price", "paid", "", PromiseKind.PRICE, "优惠5元，已改价", 6.5, None, _DONE, "已改价，买家已付款"),
    ("callback", "signed", "", PromiseKind.CALL, "一小时内回电说明破损处理", 6, None, _BROKEN,
        "打了两次未接，没有按时回电"),
)  # fmt: skip
"""Key, order phase, goods, kind, promise, hours before hand-in, hours from now until due, state, outcome.

A closed one was due an hour after it was made.
"""

_CASES = (
    ("return", Flow.RETURN, CLOTHING, "", "尺码不合适，没有合适的可换", 5.0, "tracking", {"reason": "size"}),
    ("exchange", Flow.EXCHANGE_QUALITY, TEXTILE, "", "开线，换新", 4.0, "address",
        {"reason": "quality", "evidence": "IMG_0613_1.jpg", "target": "同款新的", "freight_payer": "shop"}),
    ("quality", Flow.RETURN_QUALITY, "", RETURNED, "有异味，退货已寄回", 6.0, "reimburse",
        {"reason": "quality", "evidence": "IMG_0612_4.jpg"}),
)  # fmt: skip
"""Key, flow, goods, refund the order has, reason, hours open at hand-in, step it waits at, fields given."""


def make_promises(picker: OrderPicker, shift: DemoShift, handed_in: datetime, now: datetime) -> tuple[DemoPromise, ...]:
    """What the shift before promised: open, nearly due, overdue, done and broken."""
    made = []
    for key, phase, kind, what, text, before, due, state, outcome in _PROMISES:
        promised = handed_in - timedelta(hours=before)
        order = picker.pick(TAOBAO, phase, shift.planned_start, kind=kind, plain=True)
        within_the_hour = promised + timedelta(hours=1)
        made.append(
            DemoPromise(
                key=key, platform=TAOBAO, order_no=order.order_no, buyer=order.buyer.nick, agent=shift.agent,
                kind=what, text=text, promised_at=promised, state=state, outcome=outcome,
                due_at=within_the_hour if due is None else now + timedelta(hours=due),
                closed_at=within_the_hour if due is None else None,
            )
        )  # fmt: skip
    return tuple(made)


def make_cases(picker: OrderPicker, shift: DemoShift, handed_in: datetime) -> tuple[DemoCase, ...]:
    """Two returns and an exchange in the middle of their steps."""
    made = []
    for key, flow, kind, refund, reason, before, until, fields in _CASES:
        order = picker.pick(
            TAOBAO, "signed", shift.planned_start, kind=kind, refund=refund, plain=not refund,
            returnable=flow is Flow.RETURN,
        )  # fmt: skip
        made.append(
            DemoCase(
                key=key, flow=flow, platform=TAOBAO, order_no=order.order_no, buyer=order.buyer.nick,
                agent=shift.agent, reason=reason, opened_at=handed_in - timedelta(hours=before),
                until=until, fields=fields,
            )
        )  # fmt: skip
    return tuple(made)


def make_handover(
    shift: DemoShift, before: DemoShift, handed_in: datetime, now: datetime,
    orders: tuple[DemoOrder, ...], conversations: tuple[DemoConversation, ...],
    promises: tuple[DemoPromise, ...], cases: tuple[DemoCase, ...],
) -> DemoHandover:  # fmt: skip
    """The log that waits for `shift`: urgent first, each item with action, owner and due (rule H3)."""
    items = (
        *_conversation_items(conversations, before, handed_in, shift, now),
        *_promise_items(promises, shift),
        *_case_items(cases, shift, now),
        *_order_items(orders, handed_in, shift, now),
        DemoHandoverItem(
            section="exceptions", about="", severity=Severity.INFO, buyer="", order_no="",
            what="中通杭州转运中心爆仓，江浙沪件普遍晚一天", action="买家催件先致歉并说明，不承诺具体到达日",
            owner=shift.agent, due_at=now + timedelta(hours=8),
        ),
    )  # fmt: skip
    return DemoHandover(
        shift=before, successor=shift.agent, submitted_at=handed_in, items=items,
        summary="咨询量平稳，物流催件偏多；一件投诉待跟进，补发配件今天上午要发出。",
    )  # fmt: skip


_ASKED = {
    InquiryState.WAITING_BUYER: ("claimed", "等买家回复；中午前没动静就主动问一句"),
    InquiryState.SNOOZED: ("snoozed", "到点按承诺回复买家，有结果提前说"),
}


def _conversation_items(
    conversations: tuple[DemoConversation, ...], before: DemoShift, handed_in: datetime, shift: DemoShift,
    now: datetime,
) -> Iterator[DemoHandoverItem]:  # fmt: skip
    """Open inquiries of the shift before, with what its agent would have written beside each (rule H1)."""
    for talk in conversations:
        if talk.state not in _ASKED or talk.owner != before.agent or talk.messages[-1].at > handed_in:
            continue
        section, action = _ASKED[talk.state]
        pressing = talk.key == "overnight"
        yield DemoHandoverItem(
            section=section, about=f"conversation:{talk.key}", buyer=talk.buyer, order_no=talk.order_no,
            severity=Severity.URGENT if pressing else Severity.NORMAL,
            what="买家：" + talk.messages[0].text.partition("\n")[0],
            action="找仓库验收，寄新件后把单号回复买家" if pressing else action, owner=shift.agent,
            due_at=talk.snooze_until or now + timedelta(hours=1 if pressing else 2),
            contingency="验收不合格就拍照，先请示主管再回买家" if pressing else "",
        )  # fmt: skip


def _promise_items(promises: tuple[DemoPromise, ...], shift: DemoShift) -> Iterator[DemoHandoverItem]:
    for promise in promises:
        if promise.state is _OPEN:
            late = promise.key == "resend"
            yield DemoHandoverItem(
                section="promises", about=f"promise:{promise.key}",
                severity=Severity.URGENT if late else Severity.NORMAL, buyer=promise.buyer,
                order_no=promise.order_no,
                what=f"已承诺：{promise.text}",
                action="确认仓库已发出，把单号回复买家" if late else "按备注跟进，完成后在台账核销",
                owner=shift.agent, due_at=promise.due_at,
            )  # fmt: skip


def _case_items(cases: tuple[DemoCase, ...], shift: DemoShift, now: datetime) -> Iterator[DemoHandoverItem]:
    actions = {
        "return": ("退货：已发退货地址，等买家寄回", "提醒买家填写退货单号", 6),
        "exchange": ("换货：照片已收，待发退货地址", "发退货地址与注意事项，提醒延长收货", 4),
        "quality": ("质量退货：包裹已到仓", f"今天返还垫付运费，请{WAREHOUSE}验收后退款", 5),
    }
    for case in cases:
        what, action, hours = actions[case.key]
        yield DemoHandoverItem(
            section="cases", about=f"case:{case.key}", severity=Severity.NORMAL, buyer=case.buyer,
            order_no=case.order_no, what=what, action=action, owner=shift.agent,
            due_at=now + timedelta(hours=hours),
        )  # fmt: skip


def _order_items(
    orders: tuple[DemoOrder, ...], handed_in: datetime, shift: DemoShift, now: datetime
) -> Iterator[DemoHandoverItem]:
    """One order that is overdue, and the unpaid ones to remind (rules O2, U1)."""
    flagged = [order for order in orders if order.phase == "paid_late" and order.ordered_at < handed_in]
    for order in flagged[:1]:
        yield DemoHandoverItem(
            section="notes", about=f"order:{order.platform}:{order.order_no}", severity=Severity.NORMAL,
            buyer=order.buyer.nick, order_no=order.order_no, what="付款超过48小时未发货，仓库说缺一个颜色",
            action="到货即发；中午前没到就联系买家改色或退款", owner=shift.agent,
            due_at=now + timedelta(hours=2),
            contingency="买家申请未发货退款就直接同意",
        )  # fmt: skip
    unpaid = sum(order.phase == "unpaid" and order.ordered_at < handed_in for order in orders)
    yield DemoHandoverItem(
        section="notes", about="", severity=Severity.INFO, buyer="", order_no="",
        what=f"{unpaid} 单等待付款，夜间未催", action="上午按催付话术逐单提醒，换不同说法", owner=shift.agent,
        due_at=now + timedelta(hours=3),
    )  # fmt: skip
