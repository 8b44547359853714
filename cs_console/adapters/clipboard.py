"""The clipboard: the system's own and OSC 52, whichever works; the toast says which."""

from __future__ import annotations

import logging
from collections.abc import Callable

_LOG = logging.getLogger(__name__)


class Clipboard:
    """Implements `services.ports.machine.ClipboardPort`.

    `mode` is ``native``, ``osc52`` or ``both`` from `settings.yaml`.
    """

    def __init__(self, mode: str = "both") -> None:
        self._mode = mode
        self._osc52: Callable[[str], None] | None = None

    def connect(self, osc52: Callable[[str], None]) -> None:
        """Say how the terminal is asked to copy: only the screen can write to it."""
        self._osc52 = osc52

    def copy(self, text: str) -> str:
        """Copy; gives ``native``, ``osc52``, ``both`` or ``none``."""
        ways = []
        if self._mode in ("native", "both") and self._native(text):
            ways.append("native")
        if self._mode in ("osc52", "both") and self._osc52 is not None:
            self._osc52(text)
            ways.append("osc52")
        return "both" if len(ways) == 2 else (ways[0] if ways else "none")

    def _native(self, text: str) -> bool:
        import pyperclip

        try:
            pyperclip.copy(text)
        except (pyperclip.PyperclipException, OSError) as error:
            _LOG.info("no system clipboard: %s", error)
            return False
        return True
