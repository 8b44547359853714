"""Questions nobody on the floor could answer: recorded with the asker, answered later, kept (rules Q9, Q11)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cs_console.domain.entities import Entity


class QuestionState(StrEnum):
    """Whether a question has its answer."""

    OPEN = "open"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap(Entity):
    """A buyer's question that the books do not answer (rule Q9). `asker` is the buyer, `agent` wrote it down.

    `proposal` names the phrase proposed to the books from the answer, "" while there is none.
    """

    question: str
    compared: str = ""
    asker: str = ""
    inquiry_id: int = 0
    order_id: int = 0
    order_no: str = ""
    agent: str = ""
    owner: str = ""
    asked_at: datetime
    due_at: datetime | None = None
    state: QuestionState = QuestionState.OPEN
    answer: str = ""
    answered_by: str = ""
    answered_at: datetime | None = None
    proposal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadQuestion(Entity):
    """A question to the lead with its context (rule Q11); `agent` asked and waits, `owner` follows handovers."""

    question: str
    context: str = ""
    inquiry_id: int = 0
    order_id: int = 0
    order_no: str = ""
    buyer: str = ""
    agent: str = ""
    owner: str = ""
    asked_at: datetime
    due_at: datetime | None = None
    state: QuestionState = QuestionState.OPEN
    answer: str = ""
    answered_by: str = ""
    answered_at: datetime | None = None


SAME = 0.6
"""From this likeness on two wordings count as one question."""

_ASKING = re.compile(
    "能不能|可不可以|是不是|有没有|会不会|可以|请问|是否|能否|[能有\\s,.?!:;~。，？！：；～…\"'“”‘’()\\[\\]【】\\-—啊呀哦呢吗吧嘛么了的亲]"
)


def bare(text: str) -> str:
    """A normalised question without blanks, punctuation, particles and ways of asking: what is compared."""
    return _ASKING.sub("", text) or text.strip()


def likeness(first: str, second: str) -> float:
    """How alike two bare questions are, 0 to 1, by shared pairs of characters (Dice); the same forwards and back."""
    if first == second:
        return 1.0
    left, right = Counter(_pairs(first)), Counter(_pairs(second))
    total = left.total() + right.total()
    return 2 * (left & right).total() / total if total else 0.0


def _pairs(text: str) -> list[str]:
    return [text[at : at + 2] for at in range(len(text) - 1)]


@dataclass(frozen=True, slots=True)
class Repeated:
    """One question as several buyers asked it: the newest wording first; `answered` once any has an answer."""

    question: str
    times: int
    askers: tuple[str, ...]
    ids: tuple[int, ...]
    answered: bool


def repeated(gaps: Iterable[Gap], least: int) -> tuple[Repeated, ...]:
    """Questions asked at least `least` times, the most frequent first (rule Q9)."""
    groups: list[list[Gap]] = []
    for gap in sorted(gaps, key=lambda one: (one.asked_at, one.id), reverse=True):
        home = next((group for group in groups if likeness(group[0].compared, gap.compared) >= SAME), None)
        if home is None:
            groups.append([gap])
        else:
            home.append(gap)
    found = [
        Repeated(
            group[0].question,
            len(group),
            tuple(dict.fromkeys(one.asker for one in group if one.asker)),
            tuple(one.id for one in group),
            any(one.state is QuestionState.ANSWERED for one in group),
        )
        for group in groups
        if len(group) >= least
    ]
    return tuple(sorted(found, key=lambda one: -one.times))
