"""The palette: every command by a few letters, hanzi or pinyin of its title."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import TextArea

from cs_console.commands import Command
from cs_console.i18n import t
from cs_console.text.width import cell_width
from cs_console.tui import keymap
from cs_console.tui.context import context_of
from cs_console.tui.screens.popup import LIST_ROWS, Popup
from cs_console.tui.widgets.editor import Editor, Field
from cs_console.tui.widgets.rows import Piece, highlighted
from cs_console.tui.widgets.virtual_list import VirtualList


@dataclass(frozen=True, slots=True)
class Entry:
    """A command as the palette shows it."""

    command: Command
    keys: str
    why_not: str


def score(query: str, title: str, command_id: str, pinyin: str, initials: str) -> int:
    """How well a title answers a query: 0 not at all; written beats sounded, a beginning beats a middle."""
    query = "".join(query.lower().split())
    if not query:
        return 1
    for weight, text in ((60, title.lower()), (40, pinyin), (40, initials), (20, command_id)):
        squeezed = "".join(text.split())
        at = squeezed.find(query)
        if at >= 0:
            return weight - min(at, 15)
    return 5 if _in_order(query, title.lower()) or _in_order(query, pinyin) else 0


def _in_order(query: str, text: str) -> bool:
    letters = iter(text)
    return all(letter in letters for letter in query)


def paint_entry(entry: Entry, width: int) -> Sequence[Piece]:
    """Title left, keys right; a disabled command says why."""
    keys = f"{entry.keys} "
    title = f"{entry.command.title}  ({entry.why_not})" if entry.why_not else entry.command.title
    style = "disabled" if entry.why_not else ""
    return [*highlighted(title, (), max(width - cell_width(keys), 0), style), Piece(keys, "key")]


class Palette(Popup[str]):
    """Type a few letters, Enter runs the first; the result is the command's id."""

    TITLE_CODE = "command.palette"
    HINT_CODE = "palette.hint"

    def __init__(self, why_not: Callable[[Command], str]) -> None:
        super().__init__()
        self._why_not = why_not

    def body(self) -> ComposeResult:
        """The query and the commands that answer it."""
        yield Field(placeholder=t("palette.placeholder"), id="palette-query")
        commands: VirtualList[Entry] = VirtualList(paint_entry, empty=t("palette.none"), digits=False, id="choices")
        commands.styles.height = LIST_ROWS
        yield commands

    def on_mount(self) -> None:
        """Show all commands; arrows move the choice while the query keeps the focus."""
        from cs_console.text.pinyin import initials, to_pinyin  # the sounds are only wanted once somebody types

        keys = context_of(self).keymap
        self._entries = [
            (Entry(command, keys.in_words(command.id).split("  ")[0], self._why_not(command)),
             to_pinyin(command.title), initials(command.title))
            for command in keys if command.palette
        ]  # fmt: skip
        keymap.install(self, [
            Binding("up", "screen.move(-1)", show=False, priority=True),
            Binding("down", "screen.move(1)", show=False, priority=True),
            Binding("pageup", "screen.move(-10)", show=False, priority=True),
            Binding("pagedown", "screen.move(10)", show=False, priority=True),
        ])  # fmt: skip
        self._search("")
        self.set_focus(self.query_one(Field))

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Rank anew for what is typed."""
        self._search(event.text_area.text)

    def _search(self, query: str) -> None:
        ranked = [
            (score(query, entry.command.title, entry.command.id, sound, first), at, entry)
            for at, (entry, sound, first) in enumerate(self._entries)
        ]
        found = sorted((row for row in ranked if row[0]), key=lambda row: (-row[0], row[1]))
        commands = self.query_one(VirtualList)
        commands.show_rows([entry for _, _, entry in found], lambda entry: entry.command.id)
        commands.action_first()

    def action_move(self, step: int) -> None:
        """Up or down in the commands."""
        self.query_one(VirtualList).action_cursor(step)

    def on_editor_submitted(self, event: Editor.Submitted) -> None:
        """Enter runs the chosen command."""
        event.stop()
        self.action_accept()

    def action_accept(self) -> None:
        """Give the chosen command's id, or say why it cannot be run now."""
        entry: Entry | None = self.query_one(VirtualList).chosen
        if entry is None:
            return
        if entry.why_not:
            self.set_hint(entry.why_not)
            return
        self.dismiss(entry.command.id)
