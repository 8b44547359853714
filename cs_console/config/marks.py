"""Where each key and value of a YAML document stands, kept beside the data while it is read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

Path = tuple[str | int, ...]
Place = tuple[int, int]


class ParserMark(Protocol):
    """A place as the parser hands it over, counted from 0."""

    line: int
    column: int


class MapMark:
    """The places of a mapping: its own, and for each key the key's and its value's."""

    __slots__ = ("children", "start")

    def __init__(self, start: ParserMark) -> None:
        self.start = start
        self.children: dict[str, tuple[ParserMark, Node]] = {}


class ListMark:
    """The places of a sequence: its own and its items'."""

    __slots__ = ("children", "start")

    def __init__(self, start: ParserMark) -> None:
        self.start = start
        self.children: list[Node] = []


Node = ParserMark | MapMark | ListMark
"""A scalar is the parser's own mark, kept as it is: most places are never asked for."""


def place_of(node: Node) -> Place:
    """Where a node starts, from 1."""
    mark = node.start if isinstance(node, MapMark | ListMark) else node
    return mark.line + 1, mark.column + 1


@dataclass(frozen=True, slots=True)
class Marks:
    """Looks up places by path; a path that does not exist falls back to its nearest parent."""

    root: Node | None = None

    def __getitem__(self, path: Path) -> Place:
        """Where the value at `path` stands, exactly; KeyError when there is none."""
        node, rest = self._deepest(path)
        if node is None or rest:
            raise KeyError(path)
        return place_of(node)

    def at(self, path: Sequence[str | int]) -> Place:
        """Where the value at `path`, or its nearest parent, stands; (1, 1) in an empty document."""
        node, _ = self._deepest(tuple(path))
        return (1, 1) if node is None else place_of(node)

    def node(self, path: Sequence[str | int]) -> Node | None:
        """The mark of the value at `path`, None when there is none."""
        node, rest = self._deepest(tuple(path))
        return None if rest else node

    def key(self, path: Sequence[str | int]) -> Place:
        """Where the key that ends `path` stands, else the value or its nearest parent."""
        if path:
            parent, rest = self._deepest(tuple(path[:-1]))
            if isinstance(parent, MapMark) and not rest and path[-1] in parent.children:
                return place_of(parent.children[str(path[-1])][0])
        return self.at(path)

    def paths(self) -> Iterator[tuple[Path, Place]]:
        """Every path with its place, parents first."""
        waiting: list[tuple[Path, Node]] = [] if self.root is None else [((), self.root)]
        while waiting:
            path, node = waiting.pop()
            yield path, place_of(node)
            if isinstance(node, MapMark):
                waiting += [((*path, key), child) for key, (_, child) in reversed(node.children.items())]
            elif isinstance(node, ListMark):
                waiting += [((*path, at), child) for at, child in reversed([*enumerate(node.children)])]

    def _deepest(self, path: Path) -> tuple[Node | None, Path]:
        node = self.root
        for depth, step in enumerate(path):
            if isinstance(node, MapMark) and isinstance(step, str) and step in node.children:
                node = node.children[step][1]
            elif isinstance(node, ListMark) and isinstance(step, int) and 0 <= step < len(node.children):
                node = node.children[step]
            else:
                return node, path[depth:]
        return node, ()
