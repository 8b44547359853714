"""Popups with a search line over a list: one grammar of typing, Enter, arrows and digits."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any, TypeVar

from textual import on
from textual.binding import Binding
from textual.widgets import TextArea

from cs_console.tui import keymap
from cs_console.tui.screens.popup import Popup
from cs_console.tui.widgets.editor import Editor, Field
from cs_console.tui.widgets.virtual_list import VirtualList

R = TypeVar("R")
T = TypeVar("T")


class SearchPopup(Popup[R]):
    """Typed hanzi and letters go on with the search, Enter goes to what was found, where digits pick."""

    TAKES_LETTERS = True
    """A short code or pinyin typed over the list searches too, else Enter would take what was never meant (rule P4)."""
    REST = 0.0
    """Seconds without a key before a search begins."""

    def __init__(self, title: str = "") -> None:
        super().__init__(title)
        self.wanted = ""
        self.shown_for: str | None = None
        self._typed = 0

    @property
    def rows(self) -> VirtualList[Any]:
        """What was found."""
        return self.query_one(VirtualList)

    def seek(self) -> None:
        """Look for what is wanted now; the answer comes to `found`."""
        raise AssertionError(f"{type(self).__name__} looks for nothing")

    def found(self, query: str, rows: Sequence[T], key_of: Callable[[T], Hashable]) -> bool:
        """Show what was found, unless something else is asked for by now; whether it is shown."""
        if query != self.wanted:
            return False
        self.rows.show_rows(rows, key_of)
        if query != self.shown_for:
            self.rows.action_first()
        self.shown_for = query
        return True

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Search, once typing rests."""
        self.wanted = event.text_area.text.strip()
        self._typed += 1
        if not self.REST:
            self.seek()
            return
        typed = self._typed
        self.set_timer(self.REST, lambda: self.seek() if typed == self._typed else None)

    def action_search(self) -> None:
        """Into the search line."""
        self.set_focus(self.query_one(Field))

    def take_text(self, text: str) -> bool:
        """Typed hanzi and letters go on with the search."""
        if isinstance(self.focused, Editor):
            return False
        self.action_search()
        self.query_one(Field).type_text(text)
        return True

    def on_editor_submitted(self, event: Editor.Submitted) -> None:
        """Enter in the search line."""
        event.stop()
        self.entered()

    def entered(self) -> None:
        """Enter goes to what was found."""
        self.set_focus(self.rows)

    @on(VirtualList.Picked)
    def _picked(self, event: VirtualList.Picked[Any]) -> None:
        event.stop()
        self.action_accept()

    @on(VirtualList.NearEnd)
    def _near_end(self, event: VirtualList.NearEnd[Any]) -> None:
        event.stop()

    def action_accept(self) -> None:
        """Take the chosen row."""
        raise AssertionError(f"{type(self).__name__} takes nothing")


class FinderPopup(SearchPopup[None]):
    """Looking at one costs nothing, so Enter opens the first found; arrows leave the line for the list."""

    def __init__(self, title: str = "") -> None:
        super().__init__(title)
        self._eager = False

    def on_mount(self) -> None:
        """Take the arrows; begin with what is found without a word."""
        made = [
            Binding(key, f"screen.move({step})", show=False, priority=True) for key, step in (("up", -1), ("down", 1))
        ]
        keymap.install(self, made)
        self.query_one(".popup").add_class("-wide")
        self.set_focus(self.query_one(Field))
        self.seek()

    def open_chosen(self) -> None:
        """Open the chosen row."""
        raise AssertionError(f"{type(self).__name__} opens nothing")

    def found(self, query: str, rows: Sequence[T], key_of: Callable[[T], Hashable]) -> bool:
        """Show what was found; whoever pressed Enter before it came gets its first one."""
        shown = super().found(query, rows, key_of)
        if shown and self._eager:
            self.action_accept()
        return shown

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Whoever types on does not want the first one yet."""
        self._eager = False
        super().on_text_area_changed(event)

    def entered(self) -> None:
        """Enter opens the first one found; without a search it goes to the list."""
        if self.wanted:
            self.action_accept()
        else:
            super().entered()

    def action_move(self, step: int) -> None:
        """Up or down in the list, where digits open."""
        self.set_focus(self.rows)
        self.rows.action_cursor(step)

    def action_accept(self) -> None:
        """Open the chosen row; whoever was faster than the search gets its first one, not an older one's."""
        self._eager = self.shown_for != self.wanted
        if self._eager:
            self._typed += 1
            self.seek()
        else:
            self.open_chosen()
