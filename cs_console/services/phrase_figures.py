"""What the phrasebook is worth: used, edited, rejected, dead and missing phrases (rule P10)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from cs_console.domain.book_edits import stable_number
from cs_console.domain.entities import Actor
from cs_console.errors import NotFound
from cs_console.i18n import listed
from cs_console.services.context import ServiceContext
from cs_console.services.phrase_fit import DOUBTFUL_BELOW
from cs_console.services.phrase_rows import PhraseHit
from cs_console.services.phrasing import PhraseService
from cs_console.text.clean import clean
from cs_console.text.mask import mask_text
from cs_console.text.normalise import normalise

MISSING_BELOW = DOUBTFUL_BELOW
"""A question that the books fit less surely than this has no phrase."""

DEAD_DAYS = 90
PERIOD_DAYS = 30
_LOOKED_AT = 500
"""How many inquiries without a phrase are asked about, newest first."""

_NOT_WORDS = re.compile(r"[\W_]+")
_SHOWN_INQUIRIES = 5
_SHORTEST_KEY = 2
"""A single sign, such as 哦, asks nothing."""


@dataclass(frozen=True, slots=True)
class FigureRow:
    """Uses of one phrase, or by one agent, or in one week (`key`: id, name, Monday's date)."""

    key: str
    used: int = 0
    edited: int = 0
    rejected: int = 0
    phrases: int = 0
    overridden: int = 0
    """Replies that went out with words the guard warned of (rule P6)."""
    group: str = ""
    question: str = ""
    last_used: datetime | None = None


@dataclass(frozen=True, slots=True)
class DeadPhrase:
    """A phrase that nobody used for long; `last_used` None: never."""

    id: str
    group: str
    question: str
    last_used: datetime | None


@dataclass(frozen=True, slots=True)
class MissingQuestion:
    """What buyers asked, or agents searched for, without a phrase; private data in it is masked (X1)."""

    text: str
    times: int
    score: float
    nearest: str
    last_at: datetime
    inquiries: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PhraseReport:
    """The figures of one period."""

    since: datetime
    until: datetime
    by_phrase: tuple[FigureRow, ...]
    by_agent: tuple[FigureRow, ...]
    by_week: tuple[FigureRow, ...]
    dead: tuple[DeadPhrase, ...]
    missing: tuple[MissingQuestion, ...]


@dataclass(slots=True)
class _Tally:
    used: int = 0
    edited: int = 0
    rejected: int = 0
    overridden: int = 0
    phrases: set[str] = field(default_factory=set)
    last: datetime | None = None


@dataclass(slots=True)
class _Asked:
    text: str
    last_at: datetime
    times: int = 0
    inquiries: list[int] = field(default_factory=list)


class PhraseFigureService:
    """Counts what was done with phrases, and records the two things that leave no other trace."""

    def __init__(self, context: ServiceContext, phrases: PhraseService) -> None:
        self._context = context
        self._phrases = phrases

    def rejected(self, actor: Actor, phrase_id: str, *, variant: int = -1, inquiry_id: int = 0) -> None:
        """Record that a phrase was looked at for a buyer and not used."""
        phrase = self._phrases.get(phrase_id, actor.agent)
        with self._context.uow.write(actor, "phrase.reject") as uow:
            uow.note("Phrase", stable_number(phrase.id), id=phrase.id, variant=variant, inquiry_id=inquiry_id)

    def searched(self, actor: Actor, query: str, hits: Sequence[PhraseHit], *, inquiry_id: int = 0) -> bool:
        """Record a finished search when it was in vain: nothing found, or nothing near; says whether it was."""
        vain = not hits or hits[0].weak
        if vain:
            self.missed(actor, query, inquiry_id=inquiry_id)
        return vain

    def missed(self, actor: Actor, query: str, *, inquiry_id: int = 0) -> None:
        """Record that somebody searched the books in vain."""
        query = clean(query).strip()
        if query and actor.agent:
            with self._context.uow.write(actor, "phrase.miss") as uow:
                uow.note("Question", stable_number(_key(query)), text=query, inquiry_id=inquiry_id)

    def report(
        self, *, since: datetime | None = None, until: datetime | None = None, agent: str = "",
        dead_days: int = DEAD_DAYS, below: float = MISSING_BELOW, with_missing: bool = True,
    ) -> PhraseReport:  # fmt: skip
        """The figures of a period (default: the last 30 days, today included), of everybody or one agent.

        Raises `NotFound` for a name that is on no roster and stands in no figure.
        """
        now, zone = self._context.now(), self._context.zone
        until = until or now
        since = since or _first_midnight(until, zone)
        with self._context.uow.read() as uow:
            uses = [one for one in uow.phrases.uses_between(since, until) if agent in ("", one[1])]
            rejects = [
                (at, who, str(facts.get("id", "")))
                for at, who, facts in uow.phrases.noted_between("phrase.reject", since, until)
                if agent in ("", who)
            ]
            warned = [one for one in uow.phrases.overridden(since, until) if agent in ("", one[1])]
            last = uow.phrases.last_used()
            misses = uow.phrases.noted_between("phrase.miss", since, until)
            open_questions = uow.phrases.unanswered(since, until, _LOOKED_AT) if with_missing else []
        team = self._context.policies().team
        if agent and not (uses or rejects or warned) and team.member(agent) is None:
            raise NotFound("agent.unknown", name=agent, known=listed(one.name for one in team.members))
        return PhraseReport(
            since, until,
            by_phrase=self._named(_tallied(uses, rejects, warned, lambda at, who, phrase: phrase)),
            by_agent=_rows(_tallied(uses, rejects, warned, lambda at, who, phrase: who)),
            by_week=tuple(sorted(
                _rows(_tallied(uses, rejects, warned, lambda at, who, phrase: _week(at, zone))),
                key=lambda row: row.key,
            )),
            dead=self._dead(last, until - timedelta(days=dead_days)),
            missing=self._missing(open_questions, misses, below) if with_missing else (),
        )  # fmt: skip

    # -- inside ------------------------------------------------------------------------------------

    def _named(self, tallies: Mapping[str, _Tally]) -> tuple[FigureRow, ...]:
        known = {phrase.id: phrase for phrase in self._context.books().phrases}
        return tuple(
            replace(row, group=known[row.key].group, question=known[row.key].question) if row.key in known else row
            for row in _rows(tallies)
        )

    def _dead(self, last: Mapping[str, datetime], before: datetime) -> tuple[DeadPhrase, ...]:
        return tuple(
            DeadPhrase(phrase.id, phrase.group, phrase.question, last.get(phrase.id))
            for phrase in self._context.books().phrases
            if (used := last.get(phrase.id)) is None or used < before
        )

    def _missing(
        self, asked: Iterable[tuple[int, str, str, datetime]],
        misses: Iterable[tuple[datetime, str, Mapping[str, object]]], below: float,
    ) -> tuple[MissingQuestion, ...]:  # fmt: skip
        """Questions by how often they were asked; each wording is looked up once."""
        gathered: dict[str, _Asked] = {}
        for inquiry_id, _, text, at in asked:
            _gather(gathered, text, at, inquiry_id)
        in_vain: set[str] = set()
        for at, _, facts in misses:
            text = str(facts.get("text", ""))
            in_vain.add(_key(text))
            number = facts.get("inquiry_id", 0)
            _gather(gathered, text, at, number if isinstance(number, int) else 0)
        found = []
        for key, one in gathered.items():
            score, nearest = self._phrases.fit(one.text)
            if len(key) >= _SHORTEST_KEY and (score < below or key in in_vain):
                shown = tuple(dict.fromkeys(one.inquiries))[:_SHOWN_INQUIRIES]
                found.append(MissingQuestion(
                    mask_text(one.text), one.times, round(score, 2), nearest, one.last_at, shown
                ))  # fmt: skip
        return tuple(sorted(found, key=lambda one: (-one.times, one.score, one.text)))


def _tallied(
    uses: Iterable[tuple[datetime, str, str, bool]], rejects: Iterable[tuple[datetime, str, str]],
    warned: Iterable[tuple[datetime, str, str]], key: Callable[[datetime, str, str], str],
) -> Mapping[str, _Tally]:  # fmt: skip
    found: dict[str, _Tally] = {}
    for at, who, phrase, edited in uses:
        tally = found.setdefault(key(at, who, phrase), _Tally())
        tally.used += 1
        tally.edited += edited
        tally.phrases.add(phrase)
        tally.last = at if tally.last is None else max(tally.last, at)
    for at, who, phrase in rejects:
        found.setdefault(key(at, who, phrase), _Tally()).rejected += 1
    for at, who, phrase in warned:
        if named := key(at, who, phrase):  # own words are no phrase's
            found.setdefault(named, _Tally()).overridden += 1
    return found


def _rows(tallies: Mapping[str, _Tally]) -> tuple[FigureRow, ...]:
    rows = [
        FigureRow(key, one.used, one.edited, one.rejected, len(one.phrases), one.overridden, last_used=one.last)
        for key, one in tallies.items()
    ]
    return tuple(sorted(rows, key=lambda row: (-row.used, -row.rejected, row.key)))


def _gather(gathered: dict[str, _Asked], text: str, at: datetime, inquiry_id: int) -> None:
    one = gathered.setdefault(_key(text), _Asked(text, at))
    one.times += 1
    one.last_at = max(one.last_at, at)
    if inquiry_id:
        one.inquiries.append(inquiry_id)


def _first_midnight(until: datetime, zone: ZoneInfo) -> datetime:
    """The first midnight of a period that ends at `until`: whole days, as the screen counts them."""
    return datetime.combine((until.astimezone(zone) - timedelta(days=PERIOD_DAYS - 1)).date(), time(), zone)


def _week(at: datetime, zone: ZoneInfo) -> str:
    """The Monday of a moment's week on the shop's clock."""
    day = at.astimezone(zone).date()
    return (day - timedelta(days=day.weekday())).isoformat()


def _key(text: str) -> str:
    """Two wordings that differ in marks and width only are one question."""
    return _NOT_WORDS.sub("", normalise(text))
