"""YAML that is data of a shop, not a policy: read as strictly, with the line of everything in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from cs_console.config.render import message_of
from cs_console.config.yaml_reader import read_yaml
from cs_console.errors import BadInput


def plain_yaml(data: bytes, name: str) -> tuple[Any, Callable[[Sequence[str | int]], int]]:
    """The value and the line of a path in it; `BadInput` names the first place that is wrong."""
    document = read_yaml(data, name)
    wrong = next((problem for problem in document.problems if problem.is_error), None)
    if wrong is not None:
        raise BadInput("yaml.unreadable", name=name, line=wrong.line, column=wrong.column, reason=message_of(wrong))
    return document.value, lambda path: document.marks.at(path)[0]
