"""Sentences that were said before and resemble a new one; grows sentence by sentence."""

from __future__ import annotations

from array import array
from collections import defaultdict

from cs_console.text.normalise import normalise, squeeze
from cs_console.text.search.features import features
from cs_console.text.search.said import own_words
from cs_console.text.search.synonyms import Synonyms


class Sentences:
    """An inverted index that takes one sentence after the other, numbered from 0."""

    def __init__(self, synonyms: Synonyms) -> None:
        self._synonyms = synonyms
        self._postings: dict[str, array[int]] = defaultdict(lambda: array("I"))
        self._sizes = array("d")

    def __len__(self) -> int:
        return len(self._sizes)

    def add(self, sentence: str) -> int:
        """Take a sentence in; its number."""
        found = self._features(sentence)
        for feature in found:
            self._postings[feature].append(len(self._sizes))
        self._sizes.append(sum(found.values()))
        return len(self._sizes) - 1

    def alike(self, sentence: str, least: float) -> dict[int, float]:
        """How much each earlier sentence is like this one, 0–1, where it is at least `least`."""
        asked = self._features(sentence)
        size = sum(asked.values())
        shared: dict[int, float] = defaultdict(float)
        for feature, weight in asked.items():
            for number in self._postings.get(feature, ()):
                shared[number] += weight
        likeness = {number: weight / (size * self._sizes[number]) ** 0.5 for number, weight in shared.items()}
        return {number: min(like, 1.0) for number, like in likeness.items() if like >= least}

    def _features(self, sentence: str) -> dict[str, float]:
        return features(squeeze(normalise(own_words(sentence))), self._synonyms, sounds=False)
