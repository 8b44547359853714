"""Whether a case may be opened, since when it was asked for, and who may say so all the same (rules A1, A9, G1)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest

from cs_console.domain.entities import Actor, Order, OrderLine, Refund
from cs_console.domain.goods import Goods, Shelf
from cs_console.domain.policy import Policies
from cs_console.domain.policy.team import Member, TeamPolicy
from cs_console.domain.vocabulary import Flow, Platform, Role
from cs_console.errors import CsError
from cs_console.services.case_rules import CaseRules

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 6, 14, 3, tzinfo=UTC)
TEAM = TeamPolicy(members=(
    Member(name="张敏"), Member(name="王组长", role=Role.LEAD), Member(name="老林", role=Role.LEAD, active=False),
    Member(name="管理员", role=Role.ADMIN),
))  # fmt: skip
KNIFE = OrderLine(id=1, order_id=1, line_key="1", title="水果刀", sku="K")
CURTAIN = OrderLine(id=2, order_id=1, line_key="2", title="窗帘", spec="定制 2m")


def rules(*cards: Goods, team: TeamPolicy = TEAM, since: date | None = None) -> CaseRules:
    policies = Policies(team=team)
    aftersales = policies.aftersales.model_copy(update={"exempt_since": since})
    policies = policies.model_copy(update={"aftersales": aftersales})
    return CaseRules(cast(Any, SimpleNamespace(policies=lambda: policies, zone=ZONE)), lambda uow: Shelf(cards))


def bought(**facts: Any) -> Order:
    return Order(**{"id": 1, "platform": Platform.TAOBAO, "order_no": "1", **facts})


@pytest.mark.parametrize(
    ("flow", "lines", "chosen", "word"),
    [
        (Flow.RETURN, (CURTAIN,), (), "定制"), (Flow.RETURN_QUALITY, (CURTAIN,), (), ""),
        (Flow.EXCHANGE, (CURTAIN,), (), ""), (Flow.CLAIM_SHORT, (CURTAIN,), (), ""),
        (Flow.RETURN, (KNIFE, CURTAIN), (1,), ""), (Flow.RETURN, (KNIFE, CURTAIN), (2,), "定制"),
    ],
)  # fmt: skip
def test_a9_only_a_return_without_a_fault_of_exempt_goods_is_exempt(
    flow: Flow, lines: tuple[OrderLine, ...], chosen: tuple[int, ...], word: str
) -> None:
    judge = rules(Goods(id=5, key="K", code="K", no_return=False))
    defined = Policies().aftersales.flow(flow)
    assert judge.exempt(cast(Any, None), defined, bought(goods="定制"), lines, chosen) == word


@pytest.mark.parametrize(
    ("ordered", "since", "word"),
    [
        (None, None, "定制"), (None, date(2026, 6, 1), "定制"),
        (datetime(2026, 5, 31, 15, tzinfo=UTC), date(2026, 6, 1), ""),
        (datetime(2026, 5, 31, 16, tzinfo=UTC), date(2026, 6, 1), "定制"),
        (datetime(2026, 5, 31, tzinfo=UTC), None, "定制"),
    ],
)  # fmt: skip
def test_a9_the_policys_words_hold_for_orders_since_they_came_into_force(
    ordered: datetime | None, since: date | None, word: str
) -> None:
    flow, order = Policies().aftersales.flow(Flow.RETURN), bought(goods="定制窗帘", ordered_at=ordered)
    assert rules(since=since).exempt(cast(Any, None), flow, order, (CURTAIN,), ()) == word
    assert rules(since=since).exempt(cast(Any, None), flow, order, (), ()) == word
    free = Goods(id=7, key="C", title="窗帘", no_return=False)
    assert rules(free, since=since).exempt(cast(Any, None), flow, order, (CURTAIN,), ()) == "", "the card goes first"
    untitled = Goods(id=8, key="K", code="K", no_return=True)
    assert rules(untitled, since=since).exempt(cast(Any, None), flow, order, (KNIFE,), ()) == "水果刀"
    named = Goods(id=6, key="K", code="K", title="刀具", no_return=True)
    assert rules(named, since=since).exempt(cast(Any, None), flow, order, (KNIFE,), ()) == "刀具", "a card always holds"


DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("told", "applied", "asked"),
    [
        (None, (), NOW), (None, (NOW - 2 * DAY, None, NOW - 3 * DAY), NOW - 3 * DAY), (None, (NOW + DAY,), NOW),
        (NOW, (NOW - DAY,), NOW), (NOW - 6 * DAY, (), NOW - 6 * DAY),
        (NOW + timedelta(seconds=1), (), "case.requested_future"),
        (NOW - 6 * DAY - timedelta(seconds=1), (), "case.requested_early"),
    ],
)  # fmt: skip
def test_a1_the_buyers_first_request_is_as_told_else_the_earliest_known(
    told: datetime | None, applied: tuple[datetime | None, ...], asked: datetime | str
) -> None:
    refunds = [Refund(platform=Platform.TAOBAO, refund_no="R", order_no="1", applied_at=at) for at in applied]
    uow: Any = SimpleNamespace(now=NOW, find=lambda kind, **_: refunds)
    try:
        found: datetime | str = rules().asked_at(uow, bought(ordered_at=NOW - 6 * DAY), told)
    except CsError as refused:
        found = refused.code
    assert found == asked
    assert rules().asked_at(uow, bought(), NOW - 9 * DAY) == NOW - 9 * DAY


@pytest.mark.parametrize(
    ("actor", "name", "reason", "found"),
    [
        ("张敏", "", "", ""), ("张敏", " 王组长 ", "老客", "王组长"), ("张敏", "王组长", " ", "case.exception_reason"),
        ("张敏", "谁", "x", "case.approver_unknown"), ("张敏", "老林", "x", "case.approver_unknown"),
        ("王组长", "张敏", "x", "case.approver_role"), ("王组长", "王组长", "x", "case.own_approval"),
        ("王组长", "管理员", "x", "管理员"),
    ],
)  # fmt: skip
def test_a1_who_may_approve_an_exception(actor: str, name: str, reason: str, found: str) -> None:
    try:
        said = rules().approver(Actor(actor), name, reason)
    except CsError as refused:
        said = refused.code
    assert said == found


def test_a1_nobody_approves_their_own_unless_nobody_else_may() -> None:
    alone = rules(
        team=TeamPolicy(members=(Member(name="张敏"), Member(name="王组长", role=Role.LEAD), TEAM.members[2]))
    )
    assert alone.own("王组长", "王组长") is None
    refusal = rules().own("王组长", "王组长")
    assert refusal is not None and "管理员" in str(refusal.params["others"])
    assert not {"老林", "张敏", "王组长"} & set(str(refusal.params["others"]).split("、"))
