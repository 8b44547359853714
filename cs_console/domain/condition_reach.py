"""Whether a ``when:`` can come true at all: tried out over everything its names may stand for.

A variant whose condition never holds is dead text; one whose condition always holds needs none. Names with a
fixed set of values take each of them; the others take what the condition itself compares them with, and its
neighbours.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice, product
from math import prod

from cs_console.domain.condition_nodes import NUMBER, Both, Compare, Literal, Name, Node, Not
from cs_console.domain.conditions import Condition
from cs_console.domain.vocabulary import Category, Channel, Flag, OrderStatus, Platform

TRIALS = 50_000
"""So many combinations are tried; a condition with more is taken for reachable."""

VALUES: Mapping[str, tuple[object, ...]] = {
    "order.status": tuple(one.value for one in OrderStatus),
    "order.platform": tuple(one.value for one in Platform),
    "order.flag": tuple(one.value for one in Flag),
    "inquiry.category": tuple(one.value for one in Category),
    "inquiry.channel": tuple(one.value for one in Channel),
    "time.hour": tuple(range(24)),
    "buyer.known": (True, False),
}
"""Everything that names with a fixed set of values may stand for."""

_ALWAYS_THERE = frozenset({"time.hour", "buyer.known"})


class Reach(StrEnum):
    """How often a condition holds."""

    NEVER = "never"
    SOMETIMES = "sometimes"
    ALWAYS = "always"


@dataclass(frozen=True, slots=True)
class OddValue:
    """A word that a name is compared with and never stands for, and all that it may stand for."""

    name: str
    value: str
    known: tuple[str, ...]


def reach(condition: Condition) -> Reach:
    """Whether a condition can hold, and whether it can fail."""
    if condition.root is None:
        return Reach.ALWAYS
    names = sorted(condition.names)
    compared = _compared(condition.root)
    domains = [_domain(name, compared.get(name, ())) for name in names]
    if prod(map(len, domains)) > TRIALS:
        return Reach.SOMETIMES
    found = set()
    for values in islice(product(*domains), TRIALS):
        found.add(condition.holds(dict(zip(names, values, strict=True))))
        if len(found) > 1:
            return Reach.SOMETIMES
    return Reach.ALWAYS if True in found else Reach.NEVER


def odd_values(condition: Condition) -> tuple[OddValue, ...]:
    """Words that a name with a fixed set of values is compared with in vain, mostly misspelt ones."""
    found = []
    for name, literals in (_compared(condition.root) if condition.root is not None else {}).items():
        known = tuple(str(value) for value in VALUES.get(name, ()) if isinstance(value, str))
        if known:
            found += [OddValue(name, str(one), known) for one in literals if str(one) not in known]
    return tuple(dict.fromkeys(found))


def _domain(name: str, literals: tuple[object, ...]) -> tuple[object, ...]:
    """What a name may stand for here; None: there is no order, no campaign."""
    absent: tuple[object, ...] = () if name in _ALWAYS_THERE else (None,)
    if name in VALUES:
        return (*VALUES[name], *absent)
    numbers = [float(str(one)) for one in literals if NUMBER.fullmatch(str(one))]
    near = [number + step for number in numbers for step in (-1, 0, 1)]
    words = [str(one) for one in literals]
    return (*dict.fromkeys((*words, " ".join(words), "~", *near)), *absent)


def _compared(root: Node) -> dict[str, tuple[object, ...]]:
    """What each name is compared with, in either order."""
    found: dict[str, tuple[object, ...]] = {}
    for node in _comparisons(root):
        for one, other in ((node.left, node.right), (node.right, node.left)):
            if isinstance(one, Name) and isinstance(other, Literal):
                literals = other.literal if isinstance(other.literal, tuple) else (other.literal,)
                found[one.name] = (*found.get(one.name, ()), *literals)
    return found


def _comparisons(node: Node) -> Iterator[Compare]:
    if isinstance(node, Compare):
        yield node
    elif isinstance(node, Not):
        yield from _comparisons(node.part)
    elif isinstance(node, Both):
        for part in node.parts:
            yield from _comparisons(part)
