"""The lines at the edges: status above, keys below, and the toast between them and the panes."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.widget import Widget

from cs_console.text.clean import clean
from cs_console.text.width import cell_width, cut
from cs_console.tui.safe import safe


class Bar(Widget):
    """One line: parts from the left, parts against the right edge; what does not fit goes, last first."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._left: Sequence[tuple[str, str]] = ()
        self._right: Sequence[tuple[str, str]] = ()

    def show(self, left: Sequence[tuple[str, str]], right: Sequence[tuple[str, str]] = ()) -> None:
        """Show these (text, style) parts; nothing is drawn again when nothing changed."""
        if (left, right) != (self._left, self._right):
            self._left, self._right = left, right
            self.refresh()

    def render(self) -> Content:
        """Lay the parts out for the width at hand."""
        width = self.size.width
        right = _cleaned(self._right)
        left = _cleaned(self._left)
        while right and _width(right) > width // 2:
            right.pop(0)
        room = width - _width(right) - (1 if right else 0)
        while len(left) > 1 and _width(left) > room:
            left.pop()
        if left and _width(left) > room:
            left = [(cut(left[0][0], max(room, 0)), left[0][1])]
        gap = max(width - _width(left) - _width(right), 0)
        return Content.assemble(*left, " " * gap, *right)


def _cleaned(parts: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(clean(text), style) for text, style in parts]


def _width(parts: Sequence[tuple[str, str]]) -> int:
    return sum(cell_width(text) for text, _ in parts)


class StatusLine(Bar):
    """Everything urgent in one place: who and which shift, what waits, when the last save reached the disk."""


class Footer(Bar):
    """What the focused pane can do now."""


SHOWN_SECONDS = {"ok": 8, "warn": 8, "error": 20}
"""How long a message stays; what went wrong must be readable in peace."""


class Toast(Widget):
    """One message at a time above the footer: what was done and how to undo it, or what went wrong."""

    def __init__(self) -> None:
        super().__init__(id="toast")
        self._text: Content = Content("")
        self._seconds = 0
        self.display = False

    def say(self, text: Content | str, *, kind: str = "ok") -> None:
        """Show a message; `kind` is ``ok``, ``warn`` or ``error``, a word in front tells them apart too."""
        self._text = safe(text, multiline=True) if isinstance(text, str) else text
        self.set_classes(f"-{kind}")
        self._seconds = SHOWN_SECONDS[kind]
        self.display = True
        self.refresh(layout=True)

    def tick(self) -> None:
        """A second has passed; messages go by themselves, errors later than others."""
        self._seconds -= 1
        if self.display and self._seconds <= 0:
            self.hide()

    def hide(self) -> None:
        """Take the message away."""
        self.display = False

    @property
    def text(self) -> str:
        """What is being said, or ""."""
        return self._text.plain if self.display else ""

    def render(self) -> Content:
        """The message."""
        return self._text
