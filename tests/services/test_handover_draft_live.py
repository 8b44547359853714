"""The draft follows what happens until it is signed, and the next shift sees what happened since (rules H1, H5, H6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from shop_floor import ActorMaker, accept_all, ask, begin, complete, hand_in

from cs_console import i18n
from cs_console.adapters.clock import ManualClock
from cs_console.domain.entities import Case, CaseStep, Order
from cs_console.domain.handover import HandoverView, SinceKind
from cs_console.domain.policy.shop import Campaign
from cs_console.domain.price_changes import PriceApplication
from cs_console.domain.records import ChatRecord
from cs_console.domain.vocabulary import Flow, MessageRole, Platform, PromiseKind, Severity
from cs_console.services.facade import Services


def only(view: HandoverView, ref: str) -> Any:
    """The item about one thing."""
    return next(item for item in view.items if item.ref == ref)


def test_h1_what_the_agent_did_not_write_follows_the_live_data(services: Services, clock: ManualClock) -> None:
    who = begin(services, "张敏")
    inquiry = ask(services, "a", "在吗")
    item = only(services.handovers.draft(who), f"inquiry:{inquiry.id}")
    assert (item.section, item.action) == ("waiting", "@handover.action.reply")
    services.queue.claim(who, inquiry.id)
    services.queue.reply(who, inquiry.id, "在的亲")
    services.queue.snooze(who, inquiry.id, clock() + timedelta(hours=30), "到货通知")
    item = only(services.handovers.draft(who), item.ref)
    assert (item.section, item.action) == ("snoozed", "@handover.action.contact")
    assert item.due_at == clock() + timedelta(hours=30)
    services.handovers.edit(who, item.id, action="到货先打电话", severity=Severity.URGENT)
    services.queue.snooze(who, inquiry.id, clock() + timedelta(hours=40), "改期")
    kept = only(services.handovers.draft(who), item.ref)
    assert (kept.action, kept.severity, kept.due_at) == (
        "到货先打电话", Severity.URGENT, clock() + timedelta(hours=40)
    )  # fmt: skip


def test_h1_a_complaint_stands_with_its_time_and_is_urgent_once_that_is_past(
    services: Services, clock: ManualClock
) -> None:
    who = begin(services, "张敏")
    opened = services.complaints.open(who, "快递踢坏箱子", buyer="小鱼").complaint
    assert opened.due_at is not None
    item = only(services.handovers.draft(who), f"complaint:{opened.id}")
    assert (item.section, item.severity, item.due_at) == ("cases", Severity.NORMAL, opened.due_at)
    clock.set(opened.due_at)
    assert only(services.handovers.draft(who), item.ref).severity is Severity.URGENT


def test_h5_h6_the_next_shift_sees_what_changed_and_the_way_a_thing_came(
    services: Services, clock: ManualClock, actor: ActorMaker
) -> None:
    day = begin(services, "张敏")
    kept = services.promises.add(day, "送洗衣袋", kind=PromiseKind.GIFT, buyer="a").promise
    hand_in(services, day)
    clock.advance(hours=6, minutes=48)
    night = begin(services, "李丽")
    accept_all(services, night)
    services.shifts.end(day)
    done = services.promises.add(night, "回电", kind=PromiseKind.CALL, buyer="b").promise
    asked, taken = ask(services, "c", "还在吗"), ask(services, "d", "在吗")
    log = hand_in(services, night).handover.id
    clock.advance(minutes=5)
    services.promises.done(night, done.id)
    services.queue.claim(night, asked.id)
    services.queue.reply(night, asked.id, "在的亲")
    clock.advance(minutes=1)
    line = ChatRecord(text="那什么时候发", row=1, sender="c", role=MessageRole.BUYER, at=clock())
    services.capture.take(night, [line], buyer="c", platform=asked.platform)
    services.queue.claim(night, taken.id)
    view = services.handovers.show(log)
    wrote, changed = (view.since[only(view, f"inquiry:{one.id}").id] for one in (asked, taken))
    assert (wrote.kind, wrote.by, wrote.at) == (SinceKind.WROTE, "", clock())
    assert (changed.kind, changed.by) == (SinceKind.CHANGED, "李丽")
    assert view.since[only(view, f"promise:{done.id}").id].kind is SinceKind.CLOSED
    item = only(view, f"promise:{kept.id}")
    assert (item.carried, item.id in view.since) == (1, False)
    assert [(leg.author, leg.shift_key) for leg in view.paths[item.id]] == [("张敏", "day")]
    services.shifts.end(night, override_by=actor("王组长"))
    clock.advance(hours=15)
    morning = begin(services, "蔡蔡")
    accept_all(services, morning)
    red = only(complete(services, morning), f"promise:{kept.id}")
    assert (red.carried, red.severity) == (2, Severity.URGENT)
    services.handovers.edit(morning, red.id, severity=Severity.NORMAL)
    assert only(services.handovers.draft(morning), red.ref).severity is Severity.URGENT  # rule H6 holds


def test_h1_the_days_exceptions_stand_in_the_draft_and_are_no_debt(
    services: Services, clock: ManualClock, actor: ActorMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    policies = services.context.policies()
    sale = Campaign(name="618 返场", start=datetime(2026, 6, 14, 18), end=datetime(2026, 6, 15, 12))
    shop = policies.shop.model_copy(update={"campaigns": (sale,)})
    changed = policies.model_copy(update={"shop": shop})
    context = replace(services.context, policies=lambda: changed)
    monkeypatch.setattr(services.handovers, "_context", context)
    other = begin(services, "蔡蔡", "day")
    hand_in(services, other)
    ended = services.shifts.end(other, reason="孩子发烧", override_by=actor("王组长")).shift
    assert ended.extended_reason == "孩子发烧"
    who = begin(services, "张敏")
    with services.context.uow.write(who, "price.apply") as uow:
        asked = PriceApplication(
            goods_title="四件套", asked_fen=20000, reason="老客户", applicant="张敏", applied_at=uow.now, due_at=uow.now
        )
        uow.add(asked)
    view = services.handovers.draft(who)
    found = {item.ref.partition(":")[0]: item for item in view.items}
    assert {"campaign", "override", "price"} <= set(found)
    assert found["campaign"].severity is found["override"].severity is Severity.INFO
    assert "孩子发烧" in found["override"].what and "618 返场" in found["campaign"].what
    services.handovers.draft(who)
    assert len(services.handovers.draft(who).items) == len(view.items) and not view.gaps


def test_h1_h9_a_cases_next_step_is_named_in_the_readers_language(services: Services) -> None:
    who = begin(services, "张敏")
    first = services.context.policies().aftersales.flow(Flow.RETURN).steps[0]
    with services.context.uow.write(who, "case.open") as uow:
        order = uow.add(Order(platform=Platform.TAOBAO, order_no="1"))
        opened = uow.add(Case(flow=Flow.RETURN, order_id=order.id, order_no="1", owner="张敏", opened_at=uow.now))
        uow.add(CaseStep(case_id=opened.id, key=first.key, position=1))
    action = only(services.handovers.draft(who), f"case:{opened.id}").action
    assert first.title.zh != first.title.en
    for language, title in (("en", first.title.en), ("zh", first.title.zh)):
        i18n.set_language(language)
        assert title in i18n.coded(action) and "|" not in i18n.coded(action)
    assert i18n.coded("@handover.action.case:return:登记运单") == "退货：办「登记运单」"  # an older log's
