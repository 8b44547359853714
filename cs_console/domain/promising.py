"""Promises in a reply, found so that they reach the remark and the ledger (rules P9, R4).

Works clause by clause: a question, a refusal, what the buyer is asked to do and a shop's general
terms are no promises. When a promise is due is read by `due_dates`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from cs_console.domain import promise_patterns as ways
from cs_console.domain.late_pattern import LatePattern
from cs_console.domain.vocabulary import PromiseKind

_BETWEEN = " \n，、；。,;"
_PARTICLES = " ~～哦呢呀啦的了哈”」』"
_NEAR = 6
"""So many characters may stand between a time and what is promised for it."""

_FROM_ELSEWHERE = frozenset({PromiseKind.DATE, PromiseKind.COURIER})
_BUYERS = frozenset({PromiseKind.ADDRESS, PromiseKind.CHANGE, PromiseKind.DATE, PromiseKind.CALL})
_SUPPOSED = frozenset({PromiseKind.ADDRESS, PromiseKind.CHANGE, PromiseKind.COURIER})
_UNDER_IF = _SUPPOSED | {PromiseKind.DATE, PromiseKind.CALL}
_OFFERED_TO_ALL = frozenset({PromiseKind.GIFT, PromiseKind.PRICE})
_CHANGED_OTHERWISE = frozenset({PromiseKind.ADDRESS, PromiseKind.PRICE})
"""Words that change a price or an address change no goods besides."""
_HARMLESS: tuple[tuple[LatePattern, frozenset[PromiseKind]], ...] = (
    (ways.GENERAL, _FROM_ELSEWHERE | {PromiseKind.CHANGE}),
    (ways.AUTOMATIC, _OFFERED_TO_ALL | _FROM_ELSEWHERE),
    (ways.DONE, _FROM_ELSEWHERE),
    (ways.IF, _UNDER_IF),
    (ways.SUPPOSING, _SUPPOSED),
    (ways.BUYER_DOES, _BUYERS),
    (ways.BUYER_SAID, _BUYERS | _FROM_ELSEWHERE),
)


@dataclass(frozen=True, slots=True)
class DetectedPromise:
    """Words of a reply that promise something, and of which kind."""

    kind: PromiseKind
    words: str
    start: int
    end: int


def detect_promises(text: str) -> tuple[DetectedPromise, ...]:
    """What `text` promises, in the order of its words; each kind at most once a clause (rules P9, R4)."""
    found: list[DetectedPromise] = []
    for start, words, harmless in _clauses(text):
        said: dict[PromiseKind, tuple[int, int]] = {}
        for kind, pattern in ways.PATTERNS:
            changed = (
                [said[other] for other in _CHANGED_OTHERWISE if other in said] if kind is PromiseKind.CHANGE else []
            )
            spans = (match.span() for match in pattern.finditer(words)) if kind not in harmless else ()
            if (span := next((one for one in spans if not _any_overlaps(changed, one)), None)) is not None:
                said[kind] = span
        for kind, (low, high) in said.items():
            if PromiseKind.DATE not in said:
                low = _from_its_time(words, low)
            shown = words[low:high].rstrip(_PARTICLES)
            found.append(DetectedPromise(kind, shown, start + low, start + low + len(shown)))
    return tuple(sorted(found, key=lambda promise: (promise.start, promise.kind)))


def promises_in(text: str, rules: Iterable[tuple[PromiseKind, Collection[str]]]) -> tuple[DetectedPromise, ...]:
    """What `text` promises as its sentences show it, and what the shop's own words add of other kinds (rules P9, R4).

    Those words count where a promise can stand: a question, a refusal or the buyer's own act promises nothing.
    """
    found = detect_promises(text)
    beside = {one.kind for one in found}
    added = (one for kind, words in rules if kind not in beside for one in _worded(text, kind, words))
    return (*found, *(one for one in added if not any(other.start <= one.start < other.end for other in found)))


def _worded(text: str, kind: PromiseKind, rule: Collection[str]) -> Iterator[DetectedPromise]:
    """The first clause with a word of one rule."""
    for start, clause, harmless in _clauses(text):
        word = next((word for word in rule if word in clause), None)
        if word is None or kind in harmless or ways.BUYER_DOES.search(clause) or ways.BUYER_SAID.search(clause):
            continue
        if any(way.search(clause) for way in (ways.IF, ways.GENERAL, ways.AUTOMATIC, ways.PASSING)):
            continue
        if not ways.ACTING.search(clause):
            continue
        at = start + clause.index(word)
        yield DetectedPromise(kind, word, at, at + len(word))
        return


def _clauses(text: str) -> Iterator[tuple[int, str, frozenset[PromiseKind]]]:
    """Clauses that may promise something: where they begin, their words, the kinds they cannot promise.

    A condition holds over the clause behind it: 「如果今天付款，明天发出」, 「满299，送抱枕一个」.
    """
    masked = ways.QUOTED.sub(lambda match: "…" * len(match[0]), text)
    carried: frozenset[PromiseKind] = frozenset()
    for clause in ways.CLAUSE.finditer(masked):
        words = clause[0]
        harmless = carried | _harmless_kinds(words)
        carried = _FROM_ELSEWHERE if ways.PAYING_FIRST.search(words) else frozenset()
        if ways.AUTOMATIC.search(words) and len(words) < _NEAR * 2:
            carried |= _OFFERED_TO_ALL
        if not ways.ASKING.search(words.strip()) and not ways.REFUSING.search(words):
            yield clause.start(), words, harmless


def _any_overlaps(taken: Iterable[tuple[int, int]], one: tuple[int, int]) -> bool:
    return any(one[0] < end and start < one[1] for start, end in taken)


def _from_its_time(words: str, start: int) -> int:
    """Where a promise begins with the time named just before it: 「下午3点给您去电」."""
    times = [match.span() for match in ways.TIMED.finditer(words, 0, start)]
    return times[-1][0] if times and start - times[-1][1] <= _NEAR else start


def distinct(found: Iterable[DetectedPromise]) -> tuple[DetectedPromise, ...]:
    """Each promise once, in the order of the words (rule R4).

    Words that overlap are one promise with its time, ``明天10点给您回电`` a call and not also a date; what
    is said again is none of its own.
    """
    kept: list[DetectedPromise] = []
    for one in sorted(found, key=lambda promise: (promise.start, promise.kind is PromiseKind.DATE)):
        last = kept[-1] if kept else None
        if last is not None and one.start < last.end:
            kind = one.kind if last.kind is PromiseKind.DATE else last.kind
            words = last.words + one.words[last.end - one.start :]
            kept[-1] = replace(last, kind=kind, words=words, end=last.start + len(words))
        elif not any(one.kind is other.kind and one.words in other.words for other in kept):
            kept.append(one)
    return tuple(kept)


def portions(text: str, found: Sequence[DetectedPromise]) -> tuple[str, ...]:
    """The part of `text` that tells of each promise of `found` (`distinct`, in order); no word is lost (rule R4)."""
    starts = [clause.start() for clause in ways.CLAUSE.finditer(text)]
    cuts = [0]
    for before, one in pairwise(found):
        clause = max((start for start in starts if start <= one.start), default=0)
        cuts.append(clause if clause >= before.end else one.start)
    ends = [*cuts[1:], len(text)][: len(found)]
    return tuple(text[start:end].strip(_BETWEEN) for start, end in zip(cuts, ends, strict=False))


def _harmless_kinds(clause: str) -> frozenset[PromiseKind]:
    """Kinds that this clause cannot promise: it states terms, supposes, tells what was done, or speaks of the buyer."""
    kinds: frozenset[PromiseKind] = frozenset()
    for pattern, covered in _HARMLESS:
        if pattern.search(clause):
            kinds |= covered
    return kinds
