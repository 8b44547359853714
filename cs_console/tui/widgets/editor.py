"""Text typed by the agent: one widget for single lines and for longer text, both with undo."""

from __future__ import annotations

from dataclasses import replace

from textual import events
from textual.document._document import EditResult
from textual.document._edit import Edit
from textual.geometry import Offset, Region
from textual.message import Message
from textual.strip import Strip
from textual.widgets import TextArea

from cs_console.text.clean import clean


class Editor(TextArea):
    """An editor safe for hanzi and hostile pastes: whatever way text gets in, it is cleaned first.

    Letters and digits are text here and nothing else; Ctrl and F keys stay commands.
    """

    SINGLE_LINE = False

    class Submitted(Message):
        """Enter was pressed in a single-line field."""

        def __init__(self, editor: Editor) -> None:
            super().__init__()
            self.editor = editor

        @property
        def control(self) -> Editor:
            """The field it came from."""
            return self.editor

    def __init__(self, text: str = "", *, placeholder: str = "", id: str | None = None) -> None:  # noqa: A002
        super().__init__(
            clean(text, multiline=not self.SINGLE_LINE), id=id, theme="css", compact=True,
            show_line_numbers=False, tab_behavior="focus", highlight_cursor_line=False, placeholder=placeholder,
        )  # fmt: skip

    def edit(self, edit: Edit) -> EditResult:
        """Every change passes here, typed or pasted: clean it."""
        shown = clean(edit.text, multiline=not self.SINGLE_LINE)
        return super().edit(edit if shown == edit.text else replace(edit, text=shown))

    def scroll_cursor_visible(self, center: bool = False, animate: bool = False) -> Offset:
        """Scroll to the cursor; while lines are being taken away it still stands behind the last one: not yet then.

        Textual lets a scroll bar come and go in the middle of an edit, and undoing a paste of lines ended the console.
        """
        if self.selection.end[0] >= self.document.line_count:
            return Offset()
        return super().scroll_cursor_visible(center, animate)

    def render_lines(self, crop: Region) -> list[Strip]:
        """A field that was just taken away has no styles left; one more frame may still ask it to draw."""
        if not self._component_styles:
            return [Strip.blank(crop.width) for _ in range(crop.height)]
        return super().render_lines(crop)

    def put(self, text: str) -> None:
        """Replace the text and put the cursor behind it; what was typed before is forgotten."""
        self.load_text(clean(text, multiline=not self.SINGLE_LINE))
        self.move_cursor(self.document.end)

    def type_text(self, text: str) -> None:
        """Insert as if typed, so that undo takes it back."""
        self.insert(text)

    def refresh_terminal_cursor(self) -> None:
        """Let the input method's window open at the cursor."""
        self.app.cursor_position = self.cursor_screen_offset


class Field(Editor):
    """A single line; Enter submits it."""

    SINGLE_LINE = True

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "enter":
            event.stop()
            event.prevent_default()
            self.post_message(self.Submitted(self))
            return
        await super()._on_key(event)
