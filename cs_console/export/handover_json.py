"""A handover log as JSON, and the JSON Schema that says its shape (rule H9)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

from cs_console.domain.entities import HandoverItem
from cs_console.domain.vocabulary import HandoverState, ItemDecision, Severity
from cs_console.export.handover_shown import Shown
from cs_console.i18n import language, t

SCHEMA_ID = "urn:cs-console:handover:1"
Hash = Field(pattern="^([0-9a-f]{64})?$")


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ItemDocument(_Shape):
    """One item; texts are masked where the log says so."""

    id: int
    ref: str = Field(description="inquiry:12, promise:3, case:4, order:5 (row ids), empty for a note")
    severity: Severity
    buyer: str
    order_no: str
    what: str
    action: str
    owner: str
    due: datetime | None
    contingency: str
    carried: int = Field(ge=0, description="how many earlier shifts handed it on")
    carry_reason: str
    path: tuple[int, ...] = Field(description="numbers of the earlier logs in which it stood, oldest first")
    decision: ItemDecision
    decided_by: str
    decided_at: datetime | None
    read_back: str
    question: str
    answer: str


class SectionDocument(_Shape):
    """One of the fixed sections; an empty one has no items."""

    key: str
    title: str
    items: tuple[ItemDocument, ...]


class AddendumDocument(_Shape):
    """A dated correction of the sealed log."""

    item: int | None
    author: str
    written_at: datetime
    text: str
    previous_hash: str = Hash
    content_hash: str = Hash


class ReviewDocument(_Shape):
    """A lead's comment, or the sign-off with its rating."""

    item: int | None
    reviewer: str
    written_at: datetime
    text: str
    rating: int | None = Field(ge=1, le=5)
    signed_off: bool


class HandoverDocument(_Shape):
    """A handover log of cs_console; times are ISO 8601 with the shop's offset."""

    format: Literal["cs_console.handover/1"]
    mark: str = Field(description="by this line `handover verify` finds the log and what was signed")
    language: Literal["zh", "en"]
    masked: bool
    id: int
    business_date: date
    shift: str
    author: str
    successor: str
    state: HandoverState
    taken_by: str = Field(description="the lead who handed in an absent agent's work, else empty")
    taken_reason: str
    summary: str
    submitted_at: datetime | None
    sealed_at: datetime | None
    content_hash: str = Hash
    previous_hash: str = Hash
    journal_head: str = Hash
    sections: tuple[SectionDocument, ...]
    addenda: tuple[AddendumDocument, ...]
    reviews: tuple[ReviewDocument, ...]


def schema() -> dict[str, Any]:
    """The JSON Schema that is published with the format."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema", "$id": SCHEMA_ID,
        **HandoverDocument.model_json_schema(mode="serialization"),
    }  # fmt: skip


def as_json(log: Shown, zone: ZoneInfo) -> str:
    """The log as one JSON document."""
    return document(log, zone).model_dump_json(indent=2) + "\n"


def document(log: Shown, zone: ZoneInfo) -> HandoverDocument:
    """The log in the published shape."""
    row, at = log.view.handover, _Clock(zone)
    return HandoverDocument(
        format="cs_console.handover/1", mark=log.mark, language="en" if language() == "en" else "zh",
        masked=log.masked, id=row.id, business_date=row.business_date, shift=row.shift_key, author=row.author,
        successor=row.successor, state=row.state, taken_by=row.taken_by, taken_reason=row.taken_reason,
        summary=row.summary, submitted_at=at(row.submitted_at), sealed_at=at(row.sealed_at),
        content_hash=row.content_hash, previous_hash=row.previous_hash, journal_head=row.journal_head,
        sections=tuple(
            SectionDocument(
                key=section.key, title=t(f"section.{section.key}"),
                items=tuple(_item(log, item, at) for item in section.items),
            )
            for section in log.view.sections
        ),
        addenda=tuple(
            AddendumDocument(
                item=one.item_id or None, author=one.author, written_at=at.required(one.written_at), text=one.text,
                previous_hash=one.previous_hash, content_hash=one.content_hash,
            )
            for one in log.view.addenda
        ),
        reviews=tuple(
            ReviewDocument(
                item=one.item_id or None, reviewer=one.reviewer, written_at=at.required(one.written_at),
                text=one.text, rating=one.rating or None, signed_off=one.signed_off,
            )
            for one in log.view.reviews
        ),
    )  # fmt: skip


class _Clock:
    """Moments on the shop's clock, to the second."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone

    def __call__(self, moment: datetime | None) -> datetime | None:
        return self.required(moment) if moment is not None else None

    def required(self, moment: datetime) -> datetime:
        """A moment that is there."""
        return moment.astimezone(self._zone).replace(microsecond=0)


def _item(log: Shown, item: HandoverItem, at: _Clock) -> ItemDocument:
    return ItemDocument(
        id=item.id, ref=item.ref, severity=item.severity, buyer=item.buyer, order_no=item.order_no, what=item.what,
        action=item.action, owner=item.owner, due=at(item.due_at), contingency=item.contingency, carried=item.carried,
        carry_reason=item.carry_reason,
        path=tuple(leg.handover_id for leg in log.view.paths.get(item.id, ())), decision=item.decision,
        decided_by=item.decided_by, decided_at=at(item.decided_at), read_back=item.read_back, question=item.question,
        answer=item.answer,
    )  # fmt: skip
