"""The lines at the edges: status above, keys below, and the toast between them and the panes."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from rich.segment import Segment
from textual.content import Content
from textual.strip import Strip
from textual.widget import Widget

from cs_console.text.clean import clean
from cs_console.text.width import cell_width, cut, fit
from cs_console.tui.safe import safe

Part = tuple[str, str]
"""A text and its style."""
LEAST = 12
"""Cells below which a cut part says nothing."""


class Bar(Widget):
    """One line: parts from the left, parts against the right edge.

    What does not fit goes, the last of the left first, `TOGETHER` parts at a time, but for the `KEPT` very last;
    the right has half the line, and its first part is cut to that.
    """

    TOGETHER = 1
    KEPT = 0

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._left: Sequence[Part] = ()
        self._right: Sequence[Part] = ()

    def show(self, left: Sequence[Part], right: Sequence[Part] = ()) -> None:
        """Show these (text, style) parts; nothing is drawn again when nothing changed."""
        if (left, right) != (self._left, self._right):
            self._left, self._right = left, right
            self.refresh()

    def render(self) -> Content:
        """Lay the parts out for the width at hand."""
        width = self.size.width
        return Content.assemble(*fitted(*self.parts(width), width, self.TOGETHER, self.KEPT))

    def parts(self, width: int) -> tuple[list[Part], list[Part]]:
        """What is shown at the left and at the right, without harm."""
        return _cleaned(self._left), _cleaned(self._right)


def fitted(left: list[Part], right: list[Part], width: int, together: int = 1, kept: int = 0) -> list[Part]:
    """The parts that fit in `width` cells, with the gap between left and right."""
    if right and _width(right) > width // 2:
        text, style = right[0]
        rest = min(width // 2 - _width(right[1:]), cell_width(text))
        right[:1] = [(f"{fit(text, rest - 1)} ", style)] if rest >= LEAST else []
    room = width - _width(right) - (1 if right else 0)
    while len(left) > together + kept and _width(left) > room:
        del left[len(left) - kept - together : len(left) - kept]
    if left and _width(left) > room:
        left = [(cut(left[0][0], max(room, 0)), left[0][1])]
    gap = max(width - _width(left) - _width(right), 0)
    return [*left, (" " * gap, ""), *right]


def tightened(left: list[Part]) -> list[Part]:
    """The parts with one blank instead of two behind each, and none behind the last."""
    tight = [(f"{text[:-2]} " if text.endswith("  ") else text, style) for text, style in left]
    return [*tight[:-1], (tight[-1][0].rstrip(), tight[-1][1])] if tight else []


def _cleaned(parts: Sequence[Part]) -> list[Part]:
    return [(clean(text), style) for text, style in parts]


def _width(parts: Sequence[Part]) -> int:
    return sum(cell_width(text) for text, _ in parts)


class StatusLine(Bar):
    """Everything urgent in one place: who and which shift, what waits, when the last save reached the disk."""


class Footer(Bar):
    """What the focused pane can do now: each key with its word; where all commands and the help are stays longest."""

    TOGETHER, KEPT = 2, 4

    def parts(self, width: int) -> tuple[list[Part], list[Part]]:
        """With one blank between the keys where two do not fit."""
        left, right = super().parts(width)
        return (tightened(left) if _width(left) > width else left), right


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

    def render_line(self, y: int) -> Strip:
        """A line of it, no hanzi on an edge of the panes below: the screen is put together in pieces cut there."""
        return unbroken(super().render_line(y), self._edges(y), self.content_size.width)

    def _edges(self, y: int) -> frozenset[int]:
        left, row = self.content_region.x, self.content_region.y + y
        regions = (one.region for one in self.screen.walk_children(Widget))
        below = [region for region in regions if region.y <= row < region.bottom]
        return frozenset(edge - left for region in below for edge in (region.x, region.right))


def unbroken(line: Strip, edges: Collection[int], width: int) -> Strip:
    """`line` in at most `width`, with a blank before every wide character that would stand across one of `edges`."""
    at = 0
    segments: list[Segment] = []
    for text, style, control in line:
        kept = ""
        for char in text:
            cells = cell_width(char)
            while cells == 2 and at + 1 in edges:
                kept, at = f"{kept} ", at + 1
            kept, at = kept + char, at + cells
        segments.append(Segment(kept, style, control))
    return Strip(segments).adjust_cell_length(min(max(at, line.cell_length), width))
