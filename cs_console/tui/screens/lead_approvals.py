"""The desk's page of what waits for a lead's word: special prices, questions, exceptions of cases (O3, Q11, A6)."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

from cs_console.domain.gaps import LeadQuestion
from cs_console.domain.money import format_fen, parse_fen
from cs_console.domain.price_changes import PriceApplication, PriceState
from cs_console.i18n import language, t
from cs_console.services.case_views import CaseSummary
from cs_console.tui.deck import Desk
from cs_console.tui.screens.lead_page import Item, Page, Told
from cs_console.tui.screens.popup import Choice
from cs_console.tui.screens.prompt import Ask, Prompt


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for a lead's word."""

    prices: tuple[PriceApplication, ...]
    questions: tuple[LeadQuestion, ...]
    cases: tuple[CaseSummary, ...]

    @property
    def count(self) -> int:
        """How many."""
        return len(self.prices) + len(self.questions) + len(self.cases)


class ApprovalsPage(Page):
    """Answered in place; the answer goes back to who asked."""

    ID = "approvals"

    def read(self, desk: Desk) -> Waiting:
        """Open applications and questions, and cases that stop at a lead's step or outside their window."""
        from cs_console.services.pricing import PriceFilter

        services = desk.services
        prices = services.pricing.list(PriceFilter(states=(PriceState.OPEN,)))
        cases = tuple(one for one in services.cases.list() if _needs_a_lead(one))
        return Waiting(prices, services.lead_desk.list(), cases)

    def badges(self, value: Waiting) -> Mapping[str, int]:
        """Its own count."""
        return {self.ID: value.count}

    def items(self, value: Waiting, *, wide: bool) -> Sequence[Item]:
        """The most pressing kinds first: a buyer waits for a price."""
        return [
            *(self._price(one) for one in value.prices),
            *(self._question(one) for one in value.questions),
            *(self._case(one) for one in value.cases),
        ]

    def _price(self, one: PriceApplication) -> Item:
        left, style = self.left(one.due_at)
        money = t("approval.price", asked=format_fen(one.asked_fen), original=_money(one.original_fen))
        what = "  ".join(word for word in (one.order_no or one.goods_title, money, one.reason) if word)
        detail: list[Told] = [
            (t("approval.price_for", what=one.order_no or one.goods_title, buyer=one.buyer, n=one.quantity), ""),
            (t("approval.price_sums", original=_money(one.original_fen), floor=_money(one.floor_fen),
               asked=format_fen(one.asked_fen)), "strong"),
            (t("approval.reason", reason=one.reason), ""),
        ]  # fmt: skip
        cells = [(t("approval.kind.price"), 6, "mark"), (one.applicant, 8, ""), (left, 9, style)]
        return Item(("price", one.id), cells, what, "", detail, one)

    def _question(self, one: LeadQuestion) -> Item:
        left, style = self.left(one.due_at)
        about = "  ".join(word for word in (one.buyer, one.order_no) if word)
        detail: list[Told] = [(one.question, "strong")]
        detail += [(about, "dim")] if about else []
        detail += [(line, "dim") for line in one.context.splitlines()]
        cells = [(t("approval.kind.question"), 6, "mark"), (one.agent, 8, ""), (left, 9, style)]
        return Item(("question", one.id), cells, one.question, "", detail, one)

    def _case(self, one: CaseSummary) -> Item:
        case, speak = one.case, language()
        left, style = self.left(case.due_at)
        waiting = one.waiting.text(speak) if one.waiting is not None else ""
        what = "  ".join(word for word in (case.order_no, one.title.text(speak), waiting) if word)
        window = t("approval.window", ends=self.at(case.window_ends_at), asked=self.at(case.requested_at))
        detail: list[Told] = [(what, "strong"), (t("approval.progress", done=one.finished, total=one.total), "dim")]
        detail += [(window, "warn")] if _outside(one) else []
        cells = [(t("approval.kind.case"), 6, "mark"), (case.owner, 8, ""), (left, 9, style)]
        return Item(("case", case.id), cells, what, "", detail, one)

    # -- answering ------------------------------------------------------------------------------

    def choices(self, item: Item) -> Sequence[Choice]:
        """Yes or no for prices, an answer for questions, the exception for cases."""
        kind = item.key[0] if isinstance(item.key, tuple) else ""
        if kind == "price":
            return (Choice("yes", t("approval.yes")), Choice("no", t("approval.no"), style="warn"))
        if kind == "question":
            return (Choice("answer", ""),)
        outside = "" if _outside(item.value) else t("approval.not_outside")
        return (
            Choice("window", t("approval.let_go_on"), why_not=outside),
            Choice("step", t("approval.excuse_step"), item.text),
        )

    def act(self, item: Item, choice: Hashable) -> None:
        """Ask for the words, then store them."""
        if choice in ("yes", "no"):
            self._answer_price(item.value, approve=choice == "yes")
        elif choice == "answer":
            self._answer_question(item.value)
        else:
            self._approve_case(item.value, str(choice))

    def _answer_price(self, one: PriceApplication, *, approve: bool) -> None:
        asks = [Ask("reason", t("approval.ask.reason"), t("approval.agreed") if approve else "")]
        if approve:
            asks.insert(0, Ask("granted", t("approval.ask.granted"), _plain(one.asked_fen), check=_bad_money))

        def answered(given: Mapping[str, str]) -> None:
            granted = parse_fen(given["granted"]) if approve else None
            said = t("approval.said.yes" if approve else "approval.said.no", agent=one.applicant)
            self.room.write(
                lambda desk: desk.services.pricing.answer(
                    desk.actor, one.id, approve=approve, reason=given["reason"], granted_fen=granted
                ),
                said,
            )

        title = t("approval.yes" if approve else "approval.no")
        self.room.ask(Prompt(f"{title}  {one.order_no or one.goods_title}", asks), answered)

    def _answer_question(self, one: LeadQuestion) -> None:
        prompt = Prompt(
            t("approval.ask.title", agent=one.agent), [Ask("text", t("approval.ask.answer"), multiline=True)],
            intro=one.question,
        )  # fmt: skip
        self.room.ask(
            prompt,
            lambda given: self.room.write(
                lambda desk: desk.services.lead_desk.answer(desk.actor, one.id, given["text"]),
                t("approval.said.answer", agent=one.agent),
            ),
        )

    def _approve_case(self, one: CaseSummary, choice: str) -> None:
        key = one.waiting_key if choice == "step" else ""
        prompt = Prompt(
            t("approval.let_go_on" if not key else "approval.excuse_step"), [Ask("reason", t("approval.ask.reason"))]
        )
        self.room.ask(
            prompt,
            lambda given: self.room.write(
                lambda desk: desk.services.cases.approve(desk.actor, one.case.id, given["reason"], key=key),
                t("approval.said.case", id=one.case.id),
            ),
        )


def _needs_a_lead(one: CaseSummary) -> bool:
    return one.waiting_for == "lead" or _outside(one)


def _outside(one: CaseSummary) -> bool:
    """Whether the buyer first asked after the window's end and nobody has approved that (rule A1)."""
    case = one.case
    if case.exception_by or case.window_ends_at is None or case.requested_at is None:
        return False
    return case.requested_at > case.window_ends_at


def _money(fen: int | None) -> str:
    return format_fen(fen) if fen is not None else t("approval.unknown")


def _plain(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"


def _bad_money(text: str) -> str:
    try:
        parse_fen(text)
    except ValueError:
        return t("approval.bad_money")
    return ""
