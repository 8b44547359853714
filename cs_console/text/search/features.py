"""What a sentence is compared by: its words without courtesies, what they mean, how it asks, how it sounds.

Buyers write 「亲 有没有邮费的啊」 where the book says 「包邮吗」. One spelling is made of what everybody writes
in many ways (啥 = 什么, 几号 = 什么时候, 能不能 = 能, 48 = 72 = a number), courtesies go, and what is left gives
characters, neighbours, trade words, the way of asking with what is asked, and neighbours' sounds.
"""

from __future__ import annotations

import re
from itertools import pairwise

from cs_console.text.pinyin import readings
from cs_console.text.search.kinds import kinds_in
from cs_console.text.search.spelling import HANZI, NUMBER, spelt, without_courtesies
from cs_console.text.search.synonyms import Synonyms

COURTESY = "^"
"""Marks the features of a text that holds nothing but courtesies: it resembles its like alone."""
ASKS, SOUND = "?", "~"
"""How the features of asking and of sound begin."""
CLAUSES = 2_000
"""How many clauses a reader remembers."""

_SEPARATORS = re.compile(r"[^0-9a-z#\u3400-\u9fff]+")
_LATIN = re.compile(r"[a-z]+")
_ASKED = (
    ("when", "什么时候"), ("long", "多久"), ("why", "为什么"), ("howmuch", "多少"), ("how", "怎么"),
    ("where", "哪里"), ("where", "在哪"), ("where", "到哪"), ("which", "哪"), ("what", "什么"), ("who", "谁"),
    ("can", "能"), ("can", "可以"), ("can", "行"), ("has", "有"), ("is", "是"), ("not", "不"), ("notyet", "没"),
)  # fmt: skip

_CHARACTER, _PAIR, _LATIN_WORD = 2.0, 0.75, 2.0
_MEANT, _MEANT_PAIR, _CANONICAL = 1.3, 1.6, 0.4
_ASKS, _ASKS_CHARACTER, _ASKS_MEANT = 0.8, 0.4, 0.8
_KIND, _ASKS_KIND = 1.6, 0.8
_SOUND = 0.2

Features = dict[str, float]


def features(text: str, synonyms: Synonyms, *, sounds: bool = True) -> Features:
    """What a sentence is compared by, with each feature's weight; `text` is normalised."""
    return Reader(synonyms)(text, sounds=sounds)


class Reader:
    """Reads features of many texts; a clause that stands in several is read once."""

    def __init__(self, synonyms: Synonyms) -> None:
        self._synonyms = synonyms
        self._clauses: dict[str, Features] = {}

    def __call__(self, text: str, *, sounds: bool = True) -> Features:
        """The features of a normalised text."""
        found: Features = {}
        clauses = [clause for clause in _SEPARATORS.split(spelt(text)) if clause]
        plain = [clause for clause in clauses if without_courtesies(clause)]
        for clause in plain:
            for feature, weight in self._clause(clause).items():
                if (sounds or feature[0] != SOUND) and weight > found.get(feature, 0.0):
                    found[feature] = weight
        if not plain:
            said = f"{COURTESY}{''.join(clauses)}$" if clauses else ""
            found.update({f"{COURTESY}{left}{right}": 1.0 for left, right in pairwise(said)})
        return found

    def answer(self, text: str) -> list[str]:
        """The features of an answer: what it speaks of, not how anybody would ask for it."""
        return [feature for feature in self(text, sounds=False) if feature[0] != ASKS]

    def _clause(self, clause: str) -> Features:
        found = self._clauses.get(clause)
        if found is None:
            found = {}
            _add_clause(found, clause, self._synonyms)
            if len(self._clauses) >= CLAUSES:
                self._clauses.clear()
            self._clauses[clause] = found
        return found


def _add_clause(found: Features, clause: str, synonyms: Synonyms) -> None:
    asks = [f"{ASKS}{name}" for name, word in _ASKED if word in clause]
    found.update(dict.fromkeys(asks, _ASKS))
    core = without_courtesies(clause)
    for run in (*without_courtesies(clause, " ").split(), core):
        _add_grams(found, run, 1.0)
    meant = [f"={first}" for first, _ in synonyms.meant(clause)]
    kinds = [f"@{kind}" for kind in kinds_in(clause)]
    found.update(dict.fromkeys(meant, _MEANT))
    found.update(dict.fromkeys(kinds, _KIND))
    found.update({left + right: _MEANT_PAIR for left, right in pairwise(meant)})
    if meant:
        _add_grams(found, without_courtesies(synonyms.canonical(clause)), _CANONICAL)
    for ask in asks:
        found.update({ask + char: _ASKS_CHARACTER for char in core if char >= HANZI})
        found.update(dict.fromkeys((ask + word for word in meant), _ASKS_MEANT))
        found.update(dict.fromkeys((ask + kind for kind in kinds), _ASKS_KIND))
    heard = [known[0] if (known := readings(char)) else char for char in core]
    found.update({f"{SOUND}{left}'{right}": _SOUND for left, right in pairwise(heard)})


def _add_grams(found: Features, run: str, share: float) -> None:
    """Latin words, characters and neighbours; what is known already keeps its weight."""
    for word in _LATIN.findall(run):
        found.setdefault(word, _LATIN_WORD * share)
    hanzi = [char for char in run if char >= HANZI or char == NUMBER]
    for char in hanzi:
        found.setdefault(char, _CHARACTER * share)
    for left, right in pairwise(hanzi):
        found.setdefault(left + right, _PAIR * share)
