"""The form for a new inquiry: who, by which way, which order, and the text or a whole pasted chat."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static, TextArea

from cs_console.commands import DIGIT_OF
from cs_console.domain.vocabulary import Channel, MessageRole
from cs_console.i18n import t, token
from cs_console.tui import clock
from cs_console.tui.context import context_of
from cs_console.tui.deck import Deck
from cs_console.tui.safe import safe
from cs_console.tui.screens.popup import Popup, when_drawn
from cs_console.tui.widgets.editor import Editor, Field
from cs_console.tui.widgets.lines import Line, Lines, wrap
from cs_console.tui.widgets.rows import Piece, column

if TYPE_CHECKING:
    from cs_console.services.capture import CapturePreview, TalkPreview

PREVIEW_DELAY = 0.2
FIELDS = ("buyer", "order_no", "channel")
STAMP = 12


@dataclass(frozen=True, slots=True)
class Captured:
    """The form as filled in."""

    buyer: str
    order_no: str
    channel: str
    text: str


class Capture(Popup[Captured]):
    """Paste or type; below stands what would be taken in, new lines apart from known ones (rule E3)."""

    TITLE_CODE = "capture.title"

    def __init__(self, deck: Deck, text: str, draft_key: str) -> None:
        super().__init__()
        self._deck = deck
        self._text = text
        self._draft_key = draft_key
        self._parsed: CapturePreview | None = None

    def body(self) -> ComposeResult:
        """Text first: that is what one comes with; then who it is and how it came."""
        yield Editor(self._text, placeholder=t("capture.placeholder"), id="capture-text")
        kept = json.loads(self._deck.drafts.noted(self._draft_key) or "{}")
        for name in FIELDS:
            with Horizontal(classes="ask"):
                yield Static(safe(t(f"capture.{name}")), classes="label", markup=False)
                yield Field(str(kept.get(name, "")), placeholder=t(f"capture.{name}_hint"), id=f"capture-{name}")
        yield Lines(id="capture-preview")
        yield Static("", id="wrong", markup=False)

    def on_mount(self) -> None:
        """Begin with the text; a text brought along is looked at at once."""
        self.query_one(".popup").add_class("-wide")
        self.set_hint(t("capture.hint"))
        editor = self.query_one("#capture-text", Editor)
        self.set_focus(editor)
        if self._text:
            self._look()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Look again after a short rest; keep the draft, and who it is beside it."""
        if event.text_area.id == "capture-text":
            self._deck.drafts.put(self._draft_key, event.text_area.text)
        else:
            texts = {name: text for name in FIELDS if (text := self._value(name))}
            self._deck.drafts.note(self._draft_key, json.dumps(texts, ensure_ascii=False) if texts else "")
        self.set_timer(PREVIEW_DELAY, self._look)

    def on_editor_submitted(self, event: Editor.Submitted) -> None:
        """Enter goes on; after the last field it is done."""
        event.stop()
        if event.editor.id == "capture-channel":
            self.action_accept()
        else:
            self.focus_next()

    def _value(self, name: str) -> str:
        return self.query_one(f"#capture-{name}", Editor).text.strip()

    def _channel(self) -> Channel | None:
        text = self._value("channel")
        if not text:
            return Channel.CHAT
        for number, channel in enumerate(Channel, 1):
            if text in (channel, token("channel", channel)) or DIGIT_OF.get(text) == number:
                return channel
        return None

    def _look(self) -> None:
        text, channel = self._value("text"), self._channel()
        buyer, order_no = self._value("buyer"), self._value("order_no")
        if not text or channel is None:
            return

        def call(desk: object) -> tuple[str, CapturePreview]:
            services, actor = desk.services, desk.actor  # type: ignore[attr-defined]
            records = services.intake.parse_chat(text)
            return text, services.capture.preview(actor, records, buyer=buyer, order_no=order_no, channel=channel)

        self._deck.read("capture.preview", call)

    @when_drawn
    def show(self, text: str, preview: CapturePreview) -> None:
        """Show what would be taken in."""
        if text != self._value("text"):
            return
        self._parsed = preview
        self.query_one("#wrong", Static).update("")
        self.query_one("#capture-preview", Lines).show(lambda width: self._lines(preview, width))

    @when_drawn
    def trouble(self, words: Content) -> None:
        """The text cannot be read as it stands."""
        self.query_one("#wrong", Static).update(words)

    def _lines(self, preview: CapturePreview, width: int) -> list[Line]:
        lines: list[Line] = []
        for talk in preview.talks:
            lines.append([Piece(self._headline(talk), "title")])
            for one in talk.lines:
                context = context_of(self)
                stamp = clock.moment(one.at, context.zone, context.clock()) if one.at else t("capture.now")
                who = "" if one.role is MessageRole.BUYER else f"[{one.sender or token('role', one.role)}] "
                known = f" {t('capture.known')}" if one.known else ""
                style = "dim" if one.known else ""
                for number, part in enumerate(wrap(f"{who}{one.text}{known}", width - STAMP - 1)[:3]):
                    lines.append([column(stamp if number == 0 else "", STAMP, "dim"), Piece(part, style)])
        return lines

    def _headline(self, talk: TalkPreview) -> str:
        buyer = talk.buyer or t("capture.whose")
        where = t("capture.joins", id=talk.inquiry_id) if talk.inquiry_id else t("capture.opens")
        return "  ".join([buyer, talk.order_no, where, t("capture.new_lines", n=talk.new_lines)])

    def action_accept(self) -> None:
        """Take it in, unless nobody is named."""
        text, channel = self._value("text"), self._channel()
        wrong = ""
        if not text:
            wrong = t("popup.prompt.required", label=t("capture.text"))
        elif channel is None:
            words = "  ".join(f"{n} {token('channel', one)}" for n, one in enumerate(Channel, 1))
            wrong = t("popup.prompt.one_of", choices=words)
        talks = self._parsed.talks if self._parsed is not None else ()
        if not wrong and not self._value("buyer") and (not talks or any(not talk.buyer for talk in talks)):
            wrong = t("capture.no_buyer")
        if wrong or channel is None:
            self.query_one("#wrong", Static).update(safe(wrong))
            return
        self.dismiss(Captured(self._value("buyer"), self._value("order_no"), channel, text))
