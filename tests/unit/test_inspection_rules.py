"""Samples by lot, sheets of 100, marks for practice (rule K4)."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cs_console.domain.guard import BLOCK, HINT, WARN, Finding
from cs_console.domain.phrases import Phrase, Variant
from cs_console.domain.policy.kpi import KpiPolicy, PracticePolicy
from cs_console.domain.practice import Answer, Question, marked, past_questions, shipped_questions, total
from cs_console.domain.qa import Candidate, pick, sample_name, score_of, wrong_marks

KPI = KpiPolicy()
PRACTICE = PracticePolicy()
FULL = {one.key: one.points for one in KPI.qa_sheet}


@given(
    st.dictionaries(st.integers(1, 500), st.sampled_from(["张敏", "李丽", "蔡蔡"]), min_size=1, max_size=40),
    st.integers(1, 20), st.integers(0, 99),
)  # fmt: skip
@settings(max_examples=50, deadline=None)
def test_k4_a_sample_is_the_same_for_the_same_seed_and_leaves_nobody_out(
    closed: dict[int, str], size: int, seed: int
) -> None:
    candidates = [Candidate(number, agent) for number, agent in closed.items()]
    drawn = pick(candidates, size, seed)
    assert drawn == pick(reversed(candidates), size, seed)
    assert len(drawn) == min(size, len(candidates)) == len({one.inquiry_id for one in drawn})
    shares = Counter(one.agent for one in drawn)
    if size >= len(set(closed.values())):
        assert set(shares) == set(closed.values())
    left = Counter(closed.values())
    assert all(shares[one] >= min(left[one], max(shares.values()) - 1) for one in left)


def test_k4_another_seed_draws_others() -> None:
    candidates = [Candidate(number, "张敏") for number in range(1, 200)]
    assert pick(candidates, 10, 1) != pick(candidates, 10, 2)


def test_k4_a_sample_is_named_so_that_it_can_be_drawn_again() -> None:
    first, last = date(2026, 6, 1), date(2026, 6, 7)
    assert sample_name(first, last, "张敏", 7) == "2026-06-01..2026-06-07:张敏:7"
    assert sample_name(first, last, "", 7) == "2026-06-01..2026-06-07:*:7"


@pytest.mark.parametrize(
    ("marks", "wrong"),
    [
        (FULL, ((), (), ())),
        ({**FULL, "greeting": 99}, ((), ("greeting",), ())),
        ({**FULL, "greeting": -1}, ((), ("greeting",), ())),
        ({**FULL, "manners": 3}, ((), (), ("manners",))),
        ({key: FULL[key] for key in list(FULL)[1:]}, (("greeting",), (), ())),
    ],
)
def test_k4_every_line_of_the_sheet_has_its_mark(marks: dict[str, int], wrong: Any) -> None:
    assert wrong_marks(marks, KPI) == wrong


def test_k4_a_sheet_makes_a_score_of_100() -> None:
    assert score_of(FULL, KPI) == 100.0
    assert score_of({**FULL, "correct": 0}, KPI) == 75.0
    third = KPI.model_copy(update={"qa_sheet": (KPI.qa_sheet[0].model_copy(update={"points": 3}),)})
    assert score_of({KPI.qa_sheet[0].key: 1}, third) == 33.3


def phrase(name: str, group: str, *wordings: str, **more: Any) -> Phrase:
    return Phrase(id=name, group=group, question=wordings[0], asks=wordings[1:], variants=(Variant("亲"),), **more)


BOOKS = (
    phrase("a", "物流", "什么时候发货", "多久发"), phrase("b", "物流", "到哪了", "多久发"),
    phrase("c", "退货", "怎么退"),
    phrase("r", "退货", "催付", tags=("proactive",)), phrase("p", "退货", "私藏", personal=True),
)  # fmt: skip
BY_ID = {one.id: one for one in BOOKS}
ASKED = Question(1, "什么时候发货", "物流", ("a",))


def finding(severity: str) -> Finding:
    return Finding("guard.blunt", "自己看", 0, 3, severity, "blunt")


@pytest.mark.parametrize(
    ("phrase_id", "text", "seconds", "found", "points", "right"),
    [
        ("a", "亲", 10, (), 100.0, True),
        ("a", "亲", 105, (), 90.0, True),
        ("a", "亲", 500, (), 80.0, True),
        ("b", "亲", 10, (), 70.0, False),
        ("c", "亲", 10, (), 20.0, False),
        ("", "自己的话", 10, (), 20.0, False),
        ("a", "", 10, (), 0.0, False),
        ("a", "亲", 10, (finding(WARN),), 90.0, True),
        ("a", "亲", 10, (finding(HINT),), 100.0, True),
        ("a", "亲", 10, (finding(BLOCK),), 0.0, False),
    ],
)
def test_k4_marks_are_for_choice_time_and_wording(
    phrase_id: str, text: str, seconds: float, found: Any, points: float, right: bool
) -> None:
    mark = marked(ASKED, Answer(phrase_id, text, seconds), found, PRACTICE, BY_ID)
    assert (mark.points, mark.right) == (points, right)
    assert total([mark, mark], 50) == round(points / 2, 1)


@pytest.mark.parametrize("seed", range(5))
def test_k4_shipped_questions_have_one_right_answer_each(seed: int) -> None:
    drawn = shipped_questions(BOOKS, "", 10, seed)
    assert drawn == shipped_questions(BOOKS, "", 10, seed)
    assert sorted(one.expected for one in drawn) == [("a",), ("b",), ("c",)]
    assert "多久发" not in {one.text for one in drawn}
    assert [one.number for one in drawn] == [1, 2, 3]
    assert {one.topic for one in shipped_questions(BOOKS, "退货", 10, seed)} == {"退货"}


def test_k4_past_questions_take_every_answer_that_colleagues_gave() -> None:
    asked = [("啥时候发", "a"), ("啥时候发", "b"), ("啥时候发", "a"), ("退", "c"), ("付款吧", "r"), ("?", "gone")]
    drawn = past_questions(asked, BY_ID, "", 10, 3)
    assert {(one.text, one.expected, one.topic) for one in drawn} == {
        ("啥时候发", ("a", "b"), "物流"), ("退", ("c",), "退货"),
    }  # fmt: skip
