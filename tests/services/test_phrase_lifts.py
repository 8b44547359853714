"""How far a single earlier pick lifts a phrase: fully for the same question, hardly for a loosely like one (P10)."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from cs_console.services.phrase_learning import MOST_LIFT, Learned, PhraseMemory
from cs_console.services.ports.uow import UnitOfWork


def lifts(asked: str, *picks: tuple[str, str]) -> dict[str, Learned]:
    """What a memory of (phrase, the question it was picked for) lifts for a question."""
    found = [(number, phrase, question) for number, (phrase, question) in enumerate(picks, 1)]
    phrases = SimpleNamespace(latest_use=lambda: len(found), picks=lambda *, after, limit: found[after:])
    journal = SimpleNamespace(history=lambda *_, **__: [])
    return PhraseMemory(()).lifts(cast(UnitOfWork, cast(Any, SimpleNamespace(phrases=phrases, journal=journal))), asked)


@pytest.mark.parametrize(
    ("asked", "picked_for", "most"),
    [
        ("啥时侯邮啊", "大概几号到", 0.05),
        ("付了钱多长时间发", "付完尾款几天发货", 0.02),
        ("可以开发票吗", "可以开发票吗", 0.11),
    ],
)
def test_p10_one_pick_for_a_loosely_like_question_never_outweighs_a_plainly_better_phrase(
    asked: str, picked_for: str, most: float
) -> None:
    found = lifts(asked, ("other", picked_for))
    assert found["other"].picked == 1 and 0 < found["other"].lift <= most


def test_p10_picks_for_the_same_question_add_up_to_a_bound() -> None:
    same = ("logi.urge", "东西能整快些不")
    once, often, always = (lifts(same[1], *[same] * n)["logi.urge"].lift for n in (1, 4, 400))
    assert 0.09 < once < often < always <= MOST_LIFT and often > 0.19
