"""The desk's page of what the books do not answer: repeated questions of the week, open gaps (rule Q9)."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

from cs_console.domain.gaps import Gap, Repeated
from cs_console.i18n import t
from cs_console.tui.deck import Desk
from cs_console.tui.screens.lead_page import Item, Told
from cs_console.tui.screens.lead_periods import DatedPage, Stretch
from cs_console.tui.screens.popup import Choice
from cs_console.tui.screens.prompt import Ask, Prompt


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A week's repeated questions and every open one."""

    stretch: Stretch
    weekly: tuple[Repeated, ...]
    open: tuple[Gap, ...]


class GapsPage(DatedPage):
    """Answer here: back to the inquiry, and as a proposal to the books. The list of any week can be looked at."""

    ID = "gaps"
    KINDS = ("week",)

    def read(self, desk: Desk) -> Unanswered:
        """Repeated and open questions."""
        gaps, stretch = desk.services.gaps, self.stretch(desk)
        return Unanswered(stretch, gaps.weekly(stretch.period if self.period else None), gaps.list())

    def badges(self, value: Unanswered) -> Mapping[str, int]:
        """How many are open."""
        return {self.ID: len(value.open)}

    def items(self, value: Unanswered, *, wide: bool) -> Sequence[Item]:
        """The week, what was asked most in it, then what is open and not among those."""
        by_id = {one.id: one for one in value.open}
        told = {gap_id for one in value.weekly for gap_id in one.ids}
        repeated = [self._repeated(one, by_id) for one in value.weekly]
        said = t("gaps.repeated", n=len(repeated)) if repeated else self.empty
        first = self.period_row(value.stretch, [(said, "" if repeated else "dim")])
        return [first, *repeated, *(self._gap(one) for one in value.open if one.id not in told)]

    def _repeated(self, one: Repeated, by_id: Mapping[int, Gap]) -> Item:
        times = t("gaps.times", n=one.times)
        detail: list[Told] = [
            (one.question, "strong"),
            (t("gaps.askers", names=t("list.comma").join(one.askers)), "dim"),
        ]
        still = next((by_id[gap_id] for gap_id in one.ids if gap_id in by_id), None)
        detail.append((t("gaps.answered_once"), "ok") if one.answered else (t("gaps.never_answered"), "warn"))
        state = t("gaps.answered") if still is None else t("gaps.open")
        cells = [(times, 8, "warn"), (state, 6, "ok" if still is None else "urgent")]
        return Item(("repeated", one.ids), cells, one.question, "", detail, still)

    def _gap(self, one: Gap) -> Item:
        detail: list[Told] = [(one.question, "strong")]
        about = "  ".join(word for word in (one.agent, self.at(one.asked_at), one.asker, one.order_no) if word)
        detail.append((about, "dim"))
        left, style = self.left(one.due_at)
        return Item(("gap", one.id), [(one.agent, 8, ""), (left, 9, style)], one.question, "", detail, one)

    def own_choices(self, item: Item) -> Sequence[Choice]:
        """An open one is answered."""
        return (Choice("answer", t("gaps.answer"), why_not="" if item.value is not None else t("gaps.all_answered")),)

    def own_act(self, item: Item, choice: Hashable) -> None:
        """Ask for the answer."""
        gap: Gap = item.value
        prompt = Prompt(t("gaps.answer"), [Ask("text", t("approval.ask.answer"), multiline=True)], intro=gap.question)
        self.room.ask(
            prompt,
            lambda given: self.room.write(
                lambda desk: desk.services.gaps.answer(desk.actor, gap.id, given["text"]), t("gaps.said")
            ),
        )
