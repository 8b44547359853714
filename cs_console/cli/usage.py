"""What was wrong with the way a command was called, in the user's language; the parser itself speaks English only."""

from __future__ import annotations

import re

import typer

from cs_console.i18n import listed, t

_NO_COMMAND = re.compile(r"No such command '(?P<name>.*)'\.", re.DOTALL)
_EXTRA = re.compile(r"Got unexpected extra argument(?:s|\(s\))? \((?P<name>.*)\)", re.DOTALL)
_NO_NUMBER = "Input should be a valid integer"


def usage_words(error: typer.TyperException) -> str:
    """The parser's refusal as one line: names as they were typed, the rest from the catalogue."""
    option, possible = getattr(error, "option_name", ""), getattr(error, "possibilities", None)
    kind, message = type(error).__name__, error.message
    if kind == "NoSuchOption":
        words = t("usage.no_option", name=option)
        return f"{words}{t('usage.possible', names=listed(sorted(possible)))}" if possible else words
    if kind == "MissingParameter":
        return t("usage.missing", name=_name(error))
    if kind == "BadParameter":
        name = _name(error)
        message = t("usage.integer") if message.startswith(_NO_NUMBER) else message
        return t("usage.bad_value", name=name, message=message) if name else message
    for pattern, code in ((_NO_COMMAND, "usage.no_command"), (_EXTRA, "usage.extra")):
        if found := pattern.fullmatch(message):
            return t(code, name=found["name"])
    return error.format_message()


def _name(error: typer.TyperException) -> str:
    """The option or argument meant, as it is written on the command line."""
    given, parameter = getattr(error, "param_hint", None), getattr(error, "param", None)
    if given is None and parameter is not None:
        given = parameter.get_error_hint()
    return given if isinstance(given, str) else " / ".join(given or ())
