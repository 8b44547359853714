"""What is written down while talking: questions, problem items, suggestions, scores (rules Q6, Q9, Q11, A8, C4, C5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from cs_console.domain.gaps import Gap, LeadQuestion
from cs_console.domain.vocabulary import MessageRole, Priority
from cs_console.i18n import language, t, token
from cs_console.tui.acts.alerts import sound
from cs_console.tui.conditions import why_not
from cs_console.tui.deck import Acts, Deck, Desk
from cs_console.tui.safe import safe, say
from cs_console.tui.screens.popup import Choice, PickList
from cs_console.tui.screens.prompt import Ask, Prompt, one_of

if TYPE_CHECKING:
    from cs_console.domain.feedback import Review
    from cs_console.domain.worklist import QueueRow
    from cs_console.services.gaps import GapRecorded
    from cs_console.services.satisfaction import Scored
    from cs_console.services.saved import Saved

MENU = ("lead.ask", "gap.add", "complaint.open", "problem.add", "suggestion.add", "csat.add", "promise.order",
        "record.list")  # fmt: skip
"""What can be written down about an inquiry, by digit."""
FRESH = timedelta(minutes=30)
"""Answers and results younger than this are still said when a console starts."""
SCORES = tuple("54321")


class RecordActs(Acts):
    """Short forms over the inquiry in view; the lead's answers and what came of transfers, as they come."""

    _heard: frozenset[tuple[str, int]] | None = None
    _came_back: frozenset[int] = frozenset()

    def commands(self) -> Mapping[str, Callable[[], None]]:
        """Handlers by command id."""
        return {
            "inquiry.record": self._menu,
            "lead.ask": self._ask_lead,
            "gap.add": self._ask_gap,
            "phrase.gap": lambda: self._ask_gap(self.deck.screen.phrase_query),
            "suggestion.add": self._ask_suggestion,
            "problem.add": self._ask_problem,
            "csat.add": self._ask_score,
            "review.add": self._ask_review,
        }

    def loaded(self) -> Mapping[str, Callable[[Any], None]]:
        """What the lead and colleagues answered, and what they made of inquiries passed on to them."""
        return {"lead.answers": self._answers, "queue.returned": self._returned}

    def done(self) -> Mapping[str, Callable[[Any, Any], None]]:
        """Things written down."""
        return {
            "lead.ask": self._asked,
            "gap.add": self._gap_added,
            "suggestion.add": lambda saved, _: self._said("toast.record.suggestion"),
            "problem.add": self._problem_added,
            "csat.add": self._scored,
            "review.add": self._reviewed,
        }

    def refresh(self) -> None:
        """The lead or a colleague may have answered, or closed what was passed on."""
        since = self.deck.context.clock() - FRESH
        self.deck.read("lead.answers", _answers_to)
        self.deck.read("queue.returned", lambda desk: desk.services.queue.returned(desk.actor, since))

    # -- what the forms are about ---------------------------------------------------------------

    @property
    def _about(self) -> tuple[int, int, str]:
        """Inquiry, order and buyer in view; an order that was looked up stands for itself."""
        state = self.deck.state
        order = state.order
        buyer = state.detail.inquiry.buyer if state.detail is not None else ""
        if state.found is not None:
            return 0, state.found.id, state.found.buyer_nick
        return state.inquiry_id, order.id if order is not None else 0, buyer

    @property
    def _last_words(self) -> str:
        """What the buyer said last: mostly what a question is about."""
        detail = self.deck.state.detail
        said = [one.text for one in detail.messages if one.role is MessageRole.BUYER] if detail is not None else []
        return " ".join(said[-1].split()) if said and self.deck.state.found is None else ""

    def _form(self, code: str, asks: Sequence[Ask], then: Callable[[Mapping[str, str]], None], more: str = "") -> None:
        buyer = self._about[2]
        intro = "  ".join(part for part in (buyer, more) if part)
        self.deck.ask(Prompt(t(f"command.{code}"), asks, intro=intro), then)

    def _menu(self) -> None:
        keymap, now = self.deck.context.keymap, self.deck.context.clock()
        choices = [
            Choice(one, keymap[one].title, keymap.in_words(one), why_not(keymap[one].when, self.deck.state, now))
            for one in MENU
        ]
        popup = PickList(t("command.inquiry.record"), choices, intro=self._about[2])
        self.deck.ask(popup, lambda chosen: self.deck.screen.action_command(str(chosen)))

    # -- questions ------------------------------------------------------------------------------

    def _ask_lead(self) -> None:
        inquiry_id, order_id, _ = self._about
        ask = Ask("question", t("ask.lead.question"), placeholder=t("ask.lead.hint"))
        self._form("lead.ask", [ask], lambda given: self.deck.write(
            "lead.ask",
            lambda desk: desk.services.lead_desk.ask(
                desk.actor, given["question"], inquiry_id=inquiry_id, order_id=order_id
            ),
        ), t("ask.lead.goes_along"))  # fmt: skip

    def _asked(self, saved: Saved[LeadQuestion], context: Any) -> None:
        self._said("toast.record.asked")

    def _ask_gap(self, searched: str = "") -> None:
        """A question that no phrase answers: what the buyer said last, else what was searched for in vain."""
        inquiry_id, order_id, buyer = self._about
        ask = Ask("question", t("ask.gap.question"), self._last_words or searched)
        self._form("gap.add", [ask], lambda given: self.deck.write(
            "gap.add",
            lambda desk: desk.services.gaps.add(
                desk.actor, given["question"], asker=buyer, inquiry_id=inquiry_id, order_id=order_id
            ),
        ))  # fmt: skip

    def _gap_added(self, recorded: GapRecorded, context: Any) -> None:
        """Recorded; when the same was answered before, the answer is there to be copied at once."""
        self._said("toast.record.gap")
        if not recorded.known:
            return
        choices = [Choice(one.answer, one.answer, one.question) for one in recorded.known]
        popup = PickList(t("record.known"), choices, intro=recorded.row.question, hint=t("record.known_hint"))
        self.deck.ask(popup, lambda answer: self.deck.copy(str(answer)))

    # -- problem items, suggestions, scores -----------------------------------------------------

    def _ask_problem(self) -> None:
        _, order_id, _ = self._about
        asks = [
            Ask("problem", t("ask.problem.problem"), self._last_words),
            Ask("demand", t("ask.problem.demand"), placeholder=t("ask.problem.demand_hint")),
        ]
        self._form("problem.add", asks, lambda given: self.deck.write(
            "problem.add",
            lambda desk: desk.services.problems.add(desk.actor, order_id, given["problem"], given["demand"]),
        ))  # fmt: skip

    def _problem_added(self, saved: Any, context: Any) -> None:
        self._said("toast.record.problem")

    def _ask_suggestion(self) -> None:
        natures = self.deck.policies.followups.suggestion_natures
        choices = [Choice(one.key, one.title.text(language())) for one in natures]
        popup = PickList(t("ask.suggestion.nature"), choices, intro=self._last_words)
        self.deck.ask(popup, lambda nature: self._ask_suggested(str(nature)))

    def _ask_suggested(self, nature: str) -> None:
        inquiry_id, order_id, buyer = self._about
        urgencies = [(one.value, token("priority", one)) for one in Priority]
        departments = [(name, name) for name in self.deck.policies.followups.suggestion_departments]
        asks = [
            Ask("text", t("ask.suggestion.text"), self._last_words),
            Ask("department", t("ask.suggestion.department"), choices=departments, required=False,
                check=one_of(departments)),
            Ask("urgency", t("ask.suggestion.urgency"), choices=urgencies, required=False, check=one_of(urgencies)),
        ]  # fmt: skip
        self._form("suggestion.add", asks, lambda given: self.deck.write(
            "suggestion.add",
            lambda desk: desk.services.suggestions.add(
                desk.actor, given["text"], nature=nature, department=given["department"], buyer=buyer,
                urgency=Priority(given["urgency"] or Priority.NORMAL), inquiry_id=inquiry_id, order_id=order_id,
            ),
        ))  # fmt: skip

    def _ask_score(self) -> None:
        inquiry_id, order_id, buyer = self._about
        scores = [(score, score) for score in SCORES]
        asks = [
            Ask("score", t("ask.score"), placeholder=t("ask.score_hint"), check=one_of(scores)),
            Ask("comment", t("ask.comment"), required=False),
        ]
        self._form("csat.add", asks, lambda given: self.deck.write(
            "csat.add",
            lambda desk: desk.services.satisfaction.add(
                desk.actor, int(given["score"]), given["comment"], inquiry_id=inquiry_id, order_id=order_id,
                buyer=buyer,
            ),
        ))  # fmt: skip

    def _scored(self, scored: Scored, context: Any) -> None:
        self._said("toast.record.low" if scored.escalated is not None else "toast.record.scored", n=scored.row.score)

    def _ask_review(self) -> None:
        """A review read on the platform: of the order in view, or of the number typed (rule C3)."""
        order = self.deck.state.order
        stars = [(star, star) for star in SCORES]
        asks = [
            Ask("stars", t("ask.review.stars"), placeholder=t("ask.review.stars_hint"), check=one_of(stars)),
            Ask("text", t("ask.review.text"), required=False),
            Ask("order_no", t("field.order_no"), order.order_no if order is not None else "", required=False),
        ]

        known = {order.order_no: order.id} if order is not None else {}

        def written(given: Mapping[str, str]) -> None:
            self.deck.write("review.add", lambda desk: _review(desk, given, known))

        self.deck.ask(Prompt(t("command.review.add"), asks), written)

    def _reviewed(self, saved: Saved[Review], context: Any) -> None:
        self._said(f"toast.review.{saved.row.kind}")

    # -- the lead's answers ---------------------------------------------------------------------

    def _answers(self, found: Sequence[LeadQuestion | Gap]) -> None:
        """An answer that came since the last look is said, with whom it is for (rules Q9, Q11)."""
        known, self._heard = self._heard, frozenset((type(one).__name__, one.id) for one in found)
        since = self.deck.context.clock() - FRESH
        if known is None:
            fresh = [one for one in found if one.answered_at is not None and one.answered_at >= since]
        else:
            fresh = [one for one in found if (type(one).__name__, one.id) not in known]
        if not fresh:
            return
        newest, more = fresh[0], len(fresh) - 1
        buyer = newest.asker if isinstance(newest, Gap) else newest.buyer
        words = t("toast.lead_answered", by=newest.answered_by, buyer=buyer or "-", answer=newest.answer)
        if more:
            words = f"{words}  {t('toast.lead_answered_more', n=more)}"
        alert(self.deck, words)

    def _returned(self, found: Sequence[QueueRow]) -> None:
        """What came of an inquiry that this agent had passed on is said once (rule Q6)."""
        fresh = [one for one in found if one.id not in self._came_back]
        self._came_back |= {one.id for one in fresh}
        for one in fresh[:1]:
            words = t("toast.returned", by=one.owner, buyer=one.buyer or "-", outcome=one.outcome)
            if len(fresh) > 1:
                words = f"{words}  {t('toast.lead_answered_more', n=len(fresh) - 1)}"
            alert(self.deck, words)

    # -- what came of it ------------------------------------------------------------------------

    def _said(self, code: str, n: int = 0) -> None:
        self.deck.say(say(code, n=n), undo=True)
        self.deck.refresh()


def alert(deck: Deck, words: str) -> None:
    """Say something that was waited for, with the bell or flash of the settings; silent on a break (rule E2)."""
    deck.say(safe(words), kind="warn")
    sound(deck)


def _review(desk: Desk, given: Mapping[str, str], known: Mapping[str, int]) -> Saved[Review]:
    """Write a review down, of the order named; the one in view is known already."""
    number = given["order_no"]
    order_id = known.get(number) or (desk.services.orders.find(number).id if number else 0)
    return desk.services.reviews.add(desk.actor, int(given["stars"]), given["text"], order_id=order_id)


def _answers_to(desk: Desk) -> Sequence[LeadQuestion | Gap]:
    """Answers to what this agent asked, the newest first."""
    agent = desk.actor.agent
    found: list[LeadQuestion | Gap] = [*desk.services.lead_desk.answered_to(agent)]
    found += desk.services.gaps.answered_to(agent)
    return sorted(found, key=lambda one: one.answered_at or one.asked_at, reverse=True)
