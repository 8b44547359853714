"""Turns the command table into a screen's bindings; no widget names a key of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from textual.binding import Binding, BindingsMap
from textual.dom import DOMNode

from cs_console.commands import DIGIT_OF, FIXED, TYPED_OVER, Command, KeyMap, Scope

LIST_ACTIONS = {
    "list.up": "cursor(-1)",
    "list.down": "cursor(1)",
    "list.page_up": "page(-1)",
    "list.page_down": "page(1)",
    "list.first": "first",
    "list.last": "last",
}
"""Commands that a list carries out itself; all others go to the screen."""


def dispatch(command: Command) -> str:
    """The action of a command: the screen looks its handler up by id."""
    return f"screen.command('{command.id}')"


def bindings(keymap: KeyMap, *scopes: Scope, action: Callable[[Command], str] = dispatch) -> list[Binding]:
    """Bindings for the commands of these scopes. Keys that work while typing take precedence over the field."""
    made: list[Binding] = []
    for command in keymap.commands(*scopes):
        if command.id in FIXED:
            continue  # digits are handed on as digits, see `digit_bindings`
        first = command.scope in TYPED_OVER
        made += [bind(key, action(command), command, priority=first) for key in command.keys]
        if not first:  # the others' aliases are taken by the screen, in the order of the keys
            made += [bind(key, action(command), command) for key in command.aliases]
    return made


def digit_bindings(keymap: KeyMap, command_id: str, action: str = "pick") -> list[Binding]:
    """Bindings that hand the digit itself to `action`, half- and full-width alike."""
    command = keymap[command_id]
    return [bind(key, f"{action}({DIGIT_OF[key]})", command, priority=False) for key in command.keys]


def list_bindings(keymap: KeyMap) -> list[Binding]:
    """What every list answers to: arrows, paging and digits."""
    return move_bindings(keymap) + digit_bindings(keymap, "list.pick")


def move_bindings(keymap: KeyMap) -> list[Binding]:
    """Arrows and paging alone, for text that scrolls."""
    moves = [command for command in keymap.commands(Scope.LIST) if command.id in LIST_ACTIONS]
    return [bind(key, LIST_ACTIONS[command.id], command) for command in moves for key in command.all_keys]


def install(node: DOMNode, made: Iterable[Binding]) -> None:
    """Give a node these bindings beside those of its class."""
    node._bindings = BindingsMap.merge([node._bindings, BindingsMap(made)])


def bind(key: str, action: str, command: Command, *, priority: bool = False) -> Binding:
    """One key for one action; the footer is drawn from the command table, not from bindings."""
    return Binding(key, action, command.id, show=False, priority=priority)
