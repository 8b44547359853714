"""What every policy model shares: frozen, no unknown keys, and field types that never guess.

YAML hands over plain data. The types here take exactly what a person would write (`48`, `true`,
``"08:30"``, one word where a list of one is meant) and refuse what pydantic would otherwise coerce
silently, such as ``"yes"`` for a switch or a number for a date.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2} ([01]\d|2[0-3]):[0-5]\d")


class PolicyModel(BaseModel):
    """Base of all policy models: immutable, and an unknown key is an error, never ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=False)


def first_repeated(values: Iterable[object]) -> str:
    """The first value that stands there a second time, to be named to the person who wrote it."""
    seen: set[object] = set()
    for value in values:
        if value in seen:
            return str(value)
        seen.add(value)
    return ""


class Title(PolicyModel):
    """A name shown to people, in both languages; plain text in YAML stands for both."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def text(self, language: str) -> str:
        """The name in ``zh`` or ``en``."""
        return self.en if language == "en" else self.zh


def _as_title(value: Any) -> Any:
    return {"zh": value, "en": value} if isinstance(value, str) else value


def _as_many(value: Any) -> Any:
    if isinstance(value, Iterable) and not isinstance(value, str | bytes | dict):
        return value
    return [value]


def _as_clock(value: Any) -> Any:
    if isinstance(value, time):
        return value
    if isinstance(value, str) and (found := _CLOCK.fullmatch(value)):
        return time(int(found[1]), int(found[2]))
    raise PydanticCustomError("clock", "a time such as 08:30")


def clock(text: str) -> time:
    """The time of day written as ``HH:MM``."""
    return time.fromisoformat(text)


def _as_day(value: Any) -> Any:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError as error:
            raise PydanticCustomError("day", "a date such as 2026-06-18") from error
    raise PydanticCustomError("day", "a date such as 2026-06-18")


def _as_moment(value: Any) -> Any:
    if isinstance(value, datetime):
        return value
    if isinstance(value, str) and (_MOMENT.fullmatch(value) or _DAY.fullmatch(value)):
        try:
            return datetime.fromisoformat(value)
        except ValueError as error:
            raise PydanticCustomError("moment", "a date and time such as 2026-06-18 20:00") from error
    raise PydanticCustomError("moment", "a date and time such as 2026-06-18 20:00")


def _as_regex(value: Any) -> Any:
    if isinstance(value, str):
        try:
            re.compile(value)
        except re.error as error:
            raise PydanticCustomError("regex", "a pattern: {why}", {"why": str(error)}) from error
    return value


def _shown(value: datetime) -> str:
    return value.strftime("%Y-%m-%d %H:%M")


Item = TypeVar("Item")

Many = Annotated[tuple[Item, ...], BeforeValidator(_as_many)]
"""A list; one value alone is accepted as a list of one."""

Words = Annotated[tuple[Annotated[str, Field(min_length=1)], ...], BeforeValidator(_as_many)]
"""A list of non-empty words; one word alone is accepted."""

Text = Annotated[str, Field(min_length=1)]
Label = Annotated[Title, BeforeValidator(_as_title)]
Pattern = Annotated[str, BeforeValidator(_as_regex), WithJsonSchema({"type": "string", "format": "regex"})]
"""A regular expression that compiles."""

Switch = Annotated[bool, Field(strict=True)]
Count = Annotated[int, Field(strict=True, ge=0)]
Positive = Annotated[int, Field(strict=True, ge=1)]
Fen = Annotated[int, Field(strict=True, ge=0)]
"""Money in integer fen (分): 1000 is ¥10.00."""

Percent = Annotated[int, Field(strict=True, ge=0, le=100)]

Clock = Annotated[
    time,
    BeforeValidator(_as_clock),
    PlainSerializer(lambda value: value.strftime("%H:%M"), return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": _CLOCK.pattern, "examples": ["08:30"]}),
]
"""A time of day on the shop's clock, ``HH:MM``."""

Day = Annotated[date, BeforeValidator(_as_day), WithJsonSchema({"type": "string", "format": "date"})]
Moment = Annotated[
    datetime,
    BeforeValidator(_as_moment),
    PlainSerializer(_shown, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": rf"({_MOMENT.pattern}|{_DAY.pattern})"}),
]
"""A moment on the shop's clock, without zone: `shop.zone` makes it aware."""
