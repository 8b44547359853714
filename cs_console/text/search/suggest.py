"""Which phrase answers what a buyer said: whole sentences, in their own words and with their typos.

Three measures are added up: how alike the nearest wording is (so that one good wording is enough), how far all
wordings of a question together cover what was said, each feature counting the more the fewer questions share
it, and whether the answers speak of it too.
"""

from __future__ import annotations

import heapq
import math
from array import array
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from cs_console.text.search.explain import shared_words
from cs_console.text.search.features import Features, Reader, features
from cs_console.text.search.packed import NumberLists, Sliced, State, numbers_in
from cs_console.text.search.spelling import clauses
from cs_console.text.search.synonyms import Synonyms

_COVERS = 0.5
"""How much covering the wording counts against covering what was said."""
_SECOND, _TOGETHER, _VOTED, _ANSWERED = 0.3, 1.0, 0.7, 0.2
"""How much it counts, beside the nearest wording's likeness, that a second wording is alike, that all wordings
together cover what was said, that few other questions do, and that the answers speak of it."""
_SATURATES = 0.1
"""How soon it is enough that some of a question's wordings have a feature."""
MOST_PARTS = 4
"""So many parts of a long story are asked about, the longest."""
PART_SAYS, PLAINLY = 2, 0.3
"""Characters that a part of a message has at least, and how plainly it asks something, to be answered too."""
BEHIND = 0.9
"""Such an answer stands behind the likeliest of the whole message, and behind what is nearly as likely."""
BESIDE = 20
"""So many questions of a whole message are looked at beside those of its parts."""
BUDGET = 2000
"""How many places the index looks at for one sentence, rarest features first."""

Numbers = Sequence[int]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question that was meant: whose, the wording (a text's number) it resembles, how much (0–1), by which words."""

    owner: int
    number: int
    score: float
    words: tuple[str, ...] = ()


@dataclass(slots=True)
class Suggester:
    """An inverted index over the wordings of questions, weighed by rarity; answers lend it a hint.

    `postings` hold the numbers of wordings by feature; `held` the questions that have it in any of their
    wordings, with how firmly in `shares`; `answered` the questions whose answers have it. `_latest` is what was
    asked last and the answer: whether it fits is asked right after.
    """

    synonyms: Synonyms
    texts: Sequence[str]
    owners: Numbers
    questions: int
    covers: Sequence[float]
    postings: NumberLists
    held: NumberLists
    shares: Sequence[float]
    answered: NumberLists
    _latest: tuple[str, int, Sequence[Suggestion]] = ("", 0, ())

    @classmethod
    def build(cls, owners: Numbers, texts: Sequence[str], asked: Sequence[int], synonyms: Synonyms) -> Suggester:
        """Index texts by their owners: those that are `asked` as wordings, the others as answers."""
        read = Reader(synonyms)
        postings: dict[str, array[int]] = defaultdict(lambda: array("I"))
        weights: dict[str, array[float]] = defaultdict(lambda: array("f"))
        wordings: dict[int, int] = defaultdict(int)
        for number, is_asked in enumerate(asked):
            if is_asked:
                wordings[owners[number]] += 1
                for feature, weight in read(texts[number]).items():
                    postings[feature].append(number)
                    weights[feature].append(weight)
        said: dict[str, set[int]] = defaultdict(set)
        for number, is_asked in enumerate(asked):
            if not is_asked and owners[number] in wordings:
                for feature in read.answer(texts[number]):
                    said[feature].add(owners[number])
        held, shares, totals = _held(postings, weights, owners, wordings)
        return cls(
            synonyms=synonyms,
            texts=texts,
            owners=owners,
            questions=len(wordings),
            covers=array("f", (totals[number] ** -_COVERS if totals[number] else 0.0 for number in range(len(asked)))),
            postings=NumberLists.of(postings),
            held=NumberLists.of(held),
            shares=shares,
            answered=NumberLists.of({feature: sorted(numbers) for feature, numbers in said.items()}),
        )

    def state(self) -> State:
        """What it is made of, beside the texts and their owners."""
        lists = (self.postings.state(), self.held.state(), self.answered.state())
        return self.questions, bytes(array("f", self.covers)), Sliced(array("f", self.shares)), *lists

    @classmethod
    def restored(cls, state: State, owners: Numbers, texts: Sequence[str], synonyms: Synonyms) -> Suggester:
        """The suggester of a state."""
        questions, covers, shares, *lists = state
        postings, held, answered = map(NumberLists.restored, lists)
        return cls(
            synonyms,
            texts,
            owners,
            questions,
            numbers_in(covers, "f"),
            postings,
            held,
            numbers_in(shares, "f"),
            answered,
        )

    def suggest(self, sentence: str, limit: int) -> list[Suggestion]:
        """The questions that a normalised sentence most likely asks, best first."""
        said, most, found = self._latest
        if sentence != said or limit > most:
            found = self._suggested(sentence, limit)
            self._latest = sentence, limit, found
        return list(found[:limit])

    def answers(self, sentence: str, limit: int) -> list[Suggestion]:
        """The questions that a sentence asks, best first; each of several asked at once stands among the first."""
        found = self.suggest(sentence, max(limit, BESIDE))
        parts = clauses(sentence, PART_SAYS)
        if len(parts) < 2 or not found:
            return found[:limit]
        longest = sorted(parts, key=len)[-MOST_PARTS:]
        alone = [one for part in parts if part in longest for one in self._suggested(part, 1)]
        best = {one.owner: one for one in found}
        top = found[0]
        plain = sorted((one for one in alone if one.score >= PLAINLY), key=lambda one: -one.score)
        for place, one in enumerate(plain):
            score = round(min(one.score, top.score * (BEHIND - place / 100)), 4)
            if one.owner not in best or best[one.owner].score < score:
                best[one.owner] = replace(one, score=score)
        return sorted(best.values(), key=lambda one: -one.score)[:limit]

    def _suggested(self, sentence: str, limit: int) -> list[Suggestion]:
        asked = features(sentence, self.synonyms)
        weights = self._weighed(asked)
        total = sum(weights.values())
        if not total:
            return []
        nearest = self._nearest(weights, total)
        beside = self._together(weights, total)
        for owner, hint in self._hinted(asked).items():
            beside[owner] += _ANSWERED * hint
        most = 1 + _SECOND + _TOGETHER + _VOTED + _ANSWERED
        scored = ((likeness + beside[owner], -owner, number) for owner, (likeness, number) in nearest.items())
        return [
            Suggestion(
                -owner, number, round(min(score / most, 1.0), 4),
                shared_words(sentence, self.texts[number], self.synonyms),
            )
            for score, owner, number in heapq.nlargest(limit, scored)
        ]  # fmt: skip

    def fit(self, sentence: str) -> float:
        """How sure it is that a question here is the one asked, 0–1: its likeness, and whether it is spoken of at all.

        A sentence about something else may share its way of asking with a question; its words are unknown here.
        Of a long story the part that asks counts.
        """
        parts = sorted(clauses(sentence), key=len)[-MOST_PARTS:]
        return max(self._fit(part) for part in (sentence, *(parts if len(parts) > 1 else ())))

    def _fit(self, sentence: str) -> float:
        weights = self._weighed(features(sentence, self.synonyms))
        known = sum(weight for name, weight in weights.items() if name in self.held)
        found = self.suggest(sentence, 1) if known else []
        return found[0].score * known / sum(weights.values()) if found else 0.0

    def _weighed(self, asked: Features) -> Features:
        """What a sentence says, each feature by how much it tells."""
        return {name: weight * self._rarity(name) for name, weight in asked.items()}

    def _rarity(self, name: str) -> float:
        """How much a feature says: the more, the fewer questions have it."""
        start, end = self.held.span(name)
        return math.log(1 + self.questions / max(end - start, 1))

    def _nearest(self, weights: Mapping[str, float], total: float) -> dict[int, tuple[float, int]]:
        """For each question how alike its likest wordings are, and the number of the likest."""
        shared: dict[int, float] = defaultdict(float)
        for name, numbers in _rarest(weights, self.postings):
            weight = weights[name]
            for number in numbers:
                shared[number] += weight
        scale = total ** (_COVERS - 1)
        best: dict[int, tuple[float, float, int]] = {}
        nobody = (0.0, 0.0, 0)
        for number, weight in shared.items():
            owner = self.owners[number]
            likeness = weight * self.covers[number] * scale
            first, second, _ = known = best.get(owner, nobody)
            if likeness > first:
                best[owner] = (likeness, first, number)
            elif likeness > second:
                best[owner] = (first, likeness, known[2])
        return {owner: (first + _SECOND * second, number) for owner, (first, second, number) in best.items()}

    def _together(self, weights: Mapping[str, float], total: float) -> dict[int, float]:
        """How far all wordings of each question cover what was said, and how much it is theirs alone."""
        together: dict[int, float] = defaultdict(float)
        for name, owners in _rarest(weights, self.held):
            start, end = self.held.span(name)
            shares = self.shares[start:end]
            factor = weights[name] / total * (_TOGETHER + _VOTED / sum(shares))
            for owner, share in zip(owners, shares, strict=True):
                together[owner] += factor * share
        return together

    def _hinted(self, asked: Features) -> dict[int, float]:
        """How much of what was said the answers of a question speak of, 0–1."""
        count = 1 + self.questions
        known = {name: self.answered.get(name) for name in asked if name in self.answered}
        weights = {name: asked[name] * math.log(1 + count / len(owners)) for name, owners in known.items()}
        total = sum(weights.values())
        hinted: dict[int, float] = defaultdict(float)
        for name, owners in _rarest(weights, self.answered):
            for owner in owners:
                hinted[owner] += weights[name] / total
        return hinted


def _held(
    postings: Mapping[str, Numbers], weights: Mapping[str, Sequence[float]], owners: Numbers,
    wordings: Mapping[int, int],
) -> tuple[dict[str, array[int]], array[float], dict[int, float]]:  # fmt: skip
    """For each feature the questions that have it; how firmly, one list after the other; each wording's weight."""
    held: dict[str, array[int]] = {}
    shares = array("f")
    totals: dict[int, float] = defaultdict(float)
    for feature, numbers in postings.items():
        sums: dict[int, float] = defaultdict(float)
        for number, weight in zip(numbers, weights[feature], strict=True):
            sums[owners[number]] += weight
        rarity = math.log(1 + len(wordings) / len(sums))
        for number, weight in zip(numbers, weights[feature], strict=True):
            totals[number] += weight * rarity
        held[feature] = array("I", sums)
        means = (weight / wordings[owner] for owner, weight in sums.items())
        shares.extend(mean / (mean + _SATURATES) * (1 + _SATURATES) for mean in means)
    return held, shares, totals


def _rarest(names: Mapping[str, float], lists: NumberLists) -> Iterator[tuple[str, Numbers]]:
    """The features' lists, shortest first, as far as `BUDGET` goes; the rarest one always."""
    found = [(name, numbers) for name in names if len(numbers := lists.get(name))]
    left = BUDGET
    for name, numbers in sorted(found, key=lambda one: len(one[1])):
        yield name, numbers
        left -= len(numbers)
        if left < 0:
            return
