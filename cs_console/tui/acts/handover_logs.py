"""Logs that were handed in: read, answered, corrected by addenda, exported (rules H4, H7, H9)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from cs_console import i18n
from cs_console.domain.entities import HandoverItem
from cs_console.domain.vocabulary import ItemDecision, Severity
from cs_console.i18n import t, token
from cs_console.tui.deck import Acts, Deck, Desk
from cs_console.tui.gateway import Failed
from cs_console.tui.safe import describe, safe, say
from cs_console.tui.screens.handover_accept import read_back_ask
from cs_console.tui.screens.handover_draft import SignedScreen
from cs_console.tui.screens.handover_rows import brief, shortened
from cs_console.tui.screens.popup import Choice, PickList
from cs_console.tui.screens.prompt import Ask, Prompt, one_of

if TYPE_CHECKING:
    from pathlib import Path

    from textual.screen import Screen

    from cs_console.domain.entities import Handover
    from cs_console.domain.handover import HandoverView

S = TypeVar("S", bound="Screen[Any]")

LOGS_SHOWN = 30
"""How many earlier logs are offered to be read."""


def open_log(deck: Deck, kind: type[S]) -> S | None:
    """The open screen of this kind, wherever it lies in the stack."""
    return next((one for one in deck.screen.app.screen_stack if isinstance(one, kind)), None)


def signed_id(deck: Deck) -> int:
    """The log that this shift has handed in, else 0."""
    status = deck.state.shift
    return status.shift.handover_out if status is not None and status.shift is not None else 0


class HandoverLogActs(Acts):
    """Read, answer, correct and export what was handed in."""

    def commands(self) -> Mapping[str, Callable[[], None]]:
        """Handlers by command id."""
        return {"handover.signed": self._signed, "handover.logs": self._logs, "handover.export": self._export}

    def loaded(self) -> Mapping[str, Callable[[Any], None]]:
        """Logs as they stand."""
        return {
            "handover.signed": self._show_signed,
            "handover.opened": self._show_opened,
            "handover.logs": self._choose_log,
        }

    def done(self) -> Mapping[str, Callable[[Any, Any], None]]:
        """Queries answered, addenda written, logs exported."""
        return {
            "handover.answer": lambda view, _: self._show_signed(view),
            "handover.addendum": lambda view, _: self._show_signed(view),
            "handover.take_answered": self._taken,
            "handover.export": self._exported,
        }

    def failed(self) -> Mapping[str, Callable[[Failed], None]]:
        """Refusals are said where the agent looks: in the log that is open."""
        return dict.fromkeys(("handover.answer", "handover.addendum", "handover.take_answered"), self._not_written)

    def refresh(self) -> None:
        """An open log follows what happens."""
        signed = open_log(self.deck, SignedScreen)
        if signed is not None and signed.view is not None:
            self._read_signed(signed.view.handover.id)

    def _not_written(self, failure: Failed) -> None:
        popup = open_log(self.deck, SignedScreen)
        if popup is not None:
            popup.note(safe(i18n.what(failure.error), "$error", multiline=True))
        else:
            self.deck.say(describe(failure.error), kind="error")

    # -- a log handed in ------------------------------------------------------------------------

    def _signed(self) -> None:
        """The log handed in last, with what the successor says to it."""
        if not signed_id(self.deck):
            self.deck.say(say("blocker.handover"), kind="warn")
            return
        self._open_log(signed_id(self.deck))

    def _open_log(self, handover_id: int) -> None:
        self._push_log()
        self._read_signed(handover_id)

    def _push_log(self) -> None:
        screen = SignedScreen(self.deck, self._ask_answer, self._ask_addendum, self._ask_take)
        self.deck.screen.app.push_screen(screen)

    def _show_opened(self, view: HandoverView) -> None:
        """A log opened from the shift's board; the first question that waits is chosen."""
        self._push_log()
        popup = open_log(self.deck, SignedScreen)
        if popup is not None:
            popup.wanted = True
            popup.show(view)

    def _logs(self) -> None:
        """Earlier logs, to be read, answered or corrected."""
        self.deck.read("handover.logs", lambda desk: desk.services.handovers.logs(LOGS_SHOWN))

    def _choose_log(self, logs: Sequence[Handover]) -> None:
        choices = [
            Choice(log.id, f"{log.business_date:%m-%d} {token('shift', log.shift_key)} {log.author}",
                   f"{token('handover_state', log.state)}  {shortened(log.summary)}")
            for log in logs if log.author
        ]  # fmt: skip
        if not choices:
            self.deck.say(say("error.handover.none"), kind="warn")
            return
        self.deck.ask(PickList(t("command.handover.logs"), choices), lambda chosen: self._open_log(int(str(chosen))))

    def _ask_addendum(self, view: HandoverView, item_id: int) -> None:
        item = next((one for one in view.items if one.id == item_id), None)
        about = [("0", t("handover.addendum.whole"))]
        about += [(str(item_id), t("handover.addendum.item"))] if item is not None else []
        asks = [
            Ask("text", t("handover.addenda"), placeholder=t("cli.handover.addendum_text")),
            Ask("about", t("handover.addendum.about"), about[-1][1], choices=about, check=one_of(about)),
        ]
        prompt = Prompt(t("handover.addendum.title"), asks, intro=brief(item) if item is not None else "")
        self.deck.ask(prompt, lambda given: self._write_addendum(view, given["text"], int(given["about"])))

    def _write_addendum(self, view: HandoverView, text: str, item_id: int) -> None:
        def call(desk: Desk) -> HandoverView:
            desk.services.addenda.add(desk.actor, view.handover.id, text, item_id=item_id)
            return desk.services.handovers.show(view.handover.id)

        self.deck.write("handover.addendum", call)

    def _read_signed(self, handover_id: int) -> None:
        self.deck.read("handover.signed", lambda desk: desk.services.handovers.show(handover_id))

    def _show_signed(self, view: HandoverView) -> None:
        popup = open_log(self.deck, SignedScreen)
        if popup is not None:
            popup.show(view)

    def _ask_answer(self, item: HandoverItem) -> None:
        prompt = Prompt(
            t("handover.answer"), [Ask("answer", t("handover.answer"), item.answer)], intro=shortened(item.question)
        )
        self.deck.ask(prompt, lambda given: self._write_answer(item, given["answer"]))

    def _write_answer(self, item: HandoverItem, answer: str) -> None:
        def call(desk: Desk) -> HandoverView:
            desk.services.handovers.answer(desk.actor, item.id, answer)
            return desk.services.handovers.show(item.handover_id)

        self.deck.write("handover.answer", call)

    def _ask_take(self, item: HandoverItem) -> None:
        """Take over what was asked about and answered; an urgent item is read back (rule H4)."""
        if item.severity is not Severity.URGENT:
            self._write_take(item, "")
            return
        prompt = Prompt(t("handover.accept.accepted.title"), [read_back_ask()], intro=brief(item))
        self.deck.ask(prompt, lambda given: self._write_take(item, given["text"]))

    def _write_take(self, item: HandoverItem, read_back: str) -> None:
        def call(desk: Desk) -> HandoverView:
            desk.services.handovers.decide(desk.actor, item.id, ItemDecision.ACCEPTED, read_back=read_back)
            return desk.services.handovers.show(item.handover_id)

        self.deck.write("handover.take_answered", call)

    def _taken(self, view: HandoverView, context: Any) -> None:
        self._show_signed(view)
        self.deck.refresh()

    # -- exporting ------------------------------------------------------------------------------

    def _export(self) -> None:
        number = signed_id(self.deck) or None
        self.deck.write("handover.export", lambda desk: desk.services.handover_files.export(desk.actor, number))

    def _exported(self, paths: tuple[Path, ...], context: Any) -> None:
        names = t("list.comma").join(path.name for path in paths)
        where = "/".join(paths[0].parent.parts[-2:]) if paths else ""
        self.deck.say(say("handover.toast.exported", names=names, where=where))
