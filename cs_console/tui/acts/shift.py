"""The shift: start over the accepted handover, breaks, end or extension (rules S1–S6)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from cs_console.domain.entities import Actor
from cs_console.domain.vocabulary import ShiftState
from cs_console.i18n import t, token, what
from cs_console.tui import clock
from cs_console.tui.deck import Acts, Desk
from cs_console.tui.gateway import Failed
from cs_console.tui.safe import describe, safe, say
from cs_console.tui.screens.pin import PinEntry
from cs_console.tui.screens.popup import Confirm, Reader
from cs_console.tui.screens.prompt import Ask, Prompt, one_of
from cs_console.tui.screens.shift import Checks, Seen, ShiftBoard, shift_times, shift_title, startable

if TYPE_CHECKING:
    from cs_console.domain.entities import Shift
    from cs_console.services.shifts import Ending, Opening, ShiftStatus

PIN_REFUSALS = frozenset({"seat.pin_wanted", "seat.pin_wrong", "seat.wait"})
"""Refusals after which the PIN may be typed again."""

READ_AGAIN_SECONDS = 30
"""How often the shift is read again when nothing else happens: breaks and ends come by the clock alone."""


@dataclass(frozen=True, slots=True)
class Read:
    """The shift as read, and who sits here: a shift begun elsewhere joins the seat too."""

    seen: Seen
    actor: Actor


class ShiftActs(Acts):
    """What F9 does, and which shift the status line names."""

    _seconds = 0
    _seen: Seen | None = None
    _seen_before = False

    def commands(self) -> Mapping[str, Callable[[], None]]:
        """Handlers by command id."""
        return {
            "shift": self._board,
            "shift.start": self._board_or_start,
            "shift.break": self._rest,
            "shift.end": self._end,
        }

    def loaded(self) -> Mapping[str, Callable[[Any], None]]:
        """Where the shift stands."""
        return {"shift": self._show, "shift.ending": self._ending}

    def done(self) -> Mapping[str, Callable[[Any, Any], None]]:
        """Shifts begun, interrupted, ended."""
        return {"shift.start": self._started, "shift.rest": self._rested, "shift.end": self._ended}

    def failed(self) -> Mapping[str, Callable[[Failed], None]]:
        """A lead whose seat has a PIN is asked for it."""
        return {"shift.end": self._not_ended}

    # -- where it stands ------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read where the shift stands."""
        self.deck.read("shift", read_shift)

    def tick(self) -> None:
        """The clock alone makes an agent tired and a shift end."""
        self._seconds += 1
        if self._seconds % READ_AGAIN_SECONDS == 0 and self.deck.state.actor is not None:
            self.refresh()

    def _show(self, read: Read) -> None:
        status = read.seen.status
        title = shift_title(self.deck, status.shift.key) if status.shift is not None else ""
        self._seen = read.seen
        self.deck.set(shift=status, shift_title=title, actor=read.actor)
        board = next((one for one in self.deck.screen.app.screen_stack if isinstance(one, ShiftBoard)), None)
        if board is not None:
            board.show(read.seen)
        self._hints(status, self.deck.context.clock())

    def _hints(self, status: ShiftStatus, now: datetime) -> None:
        """In the status line, quietly: a log waits, a break is due, the handover is due (rules S4, S6, H1)."""
        shift, key = status.shift, self.deck.context.keymap.label("shift")
        words = ""
        if shift is None and not self._seen_before:
            self.deck.say(say("toast.off_shift", key=key), kind="warn")
        self._seen_before = True
        if shift is None:
            self.deck.set(hint="")
            return
        if shift.state is ShiftState.OPENING:
            words = t("shift.hint.opening", key=key)
        elif status.incoming is not None:
            author, count = status.incoming.handover.author, len(status.incoming.pending)
            words = t("shift.hint.incoming", author=author, n=count, key=key)
        elif status.queries.to_answer:
            words = t("shift.hint.to_answer", n=status.queries.to_answer, key=key)
        elif status.queries.answered:
            words = t("shift.hint.answered", n=status.queries.answered, key=key)
        elif self._end_is_near(shift, now):
            end = shift.extended_until or shift.planned_end
            words = t("shift.hint.end", at=clock.moment(end, self.deck.context.zone, now), key=key)
        elif status.tired:
            words = t("bar.tired", minutes=status.unrested)
        self.deck.set(hint=words)

    def _end_is_near(self, shift: Shift, now: datetime) -> bool:
        before = timedelta(minutes=self.deck.policies.shifts.end_reminder_minutes)
        return not shift.handover_out and now >= (shift.extended_until or shift.planned_end) - before

    def _board(self) -> None:
        """The board; while a log waits to be accepted F9 leads straight to it (rule S4)."""
        status = self.deck.state.shift
        if status is None or self._seen is None:
            self.deck.say(safe(self.deck.state.trouble or t("bar.opening")), kind="warn")
        elif status.shift is not None and status.shift.state is ShiftState.OPENING and status.incoming is not None:
            self.deck.screen.action_command("handover.incoming")
        else:
            self.deck.ask(ShiftBoard(self.deck, self._seen), self._chosen)
            self.refresh()

    def _chosen(self, choice: object) -> None:
        if isinstance(choice, tuple) and choice[0] == "log":
            number = int(choice[1])
            self.deck.read("handover.opened", lambda desk: desk.services.handovers.show(number))
            return
        if isinstance(choice, tuple):
            self._start(str(choice[1]))
            return
        go: Mapping[object, Callable[[], None]] = {
            "rest": self._rest,
            "end": self._end,
            "extend": self._extend,
            "override": self._override,
            "digest": self._digest,
        }
        command = {"accept": "incoming"}.get(str(choice), str(choice))
        go.get(choice, lambda: self.deck.screen.action_command(f"handover.{command}"))()

    def _digest(self) -> None:
        """What colleagues handed over since this agent's last shift (rule S5)."""
        found = self._seen.digest if self._seen is not None else None
        lines = [] if found is not None and found.logs else [t("digest.none")]
        for one in found.logs if found is not None else ():
            log = one.handover
            lines.append(t("digest.log", id=log.id, day=f"{log.business_date:%m-%d}", author=log.author,
                           shift=token("shift", log.shift_key), n=one.count, summary=log.summary))  # fmt: skip
            lines += [f"  - {item.what}" for item in one.items] + [""]
        self.deck.screen.app.push_screen(Reader(t("digest.title"), "\n".join(lines)))

    # -- start ----------------------------------------------------------------------------------

    def _board_or_start(self) -> None:
        """Start at once where only one shift fits the clock, else ask which."""
        slots = startable(self.deck)
        if len(slots) == 1:
            self._start(slots[0].key)
        else:
            self._board()

    def _start(self, key: str) -> None:
        def call(desk: Desk) -> tuple[Opening, Actor]:
            opening = desk.services.shifts.start(desk.actor, key)
            return opening, desk.sit(desk.actor.agent)

        self.deck.write("shift.start", call)

    def _started(self, value: tuple[Opening, Actor], context: Any) -> None:
        opening, actor = value
        self.deck.set(actor=actor)
        self.deck.refresh()
        code = "shift.toast.started"
        if opening.incoming is not None:
            code = "shift.toast.opening"
            self.deck.screen.action_command("handover.incoming")
        words = say(
            code, shift=shift_times(self.deck, opening.shift),
            offline=opening.offline, unpaid=opening.unpaid, paid=opening.paid,
        )  # fmt: skip
        self.deck.say(words)

    # -- rest -----------------------------------------------------------------------------------

    @property
    def _resting(self) -> bool:
        status = self.deck.state.shift
        return status is not None and status.shift is not None and status.shift.state is ShiftState.BREAK

    def _rest(self) -> None:
        """Begin a break, or come back from one (rule S6)."""
        name = "resume" if self._resting else "pause"
        self.deck.write("shift.rest", lambda desk: getattr(desk.services.shifts, name)(desk.actor))

    def _rested(self, shift: Any, context: Any) -> None:
        self.deck.say(say(f"toast.shift_{shift.state}"), undo=True)
        self.deck.refresh()

    # -- end ------------------------------------------------------------------------------------

    def _end(self) -> None:
        """Look first: a colleague may just have taken over what stopped the end a moment ago."""
        self.deck.read("shift.ending", read_shift)

    def _ending(self, read: Read) -> None:
        """Ask once; what still stops the end is shown with a key to each (rule S3)."""
        self._show(read)
        if read.seen.status.shift is None or read.seen.status.blockers:
            self._board()
            return
        question = t("shift.end.question", agent=self.deck.agent)
        confirm = Confirm(question, t("command.shift.end"))
        self.deck.ask(confirm, lambda sure: self._write_end("", "") if sure else None)

    def _extend(self) -> None:
        minutes = self.deck.policies.shifts.extension_minutes
        ask = Ask("reason", t("ask.extend_reason"), placeholder=t("shift.extend.example"))
        prompt = Prompt(t("shift.board.extend", n=minutes), [ask], intro=t("shift.extend.intro", n=minutes))
        self.deck.ask(prompt, lambda given: self._write_end(given["reason"], ""))

    def _override(self) -> None:
        """A lead lets it end all the same, by name and with a reason (rule S3)."""
        members = self.deck.policies.team.members
        leads = [(one.name, one.name) for one in members if one.active and one.role in ("lead", "admin")]
        asks = [
            Ask("lead", t("shift.override.lead"), choices=leads, check=one_of(leads)),
            Ask("reason", t("shift.override.reason")),
        ]
        prompt = Prompt(t("shift.board.override"), asks, intro=t("shift.override.intro"))
        self.deck.ask(prompt, lambda given: self._write_end(given["reason"], given["lead"]))

    def _write_end(self, reason: str, lead: str, pin: str = "") -> None:
        def call(desk: Desk) -> tuple[Ending, Actor]:
            from cs_console.services.seats import Proof  # with it come the policies: not before the first paint

            by = desk.services.people.actor(lead, proof=Proof(pin=pin)) if lead else None
            ending = desk.services.shifts.end(desk.actor, reason=reason, override_by=by)
            return ending, desk.sit(desk.actor.agent)

        self.deck.write("shift.end", call, (reason, lead))

    def _not_ended(self, failure: Failed) -> None:
        """The override is the lead's own word: a seat with a PIN asks for it, a wrong one says so (rule S3)."""
        reason, lead = failure.context
        if failure.error.code not in PIN_REFUSALS:
            self.deck.say(describe(failure.error), kind="error")
            return
        wrong = "" if failure.error.code == "seat.pin_wanted" else what(failure.error)
        self.deck.ask(PinEntry(lead, wrong), lambda pin: self._write_end(reason, lead, pin))

    def _ended(self, value: tuple[Ending, Actor], context: Any) -> None:
        ending, actor = value
        self.deck.set(actor=actor)
        zone, now = self.deck.context.zone, self.deck.context.clock()
        if ending.ended:
            at = clock.moment(ending.shift.ended_at, zone, now)
            by = ending.shift.overridden_by
            self.deck.say(say("shift.toast.overridden", at=at, lead=by) if by else say("shift.toast.ended", at=at))
        else:
            until = clock.moment(ending.shift.extended_until, zone, now)
            self.deck.say(say("shift.toast.extended", n=ending.waiting, until=until), kind="warn")
        self.deck.refresh()


def read_shift(desk: Desk) -> Read:
    """The status, what a start would find while none runs, and the seat joined with the shift."""
    actor = desk.actor
    status = desk.services.shifts.status(actor)
    if actor.shift_id != (status.shift.id if status.shift is not None else 0):
        actor = desk.sit(actor.agent)
    missing = desk.services.takeovers.missing()
    if status.shift is not None:
        return Read(Seen(status, missing=missing), actor)
    return Read(Seen(status, start_checks(desk), missing, desk.services.attendance.digest(actor.agent)), actor)


def start_checks(desk: Desk) -> Checks:
    """Messages of the unstaffed hours first, then orders to check (rule S4)."""
    with desk.services.context.uow.read() as uow:
        orders = uow.shifts.orders_by_status()
        return Checks(uow.shifts.offline_waiting(), orders.get("unpaid", 0), orders.get("paid", 0))
