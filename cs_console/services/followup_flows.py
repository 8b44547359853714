"""What falls due by a clock of its own: steps of cases and complaints, answers owed (rules A6, A8, C2, Q9)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from cs_console.domain.complaints import Complaint
from cs_console.domain.entities import Case, CaseStep
from cs_console.domain.feedback import ProblemItem, ReviewKind
from cs_console.domain.followups import DueItem, FollowupKind
from cs_console.domain.gaps import Gap
from cs_console.domain.policy import Policies
from cs_console.domain.vocabulary import CaseState, StepState
from cs_console.i18n import language, t, token
from cs_console.services.ports.uow import UnitOfWork

_K = FollowupKind


def cases(uow: UnitOfWork, policies: Policies, until: datetime, case_id: int) -> Iterator[DueItem]:
    """Open cases whose waiting step falls due, named by flow and step."""
    found = uow.aftersales.cases(states=(CaseState.OPEN,), due_by=until)
    found = [one for one in found if case_id in (0, one.id)]
    steps = uow.aftersales.steps([one.id for one in found]) if found else []
    waiting = {one.case_id: one for one in reversed(steps) if one.state in (StepState.TODO, StepState.PROBLEM)}
    for one in found:
        if one.due_at is not None:
            step = waiting.get(one.id)
            yield DueItem(
                kind=_K.CASE, subject_id=one.id, due_at=one.due_at, buyer=one.buyer, order_id=one.order_id,
                order_no=one.order_no, inquiry_id=one.inquiry_id, what=_case_words(policies, one, step),
                owner=one.owner,
            )  # fmt: skip


def _case_words(policies: Policies, case: Case, waiting: CaseStep | None) -> str:
    flow, speak = policies.aftersales.flow(case.flow), language()
    step = flow.step(waiting.key) if waiting is not None else None
    return "  ".join(part.title.text(speak) for part in (flow, step) if part is not None)


def complaints(uow: UnitOfWork, policies: Policies, until: datetime, complaint_id: int) -> Iterator[DueItem]:
    """Open complaints whose waiting step falls due."""
    for one in uow.find(Complaint, state="open"):
        if one.due_at is not None and one.due_at <= until and complaint_id in (0, one.id):
            yield DueItem(
                kind=_K.COMPLAINT, subject_id=one.id, due_at=one.due_at, platform=one.platform, buyer=one.buyer,
                order_id=one.order_id, order_no=one.order_no, inquiry_id=one.inquiry_id, owner=one.owner,
                what=f"{token('complaint_stage', one.stage)}  {one.what}",
            )  # fmt: skip


def gaps(uow: UnitOfWork, policies: Policies, until: datetime, gap_id: int) -> Iterator[DueItem]:
    """Questions that nobody has answered in time (rule Q9)."""
    for one in uow.find(Gap, state="open"):
        if one.due_at is not None and one.due_at <= until and gap_id in (0, one.id):
            yield DueItem(
                kind=_K.GAP, subject_id=one.id, due_at=one.due_at, buyer=one.asker, order_id=one.order_id,
                order_no=one.order_no, inquiry_id=one.inquiry_id, what=one.question, owner=one.owner,
            )  # fmt: skip


def problems(uow: UnitOfWork, policies: Policies, until: datetime, item_id: int) -> Iterator[DueItem]:
    """Problem items whose buyer still waits for an answer (rule A8)."""
    for one in uow.find(ProblemItem, state="open"):
        if one.due_at is not None and one.due_at <= until and item_id in (0, one.id):
            yield DueItem(
                kind=_K.PROBLEM, subject_id=one.id, due_at=one.due_at, buyer=one.buyer, order_id=one.order_id,
                order_no=one.order_no, what=one.problem, owner=one.owner,
            )  # fmt: skip


def reviews(uow: UnitOfWork, policies: Policies, until: datetime, review_id: int) -> Iterator[DueItem]:
    """Reviews to explain or to thank for, each with its phrase (rule C3)."""
    phrases = {
        ReviewKind.NEGATIVE: policies.followups.negative_review_phrase,
        ReviewKind.LONG: policies.followups.long_review_phrase,
    }
    for one in uow.followups.reviews(until, review_id):
        if one.due_at is not None:
            stars = t("review.stars", n=one.stars)
            yield DueItem(
                kind=_K.REVIEW, subject_id=one.id, due_at=one.due_at, platform=one.platform, buyer=one.buyer,
                order_id=one.order_id, order_no=one.order_no, what=f"{stars} {one.text or one.goods}",
                phrase_id=phrases.get(one.kind, ""),
            )  # fmt: skip
