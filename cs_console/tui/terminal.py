"""The last walls between outside text and the terminal, in both directions (rule X2).

Out: a line filter drops whatever could still steer the terminal, should a pane ever show uncleaned
text. In: an ESC inside a bracketed paste ends Textual's understanding of the paste and turns its rest
into key presses; the guard makes it a visible symbol first.
"""

from __future__ import annotations

import errno
import re
import sys
from collections.abc import Iterable

from rich.segment import Segment
from textual._xterm_parser import BRACKETED_PASTE_END, BRACKETED_PASTE_START, XTermParser
from textual.color import Color
from textual.driver import Driver
from textual.filter import LineFilter
from textual.message import Message

STEERING = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
"""Characters that never belong in a drawn line: controls, bidi, invisible and tag characters."""

ESC_SYMBOL = "\u241b"


class DroppingFilter(LineFilter):
    """Drops steering characters; Textual gave them no cell, so columns keep their place."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments without steering characters; untouched ones are passed on as they are."""
        if not any(STEERING.search(segment.text) for segment in segments):
            return segments
        return [
            segment if segment.control else Segment(STEERING.sub("", segment.text), segment.style)
            for segment in segments
        ]


class PasteGuard:
    """Watches the stream from the terminal for pastes and disarms ESC inside them."""

    def __init__(self) -> None:
        self._pasting = False
        self._tail = ""

    def filter(self, data: str) -> str:
        """`data` with every ESC inside a paste made visible; may hold back the start of an end mark."""
        out: list[str] = []
        while data:
            data = self._inside(data, out) if self._pasting else self._outside(data, out)
        return "".join(out)

    def _outside(self, data: str, out: list[str]) -> str:
        seen = self._tail + data
        at = seen.find(BRACKETED_PASTE_START)
        if at < 0:
            out.append(data)
            self._tail = seen[-(len(BRACKETED_PASTE_START) - 1) :]
            return ""
        end = at + len(BRACKETED_PASTE_START) - len(self._tail)
        out.append(data[:end])
        self._pasting, self._tail = True, ""
        return data[end:]

    def _inside(self, data: str, out: list[str]) -> str:
        seen = self._tail + data
        at = seen.find(BRACKETED_PASTE_END)
        if at >= 0:
            out.append(_disarm(seen[:at]) + BRACKETED_PASTE_END)
            self._pasting, self._tail = False, ""
            return seen[at + len(BRACKETED_PASTE_END) :]
        held = next(
            (n for n in range(len(BRACKETED_PASTE_END) - 1, 0, -1) if seen.endswith(BRACKETED_PASTE_END[:n])), 0
        )
        ready = seen[: len(seen) - held]
        self._tail = seen[len(ready) :]
        out.append(_disarm(ready))
        return ""


class GuardedParser(XTermParser):
    """Textual's parser behind a `PasteGuard`."""

    def __init__(self, debug: bool = False) -> None:
        super().__init__(debug)
        self._guard = PasteGuard()

    def feed(self, data: str) -> Iterable[Message]:
        """Parse what the guard lets through; an empty string still means the end of the stream."""
        if not data:
            return super().feed(data)
        ready = self._guard.filter(data)
        return super().feed(ready) if ready else ()


def guard_pastes(driver: type[Driver]) -> None:
    """Make a driver read through the guard; drivers take the parser's name from their module."""
    for name in (driver.__module__, "textual.drivers.win32"):
        module = sys.modules.get(name)
        if module is not None and hasattr(module, "XTermParser"):
            vars(module)["XTermParser"] = GuardedParser


def terminal_gone(descriptor: int) -> bool:
    """Whether the terminal behind a descriptor has been closed."""
    try:
        import termios
    except ImportError:
        return False
    try:
        termios.tcgetattr(descriptor)
    except termios.error as error:
        return bool(error.args) and error.args[0] == errno.EIO
    return False


def _disarm(text: str) -> str:
    return text.replace("\x1b", ESC_SYMBOL)
