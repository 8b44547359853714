"""Inspection: a sample by lot, scored on the policy's sheet by somebody else, a corrective action, its check (K4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from cs_console.domain.entities import Actor, Inquiry, Message
from cs_console.domain.figure_facts import Said
from cs_console.domain.periods import require_dates
from cs_console.domain.qa import Candidate, QaReview, QaState, pick, sample_name, score_of, wrong_marks
from cs_console.domain.vocabulary import MessageRole
from cs_console.errors import BadInput, Refused
from cs_console.services.context import ServiceContext
from cs_console.services.figure_facts import gather, span_of, today_name
from cs_console.services.phrase_guarding import warned_of
from cs_console.services.ports.uow import UnitOfWork
from cs_console.services.roles import Permission, may, require
from cs_console.services.saved import Saved
from cs_console.text.clean import clean


@dataclass(frozen=True, slots=True)
class Sample:
    """A drawn sample: its name, the inspections in it, of how many conversations, how many of them are new."""

    act_id: int
    name: str
    reviews: tuple[QaReview, ...]
    drawn_from: int
    added: int = 0


@dataclass(frozen=True, slots=True)
class Inspection:
    """One inspection with the conversation that is looked at; `warned` by message are words said against advice."""

    review: QaReview
    inquiry: Inquiry
    messages: tuple[Message, ...]
    warned: Mapping[int, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class QaFilter:
    """Which inspections: their states (none: all), whose conversation, which sample."""

    states: tuple[QaState, ...] = ()
    agent: str = ""
    sample: str = ""


class QaService:
    """What ``cs-console qa`` and the lead's desk do."""

    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    def sample(
        self, actor: Actor, start: date, end: date, *, agent: str = "", size: int | None = None, seed: int | None = None
    ) -> Sample:
        """Draw conversations closed on these business dates, from each agent in turn.

        Size and seed are the policy's unless named. The same dates, agent and seed give the same conversations:
        drawn again, the sample is completed from what is there already. A conversation is inspected once.
        """
        require(actor, Permission.INSPECT)
        require_dates(start, end)
        kpi = self._context.policies().kpi
        count, number = size or kpi.qa_sample, kpi.qa_seed if seed is None else seed
        who = today_name(self._context.policies().team)(clean(agent).strip())
        name = sample_name(start, end, who, number)
        with self._context.uow.write(actor, "qa.sample") as uow:
            found = self._candidates(uow, start, end, who)
            drawn: list[QaReview] = uow.find(QaReview, sample=name)
            known = {one.inquiry_id for one in uow.figures.of(QaReview, "inquiry_id", [c.inquiry_id for c in found])}
            fresh = pick([one for one in found if one.inquiry_id not in known], max(count - len(drawn), 0), number)
            added = uow.add_many(
                [
                    QaReview(
                        sample=name, inquiry_id=one.inquiry_id, agent=one.agent, buyer=one.buyer, order_no=one.order_no,
                        drawn_by=actor.agent, drawn_at=uow.now,
                    )
                    for one in fresh
                ]
            )  # fmt: skip
        return Sample(uow.act_id, name, (*drawn, *added), len(found), len(added))

    def show(self, actor: Actor, review_id: int) -> Inspection:
        """An inspection with its conversation; agents see their own."""
        with self._context.uow.read() as uow:
            review = uow.require(QaReview, review_id)
            if not may(actor, Permission.INSPECT) and review.agent != actor.agent:
                require(actor, Permission.INSPECT)
            messages = tuple(uow.queue.messages(review.inquiry_id))
            inquiry = uow.require(Inquiry, review.inquiry_id)
            return Inspection(review, inquiry, messages, warned_of(uow, messages))

    def score(
        self, actor: Actor, review_id: int, marks: Mapping[str, int], *, comment: str = "", action: str = ""
    ) -> Saved[QaReview]:
        """Score a conversation line by line; below the policy's pass line a corrective action is demanded.

        Nobody scores a conversation in which they replied themselves. Raises `Refused` for that, for a second
        scoring and for a missing action, `BadInput` for marks that do not fit the sheet.
        """
        require(actor, Permission.INSPECT)
        kpi = self._context.policies().kpi
        self._check_marks(marks)
        action = clean(action, multiline=True).strip()
        with self._context.uow.write(actor, "qa.score") as uow:
            review = uow.require(QaReview, review_id)
            if review.state is not QaState.SAMPLED:
                raise Refused("qa.scored", id=review_id, by=review.scored_by)
            self._refuse_own(uow, actor, review)
            score = score_of(marks, kpi)
            if score < kpi.qa_pass and not action:
                raise Refused("qa.action_missing", score=score, line=kpi.qa_pass)
            ordered = tuple((one.key, marks[one.key]) for one in kpi.qa_sheet)
            review = uow.change(
                review, state=QaState.ACTION if action else QaState.DONE, marks=ordered,
                full=sum(one.points for one in kpi.qa_sheet), score=score,
                comment=clean(comment, multiline=True).strip(), scored_by=actor.agent, scored_at=uow.now,
                action=action, action_due_at=uow.now + timedelta(days=kpi.qa_action_days) if action else None,
            )  # fmt: skip
        return Saved(uow.act_id, review)

    def check(self, actor: Actor, review_id: int, note: str) -> Saved[QaReview]:
        """Note that a corrective action was carried out and what came of it; never by the one it concerns."""
        require(actor, Permission.INSPECT)
        note = clean(note, multiline=True).strip()
        if not note:
            raise BadInput("qa.check_note")
        with self._context.uow.write(actor, "qa.check") as uow:
            review = uow.require(QaReview, review_id)
            if review.state is not QaState.ACTION:
                raise Refused("qa.no_action", id=review_id)
            self._refuse_own(uow, actor, review)
            review = uow.change(
                review, state=QaState.DONE, checked_by=actor.agent, checked_at=uow.now, check_note=note
            )  # fmt: skip
        return Saved(uow.act_id, review)

    def list(self, actor: Actor, chosen: QaFilter | None = None, limit: int | None = None) -> tuple[QaReview, ...]:
        """Inspections, the newest first; agents see their own and are refused a colleague's."""
        wanted = chosen or QaFilter()
        equals: dict[str, object] = {}
        if wanted.states:
            equals["state"] = [one.value for one in wanted.states]
        if wanted.sample:
            equals["sample"] = wanted.sample
        if wanted.agent not in ("", actor.agent):
            require(actor, Permission.INSPECT)
        if wanted.agent or not may(actor, Permission.INSPECT):
            equals["agent"] = today_name(self._context.policies().team)(wanted.agent or actor.agent)
        with self._context.uow.read() as uow:
            return tuple(uow.find(QaReview, newest_first=True, limit=limit, **equals))

    # -- inside ----------------------------------------------------------------------------

    def _candidates(self, uow: UnitOfWork, start: date, end: date, agent: str) -> tuple[Candidate, ...]:
        """Conversations closed on these dates in which one of the roster replied; green orders are left out."""
        span = span_of(uow, self._context, start, end)
        facts = gather(uow, self._context, span)
        found = []
        for one in facts.inquiries:
            if one.closed_at is None or not span.holds(one.closed_at) or not facts.counts(one.order_id):
                continue
            main = _main_speaker([facts.who(said.sender) for said in _ours(facts.said.get(one.id, ()))])
            if facts.policies.team.member(main) is not None and agent in ("", main):
                found.append(Candidate(one.id, main, one.buyer, one.order_no))
        return tuple(found)

    def _check_marks(self, marks: Mapping[str, int]) -> None:
        kpi = self._context.policies().kpi
        missing, beyond, strange = wrong_marks(marks, kpi)
        if strange:
            raise BadInput("qa.unknown_line", name=strange[0], known=" ".join(one.key for one in kpi.qa_sheet))
        if missing:
            raise BadInput("qa.missing_line", names=" ".join(missing))
        if beyond:
            line = kpi.criterion(beyond[0])
            raise BadInput("qa.mark", name=beyond[0], mark=marks[beyond[0]], full=line.points if line else 0)

    def _refuse_own(self, uow: UnitOfWork, actor: Actor, review: QaReview) -> None:
        """No one scores their own work: not the one inspected, and nobody who replied in it (rule K4)."""
        who = today_name(self._context.policies().team)
        said = _ours(uow.figures.said([review.inquiry_id]).get(review.inquiry_id, ()))
        if actor.agent in {review.agent, *(who(one.sender) for one in said)}:
            raise Refused("qa.own", id=review.id, agent=actor.agent)


def _ours(said: Sequence[Said]) -> list[Said]:
    return [one for one in said if one.role is MessageRole.AGENT]


def _main_speaker(names: Sequence[str]) -> str:
    """Who replied most; of several the last one."""
    times = Counter(name for name in names if name)
    most = max(times.values(), default=0)
    return next((name for name in reversed(names) if name and times[name] == most), "")
