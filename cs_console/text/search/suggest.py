"""Which phrase answers what a buyer said: whole sentences, in their own words and with their typos.

Buyers write 「亲 我的东西啥时候能发出来呀」 where the book says 「什么时候发货」. Both are stripped of
courtesies, synonyms are made one word, and what is left is compared by character pairs, characters and
sounds, each weighed by how rare it is among all questions.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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
BUDGET = 6000
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


def features(text: str, synonyms: Synonyms) -> dict[str, float]:
    """What a sentence is compared by, with the kind's weight; `text` is normalised."""
    found: dict[str, float] = {}
    stripped = _COURTESY.sub(" ", synonyms.canonical(text))
    for part in _SEPARATORS.split(stripped):
        for word in _LATIN.findall(part):
            found[word] = _WORD
        hanzi = [char for char in part if char >= "\u3400"]
        sounds = [known[0] if (known := readings(char)) else char for char in hanzi]
        for char in hanzi:
            found[char] = _SINGLE
        for position in range(len(hanzi) - 1):
            found[hanzi[position] + hanzi[position + 1]] = _PAIR
            found[f"~{sounds[position]}'{sounds[position + 1]}"] = _SOUND
    return found


@dataclass(slots=True)
class Suggester:
    """An inverted index over the wordings of questions, weighed by rarity."""

    synonyms: Synonyms
    postings: Mapping[str, Sequence[int]]
    rarity: Mapping[str, float]
    covers: Sequence[float]
    keys: Sequence[str]
    places: Sequence[int]

    @classmethod
    def build(cls, wordings: Sequence[tuple[str, int, str]], synonyms: Synonyms) -> Suggester:
        """Index (key, text index, normalised wording) triples."""
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
        covers = [total**-_COVERS if total else 0.0 for total in totals]
        keys, places = [key for key, _, _ in wordings], [place for _, place, _ in wordings]
        return cls(synonyms, dict(postings), rarity, covers, keys, places)

    def suggest(self, sentence: str, limit: int) -> list[tuple[str, int, float]]:
        """(key, text index, score 0–1) of the wordings nearest to a normalised sentence, best first."""
        asked = features(sentence, self.synonyms)
        unseen = math.log(1 + max(len(self.keys), 1))
        weights = {name: weight * self.rarity.get(name, unseen) for name, weight in asked.items()}
        asked_total = sum(weights.values()) or 1.0
        scale = asked_total ** (_COVERS - 1)
        together: dict[str, float] = defaultdict(float)
        scores: dict[int, float] = defaultdict(float)
        left = BUDGET
        for name in sorted(weights, key=lambda name: len(self.postings.get(name, ()))):
            numbers = self.postings.get(name, ())
            left -= len(numbers)
            if left < 0 and scores:
                break
            weight = weights[name] * scale
            for number in numbers:
                scores[number] += weight
            for key in {self.keys[number] for number in numbers}:
                together[key] += weights[name] / asked_total
        best: dict[str, tuple[float, int]] = {}
        for number, shared in scores.items():
            key = self.keys[number]
            score = (shared * self.covers[number] + _TOGETHER * together[key]) / (1 + _TOGETHER)
            if key not in best or score > best[key][0]:
                best[key] = (score, self.places[number])
        ranked = sorted(best.items(), key=lambda item: -item[1][0])[:limit]
        return [(key, place, round(score, 4)) for key, (score, place) in ranked]
