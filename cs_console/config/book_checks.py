"""What `check` says of phrases that load well: angles and questions alike, dead conditions, tone, length (P1–P6)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from cs_console.config.book_repeats import repeated
from cs_console.config.marks import Marks
from cs_console.config.problems import Problem, error, warning
from cs_console.config.shapes import near
from cs_console.domain.condition_reach import Reach, odd_values, reach
from cs_console.domain.conditions import parse_condition
from cs_console.domain.filling import sample
from cs_console.domain.guard import BLOCK, HINT, GuardLists, check_text
from cs_console.domain.phrases import Phrase

ALIKE = 92
"""From this likeness (0–100) two variants are no different angles (rule P1)."""


def review(phrases: Iterable[Phrase], guard: GuardLists, longest: int, places: dict[str, Marks]) -> Iterator[Problem]:
    """Everything worth saying about `phrases`; `places` are the marks of their files by path."""
    rows = _rows(places)
    phrases = tuple(phrases)
    yield from repeated(phrases, {key: found.places for key, found in rows.items()})
    for phrase in phrases:
        row = rows.get((phrase.source_path, phrase.line), _Row())
        where = row.places
        yield from _alike(phrase, where)
        yield from _conditions(phrase, row)
        yield from _tone(phrase, guard, where)
        for at, variant in enumerate(phrase.variants):
            if len(variant.text) > longest:
                place = where.get(at, (phrase.line, 1))
                params = {"count": len(variant.text), "limit": longest}
                yield warning(phrase.source_path, place, "book.too_long", **params)


@dataclass(slots=True)
class _Row:
    """Where a phrase's variants stand, and their conditions."""

    places: dict[int, tuple[int, int]] = field(default_factory=dict)
    whens: dict[int, tuple[int, int]] = field(default_factory=dict)


def _rows(places: dict[str, Marks]) -> dict[tuple[str, int], _Row]:
    """(path, line of the phrase) → places of its variants."""
    found: dict[tuple[str, int], _Row] = {}
    for path, marks in places.items():
        starts: dict[tuple[str | int, ...], int] = {}
        for steps, place in marks.paths():
            row = steps[:2] if len(steps) > 1 and isinstance(steps[1], int) else steps[:1]
            if steps == row and steps[:1] == ("phrases",):
                starts[row] = place[0]
            rest = steps[len(row) :]
            if rest[:1] == ("variants",) and row in starts and len(rest) <= 2:
                at = rest[1] if len(rest) == 2 and isinstance(rest[1], int) else 0
                found.setdefault((path, starts[row]), _Row()).places[at] = place
            if rest[:1] == ("variants",) and rest[-1:] == ("when",) and row in starts:
                at = rest[1] if len(rest) == 3 and isinstance(rest[1], int) else 0
                found.setdefault((path, starts[row]), _Row()).whens[at] = place
    return found


def _conditions(phrase: Phrase, row: _Row) -> Iterator[Problem]:
    """Conditions that never hold, always hold, or ask for a word that does not exist (rule P2)."""
    for at, variant in enumerate(phrase.variants):
        if not variant.when:
            continue
        place = row.whens.get(at) or row.places.get(at, (phrase.line, 1))
        condition = parse_condition(variant.when)
        odd = odd_values(condition)
        for one in odd:
            likely = near(one.value, one.known) or " ".join(one.known)
            params = {"id": phrase.id, "name": one.name, "value": one.value, "near": likely}
            yield warning(phrase.source_path, place, "book.when_value", **params)
        held = reach(condition)
        if (held is Reach.NEVER and not odd) or held is Reach.ALWAYS:
            yield warning(phrase.source_path, place, f"book.when_{held}", id=phrase.id, when=variant.when)


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
            if finding.category.startswith("private_") and finding.words not in variant.text:
                continue  # a sample value, which no buyer is ever told
            params = {"words": finding.words, "advice": finding.advice, "category": finding.category}
            make, code = (error, "book.tone_block") if finding.severity == BLOCK else (warning, "book.tone")
            yield make(phrase.source_path, place, code, **params)
