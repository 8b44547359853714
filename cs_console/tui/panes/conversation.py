"""What was said: times, by whom, from which phrase, and how long the buyer still waits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from textual.app import ComposeResult

from cs_console.commands import Scope
from cs_console.domain.vocabulary import MessageRole
from cs_console.domain.worklist import QueueRow
from cs_console.i18n import t, token
from cs_console.tui import clock
from cs_console.tui.context import context_of
from cs_console.tui.widgets.lines import Line, Lines, wrap
from cs_console.tui.widgets.pane import Pane
from cs_console.tui.widgets.rows import Piece, column

if TYPE_CHECKING:
    from cs_console.domain.entities import Message
    from cs_console.services.queue_views import InquiryDetail

TIME_CELLS = 7


def message_lines(messages: Sequence[Message], width: int, zone: ZoneInfo, now: datetime, me: str) -> list[Line]:
    """The conversation wrapped to `width`: time, who unless it is the buyer, what was said."""
    lines: list[Line] = []
    day = now.astimezone(zone).date()
    for message in messages:
        local = message.at.astimezone(zone)
        if local.date() != day:
            day = local.date()
            lines.append([Piece(f"-- {local.strftime('%m-%d')} --", "dim")])
        who, style = _who(message, me)
        text = f"{who}{message.text}"
        if message.role is MessageRole.AGENT and not message.confirmed:
            text += f" {t('talk.unconfirmed')}"
        for number, part in enumerate(wrap(text, width - TIME_CELLS - 1)):
            stamp = f" {local.strftime('%H:%M')} " if number == 0 else ""
            lines.append([column(stamp, TIME_CELLS, "dim"), Piece(part, style)])
    return lines


def _who(message: Message, me: str) -> tuple[str, str]:
    if message.role is MessageRole.BUYER:
        return "", ""
    if message.role is MessageRole.NOTE:
        return f"{t('talk.note', who=message.sender)} ", "warn"
    if message.role is MessageRole.SYSTEM:
        return f"{t('talk.system')} ", "dim"
    who = t("talk.me") if message.sender == me else message.sender
    return f"[{who}] ", "mark" if message.confirmed else "warn"


class ConversationPane(Pane):
    """The chosen inquiry's messages, the newest in view."""

    SCOPE = Scope.CONVERSATION

    def __init__(self) -> None:
        super().__init__(id="conversation")
        self._shown: InquiryDetail | None = None

    def compose(self) -> ComposeResult:
        """The lines."""
        yield Lines(id="conversation-lines")

    @property
    def lines(self) -> Lines:
        """What is shown."""
        return self.query_one("#conversation-lines", Lines)

    def announce(self, row: QueueRow) -> None:
        """Say whose conversation is being fetched."""
        self._shown = None
        self.set_title(row.buyer)
        self.set_hint("")
        self.lines.show(lambda width: [])

    def show(self, detail: InquiryDetail | None, me: str) -> None:
        """Show the conversation of an inquiry, or nothing."""
        same = detail is not None and self._shown is not None and detail.inquiry.id == self._shown.inquiry.id
        grown = not same or self._shown is None or len(detail.messages) != len(self._shown.messages)  # type: ignore[union-attr]
        self._shown = detail
        if detail is None:
            self.set_title("")
            self.set_hint("")
            self.lines.show(lambda width: [])
            return
        context = context_of(self)
        self.set_title(self._headline(detail))
        self.lines.show(
            lambda width: message_lines(detail.messages, width, context.zone, context.clock(), me), at_end=grown
        )
        self.tick()

    def tick(self) -> None:
        """Let the waiting time in the bottom border move on."""
        if self._shown is not None:
            self.set_hint(self._waiting(self._shown))

    def _headline(self, detail: InquiryDetail) -> str:
        inquiry = detail.inquiry
        words = [inquiry.buyer, token("channel", inquiry.channel), token("category", inquiry.category)]
        if inquiry.owner:
            words.append(inquiry.owner)
        return "  ".join(words)

    def _waiting(self, detail: InquiryDetail) -> str:
        inquiry, now = detail.inquiry, context_of(self).clock()
        above, _ = self.lines.hidden
        more = f"{t('talk.above', n=above)}  " if above else ""
        if inquiry.unanswered_since is None:
            return more + token("state", inquiry.state)
        waited = clock.span((now - inquiry.unanswered_since).total_seconds())
        left, style = clock.limit(inquiry.due_at, now)
        over = style == "urgent"
        return more + t("talk.over" if over else "talk.waiting", waited=waited, left=left or "-")
