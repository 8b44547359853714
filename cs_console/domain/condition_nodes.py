"""What a parsed ``when:`` is made of, and how each part is true or false; `conditions` parses it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Context = Mapping[str, object]
"""Dotted names and what they stand for now; a missing, None or "" value is absent."""

NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Name:
    """A dotted name, looked up in the context."""

    name: str

    def value(self, context: Context) -> object:
        """What the name stands for now; None when absent."""
        return context.get(self.name)


@dataclass(frozen=True, slots=True)
class Literal:
    """A word, number or list of them."""

    literal: object

    def value(self, context: Context) -> object:
        """The literal itself."""
        return self.literal


@dataclass(frozen=True, slots=True)
class Compare:
    """Two operands and an operator; false when either side is absent."""

    operator: str
    left: Node
    right: Node

    def value(self, context: Context) -> bool:
        """Whether the comparison holds."""
        left, right = self.left.value(context), self.right.value(context)
        if _absent(left) or _absent(right):
            return False
        return COMPARE[self.operator](left, right)


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of a part."""

    part: Node

    def value(self, context: Context) -> bool:
        """True when the part is false or absent."""
        return not truth(self.part.value(context))


@dataclass(frozen=True, slots=True)
class Both:
    """``and`` (`every`) or ``or`` over parts."""

    every: bool
    parts: tuple[Node, ...]

    def value(self, context: Context) -> bool:
        """Whether all, or any, of the parts hold."""
        found = (truth(part.value(context)) for part in self.parts)
        return all(found) if self.every else any(found)


Node = Name | Literal | Compare | Not | Both


def as_literal(word: str) -> object:
    """A bare word as it is meant: a number, a truth value, else text."""
    if word in ("true", "false"):
        return word == "true"
    if NUMBER.fullmatch(word):
        return float(word) if "." in word else int(word)
    return word


def _absent(value: object) -> bool:
    return value is None or value == ""


def truth(value: object) -> bool:
    """Whether a value counts as true; absent ones do not."""
    return bool(value) and value != "false"


def _number(value: object) -> float | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value)
    return float(value) if isinstance(value, str) and NUMBER.fullmatch(value) else None


def _equal(left: object, right: object) -> bool:
    left_number, right_number = _number(left), _number(right)
    if left_number is not None and right_number is not None:
        return left_number == right_number
    return _text(left) == _text(right)


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _ordered(test: Callable[[float, float], bool]) -> Callable[[object, object], bool]:
    def compare(left: object, right: object) -> bool:
        left_number, right_number = _number(left), _number(right)
        return left_number is not None and right_number is not None and test(left_number, right_number)

    return compare


def _contains(left: object, right: object) -> bool:
    """Membership in a list; within a text, a part of it (``四件套 in order.goods``)."""
    if isinstance(right, tuple | list | set | frozenset):
        return any(_equal(left, item) for item in right)
    return _text(left) in _text(right)


COMPARE: dict[str, Callable[[object, object], bool]] = {
    "==": _equal,
    "!=": lambda left, right: not _equal(left, right),
    "<": _ordered(lambda left, right: left < right),
    "<=": _ordered(lambda left, right: left <= right),
    ">": _ordered(lambda left, right: left > right),
    ">=": _ordered(lambda left, right: left >= right),
    "in": _contains,
}
