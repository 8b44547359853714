"""A pane whose list can be narrowed by typing; the filter shows where it acts."""

from __future__ import annotations

from textual import on
from textual.message import Message
from textual.widgets import TextArea

from cs_console.i18n import t
from cs_console.tui.widgets.editor import Editor, Field
from cs_console.tui.widgets.pane import Pane
from cs_console.tui.widgets.virtual_list import VirtualList


class FilteredPane(Pane):
    """A list with a filter line that appears when it is wanted; Enter goes to the list, Esc clears."""

    class Filtered(Message):
        """The filter's text changed."""

        def __init__(self, pane: FilteredPane, text: str) -> None:
            super().__init__()
            self.pane, self.text = pane, text

    def __init__(self, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self.query_text = ""

    def begin_filter(self, text: str = "") -> None:
        """Open the filter line, with what was typed already."""
        field = self._field
        if field is None:
            field = Field(self.query_text, placeholder=t("filter.placeholder"), id=f"{self.id}-filter")
            field.add_class("filter")
            self.mount(field, before=0)
        self.screen.set_focus(field)
        field.move_cursor(field.document.end)
        if text:
            field.type_text(text)

    def end_filter(self, *, clear: bool) -> None:
        """Back to the list; `clear` shows everything again."""
        field = self._field
        self.screen.set_focus(self.query_one(VirtualList))
        if field is not None and (clear or not field.text):
            field.remove()
            if self.query_text:
                self.query_text = ""
                self.post_message(self.Filtered(self, ""))

    def type_text(self, text: str) -> bool:
        """Typed hanzi begin the filter, or go on with it."""
        self.begin_filter(text)
        return True

    @property
    def filtering(self) -> bool:
        """Whether the filter line has the focus."""
        return self._field is not None and self._field.has_focus

    @property
    def _field(self) -> Field | None:
        found = self.query(f"#{self.id}-filter")
        return found.first(Field) if found else None

    @on(TextArea.Changed)
    def _changed(self, event: TextArea.Changed) -> None:
        if event.text_area is self._field:
            event.stop()
            self.query_text = event.text_area.text.strip()
            self.post_message(self.Filtered(self, self.query_text))

    @on(Editor.Submitted)
    def _submitted(self, event: Editor.Submitted) -> None:
        if event.editor is self._field:
            event.stop()
            self.end_filter(clear=False)
