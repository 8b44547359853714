"""Phrases at work: find, suggest, fill for this buyer, guard before it leaves (rules P1–P12)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from cs_console.domain.blanks import likely
from cs_console.domain.entities import Actor, Buyer, Inquiry, Message, Order
from cs_console.domain.filling import Blank, fill, has_blank
from cs_console.domain.guard import BLOCK, Finding
from cs_console.domain.phrase_columns import ById
from cs_console.domain.phrases import Books, Phrase, pick_variant
from cs_console.domain.policy import Policies
from cs_console.domain.promising import DetectedPromise, promises_in
from cs_console.domain.vocabulary import MessageRole
from cs_console.errors import NotFound, Refused
from cs_console.services.context import ServiceContext
from cs_console.services.phrase_cases import case_words
from cs_console.services.phrase_fit import DOUBTFUL_BELOW, Fit, fit_of
from cs_console.services.phrase_guarding import findings_for, refuse_blocked
from cs_console.services.phrase_learning import FORGET, Learned, PhraseMemory, forget
from cs_console.services.phrase_ranking import Lift, UseTally, ranking
from cs_console.services.phrase_rows import PhraseHit, PhraseRow
from cs_console.services.phrase_values import Situation, condition_context, values
from cs_console.services.ports.phrases import PhraseSearch
from cs_console.services.ports.uow import UnitOfWork
from cs_console.services.roles import Permission, require

_BUYER_LINES = 3
_SAID_LINES = 30
_RERANKED = 20
"""So many hits beyond those asked for may still come up by use, category or time."""
_INDEXES = 2
"""How many versions of the books stay indexed: the team's and those with somebody's own phrases."""


@dataclass(frozen=True, slots=True)
class Composed:
    """A phrase filled for one buyer: exactly what would be copied, and what is missing or noteworthy.

    `likely` is what probably belongs into a missing blank, by its key (rule P3).
    """

    phrase: Phrase
    variant: int
    variant_hash: str
    text: str
    missing: tuple[Blank, ...]
    repeats: int
    another_way: bool
    likely: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Review:
    """A text about to leave: unfilled blanks, guard findings, promises it makes (rules P3, P5–P7, P9)."""

    text: str
    blank: bool
    findings: tuple[Finding, ...]
    promises: tuple[DetectedPromise, ...]

    @property
    def blocked(self) -> bool:
        """Whether it may not be copied, sent or logged as it is."""
        return self.blank or any(finding.severity == BLOCK for finding in self.findings)


class PhraseService:
    """The agent's most frequent act, in one place for screen and command line."""

    def __init__(self, context: ServiceContext) -> None:
        self._context = context
        self._indexed: dict[str, tuple[PhraseSearch, Mapping[str, Phrase]]] = {}
        self._remembered: PhraseMemory | None = None
        self._tally = UseTally()
        self._looked: tuple[tuple[object, ...], Policies, PhraseRow, Lift] | None = None

    def prepare(self, agent: str = "") -> None:
        """Index the books in force before somebody types: after an edit no key has to wait for it."""
        self._index(agent)[0].complete()

    def get(self, phrase_id: str, agent: str = "") -> Phrase:
        """One phrase of the team's, or of the agent's own; `NotFound` otherwise. Builds no index for it."""
        books = self._context.books(agent)
        indexed = self._indexed.get(books.content_hash)
        found = (indexed[1] if indexed else ById(books.phrases)).get(phrase_id)
        if found is None:
            raise NotFound("phrase.unknown", id=phrase_id)
        return found

    def find(
        self,
        actor: Actor,
        query: str,
        *,
        inquiry_id: int = 0,
        order_id: int = 0,
        buyer: str = "",
        limit: int = 20,
    ) -> tuple[PhraseHit, ...]:
        """Ranked phrases for a query (rule P4): by match, then use, category, order status and time of day.

        Nothing, where all that was found is scattered letters of a query about something else.
        """
        index, by_id = self._index(actor.agent)
        matches = index.find(query, limit + _RERANKED)
        fit = fit_of(index, query, matches[0][1]) if matches else Fit.NONE
        if fit is Fit.NONE:
            return ()
        row, lift = self._look(actor, inquiry_id, order_id, buyer)
        found = [
            (score + lift(by_id[phrase_id]), by_id[phrase_id], matched, spans)
            for phrase_id, score, matched, spans in matches
        ]
        found.sort(key=lambda one: (-one[0], one[1].id))
        weak = fit is Fit.WEAK
        return tuple(
            row.hit(phrase, score, matched, spans, weak=weak) for score, phrase, matched, spans in found[:limit]
        )

    def suggest(self, actor: Actor, inquiry_id: int, *, limit: int = 7) -> tuple[PhraseHit, ...]:
        """The likely answers to what the buyer of an inquiry just wrote, each with the reason why."""
        index, by_id = self._index(actor.agent)
        with self._context.uow.read() as uow:
            row = self._row(uow, self._situation(uow, actor, inquiry_id, 0, ""))
            inquiry = row.situation.inquiry
            sentence = _last_words(uow, inquiry_id) or (inquiry.summary if inquiry else "")
            lift = ranking(uow, self._tally, row.situation, row.context)
            learned = self._memory(actor.agent).lifts(uow, sentence, actor.agent)
        resembling = {one[0]: one for one in index.suggest(sentence, max(limit * 3, 20))}
        resembling |= {one: (one, 0.0, "", ()) for one in learned if one in by_id and one not in resembling}
        found = [
            (score + lift(by_id[phrase_id]) + _lift_of(learned, phrase_id), by_id[phrase_id], wording, words)
            for phrase_id, score, wording, words in resembling.values()
        ]
        found.sort(key=lambda one: (-one[0], one[1].id))
        doubtful = index.fit(sentence) < DOUBTFUL_BELOW
        return tuple(
            replace(
                row.hit(phrase, score, weak=doubtful and phrase.id not in learned),
                why=wording, words=words, picked=learned[phrase.id].picked if phrase.id in learned else 0,
            )
            for score, phrase, wording, words in found[:limit]
        )  # fmt: skip

    def forget(self, actor: Actor, phrase_id: str = "") -> int:
        """Let earlier picks of one phrase, or of all (a lead's), lift nothing any more; how many uses.

        The uses stay as they are in figures and in what buyers were told (rules P2, P10); the act is an
        event (rule K5).
        """
        if phrase_id:
            self.get(phrase_id, actor.agent)
        else:
            require(actor, Permission.KEEP_BOOKS)
        with self._context.uow.write(actor, FORGET) as uow:
            return forget(uow, phrase_id)

    def compose(
        self, actor: Actor, phrase_id: str, *, inquiry_id: int = 0, order_id: int = 0, buyer: str = "",
        variant: int | None = None, answers: Mapping[str, str] | None = None,
    ) -> Composed:  # fmt: skip
        """Fill a phrase for one buyer, in the variant not yet told (rule P2) unless one is named."""
        phrase = self.get(phrase_id, actor.agent)
        with self._context.uow.read() as uow:
            situation = self._situation(uow, actor, inquiry_id, order_id, buyer)
            told = uow.phrases.told(_buyer(situation))
        policies = self._context.policies()
        own = [(used, at) for owner, used, at in told if owner == phrase_id]
        picked = pick_variant(phrase, [used for used, _ in own], condition_context(situation, policies))
        days = policies.settings.repeat_days
        since = situation.now - timedelta(days=days)
        repeats = sum(at >= since for _, at in own) if days else len(own)
        number = picked.index if variant is None else variant
        if not 0 <= number < len(phrase.variants):
            raise Refused("phrase.no_variant", id=phrase_id)
        chosen = phrase.variants[number]
        known = values(situation, policies, self._context.word)
        filled = fill(chosen.text, known, answers)
        return Composed(phrase, number, chosen.hash, filled.text, filled.missing, repeats,
                        repeats + 1 >= policies.settings.repeat_limit,
                        self._likely(filled.missing, known, situation))  # fmt: skip

    def review(self, text: str, *, inquiry_id: int = 0, order_id: int = 0) -> Review:
        """Look at a text before it is copied; for whom it is decides whose numbers it may name (rule X1)."""
        with self._context.uow.read() as uow:
            findings = findings_for(uow, self._context, text, inquiry_id=inquiry_id, order_id=order_id)
        promises = promises_in(text, self._context.policies().remarks.telling)
        return Review(text, has_blank(text), findings, promises)

    def passed(self, text: str, *, inquiry_id: int = 0, order_id: int = 0) -> Review:
        """The review of a text that may be copied; `Refused` with words, reason and better wording else."""
        review = self.review(text, inquiry_id=inquiry_id, order_id=order_id)
        if review.blank:
            raise Refused("reply.blank", text=text)
        refuse_blocked(review.findings)
        return review

    def likeness(self, sentence: str, agent: str = "") -> tuple[float, str]:
        """How near the books come to what somebody asked, 0 to 1, and by which phrase (rule P10)."""
        found = self._index(agent)[0].suggest(sentence, 1) if sentence.strip() else []
        return (found[0][1], found[0][0]) if found else (0.0, "")

    def fit(self, sentence: str, agent: str = "") -> tuple[float, str]:
        """How sure it is that a phrase answers what somebody asked, 0 to 1, and the nearest one (rule P10)."""
        return self._index(agent)[0].fit(sentence), self.likeness(sentence, agent)[1]

    # -- inside ----------------------------------------------------------------------------

    def _index(self, agent: str = "") -> tuple[PhraseSearch, Mapping[str, Phrase]]:
        """The index of the books in force, built anew when a reload or a personal phrase changed them."""
        books: Books = self._context.books(agent)
        found = self._indexed.get(books.content_hash)
        if found is None:
            by_id = ById(books.phrases)
            found = (self._context.index(books), by_id)
            while len(self._indexed) >= _INDEXES:
                del self._indexed[next(iter(self._indexed))]
            self._indexed[books.content_hash] = found
        return found

    def _memory(self, agent: str) -> PhraseMemory:
        """What earlier picks taught; read anew when the trade's synonyms changed."""
        synonyms = self._context.books(agent).synonyms
        if self._remembered is None or self._remembered.synonyms != synonyms:
            self._remembered = PhraseMemory(synonyms)
        return self._remembered

    def _look(self, actor: Actor, inquiry_id: int, order_id: int, buyer: str) -> tuple[PhraseRow, Lift]:
        """What the rows of a search are made with: the same from key to key while the store and the minute are."""
        policies = self._context.policies()
        with self._context.uow.read() as uow:
            minute = uow.now.replace(second=0, microsecond=0)
            key = (actor.agent, inquiry_id, order_id, buyer, uow.queue.version(), minute)
            known = self._looked
            if known is not None and known[0] == key and known[1] is policies:
                return known[2], known[3]
            row = self._row(uow, self._situation(uow, actor, inquiry_id, order_id, buyer))
            lift = ranking(uow, self._tally, row.situation, row.context)
        self._looked = (key, policies, row, lift)
        return row, lift

    def _situation(self, uow: UnitOfWork, actor: Actor, inquiry_id: int, order_id: int, buyer: str) -> Situation:
        inquiry = uow.require(Inquiry, inquiry_id) if inquiry_id else None
        order_key = order_id or (inquiry.order_id if inquiry else 0)
        order = uow.get(Order, order_key) if order_key else None
        buyer_key = (inquiry.buyer_id if inquiry else 0) or (order.buyer_id if order else 0)
        card = uow.get(Buyer, buyer_key) if buyer_key else None
        return Situation(
            agent=actor.agent, now=uow.now, zone=self._context.zone, inquiry=inquiry, order=order,
            shift=uow.shifts.running_of(actor.agent), buyer=buyer, buyer_group=card.group if card else "",
        )  # fmt: skip

    def _likely(self, missing: tuple[Blank, ...], known: Mapping[str, str], situation: Situation) -> Mapping[str, str]:
        """What probably belongs into the blanks: what the case or the console knows, else was said last (P3)."""
        if not missing:
            return {}
        said: list[Message] = []
        with self._context.uow.read() as uow:
            words = case_words(uow, situation.order.id if situation.order else 0)
            if situation.inquiry is not None:
                said = uow.find(Message, inquiry_id=situation.inquiry.id, newest_first=True, limit=_SAID_LINES)
        lines = [one.text for one in said if one.role is not MessageRole.NOTE]
        found = {blank.key: words.get(blank.label) or likely(blank, known, lines) for blank in missing}
        return {key: word for key, word in found.items() if word}

    def _row(self, uow: UnitOfWork, situation: Situation) -> PhraseRow:
        policies = self._context.policies()
        told: dict[str, list[str]] = {}
        for phrase_id, used, _ in uow.phrases.told(_buyer(situation)):
            told.setdefault(phrase_id, []).append(used)
        known = values(situation, policies, self._context.word)
        return PhraseRow(situation, condition_context(situation, policies), known, told)


def _buyer(situation: Situation) -> str:
    return situation.buyer or (situation.inquiry.buyer if situation.inquiry else "")


def _lift_of(learned: Mapping[str, Learned], phrase_id: str) -> float:
    return learned[phrase_id].lift if phrase_id in learned else 0.0


def _last_words(uow: UnitOfWork, inquiry_id: int) -> str:
    """What the buyer said since our last reply, at most the last lines."""
    lines: list[str] = []
    for message in uow.find(Message, inquiry_id=inquiry_id, newest_first=True, limit=20):
        if message.role is MessageRole.AGENT:
            break
        if message.role is MessageRole.BUYER:
            lines.append(message.text)
    return "\n".join(reversed(lines[:_BUYER_LINES]))
