"""Locking the screen: by a command, or after the minutes of idling that the settings name (rule X1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from cs_console import i18n
from cs_console.tui.deck import Acts
from cs_console.tui.gateway import Failed
from cs_console.tui.screens.lock import LockScreen


class LockActs(Acts):
    """Drafts, popups and the chosen inquiry stay as they are below."""

    def commands(self) -> Mapping[str, Callable[[], None]]:
        """Handlers by command id."""
        return {"lock": self._lock}

    def done(self) -> Mapping[str, Callable[[Any, Any], None]]:
        """The seat was shown to be one's own."""
        return {"unlock": lambda value, _: self._unlocked()}

    def failed(self) -> Mapping[str, Callable[[Failed], None]]:
        """A wrong PIN is said where it was typed."""
        return {"unlock": self._refused}

    def tick(self) -> None:
        """Lock after the minutes without a key, a paste or the mouse."""
        if self.deck.state.policies is None or self.deck.state.actor is None:
            return
        minutes = self.deck.policies.settings.idle_lock_minutes
        idle = self.deck.context.clock() - self.deck.screen.last_input
        if minutes and idle >= timedelta(minutes=minutes):
            self._lock()

    @property
    def _screen(self) -> LockScreen | None:
        return next((one for one in self.deck.screen.app.screen_stack if isinstance(one, LockScreen)), None)

    def _lock(self) -> None:
        if self._screen is not None or not self.deck.agent:
            return
        self.deck.drafts.flush()
        member = self.deck.policies.team.member(self.deck.agent)
        pin = member is not None and bool(member.pin_hash)
        self.deck.screen.app.push_screen(LockScreen(self.deck.agent, pin=pin, unlock=self._unlock))

    def _unlock(self, pin: str) -> None:
        self.deck.write("unlock", lambda desk: desk.services.seats.unlock(desk.actor, pin))

    def _unlocked(self) -> None:
        screen = self._screen
        if screen is not None:
            screen.dismiss(True)

    def _refused(self, failure: Failed) -> None:
        screen = self._screen
        if screen is not None:
            screen.refused(i18n.what(failure.error))
