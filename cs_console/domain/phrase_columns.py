"""Phrases as columns of plain values: ten thousand are there in a few milliseconds and in a third of the memory.

Texts lie joined in one string; what many phrases share (group, file, tags) is kept once. A phrase is made of
its columns when somebody asks for it.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any, overload

from cs_console.domain.phrases import Phrase, Variant

COLUMNS = 2
"""Raised when what is kept of a phrase changes."""
REMEMBERED = 256
"""How many phrases stay made: a list shows twenty, a search looks at forty, with the next key at most of them again."""

Columns = tuple[Any, ...]


def columns_of(phrases: Sequence[Phrase]) -> Columns:
    """Phrases as columns; those that are in columns already are not made for it."""
    if isinstance(phrases, PhraseColumns) and (columns := phrases.columns) is not None:
        return columns
    variants = [variant for phrase in phrases for variant in phrase.variants]
    return (
        _joined(phrase.id for phrase in phrases),
        _joined(phrase.question for phrase in phrases),
        _joined(phrase.code for phrase in phrases),
        _joined(ask for phrase in phrases for ask in phrase.asks),
        _ends(len(phrase.asks) for phrase in phrases),
        _joined(variant.text for variant in variants),
        _joined(variant.when for variant in variants),
        _ends(len(phrase.variants) for phrase in phrases),
        _shared([phrase.group for phrase in phrases]),
        _shared([phrase.tags for phrase in phrases]),
        _shared([phrase.source_path for phrase in phrases]),
        bytes(array("I", (phrase.line for phrase in phrases))),
        bytes(phrase.personal for phrase in phrases),
    )


class PhraseColumns(Sequence[Phrase]):
    """The phrases of columns, and `more` behind them."""

    def __init__(self, columns: Columns, more: Sequence[Phrase] = ()) -> None:
        ids, questions, codes, asks, ask_ends, texts, whens, variant_ends, groups, tags, paths, lines, personal = (
            columns
        )
        self._columns, self._more = columns, more
        self._ids, self._questions, self._codes = _Strings(ids), _Strings(questions), _Strings(codes)
        self._asks, self._ask_ends = _Strings(asks), _numbers(ask_ends)
        self._texts, self._whens, self._variant_ends = _Strings(texts), _Strings(whens), _numbers(variant_ends)
        self._groups, self._tags, self._paths = _Shared(groups), _Shared(tags), _Shared(paths)
        self._lines, self._personal = _numbers(lines), personal
        self._made: dict[int, Phrase] = {}

    def __len__(self) -> int:
        return len(self._lines) + len(self._more)

    @overload
    def __getitem__(self, place: int) -> Phrase: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Phrase, ...]: ...
    def __getitem__(self, place: int | slice) -> Phrase | tuple[Phrase, ...]:
        if isinstance(place, slice):
            return tuple(self[at] for at in range(*place.indices(len(self))))
        at = place if place >= 0 else place + len(self)
        if not 0 <= at < len(self):
            raise IndexError(place)
        return self._remembered(at) if at < len(self._lines) else self._more[at - len(self._lines)]

    def __iter__(self) -> Iterator[Phrase]:
        yield from map(self._make, range(len(self._lines)))  # none is remembered: the next look is for others
        yield from self._more

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence):
            return NotImplemented
        return self is other or (len(self) == len(other) and all(map(Phrase.__eq__, self, other)))

    __hash__ = None  # type: ignore[assignment]

    @property
    def columns(self) -> Columns | None:
        """What they are made of; None when there are more behind them."""
        return None if self._more else self._columns

    @property
    def ids(self) -> Iterator[str]:
        """The ids alone, in the phrases' order."""
        yield from self._ids
        yield from (phrase.id for phrase in self._more)

    def tagged(self, tag: str) -> bool:
        """Whether any phrase has this tag."""
        return any(tag in tags for tags in self._tags.different) or any(tag in phrase.tags for phrase in self._more)

    def followed_by(self, more: Iterable[Phrase]) -> PhraseColumns:
        """These phrases and more behind them."""
        return PhraseColumns(self._columns, (*self._more, *more))

    def _remembered(self, at: int) -> Phrase:
        phrase = self._made.get(at)
        if phrase is None:
            if len(self._made) >= REMEMBERED:
                self._made.clear()
            phrase = self._made[at] = self._make(at)
        return phrase

    def _make(self, at: int) -> Phrase:
        variants = range(*self._variant_ends[at : at + 2])
        return Phrase(
            id=self._ids[at],
            group=self._groups[at],
            question=self._questions[at],
            variants=tuple([Variant(self._texts[one], self._whens[one]) for one in variants]),
            asks=tuple([self._asks[one] for one in range(*self._ask_ends[at : at + 2])]),
            code=self._codes[at],
            tags=self._tags[at],
            source_path=self._paths[at],
            line=self._lines[at],
            personal=bool(self._personal[at]),
        )


class ById(Mapping[str, Phrase]):
    """Phrases by their id, none made before it is asked for."""

    def __init__(self, phrases: Sequence[Phrase]) -> None:
        ids = phrases.ids if isinstance(phrases, PhraseColumns) else (phrase.id for phrase in phrases)
        self._phrases = phrases
        self._places = {name: place for place, name in enumerate(ids)}

    def __getitem__(self, name: str) -> Phrase:
        return self._phrases[self._places[name]]

    def __contains__(self, name: object) -> bool:
        return name in self._places

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


def untagged(phrases: Sequence[Phrase], tag: str) -> Sequence[Phrase]:
    """The phrases without a tag: the very same sequence when none has it."""
    if isinstance(phrases, PhraseColumns) and not phrases.tagged(tag):
        return phrases
    return tuple(phrase for phrase in phrases if tag not in phrase.tags)


def followed_by(phrases: Sequence[Phrase], more: Sequence[Phrase]) -> Sequence[Phrase]:
    """Phrases and more behind them."""
    return phrases.followed_by(more) if isinstance(phrases, PhraseColumns) else (*phrases, *more)


class _Strings:
    """Many texts in one, each from the end of the one before to its own."""

    __slots__ = ("_ends", "_joined")

    def __init__(self, column: tuple[str, bytes]) -> None:
        self._joined, self._ends = column[0], _numbers(column[1])

    def __getitem__(self, at: int) -> str:
        return self._joined[self._ends[at] : self._ends[at + 1]]

    def __iter__(self) -> Iterator[str]:
        start = 0
        for end in self._ends[1:]:
            yield self._joined[start:end]
            start = end


class _Shared:
    """Values of which many places have the same."""

    __slots__ = ("_numbers", "different")

    def __init__(self, column: tuple[tuple[Any, ...], bytes]) -> None:
        self.different, self._numbers = column[0], _numbers(column[1])

    def __getitem__(self, at: int) -> Any:
        return self.different[self._numbers[at]]


def _numbers(packed: bytes) -> memoryview:
    return memoryview(packed).cast("I")


def _joined(texts: Iterable[str]) -> tuple[str, bytes]:
    """Texts in one string, and where each ends."""
    listed = list(texts)
    return "".join(listed), _ends(map(len, listed))


def _ends(counts: Iterable[int]) -> bytes:
    return bytes(array("I", accumulate(counts, initial=0)))


def _shared(values: Sequence[Any]) -> tuple[tuple[Any, ...], bytes]:
    """The different values, and for each place which of them."""
    different = {value: number for number, value in enumerate(dict.fromkeys(values))}
    return tuple(different), bytes(array("I", (different[value] for value in values)))
