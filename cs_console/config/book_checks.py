"""What `check` says of phrases that load well: angles too alike, tone, length (rules P1, P5, P6)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cs_console.config.marks import Marks
from cs_console.config.problems import Problem, error, warning
from cs_console.domain.filling import sample
from cs_console.domain.guard import BLOCK, HINT, GuardLists, check_text
from cs_console.domain.phrases import Phrase

ALIKE = 92
"""From this likeness (0–100) two variants are no different angles (rule P1)."""


def review(phrases: Iterable[Phrase], guard: GuardLists, longest: int, places: dict[str, Marks]) -> Iterator[Problem]:
    """Everything worth saying about `phrases`; `places` are the marks of their files by path."""
    rows = _rows(places)
    for phrase in phrases:
        where = rows.get((phrase.source_path, phrase.line), {})
        yield from _alike(phrase, where)
        yield from _tone(phrase, guard, where)
        for at, variant in enumerate(phrase.variants):
            if len(variant.text) > longest:
                place = where.get(at, (phrase.line, 1))
                params = {"count": len(variant.text), "limit": longest}
                yield warning(phrase.source_path, place, "book.too_long", **params)


def _rows(places: dict[str, Marks]) -> dict[tuple[str, int], dict[int, tuple[int, int]]]:
    """(path, line of the phrase) → place of each variant."""
    found: dict[tuple[str, int], dict[int, tuple[int, int]]] = {}
    for path, marks in places.items():
        starts: dict[tuple[str | int, ...], int] = {}
        for steps, place in marks.paths():
            row = steps[:2] if len(steps) > 1 and isinstance(steps[1], int) else steps[:1]
            if steps == row and steps[:1] == ("phrases",):
                starts[row] = place[0]
            rest = steps[len(row) :]
            if rest[:1] == ("variants",) and row in starts and len(rest) <= 2:
                at = rest[1] if len(rest) == 2 and isinstance(rest[1], int) else 0
                found.setdefault((path, starts[row]), {})[at] = place
    return found


def _alike(phrase: Phrase, where: dict[int, tuple[int, int]]) -> Iterator[Problem]:
    from rapidfuzz import fuzz  # 3 MB: only when books are checked

    for at, variant in enumerate(phrase.variants):
        for other in range(at):
            if phrase.variants[other].when != variant.when:
                continue
            if fuzz.ratio(phrase.variants[other].text, variant.text) >= ALIKE:
                params = {"id": phrase.id, "first": other + 1, "second": at + 1}
                yield warning(phrase.source_path, where.get(at, (phrase.line, 1)), "book.alike", **params)


def _tone(phrase: Phrase, guard: GuardLists, where: dict[int, tuple[int, int]]) -> Iterator[Problem]:
    for at, variant in enumerate(phrase.variants):
        place = where.get(at, (phrase.line, 1))
        for finding in check_text(sample(variant.text), guard):
            if finding.severity == HINT or finding.category == "blank":
                continue
            params = {"words": finding.words, "advice": finding.advice, "category": finding.category}
            make, code = (error, "book.tone_block") if finding.severity == BLOCK else (warning, "book.tone")
            yield make(phrase.source_path, place, code, **params)
