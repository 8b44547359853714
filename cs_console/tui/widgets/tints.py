"""Styles for drawn lines, by name, from the theme in force.

Component classes would do the same through the style sheet, but cost one pass of it per name, widget
and change of class: 40 ms of the first paint.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from rich.style import Style
from textual.app import App
from textual.color import Color

LOOKS: Mapping[str, tuple[str, str, bool]] = {
    "cursor": ("", "row", True),
    "cursor-blurred": ("", "row-rest", False),
    "digit": ("muted", "", False),
    "dim": ("muted", "", False),
    "disabled": ("muted", "", False),
    "grey": ("muted", "", False),
    "warn": ("warning", "", False),
    "urgent": ("error", "", True),
    "ok": ("success", "", False),
    "mark": ("accent", "", False),
    "key": ("accent", "", False),
    "title": ("accent", "", True),
    "match": ("", "match-back", True),
    "strong": ("", "", True),
    "red": ("flag-red", "", False),
    "yellow": ("flag-yellow", "", False),
    "green": ("flag-green", "", False),
    "blue": ("flag-blue", "", False),
    "purple": ("flag-purple", "", False),
}
"""Name → theme variable of the text, of the ground, bold or not."""


def tint(app: App[Any], name: str) -> Style:
    """The style called `name` in the app's theme; "" is no style of its own."""
    return _tints(app, app.theme).get(name, Style.null())


@lru_cache(maxsize=4)
def _tints(app: App[Any], theme: str) -> Mapping[str, Style]:
    variables = app.get_css_variables()
    return {
        name: Style(color=_colour(variables, text), bgcolor=_colour(variables, ground), bold=bold or None)
        for name, (text, ground, bold) in LOOKS.items()
    }


def _colour(variables: Mapping[str, str], name: str) -> Any:
    return Color.parse(variables[name]).rich_color if name else None
