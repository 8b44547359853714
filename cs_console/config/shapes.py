"""pydantic's errors as problems: at which line, and what is expected in the words of the file's editor."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from cs_console.config.marks import Marks
from cs_console.config.problems import Problem, error

_SHOWN = 40
_QUOTED = re.compile(r"'([^']*)'")
_SWITCH_WORDS = frozenset({"yes", "no", "on", "off", "y", "n", "是", "否", "开", "关"})
_OWN_TYPES = {
    "clock": "value.clock", "day": "value.day", "moment": "value.moment", "zone": "value.zone",
}  # fmt: skip

RULES = frozenset(
    {
        "campaign_order", "duplicate_member", "duplicate_shift", "unknown_shift", "target_over_limit",
        "renew_too_slow", "duplicate_flag", "remark_pattern", "duplicate_step", "unknown_field", "no_choices",
        "missing_flow", "half_period", "duplicate_id", "unknown_metric", "weights_total", "exam_pass",
        "duplicate_code", "flag_names", "gateway_url",
    }
)  # fmt: skip
"""What the models themselves refuse (`PydanticCustomError` types); each has a text of its own."""

Explained = tuple[str, dict[str, object]]


def shown(value: object) -> str:
    """A value as a message quotes it: short, on one line."""
    if isinstance(value, Mapping | list):
        return "key: value" if isinstance(value, Mapping) else "- …"
    text = " ".join(str(value).split())
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def near(word: str, known: Sequence[str]) -> str:
    """The known word that `word` most likely meant, or ""."""
    found = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    return found[0] if found else ""


def problems_of(failed: ValidationError, model: type[BaseModel], marks: Marks, name: str) -> list[Problem]:
    """One problem an error, each where it stands in the file."""
    return [_problem(detail, model, marks, name) for detail in failed.errors(include_url=False)]


def _problem(detail: ErrorDetails, model: type[BaseModel], marks: Marks, name: str) -> Problem:
    kind = detail["type"]
    path = tuple(step for step in detail["loc"] if step != "[key]")
    as_key = kind == "extra_forbidden" or "[key]" in detail["loc"]
    where = marks.key(path) if as_key else marks.at(path)
    code, params = _explain(detail, model, path)
    if params.get("key") == "":
        params["key"] = name.rpartition("/")[2]
    return error(name, where, code, **params)


def _explain(detail: ErrorDetails, model: type[BaseModel], path: tuple[int | str, ...]) -> Explained:
    kind, value = detail["type"], detail["input"]
    context = dict(detail.get("ctx") or {})
    key = str(path[-1]) if path else ""
    if kind == "extra_forbidden":
        known = _keys_at(model, path[:-1])
        guess = near(key, known)
        if guess:
            return "value.unknown_key_near", {"key": shown(key), "near": guess}
        return "value.unknown_key", {"key": shown(key), "known": " ".join(known)}
    if kind == "missing":
        return "value.missing", {"key": key}
    named: dict[str, object] = {"key": _key_name(path)}
    if value is None:
        return "value.empty_key", named
    if "[key]" in detail["loc"]:
        return "value.key_choice", {"key": shown(key), "choices": _choices(context)}
    if kind in _OWN_TYPES:
        return _OWN_TYPES[kind], named | {"value": shown(value)}
    if kind == "regex":
        return "value.pattern", named | {"reason": str(context.get("why", ""))}
    if kind in RULES:
        return f"rule.{kind}", named | context
    explain = _BY_KIND.get(kind)
    if explain is not None:
        code, params = explain(value, context)
        return code, named | params
    return "value.invalid", named | {"reason": detail["msg"]}


def _key_name(path: tuple[int | str, ...]) -> str:
    """The last key by name; a list item is called after its list."""
    return next((str(step) for step in reversed(path) if isinstance(step, str)), "")


def _text(value: Any, _: Mapping[str, Any]) -> Explained:
    code = "value.text_number" if isinstance(value, bool | int | float) else "value.text"
    return code, {"value": shown(value)}


def _switch(value: Any, _: Mapping[str, Any]) -> Explained:
    word = isinstance(value, str) and value.lower() in _SWITCH_WORDS
    return ("value.switch_word" if word else "value.switch"), {"value": shown(value)}


def _plain(code: str) -> Callable[[Any, Mapping[str, Any]], Explained]:
    return lambda value, _: (code, {"value": shown(value)})


def _mapping(value: Any, _: Mapping[str, Any]) -> Explained:
    wide = isinstance(value, str) and "：" in value
    return ("value.wide_colon" if wide else "value.mapping"), {"value": shown(value)}


def _choice(value: Any, context: Mapping[str, Any]) -> Explained:
    words = _QUOTED.findall(str(context.get("expected", "")))
    guess = near(str(value), words)
    params: dict[str, object] = {"value": shown(value), "choices": " ".join(words)}
    return ("value.choice_near", params | {"near": guess}) if guess else ("value.choice", params)


def _choices(context: Mapping[str, Any]) -> str:
    return " ".join(_QUOTED.findall(str(context.get("expected", ""))))


def _bound(code: str, name: str, shift: int = 0) -> Callable[[Any, Mapping[str, Any]], Explained]:
    return lambda value, context: (code, {"value": shown(value), "bound": context.get(name, 0) + shift})


_BY_KIND: Mapping[str, Callable[[Any, Mapping[str, Any]], Explained]] = {
    "string_type": _text,
    "bool_type": _switch,
    "bool_parsing": _switch,
    "int_type": _plain("value.integer"),
    "int_parsing": _plain("value.integer"),
    "int_from_float": _plain("value.integer"),
    "float_type": _plain("value.number"),
    "float_parsing": _plain("value.number"),
    "finite_number": _plain("value.number"),
    "model_type": _mapping,
    "model_attributes_type": _mapping,
    "dict_type": _mapping,
    "tuple_type": _plain("value.list"),
    "list_type": _plain("value.list"),
    "literal_error": _choice,
    "enum": _choice,
    "greater_than_equal": _bound("value.at_least", "ge"),
    "greater_than": _bound("value.at_least", "gt", 1),
    "less_than_equal": _bound("value.at_most", "le"),
    "less_than": _bound("value.at_most", "lt", -1),
    "string_too_short": _plain("value.empty"),
    "too_short": _plain("value.empty"),
}


def _keys_at(model: type[BaseModel], path: tuple[int | str, ...]) -> list[str]:
    """The keys that the model at `path` has."""
    current: type[BaseModel] | None = model
    steps = iter(path)
    for step in steps:
        if current is None:
            break
        if isinstance(step, int):
            continue
        annotation = current.model_fields[step].annotation if step in current.model_fields else None
        if _is_dict(annotation):
            next(steps, None)
        current = next(_models(annotation), None)
    return sorted(current.model_fields) if current is not None else []


def _is_dict(annotation: Any) -> bool:
    return get_origin(annotation) is dict or any(_is_dict(inner) for inner in get_args(annotation)[:1])


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and get_origin(annotation) is None:
        if issubclass(annotation, BaseModel):
            yield annotation
        return
    for inner in get_args(annotation):
        yield from _models(inner)
