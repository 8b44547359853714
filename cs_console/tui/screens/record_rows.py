"""Questions, problem items and suggestions in one shape: what was written down, what came of it (Q9, Q11, A8, C5)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from cs_console.domain.feedback import ProblemItem, Suggestion, SuggestionState
from cs_console.domain.gaps import Gap, LeadQuestion, QuestionState
from cs_console.i18n import language, t, token
from cs_console.text.mask import mask_text
from cs_console.text.width import cell_width
from cs_console.tui import clock
from cs_console.tui.screens.due_rows import ROOMY
from cs_console.tui.screens.listing import labelled
from cs_console.tui.widgets.lines import Line
from cs_console.tui.widgets.rows import Piece, column, highlighted

if TYPE_CHECKING:
    from cs_console.domain.policy import Policies

GAPS, QUESTIONS, PROBLEMS, SUGGESTIONS = "gaps", "questions", "problems", "suggestions"
VIEWS = (GAPS, QUESTIONS, PROBLEMS, SUGGESTIONS)
"""The views in their order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One thing written down. `answer` is what came of it, `more` what else is known."""

    kind: str
    id: int
    at: datetime
    state: str
    is_open: bool
    who: str
    text: str
    more: str = ""
    answer: str = ""
    agent: str = ""
    order_id: int = 0
    order_no: str = ""
    inquiry_id: int = 0
    due_at: datetime | None = None


def _gap(one: Gap, policies: Policies) -> Record:
    return Record(
        kind=GAPS, id=one.id, at=one.asked_at, state=token("question_state", one.state),
        is_open=one.state is QuestionState.OPEN, who=one.asker, text=one.question, answer=_answer(one), agent=one.agent,
        order_id=one.order_id, order_no=one.order_no, inquiry_id=one.inquiry_id, due_at=one.due_at,
        more=t("record.proposed", id=one.proposal) if one.proposal else "",
    )  # fmt: skip


def _question(one: LeadQuestion, policies: Policies) -> Record:
    return Record(
        kind=QUESTIONS, id=one.id, at=one.asked_at, state=token("question_state", one.state),
        is_open=one.state is QuestionState.OPEN, who=one.buyer, text=one.question, more=one.context,
        answer=_answer(one), agent=one.agent, order_id=one.order_id, order_no=one.order_no, inquiry_id=one.inquiry_id,
        due_at=one.due_at,
    )  # fmt: skip


def _problem(one: ProblemItem, policies: Policies) -> Record:
    slip = t("record.slip", slip=one.slip_no) if one.slip_no else ""
    bought = t("record.bought", day=one.purchased_on) if one.purchased_on else ""
    return Record(
        kind=PROBLEMS, id=one.id, at=one.at, state=token("question_state", one.state),
        is_open=one.state is QuestionState.OPEN, who=one.buyer, text=one.problem, answer=_answer(one), agent=one.agent,
        more="  ".join(part for part in (t("record.demand", demand=one.demand), bought, slip) if part),
        order_id=one.order_id, order_no=one.order_no, due_at=one.due_at,
    )  # fmt: skip


def _suggestion(one: Suggestion, policies: Policies) -> Record:
    nature = policies.followups.nature(one.nature, language()) if one.nature else ""
    parts = (nature, token("priority", one.urgency), one.department, one.goods)
    return Record(
        kind=SUGGESTIONS, id=one.id, at=one.recorded_at, state=token("suggestion_state", one.state),
        is_open=one.state is not SuggestionState.SETTLED, who=one.buyer, text=one.text, agent=one.agent,
        more="  ".join(part for part in parts if part), answer=one.outcome, order_no=one.order_no,
        inquiry_id=one.inquiry_id,
    )  # fmt: skip


def _answer(one: Gap | LeadQuestion | ProblemItem) -> str:
    return t("record.answered", by=one.answered_by, answer=one.answer) if one.answer else ""


_SHAPES: Mapping[type, Callable[[Any, Policies], Record]] = {
    Gap: _gap,
    LeadQuestion: _question,
    ProblemItem: _problem,
    Suggestion: _suggestion,
}


def records(found: Iterable[object], policies: Policies) -> list[Record]:
    """Rows of any of the four kinds in one shape, the open ones first, each part newest first."""
    shaped = [_SHAPES[type(one)](one, policies) for one in found]
    return sorted(shaped, key=lambda one: (not one.is_open, -one.at.timestamp()))


def paint_record(row: Record, width: int, zone: ZoneInfo, now: datetime) -> Sequence[Piece]:
    """When, state, buyer, the words; how late an answer is; wider rows add order and agent."""
    left, style = clock.limit(row.due_at, now) if row.is_open else ("", "")
    mark = Piece("! ", "urgent") if style == "urgent" else Piece("* " if row.is_open else "  ", "mark")
    head = [
        mark,
        column(clock.hour(row.at, zone, now), 6, "dim"),
        column(row.state, 9, "warn" if row.is_open else "ok"),
    ]
    head += [column(row.who or "-", 11), Piece(" ")]
    tail = [column(left, 7, style, right=True)]
    if width >= ROOMY:
        tail = [Piece(" "), column(row.order_no, 22, "dim"), *tail, column(f" {row.agent}", 8, "dim")]
    room = width - sum(cell_width(piece.text) for piece in (*head, *tail))
    return [*head, *highlighted(" ".join(mask_text(row.text).split()), (), max(room, 0)), *tail]


def record_lines(row: Record, width: int, zone: ZoneInfo, now: datetime) -> list[Line]:
    """The record in full: the words, the answer, what goes with it, who wrote it down."""
    about = "  ".join(part for part in (row.who, row.order_no) if part)
    return labelled(
        (
            (t(f"record.label.{row.kind}"), mask_text(row.text), "strong"),
            (t("record.label.answer"), mask_text(row.answer), "ok"),
            (t("due.label.about"), about, ""),
            (t("record.label.by"), f"{clock.moment(row.at, zone, now)}  {row.agent}", ""),
            (t("record.label.more"), mask_text(row.more), "dim"),
        ),
        width,
    )


def record_words(row: Record) -> str:
    """What a filter looks through."""
    return f"{row.who} {row.order_no} {row.text} {row.answer} {row.more} {row.agent} {row.state}"
