"""What buyers tell us about ourselves: suggestions, scores, problem items (rules C4, C5, A8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from cs_console.domain.entities import Entity
from cs_console.domain.gaps import QuestionState
from cs_console.domain.vocabulary import Category, Platform, Priority


class SuggestionState(StrEnum):
    """Recorded, passed to the department concerned, settled with what came of it (rule C5)."""

    RECORDED = "recorded"
    PASSED = "passed"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion(Entity):
    """A suggestion or product feedback, classified by nature and urgency (rule C5)."""

    text: str
    nature: str = ""
    urgency: Priority = Priority.NORMAL
    department: str = ""
    buyer: str = ""
    order_no: str = ""
    inquiry_id: int = 0
    goods: str = ""
    agent: str = ""
    recorded_at: datetime
    state: SuggestionState = SuggestionState.RECORDED
    passed_by: str = ""
    passed_at: datetime | None = None
    outcome: str = ""
    settled_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Csat(Entity):
    """A buyer's score of 1 to 5 with comment (rule C4); `agent` served the buyer, `asked_by` asked."""

    score: int
    comment: str = ""
    agent: str = ""
    asked_by: str = ""
    category: Category = Category.OTHER
    buyer: str = ""
    order_id: int = 0
    order_no: str = ""
    inquiry_id: int = 0
    case_id: int = 0
    at: datetime


class ReviewKind(StrEnum):
    """What a review asks of us (rule C3): to be explained, to be thanked for, nothing."""

    NEGATIVE = "negative"
    LONG = "long"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Review(Entity):
    """A review that a buyer left on the platform, as somebody read it there (rule C3).

    `due_at` is when it falls due in the due list, None when nothing has to be done; `limit_at` by when.
    """

    stars: int
    text: str = ""
    kind: ReviewKind = ReviewKind.PLAIN
    platform: Platform = Platform.OTHER
    buyer: str = ""
    order_id: int = 0
    order_no: str = ""
    goods: str = ""
    agent: str = ""
    at: datetime
    due_at: datetime | None = None
    limit_at: datetime | None = None


def review_kind(stars: int, text: str, *, negative_stars: int, long_length: int) -> ReviewKind:
    """Few stars are negative; many words with many stars deserve thanks (rule C3)."""
    if stars <= negative_stars:
        return ReviewKind.NEGATIVE
    return ReviewKind.LONG if len("".join(text.split())) >= long_length else ReviewKind.PLAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemItem(Entity):
    """A problem item (问题件) outside the parcel claims: what cannot be solved at once (rule A8)."""

    order_id: int
    order_no: str
    buyer: str = ""
    purchased_on: date | None = None
    slip_no: str = ""
    problem: str
    demand: str
    agent: str = ""
    owner: str = ""
    at: datetime
    due_at: datetime | None = None
    state: QuestionState = QuestionState.OPEN
    answer: str = ""
    answered_by: str = ""
    answered_at: datetime | None = None
