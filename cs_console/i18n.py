"""Renders codes and parameters in the user's language; nothing below this module speaks.

Catalogues are gettext: `locale/<language>/LC_MESSAGES/*.po`, one file a subject, compiled into one
`cs_console.mo` a language (`scripts/catalogues.py`, also run by the wheel's build). Message ids are
codes (``error.order.unknown``), so zh_CN and en are both plain translations and both complete.
"""

from __future__ import annotations

import gettext
import os
import re
import string
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, tzinfo
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from cs_console.errors import CsError

LANGUAGES: Mapping[str, str] = {"zh": "zh_CN", "en": "en"}
LOCALE_DIR = Path(__file__).parent / "locale"

_TOKEN_KINDS: Mapping[str, str] = {
    "Platform": "platform", "OrderStatus": "status", "Flag": "flag", "Channel": "channel",
    "Category": "category", "Priority": "priority", "InquiryState": "state", "Role": "role",
    "PromiseKind": "promise", "PromiseState": "promise_state", "Flow": "flow", "CaseState": "case_state",
    "StepState": "step_state", "ShiftState": "shift_state", "HandoverState": "handover_state",
    "ItemDecision": "decision", "Severity": "severity",
}  # fmt: skip
"""Enumerations of `domain.vocabulary` whose members are shown as words when an error names them."""


class Titled(Protocol):
    """A policy's title in both languages."""

    @property
    def zh(self) -> str:
        """In Chinese."""

    @property
    def en(self) -> str:
        """In English."""


class NamedShift(Protocol):
    """A shift as the policy names it."""

    @property
    def key(self) -> str:
        """What the store keeps."""

    @property
    def title(self) -> Titled:
        """What people call it."""


_translations: dict[str, gettext.NullTranslations] = {}
_language = "zh"
_zone: tzinfo = UTC
_shifts: Callable[[], Iterable[NamedShift]] = tuple


def set_zone(zone: tzinfo) -> None:
    """Show times in the shop's zone (rule S1)."""
    global _zone
    _zone = zone


def set_shifts(shifts: Callable[[], Iterable[NamedShift]]) -> None:
    """Call the shifts as the shop's policy in force does, not as the catalogue calls the usual two (rule S1)."""
    global _shifts
    _shifts = shifts


def set_language(language: str | None) -> None:
    """Choose ``zh`` or ``en``; None reads `CS_CONSOLE_LANG`, else Chinese (the shops' language)."""
    global _language
    wanted = (language or os.environ.get("CS_CONSOLE_LANG") or "zh").lower()
    _language = "en" if wanted.startswith("en") else "zh"


def language() -> str:
    """The language in use: ``zh`` or ``en``."""
    return _language


def _catalogue(short: str) -> gettext.NullTranslations:
    found = _translations.get(short)
    if found is None:
        found = gettext.translation("cs_console", LOCALE_DIR, [LANGUAGES[short]], fallback=True)
        _translations[short] = found
    return found


def has(code: str) -> bool:
    """Whether the catalogue in use knows `code`."""
    return _catalogue(_language).gettext(code) != code


def t(code: str, /, **params: object) -> str:
    """The text for `code` with its ``{braces}`` filled; an unknown code is shown as it stands."""
    text = _catalogue(_language).gettext(code)
    if not params or text == code:
        return text
    shown = {key: _shown(value, key) for key, value in params.items()}
    return _counting.vformat(text, (), shown) if "|" in text else text.format_map(shown)


_KINDS: Mapping[str, str] = {"InquiryState": "state", "OrderStatus": "status", "PromiseKind": "promise"}
"""Vocabularies whose words do not stand under their own name in the catalogues."""

_WORDED = frozenset({"act", "kind"})
"""Parameters whose plain text is a token: the kind of an act, the kind of a row."""


class _Counting(string.Formatter):
    """A number may choose its noun: ``{n} {n:item|items}``."""

    def format_field(self, value: object, format_spec: str) -> str:
        if "|" not in format_spec:
            return str(super().format_field(value, format_spec))
        single, several = format_spec.split("|", 1)
        return single if str(value) == "1" else several


_counting = _Counting()


def _shown(value: object, name: str = "") -> object:
    if isinstance(value, tuple):
        return t("words.join").join(_listed(one) for one in value)
    if isinstance(value, StrEnum):
        own = type(value).__name__
        return token(_KINDS.get(own, re.sub(r"(?<=.)([A-Z])", r"_\1", own).lower()), value.value)
    if name in _WORDED and isinstance(value, str):
        code = f"{name}.{value.lower()}"
        return t(code) if has(code) else value
    if isinstance(value, datetime):
        local = value.astimezone(_zone) if value.tzinfo else value
        return local.strftime("%Y-%m-%d %H:%M")
    in_language = getattr(value, "text", None)  # a policy's bilingual title
    return in_language(_language) if callable(in_language) else value


def _listed(value: object) -> str:
    """One of several: a policy's option by its key and title, else the text for a code."""
    title = getattr(value, "title", None)
    return t(str(value)) if title is None or callable(title) else f"{getattr(value, 'key', '')} {_named(title)}".strip()


def _named(title: Titled) -> str:
    return title.en if _language == "en" else title.zh


def owner_name(text: str) -> str:
    """Whose something is: a person's name as it stands, a shift's in the user's language (rule H5), and the clock's."""
    if text == "system":
        return t("actor.system")
    for one in _shifts():
        if text in (one.title.zh, one.title.en):
            return _named(one.title)
    return text


def listed(words: Iterable[str]) -> str:
    """Several words as the user's language enumerates them."""
    return t("words.join").join(words)


def token(kind: str, value: object) -> str:
    """The word for a vocabulary token, e.g. ``token("flag", Flag.RED)`` → 红; unknown ones as they stand.

    A shift is called as the shop's policy calls it.
    """
    if kind == "shift":
        for one in _shifts():
            if one.key == str(value):
                return _named(one.title)
    code = f"{kind}.{value}"
    text = _catalogue(_language).gettext(code)
    return str(value) if text == code else text


def coded(text: str) -> str:
    """A stored text in words: what a person typed as it stands, or the text for an ``@code`` put there.

    ``@handover.action.case:return:登记运单|Enter the waybill`` names a flow and a step's title, in both
    languages where it has two, beside the code.
    """
    if not text.startswith("@"):
        return text
    code, *rest = text[1:].split(":", 2)
    if not has(code):
        return text
    if len(rest) != 2:
        return t(code)
    titles = rest[1].split("|", 1)
    return t(code, flow=token("flow", rest[0]), step=titles[-1] if _language == "en" else titles[0])


def what(error: CsError) -> str:
    """What happened, without the hint."""
    return t(f"error.{error.code}", **error.params)


def hint(error: CsError) -> str:
    """How to mend it, or "" where the catalogue has no hint for the code."""
    code = f"hint.{error.hint}"
    text = t(code, **error.params)
    return "" if text == code else text


def render(error: CsError) -> str:
    """``what — how to mend it`` as the command line and the status line print it."""
    mend = hint(error)
    return f"{what(error)} — {mend}" if mend else what(error)
