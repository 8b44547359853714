"""Text to read and scroll: wrapped by cells, each stretch in its style."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.segment import Segment
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from cs_console.text.clean import clean
from cs_console.text.width import cell_width, cut
from cs_console.tui import keymap
from cs_console.tui.context import context_of
from cs_console.tui.widgets.rows import Piece, head
from cs_console.tui.widgets.tints import tint

Line = Sequence[Piece]

NEVER_FIRST = frozenset("，。！？、；：）】〕」』》〉”’…—～,.!?;:)]}%％")
"""Signs that close what stands before them: none of them begins a line."""
NEVER_LAST = frozenset("（【〔「『《〈“‘([{¥￥")
"""Signs that open what follows: none of them ends a line."""
_CARRIED = 6
"""At most so many characters go down to the next line to keep a sign with its word."""


def wrap(text: str, cells: int, most: int | None = None) -> list[str]:
    """`text` in lines of at most `cells` cells; breaks in it stay, words of Latin script hold together.

    With `most` only so many lines are made, which is all that a fixed place needs of a long text.
    """
    cells = max(cells, 2)
    lines: list[str] = []
    if most is not None:
        text = head(text, cells * most)
    for paragraph in clean(text, multiline=True).split("\n"):
        while True:
            ahead = head(paragraph, cells)
            if len(ahead) == len(paragraph) and cell_width(paragraph) <= cells:
                break
            line = cut(ahead, cells) or paragraph[:1]
            line = _whole_words(line, paragraph[len(line) : len(line) + 1])
            line = _signs_kept(line, paragraph[len(line) : len(line) + 1])
            lines.append(line.rstrip())
            paragraph = paragraph[len(line) :].lstrip(" ")
        lines.append(paragraph)
    return lines


def _whole_words(line: str, following: str) -> str:
    """`line` without the beginning of a Latin word that goes on behind it."""
    space = line.rfind(" ")
    torn = following.isascii() and following.isalnum() and line[-1].isascii()
    return line[: space + 1] if space > 0 and torn else line


def _signs_kept(line: str, following: str) -> str:
    """`line` shorter by what a closing sign behind it, or an opening sign at its end, belongs to."""
    if following not in NEVER_FIRST and line[-1] not in NEVER_LAST:
        return line
    for at in range(len(line) - 1, max(len(line) - _CARRIED, 1) - 1, -1):
        before, behind = line[at - 1], line[at]
        torn = before.isascii() and behind.isascii() and before.isalnum() and behind.isalnum()
        if behind not in NEVER_FIRST and before not in NEVER_LAST and cell_width(behind) and not torn:
            return line[:at]
    return line


class Lines(ScrollView, can_focus=True, inherit_bindings=False):
    """Lines laid out for the width at hand by `layout`, so that a resize wraps them anew."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._layout: Callable[[int], list[Line]] = lambda width: []
        self._lines: list[Line] = []
        self._at_end = False

    def on_mount(self) -> None:
        """Take the lists' keys for moving."""
        keymap.install(self, keymap.move_bindings(context_of(self).keymap))

    def show(self, layout: Callable[[int], list[Line]], *, at_end: bool = False) -> None:
        """Show what `layout` gives for a width; `at_end` keeps the last line in view."""
        self._layout, self._at_end = layout, at_end
        self._arrange()

    @property
    def hidden(self) -> tuple[int, int]:
        """Lines above and below what is visible."""
        top = self.scroll_offset.y
        return top, max(0, len(self._lines) - top - self.size.height)

    def _arrange(self) -> None:
        if self.size.width <= 0:
            return
        before = len(self._lines)
        self._lines = self._layout(self.size.width)
        self.virtual_size = Size(self.size.width, len(self._lines))
        if self._at_end:
            self.scroll_to(y=max(0, len(self._lines) - self.size.height), animate=False, force=True)
        self.refresh(layout=len(self._lines) != before)

    def on_resize(self) -> None:
        """Wrap for the new width."""
        self._arrange()

    def action_cursor(self, step: int) -> None:
        """Scroll by lines."""
        self._at_end = False
        self.scroll_to(y=self.scroll_offset.y + step, animate=False, force=True)

    def action_page(self, step: int) -> None:
        """Scroll by a screen."""
        self.action_cursor(step * max(1, self.size.height - 1))

    def action_first(self) -> None:
        """To the top."""
        self.scroll_to(y=0, animate=False, force=True)

    def action_last(self) -> None:
        """To the end."""
        self.scroll_to(y=len(self._lines), animate=False, force=True)

    def render_line(self, y: int) -> Strip:
        """One wrapped line."""
        base = self.rich_style
        at = self.scroll_offset.y + y
        line = self._lines[at] if at < len(self._lines) else ()
        segments = [Segment(piece.text, base + tint(self.app, piece.style) if piece.style else base) for piece in line]
        return Strip(segments).adjust_cell_length(self.size.width, base)
