"""Blanks that a person fills: what may stand in them, and what probably belongs there (rule P3).

A blank has only its label, such as 退款金额 or 换出单号. The label's words tell what kind of thing is meant;
what no kind is known for may be anything on one line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum

from cs_console.domain.filling import Blank, variable

LONGEST = 80
"""More than this is a sentence, no word for a blank."""

_DIGITS = re.compile(r"[0-9０-９一二三四五六七八九十两半]")
_PARCEL = re.compile(r"[A-Za-z0-9-]{8,30}")
_PARCEL_SAID = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{0,4}\d{10,20}(?!\d)")
_MONEY_SAID = re.compile(r"(\d+(?:\.\d{1,2})?)\s*(?:元|块)")
_DAY = re.compile(r"今|明|后天|周|星期|礼拜|月|日|号|天|早|晚|上午|下午|中午|小时|节|年|稍后|尽快|随时")


class BlankKind(StrEnum):
    """What a blank asks for, as far as its label says."""

    PARCEL = "parcel"
    MONEY = "money"
    NUMBER = "number"
    TIME = "time"
    TEXT = "text"


_WORDS: tuple[tuple[BlankKind, re.Pattern[str]], ...] = (
    (BlankKind.PARCEL, re.compile(r"单号|(?i:tracking)")),
    (BlankKind.MONEY, re.compile(r"金额|价格|售价|差价$|价$|(?i:amount|price)")),
    (BlankKind.NUMBER, re.compile(r"天数|数量|起订数|件数|个数|(?i:number|count|days)")),
    (BlankKind.TIME, re.compile(r"时间|日期|几点|工期|(?i:date|time)")),
)


def kind_of(label: str) -> BlankKind:
    """What the label asks for."""
    return next((kind for kind, words in _WORDS if words.search(label)), BlankKind.TEXT)


def wrong_with(label: str, value: str) -> str:
    """The code of what is wrong with a value for this blank, "" when it will do (rule P3)."""
    value = value.strip()
    if not value:
        return "blank.empty"
    if any(sign in value for sign in "{}｛｝\n"):
        return "blank.braces"
    if len(value) > LONGEST:
        return "blank.long"
    kind = kind_of(label)
    if kind is BlankKind.PARCEL and not _PARCEL.fullmatch(value):
        return "blank.parcel"
    if kind in (BlankKind.MONEY, BlankKind.NUMBER) and not _DIGITS.search(value):
        return f"blank.{kind}"
    if kind is BlankKind.TIME and not (_DIGITS.search(value) or _DAY.search(value)):
        return "blank.time"
    return ""


def likely(blank: Blank, values: Mapping[str, str], said: Iterable[str]) -> str:
    """What probably belongs into a blank: the variable it is named like, or what was said last; "" unknown."""
    known = variable(blank.label)
    if known is not None and values.get(known.name):
        return values[known.name]
    pattern = {BlankKind.PARCEL: _PARCEL_SAID, BlankKind.MONEY: _MONEY_SAID}.get(kind_of(blank.label))
    if pattern is None:
        return ""
    for line in said:
        found = pattern.findall(line)
        if found:
            return str(found[-1])
    return ""


def put(text: str, blanks: Iterable[Blank], answers: Mapping[str, str], gap: str = "____") -> str:
    """The text with the answers given so far; what is still open shows as `gap`."""
    pieces: list[str] = []
    at = 0
    for blank in sorted(blanks, key=lambda one: one.start):
        pieces += [text[at : blank.start], answers.get(blank.key, "").strip() or gap]
        at = blank.end
    return "".join([*pieces, text[at:]])
