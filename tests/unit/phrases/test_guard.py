"""What must not be said is found before it is said; a refusal is not an offence (rules P3, P5, P6, X1)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cs_console.config.guard_lists import guard_lists
from cs_console.domain.guard import BLOCK, HINT, GuardLists, TermRule, check_text
from cs_console.domain.policy.tone import TonePolicy
from cs_console.text.normalise import normalise

RULES = (
    TermRule("statute", "block", "说事实", ("国家级", "最佳")),
    TermRule("superlative", "warn", "说具体", ("最低", "最好", "第一", "NO.1", "Top1")),
    TermRule("absolute_promise", "warn", "留余地", ("百分百", "100%", "绝对", "全网最低")),
    TermRule("commitment", "warn", "留余地", ("一定", "保证", "马上到")),
    TermRule("off_platform", "block", "平台内", ("加微信", "vx", "线下付款")),
    TermRule("blunt", "hint", "婉转", ("不知道",)),
    TermRule("our_own", "warn", "别提", ("隔壁店",)),
)
LISTS = GuardLists.build(RULES, ("第一时间", "100%(棉|羊毛)"), ("138 0000 0000",), normalise)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("亲，您的订单正常48小时内发出哦～", []),
        ("一定今天到", [("guard.commitment", "一定")]),
        ("不一定今天能到，不能保证哦", []),
        ("保證沒事", [("guard.commitment", "保證")]),
        ("全网最低", [("guard.absolute_promise", "全网最低")]),
        ("最 好 的", [("guard.superlative", "最 好")]),
        ("第一时间为您处理", []),
        ("100%棉，100%满意", [("guard.absolute_promise", "100%")]),
        ("ＮＯ．１ 和 Top10", [("guard.superlative", "ＮＯ．１")]),
        ("不知道", [("guard.blunt", "不知道")]),
        ("隔壁店", [("guard.listed", "隔壁店")]),
        ("国家级，一定", [("guard.statute", "国家级"), ("guard.commitment", "一定")]),
        ("加 微 信聊", [("guard.off_platform", "加 微 信")]),
        ("加V: abc12345", [("guard.off_platform", "加V")]),
        ("要不加个微信吧", [("guard.off_platform", "加个微信")]),
        ("请不要加微信，谨防线下付款", []),
        ("五星好评送您5元红包", [("guard.review_inducement", "五星好评送您5元红包")]),
        ("不支持好评返现哦", []),
        ("好评没有额外奖励", []),
        ("满意的话请如实评价哦", []),
        ("电话13812345678", [("guard.private_phone", "13812345678")]),
        ("店铺电话13800000000", []),
        ("身份证11010519491231002X", [("guard.private_id", "11010519491231002X")]),
        ("订单 3515000000123456 运单773012345678901", []),
        ("发到a@b.com", [("guard.private_email", "a@b.com")]),
        ("单号{运单号}", [("guard.blank", "{运单号}")]),
        ("没有", [("guard.curt", "没有")]),
        (" 嗯嗯。", [("guard.curt", "嗯嗯。")]),
        ("没有货啦，到了告诉您哦", []),
        ("➕Q 12345678", [("guard.off_platform", "➕Q 12345678")]),
        ("咱们微信上说", [("guard.off_platform", "微信上说")]),
        ("用支付宝转我吧", [("guard.off_platform", "用支付宝转我")]),
        ("去闲鱼那边下单更便宜", [("guard.off_platform", "去闲鱼那边下单")]),
        ("扫这个码付款就行", [("guard.off_platform", "扫这个码付")]),
        ("请勿扫码付款，微信支付在收银台选就好", []),
        ("把差评删了给您退20", [("guard.review_inducement", "把差评删了给您退20")]),
        ("写好评有奖哦", [("guard.review_inducement", "好评有奖")]),
        ("评价后找我领红包", [("guard.review_inducement", "评价后找我领红包")]),
        ("打一三八一二三四五六七八", [("guard.private_phone", "一三八一二三四五六七八")]),
        ("打1-3-8-1-2-3-4-5-6-7-8", [("guard.private_phone", "1-3-8-1-2-3-4-5-6-7-8")]),
    ],
)
def test_p6_findings(text: str, found: list[tuple[str, str]]) -> None:
    findings = check_text(text, LISTS)
    assert [(one.code, one.words) for one in findings] == found
    assert all(text[one.start : one.end] == one.words for one in findings)


def test_worst_comes_first() -> None:
    findings = check_text("不知道，一定加微信", LISTS)
    assert [one.severity for one in findings] == ["block", "warn", "hint"]
    assert findings[1].advice == "留余地"


def test_p3_a_blank_blocks_even_without_lists() -> None:
    assert [one.severity for one in check_text("送{?赠品}", GuardLists())] == [BLOCK]


@given(st.text("亲一定保证加微信vx最低100%，。不 {}1389", max_size=40))
def test_every_finding_points_at_its_words(text: str) -> None:
    for one in check_text(text, LISTS):
        assert one.words and text[one.start : one.end] == one.words


@pytest.mark.parametrize(
    ("text", "stiff"),
    [
        ("今天十六点前付款今天发货", True),
        ("已经发货了，单号在订单详情里查看", True),
        ("今天十六点前付款今天发货哦", False),
        ("亲，今天十六点前付款今天发货", False),
        ("您十六点前付款，今天发货", False),
        ("请十六点前付款，今天发货", False),
        ("今天十六点前付款呢，今天发货", False),
        ("今天十六点前付款今天发货～", False),
        ("今天十六点前付款今天发货😊", False),
        ("今天发货", False),
        ("Your parcel left our warehouse this morning", False),
        ("这个呢子大衣的面料是羊毛混纺", True),
    ],
)
def test_p5_a_reply_without_address_courtesy_or_gentle_ending_is_stiff(text: str, stiff: bool) -> None:
    found = check_text(text, guard_lists(TonePolicy()))
    assert [(one.code, one.severity, one.words) for one in found] == (
        [("guard.stiff", HINT, text[:12])] if stiff else []
    )


def test_p5_a_shop_may_ask_for_no_manner() -> None:
    assert check_text("今天十六点前付款今天发货", guard_lists(TonePolicy(ending_hint_length=0))) == ()
