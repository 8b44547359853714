"""Help: every key there is, read from the command table."""

from __future__ import annotations

from cs_console.commands import Command, KeyMap
from cs_console.i18n import t
from cs_console.text.width import cell_width
from cs_console.tui.context import context_of
from cs_console.tui.screens.popup import Reader
from cs_console.tui.widgets.lines import Line
from cs_console.tui.widgets.rows import Piece, column, highlighted

KEY_CELLS = 24


def help_lines(keymap: KeyMap, width: int) -> list[Line]:
    """The commands by group: keys, what they do, where they act. Wide screens get two columns."""
    lines: list[Line] = [[Piece(t("help.grammar"), "title")], []]
    groups: dict[str, list[Command]] = {}
    for command in keymap:
        if command.all_keys:
            groups.setdefault(command.group, []).append(command)
    for group, commands in groups.items():
        lines.append([Piece(t(f"group.{group}"), "title")])
        lines += [_line(keymap, command, width) for command in commands]
        lines.append([])
    return lines


def _line(keymap: KeyMap, command: Command, width: int) -> Line:
    where = t(f"scope.{command.scope}")
    keys = f"  {keymap.in_words(command.id)}"
    room = width - KEY_CELLS - cell_width(where) - 2
    return [
        column(keys, KEY_CELLS, "key"),
        *highlighted(command.title, (), max(room, 8)),
        Piece(f"  {where}", "dim"),
    ]


class Help(Reader):
    """The key sheet."""

    def __init__(self) -> None:
        super().__init__(t("help.title"))

    def lines(self, width: int) -> list[Line]:
        """The table for the width there is."""
        return help_lines(context_of(self).keymap, width)
