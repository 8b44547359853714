"""The errors a person reads: a code, parameters and a hint; `i18n.render` turns them into sentences.

Nothing here speaks a language. A code such as ``order.unknown`` names the catalogue entries
``error.order.unknown`` (what happened) and ``hint.order.unknown`` (how to mend it).
"""

from __future__ import annotations

from collections.abc import Mapping


class CsError(Exception):
    """A refusal or failure that the user can understand and mend.

    `code` names the catalogue entries, `params` fill their braces, `hint` overrides the entry that
    says how to mend it (default: the same code). `exit_code` is what the command line returns.
    """

    exit_code = 1

    def __init__(self, code: str, /, *, hint: str | None = None, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.hint = hint or code
        self.params: Mapping[str, object] = params

    def __str__(self) -> str:
        shown = ", ".join(f"{key}={value}" for key, value in self.params.items())
        return f"{self.code}({shown})"


class Refused(CsError):
    """A rule of the shop floor forbids this act (`RULES.md`); nothing was changed."""


class NotFound(CsError):
    """No such order, inquiry, agent, phrase …; nothing was changed."""


class Conflict(CsError):
    """Somebody else changed the same thing meanwhile; the parameters name who and when."""


class BadInput(CsError):
    """A file, YAML text or pasted chat that cannot be read; the parameters say where."""


class StoreUnavailable(CsError):
    """The store is locked, read-only, full, corrupt, or of a newer schema; nothing was damaged."""


class Usage(CsError):
    """The command was called the wrong way."""

    exit_code = 2
