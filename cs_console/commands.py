"""The command table: the one place where a command exists.

Bindings, footer, palette, help and ``cs-console keys`` are all read from here. A command's title stands
in the catalogues under ``command.<id>``, what else people call it under ``words.<id>``, its scope under
``scope.<scope>``, its heading under ``group.<group>``. Keys are spelt the way terminals' libraries spell
them (``ctrl+n``, ``f2``, ``shift+tab``) or are the character itself; this module knows no screen library.

「F 键换面板，数字选条目，Ctrl 做动作，字母只是别名。」 With an input method on, letters never arrive, so no
command has a letter as its only key; letters and punctuation are `aliases`, alive only where nothing is typed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from cs_console.errors import BadInput
from cs_console.i18n import has, t

DIGITS = tuple("123456789")
WIDE_DIGITS = tuple("１２３４５６７８９")
DIGIT_OF: Mapping[str, int] = {
    **{key: value for value, key in enumerate(DIGITS, 1)},
    **{key: value for value, key in enumerate(WIDE_DIGITS, 1)},
    "0": 0,
    "０": 0,
}
"""The number a digit key means, half- or full-width."""


class Scope(StrEnum):
    """Where a command's keys act."""

    EVERYWHERE = "everywhere"
    WORKSTATION = "workstation"
    LIST = "list"
    QUEUE = "queue"
    CONVERSATION = "conversation"
    PHRASES = "phrases"
    ORDER = "order"
    AFTERSALES = "aftersales"
    POPUP = "popup"


TYPED_OVER = frozenset({Scope.EVERYWHERE, Scope.WORKSTATION})
"""Scopes whose keys work inside text fields too."""


@dataclass(frozen=True, slots=True)
class Command:
    """One thing a user can do. `when` names the conditions that must hold, else the screen says why not."""

    id: str
    scope: Scope
    group: str
    keys: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    when: str = ""
    footer: bool = False
    palette: bool = True

    @property
    def title(self) -> str:
        """What the user reads for it."""
        return t(f"command.{self.id}")

    @property
    def words(self) -> tuple[str, ...]:
        """What else people call it: the palette finds it by these too."""
        code = f"words.{self.id}"
        return tuple(t(code).split()) if has(code) else ()

    @property
    def all_keys(self) -> tuple[str, ...]:
        """Keys first, aliases after."""
        return self.keys + self.aliases


def _commands() -> Iterator[Command]:
    everywhere, work = Scope.EVERYWHERE, Scope.WORKSTATION
    yield Command("help", everywhere, "general", ("f1",), ("?", "？"), footer=True)
    yield Command("quit", everywhere, "general", ("ctrl+q",))
    yield Command("pane.queue", work, "panes", ("f2",))
    yield Command("pane.phrases", work, "panes", ("f3",))
    yield Command("pane.order", work, "panes", ("f4",))
    yield Command("pane.aftersales", work, "panes", ("f5",))
    yield Command("pane.next", work, "panes", ("tab",), palette=False)
    yield Command("pane.previous", work, "panes", ("shift+tab",), palette=False)
    yield Command("view.jump", work, "panes", ("ctrl+o",))
    yield Command("inquiry.capture", work, "inquiry", ("f8",), when="shift")
    yield Command("inquiry.next", work, "inquiry", ("ctrl+n",), footer=True, when="shift talks")
    yield Command("reply.pick", work, "reply", ("ctrl+r",), footer=True, when="inquiry repliable")
    yield Command("list.filter", work, "lists", ("ctrl+f",), ("/", "／", "、"), footer=True)
    yield Command("buyer.card", work, "buyer", ("ctrl+k",), when="buyer")
    yield Command("save", work, "order", ("ctrl+s",), footer=True, when="unsaved")
    yield Command("goods.find", work, "goods", ("ctrl+a",))
    yield Command("goods.import", work, "goods", when="keeps_goods")
    yield Command("order.find", work, "order", ("ctrl+e",))
    yield Command("order.flag", work, "order", ("ctrl+t",), when="order")
    yield Command("inquiry.done", work, "inquiry", ("ctrl+g",), when="inquiry closable")
    yield Command("due.list", work, "due", ("ctrl+d",))
    yield Command("lead.ask", work, "due", ("ctrl+u",), when="inquiry")
    yield Command("inquiry.record", work, "due", when="inquiry")
    yield Command("gap.add", work, "due", when="inquiry")
    yield Command("problem.add", work, "due", when="order")
    yield Command("suggestion.add", work, "due", when="inquiry")
    yield Command("csat.add", work, "due", when="inquiry")
    yield Command("review.add", work, "due")
    yield Command("record.list", work, "due")
    yield Command("complaint.open", work, "due", when="inquiry")
    yield Command("complaint.list", work, "due")
    yield Command("outbox.list", work, "due")
    yield Command("outbox.batch", work, "due")
    yield Command("outbox.send", work, "due")
    yield Command("register.list", work, "due")
    yield Command("promise.list", work, "due")
    yield Command("promise.order", work, "due", when="order")
    yield Command("refresh", work, "general", ("ctrl+l",))
    yield Command("undo", work, "general", ("ctrl+z",), footer=True)
    yield Command("redo", work, "general", ("ctrl+y",))
    yield Command("palette", work, "general", ("ctrl+p",), (":", "："), footer=True, palette=False)
    yield Command("shift", work, "shift", ("f9",))
    yield Command("handover.add", work, "shift", ("f12",), when="shift")
    yield Command("back", work, "general", ("escape",), palette=False)
    yield from _list_commands()
    yield from _pane_commands()


def _list_commands() -> Iterator[Command]:
    lists = Scope.LIST
    yield Command("list.pick", lists, "lists", DIGITS + WIDE_DIGITS, palette=False)
    yield Command("list.up", lists, "lists", ("up",), ("k",), palette=False)
    yield Command("list.down", lists, "lists", ("down",), ("j",), palette=False)
    yield Command("list.page_up", lists, "lists", ("pageup",), palette=False)
    yield Command("list.page_down", lists, "lists", ("pagedown",), palette=False)
    yield Command("list.first", lists, "lists", ("home",), ("g",), palette=False)
    yield Command("list.last", lists, "lists", ("end",), ("G",), palette=False)
    yield Command("copy", lists, "general", ("ctrl+c",), ("y",), when="inquiry")


def _pane_commands() -> Iterator[Command]:
    queue, order = Scope.QUEUE, Scope.ORDER
    yield Command("inquiry.open", queue, "inquiry", ("enter",), footer=True, when="inquiry", palette=False)
    yield Command("inquiry.menu", queue, "inquiry", ("space",), footer=True, when="inquiry", palette=False)
    yield Command("inquiry.claim", queue, "inquiry", (), ("c",), when="inquiry claimable")
    yield Command("inquiry.release", queue, "inquiry", ("delete",), when="inquiry releasable")
    yield Command("inquiry.note", queue, "inquiry", (), ("n",), when="inquiry")
    yield Command("inquiry.transfer", queue, "inquiry", (), ("t",), when="inquiry transferable")
    yield Command("inquiry.snooze", queue, "inquiry", (), ("z",), when="inquiry snoozable")
    yield Command("inquiry.resolve", queue, "inquiry", (), ("e",), when="inquiry closable")
    yield Command("inquiry.lose", queue, "inquiry", (), ("x",), when="inquiry closable")
    talk = Scope.CONVERSATION
    yield Command("reply.write", talk, "reply", ("enter",), footer=True, when="inquiry")
    yield Command("reply.confirm", talk, "reply", ("space",), footer=True, when="unconfirmed")
    yield from _phrase_commands()
    yield Command("order.flag_digit", order, "order", ("1", "2", "3", "4", "5", "0", *"１２３４５０"),
                  when="order", palette=False)  # fmt: skip
    yield Command("order.edit", order, "order", ("enter",), footer=True, when="order")
    yield Command("order.history", order, "order", ("space",), footer=True, when="order")
    yield Command("order.colour", order, "reply", ("6", "６"), when="colour repliable")
    yield Command("order.check", order, "order", ("7", "７"), when="order")
    yield Command("order.goods", order, "goods", ("8", "８"), when="order")
    yield Command("order.price", order, "order", ("9", "９"), when="unpaid")
    yield Command("order.link", order, "order", when="found")
    yield Command("order.conflict", order, "order", ("delete",), when="conflict")
    yield Command("order.template", order, "order", ("insert",), when="order")
    after = Scope.AFTERSALES
    yield Command("case.step", after, "aftersales", ("enter",), footer=True, when="case_or_order paid", palette=False)
    yield Command("case.say", after, "aftersales", ("space",), footer=True, when="case")
    yield Command("case.open", after, "aftersales", ("insert",), when="order paid")
    yield Command("case.close", after, "aftersales", when="case")
    yield Command("case.not_applicable", after, "aftersales", ("delete",), when="case")
    yield Command("case.sheet", after, "aftersales", (), ("v",), when="case")
    yield Command("case.other", after, "aftersales", (), ("o",), when="case")
    yield Command("case.warehouse", Scope.WORKSTATION, "aftersales")
    yield Command("inquiry.skip", Scope.WORKSTATION, "inquiry", when="shift talks inquiry")
    yield Command("filter.presets", Scope.WORKSTATION, "lists")
    yield Command("shift.start", Scope.WORKSTATION, "shift", when="off_shift")
    yield Command("shift.break", Scope.WORKSTATION, "shift", when="shift")
    yield Command("shift.end", Scope.WORKSTATION, "shift", when="shift")
    yield Command("handover.incoming", Scope.WORKSTATION, "shift", when="incoming")
    yield Command("handover.draft", Scope.WORKSTATION, "shift", when="shift")
    yield Command("handover.signed", Scope.WORKSTATION, "shift", when="shift")
    yield Command("handover.logs", Scope.WORKSTATION, "shift")
    yield Command("handover.export", Scope.WORKSTATION, "shift")
    yield Command("lead.desk", Scope.WORKSTATION, "lead", when="lead")
    yield Command("config.accept", Scope.WORKSTATION, "general", when="asked")
    yield Command("lock", Scope.WORKSTATION, "general")
    yield Command("practice", Scope.WORKSTATION, "general")
    popup = Scope.POPUP
    yield Command("popup.close", popup, "popups", ("escape",), palette=False)
    yield Command("popup.accept", popup, "popups", ("ctrl+s",), palette=False)
    yield Command("period.earlier", popup, "popups", ("-",), ("－", "—"), palette=False)
    yield Command("period.later", popup, "popups", ("=",), ("＝", "+", "＋"), palette=False)


def _phrase_commands() -> Iterator[Command]:
    phrases = Scope.PHRASES
    yield Command("phrase.use", phrases, "reply", ("enter",), footer=True, when="inquiry repliable", palette=False)
    yield Command("phrase.preview", phrases, "reply", ("space",), footer=True, palette=False)
    yield Command("phrase.gap", phrases, "due", ("0", "０"), when="inquiry")
    yield Command("phrase.add", phrases, "phrases", ("insert",))
    yield Command("phrase.edit", phrases, "phrases", (), ("e",))
    yield Command("phrase.remove", phrases, "phrases")
    yield Command("phrase.forget", phrases, "phrases")
    yield Command("phrase.proposals", phrases, "phrases", when="lead")
    yield Command("phrase.figures", phrases, "phrases")
    yield Command("autoreply.show", Scope.WORKSTATION, "reply")


COMMANDS: tuple[Command, ...] = tuple(_commands())
"""Every command, in the order in which help shows them."""

FIXED = frozenset({"list.pick", "order.flag_digit"})
"""Commands whose keys are the digits themselves and cannot be moved."""

_NEVER = ("alt+", "ctrl+shift+", "super+", "meta+")
_NEVER_KEYS = frozenset(
    {"ctrl+enter", "ctrl+space", "ctrl+b", "ctrl+h", "ctrl+i", "ctrl+j", "ctrl+m", "f6", "f7", "f10", "f11"}
)


class KeyMap:
    """The commands with the keys in force: the defaults, changed by id in ``settings.yaml``."""

    def __init__(self, overrides: Mapping[str, str | Iterable[str]] | None = None) -> None:
        self._commands = {command.id: command for command in COMMANDS}
        for command_id, keys in (overrides or {}).items():
            self._override(command_id, (keys,) if isinstance(keys, str) else tuple(keys))
        self._refuse_clashes()

    def _override(self, command_id: str, keys: tuple[str, ...]) -> None:
        command = self._commands.get(command_id)
        if command is None or command_id in FIXED:
            raise BadInput("keys.unknown_command", command=command_id)
        for key in keys:
            if key in _NEVER_KEYS or key.startswith(_NEVER):
                raise BadInput("keys.forbidden", command=command_id, key=key)
            if command.scope in TYPED_OVER and len(key) == 1:
                raise BadInput("keys.letter", command=command_id, key=key)
        self._commands[command_id] = replace(command, keys=keys)

    def _refuse_clashes(self) -> None:
        for scope in Scope:
            where = (scope,) if scope in TYPED_OVER or scope is Scope.POPUP else (scope, Scope.WORKSTATION)
            used = Counter(key for command in self.commands(*where) for key in command.keys)
            for key, times in used.items():
                if times > 1:
                    owners = [c.id for c in self.commands(*where) if key in c.keys]
                    raise BadInput("keys.clash", key=key, first=owners[0], second=owners[1])

    def __iter__(self) -> Iterator[Command]:
        return iter(self._commands.values())

    def __getitem__(self, command_id: str) -> Command:
        return self._commands[command_id]

    def commands(self, *scopes: Scope) -> list[Command]:
        """The commands of these scopes, in the table's order."""
        return [command for command in self if command.scope in scopes]

    def label(self, command_id: str) -> str:
        """The first key as the footer shows it (``^S``), or "" for a command without one."""
        keys = self._commands[command_id].all_keys
        return key_label(keys[0]) if keys else ""

    def in_words(self, command_id: str) -> str:
        """All keys as help shows them (``Ctrl+F  /  、``)."""
        if command_id == "list.pick":
            return "1-9"
        if command_id == "order.flag_digit":
            return "0-5"
        return "  ".join(key_words(key) for key in self._commands[command_id].all_keys)

    def rows(self) -> list[dict[str, str]]:
        """The key table as ``cs-console keys --json`` prints it."""
        return [
            {
                "id": command.id,
                "title": command.title,
                "keys": self.in_words(command.id),
                "scope": command.scope.value,
                "group": command.group,
            }
            for command in self
        ]


_SHORT = {"enter": "Enter", "escape": "Esc", "space": "Space", "delete": "Del", "insert": "Ins", "tab": "Tab",
          "pageup": "PgUp", "pagedown": "PgDn", "home": "Home", "end": "End", "up": "Up", "down": "Down",
          "shift+tab": "Shift+Tab"}  # fmt: skip


def narrowed(character: str) -> str:
    """The plain character for a full-width one, as an input method sends them: ``１`` → ``1``, its blank → a blank."""
    if character == "\u3000":
        return " "
    if len(character) == 1 and "\uff01" <= character <= "\uff5e":
        return chr(ord(character) - 0xFEE0)
    return character


def key_label(key: str) -> str:
    """A key in the few cells the footer has: ``ctrl+s`` → ``^S``."""
    if key.startswith("ctrl+"):
        return f"^{key.removeprefix('ctrl+').upper()}"
    return _SHORT.get(key) or (key if len(key) == 1 else key.upper())


def key_words(key: str) -> str:
    """A key as people say it: ``ctrl+s`` → ``Ctrl+S``, ``enter`` → ``Enter``."""
    if key.startswith("ctrl+"):
        return f"Ctrl+{key.removeprefix('ctrl+').upper()}"
    return key_label(key)
