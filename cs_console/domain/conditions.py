"""The small language of ``when:``: which variant or rule fits the order, inquiry, buyer and hour.

``== != < <= > >= in and or not``, brackets, dotted names, quoted or bare words as text. A name that has no
value now is absent: alone it is false, and every comparison with it is false. Nothing is ever executed.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from cs_console.domain.condition_nodes import (
    COMPARE,
    NUMBER,
    Both,
    Compare,
    Context,
    Literal,
    Name,
    Node,
    Not,
    as_literal,
    truth,
)
from cs_console.errors import BadInput

__all__ = ["KNOWN_NAMES", "Condition", "Context", "holds", "parse_condition"]

KNOWN_NAMES: frozenset[str] = frozenset(
    {
        "order.status", "order.platform", "order.paid_fen", "order.flag", "order.goods",
        "inquiry.category", "inquiry.channel", "buyer.known", "buyer.group",
        "shop.name", "shop.campaign", "time.hour", "agent.name",
    }
)  # fmt: skip
"""What a condition may ask about."""

MAX_DEPTH = 40

_TOKEN = re.compile(
    r"""\s*(?:(?P<op>==|!=|<=|>=|<|>|[()\[\],，])|(?P<text>"[^"\n]*"|'[^'\n]*')|(?P<word>[^\s()\[\],，=<>!"']+))"""
)
_DOTTED = re.compile(r"[A-Za-z_]\w*(?:\.\w+)+")
_KEYWORDS = frozenset({"and", "or", "not", "in"})


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    column: int


@dataclass(frozen=True, slots=True)
class Condition:
    """A parsed ``when:``; the empty one always holds."""

    source: str
    root: Node | None = None
    names: frozenset[str] = frozenset()

    def holds(self, context: Context) -> bool:
        """Whether the condition is true in `context` (dotted name → value)."""
        return self.root is None or truth(self.root.value(context))


@lru_cache(maxsize=4096)
def parse_condition(source: str, known: frozenset[str] = KNOWN_NAMES) -> Condition:
    """`source` parsed; syntax errors and names outside `known` raise `BadInput` with their column."""
    tokens = list(_tokens(source))
    if not tokens:
        return Condition(source)
    parser = _Parser(tokens, len(source) + 1, known)
    root = parser.parse()
    return Condition(source, root, frozenset(parser.names))


def holds(source: str, context: Context) -> bool:
    """Whether the ``when:`` text `source` is true in `context`."""
    return parse_condition(source).holds(context)


def _tokens(source: str) -> Iterator[_Token]:
    position, end = 0, len(source.rstrip())
    while position < end:
        match = _TOKEN.match(source, position)
        if match is None:
            column = position + len(source[position:]) - len(source[position:].lstrip()) + 1
            raise BadInput("condition.character", column=column, found=source[column - 1])
        kind = match.lastgroup or ""
        text = match[kind]
        column = match.start(kind) + 1
        position = match.end()
        if kind == "word" and text in _KEYWORDS:
            kind = "op"
        yield _Token(kind, "," if text == "，" else text, column)


class _Parser:
    """Recursive descent over the tokens of one condition."""

    def __init__(self, tokens: list[_Token], end: int, known: frozenset[str]) -> None:
        self._tokens, self._end, self._known = tokens, end, known
        self._at = 0
        self._depth = 0
        self.names: set[str] = set()

    def parse(self) -> Node:
        root = self._any()
        if self._at < len(self._tokens):
            token = self._tokens[self._at]
            raise BadInput("condition.unexpected", column=token.column, found=token.text)
        return root

    def _peek(self) -> str:
        token = self._tokens[self._at] if self._at < len(self._tokens) else None
        return token.text if token and token.kind == "op" else ""

    def _take(self) -> _Token:
        if self._at >= len(self._tokens):
            raise BadInput("condition.ends", column=self._end)
        self._at += 1
        return self._tokens[self._at - 1]

    def _accept(self, text: str) -> bool:
        if self._peek() != text:
            return False
        self._at += 1
        return True

    def _any(self) -> Node:
        parts = [self._all()]
        while self._accept("or"):
            parts.append(self._all())
        return parts[0] if len(parts) == 1 else Both(False, tuple(parts))

    def _all(self) -> Node:
        parts = [self._opposite()]
        while self._accept("and"):
            parts.append(self._opposite())
        return parts[0] if len(parts) == 1 else Both(True, tuple(parts))

    def _opposite(self) -> Node:
        self._deeper()
        try:
            return Not(self._opposite()) if self._accept("not") else self._comparison()
        finally:
            self._depth -= 1

    def _comparison(self) -> Node:
        left = self._operand()
        operator = self._peek()
        if operator == "not":
            self._at += 1
            if not self._accept("in"):
                raise BadInput("condition.operator", column=self._column())
            return Not(Compare("in", left, self._operand(list_allowed=True)))
        if operator not in COMPARE:
            return left
        self._at += 1
        compared = Compare(operator, left, self._operand(list_allowed=operator == "in"))
        if self._peek() in COMPARE:
            raise BadInput("condition.chain", column=self._column())
        return compared

    def _column(self) -> int:
        return self._tokens[self._at].column if self._at < len(self._tokens) else self._end

    def _operand(self, *, list_allowed: bool = False) -> Node:
        token = self._take()
        if token.kind == "text":
            return Literal(token.text[1:-1])
        if token.kind == "word":
            return self._word(token)
        if list_allowed and token.text in "([":
            return self._list(")" if token.text == "(" else "]")
        if token.text == "(":
            inner = self._any()
            if not self._accept(")"):
                raise BadInput("condition.bracket", column=token.column)
            return inner
        raise BadInput("condition.unexpected", column=token.column, found=token.text)

    def _list(self, closing: str) -> Node:
        items: list[object] = []
        while True:
            token = self._take()
            if token.kind == "op":
                raise BadInput("condition.unexpected", column=token.column, found=token.text)
            items.append(token.text[1:-1] if token.kind == "text" else as_literal(token.text))
            if self._accept(closing):
                return Literal(tuple(items))
            if not self._accept(","):
                raise BadInput("condition.list", column=self._column(), closing=closing)

    def _word(self, token: _Token) -> Node:
        if NUMBER.fullmatch(token.text) or not _DOTTED.fullmatch(token.text):
            return Literal(as_literal(token.text))
        if token.text not in self._known:
            near = difflib.get_close_matches(token.text, sorted(self._known), n=1, cutoff=0.5)
            if near:
                raise BadInput("condition.name.near", column=token.column, name=token.text, near=near[0])
            raise BadInput("condition.name.unknown", column=token.column, name=token.text)
        self.names.add(token.text)
        return Name(token.text)

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise BadInput("condition.depth", column=self._column(), limit=MAX_DEPTH)
