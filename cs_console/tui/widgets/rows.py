"""Rows for `VirtualList`: where they come from and how one is drawn in fixed columns."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, NamedTuple, Protocol, TypeVar

from cs_console.i18n import language, token
from cs_console.text.clean import clean
from cs_console.text.width import CUT, cell_width, cut, fit

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Piece(NamedTuple):
    """Some text in one style; `style` names one of `tints.LOOKS` ("" for the row's own)."""

    text: str
    style: str = ""


Painter = Callable[[T, int], Sequence[Piece]]
"""Draws one row into a number of cells."""


class RowSource(Protocol[T_co]):
    """Rows by position, as many as there are, a page at a time."""

    @property
    def count(self) -> int:
        """How many rows there are."""

    def fetch(self, offset: int, limit: int) -> Sequence[T_co]:
        """Rows `offset` … `offset + limit`."""

    def key(self, index: int) -> Hashable:
        """What stays the same when a row moves."""

    def find(self, key: Hashable) -> int | None:
        """Where the row with this key stands now."""


@dataclass(frozen=True)
class ListSource(Generic[T]):
    """Rows already in memory; `key_of` gives a row's lasting identity."""

    rows: Sequence[T]
    key_of: Callable[[T], Hashable]

    @property
    def count(self) -> int:
        """How many rows there are."""
        return len(self.rows)

    def fetch(self, offset: int, limit: int) -> Sequence[T]:
        """A slice of the rows."""
        return self.rows[offset : offset + limit]

    def key(self, index: int) -> Hashable:
        """The key of the row at `index`."""
        return self.key_of(self.rows[index])

    def find(self, key: Hashable) -> int | None:
        """Where the row stands; a walk, as it happens once a refresh."""
        return next((at for at, row in enumerate(self.rows) if self.key_of(row) == key), None)


def head(text: str, cells: int) -> str:
    """As much of `text` as can show in `cells` cells: measuring ten thousand characters a line is too slow.

    A cell holds at most a base with three marks, an emoji sequence stretches further: eight are enough.
    """
    return text if len(text) <= cells * 8 + 16 else text[: cells * 8 + 16]


def column(text: str, cells: int, style: str = "", *, right: bool = False) -> Piece:
    """One fixed column: outside text cleaned, cut or padded to its cells."""
    return Piece(fit(clean(head(text, cells)), cells, right=right), style)


def cells_for(kind: str, words: Iterable[object], least: int, most: int) -> int:
    """Cells of a column of a vocabulary's words in the language shown, a blank behind the longest that fits."""
    return _cells_for(kind, tuple(map(str, words)), least, most, language())


@lru_cache(maxsize=64)
def _cells_for(kind: str, words: tuple[str, ...], least: int, most: int, _language: str) -> int:
    return min(max(least, *(cell_width(token(kind, word)) + 1 for word in words)), most)


def highlighted(text: str, spans: Sequence[tuple[int, int]], cells: int, style: str = "") -> list[Piece]:
    """Free text in `cells` cells with the matched stretches marked; spans are offsets into `text`.

    Cleaning may change lengths, so each stretch is cleaned on its own.
    """
    shown = head(text, cells)
    pieces: list[Piece] = []
    at = 0
    marks = [(*span, "match") for span in sorted(spans)]
    for start, end, mark in [*marks, (len(shown), len(shown), "")]:
        for part, name in ((shown[at : max(at, start)], style), (shown[max(at, start) : end], mark)):
            if words := clean(part):
                pieces.append(Piece(words, name))
        at = max(at, end)
    width = sum(cell_width(piece.text) for piece in pieces)
    if width > cells or len(shown) < len(text):
        return _cut(pieces, cells)
    return [*pieces, Piece(" " * (cells - width), style)] if width < cells else pieces


def _cut(pieces: Sequence[Piece], cells: int) -> list[Piece]:
    """As many pieces as leave room for the ``..`` that says there is more, also when the cut falls between two."""
    kept: list[Piece] = []
    left = cells - len(CUT) if cells > len(CUT) else cells
    for text, style in pieces:
        words = cut(text, left)
        if words:
            kept.append(Piece(words, style))
            left -= cell_width(words)
        if words != text:
            break
    tail = (CUT if cells > len(CUT) else "") + " " * left
    return [*kept, Piece(tail, kept[-1].style if kept else "")] if tail else kept
