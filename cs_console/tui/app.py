"""The application: themes, keys that hold everywhere, walls, and how it ends."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import ClassVar

from textual import events
from textual.app import App
from textual.binding import BindingType
from textual.keys import _character_to_key as key_of
from textual.screen import Screen
from textual.scroll_view import ScrollView

from cs_console.commands import KeyMap, narrowed
from cs_console.i18n import t
from cs_console.text.mask import mask_text
from cs_console.tui.context import Context, GlanceRow, Setup
from cs_console.tui.screens.workstation import WorkstationScreen
from cs_console.tui.terminal import DroppingFilter, guard_pastes, terminal_gone
from cs_console.tui.theme import DARK, LIGHT, THEMES
from cs_console.tui.widgets.editor import Editor

_LOG = logging.getLogger(__name__)

FIELD_PATIENCE = 1.0
"""Seconds a command waits for a field to take in what was typed before it."""

TERMINAL_SECONDS = 2.0
"""How often it is checked that the terminal is still there."""
LAST_SECONDS = 2.0
"""How long an ending console may take to give back a terminal that is perhaps gone."""
EXIT_SIGNALS = {"SIGTERM": 143, "SIGHUP": 129}
"""What a terminal or an administrator sends to end the console, and what it then returns."""


class Workstation(App[None], inherit_bindings=False):
    """The workstation over what `setup` gives it; knows nothing of stores, files or machines."""

    CSS_PATH = Path(__file__).with_name("workstation.tcss")
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = []
    NOTIFICATION_TIMEOUT = 0

    def __init__(self, setup: Setup, first: Sequence[GlanceRow] = ()) -> None:
        super().__init__()
        self.setup = setup
        self._first = first
        self.context = Context(KeyMap(setup.settings.keys), setup.clock, setup.zone)
        self._filters.append(DroppingFilter())
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = setup.settings.theme
        guard_pastes(self.driver_class)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """What our colours fall back to under one of Textual's own themes."""
        return dict(DARK.variables if self.current_theme.dark else LIGHT.variables)

    def get_default_screen(self) -> Screen[None]:
        """The workstation itself."""
        return WorkstationScreen(self.context, self.setup, self._first)

    @property
    def workstation(self) -> WorkstationScreen:
        """The one screen below all popups."""
        screen = self.screen_stack[0]
        assert isinstance(screen, WorkstationScreen)
        return screen

    def on_mount(self) -> None:
        """Lend the clipboard the terminal, and listen for the signals that end a console."""
        self.setup.clipboard.connect(self.copy_to_clipboard)
        loop = asyncio.get_running_loop()
        for name, code in EXIT_SIGNALS.items():
            number = getattr(signal, name, None)
            if number is not None:
                try:
                    loop.add_signal_handler(number, self.end_by_signal, code)
                except (NotImplementedError, RuntimeError, ValueError) as error:
                    _LOG.info("no handler for %s here: %s", name, error)

        self.set_interval(TERMINAL_SECONDS, self._watch_terminal)

    def _watch_terminal(self) -> None:
        """A terminal that went without a signal leaves an orphan that would spin: end as if hung up."""
        if self.is_headless or sys.__stdin__ is None or not terminal_gone(sys.__stdin__.fileno()):
            return
        self.end_by_signal(EXIT_SIGNALS["SIGHUP"])

    def end_by_signal(self, code: int) -> None:
        """Save what was typed, then leave with the code that names the signal, at the latest in a moment."""
        self.workstation.save_all()
        last = threading.Timer(LAST_SECONDS, os._exit, (code,))
        last.daemon = True
        last.start()
        self.exit(return_code=code)

    def on_exit_app(self) -> None:
        """The browser was closed, or the console ends: what was typed goes to disk now."""
        if self.is_web:
            self.workstation.save_all()

    async def on_event(self, event: events.Event) -> None:
        """Keys pass here first: they end an offer to undo, and hanzi and punctuation find their way.

        What is begun here happens before the next key arrives, so that a burst of keys stays in order.
        """
        if isinstance(event, events.InputEvent | events.Paste):
            self.workstation.last_input = self.context.clock()
        if isinstance(event, events.Key) and not event.is_forwarded:
            if not isinstance(self.focused, Editor):
                event = self._plain_key(event)
            self.workstation.key_pressed(event.key)
            if not event.is_printable:
                await self._until_typed()
            if self._took_character(event.character):
                return
        elif isinstance(event, events.Paste) and not event.is_forwarded and self._took_paste(event.text):
            return
        await super().on_event(event)

    def _plain_key(self, event: events.Key) -> events.Key:
        """Where nothing is typed, a full-width key means the plain one, and Caps Lock changes no letter but ``G``."""
        typed = event.character or ""
        plain = narrowed(typed)
        if plain.isupper() and isinstance(self.focused, ScrollView) and not self._is_key(plain):
            plain = plain.lower()
        if plain == typed or self._is_key(typed):
            return event
        meant = events.Key(key_of(plain), plain)
        meant.set_sender(self)
        meant.time = event.time
        return meant

    def _is_key(self, character: str) -> bool:
        """Whether some command has this very character."""
        return any(character in command.all_keys for command in self.context.keymap)

    async def _until_typed(self) -> None:
        """Let the field take in what was typed before a command acts on it: nothing typed is ever lost.

        Letters wait in the field's own queue while a command's key is handled here at once; a fast
        typist, a scanner or a paste would otherwise be cut off by Ctrl+S.
        """
        field = self.focused
        if isinstance(field, Editor):
            typed = asyncio.Event()
            field.call_later(typed.set)
            with suppress(TimeoutError):  # a field that hangs must not take the keys with it
                await asyncio.wait_for(typed.wait(), FIELD_PATIENCE)

    def _took_character(self, character: str | None) -> bool:
        if character is None:
            return False
        if self.screen is self.workstation and self.workstation.take_alias(character):
            return True
        taker = getattr(self.screen, "take_text", None)
        lettered = getattr(self.screen, "TAKES_LETTERS", False) and character.isascii() and character.isalpha()
        return taker is not None and (lettered or _is_hanzi(character)) and bool(taker(character))

    def _took_paste(self, text: str) -> bool:
        return self.screen is self.workstation and self.workstation.take_paste(text)

    def _fatal_error(self) -> None:
        """After a crash: the log has the masked trace; the terminal shows no locals (rule X1)."""
        error = self._exception
        _LOG.critical("the workstation crashed", exc_info=error)
        self.workstation.save_all()
        self._close_by_crash(type(error).__name__, str(error))

    def _close_by_crash(self, kind: str, what: str) -> None:
        from rich.text import Text

        text = t("crash.message", kind=kind, what=mask_text(what)[:200], log=self.setup.log_file)
        self.panic(Text(text, style="bold"))


def _is_hanzi(character: str) -> bool:
    return len(character) == 1 and character >= "\u2e80" and character.isalpha()
