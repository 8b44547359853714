"""Complaints through their fixed flow: opened, led step by step, closed by feeding back (rule C2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from cs_console.domain.complaints import Complaint, ComplaintStage, ComplaintState, ComplaintStep, following
from cs_console.domain.entities import Actor, Inquiry, Order
from cs_console.domain.vocabulary import Category, Channel, Platform, Priority
from cs_console.errors import BadInput, Refused
from cs_console.services.context import ServiceContext
from cs_console.services.phrasing import Composed, PhraseService
from cs_console.services.ports.uow import UnitOfWork
from cs_console.services.roles import Permission, may
from cs_console.text.clean import clean


@dataclass(frozen=True, slots=True)
class ComplaintView:
    """A complaint with every step taken and the one that waits. `act_id` is 0 for a mere look."""

    complaint: Complaint
    steps: tuple[ComplaintStep, ...]
    now: datetime
    act_id: int = 0

    @property
    def current(self) -> ComplaintStep | None:
        """The step that waits; None once all was fed back."""
        return next((step for step in self.steps if step.done_at is None), None)

    @property
    def late(self) -> tuple[ComplaintStep, ...]:
        """Steps that took, or take, longer than their limit."""
        return tuple(step for step in self.steps if step.late(self.now))

    @property
    def first_contact_seconds(self) -> int | None:
        """How long the buyer waited for the first word (rule C2: at once)."""
        first = self.complaint.first_contact_at
        return int((first - self.complaint.received_at).total_seconds()) if first is not None else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintFilter:
    """Which complaints: their states (none: all), whose, of which order."""

    states: tuple[ComplaintState, ...] = (ComplaintState.OPEN,)
    owner: str = ""
    order_id: int = 0
    inquiry_id: int = 0


class ComplaintService:
    """What ``cs-console complaint`` does; the only way a complaint moves, so that no path skips a step."""

    def __init__(self, context: ServiceContext, phrases: PhraseService) -> None:
        self._context = context
        self._phrases = phrases

    def view(self, complaint_id: int) -> ComplaintView:
        """A complaint with its steps."""
        with self._context.uow.read() as uow:
            return _view(uow, uow.require(Complaint, complaint_id))

    def text(self, actor: Actor, complaint_id: int, answers: Mapping[str, str] | None = None) -> Composed:
        """What to say to the buyer at the step that waits, in a variant not yet told (rules C2, P2)."""
        view = self.view(complaint_id)
        one, waiting = view.complaint, view.current
        phrase = self._context.policies().followups.complaint_phrases.of(waiting.stage) if waiting else ""
        if not phrase:
            raise Refused("complaint.no_text", stage=waiting.stage if waiting else "")
        return self._phrases.compose(
            actor, phrase, inquiry_id=one.inquiry_id, order_id=one.order_id, buyer=one.buyer, answers=answers
        )

    def list(self, chosen: ComplaintFilter | None = None, limit: int | None = None) -> tuple[ComplaintView, ...]:
        """Complaints, the most pressing first."""
        wanted = chosen or ComplaintFilter()
        equals: dict[str, Any] = {"state": [state.value for state in wanted.states or tuple(ComplaintState)]}
        if wanted.owner:
            equals["owner"] = wanted.owner
        if wanted.order_id:
            equals["order_id"] = wanted.order_id
        if wanted.inquiry_id:
            equals["inquiry_id"] = wanted.inquiry_id
        with self._context.uow.read() as uow:
            found = uow.find(Complaint, **equals)
            found.sort(key=lambda one: (one.due_at is None, one.due_at or one.received_at, one.id))
            return tuple(_view(uow, one) for one in found[:limit])

    def open(
        self, actor: Actor, what: str, *, inquiry_id: int = 0, order_id: int = 0, buyer: str = "",
        channel: Channel | None = None, received_at: datetime | None = None,
    ) -> ComplaintView:  # fmt: skip
        """Open a complaint; its clock runs from the buyer's words, the first contact is owed at once.

        Raises `Refused` when the same inquiry already has an open one, naming it.
        """
        what = clean(what, multiline=True).strip()
        with self._context.uow.write(actor, "complaint.open") as uow:
            inquiry = uow.require(Inquiry, inquiry_id) if inquiry_id else None
            order_id = order_id or (inquiry.order_id if inquiry else 0)
            order = uow.require(Order, order_id) if order_id else None
            what = what or (inquiry.summary if inquiry else "")
            if not what:
                raise BadInput("complaint.empty")
            self._not_twice(uow, inquiry_id)
            received = received_at or (inquiry.unanswered_since if inquiry else None) or uow.now
            if received > uow.now:
                raise BadInput("complaint.future", at=received.astimezone(self._context.zone))
            channel = channel or (inquiry.channel if inquiry else Channel.CHAT)
            due = received + timedelta(seconds=self._first_limit(channel))
            complaint = uow.add(
                Complaint(
                    platform=order.platform if order else inquiry.platform if inquiry else Platform.OTHER,
                    channel=channel, order_id=order_id, order_no=order.order_no if order else "",
                    buyer=clean(buyer).strip() or (inquiry.buyer if inquiry else order.buyer_nick if order else ""),
                    inquiry_id=inquiry_id, owner=actor.agent, opened_by=actor.agent, what=what, received_at=received,
                    due_at=due,
                )
            )  # fmt: skip
            uow.add(
                ComplaintStep(
                    complaint_id=complaint.id, position=1, stage=ComplaintStage.RECEIVE, started_at=received, due_at=due
                )
            )
            view = _view(uow, complaint)
        return replace(view, act_id=uow.act_id)

    def step(
        self, actor: Actor, complaint_id: int, text: str, *, stage: ComplaintStage | None = None, cause: str = "",
        agreed: bool | None = None,
    ) -> ComplaintView:  # fmt: skip
        """Finish the step that waits, saying what was done; the next one begins in the same act.

        `stage` names the step meant and is refused when another one waits. Classifying takes a cause, the
        buyer's opinion a yes or no: a no leads to another proposal.
        """
        if not may(actor, Permission.TALK):
            raise Refused("complaint.not_yours", agent=actor.agent)
        text = clean(text, multiline=True).strip()
        with self._context.uow.write(actor, "complaint.step") as uow:
            complaint = uow.require(Complaint, complaint_id)
            if complaint.state is ComplaintState.CLOSED:
                raise Refused("complaint.closed", id=complaint_id)
            waiting = next(one for one in _steps(uow, complaint) if one.done_at is None)
            if stage not in (None, waiting.stage):
                raise Refused("complaint.order", stage=stage, waiting=waiting.stage)
            if not text:
                raise BadInput("complaint.step_empty", stage=waiting.stage)
            changes = self._changes(waiting.stage, text, cause, agreed, uow.now)
            said = agreed if waiting.stage is ComplaintStage.OPINION else None
            uow.change(waiting, text=text, agreed=said, done_by=actor.agent, done_at=uow.now)
            following_stage = following(waiting.stage, said)
            if following_stage is None:
                changes |= {"state": ComplaintState.CLOSED, "closed_at": uow.now, "due_at": None, "outcome": text}
            else:
                due = uow.now + timedelta(minutes=self._minutes(following_stage))
                changes |= {"stage": following_stage, "due_at": due}
                uow.add(
                    ComplaintStep(
                        complaint_id=complaint_id, position=waiting.position + 1, stage=following_stage,
                        started_at=uow.now, due_at=due,
                    )
                )  # fmt: skip
            view = _view(uow, uow.change(complaint, **changes))
        return replace(view, act_id=uow.act_id)

    # -- inside ----------------------------------------------------------------------------

    def _changes(
        self, stage: ComplaintStage, text: str, cause: str, agreed: bool | None, now: datetime
    ) -> dict[str, object]:
        """What finishing a step writes into the complaint itself; refuses what the step lacks."""
        if stage is ComplaintStage.RECEIVE:
            return {"first_contact_at": now}
        if stage is ComplaintStage.RECORD:
            return {"what": text}
        if stage is ComplaintStage.CLASSIFY:
            return {"cause": self._cause(cause)}
        if stage is ComplaintStage.OPINION and agreed is None:
            raise BadInput("complaint.opinion")
        return {}

    def _cause(self, cause: str) -> str:
        """The key of a cause given by key or title; the list is named when there is no such one."""
        wanted = clean(cause).strip()
        causes = self._context.policies().followups.complaint_causes
        for one in causes:
            if wanted in (one.key, one.title.zh, one.title.en):
                return one.key
        raise BadInput("complaint.cause", cause=wanted, known=tuple(causes))

    def _first_limit(self, channel: Channel) -> int:
        """Seconds until the first contact is overdue, as `sla.yaml` says for complaints (rules C2, Q1)."""
        return self._context.policies().sla.limits(Category.COMPLAINT, Priority.URGENT, channel).first_limit

    def _minutes(self, stage: ComplaintStage) -> int:
        return int(getattr(self._context.policies().followups.complaint_minutes, stage.value))

    @staticmethod
    def _not_twice(uow: UnitOfWork, inquiry_id: int) -> None:
        running = uow.find(Complaint, inquiry_id=inquiry_id, state="open", limit=1) if inquiry_id else []
        if running:
            raise already(running[0])


def already(running: Complaint) -> Refused:
    """Why an inquiry gets no second complaint beside an open one, naming it (rule C2)."""
    return Refused("complaint.already", id=running.id, owner=running.owner)


def _steps(uow: UnitOfWork, complaint: Complaint) -> list[ComplaintStep]:
    return sorted(uow.find(ComplaintStep, complaint_id=complaint.id), key=lambda step: step.position)


def _view(uow: UnitOfWork, complaint: Complaint) -> ComplaintView:
    return ComplaintView(complaint, tuple(_steps(uow, complaint)), uow.now)
