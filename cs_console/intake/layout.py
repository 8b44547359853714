"""What a column and an export layout are; the tables of those we know stand in `columns.py`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from cs_console.domain.vocabulary import Platform


class Kind(Enum):
    """How a cell is read."""

    TEXT = auto()
    LINES = auto()
    ID = auto()
    CODE = auto()
    MONEY = auto()
    TIME = auto()
    COUNT = auto()
    FLAG = auto()


@dataclass(frozen=True, slots=True)
class Column:
    """One field and the headers it may stand under.

    `strict`: a row with an unreadable cell here is rejected; elsewhere the cell is dropped and said.
    `every`: all headers count, not the first non-empty (address parts are joined, amounts added).
    `added`: an order's rows are added up instead of repeating the order's figure.
    """

    field: str
    names: tuple[str, ...]
    kind: Kind = Kind.TEXT
    strict: bool = False
    every: bool = False
    added: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """One kind of export.

    `target`: what a row belongs to, an order or a refund, named by `key`. `line` are the columns of an
    order's lines; `whole`: the lines are all there is of the order, so goods and quantity follow from
    them. `marks` are further headers that only tell what the file is. `joined` parts the cells of an
    order that lies in one row (Douyin).
    """

    name: str
    platform: Platform
    target: str = "order"
    key: Column
    order: tuple[Column, ...] = ()
    line: tuple[Column, ...] = ()
    marks: tuple[str, ...] = ()
    joined: str = ""
    whole: bool = True

    def columns(self) -> tuple[Column, ...]:
        """Every column of the layout, the key first."""
        return (self.key, *self.order, *self.line)


def text(name: str, *names: str) -> Column:
    """One line of text."""
    return Column(name, names)


def lines(name: str, *names: str) -> Column:
    """Text that may have several lines."""
    return Column(name, names, Kind.LINES)


def code(name: str, *names: str) -> Column:
    """A number that is a name: never computed with, lost when Excel rounded it."""
    return Column(name, names, Kind.CODE)


def money(name: str, *names: str, strict: bool = False, every: bool = False, added: bool = False) -> Column:
    """An amount, read to the fen."""
    return Column(name, names, Kind.MONEY, strict, every, added)


def time(name: str, *names: str, strict: bool = False) -> Column:
    """A time in the shop's zone."""
    return Column(name, names, Kind.TIME, strict)


def count(name: str, *names: str) -> Column:
    """How many pieces."""
    return Column(name, names, Kind.COUNT)


def flag(*names: str) -> Column:
    """The flag, by digit or word (rule R3)."""
    return Column("platform_flag", names, Kind.FLAG)


def key(name: str, *names: str) -> Column:
    """A number without which the row is nobody's."""
    return Column(name, names, Kind.ID, strict=True)


def parts(*names: str) -> Column:
    """An address in several columns."""
    return Column("address", names, every=True)
