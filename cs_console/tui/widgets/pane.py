"""A pane: a frame whose title carries its key and whose bottom border says what it can do."""

from __future__ import annotations

from textual.containers import Vertical
from textual.content import Content
from textual.geometry import Region

from cs_console.commands import Scope
from cs_console.i18n import t
from cs_console.text.clean import clean
from cs_console.text.width import cell_width, fit
from cs_console.tui import keymap
from cs_console.tui.context import context_of
from cs_console.tui.safe import safe


class Pane(Vertical):
    """A titled frame, heavy while the focus is inside; `COMMAND` is what jumps to it, `SCOPE` its keys."""

    COMMAND = ""
    SCOPE: Scope | None = None
    ALLOW_MAXIMIZE = True
    badge = ""
    _detail = ""

    def on_mount(self) -> None:
        """Take the keys of the pane's scope and name the pane."""
        if self.SCOPE is not None:
            keymap.install(self, keymap.bindings(context_of(self).keymap, self.SCOPE))
        self.set_title()

    @property
    def name_text(self) -> str:
        """The key and the name, as in ``F2 咨询队列``."""
        return f"{context_of(self).keymap.label(self.COMMAND)} {t(f'command.{self.COMMAND}')}"

    def set_title(self, detail: str = "") -> None:
        """Key, name and what the pane shows now; `detail` may come from outside."""
        self._detail = detail
        parts = [part for part in (self.name_text if self.COMMAND else "", detail) if part]
        title = clean("  ".join(parts))
        room = self.size.width - 4
        if cell_width(title) > room > 0:
            title = fit(title, room)
        self._show_title(safe(title))

    def _show_title(self, title: Content) -> None:
        """Draw the top line alone: setting `border_title` draws the whole pane anew, 3 ms of every key of a search."""
        if self._border_title is None or not self.size.width:
            self.border_title = title
        elif self._border_title != title:
            self._border_title = title
            self.refresh(Region(-1, -1, self.outer_size.width, 1))

    def on_resize(self) -> None:
        """Cut the title for the new width."""
        self.set_title(self._detail)

    def set_hint(self, hint: str | Content) -> None:
        """What stands in the bottom border: filters in force, keys of the pane, limits."""
        self.border_subtitle = safe(hint) if isinstance(hint, str) else hint

    def take_focus(self) -> None:
        """Put the focus where work in this pane begins."""
        target = next((widget for widget in self.query("*") if widget.focusable), None)
        if target is not None:
            self.screen.set_focus(target)

    def type_text(self, text: str) -> bool:
        """Take hanzi typed outside a field; whether the pane had use for them."""
        return False
