"""Labelled buyer questions, the peers that suggestions are measured against, and the paired tests.

The halves are parted by one rule: a question whose BLAKE2 digest with `SEED` is even is for tuning, the
others are held out. Nothing is tuned on a held-out question or on the fruit shop's book.
"""

from __future__ import annotations

import csv
import hashlib
import math
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein

from cs_console.text.normalise import normalise

DATA = Path(__file__).parent / "data"
SEED = "20261122"
DEPTH = 10
JOINTS = (" ", "，", "\n", "。")

Suggest = Callable[[str], Sequence[str]]
"""Phrase ids for a question, best first, each once."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a buyer wrote and the phrases of which any one answers it."""

    question: str
    answers: frozenset[str]

    @property
    def held_out(self) -> bool:
        """Which half it belongs to; adding questions moves no other one."""
        digest = hashlib.blake2b((SEED + self.question).encode("utf-8"), digest_size=1).digest()
        return bool(digest[0] & 1)


def labelled(name: str) -> list[Asked]:
    """The labelled questions of one file."""
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t")
        return [Asked(row["question"], frozenset(row["phrases"].split(","))) for row in rows]


def bare(text: str) -> str:
    """A text as it is compared for copies: no signs, no case, one script."""
    return "".join(char for char in normalise(text) if char.isalnum())


def far_from(wordings: Sequence[tuple[str, str]], questions: Sequence[Asked]) -> list[Asked]:
    """The questions that no wording comes near: more than one letter in five, and more than one, is another."""
    said = [bare(text) for _, text in wordings]

    def near(question: str) -> bool:
        text = bare(question)
        like = process.extractOne(text, said, scorer=Levenshtein.normalized_similarity)
        close = process.extractOne(text, said, scorer=Levenshtein.distance)
        return (like is not None and like[1] >= 0.8) or (close is not None and close[1] <= 1)

    return [one for one in questions if not near(one.question)]


@dataclass(frozen=True, slots=True)
class Both:
    """Two questions in one message, each with the phrases of which any one answers it."""

    message: str
    first: frozenset[str]
    second: frozenset[str]


def pairs(questions: Sequence[Asked], count: int = 300) -> list[Both]:
    """Messages of two questions about different things, as buyers join them; seeded."""
    rng = random.Random(SEED)
    found: list[Both] = []
    while len(found) < count:
        one, other = rng.sample(list(questions), 2)
        if not one.answers & other.answers:
            message = f"{one.question}{rng.choice(JOINTS)}{other.question}"
            found.append(Both(message, one.answers, other.answers))
    return found


def both_answered(suggest: Suggest, messages: Sequence[Both], depth: int) -> float:
    """The share of messages with an answer to either question among the first `depth`."""
    answered = 0
    for one in messages:
        ids = frozenset(list(suggest(one.message))[:depth])
        answered += bool(ids & one.first and ids & one.second)
    return answered / len(messages)


def ranks(suggest: Suggest, questions: Sequence[Asked]) -> list[int]:
    """Where the first fitting phrase stands for each question, from 1; 0 when not among the first ten."""
    found = []
    for asked in questions:
        ids = list(suggest(asked.question))[:DEPTH]
        found.append(next((at for at, one in enumerate(ids, 1) if one in asked.answers), 0))
    return found


def hit(found: Sequence[int], depth: int) -> float:
    """The share of questions with a fitting phrase among the first `depth`."""
    return sum(0 < rank <= depth for rank in found) / len(found)


def reciprocal(found: Sequence[int]) -> float:
    """The mean reciprocal rank."""
    return sum(1 / rank for rank in found if rank) / len(found)


def mcnemar(ours: Sequence[int], theirs: Sequence[int], depth: int = 1) -> tuple[int, int, float]:
    """(only we hit, only they hit, exact two-sided p) for the same questions."""
    pairs = [(0 < a <= depth, 0 < b <= depth) for a, b in zip(ours, theirs, strict=True)]
    won, lost = sum(a and not b for a, b in pairs), sum(b and not a for a, b in pairs)
    trials = won + lost
    tail = sum(math.comb(trials, count) for count in range(min(won, lost) + 1)) / 2**trials
    return won, lost, min(1.0, 2 * tail)


def margin(ours: Sequence[int], theirs: Sequence[int], depth: int = 1, rounds: int = 2000) -> tuple[float, float]:
    """The 95 % interval of the difference in hits, by paired bootstrap."""
    rng = random.Random(SEED)
    gains = [(0 < a <= depth) - (0 < b <= depth) for a, b in zip(ours, theirs, strict=True)]
    means = sorted(sum(rng.choices(gains, k=len(gains))) / len(gains) for _ in range(rounds))
    return means[int(rounds * 0.025)], means[int(rounds * 0.975)]


def tf_idf(wordings: Sequence[tuple[str, str]]) -> Suggest:
    """Cosine of TF-IDF over character bigrams, smoothed and normalised as scikit-learn does by default."""

    def grams(text: str) -> Counter[str]:
        text = "".join(normalise(text).split())
        return Counter(text[at : at + 2] for at in range(len(text) - 1))

    documents = [(key, grams(text)) for key, text in wordings]
    seen = Counter(gram for _, found in documents for gram in found)
    weight = {gram: math.log((1 + len(documents)) / (1 + count)) + 1 for gram, count in seen.items()}

    def vector(found: Mapping[str, int]) -> dict[str, float]:
        values = {gram: count * weight[gram] for gram, count in found.items() if gram in weight}
        length = math.sqrt(sum(value * value for value in values.values())) or 1.0
        return {gram: value / length for gram, value in values.items()}

    vectors = [(key, vector(found)) for key, found in documents]

    def suggest(question: str) -> Sequence[str]:
        asked = vector(grams(question))
        best: dict[str, float] = defaultdict(float)
        for key, values in vectors:
            best[key] = max(best[key], sum(value * values.get(gram, 0.0) for gram, value in asked.items()))
        return [key for key, score in sorted(best.items(), key=lambda one: -one[1]) if score > 0]

    return suggest


def _in_one(wordings: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """All wordings of a phrase as one document."""
    documents: dict[str, list[str]] = defaultdict(list)
    for key, text in wordings:
        documents[key].append(text)
    return [(key, " ".join(texts)) for key, texts in documents.items()]


def fuzzy(wordings: Sequence[tuple[str, str]], scorer: Callable[..., float]) -> Suggest:
    """`rapidfuzz.process.extract` over the wordings."""
    texts = [normalise(text) for _, text in wordings]

    def suggest(question: str) -> Sequence[str]:
        found = process.extract(normalise(question), texts, scorer=scorer, limit=60)
        return list(dict.fromkeys(wordings[number][0] for _, _, number in found))

    return suggest


def peers(wordings: Sequence[tuple[str, str]]) -> dict[str, Suggest]:
    """The others, over the same wordings."""
    return {
        "tf-idf, character bigrams": tf_idf(wordings),
        "tf-idf, a document a phrase": tf_idf(_in_one(wordings)),
        "rapidfuzz ratio": fuzzy(wordings, fuzz.ratio),
        "rapidfuzz WRatio": fuzzy(wordings, fuzz.WRatio),
        "rapidfuzz partial_ratio": fuzzy(wordings, fuzz.partial_ratio),
    }
