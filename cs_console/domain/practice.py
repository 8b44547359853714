"""Practice mode: questions replayed against the phrasebook, marked for choice, time and wording (rule K4)."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from cs_console.domain.entities import Entity
from cs_console.domain.guard import BLOCK, WARN, Finding
from cs_console.domain.phrases import Phrase

if TYPE_CHECKING:
    from cs_console.domain.policy.kpi import PracticePolicy

MIXED = ""
"""The topic of a run over all topics."""

SAME_GROUP = 0.5
"""The share of the marks for choice that another phrase of the same group gets."""


class Source(StrEnum):
    """Where the questions come from: the books' own wordings, or what buyers asked and colleagues answered."""

    SHIPPED = "shipped"
    PAST = "past"


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a run; `expected` are the phrases that answer it, the usual one first."""

    number: int
    text: str
    topic: str
    expected: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody answered: the phrase chosen ("" for own words), the text as it would leave, after how long."""

    phrase_id: str
    text: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Mark:
    """The marks of one answer out of 100, part by part; `findings` are (code, words) of the guard."""

    number: int
    choice: float
    time: float
    guard: float
    right: bool
    findings: tuple[tuple[str, str], ...] = ()

    @property
    def points(self) -> float:
        """All parts together, of 100."""
        return round(self.choice + self.time + self.guard, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeRun(Entity):
    """A finished run, kept for the lead.

    `answers` holds a row a question: (question, phrase expected, phrase chosen, seconds, points).
    """

    agent: str
    topic: str = MIXED
    source: Source = Source.SHIPPED
    seed: int = 0
    started_at: datetime
    finished_at: datetime
    questions: int
    right: int
    score: float
    full: int
    pass_line: int
    passed: bool
    answers: tuple[tuple[str, str, str, float, float], ...] = ()


def shipped_questions(phrases: Sequence[Phrase], topic: str, count: int, seed: int) -> tuple[Question, ...]:
    """`count` questions from the books' own wordings, each phrase at most once, the same for the same seed.

    Phrases we say first (reminders, automatic replies) answer nobody and are left out, as are wordings that
    several phrases share: they would have no one right answer.
    """
    owners: dict[str, set[str]] = {}
    for phrase in phrases:
        for wording in phrase.wordings:
            owners.setdefault(wording, set()).add(phrase.id)
    asked = [one for one in phrases if one.answers and not one.personal and topic in (MIXED, one.group)]
    dice = random.Random(seed)  # which questions come is no secret
    dice.shuffle(asked)
    found: list[Question] = []
    for phrase in asked:
        wordings = [one for one in phrase.wordings if len(owners[one]) == 1]
        if wordings and len(found) < count:
            found.append(Question(len(found) + 1, dice.choice(wordings), phrase.group, (phrase.id,)))
    return tuple(found)


def past_questions(
    asked: Sequence[tuple[str, str]], by_id: Mapping[str, Phrase], topic: str, count: int, seed: int
) -> tuple[Question, ...]:
    """`count` questions that buyers asked, with the phrases colleagues answered each wording with."""
    answers: dict[str, list[str]] = {}
    for text, phrase_id in asked:
        phrase = by_id.get(phrase_id)
        if text and phrase is not None and phrase.answers and topic in (MIXED, phrase.group):
            known = answers.setdefault(text, [])
            if phrase_id not in known:
                known.append(phrase_id)
    texts = sorted(answers)
    random.Random(seed).shuffle(texts)  # which questions come is no secret
    return tuple(
        Question(number, text, by_id[answers[text][0]].group, tuple(answers[text]))
        for number, text in enumerate(texts[:count], 1)
    )


def marked(
    question: Question, answer: Answer, findings: Sequence[Finding], policy: PracticePolicy, by_id: Mapping[str, Phrase]
) -> Mark:
    """The marks of one answer (rule K4).

    Choice: all for a phrase that answers the question, half for another of its group. Time: all within the
    target, none from the limit on, evenly in between. Wording: half with a warning. No answer, and one that the
    guard would stop, gets nothing at all; a wrong one gets nothing for its speed.
    """
    codes = tuple(dict.fromkeys((one.code, one.words) for one in findings))
    blocked = any(one.severity == BLOCK for one in findings)
    if blocked or not answer.text.strip():
        return Mark(question.number, 0.0, 0.0, 0.0, False, codes)
    right = answer.phrase_id in question.expected
    chosen = by_id.get(answer.phrase_id)
    near = chosen is not None and chosen.group == question.topic
    share = 1.0 if right else SAME_GROUP if near else 0.0
    speed = _speed(answer.seconds, policy) if share else 0.0
    wording = 0.5 if any(one.severity == WARN for one in findings) else 1.0
    return Mark(
        question.number, round(policy.choice * share, 1), round(policy.time * speed, 1),
        round(policy.guard * wording, 1), right, codes,
    )  # fmt: skip


def _speed(seconds: float, policy: PracticePolicy) -> float:
    if seconds <= policy.target_seconds:
        return 1.0
    if seconds >= policy.limit_seconds:
        return 0.0
    return (policy.limit_seconds - seconds) / (policy.limit_seconds - policy.target_seconds)


def total(marks: Sequence[Mark], full: int) -> float:
    """The run's marks out of `full`, with one decimal; 0 without a question."""
    return round(full * sum(one.points for one in marks) / (100 * len(marks)), 1) if marks else 0.0
