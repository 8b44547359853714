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
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from cs_console.text.search.explain import shared_words
from cs_console.text.search.features import Features, features
from cs_console.text.search.synonyms import Synonyms

_COVERS = 0.5
"""How much covering the wording counts against covering what was said."""
_SECOND, _TOGETHER, _VOTED, _ANSWERED = 0.3, 1.0, 0.7, 0.2
"""How much it counts, beside the nearest wording's likeness, that a second wording is alike, that all wordings
together cover what was said, that few other questions do, and that the answers speak of it."""
_SATURATES = 0.1
"""How soon it is enough that some of a question's wordings have a feature."""
BUDGET = 6000
"""How many places the index looks at for one sentence, rarest features first."""

Numbers = Sequence[int]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question that was meant: the wording it resembles, how much (0–1), and by which words."""

    key: str
    place: int
    score: float
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """Which questions hold a feature, and how firmly: near 1 when many of their wordings do."""

    keys: Numbers
    shares: Sequence[float]
    total: float


@dataclass(slots=True)
class Suggester:
    """An inverted index over the wordings of questions, weighed by rarity; answers lend it a hint.

    `postings` number the wordings, `held` and `answered` the keys; `keys` and `places` say whose wording it is.
    """

    synonyms: Synonyms
    names: Sequence[str]
    keys: Numbers
    places: Numbers
    wordings: Sequence[str]
    covers: Sequence[float]
    postings: Mapping[str, Numbers]
    rarity: Mapping[str, float]
    held: Mapping[str, Held]
    answered: Mapping[str, Numbers]

    @classmethod
    def build(
        cls,
        wordings: Sequence[tuple[str, int, str]],
        answers: Iterable[tuple[str, str]],
        synonyms: Synonyms,
    ) -> Suggester:
        """Index (key, text index, wording) triples and (key, answer) pairs, all normalised."""
        names = list(dict.fromkeys(key for key, _, _ in wordings))
        number_of = {name: number for number, name in enumerate(names)}
        keys = [number_of[key] for key, _, _ in wordings]
        sets = [features(text, synonyms) for _, _, text in wordings]
        postings: dict[str, array[int]] = defaultdict(lambda: array("I"))
        for number, found in enumerate(sets):
            for feature in found:
                postings[feature].append(number)
        held = _held(keys, sets, len(names))
        rarity = {feature: math.log(1 + len(names) / len(one.keys)) for feature, one in held.items()}
        totals = [sum(weight * rarity[name] for name, weight in found.items()) for found in sets]
        said: dict[str, set[int]] = defaultdict(set)
        for key, text in answers:
            if key in number_of:
                for feature in features(text, synonyms, sounds=False):
                    if not feature.startswith("?"):
                        said[feature].add(number_of[key])
        return cls(
            synonyms=synonyms,
            names=names,
            keys=array("I", keys),
            places=array("I", (place for _, place, _ in wordings)),
            wordings=[text for _, _, text in wordings],
            covers=array("f", (total**-_COVERS if total else 0.0 for total in totals)),
            postings=dict(postings),
            rarity=rarity,
            held=held,
            answered={feature: array("I", sorted(numbers)) for feature, numbers in said.items()},
        )

    def suggest(self, sentence: str, limit: int) -> list[Suggestion]:
        """The questions that a normalised sentence most likely asks, best first."""
        asked = features(sentence, self.synonyms)
        unseen = math.log(1 + max(len(self.names), 1))
        weights = {name: weight * self.rarity.get(name, unseen) for name, weight in asked.items()}
        total = sum(weights.values())
        if not total:
            return []
        nearest = self._nearest(weights, total)
        beside = self._together(weights, total)
        for key, hint in self._hinted(asked).items():
            beside[key] += _ANSWERED * hint
        most = 1 + _SECOND + _TOGETHER + _VOTED + _ANSWERED
        scored = ((likeness + beside[key], -key, number) for key, (likeness, number) in nearest.items())
        return [
            Suggestion(
                self.names[-key], self.places[number], round(min(score / most, 1.0), 4),
                shared_words(sentence, self.wordings[number], self.synonyms),
            )
            for score, key, number in heapq.nlargest(limit, scored)
        ]  # fmt: skip

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
            key = self.keys[number]
            likeness = weight * self.covers[number] * scale
            first, second, _ = known = best.get(key, nobody)
            if likeness > first:
                best[key] = (likeness, first, number)
            elif likeness > second:
                best[key] = (first, likeness, known[2])
        return {key: (first + _SECOND * second, number) for key, (first, second, number) in best.items()}

    def _together(self, weights: Mapping[str, float], total: float) -> dict[int, float]:
        """How far all wordings of each question cover what was said, and how much it is theirs alone."""
        together: dict[int, float] = defaultdict(float)
        known = {name: self.held[name].keys for name in weights if name in self.held}
        for name, _ in _rarest(weights, known):
            one = self.held[name]
            factor = weights[name] / total * (_TOGETHER + _VOTED / one.total)
            for key, share in zip(one.keys, one.shares, strict=True):
                together[key] += factor * share
        return together

    def _hinted(self, asked: Features) -> dict[int, float]:
        """How much of what was said the answers under a key speak of, 0–1."""
        count = 1 + len(self.names)
        known = {name: self.answered[name] for name in asked if name in self.answered}
        weights = {name: asked[name] * math.log(1 + count / len(keys)) for name, keys in known.items()}
        total = sum(weights.values())
        hinted: dict[int, float] = defaultdict(float)
        for name, keys in _rarest(weights, known):
            for key in keys:
                hinted[key] += weights[name] / total
        return hinted


def _held(keys: Sequence[int], sets: Sequence[Features], count: int) -> dict[str, Held]:
    """For each feature the questions that hold it and how firmly."""
    wordings = [0] * count
    sums: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for key, found in zip(keys, sets, strict=True):
        wordings[key] += 1
        for feature, weight in found.items():
            sums[feature][key] += weight
    held = {}
    for feature, by_key in sums.items():
        means = [weight / wordings[key] for key, weight in by_key.items()]
        shares = array("f", (mean / (mean + _SATURATES) * (1 + _SATURATES) for mean in means))
        held[feature] = Held(array("I", by_key), shares, sum(shares))
    return held


def _rarest(names: Iterable[str], postings: Mapping[str, Numbers]) -> Iterator[tuple[str, Numbers]]:
    """The features' postings, shortest first, as far as `BUDGET` goes; the rarest one always."""
    left = BUDGET
    for name in sorted(names, key=lambda name: len(postings.get(name, ()))):
        numbers = postings.get(name, ())
        if not numbers:
            continue
        yield name, numbers
        left -= len(numbers)
        if left < 0:
            return
