"""Practice: a question, a clock, the phrase search of the workstation; at the end the marks (rule K4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Static

from cs_console.domain.practice import Answer
from cs_console.i18n import t
from cs_console.text.width import cell_width
from cs_console.tui import keymap
from cs_console.tui.context import context_of
from cs_console.tui.deck import Deck
from cs_console.tui.panes.phrases import paint_hit
from cs_console.tui.safe import safe
from cs_console.tui.screens.popup import Confirm, Reader, when_drawn
from cs_console.tui.screens.prompt import Ask, Prompt
from cs_console.tui.screens.searching import SearchPopup
from cs_console.tui.widgets.editor import Field
from cs_console.tui.widgets.lines import Line, wrap
from cs_console.tui.widgets.rows import Piece, column
from cs_console.tui.widgets.virtual_list import VirtualList

if TYPE_CHECKING:
    from cs_console.services.phrase_rows import PhraseHit
    from cs_console.services.practice import Exam, Result

ROWS = 9
"""As many phrases as digits pick."""


class PracticeScreen(SearchPopup[tuple[Answer, ...]]):
    """One question after another; the result is an answer to each, None when the run was left."""

    def __init__(self, deck: Deck, exam: Exam) -> None:
        super().__init__(t("practice.screen.title", topic=exam.topic or t("practice.mixed")))
        self._deck = deck
        self.exam = exam
        self._answers: list[Answer] = []
        self._begun = deck.context.clock()

    def body(self) -> ComposeResult:
        """How far one is and how long it takes, what the buyer says, search line, phrases, the chosen one."""
        yield Static("", id="practice-head", markup=False)
        yield Static("", id="practice-question", markup=False)
        yield Field(placeholder=t("practice.screen.search"), id="picker-query")
        hits: VirtualList[PhraseHit] = VirtualList(self._paint, empty=t("practice.screen.empty"), id="choices")
        hits.styles.height = ROWS
        yield hits
        yield Static("", id="picker-preview", markup=False)

    def on_mount(self) -> None:
        """Ask the first question; the clock runs."""
        keys = context_of(self).keymap
        acts = (("reply.pick", "edit"), ("list.filter", "search"), ("inquiry.next", "pass"))
        made = [
            Binding(key, f"screen.{action}", show=False, priority=True)
            for command, action in acts
            for key in keys[command].keys
        ]
        made += [Binding("enter", "screen.accept", show=False), Binding("space", "screen.accept", show=False)]
        keymap.install(self, made)
        self.set_hint(t("practice.screen.hint", edit=keys.in_words("reply.pick"), skip=keys.in_words("inquiry.next")))
        self.set_interval(1.0, self._show_clock)
        self._next()

    # -- asking ---------------------------------------------------------------------------------

    @property
    def _question(self) -> Any:
        return self.exam.questions[len(self._answers)]

    def _next(self) -> None:
        """The next question, or the end."""
        if len(self._answers) == len(self.exam.questions):
            self.dismiss(tuple(self._answers))
            return
        self._begun = self._deck.context.clock()
        self.wanted, self.shown_for = "", None
        question = t("practice.screen.buyer", text=self._question.text)
        self.query_one("#practice-question", Static).update(safe(question, "bold", multiline=True))
        self.query_one(Field).put("")
        self.rows.show_rows((), lambda hit: hit.id)
        self._preview()
        self._show_clock()
        self.action_search()

    def _show_clock(self) -> None:
        head = t(
            "practice.screen.head", number=min(len(self._answers) + 1, len(self.exam.questions)),
            count=len(self.exam.questions), topic=self._question.topic if self._asking else "",
            seconds=int(self._seconds),
        )  # fmt: skip
        limit = self._deck.policies.kpi.practice.target_seconds
        self.query_one("#practice-head", Static).update(safe(head, "$warning" if self._seconds > limit else "$muted"))

    @property
    def _asking(self) -> bool:
        return len(self._answers) < len(self.exam.questions)

    @property
    def _seconds(self) -> float:
        return max(0.0, (self._deck.context.clock() - self._begun).total_seconds())

    def seek(self) -> None:
        """Find phrases."""
        query = self.wanted
        self._deck.read("practice.find", lambda desk: (query, _find(desk, query)))

    @when_drawn
    def show(self, query: str, hits: Sequence[PhraseHit]) -> None:
        """Show what was found, unless something else is asked for by now."""
        if self.found(query, hits, lambda hit: hit.id):
            self._preview()

    @on(VirtualList.Moved)
    def _preview(self) -> None:
        hit = self.rows.chosen
        text = t("picker.preview", text=hit.text) if hit is not None else ""
        self.query_one("#picker-preview", Static).update(safe(text, multiline=True))

    # -- answering ------------------------------------------------------------------------------

    def action_accept(self) -> None:
        """The chosen phrase is the answer."""
        hit = self.rows.chosen
        if hit is not None and self._asking:
            self._answer(hit.id, hit.text)

    def action_edit(self) -> None:
        """Change the chosen phrase, or write own words, and answer with that."""
        hit = self.rows.chosen
        ask = Ask("text", t("practice.screen.words"), value=hit.text if hit is not None else "", multiline=True)
        phrase_id = hit.id if hit is not None else ""
        self._deck.ask(
            Prompt(t("practice.screen.own"), [ask]), lambda given: self._answer(phrase_id, given["text"])
        )  # fmt: skip

    def action_close(self) -> None:
        """Leave at once while nothing is answered; a run that was begun is not kept, so ask first."""
        if not self._answers:
            self.dismiss(None)
            return
        question = t("practice.screen.leave", done=len(self._answers), count=len(self.exam.questions))
        self._deck.ask(Confirm(question, t("practice.screen.give_up")), self._give_up)

    def _give_up(self, sure: object) -> None:
        if sure:
            self.dismiss(None)

    def action_pass(self) -> None:
        """No answer to this one."""
        self._answer("", "")

    def _answer(self, phrase_id: str, text: str) -> None:
        self._answers.append(Answer(phrase_id, text, self._seconds))
        self._next()

    def _paint(self, hit: PhraseHit, width: int) -> Sequence[Piece]:
        return paint_hit(hit, width, self.wanted)


class PracticeResult(Reader):
    """The marks, question by question; of what went wrong the phrase that would have been right."""

    def __init__(self, result: Result) -> None:
        super().__init__(t("practice.screen.result"))
        self._result = result

    def lines(self, width: int) -> list[Line]:
        """The verdict first, then each question."""
        run = self._result.run
        verdict = t("practice.passed") if run.passed else t("practice.failed", line=run.pass_line)
        total = t("practice.total", score=f"{run.score:g}", full=run.full, verdict=verdict)
        found: list[Line] = [[Piece(total, "ok" if run.passed else "urgent")], [Piece("")]]
        for mark, row, phrase in zip(self._result.marks, run.answers, self._result.right, strict=True):
            word, look = (t("practice.right"), "ok") if mark.right else (t("practice.wrong"), "warn")
            head = [column(str(mark.number), 3, "dim", right=True), Piece(f" {word} ", look)]
            head.append(column(f"{mark.points:g}", 6, right=True))
            tail = t("practice.screen.seconds", n=f"{row[3]:g}")
            asked = wrap(row[0], max(width - 16 - cell_width(tail), 10), 1)[0]
            found.append([*head, Piece(f"  {asked}  "), Piece(tail, "dim")])
            if not mark.right and phrase is not None:
                words = t("practice.would", id=phrase.id, question=phrase.question)
                found += [[Piece(f"      {line}", "dim")] for line in wrap(words, max(width - 6, 10))]
            for code, words in mark.findings:
                found.append([Piece(f"      {t(code, words=words)}", "warn")])
        return found


def _find(desk: Any, query: str) -> Any:
    return desk.services.practice.find(desk.actor, query, limit=ROWS) if query else ()
