"""Automatic replies: the texts for this period by one key, and a quiet word when the set one is stale (rule S7)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cs_console.i18n import listed, t
from cs_console.tui import clock
from cs_console.tui.acts.general import titled
from cs_console.tui.deck import Acts, Desk
from cs_console.tui.safe import safe, say
from cs_console.tui.screens.autoreplies import AutoReplyList
from cs_console.tui.screens.popup import Choice

if TYPE_CHECKING:
    from cs_console.domain.entities import Actor
    from cs_console.services.autoreplies import AutoReplies, AutoText, StaleText

CHECK_SECONDS = 30
"""How often the text that was set is held against the clock."""


class AutoReplyActs(Acts):
    """What the palette's automatic replies do, and what the status line says of them."""

    def __init__(self, deck: Any) -> None:
        super().__init__(deck)
        self._seconds = 0
        self._asked_for: Actor | None = None

    def commands(self) -> Mapping[str, Callable[[], None]]:
        """Handlers by command id."""
        return {
            "autoreply.show": lambda: self.deck.read(
                "autoreply", lambda desk: desk.services.autoreplies.show(desk.actor)
            ),
        }

    def loaded(self) -> Mapping[str, Callable[[Any], None]]:
        """The texts, and whether the set one is stale."""
        return {"autoreply": self._show, "autoreply.stale": self._warn}

    def done(self) -> Mapping[str, Callable[[Any, Any], None]]:
        """A text was copied and is taken as set."""
        return {"autoreply.copy": self._copied}

    def tick(self) -> None:
        """Now and then, and as soon as somebody sits here, look whether the set text still fits."""
        actor = self.deck.state.actor
        if not self.deck.gateway.is_open or actor is None:
            return
        self._seconds += 1
        if actor != self._asked_for or self._seconds % CHECK_SECONDS == 0:
            self._asked_for = actor
            self._look()

    def _look(self) -> None:
        self.deck.read("autoreply.stale", lambda desk: desk.services.autoreplies.stale(desk.actor))

    def _warn(self, stale: StaleText | None) -> None:
        words = ""
        if stale is not None:
            instead = titled(stale.instead_title) if stale.instead_title is not None else ""
            code = "bar.autoreply" if instead else "bar.autoreply_off"
            words = t(code, title=titled(stale.title), instead=instead)
        self.deck.set(stale=words)

    # -- choosing -------------------------------------------------------------------------------

    def _show(self, found: AutoReplies) -> None:
        choices = [*self._choices(found.now, ""), *self._choices(found.others, t("autoreply.others"))]
        texts = {one.id: one.text for one in (*found.now, *found.others)}
        popup = AutoReplyList(
            t("command.autoreply.show"), choices, intro=self._set_line(found), hint=t("autoreply.hint"), texts=texts
        )
        self.deck.ask(popup, lambda reply_id: self._copy(str(reply_id)))

    def _choices(self, texts: Sequence[AutoText], other: str) -> list[Choice]:
        context = self.deck.context
        found = []
        for one in texts:
            until = t("autoreply.until", until=clock.moment(one.until, context.zone, context.clock()))
            when = other or (until if one.until is not None else t("autoreply.always"))
            lacks = t("autoreply.lacks", labels=listed(one.missing)) if one.missing else ""
            found.append(Choice(one.id, f"{titled(one.title)}  {when}", one.text, lacks, "dim" if other else ""))
        return found

    def _set_line(self, found: AutoReplies) -> str:
        put = found.set
        if put is None:
            return t("autoreply.never_set")
        at = clock.moment(put.at, self.deck.context.zone, self.deck.context.clock())
        title = titled(put.title)
        if not put.fits:
            return t("autoreply.stale_none" if not found.now else "autoreply.stale", title=title, at=at,
                     instead=titled(found.now[0].title) if found.now else "")  # fmt: skip
        return t("autoreply.set_changed" if put.changed else "autoreply.set_fits", title=title, at=at)

    def _copy(self, reply_id: str) -> None:
        copy = self.deck.setup.clipboard.copy

        def call(desk: Desk) -> tuple[AutoText, str]:
            found = desk.services.autoreplies.copy(desk.actor, reply_id)
            return found, copy(found.text)

        self.deck.write("autoreply.copy", call)

    def _copied(self, value: tuple[AutoText, str], context: Any) -> None:
        found, way = value
        if way == "none":
            self.deck.say(say("toast.no_clipboard"), kind="warn")
        else:
            words = t("toast.autoreply", title=titled(found.title), way=t(f"clipboard.{way}"))
            self.deck.say(safe(words))
        self._look()
