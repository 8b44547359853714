"""The lead's desk: opened, kept up to date, and the way from its figures to the queue (rules H8, Q11)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from cs_console import i18n
from cs_console.tui.deck import Acts, Desk
from cs_console.tui.gateway import Failed
from cs_console.tui.panes.queue import QueuePane
from cs_console.tui.safe import safe

if TYPE_CHECKING:
    from pathlib import Path

    from cs_console.domain.worklist import QueueFilter
    from cs_console.tui.screens.lead_desk import LeadDesk
    from cs_console.tui.screens.lead_page import Said
    from cs_console.tui.screens.lead_registers import RegisterScreen, Shown


class LeadActs(Acts):
    """What a lead does for all."""

    _seconds = 0
    _opened: LeadDesk | None = None

    def commands(self) -> Mapping[str, Callable[[], None]]:
        """Handlers by command id."""
        return {"lead.desk": self._open}

    def loaded(self) -> Mapping[str, Callable[[Any], None]]:
        """Pages and registers as read."""
        return {"lead.page": self._show, "lead.register": self._show_register, "lead.behind": self._show_behind}

    def done(self) -> Mapping[str, Callable[[Any, Any], None]]:
        """What was answered, moved, approved."""
        return {"lead.act": self._acted, "lead.export": self._exported}

    def failed(self) -> Mapping[str, Callable[[Failed], None]]:
        """Refusals are said on the desk."""
        return dict.fromkeys(("lead.act", "lead.behind", "lead.export", "lead.page", "lead.register"), self._refused)

    def refresh(self) -> None:
        """An open desk follows what happens."""
        desk = self._desk
        if desk is not None and desk.page.LIVE:
            desk.action_reload()

    def tick(self) -> None:
        """Waits grow every second; now and then the page is read anew."""
        self._seconds += 1
        desk = self._desk
        if desk is None:
            return
        if self._seconds % desk.page.AGAIN_SECONDS == 0:
            desk.action_reload()
        else:
            desk.redraw()

    def _open(self) -> None:
        from cs_console.tui.screens.lead_desk import LeadDesk  # its pages are a lead's alone: not with the rest

        self._opened = LeadDesk(self.deck, self._write)
        self.deck.ask(self._opened, lambda drill: self._drill(*drill))

    @property
    def _desk(self) -> LeadDesk | None:
        return self._opened if self._opened in self.deck.screen.app.screen_stack else None

    @property
    def _register(self) -> RegisterScreen | None:
        if self._desk is None:
            return None
        from cs_console.tui.screens.lead_registers import RegisterScreen

        return next((one for one in self.deck.screen.app.screen_stack if isinstance(one, RegisterScreen)), None)

    def _show(self, read: tuple[str, Any]) -> None:
        desk = self._desk
        if desk is not None:
            desk.show(*read)

    def _show_register(self, shown: Shown) -> None:
        screen = self._register
        if screen is not None:
            screen.show(shown)

    def _show_behind(self, read: tuple[Callable[[Any], None], Any]) -> None:
        """What stands behind a row; a desk that was left in the meantime does not come back with it."""
        then, value = read
        if self._desk is not None:
            then(value)

    def _exported(self, path: Path, context: Any) -> None:
        words = i18n.t("toast.register.exported", name=path.name, where="/".join(path.parent.parts[-2:]))
        desk = self._desk
        if desk is not None:
            desk.note(words, style="$success")
        else:
            self.deck.say(safe(words))

    def _write(self, call: Callable[[Desk], Any], said: Said) -> None:
        self.deck.write("lead.act", call, said)

    def _acted(self, value: Any, said: Said) -> None:
        desk, words = self._desk, said if isinstance(said, str) else said(value)
        if desk is not None:
            desk.note(safe(words, "$success"))
        else:
            self.deck.say(safe(words))
        self.deck.refresh()

    def _refused(self, failure: Failed) -> None:
        words = safe(i18n.render(failure.error), "$error", multiline=True)
        desk, register = self._desk, self._register
        if register is not None:
            register.set_hint(i18n.what(failure.error))
        elif desk is not None:
            desk.note(words)
        else:
            self.deck.say(words, kind="error")

    def _drill(self, wanted: QueueFilter, inquiry_id: int) -> None:
        """To the queue, narrowed to what a figure counted; a filter typed there goes."""
        pane = self.deck.screen.query_one(QueuePane)
        pane.end_filter(clear=True)
        pane.wanted = inquiry_id
        self.deck.set(filter=wanted)
        self.deck.refresh()
        self.deck.screen.go("queue")
