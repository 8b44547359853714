"""A list drawn line by line: a hundred thousand rows cost no more than the twenty on screen."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from time import monotonic
from typing import Generic, TypeVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Offset, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from cs_console.tui import keymap
from cs_console.tui.context import context_of
from cs_console.tui.widgets.rows import ListSource, Painter, RowSource
from cs_console.tui.widgets.tints import tint

T = TypeVar("T")
E = TypeVar("E")

GUTTER = 4
"""Cells of marker, digit and the blanks around them."""
BLINK = 0.4
"""Seconds within which a digit still means the rows as they stood before a refresh."""
READ_AHEAD = 3
"""Screens of rows fetched at once around the visible one."""


class VirtualList(ScrollView, Generic[T], can_focus=True, inherit_bindings=False):
    """Rows with a digit for each of the first nine visible and ``>`` at the chosen one.

    It keeps the chosen row's key, not its place, so that a refresh never moves the choice to another
    row. The terminal's cursor follows the choice: an input method opens its window there.
    """

    class Event(Message, Generic[E]):
        """Something happened in a list."""

        def __init__(self, control: VirtualList[E]) -> None:
            super().__init__()
            self.list = control

    class Moved(Event[E]):
        """Another row is chosen now."""

    class Picked(Event[E]):
        """A digit picked a visible row, or a click did."""

    class NearEnd(Event[E]):
        """The choice nears the last row known; more may be wanted."""

    def __init__(
        self,
        paint: Painter[T],
        *,
        empty: str = "",
        digits: bool = True,
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(id=id)
        self._paint = paint
        self._source: RowSource[T] = ListSource((), hash)
        self._window: tuple[int, Sequence[T]] = (0, ())
        self._key: Hashable = None
        self._cursor = 0
        self._empty = empty
        self._digits = digits
        self._visible_before: tuple[float, list[Hashable]] = (0.0, [])

    def on_mount(self) -> None:
        """Take the keys of the command table."""
        keymap.install(self, keymap.list_bindings(context_of(self).keymap))

    # -- rows -----------------------------------------------------------------------------------

    @property
    def source(self) -> RowSource[T]:
        """Where the rows come from."""
        return self._source

    @property
    def index(self) -> int:
        """Where the chosen row stands."""
        return self._cursor

    @property
    def chosen(self) -> T | None:
        """The chosen row, or None in an empty list."""
        return self._row(self._cursor)

    @property
    def chosen_key(self) -> Hashable:
        """What the chosen row is known by, None in an empty list."""
        return self._key

    def show(self, source: RowSource[T], *, select: Hashable = None) -> None:
        """Show these rows; the choice stays on its row, or on `select`, or near its old place."""
        before_keys = self._visible_keys()
        self._source = source
        self._window = (0, ())
        wanted = self._key if select is None else select
        place = None if wanted is None else source.find(wanted)
        if place is None:
            place = max(0, min(self._cursor, source.count - 1))
        before = self._key
        self._choose(place)
        self._extend(source.count)
        if before_keys != self._visible_keys():
            self._visible_before = (monotonic(), before_keys)
        self.refresh()
        if self._key != before:
            self.post_message(self.Moved(self))

    def show_rows(self, rows: Sequence[T], key_of: Callable[[T], Hashable], *, select: Hashable = None) -> None:
        """Show rows that are in memory."""
        self.show(ListSource(rows, key_of), select=select)

    def set_empty(self, text: str) -> None:
        """What to say where there is nothing to show."""
        self._empty = text
        self.refresh()

    def select(self, key: Hashable) -> bool:
        """Choose the row with this key, if it is there."""
        place = self._source.find(key)
        if place is not None:
            self._move_to(place)
        return place is not None

    def repaint(self) -> None:
        """Draw the visible rows again, as when a clock has moved on."""
        self.refresh()

    def _visible_keys(self) -> list[Hashable]:
        top = self.scroll_offset.y
        return [self._source.key(at) for at in range(top, min(top + 9, self._source.count))]

    def _row(self, index: int) -> T | None:
        if not 0 <= index < self._source.count:
            return None
        start, rows = self._window
        if not start <= index < start + len(rows):
            height = max(self.size.height, 10)
            start = max(0, index - height)
            rows = self._source.fetch(start, height * READ_AHEAD)
            self._window = (start, rows)
        at = index - start
        return rows[at] if at < len(rows) else None

    # -- moving ---------------------------------------------------------------------------------

    def _choose(self, index: int) -> None:
        self._cursor = index
        self._key = self._source.key(index) if 0 <= index < self._source.count else None
        self._keep_visible()
        self._place_terminal_cursor()

    def _move_to(self, index: int) -> None:
        if not self._source.count:
            return
        before = self._cursor
        index = max(0, min(index, self._source.count - 1))
        self._choose(index)
        self.refresh_lines(before)
        self.refresh_lines(self._cursor)
        if before != self._cursor:
            self.post_message(self.Moved(self))
        if self._cursor >= self._source.count - max(self.size.height, 1):
            self.post_message(self.NearEnd(self))

    def _extend(self, count: int) -> None:
        """So many lines can be scrolled through; nothing is laid out by it, so nothing is laid out anew (10 ms)."""
        self.set_reactive(VirtualList.virtual_size, Size(self.size.width, count))
        if self.scroll_offset.y > self.max_scroll_y:
            self.scroll_to(y=self.max_scroll_y, animate=False, force=True)

    def _keep_visible(self) -> None:
        height = self.size.height
        top = self.scroll_offset.y
        if height <= 0:
            return
        if self._cursor < top:
            self.scroll_to(y=self._cursor, animate=False, force=True)
        elif self._cursor >= top + height:
            self._extend(max(self._source.count, self._cursor + 1))
            self.scroll_to(y=self._cursor - height + 1, animate=False, force=True)

    def _place_terminal_cursor(self) -> None:
        if self.has_focus:
            region = self.content_region
            line = self._cursor - self.scroll_offset.y
            self.app.cursor_position = Offset(region.x + GUTTER, region.y + max(0, min(line, region.height - 1)))

    def action_cursor(self, step: int) -> None:
        """Up or down by rows."""
        self._move_to(self._cursor + step)

    def action_page(self, step: int) -> None:
        """Up or down by a screen."""
        self._move_to(self._cursor + step * max(1, self.size.height - 1))

    def action_first(self) -> None:
        """To the first row."""
        self._move_to(0)

    def action_last(self) -> None:
        """To the last row."""
        self._move_to(self._source.count - 1)

    def action_pick(self, digit: int) -> None:
        """Pick the n-th visible row, as in an input method's list of candidates.

        Rows that moved in the blink before the key count as they stood when the eye chose.
        """
        index = self.scroll_offset.y + digit - 1
        changed_at, keys = self._visible_before
        if monotonic() - changed_at < BLINK and 1 <= digit <= len(keys):
            meant = self._source.find(keys[digit - 1])
            index = index if meant is None else meant
        visible = self.size.height or 9  # a pane shown a moment ago is not laid out yet
        if self._digits and 1 <= digit <= visible and index < self._source.count:
            self._move_to(index)
            self.post_message(self.Picked(self))

    def on_click(self, event: events.Click) -> None:
        """A click chooses a row, a second one picks it."""
        index = self.scroll_offset.y + event.y
        if index < self._source.count:
            self._move_to(index)
            if event.chain > 1:
                self.post_message(self.Picked(self))

    def on_resize(self) -> None:
        """Keep the choice in view when the pane changes its size."""
        self._extend(self._source.count)
        self._window = (0, ())
        self._keep_visible()
        self._place_terminal_cursor()

    def on_focus(self) -> None:
        """Draw the choice as active."""
        self._place_terminal_cursor()
        self.refresh_lines(self._cursor)

    def on_blur(self) -> None:
        """Draw the choice as resting."""
        self.refresh_lines(self._cursor)

    # -- drawing --------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        """One line of the screen: marker, digit, the row in its columns."""
        width = self.size.width
        index = self.scroll_offset.y + y
        row = self._row(index)
        base = self.rich_style
        if row is None:
            text = f" {self._empty}" if y == 0 and not self._source.count else ""
            faint = base + self._style("dim")
            return Strip([Segment(text, faint)]).adjust_cell_length(width, base)
        chosen = index == self._cursor
        if chosen:
            base += self._style("cursor" if self.has_focus else "cursor-blurred")
        mark = ">" if chosen else " "
        digit = str(y + 1) if self._digits and y < 9 else " "
        segments = [Segment(f" {mark}", base), Segment(f"{digit} ", base + self._style("digit"))]
        for piece in self._paint(row, max(0, width - GUTTER)):
            segments.append(Segment(piece.text, base + self._style(piece.style) if piece.style else base))
        return Strip(segments).adjust_cell_length(width, base)

    def _style(self, name: str) -> Style:
        return tint(self.app, name)
