"""The handover: written by itself, mended, signed, accepted item by item, exported (rules H1–H7)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from cs_console import i18n
from cs_console.domain.entities import Actor, HandoverItem
from cs_console.domain.vocabulary import HandoverState, ItemDecision, Severity, ShiftState
from cs_console.errors import CsError
from cs_console.i18n import t
from cs_console.tui.acts.handover_logs import open_log, signed_id
from cs_console.tui.acts.shift import start_checks
from cs_console.tui.deck import Acts, Desk
from cs_console.tui.gateway import Failed
from cs_console.tui.safe import describe, safe, say
from cs_console.tui.screens.handover_accept import AcceptScreen
from cs_console.tui.screens.handover_draft import DraftScreen
from cs_console.tui.screens.handover_rows import shortened
from cs_console.tui.screens.popup import Choice, PickList
from cs_console.tui.screens.prompt import Ask, Prompt
from cs_console.tui.screens.shift import Checks

if TYPE_CHECKING:
    from textual.screen import Screen

    from cs_console.domain.handover import HandoverView
    from cs_console.services.handovers import Decided

S = TypeVar("S", bound="Screen[Any]")

URGENT_MARKS = ("!", "！")
"""A note that begins with one of these is urgent."""


@dataclass(frozen=True, slots=True)
class Step:
    """A decision that is stored: the log as it stands, the next log that waits, who sits here."""

    decided: Decided
    view: HandoverView
    following: HandoverView | None
    actor: Actor
    checks: Checks


class HandoverActs(Acts):
    """Draft, note, hand in, accept, answer, export."""

    def commands(self) -> Mapping[str, Callable[[], None]]:
        """Handlers by command id."""
        return {
            "handover.incoming": self._accept,
            "handover.draft": self._draft,
            "handover.add": lambda: self._add(""),
        }

    def loaded(self) -> Mapping[str, Callable[[Any], None]]:
        """Logs as they stand."""
        return {"handover.incoming": self._show_incoming}

    def done(self) -> Mapping[str, Callable[[Any, Any], None]]:
        """Drafts refreshed, items written, decided, answered, logs handed in and exported."""
        return {
            "handover.draft": lambda view, _: self._show_draft(view),
            "handover.edit": lambda view, _: self._show_draft(view),
            "handover.note": self._noted,
            "handover.submit": self._submitted,
            "handover.decide": self._decided,
        }

    def failed(self) -> Mapping[str, Callable[[Failed], None]]:
        """Refusals are said where the agent looks: in the log that is open."""
        return {
            "handover.decide": self._not_decided,
            "handover.submit": self._not_submitted,
            "handover.edit": self._not_written,
            "handover.note": self._not_written,
            "handover.draft": self._not_written,
        }

    def refresh(self) -> None:
        """Whatever log is open follows what happens."""
        draft = self._open(DraftScreen)
        if draft is not None and draft.view is not None:
            log_id = draft.view.handover.id
            self.deck.write("handover.draft", lambda desk: desk.services.handovers.draft(desk.actor, log_id))
        if self._open(AcceptScreen) is not None:
            self.deck.read("handover.incoming", lambda desk: desk.services.handovers.incoming(desk.actor))

    def _open(self, kind: type[S]) -> S | None:
        return open_log(self.deck, kind)

    def _say(self, error: CsError) -> None:
        """A refusal in the open log's last line, else above the footer."""
        popup = self._open(DraftScreen) or self._open(AcceptScreen)
        if popup is not None:
            popup.note(safe(i18n.what(error), "$error", multiline=True))
        else:
            self.deck.say(describe(error), kind="error")

    # -- accepting ------------------------------------------------------------------------------

    def _accept(self) -> None:
        self.deck.screen.app.push_screen(AcceptScreen(self.deck, self._decide), lambda _: self.deck.refresh())
        self.deck.read("handover.incoming", lambda desk: desk.services.handovers.incoming(desk.actor))

    def _show_incoming(self, view: HandoverView | None) -> None:
        popup = self._open(AcceptScreen)
        if popup is None:
            return
        if view is not None:
            popup.show(view)
        elif popup.is_current:
            popup.dismiss(None)
            self.deck.say(say("error.handover.none_incoming"))

    def _decide(self, item: HandoverItem, decision: ItemDecision, text: str) -> None:
        accepted = decision is ItemDecision.ACCEPTED

        def call(desk: Desk) -> Step:
            handovers = desk.services.handovers
            decided = handovers.decide(
                desk.actor, item.id, decision,
                read_back=text if accepted else "", question="" if accepted else text,
            )  # fmt: skip
            following = handovers.incoming(desk.actor) if decided.sealed else None
            checks = start_checks(desk) if decided.sealed else Checks()
            return Step(decided, handovers.show(item.handover_id), following, desk.sit(desk.actor.agent), checks)

        self.deck.write("handover.decide", call, item.id)

    def _decided(self, step: Step, item_id: int) -> None:
        """Show the log; the last decision closes it, or goes on to the next log that waits."""
        before = self.deck.state.shift
        began = before is None or before.shift is None or before.shift.state is ShiftState.OPENING
        self.deck.set(actor=step.actor)
        popup = self._open(AcceptScreen)
        if step.decided.sealed and step.following is None:
            if popup is not None and popup.is_current:
                popup.dismiss(None)
            code = "handover.toast.running" if step.decided.shift_running and began else "handover.toast.sealed"
            found = step.checks
            facts = {"offline": found.offline, "unpaid": found.unpaid, "paid": found.paid}
            self.deck.say(safe(t(code, n=len(step.view.items), **facts)))
            self.deck.refresh()
        elif popup is not None:
            popup.show(step.following or step.view)

    def _not_decided(self, failure: Failed) -> None:
        popup = self._open(AcceptScreen)
        if popup is None:
            self.deck.say(describe(failure.error), kind="error")
            return
        popup.failed(failure.context, safe(i18n.what(failure.error), "$error", multiline=True))
        self.deck.read("handover.incoming", lambda desk: desk.services.handovers.incoming(desk.actor))

    # -- writing --------------------------------------------------------------------------------

    def _draft(self) -> None:
        """The draft; after a hand-in a second one, with what came up since."""
        self.deck.screen.app.push_screen(DraftScreen(self.deck, self._edit, self._add, self._submit))
        self.deck.write("handover.draft", lambda desk: desk.services.handovers.draft(desk.actor))

    def _show_draft(self, view: HandoverView) -> None:
        """Show the draft; one that was signed meanwhile, by this console or another, is no draft any more."""
        popup = self._open(DraftScreen)
        if popup is None:
            return
        if view.handover.state is HandoverState.DRAFT:
            popup.show(view)
        elif popup.is_current:
            popup.dismiss(None)
            self.deck.say(
                say("handover.toast.submitted", n=len(view.items), to=i18n.owner_name(view.handover.successor))
            )

    def _edit(self, item_id: int, fields: Mapping[str, Any]) -> None:
        def call(desk: Desk) -> HandoverView:
            desk.services.handovers.edit(desk.actor, item_id, **fields)
            return desk.services.handovers.draft(desk.actor)

        self.deck.write("handover.edit", call)

    def _add(self, section: str) -> None:
        """One key, one line (rule H2); the buyer and order in view go with it."""
        detail = self.deck.state.detail if self._open(DraftScreen) is None else None
        buyer = detail.inquiry.buyer if detail is not None else ""
        order_no = detail.inquiry.order_no if detail is not None else ""
        about = "  ".join(word for word in (buyer, order_no) if word)
        ask = Ask("what", t("ask.handover.what"), placeholder=t("handover.add.example"))
        title = t("command.handover.add")
        intro = t("handover.add.about", about=shortened(about)) if about else ""
        if section:
            title = f"{title}  {t(f'section.{section}')}"
        prompt = Prompt(title, [ask], intro=intro)
        self.deck.ask(prompt, lambda given: self._write_note(given["what"], buyer, order_no, section or "notes"))

    def _write_note(self, text: str, buyer: str, order_no: str, section: str) -> None:
        urgent = text.startswith(URGENT_MARKS)
        what = text.lstrip("".join(URGENT_MARKS)).strip() if urgent else text
        severity = Severity.URGENT if urgent else Severity.NORMAL
        self.deck.write(
            "handover.note",
            lambda desk: desk.services.handovers.note(
                desk.actor, what, severity=severity, buyer=buyer, order_no=order_no, section=section
            ),
        )

    def _noted(self, item: HandoverItem, context: Any) -> None:
        popup = self._open(DraftScreen)
        if popup is not None:
            popup.wanted = item.id
        code = "handover.toast.noted_again" if signed_id(self.deck) else "toast.handover_noted"
        self.deck.say(say(code, what=shortened(item.what)), undo=True)
        self.deck.refresh()

    def _not_written(self, failure: Failed) -> None:
        self._say(failure.error)

    # -- handing in -----------------------------------------------------------------------------

    def _submit(self, summary: str) -> None:
        self.deck.write("handover.submit", lambda desk: desk.services.handovers.submit(desk.actor, summary))

    def _submitted(self, view: HandoverView, context: Any) -> None:
        """Signed: offer what usually follows, export first (rule H9)."""
        popup = self._open(DraftScreen)
        if popup is not None and popup.is_current:
            popup.dismiss(None)
        self.deck.say(say("handover.toast.submitted", n=len(view.items), to=i18n.owner_name(view.handover.successor)))
        self.deck.refresh()
        choices = [
            Choice("export", t("handover.after.export"), t("handover.after.export_detail")),
            Choice("end", t("command.shift.end")),
            Choice("back", t("handover.after.back")),
        ]
        intro = t("handover.after.intro", n=len(view.items), to=i18n.owner_name(view.handover.successor))
        self.deck.ask(PickList(t("handover.after.title"), choices, intro=intro), self._after)

    def _after(self, choice: object) -> None:
        if choice == "export":
            self.deck.screen.action_command("handover.export")
        elif choice == "end":
            self.deck.screen.action_command("shift.end")

    def _not_submitted(self, failure: Failed) -> None:
        """Something came in between: show what is missing now, the first such item chosen (rule H3)."""
        self._say(failure.error)
        popup = self._open(DraftScreen)
        if popup is not None:
            popup.refused = True
            self.deck.write("handover.draft", lambda desk: desk.services.handovers.draft(desk.actor))
