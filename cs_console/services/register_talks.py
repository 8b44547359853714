"""The rows of the registers about questions, complaints, scores and suggestions (rule K2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from cs_console.domain.complaints import Complaint, ComplaintStep
from cs_console.domain.feedback import Csat, Review, Suggestion
from cs_console.domain.gaps import Gap, LeadQuestion
from cs_console.domain.registers import RegisterRow
from cs_console.services.register_rows import Reading


def gaps(reading: Reading) -> Iterator[RegisterRow]:
    """Questions the books did not answer (疑难问题, rule Q9)."""
    for one in reading.uow.registers.between(Gap, "asked_at", reading.start, reading.end):
        yield RegisterRow(one.id, one.asked_at, one.agent, (
            one.id, one.asked_at, one.question, one.asker, one.order_no, one.agent, one.state.value, one.answer,
            one.answered_by, one.answered_at, one.proposal,
        ), talk=one.inquiry_id)  # fmt: skip


def questions(reading: Reading) -> Iterator[RegisterRow]:
    """Questions to the lead with their answers (请示, rule Q11)."""
    for one in reading.uow.registers.between(LeadQuestion, "asked_at", reading.start, reading.end):
        yield RegisterRow(one.id, one.asked_at, one.agent, (
            one.id, one.asked_at, one.question, one.order_no, one.buyer, one.agent, one.state.value, one.answer,
            one.answered_by, one.answered_at,
        ), talk=one.inquiry_id)  # fmt: skip


def complaints(reading: Reading) -> Iterator[RegisterRow]:
    """Complaints with cause, first contact and steps over their limit (投诉登记, rule C2)."""
    rows = reading.uow.registers.between(Complaint, "received_at", reading.start, reading.end)
    orders = reading.orders([one.order_id for one in rows])
    steps: dict[int, list[ComplaintStep]] = defaultdict(list)
    for at in range(0, len(rows), 500):
        for step in reading.uow.find(ComplaintStep, complaint_id=[one.id for one in rows[at : at + 500]]):
            steps[step.complaint_id].append(step)
    for one in rows:
        if not reading.counts(orders.get(one.order_id)):
            continue
        first = one.first_contact_at
        seconds = int((first - one.received_at).total_seconds()) if first is not None else None
        late = sum(step.late(reading.uow.now) for step in steps[one.id])
        yield RegisterRow(one.id, one.received_at, one.owner, (
            one.id, one.received_at, one.order_no, one.buyer, one.channel.value, one.what, one.cause, one.state.value,
            one.stage.value, seconds, late, one.outcome, one.closed_at, one.owner,
        ), talk=one.inquiry_id)  # fmt: skip


def csat(reading: Reading) -> Iterator[RegisterRow]:
    """Scores with comment (rule C4)."""
    rows = reading.uow.registers.between(Csat, "at", reading.start, reading.end)
    orders = reading.orders([one.order_id for one in rows])
    for one in rows:
        if reading.counts(orders.get(one.order_id)):
            yield RegisterRow(one.id, one.at, one.agent, (
                one.id, one.at, one.score, one.comment, one.agent, one.category.value, one.buyer, one.order_no,
            ), talk=one.inquiry_id)  # fmt: skip


def reviews(reading: Reading) -> Iterator[RegisterRow]:
    """Reviews on the platforms as somebody wrote them down (rule C3)."""
    rows = reading.uow.registers.between(Review, "at", reading.start, reading.end)
    orders = reading.orders([one.order_id for one in rows])
    for one in rows:
        if reading.counts(orders.get(one.order_id)):
            yield RegisterRow(one.id, one.at, one.agent, (
                one.id, one.at, one.stars, one.kind.value, one.text, one.platform.value, one.buyer, one.order_no,
                one.goods, one.limit_at, one.agent,
            ))  # fmt: skip


def suggestions(reading: Reading) -> Iterator[RegisterRow]:
    """Suggestions and what came of them (rule C5)."""
    for one in reading.uow.registers.between(Suggestion, "recorded_at", reading.start, reading.end):
        yield RegisterRow(one.id, one.recorded_at, one.agent, (
            one.id, one.recorded_at, one.text, one.nature, one.urgency.value, one.department, one.buyer, one.order_no,
            one.state.value, one.outcome, one.agent,
        ), talk=one.inquiry_id)  # fmt: skip
