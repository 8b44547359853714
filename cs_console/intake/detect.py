"""Which export a header row belongs to: known columns are counted, those of one platform alone weigh most."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from cs_console.domain.vocabulary import Platform
from cs_console.errors import BadInput
from cs_console.intake.cells import Cell, plain
from cs_console.intake.columns import LAYOUTS, OTHER_ORDERS, PHRASE_HEADERS
from cs_console.intake.layout import Column, Kind, Layout

HEADER_WITHIN = 50
_MIN_KNOWN = 3
_MIN_KNOWN_FORCED = 2
_SHOWN_COLUMNS = 12
_BRACKETS = {ord("（"): "(", ord("）"): ")", ord("【"): "[", ord("】"): "]", ord("："): ":", 0xFEFF: None}


@dataclass(frozen=True, slots=True)
class Bound:
    """A column found in a file: where, and under which header."""

    column: Column
    places: tuple[int, ...]
    header: str


@dataclass(frozen=True, slots=True)
class Match:
    """A recognised header: its layout, the columns found in it and the headers that stand twice."""

    layout: Layout
    score: float
    width: int
    key: Bound
    order: tuple[Bound, ...]
    line: tuple[Bound, ...]
    repeated: tuple[str, ...]


def header_name(cell: Cell) -> str:
    """A header for comparing: half-width brackets, no blanks, lower case, no unit behind it."""
    name = "".join(plain(cell).translate(_BRACKETS).split()).lower()
    base, bracket, _ = name.partition("(")
    return base if bracket and base and name.endswith(")") else name


@lru_cache(maxsize=1)
def _platforms_of() -> Mapping[str, frozenset[Platform]]:
    """Which platforms know a header; a name that only one knows is worth most."""
    found: dict[str, set[Platform]] = {}
    for layout in LAYOUTS:
        for name in _names(layout):
            found.setdefault(name, set()).add(layout.platform)
    return {name: frozenset(platforms) for name, platforms in found.items()}


@lru_cache(maxsize=32)
def _names(layout: Layout) -> frozenset[str]:
    return _read_names(layout) | frozenset(map(header_name, layout.marks))


def find_header(
    rows: Sequence[tuple[int, Sequence[Cell], str]],
    extra: Mapping[str, str],
    platform: Platform | None,
    name: str,
) -> tuple[int, Match]:
    """The place of the header among the first rows, and what it says; BadInput when there is none."""
    best: tuple[int, Match] | None = None
    for index, (_, cells, fault) in enumerate(rows[:HEADER_WITHIN]):
        found = None if fault else match_header(cells, extra, platform, name)
        if found and (best is None or found.score > best[1].score):
            best = (index, found)
    if best is None:
        raise _unknown(rows, platform, name)
    return best


def match_header(cells: Sequence[Cell], extra: Mapping[str, str], platform: Platform | None, name: str) -> Match | None:
    """The best layout for one row taken as a header, None when it is none that we know."""
    places: dict[str, list[int]] = {}
    for index, cell in enumerate(cells):
        if header := header_name(cell):
            places.setdefault(header, []).append(index)
    own = {header_name(header): field for header, field in extra.items()}
    known = places.keys() & (_platforms_of().keys() | own.keys())
    if len(known) < _MIN_KNOWN_FORCED:
        return None
    best = _best(places, own, platform, name)
    if best is None:
        return None
    score, layout = best
    labels = {header: plain(cells[where[0]]) for header, where in places.items()}
    return _bind(layout, score, places, own, labels)


def _best(
    places: Mapping[str, list[int]], own: Mapping[str, str], platform: Platform | None, name: str
) -> tuple[float, Layout] | None:
    forced = platform is not None
    scored = [(_score(layout, places, own, forced=forced), layout) for layout in _candidates(platform)]
    if not forced and "order_no" in own.values() and not any(score for score, _ in scored):
        scored = [(_score(OTHER_ORDERS, places, own, forced=True), OTHER_ORDERS)]
    best = max(scored, key=lambda pair: pair[0])
    if not best[0]:
        return None
    rivals = {layout.platform for score, layout in scored if score > best[0] - 1e-9}
    if len(rivals) > 1:
        raise BadInput("intake.unclear_platform", name=name, platforms=" / ".join(sorted(rivals)))
    return best


def _candidates(platform: Platform | None) -> tuple[Layout, ...]:
    if platform is None:
        return LAYOUTS
    if platform is Platform.OTHER:
        return (OTHER_ORDERS,)
    return tuple(layout for layout in LAYOUTS if layout.platform is platform)


def _score(layout: Layout, places: Mapping[str, list[int]], own: Mapping[str, str], *, forced: bool) -> float:
    """How surely this is the layout; 0 when an id column or anything distinctive is missing."""
    fields = {own[header] for header in places if header in own}
    for column in layout.columns():
        found = column.field in fields or any(header_name(name) in places for name in column.names)
        if column.kind is Kind.ID and not found:
            return 0.0
    platforms = _platforms_of()
    known = [header for header in places if header in _names(layout)]
    weights = [1 / len(platforms.get(header, (None,))) for header in known]
    total = len(known) + sum(header in own and header not in known for header in places)
    if total < (_MIN_KNOWN_FORCED if forced else _MIN_KNOWN) or (not forced and 1.0 not in weights):
        return 0.0
    return sum(weights) + 0.01 * total


def _bind(
    layout: Layout,
    score: float,
    places: Mapping[str, list[int]],
    own: Mapping[str, str],
    labels: Mapping[str, str],
) -> Match:
    def bind(columns: Iterable[Column]) -> tuple[Bound, ...]:
        bound = []
        for column in columns:
            headers = [header for header in places if own.get(header) == column.field]
            headers += [name for name in map(header_name, column.names) if name in places]
            if headers:
                where = [place for header in dict.fromkeys(headers) for place in places[header]]
                bound.append(Bound(column, tuple(where), labels[headers[0]]))
        return tuple(bound)

    known = {column.field for column in layout.columns()}
    further = [
        replace(column, names=())
        for column in (OTHER_ORDERS.order if layout.target == "order" else ())
        if column.field in own.values() and column.field not in known
    ]
    return Match(
        layout=layout,
        score=score,
        width=max(map(max, places.values())) + 1,
        key=bind((layout.key,))[0],
        order=bind((*layout.order, *further)),
        line=bind(layout.line),
        repeated=tuple(
            labels[header]
            for header, where in places.items()
            if len(where) > 1 and (header in own or header in _read_names(layout))
        ),
    )


@lru_cache(maxsize=32)
def _read_names(layout: Layout) -> frozenset[str]:
    return frozenset(header_name(name) for column in layout.columns() for name in column.names)


def _unknown(rows: Sequence[tuple[int, Sequence[Cell], str]], platform: Platform | None, name: str) -> BadInput:
    """Name what stands in the likeliest header row and what was looked for."""
    shown = [[text for cell in cells if (text := plain(cell))] for _, cells, _ in rows[:HEADER_WITHIN]]
    for texts in shown:
        if PHRASE_HEADERS[1] in map(header_name, texts):
            return BadInput("intake.is_phrases", name=name)
    widest = max(shown, key=len, default=[])
    columns = "、".join(text[:20] for text in widest[:_SHOWN_COLUMNS])
    keys = dict.fromkeys(layout.key.names[0] for layout in _candidates(platform))
    return BadInput("intake.unknown_layout", name=name, columns=columns or "-", wanted="、".join(keys))
