"""Outside text on its way to a widget: cleaned, and never read as markup (rule X2)."""

from __future__ import annotations

from textual.content import Content

from cs_console import i18n
from cs_console.errors import CsError
from cs_console.text.clean import clean


def safe(text: str, style: str = "", *, multiline: bool = False) -> Content:
    """`text` as inert content; a string given to a widget would be markup, and markup runs actions."""
    return Content.styled(clean(text, multiline=multiline), style)


def headed(label: str) -> str:
    """A label as the first word of its line; the same words stand in the middle of sentences too."""
    return label[:1].upper() + label[1:]


def say(code: str, /, style: str = "", **params: object) -> Content:
    """The catalogue's text for `code`, whose parameters may come from outside."""
    return safe(i18n.t(code, **params), style, multiline=True)


def describe(error: CsError) -> Content:
    """What happened and how to mend it, for a toast."""
    return safe(i18n.render(error), multiline=True)
