"""The desk's page of inspection: draw a sample, score it on the sheet, check corrective actions (rule K4)."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass

from cs_console.domain.practice import PracticeRun
from cs_console.domain.qa import QaReview, QaState
from cs_console.domain.vocabulary import MessageRole
from cs_console.domain.worklist import QueueFilter
from cs_console.i18n import language, listed, t
from cs_console.services.qa import Inspection, Sample
from cs_console.tui.deck import Desk
from cs_console.tui.screens.lead_page import Cell, Item, Told
from cs_console.tui.screens.lead_periods import DatedPage, Stretch
from cs_console.tui.screens.popup import Choice
from cs_console.tui.screens.prompt import Ask, Prompt

SHOWN, RUNS = 60, 10
STATE_LOOK = {QaState.SAMPLED: "warn", QaState.ACTION: "urgent", QaState.DONE: "ok"}


@dataclass(frozen=True, slots=True)
class Inspections:
    """What is drawn and scored, each with its conversation, the newest practice runs, and what is drawn from."""

    stretch: Stretch
    found: tuple[Inspection, ...]
    runs: tuple[PracticeRun, ...]


class QaPage(DatedPage):
    """Open ones first; the conversation stands in the look behind the row. Drawn is from the days of the first row."""

    ID = "qa"

    def read(self, desk: Desk) -> Inspections:
        """Open inspections with their conversations, then some done ones."""
        qa = desk.services.qa
        order = {QaState.ACTION: 0, QaState.SAMPLED: 1, QaState.DONE: 2}
        reviews = sorted(qa.list(desk.actor, limit=SHOWN), key=lambda one: order[one.state])
        found = tuple(qa.show(desk.actor, one.id) for one in reviews)
        return Inspections(self.stretch(desk), found, desk.services.practice.results(desk.actor, limit=RUNS))

    def badges(self, value: Inspections) -> Mapping[str, int]:
        """How many wait."""
        return {self.ID: sum(one.review.state is not QaState.DONE for one in value.found)}

    def items(self, value: Inspections, *, wide: bool) -> Sequence[Item]:
        """The days, drawing, then what was drawn, then practice runs."""
        draw = Item("draw", [(t("qa.desk.draw"), 10, "mark")], t("qa.desk.draw_how"), "dim", (), value.stretch)
        return [
            self.period_row(value.stretch),
            draw,
            *(self._one(one) for one in value.found),
            *(self._run(one) for one in value.runs),
        ]

    def _one(self, one: Inspection) -> Item:
        review, look = one.review, STATE_LOOK[one.review.state]
        score = f"{review.score:.0f}" if review.score is not None else ""
        cells: list[Cell] = [(t(f"qa.desk.state.{review.state}"), 8, look), (review.agent, 8, ""), (score, -4, look)]
        text = review.action or one.inquiry.summary
        detail: list[Told] = []
        for said in one.messages:
            told = f"{self.at(said.at)}  {said.sender}: {said.text}"
            detail.append((told, "" if said.role is MessageRole.AGENT else "dim"))
            if words := one.warned.get(said.id):
                detail.append((t("qa.warned", words=listed(words)), "warn"))
        if review.action:
            detail.insert(0, (t("qa.desk.action", action=review.action, due=self.at(review.action_due_at)), "warn"))
        return Item(("qa", review.id), cells, f"{review.buyer}  {text}", "", detail, one)

    def _run(self, one: PracticeRun) -> Item:
        cells: list[Cell] = [(t("qa.desk.practice"), 8, "dim"), (one.agent, 8, ""), (f"{one.score:.0f}", -4, "")]
        return Item(("run", one.id), cells, f"{self.at(one.finished_at)}  {one.topic}", "dim", (), one)

    # -- acting ---------------------------------------------------------------------------------

    def own_choices(self, item: Item) -> Sequence[Choice]:
        """Draw; score; check; look at the conversation."""
        if item.key == "draw":
            return (Choice("draw", ""),)
        if not isinstance(item.value, Inspection):
            return ()
        review = item.value.review
        own = t("qa.desk.own") if review.agent == self.deck.agent else ""
        scored = t("qa.desk.scored") if review.state is not QaState.SAMPLED else ""
        none = t("qa.desk.no_action") if review.state is not QaState.ACTION else ""
        return (
            Choice("score", t("qa.desk.score"), why_not=scored or own),
            Choice("check", t("qa.desk.check"), why_not=none or own),
            Choice("open", t("qa.desk.open")),
        )

    def own_act(self, item: Item, choice: Hashable) -> None:
        """Draw, ask for marks, note the check, or go to the conversation."""
        acts: Mapping[Hashable, Callable[[], None]] = {
            "draw": lambda: self._draw(item.value),
            "score": lambda: self._score(item.value.review),
            "check": lambda: self._check(item.value.review),
            "open": lambda: self.room.drill(
                QueueFilter(text=item.value.review.buyer, include_closed=True), item.value.review.inquiry_id
            ),
        }
        acts[choice]()

    def _draw(self, stretch: Stretch) -> None:
        period = stretch.period

        def said(sample: Sample) -> str:
            return t("qa.desk.said.drawn", n=sample.added, drawn=len(sample.reviews), total=sample.drawn_from)

        self.room.write(lambda desk: desk.services.qa.sample(desk.actor, period.start, period.end), said)

    def _score(self, review: QaReview) -> None:
        kpi, speak = self.deck.policies.kpi, language()
        sheet = [
            t("qa.desk.criterion", n=at, title=one.title.text(speak), points=one.points)
            for at, one in enumerate(kpi.qa_sheet, 1)
        ]
        asks = [
            Ask(f"mark{at}", t("qa.desk.line", n=at + 1), placeholder=f"0-{one.points}", check=_up_to(one.points))
            for at, one in enumerate(kpi.qa_sheet)
        ]  # fmt: skip
        asks.append(Ask("comment", t("qa.desk.comment"), required=False))
        asks.append(Ask("action", t("qa.desk.ask_action"), required=False,
                        placeholder=t("qa.desk.action_below", line=kpi.qa_pass)))  # fmt: skip

        def answered(given: Mapping[str, str]) -> None:
            marks = {one.key: int(given[f"mark{at}"]) for at, one in enumerate(kpi.qa_sheet)}
            self.room.write(
                lambda desk: desk.services.qa.score(
                    desk.actor, review.id, marks, comment=given["comment"], action=given["action"]
                ),
                t("qa.desk.said.scored", agent=review.agent),
            )

        self.room.ask(Prompt(f"{t('qa.desk.score')}  {review.agent}", asks, intro="\n".join(sheet)), answered)

    def _check(self, review: QaReview) -> None:
        prompt = Prompt(t("qa.desk.check"), [Ask("note", t("qa.desk.check_note"), multiline=True)], intro=review.action)
        self.room.ask(
            prompt,
            lambda given: self.room.write(
                lambda desk: desk.services.qa.check(desk.actor, review.id, given["note"]), t("qa.desk.said.checked")
            ),
        )


def _up_to(points: int) -> Callable[[str], str]:
    def check(text: str) -> str:
        fits = text.isascii() and text.isdigit() and int(text) <= points
        return "" if fits else t("qa.desk.bad_mark", points=points)

    return check
