"""Forms: a line for each thing asked, checked as it is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Static, TextArea

from cs_console.commands import DIGIT_OF
from cs_console.i18n import t
from cs_console.text.width import cell_width
from cs_console.tui.context import context_of
from cs_console.tui.form_drafts import FormDraft
from cs_console.tui.safe import headed, safe
from cs_console.tui.screens.popup import Popup
from cs_console.tui.widgets.editor import Editor, Field


def _anything(text: str) -> str:
    """Every text will do."""
    return ""


LABEL, LABEL_MOST = 16, 28
"""Cells of the labels, and at most when one of them is long."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing to ask for: its label, what stands there already, whether it may stay empty.

    `check` gives why a text will not do ("" when it will); `choices` may be typed by their digit; `replaces`:
    typing takes the place of what stands there; `private` is never kept as a draft (rule X1).
    """

    name: str
    label: str
    value: str = ""
    required: bool = True
    multiline: bool = False
    placeholder: str = ""
    check: Callable[[str], str] = _anything
    choices: Sequence[tuple[str, str]] = ()
    replaces: bool = False
    private: bool = False

    @property
    def keeps(self) -> bool:
        """Whether what is typed here outlives the form: words do; amounts, times and a digit's choice do not."""
        return not (self.choices or self.replaces or self.private or self.check is not _anything)


class Prompt(Popup[Mapping[str, str]]):
    """Asks for a few lines; Enter goes on, the last Enter or the accept key is done.

    What was typed outlives Esc, a refusal and kill -9: the same form opened again has it, undo empties it.
    """

    def __init__(self, title: str, asks: Sequence[Ask], *, intro: str = "") -> None:
        super().__init__(title)
        self._asks = asks
        self._intro = intro
        self._draft: FormDraft | None = None

    def body(self) -> ComposeResult:
        """Labels left, fields right, what is wrong below."""
        if self._intro:
            yield Static(safe(self._intro, multiline=True), classes="intro", markup=False)
        widest = max(cell_width(ask.label) for ask in self._asks)
        with VerticalScroll(can_focus=False, classes="asks"):
            for ask in self._asks:
                kind = Editor if ask.multiline else Field
                with Horizontal(classes="ask -tall" if ask.multiline else "ask"):
                    label = Static(safe(headed(ask.label)), classes="label", markup=False)
                    label.styles.width = min(max(widest + 1, LABEL), LABEL_MOST)
                    yield label
                    hint = ask.placeholder or _offered(ask.choices)
                    yield kind(_first(ask), placeholder=hint, id=f"ask-{ask.name}")
        yield Static("", id="offered", markup=False)
        yield Static("", id="wrong", markup=False)

    def on_mount(self) -> None:
        """Begin in the first field that is still empty; what typing replaces stands selected."""
        for ask in self._asks:
            if ask.replaces:
                self._field(ask.name).select_all()
        self._draft = FormDraft(self, [self._words, *(ask.name for ask in self._asks)])
        resumed = self._resume(self._draft.kept())
        undo = context_of(self).keymap.in_words("undo")
        self.set_hint(t("popup.prompt.resumed", undo=undo) if resumed else t("popup.prompt.hint"))
        empty = next((ask for ask in self._asks if not self._field(ask.name).text), self._asks[0])
        self._go(resumed or empty.name)

    @property
    def _words(self) -> str:
        """What the form is called and what it is about: which form it is."""
        return f"{self._heading}\n{self._intro}"

    def _resume(self, kept: Mapping[str, str]) -> str:
        """Put what was typed before where it stood; the first field that has some, or ""."""
        found = [ask for ask in self._asks if ask.keeps and kept.get(ask.name, _first(ask)) != _first(ask)]
        for ask in found:
            field = self._field(ask.name)
            field.select_all()
            field.replace(kept[ask.name], *field.selection, maintain_selection_offset=False)
        return found[0].name if found else ""

    def _typed(self) -> dict[str, str]:
        """What stands in the fields and was not there at first."""
        texts = {ask.name: self._field(ask.name).text for ask in self._asks if ask.keeps}
        first = {ask.name: _first(ask) for ask in self._asks}
        return {name: text for name, text in texts.items() if text.strip() and text != first[name]}

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Tab goes behind what stands in a field; a digit that chooses replaces it, and what each means is shown."""
        ask = next((one for one in self._asks if event.widget.id == f"ask-{one.name}"), None)
        if ask is None:
            return
        field, offered = self._field(ask.name), self.query_one("#offered", Static)
        offered.display = bool(ask.choices and field.text)
        offered.update(safe(_offered(ask.choices)))
        if ask.choices or ask.replaces:
            field.select_all()
        elif field.cursor_location == (0, 0):
            field.move_cursor(field.document.end)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Keep what is typed."""
        event.stop()
        if self._draft is not None:
            self._draft.keep(self._typed())

    def action_close(self) -> None:
        """Leave; what was typed stays for the next time."""
        if self._draft is not None and self._typed():
            self._draft.say(t("popup.prompt.kept"))
        self.dismiss(None)

    def _field(self, name: str) -> Editor:
        return self.query_one(f"#ask-{name}", Editor)

    def _go(self, name: str) -> None:
        field = self._field(name)
        self.set_focus(field)
        if next(ask for ask in self._asks if ask.name == name).replaces:
            field.select_all()
        else:
            field.move_cursor(field.document.end)

    def on_editor_submitted(self, event: Editor.Submitted) -> None:
        """Enter: on to the next field, or done after the last."""
        event.stop()
        names = [ask.name for ask in self._asks]
        at = names.index((event.editor.id or "").removeprefix("ask-"))
        if at + 1 < len(names):
            self._go(names[at + 1])
        else:
            self.action_accept()

    def action_accept(self) -> None:
        """Give the texts back, unless one will not do: then say why and go there."""
        given: dict[str, str] = {}
        for ask in self._asks:
            text = _chosen(ask, self._field(ask.name).text.strip())
            wrong = t("popup.prompt.required", label=ask.label) if ask.required and not text else ""
            wrong = wrong or (ask.check(text) if text else "")
            if wrong:
                self.query_one("#wrong", Static).update(safe(wrong))
                self._go(ask.name)
                return
            given[ask.name] = text
        if self._draft is not None:
            self._draft.give()
        self.dismiss(given)


def _first(ask: Ask) -> str:
    return ask.value if ask.multiline else " ".join(ask.value.splitlines())


def _offered(choices: Sequence[tuple[str, str]]) -> str:
    return "  ".join(f"{number} {word}" for number, (_, word) in enumerate(choices, 1))


def _chosen(ask: Ask, text: str) -> str:
    """The token for a digit or a word of `choices`, else the text as typed."""
    for number, (token, word) in enumerate(ask.choices, 1):
        if text in (token, word, str(number)) or DIGIT_OF.get(text) == number:
            return token
    return text


def one_of(ask_choices: Sequence[tuple[str, str]]) -> Callable[[str], str]:
    """A check that only these choices will do."""
    tokens = {token for token, _ in ask_choices}

    def check(text: str) -> str:
        return "" if text in tokens else t("popup.prompt.one_of", choices=_offered(ask_choices))

    return check
