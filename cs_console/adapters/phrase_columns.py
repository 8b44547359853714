"""Phrases as columns of plain values and back: ten thousand in a few milliseconds.

Texts lie joined in one string; what many phrases share (group, file, tags) is kept once. Frozen entities are
filled slot by slot, which takes a third of the time of their constructors.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Any

from cs_console.domain.phrases import Phrase, Variant

COLUMNS = 1
"""Raised when what is kept of a phrase changes."""

_BETWEEN = "\0"
"""Stands in no text: loading cleans it away."""

Columns = tuple[Any, ...]


def columns_of(phrases: Sequence[Phrase]) -> Columns:
    """Phrases as columns."""
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


def phrases_from(columns: Columns) -> tuple[Phrase, ...]:
    """The phrases of columns."""
    ids, questions, codes, asks, ask_ends, texts, whens, variant_ends, groups, tags, paths, lines, personal = columns
    variants = tuple(map(_variant, _parted(texts), _parted(whens)))
    return tuple(
        map(
            _phrase,
            _parted(ids),
            _values(groups),
            _parted(questions),
            _slices(variants, variant_ends),
            _slices(tuple(_parted(asks)), ask_ends),
            _parted(codes),
            _values(tags),
            _values(paths),
            memoryview(lines).cast("I"),
            map(bool, personal),
        )
    )


def _joined(texts: Iterable[str]) -> str:
    """Texts in one string, each followed by the separator."""
    return "".join(text + _BETWEEN for text in texts)


def _parted(joined: str) -> list[str]:
    return joined.split(_BETWEEN)[:-1]


def _ends(counts: Iterable[int]) -> bytes:
    ends, end = array("I", [0]), 0
    for count in counts:
        end += count
        ends.append(end)
    return bytes(ends)


def _slices(values: tuple[Any, ...], ends: bytes) -> list[tuple[Any, ...]]:
    return [values[start:end] for start, end in pairwise(memoryview(ends).cast("I"))]


def _shared(values: Sequence[Any]) -> tuple[tuple[Any, ...], bytes]:
    """The different values, and for each place which of them."""
    different = {value: number for number, value in enumerate(dict.fromkeys(values))}
    return tuple(different), bytes(array("I", (different[value] for value in values)))


def _values(shared: tuple[tuple[Any, ...], bytes]) -> list[Any]:
    different, numbers = shared
    return [different[number] for number in memoryview(numbers).cast("I")]


def _slot(kind: type, name: str) -> Callable[[Any, Any], None]:
    """What fills one slot of a frozen entity."""
    fill: Callable[[Any, Any], None] = kind.__dict__[name].__set__
    return fill


_text, _when = _slot(Variant, "text"), _slot(Variant, "when")
_id, _group, _question = _slot(Phrase, "id"), _slot(Phrase, "group"), _slot(Phrase, "question")
_variants, _asks, _code, _tags = (_slot(Phrase, name) for name in ("variants", "asks", "code", "tags"))
_source_path, _line, _personal = (_slot(Phrase, name) for name in ("source_path", "line", "personal"))


def _variant(text: str, when: str) -> Variant:
    made = object.__new__(Variant)
    _text(made, text)
    _when(made, when)
    return made


def _phrase(
    phrase_id: str, group: str, question: str, variants: tuple[Variant, ...], asks: tuple[str, ...], code: str,
    tags: tuple[str, ...], source_path: str, line: int, personal: bool,
) -> Phrase:  # fmt: skip
    made = object.__new__(Phrase)
    _id(made, phrase_id)
    _group(made, group)
    _question(made, question)
    _variants(made, variants)
    _asks(made, asks)
    _code(made, code)
    _tags(made, tags)
    _source_path(made, source_path)
    _line(made, line)
    _personal(made, personal)
    return made
