"""Which phrase answers what a buyer said: whole sentences, in their own words and with their typos.

Buyers write 「亲 我的东西啥时候能发出来呀」 where the book says 「什么时候发货」. Both are stripped of
courtesies, synonyms are made one word, and what is left is compared by character pairs, characters and
sounds, each weighed by how rare it is among all questions.
"""

from __future__ import annotations

import heapq
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from cs_console.text.normalise import normalise
from cs_console.text.pinyin import readings

_COURTESY = re.compile(
    r"请问|你好|您好|在吗|在不在|麻烦|帮我|帮忙|我的|我们|你们|您们|咱们?|店家|老板娘?|掌柜|客服|小二"
    r"|一下|那个|这个|就是|想问|问下|问问|谢谢|感谢|拜托|亲亲?|[我你您呀啊哦呢吗吧嘛哈啦了的哟诶欸噢嗯喔请]"
)
_SEPARATORS = re.compile(r"[^0-9a-z\u3400-\u9fff]+")
_LATIN = re.compile(r"[a-z0-9]+")
_PAIR, _SINGLE, _SOUND, _WORD = 1.0, 1.5, 0.25, 1.5
_COVERS = 0.5
"""How much covering the wording counts against covering what was said."""
_TOGETHER = 1.0
"""How much it counts that all wordings of a question together cover what was said."""
_ANSWERED = 0.4
"""How much it counts that the answers speak of it too."""
BUDGET = 4000
"""How many places the index looks at for one sentence, rarest features first."""


class Synonyms:
    """Word groups: every member is read as the group's first word."""

    def __init__(self, groups: Sequence[Sequence[str]] = ()) -> None:
        self.groups = tuple(
            tuple(dict.fromkeys(normalise(word).strip() for word in group if word.strip()))
            for group in groups
        )
        self._first = {word: group[0] for group in self.groups for word in group}
        words = sorted(self._first, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, words))) if words else None

    def canonical(self, text: str) -> str:
        """`text` (normalised) with every member of a group replaced by the group's first word."""
        if self._pattern is None:
            return text
        return self._pattern.sub(lambda match: self._first[match[0]], text)

    def widened(self, text: str, limit: int = 6) -> list[str]:
        """`text` with the first word of it that has synonyms replaced by each of them."""
        match = self._pattern.search(text) if self._pattern else None
        if match is None:
            return []
        group = next(group for group in self.groups if match[0] in group)
        others = [word for word in group if word != match[0]][:limit]
        return [text[: match.start()] + word + text[match.end() :] for word in others]


def features(text: str, synonyms: Synonyms, *, sounds: bool = True) -> dict[str, float]:
    """What a sentence is compared by, with the kind's weight; `text` is normalised."""
    found: dict[str, float] = {}
    stripped = _COURTESY.sub(" ", synonyms.canonical(text))
    for part in _SEPARATORS.split(stripped):
        for word in _LATIN.findall(part):
            found[word] = _WORD
        hanzi = [char for char in part if char >= "\u3400"]
        found.update(dict.fromkeys(hanzi, _SINGLE))
        found.update({left + right: _PAIR for left, right in pairwise(hanzi)})
        if sounds:
            heard = [known[0] if (known := readings(char)) else char for char in hanzi]
            found.update({f"~{left}'{right}": _SOUND for left, right in pairwise(heard)})
    return found


Postings = Mapping[str, Sequence[int]]


@dataclass(slots=True)
class Suggester:
    """An inverted index over the wordings of questions, weighed by rarity; answers lend it a hint.

    `postings` number the wordings, `answered` the keys; `keys` and `places` say whose wording it is.
    """

    synonyms: Synonyms
    names: Sequence[str]
    keys: Sequence[int]
    places: Sequence[int]
    covers: Sequence[float]
    postings: Postings
    rarity: Mapping[str, float]
    answered: Postings

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
        postings: dict[str, list[int]] = defaultdict(list)
        sets = []
        for number, (_, _, text) in enumerate(wordings):
            found = features(text, synonyms)
            sets.append(found)
            for feature in found:
                postings[feature].append(number)
        count = max(len(wordings), 1)
        rarity = {feature: math.log(1 + count / len(numbers)) for feature, numbers in postings.items()}
        totals = [sum(weight * rarity[name] for name, weight in found.items()) for found in sets]
        said: dict[str, set[int]] = defaultdict(set)
        for key, text in answers:
            if key in number_of:
                for feature in features(text, synonyms, sounds=False):
                    said[feature].add(number_of[key])
        return cls(
            synonyms=synonyms,
            names=names,
            keys=[number_of[key] for key, _, _ in wordings],
            places=[place for _, place, _ in wordings],
            covers=[total**-_COVERS if total else 0.0 for total in totals],
            postings=dict(postings),
            rarity=rarity,
            answered={feature: sorted(numbers) for feature, numbers in said.items()},
        )

    def suggest(self, sentence: str, limit: int) -> list[tuple[str, int, float]]:
        """(key, text index, score 0–1) of the wordings nearest to a normalised sentence, best first."""
        asked = features(sentence, self.synonyms)
        unseen = math.log(1 + max(len(self.keys), 1))
        weights = {name: weight * self.rarity.get(name, unseen) for name, weight in asked.items()}
        total = sum(weights.values()) or 1.0
        shared: dict[int, float] = defaultdict(float)
        together: dict[int, float] = defaultdict(float)
        for name, numbers in self._rarest(weights, self.postings):
            for number in numbers:
                shared[number] += weights[name]
            for key in {self.keys[number] for number in numbers}:
                together[key] += weights[name] / total
        hinted = self._hinted(asked)
        scale = total ** (_COVERS - 1)
        best: dict[int, tuple[float, int]] = {}
        for number, weight in shared.items():
            key = self.keys[number]
            own = weight * self.covers[number] * scale
            score = own + _TOGETHER * together[key] + _ANSWERED * hinted.get(key, 0.0)
            if key not in best or score > best[key][0]:
                best[key] = (score, self.places[number])
        ranked = heapq.nlargest(limit, best.items(), key=lambda item: item[1][0])
        most = 1 + _TOGETHER + _ANSWERED
        return [(self.names[key], place, round(score / most, 4)) for key, (score, place) in ranked]

    def _hinted(self, asked: Mapping[str, float]) -> dict[int, float]:
        """How much of what was said the answers under a key speak of, 0–1."""
        count = 1 + len(self.names)
        known = {name: self.answered[name] for name in asked if name in self.answered}
        weights = {name: asked[name] * math.log(1 + count / len(keys)) for name, keys in known.items()}
        total = sum(weights.values())
        hinted: dict[int, float] = defaultdict(float)
        for name, keys in self._rarest(weights, known):
            for key in keys:
                hinted[key] += weights[name] / total
        return hinted

    @staticmethod
    def _rarest(names: Iterable[str], postings: Postings) -> Iterator[tuple[str, Sequence[int]]]:
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
