"""Blanks asked for one at a time, over the text exactly as it will be copied (rule P3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static, TextArea

from cs_console.domain.blanks import kind_of, wrong_with
from cs_console.i18n import t
from cs_console.text.clean import clean
from cs_console.tui.form_drafts import FormDraft
from cs_console.tui.safe import safe
from cs_console.tui.screens.popup import Popup
from cs_console.tui.widgets.editor import Editor, Field

if TYPE_CHECKING:
    from cs_console.domain.filling import Blank

OPEN = "____"


class FillBlanks(Popup[Mapping[str, str]]):
    """One line for each blank in turn, checked before the next; the answers come back by the blanks' keys."""

    def __init__(self, text: str, blanks: Sequence[Blank], likely: Mapping[str, str]) -> None:
        super().__init__(t("reply.blanks"))
        self._text = text
        self._blanks = tuple(blanks)
        self._asked = tuple({blank.key: blank for blank in blanks}.values())
        self._answers: dict[str, str] = {}
        self._likely = likely
        self._at = 0
        self._draft: FormDraft | None = None

    def body(self) -> ComposeResult:
        """The text with what is given so far, the blank asked for now, what is wrong with it."""
        yield Static("", id="blank-preview", classes="intro", markup=False)
        with Horizontal(classes="ask"):
            yield Static("", id="blank-label", classes="label", markup=False)
            yield Field(id="blank-value")
        yield Static("", id="wrong", markup=False)

    def on_mount(self) -> None:
        """Ask for the first; what was typed before the popup was left stands there again."""
        self.set_hint(t("blanks.hint"))
        self._draft = FormDraft(self, [self._text, *(blank.key for blank in self._asked)])
        self._answers |= self._draft.kept()
        self._ask()

    @property
    def _field(self) -> Field:
        return self.query_one("#blank-value", Field)

    @property
    def _blank(self) -> Blank:
        return self._asked[self._at]

    def _ask(self) -> None:
        blank, field = self._blank, self._field
        many = f"  {self._at + 1}/{len(self._asked)}" if len(self._asked) > 1 else ""
        self.query_one(".popup").border_title = safe(f"{t('reply.blanks')}{many}")
        self.query_one("#blank-label", Static).update(safe(blank.label))
        field.placeholder = t(f"blank.hint.{kind_of(blank.label)}")
        field.put(self._answers.get(blank.key) or self._likely.get(blank.key, ""))
        field.select_all()
        self.set_focus(field)
        self._show()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """The text grows with what is typed."""
        event.stop()
        self.query_one("#wrong", Static).update("")
        if self._draft is not None:
            given = self._answers | {self._blank.key: self._field.text}
            self._draft.keep({key: text for key, text in given.items() if text.strip() != self._likely.get(key, "")})
        self._show()

    def _show(self) -> None:
        """The text as it will be copied: what was given stands in it, what is asked for now is marked."""
        answers = self._answers | {self._blank.key: self._field.text}
        whole: list[Content | str] = []
        at = 0
        for blank in sorted(self._blanks, key=lambda one: one.start):
            whole.append(clean(self._text[at : blank.start], multiline=True))
            style = "bold $accent" if blank.key == self._blank.key else ""
            whole.append(Content.styled(clean(answers.get(blank.key, "").strip() or OPEN), style))
            at = blank.end
        whole.append(clean(self._text[at:], multiline=True))
        self.query_one("#blank-preview", Static).update(Content.assemble(*(Content(one) if isinstance(one, str) else one
                                                                         for one in whole)))  # fmt: skip

    def on_editor_submitted(self, event: Editor.Submitted) -> None:
        """Enter: on to the next blank, or done after the last."""
        event.stop()
        value = self._field.text.strip()
        wrong = wrong_with(self._blank.label, value)
        if wrong:
            self.query_one("#wrong", Static).update(safe(t(wrong, label=self._blank.label)))
            return
        self._answers[self._blank.key] = value
        if self._at + 1 < len(self._asked):
            self._at += 1
            self._ask()
        else:
            if self._draft is not None:
                self._draft.give()
            self.dismiss(dict(self._answers))

    def action_accept(self) -> None:
        """The accept key goes on as Enter does."""
        self.on_editor_submitted(Editor.Submitted(self._field))

    def action_close(self) -> None:
        """Esc: back to the blank before, or leave; nothing was copied."""
        if self._at:
            self._answers[self._blank.key] = self._field.text.strip()
            self._at -= 1
            self._ask()
        else:
            self.dismiss(None)
