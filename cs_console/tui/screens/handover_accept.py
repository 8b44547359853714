"""Taking over, item by item: 1 accept, 2 query, 3 decline; urgent ones are read back (rules H4, S4)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding

from cs_console.domain.entities import HandoverItem
from cs_console.domain.handover import HandoverView, reads_back
from cs_console.domain.vocabulary import ItemDecision, Severity
from cs_console.i18n import coded, owner_name, t, token
from cs_console.tui import clock, keymap
from cs_console.tui.context import context_of
from cs_console.tui.deck import Deck
from cs_console.tui.screens.handover_log import TALL, Digits, LogScreen
from cs_console.tui.screens.handover_rows import brief, shortened
from cs_console.tui.screens.popup import Choice, paint_choice, when_drawn
from cs_console.tui.screens.prompt import Ask, Prompt
from cs_console.tui.widgets.virtual_list import VirtualList

Decide = Callable[[HandoverItem, ItemDecision, str], None]
"""Carries a decision out; the text is what was read back, or why it was queried or declined."""

DECISIONS = (ItemDecision.ACCEPTED, ItemDecision.QUERIED, ItemDecision.DECLINED)


def read_back_ask() -> Ask:
    """The question for a read-back; one that says nothing is refused where it is typed (rule H4)."""
    return Ask(
        "text", t("handover.accept.accepted.ask"), placeholder=t("handover.accept.accepted.example"),
        check=lambda text: "" if reads_back(text) else t("handover.accept.say_more"),
    )  # fmt: skip


class Verdicts(Digits[Choice]):
    """Accept, query, decline by digit; the arrows walk through the items above."""

    def __init__(self, walk: Callable[[str, int], None]) -> None:
        super().__init__(paint_choice, id="verdicts")
        self._walk = walk

    def action_cursor(self, step: int) -> None:
        """To the next or former item."""
        self._walk("cursor", step)

    def action_page(self, step: int) -> None:
        """A screen of items on or back."""
        self._walk("page", step)

    def action_first(self) -> None:
        """To the first item."""
        self._walk("first", 0)

    def action_last(self) -> None:
        """To the last item."""
        self._walk("last", 0)


class AcceptScreen(LogScreen[None]):
    """The handed-in log; every decision is stored at once, so leaving loses nothing."""

    TITLE_CODE = "handover.accept.title"
    HINT_CODE = "handover.accept.hint"
    SHOWS_EMPTY = False
    SHOWS_DECISIONS = True
    BEGIN = "#verdicts"

    def __init__(self, deck: Deck, decide: Decide) -> None:
        super().__init__(deck, t(self.TITLE_CODE))
        self._decide = decide
        self._sent: set[int] = set()
        self._shown = 0

    def extra(self) -> ComposeResult:
        """The three answers."""
        verdicts = Verdicts(self._walk)
        verdicts.styles.height = len(DECISIONS)
        yield verdicts

    def on_mount(self) -> None:
        """Begin at the answers, where the digits decide."""
        keymap.install(self, [Binding("enter,space", "enter", show=False)])
        choices = [Choice(one, t(f"handover.accept.{one}"), t(f"handover.accept.{one}.detail")) for one in DECISIONS]
        self.verdicts.show_rows(choices, lambda choice: choice.key)

    @property
    def verdicts(self) -> VirtualList[Choice]:
        """Accept, query, decline."""
        return self.query_one("#verdicts", VirtualList)

    # -- showing --------------------------------------------------------------------------------

    @when_drawn
    def show(self, view: HandoverView) -> None:
        """Show the log as it stands; another log begins at its first open item."""
        self._sent &= {item.id for item in view.pending}
        super().show(view)
        if not self._ready:
            return
        another, self._shown = self._shown != view.handover.id, view.handover.id
        if another and view.pending:
            self.go_to(view.pending[0].id)
        self.set_hint(t(self.HINT_CODE))

    def head(self, view: HandoverView) -> str:
        """How far it is, whose log, what came in since it was signed (rule H5), what its author says."""
        log, context = view.handover, context_of(self)
        at = clock.moment(log.submitted_at, context.zone, context.clock())
        words = t(
            "handover.accept.head", done=len(view.items) - len(view.pending), of=len(view.items),
            author=log.author, shift=token("shift", log.shift_key), day=f"{log.business_date:%m-%d}", at=at,
        )  # fmt: skip
        if view.since and view.arrived_since:
            words += "  " + t("handover.accept.both", changed=len(view.since), n=view.arrived_since)
        elif view.since:
            words += "  " + t("handover.accept.since", n=len(view.since))
        elif view.arrived_since:
            words += "  " + t("handover.accept.arrived", n=view.arrived_since)
        return f"{words}  {log.summary}".rstrip() if self.app.size.height < TALL else f"{words}\n{log.summary}"

    @when_drawn
    def failed(self, item_id: int, words: Any) -> None:
        """A decision was refused: the item is open again, and the last line says why."""
        self._sent.discard(item_id)
        self.go_to(item_id)
        self.note(words)

    # -- deciding -------------------------------------------------------------------------------

    def _walk(self, how: str, step: int) -> None:
        items = self.items
        {"cursor": lambda: items.action_cursor(step), "page": lambda: items.action_page(step),
         "first": items.action_first, "last": items.action_last}[how]()  # fmt: skip

    def action_enter(self) -> None:
        """Enter in the items goes to the answers, in the answers it gives the chosen one."""
        if self.focused is self.items:
            self.set_focus(self.verdicts)
        elif self.focused is self.verdicts and self.verdicts.chosen is not None:
            self.choose(ItemDecision(str(self.verdicts.chosen.key)))

    @on(VirtualList.Picked)
    def _picked(self, event: VirtualList.Picked[Any]) -> None:
        event.stop()
        if event.list is self.verdicts:
            self.action_enter()
            self.verdicts.select(DECISIONS[0])
        else:
            self.set_focus(self.verdicts)

    def choose(self, decision: ItemDecision) -> None:
        """Decide the chosen item: at once, or after what to do was read back or why was said."""
        item = self.chosen
        if item is None:
            return
        if item.decision is not ItemDecision.PENDING:
            self.note(t("handover.accept.already", by=item.decided_by, decision=token("decision", item.decision)))
        elif item.id not in self._sent:
            if decision is ItemDecision.ACCEPTED and item.severity is not Severity.URGENT:
                self._send(item, decision, "")
            else:
                self._ask(item, decision)

    def _ask(self, item: HandoverItem, decision: ItemDecision) -> None:
        context = context_of(self)
        due = clock.moment(item.due_at, context.zone, context.clock())
        action = coded(item.action)
        todo = t("handover.accept.todo", action=action, due=due, owner=owner_name(item.owner))
        intro = f"{brief(item)}\n{shortened(todo)}"
        asks = (
            [read_back_ask()]
            if decision is ItemDecision.ACCEPTED
            else [
                Ask("text", t(f"handover.accept.{decision}.ask"), placeholder=t(f"handover.accept.{decision}.example"))
            ]
        )
        prompt = Prompt(t(f"handover.accept.{decision}.title"), asks, intro=intro)

        def answered(given: Any) -> None:
            if given is not None:
                self._send(item, decision, given["text"])

        self.app.push_screen(prompt, answered)

    def _send(self, item: HandoverItem, decision: ItemDecision, text: str) -> None:
        self._sent.add(item.id)
        self.note("")
        self._decide(item, decision, text)
        self._next(item)

    def _next(self, item: HandoverItem) -> None:
        """On to the next open item, after the last one back to the first."""
        view = self.view
        if view is None:
            return
        ids = [one.id for one in view.items]
        at = ids.index(item.id)
        open_ids = {one.id for one in view.pending} - self._sent
        following = next((one for one in [*ids[at:], *ids[:at]] if one in open_ids), None)
        if following is not None:
            self.go_to(following)
