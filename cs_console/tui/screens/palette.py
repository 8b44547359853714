"""The palette: every command by a few letters, hanzi or pinyin of its title, or by another word for it."""

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


@dataclass(frozen=True, slots=True)
class Names:
    """What a command answers to: its title as written and as sounded, its id, other words people have for it."""

    title: str
    pinyin: str
    initials: str
    command_id: str
    words: tuple[tuple[str, str, str], ...] = ()


def names_of(command: Command) -> Names:
    """A command's names with their sounds."""
    from cs_console.text.pinyin import initials, to_pinyin  # the sounds are only wanted once somebody types

    words = tuple((word, to_pinyin(word), initials(word)) for word in command.words)
    return Names(command.title, to_pinyin(command.title), initials(command.title), command.id, words)


def score(query: str, names: Names) -> int:
    """How well a command answers a query: 0 not at all.

    Written beats sounded, its own name beats a part of another word for it, a beginning beats a middle.
    """
    query = _squeezed(query)
    if not query:
        return 1
    own = ((60, names.title), (40, names.pinyin), (40, names.initials), (20, names.command_id))
    points = [_points(query, text, weight, weight + 10) for weight, text in own]
    for written, *sounds in names.words:
        points += [_points(query, written, 38, 62), *(_points(query, sound, 22, 42) for sound in sounds)]
    if best := max(points):
        return best
    return 5 if _in_order(query, names.title.lower()) or _in_order(query, names.pinyin) else 0


def _points(query: str, text: str, part: int, whole: int) -> int:
    text = _squeezed(text)
    at = text.find(query)
    return 0 if at < 0 else whole if query == text else part - min(at, 15)


def _squeezed(text: str) -> str:
    return "".join(text.lower().split())


def _in_order(query: str, text: str) -> bool:
    letters = iter(text)
    return all(letter in letters for letter in query)


def paint_entry(entry: Entry, width: int) -> Sequence[Piece]:
    """Title left, keys right; a disabled command says why."""
    keys = f" {entry.keys} "
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
        keys = context_of(self).keymap
        self._entries = [
            (Entry(command, keys.in_words(command.id).split("  ")[0], self._why_not(command)), names_of(command))
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
        ranked = [(score(query, names), at, entry) for at, (entry, names) in enumerate(self._entries)]
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
        """Give the chosen command's id, or say why it cannot be run now: what was so when it opened may have passed."""
        entry: Entry | None = self.query_one(VirtualList).chosen
        if entry is None:
            return
        why_not = self._why_not(entry.command)
        if why_not:
            self.set_hint(why_not)
            return
        self.dismiss(entry.command.id)
