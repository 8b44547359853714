"""Everyday sentences that hold a listed word without meaning it pass; what means it does not (rule P6)."""

from __future__ import annotations

import pytest

from cs_console.config.guard_lists import guard_lists
from cs_console.domain.guard import GuardLists, check_text
from cs_console.domain.policy.tone import TonePolicy
from cs_console.text.normalise import normalise


@pytest.fixture(scope="module")
def lists() -> GuardLists:
    return guard_lists(TonePolicy(), (), normalise)


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("亲，不好意思让你等着急了", "blunt"),
        ("您也可以自己看一下物流进度哦", "blunt"),
        ("您自己看着选就好，不着急的呀", "blunt"),
        ("怕我不清楚您的情况，麻烦拍张图哦", "blunt"),
        ("亲，我不清楚您说的是哪一件呢", "blunt"),
        ("谢谢您的肯定，我们会继续努力的哦", "commitment"),
        ("感谢您的肯定和支持呀", "commitment"),
        ("您最好先量一下肩宽哦", "superlative"),
        ("这张券最高可抵5元呢", "superlative"),
        ("到驿站扫码取件就可以啦", "off_platform"),
        ("微信支付在收银台里选就可以", "off_platform"),
    ],
)
def test_p6_a_harmless_context_is_not_reported(lists: GuardLists, text: str, category: str) -> None:
    assert category not in {finding.category for finding in check_text(text, lists)}


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("你等着", "blunt"),
        ("页面上有，自己看", "blunt"),
        ("这个我不清楚", "blunt"),
        ("收到肯定给您处理", "commitment"),
        ("谢谢亲，明天肯定发", "commitment"),
        ("我们肯定退", "commitment"),
        ("这是最好的面料", "superlative"),
        ("最高品质", "superlative"),
        ("扫码加我", "off_platform"),
        ("销冠哦亲", "superlative"),
        ("不买拉倒", "blunt"),
        ("亲爱哒", "over_familiar"),
    ],
)
def test_p6_the_same_words_in_earnest_are_reported(lists: GuardLists, text: str, category: str) -> None:
    assert category in {finding.category for finding in check_text(text, lists)}
