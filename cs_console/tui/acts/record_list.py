"""What was written down, kind by kind: read, answered, copied, gone back to (rules Q9, Q11, A8, C5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cs_console import i18n
from cs_console.domain.gaps import QuestionState
from cs_console.i18n import t
from cs_console.tui.acts.jumps import jump
from cs_console.tui.deck import Acts, Deck, Desk
from cs_console.tui.gateway import Failed
from cs_console.tui.safe import describe, say
from cs_console.tui.screens import record_rows as rows
from cs_console.tui.screens.listing import Form, Listing, open_listing
from cs_console.tui.screens.popup import Choice, PickList
from cs_console.tui.screens.prompt import Ask, Prompt
from cs_console.tui.screens.record_rows import Record, records

if TYPE_CHECKING:
    from cs_console.services.gaps import GapAnswered

SHOWN = 300
"""Rows of one kind read at once."""


class RecordListActs(Acts):
    """Questions, problem items and suggestions in one list, a view for each kind."""

    def commands(self) -> Mapping[str, Callable[[], None]]:
        """Handlers by command id."""
        return {"record.list": self._open}

    def loaded(self) -> Mapping[str, Callable[[Any], None]]:
        """What was written down."""
        return {"record.list": self._show}

    def done(self) -> Mapping[str, Callable[[Any, Any], None]]:
        """Answers written down, from here or from the due list."""
        return {
            "gap.answer": self._gap_answered,
            "problem.answer": lambda saved, _: self._said("toast.record.answered"),
        }

    def failed(self) -> Mapping[str, Callable[[Failed], None]]:
        """A colleague may have answered first."""
        return dict.fromkeys(("gap.answer", "problem.answer"), self._refused)

    def refresh(self) -> None:
        """An open list follows what happens."""
        popup = self._list
        if popup is not None:
            self._read(popup.view)

    @property
    def _list(self) -> Listing[Record] | None:
        return open_listing(self.deck, "records")

    def _open(self) -> None:
        context = self.deck.context
        form: Form[Record] = Form(
            title=t("command.record.list"),
            paint=lambda row, width: rows.paint_record(row, width, context.zone, context.clock()),
            key_of=lambda row: (row.kind, row.id),
            detail=lambda row, width: rows.record_lines(row, width, context.zone, context.clock()),
            pick=self._pick,
            words=rows.record_words,
            empty=t("record.none"),
            views=tuple(t(f"record.view.{name}") for name in rows.VIEWS),
            turned=self._read,
            hint=t("due.hint"),
        )
        self.deck.screen.app.push_screen(Listing(self.deck, "records", form))
        self._read(0)

    def _read(self, view: int) -> None:
        name = rows.VIEWS[view]
        self.deck.read("record.list", lambda desk: (view, _found(desk, name)))

    def _show(self, read: tuple[int, Sequence[object]]) -> None:
        view, found = read
        popup = self._list
        if popup is not None and popup.view == view:
            shown = records(found, self.deck.policies)
            popup.show(shown, t("record.head", n=len(shown), open=sum(one.is_open for one in shown)))

    def _pick(self, row: Record) -> None:
        choices = []
        if row.kind in (rows.GAPS, rows.PROBLEMS):
            over = "" if row.is_open else t("ledger.over", state=row.state)
            choices.append(Choice("answer", t("due.work.gap"), why_not=over))
        if row.answer:
            choices.append(Choice("copy", t("record.copy")))
        if row.order_id or row.inquiry_id:
            choices.append(Choice("open", t("due.open")))
        self.deck.ask(PickList(row.who, choices, intro=row.text), lambda chosen: self._act(row, str(chosen)))

    def _act(self, row: Record, chosen: str) -> None:
        if chosen == "open":
            jump(self.deck, inquiry_id=row.inquiry_id, order_id=row.order_id)
        elif chosen == "copy":
            self.deck.copy(row.answer)
        else:
            ask_answer(self.deck, row.kind, row.id, row.text)

    # -- what came of it ------------------------------------------------------------------------

    def _gap_answered(self, answered: GapAnswered, context: Any) -> None:
        self._said("toast.record.proposed" if answered.row.proposal else "toast.record.answered")

    def _said(self, code: str) -> None:
        self.deck.say(say(code), undo=True)
        if self._list is not None:
            self._list.note(t(code))
        self.deck.refresh()

    def _refused(self, failure: Failed) -> None:
        self.deck.say(describe(failure.error), kind="error")
        if self._list is not None:
            self._list.note(i18n.render(failure.error), "$error")
        self.deck.refresh()


def ask_answer(deck: Deck, kind: str, number: int, question: str) -> None:
    """Ask for the answer to a question nobody knew, or to a problem item, and write it down."""
    prompt = Prompt(t("due.work.gap"), [Ask("answer", t("ask.answer"), multiline=True)], intro=question)

    def given(answers: Mapping[str, str]) -> None:
        if kind == rows.GAPS:
            deck.write("gap.answer", lambda desk: desk.services.gaps.answer(desk.actor, number, answers["answer"]))
        else:
            deck.write(
                "problem.answer", lambda desk: desk.services.problems.answer(desk.actor, number, answers["answer"])
            )

    deck.ask(prompt, given)


def _found(desk: Desk, name: str) -> Sequence[object]:
    """What was written down of one kind, open or not."""
    from cs_console.services.lead_desk import QuestionFilter

    services, everything = desk.services, QuestionFilter(states=tuple(QuestionState))
    if name == rows.GAPS:
        return services.gaps.list(everything, SHOWN)
    if name == rows.QUESTIONS:
        return services.lead_desk.list(everything, SHOWN)
    if name == rows.PROBLEMS:
        return services.problems.list(tuple(QuestionState), limit=SHOWN)
    return services.suggestions.list(limit=SHOWN)
