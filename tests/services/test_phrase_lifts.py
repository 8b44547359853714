"""How far a single earlier pick lifts a phrase: fully for the same question, hardly for a loosely like one (P10)."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from cs_console.services.phrase_learning import MOST_LIFT, Learned, PhraseMemory
from cs_console.services.ports.uow import UnitOfWork

Pick = tuple[int, str, str, str]


def store(found: list[Pick]) -> UnitOfWork:
    """A store with these uses."""
    phrases = SimpleNamespace(
        picks=lambda *, after, limit: [pick for pick in found if pick[0] > after],
        count_uses=lambda first, last: sum(first <= pick[0] <= last for pick in found),
    )
    journal = SimpleNamespace(history=lambda *_, **__: [])
    return cast(UnitOfWork, cast(Any, SimpleNamespace(phrases=phrases, journal=journal)))


def lifts(asked: str, *picks: tuple[str, str], whose: str = "张敏") -> dict[str, Learned]:
    """What a memory of 张敏's picks, (phrase, the question it was picked for), lifts for a question of an agent's."""
    found = [(number, phrase, "张敏", question) for number, (phrase, question) in enumerate(picks, 1)]
    return PhraseMemory(()).lifts(store(found), asked, whose)


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


def test_p10_one_agents_habit_counts_little_for_the_others() -> None:
    """30 odd picks of one colleague weigh as two do; three colleagues' picks are the team's."""
    odd = ("odd", "这个包邮吗")
    own, others = (lifts(odd[1], *[odd] * 30, whose=name)["odd"] for name in ("张敏", "李丽"))
    twice = lifts(odd[1], *[odd] * 2)["odd"].lift
    assert own.lift > 0.29 and 0.1 < others.lift < twice and others.picked == 30
    team = [(at, "team", name, odd[1]) for at, name in enumerate(("李丽", "蔡蔡", "王组长") * 2, 1)]
    mixed = PhraseMemory(()).lifts(
        store([*team, *((at, "odd", "张敏", odd[1]) for at in range(7, 37))]), odd[1], "新人"
    )
    assert mixed["team"].lift > 2 * mixed["odd"].lift


def test_p10_a_pick_that_was_taken_back_teaches_nothing_also_when_later_ones_stay() -> None:
    found: list[Pick] = [(1, "wrong", "张敏", "这个包邮吗"), (2, "right", "李丽", "这个包邮吗")]
    memory, uow = PhraseMemory(()), store(found)
    assert set(memory.lifts(uow, "这个包邮吗")) == {"wrong", "right"}
    del found[0]
    assert set(memory.lifts(uow, "这个包邮吗")) == {"right"}
