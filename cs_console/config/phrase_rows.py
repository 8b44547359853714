"""One row of a phrasebook → `Phrase`, with every problem at its line and column (rules P1, P3)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from cs_console.config.marks import ListMark, MapMark, place_of
from cs_console.config.problems import Problem, error, warning
from cs_console.config.scalar_places import inside
from cs_console.config.shapes import near, shown
from cs_console.config.yaml_reader import Document
from cs_console.domain.book_edits import PROPOSAL
from cs_console.domain.conditions import parse_condition
from cs_console.domain.filling import VARIABLES, parse
from cs_console.domain.phrases import PROACTIVE, Phrase, Variant
from cs_console.domain.vocabulary import Category, OrderStatus
from cs_console.errors import BadInput
from cs_console.text.clean import clean

MAX_TEXT = 1_000
MAX_WORDING = 200
MAX_CODE = 20

_KEYS = frozenset({"id", "group", "question", "asks", "code", "tags", "variants"})
_VARIANT_KEYS = frozenset({"text", "when"})
_ID = re.compile(r"[\w.\-]{1,80}")
KNOWN_TAGS = (
    frozenset(category.value for category in Category)
    | {f"order:{status.value}" for status in OrderStatus}
    | {PROACTIVE, PROPOSAL}
)
_TAG = re.compile(r"[\w:\-]{1,40}")

_NAMES = "|".join(name for known in VARIABLES for name in (known.name, known.alias))
_KNOWN_BRACES = re.compile(rf"[^{{}}]*+(?:\{{(?:{_NAMES})\??\}}[^{{}}]*+)*+")
"""Texts that name known variables only; whatever else has braces is left to the domain's parser."""

Path = tuple[str | int, ...]


def _is_empty(value: object) -> bool:
    """Whether nothing, or blanks alone, stand where something should."""
    return value is None or value == [] or (isinstance(value, str) and not value.strip())


class BookReader:
    """Reads the rows of one document; problems collect here, a row with an error yields no phrase."""

    def __init__(self, document: Document, group: str, *, personal: bool, single: bool) -> None:
        self.problems: list[Problem] = []
        self.refused: list[str] = []
        self._document = document
        self._group = clean(group)
        self._personal = personal
        self._single = single
        self._lines = self._row_lines()
        self._row: tuple[int, Mapping[str, Any]] = (0, {})

    def phrase(self, at: int, row: Any) -> Phrase | None:
        """The phrase in row `at`, or None when something is wrong that cannot be overlooked."""
        base: Path = ("phrases",) if self._single else ("phrases", at)
        if not isinstance(row, Mapping):
            wide = isinstance(row, str) and "：" in row
            self._wrong(
                base,
                "value.wide_colon" if wide else "value.mapping",
                key="phrases",
                value="" if row is None else shown(row),
            )
            return None
        before = len(self.problems)
        if not row.keys() <= _KEYS:
            self._unknown(base, row, _KEYS)
        missing = [key for key in ("id", "question", "variants") if _is_empty(row.get(key))]
        self._row = (at, row)
        for key in missing:
            self._wrong((*base, key) if key in row else base, "book.missing", key=key, id=self._called())
        phrase_id = self._text(row.get("id"), base, "id", MAX_WORDING)
        if phrase_id and not _ID.fullmatch(phrase_id):
            self._wrong((*base, "id"), "book.bad_id", id=shown(phrase_id))
        question = self._text(row.get("question"), base, "question", MAX_WORDING)
        asks = self._texts(row.get("asks"), (*base, "asks"))
        code = self._text(row.get("code"), base, "code", MAX_CODE)
        group = self._text(row.get("group"), base, "group", MAX_WORDING) or self._group
        tags = self._texts(row.get("tags"), (*base, "tags"))
        self._check_tags(tags, base)
        variants = self._variants(row.get("variants"), (*base, "variants"))
        if any(problem.is_error for problem in self.problems[before:]):
            self.refused.append(phrase_id)
            return None
        return Phrase(
            id=phrase_id, group=group, question=question, variants=variants, asks=asks, code=code,
            tags=tags, source_path=self._document.name, line=self._lines[at], personal=self._personal,
        )  # fmt: skip

    def _called(self) -> str:
        """What the row at hand is known by, for who looks for it."""
        at, row = self._row
        return shown(row.get("id") or row.get("question") or f"#{at + 1}")

    @cached_property
    def _text_lines(self) -> list[str]:
        return self._document.text.split("\n")

    def _row_lines(self) -> list[int]:
        root = self._document.marks.root
        if not isinstance(root, MapMark):
            return [1]
        node = root.children["phrases"][1]
        if isinstance(node, ListMark):
            return [place_of(child)[0] for child in node.children]
        return [place_of(node)[0]]

    def _variants(self, value: Any, path: Path) -> tuple[Variant, ...]:
        if value is None:
            return ()
        many = isinstance(value, list)
        found = []
        for at, item in enumerate(value if many else [value]):
            variant = self._variant(item, (*path, at) if many else path)
            if variant is not None:
                found.append(variant)
        return tuple(found)

    def _variant(self, item: Any, path: Path) -> Variant | None:
        when = ""
        text_path = path
        if isinstance(item, Mapping):
            taken = next(iter(item), "")
            if not item.keys() & _VARIANT_KEYS and not near(taken, sorted(_VARIANT_KEYS)):
                self.problems.append(
                    error(self._document.name, self._document.marks.at(path), "book.text_as_key", key=shown(taken))
                )
                return None
            if not item.keys() <= _VARIANT_KEYS:
                self._unknown(path, item, _VARIANT_KEYS)
            when = self._text(item.get("when"), path, "when", MAX_TEXT)
            if when:
                self._domain_check(parse_condition, when, (*path, "when"))
            text_path = (*path, "text")
            item = item.get("text")
        if _is_empty(item):
            self._wrong(path, "book.missing", key="text", id=self._called())
            return None
        text = self._text(item, text_path, None, MAX_TEXT, multiline=True)
        if ("{" in text or "}" in text) and not _KNOWN_BRACES.fullmatch(text):
            self._domain_check(parse, text, text_path)
        return Variant(text, when)

    def _domain_check(self, check: Any, text: str, path: Path) -> None:
        """Let the domain's parser judge; its column counts from where the text starts."""
        try:
            check(text)
        except BadInput as refused:
            where = self._document.marks.at(path)
            column = refused.params.get("column")
            if isinstance(column, int):
                where = inside(self._text_lines, where, text, column - 1)
            self.problems.append(error(self._document.name, where, refused.code, **refused.params))

    def _text(self, value: Any, base: Path, key: str | int | None, longest: int, *, multiline: bool = False) -> str:
        """A cleaned text; its path is `base` and `key`, put together only when something is wrong."""
        if value is None:
            return ""
        if not isinstance(value, str):
            path = base if key is None else (*base, key)
            name = next((str(step) for step in reversed(path) if isinstance(step, str)), "")
            code = "value.text" if isinstance(value, Mapping | list) else "value.text_number"
            self._wrong(path, code, key=name, value=shown(value))
            return ""
        if len(value) > longest:
            self._wrong(base if key is None else (*base, key), "book.too_long", count=len(value), limit=longest)
        text = value.strip()
        return text if self._document.plain and (multiline or "\n" not in text) else clean(text, multiline=multiline)

    def _texts(self, value: Any, path: Path) -> tuple[str, ...]:
        if value is None:
            return ()
        if not isinstance(value, list):
            return (self._text(value, path, None, MAX_WORDING),)
        texts = tuple([self._text(item, path, at, MAX_WORDING) for at, item in enumerate(value)])
        if all(texts):
            return texts
        for at, item in enumerate(value):
            if _is_empty(item):
                where = self._document.marks.at((*path, at))
                self.problems.append(warning(self._document.name, where, "value.empty", key=str(path[-1])))
        return tuple(text for text in texts if text)

    def _check_tags(self, tags: tuple[str, ...], base: Path) -> None:
        for at, tag in enumerate(tags):
            if tag in KNOWN_TAGS:
                continue
            odd = tag.startswith("order:") or not _TAG.fullmatch(tag)
            if odd or near(tag, sorted(KNOWN_TAGS)):
                guess = near(tag, sorted(KNOWN_TAGS)) or " ".join(sorted(KNOWN_TAGS))
                where = self._document.marks.at((*base, "tags", at))
                self.problems.append(warning(self._document.name, where, "book.tag", tag=shown(tag), near=guess))

    def _unknown(self, base: Path, row: Mapping[str, Any], known: frozenset[str]) -> None:
        for key in row.keys() - known:
            guess = near(key, sorted(known))
            where = self._document.marks.key((*base, key))
            if guess:
                found = error(self._document.name, where, "book.unknown_key_near", key=shown(key), near=guess)
            else:
                names = " ".join(sorted(known))
                found = error(self._document.name, where, "book.unknown_key", key=shown(key), known=names)
            self.problems.append(found)

    def _wrong(self, path: Path, code: str, **params: object) -> None:
        self.problems.append(error(self._document.name, self._document.marks.at(path), code, **params))
