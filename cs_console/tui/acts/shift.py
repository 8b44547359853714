"""The shift: start over the accepted handover, breaks, handing in, end (rules S1–S6, H1–H5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cs_console.domain.vocabulary import ItemDecision, Severity, ShiftState
from cs_console.i18n import language, t, token
from cs_console.tui.conditions import why_not
from cs_console.tui.deck import Acts, Desk
from cs_console.tui.gateway import Failed
from cs_console.tui.safe import describe, safe, say
from cs_console.tui.screens.handover import Decision, DraftView, Incoming, ItemEdit
from cs_console.tui.screens.popup import Choice, Confirm, PickList
from cs_console.tui.screens.prompt import Ask, Prompt

if TYPE_CHECKING:
    from pathlib import Path

    from cs_console.domain.handover import HandoverView
    from cs_console.services.handovers import Decided
    from cs_console.services.shifts import Ending, Opening, ShiftStatus

MENU = ("shift.start", "handover.incoming", "shift.break", "handover.draft", "handover.add", "shift.end",
        "handover.export")  # fmt: skip


class ShiftActs(Acts):
    """What F9 does."""

    _asked_to_start = False

    def commands(self) -> Mapping[str, Callable[[], None]]:
        """Handlers by command id."""
        return {
            "shift": self._menu,
            "shift.start": self._start,
            "shift.break": self._break,
            "shift.end": self._end,
            "handover.incoming": self._incoming,
            "handover.draft": self._draft,
            "handover.add": self._add,
            "handover.export": self._export,
        }

    def loaded(self) -> Mapping[str, Callable[[Any], None]]:
        """Where the shift stands, and the incoming log."""
        return {"shift": self._show, "ending": self._ask_end}

    def done(self) -> Mapping[str, Callable[[Any, Any], None]]:
        """Shifts begun and ended, items decided."""
        return {
            "shift.start": self._started, "shift.pause": self._rested, "shift.resume": self._rested,
            "shift.end": self._ended, "handover.draft": self._show_draft, "handover.decide": self._decided,
            "handover.note": self._noted, "handover.edit": self._edited, "handover.submit": self._submitted,
            "handover.export": self._exported,
        }  # fmt: skip

    def failed(self) -> Mapping[str, Callable[[Failed], None]]:
        """Refusals that a dialog should hear of."""
        return {"handover.decide": self._refused, "handover.edit": self._refused}

    # -- where it stands ------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read where the shift stands."""
        self.deck.read("shift", lambda desk: desk.services.shifts.status(desk.actor))

    def _show(self, status: ShiftStatus) -> None:
        title = ""
        if status.shift is not None:
            definition = self.deck.policies.shifts.shift(status.shift.key)
            title = definition.title.text(language()) if definition is not None else status.shift.key
        self.deck.set(shift=status, shift_title=title)
        if status.shift is None and not self._asked_to_start:
            self._asked_to_start = True
            self.deck.say(say("toast.off_shift", key=self.deck.context.keymap.in_words("shift")), kind="warn")
        if status.tired:
            self.deck.set(hint=t("bar.tired", minutes=status.unrested))

    def _menu(self) -> None:
        choices = []
        for command_id in MENU:
            command = self.deck.context.keymap[command_id]
            reason = why_not(command.when, self.deck.state)
            title = command.title
            if command_id == "shift.break" and self._resting:
                title = t("shift.resume")
            choices.append(Choice(command_id, title, self.deck.context.keymap.in_words(command_id), reason))
        popup = PickList(t("command.shift"), choices, intro=self._intro())
        self.deck.ask(popup, lambda chosen: self.deck.screen.action_command(str(chosen)))

    @property
    def _resting(self) -> bool:
        status = self.deck.state.shift
        return status is not None and status.shift is not None and status.shift.state is ShiftState.BREAK

    def _intro(self) -> str:
        status = self.deck.state.shift
        if status is None:
            return ""
        lines = [t("shift.on_duty", names="、".join(status.on_duty) or "-")]
        if status.shift is None:
            lines.append(t("shift.none_yet"))
        else:
            lines.append(t("shift.unrested", minutes=status.unrested))
        lines += [blocker_words(one) for one in status.blockers]
        return "\n".join(lines)

    # -- start ----------------------------------------------------------------------------------

    def _start(self) -> None:
        status = self.deck.state.shift
        if status is not None and status.slot is not None:
            self._start_as("")
            return
        choices = [Choice(one.key, one.title.text(language())) for one in self.deck.policies.shifts.shifts]
        popup = PickList(t("command.shift.start"), choices, intro=t("shift.which"))
        self.deck.ask(popup, lambda key: self._start_as(str(key)))

    def _start_as(self, key: str) -> None:
        def call(desk: Desk) -> tuple[Opening, Any]:
            opening = desk.services.shifts.start(desk.actor, key)
            return opening, desk.sit(desk.actor.agent)

        self.deck.write("shift.start", call)

    def _started(self, value: tuple[Opening, Any], context: Any) -> None:
        opening, actor = value
        self.deck.set(actor=actor)
        words = t("toast.shift_started", offline=opening.offline, unpaid=opening.unpaid, paid=opening.paid)
        self.deck.say(safe(words))
        self.deck.refresh()
        if opening.incoming is not None:
            self._open_incoming(opening.incoming)

    def _incoming(self) -> None:
        status = self.deck.state.shift
        if status is not None and status.incoming is not None:
            self._open_incoming(status.incoming)

    def _open_incoming(self, view: HandoverView) -> None:
        self.deck.screen.app.push_screen(Incoming(self.deck.context, view, self._decide), lambda _: self.deck.refresh())

    def _decide(self, decision: Decision) -> None:
        self.deck.write(
            "handover.decide",
            lambda desk: _decide(desk, decision),
        )

    def _decided(self, value: tuple[Decided, HandoverView, Any], context: Any) -> None:
        decided, view, actor = value
        self.deck.set(actor=actor)
        popup = self.deck.screen.app.screen
        if isinstance(popup, Incoming):
            popup.show(view)
            if decided.sealed:
                popup.dismiss(None)
        if decided.sealed:
            self.deck.say(say("toast.handover_sealed" if decided.shift_running else "toast.handover_decided"))
        self.deck.refresh()

    def _refused(self, failure: Failed) -> None:
        popup = self.deck.screen.app.screen
        if isinstance(popup, Incoming | DraftView):
            popup.trouble(describe(failure.error))
        else:
            self.deck.say(describe(failure.error), kind="error")

    # -- rest and end ---------------------------------------------------------------------------

    def _break(self) -> None:
        name = "resume" if self._resting else "pause"
        self.deck.write(f"shift.{name}", lambda desk: getattr(desk.services.shifts, name)(desk.actor))

    def _rested(self, shift: Any, context: Any) -> None:
        self.deck.say(say(f"toast.shift_{shift.state}"))
        self.deck.refresh()

    def _end(self) -> None:
        self.deck.read("ending", lambda desk: desk.services.shifts.status(desk.actor))

    def _ask_end(self, status: ShiftStatus) -> None:
        """What still stops the end, each with one key to it; without any, one confirmation (rule S3)."""
        self.deck.set(shift=status)
        if not status.blockers:
            self.deck.ask(Confirm(t("shift.end_question"), t("command.shift.end")), self._end_now)
            return
        choices = [Choice(one.code, blocker_words(one), t(f"{one.code}.go")) for one in status.blockers]
        popup = PickList(t("command.shift.end"), choices, intro=t("shift.blocked"))
        self.deck.ask(popup, lambda code: self._go(str(code)))

    def _go(self, code: str) -> None:
        if code == "blocker.incoming":
            self._incoming()
        elif code == "blocker.handover":
            self._draft()
        else:
            prompt = Prompt(t("shift.extend"), [Ask("reason", t("ask.extend_reason"))], intro=t("shift.extend_intro"))
            self.deck.ask(prompt, lambda given: self._write_end(given["reason"]))

    def _end_now(self, sure: object) -> None:
        if sure:
            self._write_end("")

    def _write_end(self, reason: str) -> None:
        def call(desk: Desk) -> tuple[Ending, Any]:
            ending = desk.services.shifts.end(desk.actor, reason=reason)
            return ending, desk.sit(desk.actor.agent)

        self.deck.write("shift.end", call)

    def _ended(self, value: tuple[Ending, Any], context: Any) -> None:
        ending, actor = value
        self.deck.set(actor=actor)
        if ending.ended:
            self.deck.say(say("toast.shift_ended"))
        else:
            until = ending.shift.extended_until
            at = until.astimezone(self.deck.context.zone).strftime("%H:%M") if until else ""
            self.deck.say(say("toast.shift_extended", n=ending.waiting, at=at), kind="warn")
        self.deck.refresh()

    # -- handing over ---------------------------------------------------------------------------

    def _draft(self) -> None:
        self.deck.write("handover.draft", lambda desk: desk.services.handovers.draft(desk.actor))

    def _show_draft(self, view: HandoverView, context: Any) -> None:
        popup = self.deck.screen.app.screen
        if isinstance(popup, DraftView):
            popup.show(view)
            return
        self.deck.screen.app.push_screen(DraftView(self.deck.context, view, self._edit, self._submit, self._add))

    def _add(self) -> None:
        """One key, one line (rule H2); the buyer and order in view go with it."""
        detail = self.deck.state.detail
        buyer = detail.inquiry.buyer if detail is not None else ""
        order_no = detail.inquiry.order_no if detail is not None else ""
        asks = [
            Ask("what", t("ask.handover.what")),
            Ask("action", t("ask.handover.action"), required=False),
            Ask("severity", t("ask.handover.severity"), required=False,
                choices=[(one.value, token("severity", one)) for one in Severity]),
        ]  # fmt: skip
        intro = "  ".join(word for word in (buyer, order_no) if word)
        prompt = Prompt(t("command.handover.add"), asks, intro=intro)
        self.deck.ask(prompt, lambda given: self._write_note(given, buyer, order_no))

    def _write_note(self, given: Mapping[str, str], buyer: str, order_no: str) -> None:
        severity = given["severity"]
        level = Severity(severity) if severity in list(Severity) else Severity.NORMAL
        self.deck.write(
            "handover.note",
            lambda desk: desk.services.handovers.note(
                desk.actor, given["what"], action=given["action"], severity=level, buyer=buyer, order_no=order_no
            ),
        )

    def _noted(self, item: Any, context: Any) -> None:
        self.deck.say(say("toast.handover_noted", what=item.what), undo=True)
        if isinstance(self.deck.screen.app.screen, DraftView):
            self._draft()

    def _edit(self, edit: ItemEdit) -> None:
        self.deck.write(
            "handover.edit", lambda desk: desk.services.handovers.edit(desk.actor, edit.item_id, **edit.fields)
        )

    def _edited(self, item: Any, context: Any) -> None:
        self._draft()

    def _submit(self, summary: str) -> None:
        def call(desk: Desk) -> tuple[HandoverView, Sequence[Path]]:
            view = desk.services.handovers.submit(desk.actor, summary)
            return view, desk.services.handovers.export(desk.actor, view.handover.id)

        self.deck.write("handover.submit", call)

    def _submitted(self, value: tuple[HandoverView, Sequence[Path]], context: Any) -> None:
        view, paths = value
        where = str(paths[0].parent) if paths else ""
        self.deck.say(say("toast.handover_submitted", n=len(view.items), where=where))
        self.deck.refresh()

    def _export(self) -> None:
        self.deck.write("handover.export", lambda desk: desk.services.handovers.export(desk.actor))

    def _exported(self, paths: Sequence[Path], context: Any) -> None:
        self.deck.say(safe(t("toast.exported", where="  ".join(str(path) for path in paths))))


def blocker_words(blocker: Any) -> str:
    """What still stops the end of a shift."""
    return t(blocker.code, count=blocker.count)


def _decide(desk: Desk, decision: Decision) -> tuple[Decided, HandoverView, Any]:
    """One item, then the log as it stands, then the actor, who may be on shift now."""
    decided = desk.services.handovers.decide(
        desk.actor, decision.item_id, ItemDecision(decision.decision),
        read_back=decision.read_back, question=decision.question,
    )  # fmt: skip
    view = desk.services.handovers.show(decided.item.handover_id)
    return decided, view, desk.sit(desk.actor.agent)
