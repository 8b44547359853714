"""Tables in few large pieces: small in memory, and read back from a cache without being built again.

A table is kept as it would lie in a file (joined text, bytes and offsets); what a query asks for is cut out of
it when it is asked for.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, Literal, Protocol, overload

State = tuple[Any, ...]
"""What a table is made of, as plain strings, bytes and numbers."""

Later = Callable[[], State | None]
"""Gives a state that was put off until it is needed; None when it cannot be read any more."""

REMEMBERED = 512
"""How many bit sets are kept as numbers, 6 kB each over 50,000 texts; they are the same few for most queries."""
LOOKED_UP = 4096
"""How many names' lists are remembered once they were looked up."""


class Sliced(bytes):
    """Bytes that are only ever asked for in slices: a cache may leave them where they are on disk."""


class OnDisk(Protocol):
    """`Sliced` bytes as a cache gives them back; slices of them are read when they are asked for."""

    def __len__(self) -> int: ...
    def __getitem__(self, part: slice) -> memoryview: ...
    def cast(self, code: Literal["I", "f"]) -> Any:
        """The same as numbers."""


def numbers_in(packed: bytes | OnDisk, code: Literal["I", "f"] = "I") -> Any:
    """Packed numbers as a sequence of them, in memory or on disk."""
    return memoryview(packed).cast(code) if isinstance(packed, bytes) else packed.cast(code)


class Texts(Sequence[str]):
    """Many texts in one string, each between line breaks; none of them holds one."""

    __slots__ = ("joined", "starts")

    def __init__(self, joined: str, starts: Sequence[int]) -> None:
        self.joined = joined
        self.starts = starts

    @classmethod
    def of(cls, texts: Iterable[str]) -> Texts:
        """Join texts."""
        listed = list(texts)
        starts = array("I")
        position = 1
        for text in listed:
            starts.append(position)
            position += len(text) + 1
        return cls("\n" + "\n".join(listed) + "\n", starts)

    def __len__(self) -> int:
        return len(self.starts)

    @overload
    def __getitem__(self, number: int) -> str: ...
    @overload
    def __getitem__(self, number: slice) -> list[str]: ...
    def __getitem__(self, number: int | slice) -> str | list[str]:
        if isinstance(number, slice):
            return [self[at] for at in range(*number.indices(len(self)))]
        start = self.starts[number]
        return self.joined[start : self.joined.index("\n", start)]

    def at(self, position: int) -> int:
        """Which text stands at a place of `joined`."""
        return bisect_right(self.starts, position) - 1

    def state(self) -> State:
        """What it is made of."""
        return self.joined, bytes(array("I", self.starts))

    @classmethod
    def restored(cls, state: State) -> Texts:
        """The texts of a state."""
        joined, starts = state
        return cls(joined, numbers_in(starts))


class NumberLists:
    """For each name a list of numbers; all lists lie one after the other in one piece of memory.

    Names are looked up by halving, and those asked for are remembered: a dict of all would take more than the lists.
    """

    def __init__(self, names: Texts, spans: Sequence[int], numbers: Sequence[int]) -> None:
        self._names, self._spans, self._numbers = names, spans, numbers
        self._known: dict[str, tuple[int, int]] = {}

    @classmethod
    def of(cls, lists: Mapping[str, Sequence[int]]) -> NumberLists:
        """Put lists together, in their order; no name holds a line break."""
        numbers = array("I")
        ends: dict[str, tuple[int, int]] = {}
        for name, one in lists.items():
            ends[name] = (len(numbers), len(numbers) + len(one))
            numbers.extend(one)
        ordered = sorted(ends)
        spans = array("I", (end for name in ordered for end in ends[name]))
        return cls(Texts.of(ordered), spans, memoryview(numbers))

    def span(self, name: str) -> tuple[int, int]:
        """Where the list of a name begins and ends among all numbers; (0, 0) without one."""
        found = self._known.get(name)
        if found is None:
            if len(self._known) >= LOOKED_UP:
                self._known.clear()
            found = self._known[name] = self._looked_up(name)
        return found

    def _looked_up(self, name: str) -> tuple[int, int]:
        place = bisect_left(self._names, name)
        if place < len(self._names) and self._names[place] == name:
            return self._spans[2 * place], self._spans[2 * place + 1]
        return 0, 0

    def get(self, name: str) -> Sequence[int]:
        """The list of a name, empty without one."""
        start, end = self.span(name)
        return self._numbers[start:end]

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self.span(name) != (0, 0)

    def state(self) -> State:
        """What it is made of."""
        return self._names.state(), bytes(array("I", self._spans)), Sliced(array("I", self._numbers))

    @classmethod
    def restored(cls, state: State) -> NumberLists:
        """The lists of a state."""
        names, spans, numbers = state
        return cls(Texts.restored(names), numbers_in(spans), numbers_in(numbers))


class BitSets:
    """For each name the set of texts it stands in, as one big integer with a bit a text.

    A name in few texts is kept as their numbers, one in many as bits.
    """

    def __init__(self, names: str, kept: NumberLists, bits: bytes | OnDisk, count: int) -> None:
        self._names, self._kept, self._bits, self._count = names, kept, bits, count
        self._known: dict[str, int] = {}

    @classmethod
    def of(cls, postings: Mapping[str, Sequence[int]], count: int) -> BitSets:
        """Sets of numbers below `count`."""
        size = (count + 7) // 8
        few = {name: numbers for name, numbers in postings.items() if 4 * len(numbers) < size}
        many = {name: numbers for name, numbers in postings.items() if name not in few}
        bits = b"".join(_buffer(numbers, size) for numbers in many.values())
        return cls("\n".join(many), NumberLists.of(few), Sliced(bits), count)

    @cached_property
    def _places(self) -> dict[str, int]:
        return {name: place for place, name in enumerate(self._names.split("\n"))} if self._bits else {}

    def get(self, name: str, _default: int = 0) -> int:
        """The set of a name, 0 without one."""
        bits = self._known.get(name)
        if bits is None:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            bits = self._known[name] = self._read(name)
        return bits

    def _read(self, name: str) -> int:
        size = (self._count + 7) // 8
        place = self._places.get(name, -1)
        if place >= 0:
            return int.from_bytes(self._bits[place * size : (place + 1) * size], "little")
        numbers = self._kept.get(name)
        return int.from_bytes(_buffer(numbers, size), "little") if numbers else 0

    def state(self) -> State:
        """What it is made of."""
        return self._names, self._kept.state(), self._bits, self._count

    @classmethod
    def restored(cls, state: State) -> BitSets:
        """The sets of a state."""
        names, kept, bits, count = state
        return cls(names, NumberLists.restored(kept), bits, count)


def _buffer(numbers: Iterable[int], size: int) -> bytearray:
    buffer = bytearray(size)
    for number in numbers:
        buffer[number >> 3] |= 1 << (number & 7)
    return buffer
