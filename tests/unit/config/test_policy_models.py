"""The policy models' own answers: rosters, limits, routing, flags, windows of time."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from cs_console.domain.policy import Policies
from cs_console.domain.policy.autoreplies import AutoReply
from cs_console.domain.policy.base import Title
from cs_console.domain.policy.platforms import GatewayDef
from cs_console.domain.policy.shop import Campaign
from cs_console.domain.policy.sla import Limits
from cs_console.domain.policy.team import Member, TeamPolicy
from cs_console.domain.vocabulary import (
    Category,
    Channel,
    Flag,
    Flow,
    OrderStatus,
    Platform,
    Priority,
    Role,
)

POLICIES = Policies()
ZONE = ZoneInfo("Asia/Shanghai")


def test_rule_e6_former_names_lead_to_the_person_of_today() -> None:
    team = TeamPolicy(members=(Member(name="蔡小蔡", former_names=("蔡蔡",), os_user="CaiCai"),))
    assert team.member("蔡蔡") is team.member("蔡小蔡")
    assert team.member("谁") is None
    assert team.by_os_user("caicai") is team.members[0]
    assert team.by_os_user("") is None


def test_shipped_roster_has_every_role() -> None:
    assert {member.role for member in POLICIES.team.members} == set(Role)
    assert [member.name for member in POLICIES.team.with_role(Role.LEAD)] == ["王组长"]


LIMITS = [
    (Category.PRESALE, Priority.NORMAL, Channel.CHAT, 30, 180),
    (Category.COMPLAINT, Priority.URGENT, Channel.CHAT, 60, 180),
    (Category.COMPLAINT, Priority.NORMAL, Channel.PHONE, 60, 180),
    (Category.PRESALE, Priority.URGENT, Channel.CHAT, 30, 120),
    (Category.PRESALE, Priority.NORMAL, Channel.EMAIL, 3_600, 14_400),
]


@pytest.mark.parametrize(("category", "priority", "channel", "target", "limit"), LIMITS)
def test_rule_q1_limits(category: Category, priority: Priority, channel: Channel, target: int, limit: int) -> None:
    found = POLICIES.sla.limits(category, priority, channel)
    assert (found.first_target, found.first_limit) == (target, limit)


ROUTES = [
    ("什么时候发货呀", OrderStatus.PAID, Category.LOGISTICS, Priority.HIGH),
    ("什么时候发货呀", None, Category.LOGISTICS, Priority.NORMAL),
    ("我要投诉你们！", OrderStatus.SIGNED, Category.COMPLAINT, Priority.URGENT),
    ("改个地址", OrderStatus.PAID, Category.LOGISTICS, Priority.URGENT),
    ("我想退货", OrderStatus.SIGNED, Category.AFTERSALE, Priority.NORMAL),
    ("收到少了一件", OrderStatus.SIGNED, Category.AFTERSALE, Priority.HIGH),
    ("能换个快递吗", OrderStatus.PAID, Category.LOGISTICS, Priority.NORMAL),
    ("可以开发票吗", None, Category.INVOICE, Priority.NORMAL),
    ("付款付不了", OrderStatus.UNPAID, Category.PAYMENT, Priority.HIGH),
    ("有现货吗", None, Category.PRESALE, Priority.NORMAL),
    ("好评返现吗", OrderStatus.COMPLETED, Category.OTHER, Priority.LOW),
    ("HELLO price?", None, Category.PRESALE, Priority.NORMAL),
    ("啊啊啊", OrderStatus.SHIPPED, Category.LOGISTICS, Priority.NORMAL),
]


@pytest.mark.parametrize(("text", "status", "category", "priority"), ROUTES)
def test_rule_q3_routing(text: str, status: OrderStatus | None, category: Category, priority: Priority) -> None:
    rule = POLICIES.routing.route(text, status, Channel.CHAT)
    assert rule is not None
    assert (rule.category, rule.priority) == (category, priority)


def test_rule_q3_what_no_rule_fits_has_a_default() -> None:
    assert POLICIES.routing.route("啊啊啊", None, Channel.CHAT) is None
    assert POLICIES.routing.default_category is Category.OTHER


def test_rule_r3_flags() -> None:
    flags = POLICIES.flags
    assert flags.by_digit[3] is Flag.GREEN
    assert flags.excluded == {Flag.GREEN}
    assert [flags.of(flag).digit for flag in (Flag.GREY, Flag.PURPLE)] == [0, 5]  # type: ignore[union-attr]


CODES = [
    (Platform.TAOBAO, Flag.RED, 1),
    (Platform.TAOBAO, Flag.PURPLE, 5),
    (Platform.DOUYIN, Flag.RED, 5),
    (Platform.DOUYIN, Flag.PURPLE, 1),
    (Platform.DOUYIN, Flag.BLUE, 2),
    (Platform.DOUYIN, Flag.YELLOW, 4),
    (Platform.PDD, Flag.GREY, None),
]


@pytest.mark.parametrize(("platform", "flag", "code"), CODES)
def test_rule_r3_platform_codes(platform: Platform, flag: Flag, code: int | None) -> None:
    used = POLICIES.platforms.platform(platform)
    assert used.code(flag) == code
    if code is not None:
        assert used.flag(code) is flag
    assert used.flag(99) is Flag.OTHER


def test_rule_r5_limits_count_in_the_platforms_own_unit() -> None:
    assert POLICIES.remarks.limit(Platform.TAOBAO).count("蔡蔡a") == 7
    assert POLICIES.remarks.limit(Platform.TAOBAO).maximum == 1000
    assert POLICIES.remarks.limit(Platform.DOUYIN).count("蔡蔡a") == 3
    assert POLICIES.remarks.limit(Platform.DOUYIN).maximum == 500
    assert POLICIES.remarks.limit(Platform.OTHER) == POLICIES.remarks.default_limit


def steps(flow: Flow) -> list[str]:
    return [step.key for step in POLICIES.aftersales.flow(flow).steps]


def test_rule_a2_return_steps_in_order() -> None:
    assert steps(Flow.RETURN) == [
        "apology",
        "window",
        "reason",
        "offer_exchange",
        "resaleable",
        "apply",
        "amount",
        "agree",
        "address",
        "mark",
        "friend",
        "tracking",
        "arrived",
        "inspect",
        "restock",
        "refund",
        "closing",
    ]
    assert POLICIES.aftersales.flow(Flow.RETURN).platform_reason == "七天无理由"
    assert POLICIES.aftersales.flow(Flow.RETURN).flag is Flag.PURPLE


def test_rule_a2_tracking_number_is_mandatory_with_freight_insurance() -> None:
    step = POLICIES.aftersales.flow(Flow.RETURN).step("tracking")
    assert step is not None
    number = next(field for field in step.fields if field.key == "return_tracking_no")
    assert (number.required, number.required_when) == (False, "freight_insurance")


def test_rule_a3_quality_return_has_evidence_and_same_day_reimbursement_and_no_forced_reason() -> None:
    flow = POLICIES.aftersales.flow(Flow.RETURN_QUALITY)
    assert flow.platform_reason == ""
    assert steps(Flow.RETURN_QUALITY).index("evidence") < steps(Flow.RETURN_QUALITY).index("apply")
    reimburse = flow.step("reimburse")
    assert reimburse is not None
    assert reimburse.due_same_day
    assert reimburse.due_from == "arrival"
    assert flow.position("reimburse") == flow.position("arrived") + 1
    assert {field.type for field in reimburse.fields} == {"money", "account"}


def test_rule_a4_exchange_steps_in_order() -> None:
    assert steps(Flow.EXCHANGE) == [
        "window",
        "resaleable",
        "reason",
        "difference",
        "mark",
        "address",
        "extend",
        "friend",
        "tracking",
        "arrived",
        "inspect",
        "settle",
        "send",
        "outgoing",
        "confirmed",
    ]
    assert POLICIES.aftersales.flow(Flow.EXCHANGE).flag is Flag.BLUE


def test_rule_a5_freight_is_reimbursed_after_the_buyer_has_the_new_goods() -> None:
    assert steps(Flow.EXCHANGE_QUALITY)[-2:] == ["confirmed", "reimburse"]


def test_rule_a6_every_flow_closes_with_its_last_step_and_names_owners() -> None:
    for flow in Flow:
        definition = POLICIES.aftersales.flow(flow)
        assert "close" in definition.steps[-1].effects
        assert all("close" not in step.effects for step in definition.steps[:-1])


def test_rule_a7_warehouse_work_is_due_within_24_hours_of_arrival() -> None:
    for key in ("inspect", "restock", "refund"):
        step = POLICIES.aftersales.flow(Flow.RETURN).step(key)
        assert step is not None
        assert (step.due_hours, step.due_from) == (24, "arrival")


def test_rule_a8_problem_items_are_registered_under_a_yellow_flag() -> None:
    for flow in (Flow.CLAIM_SHORT, Flow.CLAIM_DAMAGED_UNSIGNED, Flow.CLAIM_DAMAGED_SIGNED):
        definition = POLICIES.aftersales.flow(flow)
        register = definition.step("register")
        assert definition.flag is Flag.YELLOW
        assert register is not None
        assert [field.key for field in register.fields] == ["purchased_on", "slip_no", "problem", "demand"]


def test_rule_s7_campaign_runs_on_the_shops_clock() -> None:
    campaign = Campaign.model_validate({"name": "618", "start": "2026-06-18 20:00", "end": "2026-06-20"})
    assert campaign.runs_at(datetime(2026, 6, 18, 20, 0, tzinfo=ZONE), ZONE)
    assert not campaign.runs_at(datetime(2026, 6, 18, 19, 59, tzinfo=ZONE), ZONE)
    assert not campaign.runs_at(datetime(2026, 6, 20, 0, 0, tzinfo=ZONE), ZONE)


@pytest.mark.parametrize(
    ("hour", "kinds"),
    [
        (9, {"welcome", "busy", "away"}),
        (0, {"welcome", "busy", "away"}),
        (1, {"off_hours"}),
        (8, {"off_hours"}),
    ],
)
def test_rule_s7_texts_fit_the_clock_past_midnight(hour: int, kinds: set[str]) -> None:
    now = datetime(2026, 11, 22, hour, 0, tzinfo=ZONE)
    assert {entry.kind for entry in POLICIES.autoreplies.fitting(now)} == kinds


@pytest.mark.parametrize(("local", "quiet"), [("21:59", False), ("22:00", True), ("03:00", True), ("09:00", False)])
def test_rule_u1_quiet_hours_pass_midnight(local: str, quiet: bool) -> None:
    assert POLICIES.followups.quiet(time.fromisoformat(local)) is quiet


def test_rule_s1_night_shift_ends_the_next_day() -> None:
    day, night = POLICIES.shifts.shifts
    assert (day.start, day.end, day.overnight) == (time(8, 30), time(17, 30), False)
    assert (night.start, night.end, night.overnight) == (time(17, 30), time(1, 0), True)
    assert (day.successor, night.successor) == ("night", "")


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://eco.taobao.com/router/rest", True), ("http://127.0.0.1:8080/", True), ("http://localhost/", True),
        ("http://eco.taobao.com/", False), ("http://127.0.0.1.evil.cn/", False), ("ftp://127.0.0.1/", False),
        ("https://", False), ("eco.taobao.com", False),
    ],
)  # fmt: skip
def test_rule_x1_a_gateway_is_reached_over_https_or_on_this_machine(url: str, safe: bool) -> None:
    """Remarks carry names and phones: nothing of them crosses a network in the clear."""
    if safe:
        assert GatewayDef(url=url, read_method="x").url == url
    else:
        with pytest.raises(ValidationError, match="https"):
            GatewayDef(url=url, read_method="x")


NIGHTLY = {"from_time": time(22), "to_time": time(8)}
DAILY = {"from_time": time(8), "to_time": time(22)}
SALE = {"start": datetime(2026, 6, 18, 20), "end": datetime(2026, 6, 19)}


@pytest.mark.parametrize(
    ("period", "moment", "fits"),
    [
        (DAILY, "2026-06-18 08:00", True), (DAILY, "2026-06-18 22:00", False), (DAILY, "2026-06-18 07:59", False),
        (NIGHTLY, "2026-06-18 22:00", True), (NIGHTLY, "2026-06-18 07:59", True), (NIGHTLY, "2026-06-18 08:00", False),
        (SALE, "2026-06-18 19:59", False), (SALE, "2026-06-18 20:00", True), (SALE, "2026-06-18 23:59", True),
        (SALE, "2026-06-19 00:00", False), ({**SALE, **DAILY}, "2026-06-18 23:00", False),
        ({**SALE, **DAILY}, "2026-06-18 21:00", True), ({}, "2026-06-18 03:00", True),
    ],
)  # fmt: skip
def test_rule_s7_a_text_fits_its_hours_and_its_campaign(period: dict[str, Any], moment: str, fits: bool) -> None:
    entry = AutoReply(id="x", kind="busy", title=Title(zh="忙", en="Busy"), text="稍等", **period)
    assert entry.fits(datetime.fromisoformat(moment).replace(tzinfo=ZONE)) is fits


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"from_time": time(8)}, "half_period"), ({"to_time": time(8)}, "half_period"),
        ({"kind": "campaign", "start": SALE["start"]}, "half_period"), ({"kind": "campaign"}, "half_period"),
        ({**SALE, "end": SALE["start"]}, "campaign_order"), ({"start": SALE["start"]}, ""), ({"end": SALE["end"]}, ""),
        ({"kind": "campaign", **SALE}, ""),
    ],
)  # fmt: skip
def test_rule_s7_a_period_has_two_ends(changes: dict[str, Any], code: str) -> None:
    facts = {"id": "x", "kind": "busy", "title": "忙", "text": "稍等", **changes}
    try:
        AutoReply.model_validate(facts)
    except ValidationError as refused:
        assert refused.errors()[0]["type"] == code
    else:
        assert code == ""


@pytest.mark.parametrize(
    ("changes", "fine"),
    [
        ({"first_target": 180, "next_target": 180}, True), ({"first_target": 181}, False),
        ({"next_target": 181}, False),
    ],
)  # fmt: skip
def test_rule_q1_no_target_lies_beyond_its_limit(changes: dict[str, int], fine: bool) -> None:
    if fine:
        assert Limits(**changes)
    else:
        with pytest.raises(ValidationError, match="limit"):
            Limits(**changes)
