"""What the books say twice: the same question, nearly the same, the same answer under two ids (rule P1)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from cs_console.config.problems import Problem, warning
from cs_console.domain.phrases import Phrase
from cs_console.text.normalise import normalise, squeeze
from cs_console.text.search.spelling import without_courtesies

NEARLY = 88
"""From this likeness (0–100) two questions are probably one."""
_SIGNS = re.compile(r"[\W_]+")
_MARKS = re.compile(r"[0-9a-z]+")
"""Numbers and sizes: 3天 is not 30天, XL not XXL."""
LONGEST = 30
"""Letters up to which questions are compared: nobody writes longer ones twice by chance."""

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
    """Questions of which one has a letter or two more: a letter in another's place (退 for 换) makes another one.

    Found by their letters in order, each also without one or two of them: comparing each with each takes too long.
    """
    from rapidfuzz import fuzz  # 3 MB: only when books are checked

    whole: dict[str, list[int]] = {}
    fewer: dict[str, list[int]] = {}
    questions = [_bare(phrase.question) for phrase in phrases]
    for at, (phrase, mine) in enumerate(zip(phrases, questions, strict=True)):
        if phrase.id in same or not 4 <= len(mine) <= LONGEST:
            continue
        letters = "".join(sorted(mine))
        less = _less(letters)
        found = {other for part in (letters, *less) for other in whole.get(part, ())}
        found.update(fewer.get(letters, ()))
        marks = _MARKS.findall(mine)
        others = [one for one in found if questions[one] != mine and _MARKS.findall(questions[one]) == marks]
        alike = [(fuzz.ratio(mine, questions[one]), -one) for one in others]
        if alike and max(alike)[0] >= NEARLY:
            other = phrases[-max(alike)[1]]
            params = {"id": phrase.id, "question": phrase.question, "other": other.id, "asked": other.question}
            yield warning(phrase.source_path, (phrase.line, 1), "book.near_question", **params)
        whole.setdefault(letters, []).append(at)
        for part in less:
            fewer.setdefault(part, []).append(at)


def _less(letters: str) -> set[str]:
    """`letters` without one or two of them."""
    once = {letters[:at] + letters[at + 1 :] for at in range(len(letters))}
    return once | {one[:at] + one[at + 1 :] for one in once for at in range(len(one))}


def _bare(text: str) -> str:
    """A question without courtesies, blanks and signs: what is compared."""
    plain = squeeze(normalise(text))
    return _SIGNS.sub("", without_courtesies(plain)) or plain
