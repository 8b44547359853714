"""Opening a case: which flow, which pieces, and who lets a late one through (rules A1, A2, A9)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from cs_console import i18n
from cs_console.domain.vocabulary import Flow
from cs_console.i18n import language, t, token
from cs_console.text.width import fit
from cs_console.tui.acts.shift import PIN_REFUSALS
from cs_console.tui.deck import Acts, Deck, Desk
from cs_console.tui.gateway import Failed
from cs_console.tui.safe import describe, safe
from cs_console.tui.screens.pin import PinEntry
from cs_console.tui.screens.popup import Choice, PickList
from cs_console.tui.screens.prompt import Ask, Prompt

if TYPE_CHECKING:
    from cs_console.services.case_views import CaseView, LineLeft

OVERRULED = ("case.window_past", "case.exempt")
"""Refusals that a named approver may overrule (rules A1, A9)."""
LABEL = 15
"""Cells of a field's label; the titles stand in full above."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A case in the making; no `parts`: everything that is still with the buyer."""

    flow: Flow
    order_id: int
    inquiry_id: int
    parts: tuple[tuple[int, int], ...] = ()


def start(deck: Deck, flow: Flow) -> None:
    """Open a case of the order shown; where there is a choice of pieces, it is asked first."""
    order = deck.state.order
    if order is not None:
        opening = Opening(flow, order.id, deck.state.order_inquiry)
        deck.read("case.pieces", lambda desk: (opening, desk.services.cases.left(opening.order_id, opening.flow)))


class CaseOpeningActs(Acts):
    """From the flow's name to the open case."""

    def commands(self) -> Mapping[str, Callable[[], None]]:
        """Handlers by command id."""
        return {"case.open": self._choose_flow}

    def loaded(self) -> Mapping[str, Callable[[Any], None]]:
        """What is left of the order's lines."""
        return {"case.pieces": self._ask_pieces}

    def done(self) -> Mapping[str, Callable[[Any, Any], None]]:
        """The case is open."""
        return {"case.opened": self._opened}

    def failed(self) -> Mapping[str, Callable[[Failed], None]]:
        """Outside the window a named approver may overrule."""
        return {"case.opened": self._not_opened}

    def _choose_flow(self) -> None:
        choices = [Choice(flow, token("flow", flow)) for flow in Flow]
        self.deck.ask(PickList(t("command.case.open"), choices), lambda flow: start(self.deck, Flow(str(flow))))

    def _ask_pieces(self, found: tuple[Opening, tuple[LineLeft, ...]]) -> None:
        opening, lines = found
        order = self.deck.state.order
        if not lines and order is not None and order.id == opening.order_id and order.quantity > 1:
            self._ask_whole(opening, order.quantity)
            return
        if sum(line.left for line in lines) <= 1:
            self._open(opening)
            return
        named = [(f"{n} {line.title}", line) for n, line in enumerate((one for one in lines if one.left), 1)]
        asks = [
            Ask(str(line.line_id), fit(title, LABEL), str(line.left), required=False, replaces=True,
                check=partial(_wrong_pieces, line))
            for title, line in named
        ]  # fmt: skip
        intro = "\n".join(t("aftersales.pieces_of", title=title, n=line.left) for title, line in named)
        prompt = Prompt(t("aftersales.pieces", flow=token("flow", opening.flow)), asks, intro=intro)
        self.deck.ask(prompt, lambda given: self._with_pieces(opening, lines, given))

    def _ask_whole(self, opening: Opening, many: int) -> None:
        """Several articles, and no export has told their lines: the whole order, or the lines first."""
        choices = [
            Choice(True, t("aftersales.whole", n=many)),
            Choice(False, t("aftersales.lines_first"), t("aftersales.lines_where")),
        ]
        title = t("aftersales.pieces", flow=token("flow", opening.flow))
        popup = PickList(title, choices, intro=t("aftersales.no_lines", n=many))
        self.deck.ask(popup, lambda whole: self._open(opening) if whole else None)

    def _with_pieces(self, opening: Opening, lines: tuple[LineLeft, ...], given: Mapping[str, str]) -> None:
        parts = {int(name): int(many) for name, many in given.items() if many and int(many)}
        if not parts:
            self.deck.say(t("aftersales.no_pieces"), kind="warn")
            return
        everything = parts == {line.line_id: line.left for line in lines if line.left}
        self._open(Opening(opening.flow, opening.order_id, opening.inquiry_id, () if everything else (*parts.items(),)))

    def _open(self, opening: Opening, approver: str = "", reason: str = "", pin: str = "") -> None:
        def call(desk: Desk) -> CaseView:
            from cs_console.services.seats import Proof  # with it come the policies: not before the first paint

            by = desk.services.people.actor(approver, proof=Proof(pin=pin)).agent if approver else ""
            return desk.services.cases.open(
                desk.actor, opening.order_id, opening.flow, inquiry_id=opening.inquiry_id,
                quantities=dict(opening.parts), approver=by, exception_reason=reason,
            )  # fmt: skip

        self.deck.write("case.opened", call, (opening, approver, reason))

    def _not_opened(self, failure: Failed) -> None:
        """An exception is the approver's own word: a seat with a PIN asks for it (rules A1, A9)."""
        opening, approver, reason = failure.context
        if failure.error.code in PIN_REFUSALS:
            wrong = "" if failure.error.code == "seat.pin_wanted" else i18n.what(failure.error)
            self.deck.ask(PinEntry(approver, wrong), lambda pin: self._open(opening, approver, reason, pin))
            return
        self.deck.say(describe(failure.error), kind="error")
        if not failure.error.code.startswith(OVERRULED):
            return
        roles = self.deck.policies.aftersales.flexible_approvers
        leads = [one.name for one in self.deck.policies.team.members if one.role in roles and one.active]
        asks = [
            Ask("approver", t("ask.approver"), choices=[(name, name) for name in leads]),
            Ask("reason", t("ask.exception_reason")),
        ]
        prompt = Prompt(t("aftersales.exception"), asks, intro=i18n.what(failure.error))
        self.deck.ask(prompt, lambda given: self._open(opening, given["approver"], given["reason"]))

    def _opened(self, view: CaseView, context: Any) -> None:
        words = view.flow.title.text(language())
        self.deck.say(safe(t("toast.case", what=words, done=view.finished, of=len(view.steps))), undo=True)
        self.deck.refresh()


def _wrong_pieces(line: LineLeft, text: str) -> str:
    if text.isascii() and text.isdigit() and int(text) <= line.left:
        return ""
    return t("aftersales.pieces_wrong", n=line.left)
