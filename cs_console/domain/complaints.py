"""A complaint's fixed flow, each step timed, none skipped (rule C2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cs_console.domain.entities import Entity
from cs_console.domain.vocabulary import Channel, Platform


class ComplaintStage(StrEnum):
    """The eight steps in their fixed order (rule C2)."""

    RECEIVE = "receive"
    RECORD = "record"
    CLASSIFY = "classify"
    INVESTIGATE = "investigate"
    PROPOSE = "propose"
    OPINION = "opinion"
    CARRY_OUT = "carry_out"
    FEED_BACK = "feed_back"


class ComplaintState(StrEnum):
    """Whether a complaint still runs."""

    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint(Entity):
    """A buyer's complaint. `due_at` is the limit of the step that waits."""

    platform: Platform = Platform.OTHER
    channel: Channel = Channel.CHAT
    buyer: str = ""
    order_id: int = 0
    order_no: str = ""
    inquiry_id: int = 0
    owner: str = ""
    opened_by: str = ""
    state: ComplaintState = ComplaintState.OPEN
    stage: ComplaintStage = ComplaintStage.RECEIVE
    what: str = ""
    cause: str = ""
    outcome: str = ""
    received_at: datetime
    first_contact_at: datetime | None = None
    due_at: datetime | None = None
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintStep(Entity):
    """One step taken, or the one that waits (`done_at` None). A proposal that the buyer turned down is
    followed by another, so a stage may stand here more than once."""

    complaint_id: int
    position: int
    stage: ComplaintStage
    text: str = ""
    agreed: bool | None = None
    started_at: datetime
    due_at: datetime | None = None
    done_by: str = ""
    done_at: datetime | None = None

    @property
    def seconds(self) -> int | None:
        """How long the step took; None while it waits."""
        return int((self.done_at - self.started_at).total_seconds()) if self.done_at is not None else None

    def late(self, now: datetime) -> bool:
        """Whether the step was finished, or still waits, beyond its limit."""
        return self.due_at is not None and (self.done_at or now) > self.due_at


def following(stage: ComplaintStage, agreed: bool | None) -> ComplaintStage | None:
    """The step after `stage`, None after the last; a buyer who does not agree gets another proposal."""
    if stage is ComplaintStage.OPINION and agreed is False:
        return ComplaintStage.PROPOSE
    stages = list(ComplaintStage)
    place = stages.index(stage) + 1
    return stages[place] if place < len(stages) else None
