"""What the books say twice: the same question, nearly the same, the same answer under two ids (rule P1)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from cs_console.config.problems import Problem, warning
from cs_console.domain.phrases import Phrase
from cs_console.text.normalise import normalise, squeeze
from cs_console.text.search.features import without_courtesies

NEARLY = 88
"""From this likeness (0–100) two questions are probably one."""
_SIGNS = re.compile(r"[\W_]+")
COMPARED = 2_000
"""Of more questions than these only the same ones are found: comparing each with each takes too long."""

Places = Mapping[tuple[str, int], Mapping[int, tuple[int, int]]]


def repeated(phrases: Sequence[Phrase], places: Places) -> Iterator[Problem]:
    """One warning a phrase and kind, at the later of the two; `places` are those of the variants."""
    asked: dict[str, Phrase] = {}
    told: dict[str, Phrase] = {}
    same: set[str] = set()
    for phrase in phrases:
        for wording in phrase.wordings:
            other = asked.setdefault(_SIGNS.sub("", normalise(wording)) or wording, phrase)
            if other.id != phrase.id and phrase.id not in same:
                same.add(phrase.id)
                params = {"id": phrase.id, "question": wording, "other": other.id}
                yield warning(phrase.source_path, (phrase.line, 1), "book.same_question", **params)
        for at, variant in enumerate(phrase.variants):
            other = told.setdefault(squeeze(normalise(variant.text)), phrase)
            if other.id != phrase.id:
                place = places.get((phrase.source_path, phrase.line), {}).get(at, (phrase.line, 1))
                yield warning(phrase.source_path, place, "book.same_text", id=phrase.id, other=other.id)
    yield from _nearly(phrases, same)


def _nearly(phrases: Sequence[Phrase], same: set[str]) -> Iterator[Problem]:
    """Questions of which one has a letter or two more: a letter in another's place (退 for 换) makes another one."""
    from rapidfuzz import fuzz, process  # 3 MB: only when books are checked

    questions = [_bare(phrase.question) for phrase in phrases]
    if len(questions) > COMPARED:
        return
    for at, phrase in enumerate(phrases):
        if phrase.id in same or len(questions[at]) < 4:
            continue
        for text, _, number in process.extract(
            questions[at], questions[:at], scorer=fuzz.ratio, score_cutoff=NEARLY, limit=3
        ):
            mine, its = Counter(questions[at]), Counter(text)
            if text == questions[at] or not (mine <= its or its <= mine):
                continue
            other = phrases[number]
            params = {"id": phrase.id, "question": phrase.question, "other": other.id, "asked": other.question}
            yield warning(phrase.source_path, (phrase.line, 1), "book.near_question", **params)
            break


def _bare(text: str) -> str:
    """A question without courtesies, blanks and signs: what is compared."""
    plain = squeeze(normalise(text))
    return _SIGNS.sub("", without_courtesies(plain)) or plain
