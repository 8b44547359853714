"""Drafts: what is typed and not yet used, on disk 0.3 s after the last key, there again after kill -9."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cs_console.services.ports.machine import DraftsPort

_LOG = logging.getLogger(__name__)

_NOTE = "#"
"""Ends the key under which a draft's note is kept; no draft's own key has it."""
FORM = "form:"
"""Begins the key of what was typed into a form and not used."""
FORMS_KEPT = 40
"""Forms whose text is kept; the one typed into longest ago goes first."""


class DraftKeeper:
    """Keeps drafts by key and writes them, debounced, in a thread of its own.

    Every change restarts the delay but never puts off writing for more than a few delays, so that
    fast typing is saved too. `flush` writes at once and returns when it is on disk.
    """

    def __init__(self, port: DraftsPort, delay: float) -> None:
        self._port = port
        self._delay = delay
        self._guard = threading.Lock()
        self._saving = threading.Lock()
        self._drafts: dict[str, str] = {}
        self._written: Mapping[str, str] = {}
        self._timer: threading.Timer | None = None
        self._given = ""
        self.trouble = ""

    def load(self) -> None:
        """Read what the last console left."""
        found = dict(self._port.load())
        found = {key: text for key, text in found.items() if not _is_note(key) or key.removesuffix(_NOTE) in found}
        with self._guard:
            self._drafts = found | self._drafts
            self._written = found

    @property
    def count(self) -> int:
        """How many drafts wait to be used; a form that was left shows its text when it is opened again."""
        return sum(not _is_note(key) and not key.startswith(FORM) for key in self._drafts)

    def get(self, key: str) -> str | None:
        """The draft with this key."""
        return self._drafts.get(key)

    def put(self, key: str, text: str) -> None:
        """Keep a text; an empty one is no draft."""
        with self._guard:
            self._put(key, text)

    def drop(self, key: str) -> None:
        """The text was used or given up, and what was known of it with it."""
        with self._guard:
            self._put(key, "")
            self._put(key + _NOTE, "")

    def note(self, key: str, note: str) -> None:
        """Keep what else is known of a draft beside its text; without a text it ends with this console."""
        with self._guard:
            self._put(key + _NOTE, note)

    def noted(self, key: str) -> str:
        """What was kept beside the draft with this key."""
        return self._drafts.get(key + _NOTE, "")

    def give(self, key: str) -> None:
        """The form with this draft was accepted; the draft goes when the change made with it is on disk."""
        self._given = key

    def take_given(self) -> str:
        """The draft that the change asked for now is made with, or ""; told once."""
        key, self._given = self._given, ""
        return key

    def flush(self) -> None:
        """Write now."""
        with self._guard:
            timer, self._timer = self._timer, None
        if timer is not None:
            timer.cancel()
        self._write()

    def _put(self, key: str, text: str) -> None:
        if text.strip():
            self._drafts[key] = text
        else:
            self._drafts.pop(key, None)
        if key.startswith(FORM) and key in self._drafts:
            self._drafts[key] = self._drafts.pop(key)
            forms = [one for one in self._drafts if one.startswith(FORM)]
            for old in forms[:-FORMS_KEPT]:
                del self._drafts[old]
        self._arm()

    def _arm(self) -> None:
        if self._timer is None:
            self._timer = threading.Timer(self._delay, self._due)
            self._timer.daemon = True
            self._timer.start()

    def _due(self) -> None:
        with self._guard:
            self._timer = None
        self._write()

    def _write(self) -> None:
        with self._saving:
            with self._guard:
                drafts = dict(self._drafts)
            if drafts == self._written:
                return
            try:
                self._port.save(drafts)
            except OSError as error:
                self.trouble = error.strerror or str(error)
                _LOG.error("drafts could not be written: %s", error)
                return
            self._written, self.trouble = drafts, ""


def _is_note(key: str) -> bool:
    return key.endswith(_NOTE)
