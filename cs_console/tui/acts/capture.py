"""Capturing inquiries: by form, and by pasting chat lines whose new ones alone are added (rules Q7, E3)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from cs_console.domain.vocabulary import Channel
from cs_console.tui.deck import Acts, Desk
from cs_console.tui.gateway import Failed
from cs_console.tui.panes.queue import QueuePane
from cs_console.tui.safe import describe, safe, say
from cs_console.tui.screens.capture import Capture, Captured

if TYPE_CHECKING:
    from cs_console.services.capture import CapturePreview, CaptureResult

DRAFT = "capture"


class CaptureActs(Acts):
    """What F8 and a paste outside fields do."""

    def commands(self) -> Mapping[str, Callable[[], None]]:
        """Handlers by command id."""
        return {"inquiry.capture": lambda: self._open(self.deck.drafts.get(DRAFT) or "")}

    def loaded(self) -> Mapping[str, Callable[[Any], None]]:
        """What a paste would do."""
        return {"capture.preview": self._preview}

    def done(self) -> Mapping[str, Callable[[Any, Any], None]]:
        """Inquiries opened and continued."""
        return {"capture": self._taken}

    def failed(self) -> Mapping[str, Callable[[Failed], None]]:
        """Nothing was taken in: the form comes back with what was typed."""
        return {"capture": self._refused, "capture.preview": self._no_preview}

    def pasted(self, text: str) -> None:
        """A chat pasted onto the workstation opens the form with it."""
        self._open(text)

    def _open(self, text: str) -> None:
        self.deck.ask(Capture(self.deck, text, DRAFT), self._take)

    def _take(self, given: Captured) -> None:
        self.deck.write("capture", lambda desk: take(desk, given), given)

    def _preview(self, value: tuple[str, CapturePreview]) -> None:
        popup = self.deck.screen.app.screen
        if isinstance(popup, Capture):
            popup.show(*value)

    def _no_preview(self, failure: Failed) -> None:
        popup = self.deck.screen.app.screen
        if isinstance(popup, Capture):
            popup.trouble(describe(failure.error))

    def _taken(self, result: CaptureResult, context: Any) -> None:
        self.deck.drafts.drop(DRAFT)
        self.deck.say(
            say("toast.captured", new=result.new_lines, known=result.known_lines, created=result.created), undo=True
        )
        self._select(result.inquiry_ids[0] if result.inquiry_ids else 0)

    def _select(self, inquiry_id: int) -> None:
        if inquiry_id:
            self.deck.screen.query_one(QueuePane).wanted = inquiry_id
        self.deck.refresh()

    def _refused(self, failure: Failed) -> None:
        self.deck.say(safe(describe(failure.error).plain), kind="error")
        if isinstance(failure.context, Captured):
            self.deck.drafts.put(DRAFT, failure.context.text)
            self._open(failure.context.text)


def take(desk: Desk, given: Captured) -> CaptureResult:
    """Parse and take in pasted chat lines."""
    records = desk.services.intake.parse_chat(given.text)
    return desk.services.capture.take(
        desk.actor, records, buyer=given.buyer, order_no=given.order_no, channel=Channel(given.channel)
    )
