"""Variables in phrases: what the console fills, what it asks for, and what must never leave (rule P3).

``{name}`` is filled or asked for, ``{name?}`` may stay empty, ``{?label}`` is always asked for, and
``{{`` and ``}}`` are braces. A value is put in as it stands: braces in it are never expanded again.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from cs_console.errors import BadInput


@dataclass(frozen=True, slots=True)
class Variable:
    """One thing that a phrase can name: in English or by its Chinese alias, where it comes from."""

    name: str
    alias: str
    source: str
    sample: str


VARIABLES: tuple[Variable, ...] = (
    Variable("buyer", "买家", "buyer", "小鱼儿"),
    Variable("order_no", "订单号", "order", "3515000000123456"),
    Variable("goods", "商品", "order", "纯棉四件套 1.8m"),
    Variable("quantity", "数量", "order", "2"),
    Variable("paid", "实付", "order", "310.00"),
    Variable("total", "应付", "order", "318.00"),
    Variable("order_status", "订单状态", "order", "已发货"),
    Variable("carrier", "快递公司", "order", "申通"),
    Variable("tracking_no", "运单号", "order", "773012345678901"),
    Variable("deadline", "承诺发货时间", "order", "11月24日 18:00"),
    Variable("receiver_city", "收货城市", "order", "杭州市"),
    Variable("agent", "客服", "shift", "蔡蔡"),
    Variable("shift_end", "下班时间", "shift", "17:30"),
    Variable("shop", "店铺", "shop", "小满家居"),
    Variable("ship_hours", "发货时效", "shop", "48"),
    Variable("ship_by", "最晚发货", "shop", "明天17:00"),
    Variable("default_carrier", "默认快递", "shop", "申通"),
    Variable("free_shipping_from", "包邮门槛", "shop", "99"),
    Variable("freight", "运费", "shop", "10"),
    Variable("return_address", "退货地址", "shop", "浙江省杭州市余杭区仓前街道1号 售后组收"),
    Variable("return_days", "退货天数", "shop", "7"),
    Variable("refund_days", "退款天数", "shop", "3"),
    Variable("reply_hours", "答复小时", "shop", "24"),
    Variable("invoice_days", "开票天数", "shop", "3"),
    Variable("campaign", "活动", "shop", "双12大促"),
    Variable("campaign_end", "活动结束", "shop", "12月12日 24:00"),
    Variable("hotline", "服务电话", "shop", "400-800-0000"),
    Variable("work_hours", "客服时间", "shop", "08:30-次日01:00"),
)
"""All variables, in the order in which `check --variables` lists them."""

_BY_WORD: dict[str, Variable] = {known.name: known for known in VARIABLES} | {known.alias: known for known in VARIABLES}
_BRACES = re.compile(r"\{\{|\}\}|\{|\}")
_BLANK = re.compile(r"[{｛][^{}｛｝\n]{1,200}[}｝]|(?<![A-Za-z0-9_])_{3,}(?![A-Za-z0-9_])")


@dataclass(frozen=True, slots=True)
class Slot:
    """One variable or question in a template; `column` counts from 1, `label` is what a person is asked."""

    key: str
    label: str
    column: int
    optional: bool = False
    asked: bool = False
    written: str = ""


@dataclass(frozen=True, slots=True)
class Template:
    """A parsed phrase text: literal strings and slots in turn."""

    parts: tuple[str | Slot, ...]

    @property
    def slots(self) -> tuple[Slot, ...]:
        """The slots alone, in order."""
        return tuple(part for part in self.parts if isinstance(part, Slot))


@dataclass(frozen=True, slots=True)
class Blank:
    """A slot that nothing filled: where it stands in the filled text, and what to ask the agent."""

    key: str
    label: str
    start: int
    end: int
    asked: bool = False


@dataclass(frozen=True, slots=True)
class Filled:
    """A phrase with its variables filled; it may be used only when nothing is `missing` (rule P3)."""

    text: str
    missing: tuple[Blank, ...] = ()


def variable(word: str) -> Variable | None:
    """The variable called `word`, in English or by its Chinese alias."""
    return _BY_WORD.get(word)


@lru_cache(maxsize=8192)
def parse(template: str) -> Template:
    """`template` as literal text and slots; unknown names and stray braces are errors with their column."""
    parts: list[str | Slot] = []
    literal: list[str] = []
    position = 0
    while found := _BRACES.search(template, position):
        literal.append(template[position : found.start()])
        brace, position = found[0], found.end()
        if brace in ("{{", "}}"):
            literal.append(brace[0])
            continue
        if brace == "}":
            raise BadInput("phrase.brace.close", column=found.start() + 1)
        end = template.find("}", position)
        inner = template[position:end] if end >= 0 else ""
        if end < 0 or "{" in inner or "\n" in inner:
            raise BadInput("phrase.brace.open", column=found.start() + 1)
        if text := "".join(literal):
            parts.append(text)
        literal = []
        parts.append(_slot(inner, found.start() + 1))
        position = end + 1
    if text := "".join(literal) + template[position:]:
        parts.append(text)
    return Template(tuple(parts))


def _slot(inner: str, column: int) -> Slot:
    """The slot that stands between two braces."""
    word = inner.strip()
    written = "{" + inner + "}"
    if word.startswith(("?", "？")):
        label = word[1:].strip()
        if not label:
            raise BadInput("phrase.variable.empty", column=column)
        return Slot(label, label, column, asked=True, written=written)
    optional = word.endswith(("?", "？"))
    word = word.rstrip("?？").strip()
    if not word:
        raise BadInput("phrase.variable.empty", column=column)
    known = _BY_WORD.get(word)
    if known is None:
        near = difflib.get_close_matches(word, _BY_WORD, n=1, cutoff=0.5)
        if near:
            raise BadInput("phrase.variable.near", column=column, name=word, near=near[0])
        raise BadInput("phrase.variable.unknown", column=column, name=word)
    return Slot(known.name, known.alias, column, optional=optional, written=written)


def fill(template: str | Template, values: Mapping[str, str], answers: Mapping[str, str] | None = None) -> Filled:
    """The template with `values` (by English name) and the agent's `answers` (by key or label) put in.

    A slot that neither fills stays as it was written and is listed as missing, unless it is optional.
    """
    parsed = parse(template) if isinstance(template, str) else template
    given = answers or {}
    pieces: list[str] = []
    missing: list[Blank] = []
    length = 0
    for part in parsed.parts:
        if isinstance(part, str):
            piece = part
        else:
            piece = _value(part, values, given)
            if not piece and not part.optional:
                piece = part.written
                missing.append(Blank(part.key, part.label, length, length + len(piece), part.asked))
        pieces.append(piece)
        length += len(piece)
    return Filled("".join(pieces), tuple(missing))


def _value(slot: Slot, values: Mapping[str, str], answers: Mapping[str, str]) -> str:
    """What goes into a slot: the agent's own word first, then what the console knows, else ""."""
    answer = answers.get(slot.key) or answers.get(slot.label) or ""
    if answer.strip() or slot.asked:
        return answer.strip()
    return values.get(slot.key, "")


def sample(template: str | Template) -> str:
    """The template filled with samples, for previews and for `check` to read like a buyer would."""
    parsed = parse(template) if isinstance(template, str) else template
    answers = {slot.key: slot.label for slot in parsed.slots if slot.asked}
    return fill(parsed, {known.name: known.sample for known in VARIABLES}, answers).text


def blanks(text: str) -> tuple[tuple[int, int], ...]:
    """Where unfilled ``{…}`` stand in a text about to leave, full-width braces and ``____`` too (rule P3)."""
    return tuple(match.span() for match in _BLANK.finditer(text))


def has_blank(text: str) -> bool:
    """Whether `text` still has an unfilled blank: then it is never copied, sent or logged (rule P3)."""
    return _BLANK.search(text) is not None
