"""Practice mode: questions drawn, answered against the phrasebook, marked, and kept for the lead (rule K4)."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from cs_console.domain.entities import Actor
from cs_console.domain.phrases import Phrase
from cs_console.domain.practice import (
    MIXED,
    Answer,
    Mark,
    PracticeRun,
    Question,
    Source,
    marked,
    past_questions,
    shipped_questions,
    total,
)
from cs_console.errors import BadInput, NotFound
from cs_console.i18n import listed
from cs_console.services.context import ServiceContext
from cs_console.services.phrase_rows import PhraseHit
from cs_console.services.phrasing import Composed, PhraseService
from cs_console.services.roles import Permission, may, require
from cs_console.text.clean import clean
from cs_console.text.mask import mask_text

LOOKED_AT = 5_000
"""How many of the newest answered questions past ones are drawn from."""


@dataclass(frozen=True, slots=True)
class Exam:
    """A run that began: its questions and the clock it started by; `seed` draws the same ones again."""

    topic: str
    source: Source
    seed: int
    started_at: datetime
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """A group of phrases that can be practised, how many there are, and one's best score in it so far."""

    name: str
    phrases: int
    best: float | None
    passed: bool


@dataclass(frozen=True, slots=True)
class Result:
    """A finished run as kept, with the marks of each question and the phrase that would have been right."""

    act_id: int
    run: PracticeRun
    marks: tuple[Mark, ...]
    right: tuple[Phrase | None, ...]


class PracticeService:
    """What ``cs-console train`` and the practice screen do. Nothing here touches a buyer or a figure of sales."""

    def __init__(self, context: ServiceContext, phrases: PhraseService) -> None:
        self._context = context
        self._phrases = phrases

    def topics(self, actor: Actor) -> tuple[Topic, ...]:
        """The books' groups, with one's own best result in each."""
        groups: dict[str, int] = {}
        for phrase in self._context.books().phrases:
            if phrase.answers:
                groups[phrase.group] = groups.get(phrase.group, 0) + 1
        own = self.results(actor, agent=actor.agent)
        found = []
        for name, count in groups.items():
            runs = [one for one in own if one.topic == name]
            best = max((100 * one.score / one.full for one in runs), default=None)
            found.append(Topic(name, count, best, any(one.passed for one in runs)))
        return tuple(found)

    def past(self) -> int:
        """How many different questions of buyers colleagues have answered from the books."""
        return len(past_questions(self._asked(), self._by_id(), MIXED, LOOKED_AT, 0))

    def begin(
        self, actor: Actor, topic: str = MIXED, *, source: Source = Source.SHIPPED, count: int | None = None,
        seed: int | None = None,
    ) -> Exam:  # fmt: skip
        """Draw a run's questions; a topic may be named by a part of its name. The clock starts now.

        Raises `NotFound` for an unknown topic, `BadInput` when there is nothing to ask.
        """
        topic = self._topic(topic)
        count = count or self._context.policies().kpi.practice.questions
        number = random.SystemRandom().randrange(1, 1_000_000) if seed is None else seed
        books = self._context.books().phrases
        if source is Source.PAST:
            questions = past_questions(self._asked(), self._by_id(), topic, count, number)
        else:
            questions = shipped_questions(books, topic, count, number)
        if not questions:
            raise BadInput("practice.nothing", topic=topic or "*", source=source)
        return Exam(topic, source, number, self._context.now(), questions)

    def find(self, actor: Actor, query: str, limit: int = 20) -> tuple[PhraseHit, ...]:
        """Phrases for what is typed, as in the workstation but for no buyer; personal ones are left out."""
        return tuple(one for one in self._phrases.find(actor, query, limit=limit) if not one.personal)

    def compose(self, actor: Actor, phrase_id: str) -> Composed:
        """The text of a phrase as it would be copied, for no buyer in particular."""
        return self._phrases.compose(actor, phrase_id)

    def mark(self, question: Question, answer: Answer) -> Mark:
        """The marks of one answer; what the guard finds in the text counts as in the workstation.

        Blanks that only an order could fill are no fault of who answers.
        """
        review = self._phrases.review(answer.text) if answer.text.strip() else None
        findings = [one for one in review.findings if one.category != "blank"] if review is not None else []
        return marked(question, answer, findings, self._context.policies().kpi.practice, self._by_id())

    def finish(self, actor: Actor, exam: Exam, answers: Sequence[Answer]) -> Result:
        """Mark a run and keep it; questions without an answer count as wrong (rule K4)."""
        given = [*answers, *(Answer("", "", 0.0) for _ in exam.questions[len(answers) :])]
        if len(given) != len(exam.questions):
            raise BadInput("practice.answers", count=len(answers), questions=len(exam.questions))
        marks = tuple(self.mark(one, answer) for one, answer in zip(exam.questions, given, strict=True))
        kpi, by_id = self._context.policies().kpi, self._by_id()
        score = total(marks, kpi.exam_full)
        with self._context.uow.write(actor, "practice.finish") as uow:
            run = uow.add(
                PracticeRun(
                    agent=actor.agent, topic=exam.topic, source=exam.source, seed=exam.seed,
                    started_at=exam.started_at, finished_at=max(uow.now, exam.started_at), questions=len(marks),
                    right=sum(one.right for one in marks), score=score, full=kpi.exam_full, pass_line=kpi.exam_pass,
                    passed=score >= kpi.exam_pass,
                    answers=tuple(
                        (one.text, one.expected[0], clean(answer.phrase_id), round(answer.seconds, 1), mark.points)
                        for one, answer, mark in zip(exam.questions, given, marks, strict=True)
                    ),
                )
            )  # fmt: skip
        return Result(uow.act_id, run, marks, tuple(by_id.get(one.expected[0]) for one in exam.questions))

    def results(self, actor: Actor, *, agent: str = "", limit: int | None = None) -> tuple[PracticeRun, ...]:
        """Finished runs, the newest first; leads see everybody's, others their own and are refused a colleague's."""
        if agent not in ("", actor.agent):
            require(actor, Permission.LEAD_DESK)
        equals = {} if not agent and may(actor, Permission.LEAD_DESK) else {"agent": agent or actor.agent}
        with self._context.uow.read() as uow:
            return tuple(uow.find(PracticeRun, newest_first=True, limit=limit, **equals))

    # -- inside ----------------------------------------------------------------------------

    def _asked(self) -> list[tuple[str, str]]:
        """What buyers wrote, masked, with the phrase that answered it."""
        with self._context.uow.read() as uow:
            return [(mask_text(text), phrase) for _, phrase, _, text in uow.phrases.picks(after=0, limit=LOOKED_AT)]

    def _by_id(self) -> Mapping[str, Phrase]:
        return {phrase.id: phrase for phrase in self._context.books().phrases}

    def _topic(self, text: str) -> str:
        """The one group that a text names, whole or in part; "" for all."""
        text = clean(text).strip()
        groups = list(dict.fromkeys(one.group for one in self._context.books().phrases if one.answers))
        if not text or text in groups:
            return text
        found = [one for one in groups if text.casefold() in one.casefold()]
        if len(found) != 1:
            raise NotFound("practice.topic", name=text, known=listed(groups))
        return found[0]
