"""F9: where the shift stands, what it needs to start or still stops its end, and one digit to each (S3–S6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from textual.widgets import Static

from cs_console.domain.handover import HandoverView
from cs_console.domain.roster import REST, duty
from cs_console.domain.shifts import Slot, business_date, next_slot, rostered_key, slot_at
from cs_console.domain.vocabulary import Severity, ShiftState
from cs_console.i18n import language, t, token
from cs_console.tui import clock
from cs_console.tui.deck import Deck
from cs_console.tui.safe import safe
from cs_console.tui.screens.popup import LIST_ROWS, Choice, PickList, when_drawn
from cs_console.tui.widgets.virtual_list import VirtualList

if TYPE_CHECKING:
    from cs_console.domain.entities import Shift
    from cs_console.services.attendance import Digest
    from cs_console.services.shifts import Blocker, ShiftStatus
    from cs_console.services.takeovers import Missing


FRAME_LINES = 6
"""What the board's frame, its blank line and the bars around it take of the screen."""


@dataclass(frozen=True, slots=True)
class Checks:
    """What a starting shift looks at (rule S4): messages of the unstaffed hours, orders to check."""

    offline: int = 0
    unpaid: int = 0
    paid: int = 0


@dataclass(frozen=True, slots=True)
class Seen:
    """The shift as read: its status and, while none runs, what a start would find."""

    status: ShiftStatus
    checks: Checks = Checks()
    missing: tuple[Missing, ...] = ()
    digest: Digest | None = None


class ShiftBoard(PickList):
    """The shift's facts and entries; both follow what happens while it is open."""

    def __init__(self, deck: Deck, seen: Seen) -> None:
        super().__init__(t("command.shift"), board_entries(deck, seen), intro=board_facts(deck, seen))
        self._deck = deck
        self._seen = seen

    def on_mount(self) -> None:
        """Take no more lines than there are."""
        self.show(self._seen)

    @when_drawn
    def show(self, seen: Seen) -> None:
        """Show the shift as it stands now."""
        entries, facts = board_entries(self._deck, seen), board_facts(self._deck, seen)
        choices = self.query_one(VirtualList)
        room = self.app.size.height - facts.count("\n") - FRAME_LINES
        choices.styles.height = max(3, min(len(entries), LIST_ROWS, room))
        choices.show_rows(entries, lambda choice: choice.key)
        self.query_one(".intro", Static).update(safe(facts, multiline=True))


# -- facts --------------------------------------------------------------------------------------


def board_facts(deck: Deck, seen: Seen) -> str:
    """What the agent wants to know before choosing."""
    shift = seen.status.shift
    lines = _starting(deck, seen) if shift is None else _running(deck, seen.status, shift)
    lines += [_missing(deck, one) for one in seen.missing]
    return "\n".join(line for line in lines if line)


def _starting(deck: Deck, seen: Seen) -> list[str]:
    status, checks = seen.status, seen.checks
    lines = [t("shift.board.off", agent=deck.agent), _rested(deck)]
    if status.on_duty:
        lines.append(t("shift.board.duty", names=t("list.comma").join(status.on_duty)))
    if status.incoming is not None:
        lines.append(f"! {incoming_words(deck, status.incoming)}")
    lines.append(t("shift.board.offline", n=checks.offline) if checks.offline else t("shift.board.no_offline"))
    lines.append(t("shift.board.orders", unpaid=checks.unpaid, paid=checks.paid))
    return lines


def _missing(deck: Deck, one: Missing) -> str:
    """Who should have left and was not heard of since (rule H8)."""
    at = clock.moment(one.last_seen, deck.context.zone, deck.context.clock())
    return f"! {t('shift.board.missing', agent=one.shift.agent, at=at)}"


def incoming_words(deck: Deck, view: HandoverView) -> str:
    """Whose log waits, how long it is, how many of its items are urgent."""
    log = view.handover
    urgent = sum(1 for item in view.pending if item.severity is Severity.URGENT)
    at = clock.moment(log.submitted_at, deck.context.zone, deck.context.clock())
    return t("shift.board.incoming", author=log.author, at=at, n=len(view.pending), urgent=urgent)


def _rested(deck: Deck) -> str:
    """Says when the roster gives this agent the day off; it is said, not enforced (rule S5)."""
    policies, context = deck.policies, deck.context
    member = policies.team.member(deck.agent)
    today = business_date(policies.shifts, context.zone, context.clock())
    rests = member is not None and duty(policies.shifts, member, today) == REST
    return t("shift.board.rest_day", agent=deck.agent) if rests else ""


def _running(deck: Deck, status: ShiftStatus, shift: Shift) -> list[str]:
    context = deck.context
    now, zone = context.clock(), context.zone
    began = clock.moment(shift.started_at, zone, now)
    worked = status.attendance
    lines = [
        t("shift.board.since", shift=shift_times(deck, shift), since=began, state=token("shift_state", shift.state)),
    ]
    if worked is not None:
        words = t("shift.board.worked", worked=_hours(worked.worked), breaks=_hours(worked.breaks))
        late = t("shift.board.late", n=worked.late) if worked.late else ""
        lines.append("  ".join(part for part in (words, late) if part))
    if shift.extended_until is not None:
        until = clock.moment(shift.extended_until, zone, now)
        lines.append(t("shift.board.extended", until=until, reason=shift.extended_reason))
    names = t("list.comma").join(status.on_duty)
    lines.append(t("shift.board.duty_waiting", names=names, n=status.waiting))
    if status.tired:
        lines.append(t("shift.tired", minutes=status.unrested))
    if status.incoming is not None and shift.state is not ShiftState.OPENING:
        lines.append(f"! {incoming_words(deck, status.incoming)}")
    if status.queries.to_answer:
        lines.append(f"! {t('shift.board.to_answer', n=status.queries.to_answer)}")
    if status.blockers:
        lines.append(t("shift.board.blocked"))
        lines += [f"  ! {t(one.code, count=one.count)}" for one in status.blockers]
    return lines


def shift_times(deck: Deck, shift: Shift) -> str:
    """``早班 08:30-17:30``."""
    return f"{shift_title(deck, shift.key)} {_span(deck, shift.planned_start, shift.planned_end)}"


def shift_title(deck: Deck, key: str) -> str:
    """A shift's title in the language in use."""
    definition = deck.policies.shifts.shift(key)
    return definition.title.text(language()) if definition is not None else key


def _span(deck: Deck, start: datetime, end: datetime) -> str:
    zone = deck.context.zone
    return f"{start.astimezone(zone):%H:%M}-{end.astimezone(zone):%H:%M}"


def _hours(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02d}"


# -- entries ------------------------------------------------------------------------------------


def board_entries(deck: Deck, seen: Seen) -> Sequence[Choice]:
    """What can be done now, always in the same order; what cannot says why."""
    status = seen.status
    if status.shift is None:
        news = len(seen.digest.logs) if seen.digest is not None else 0
        detail = t("shift.board.digest_detail", n=news)
        return (
            [*_start_entries(deck), Choice("digest", t("shift.board.digest"), detail)] if news else _start_entries(deck)
        )
    if status.shift.state is ShiftState.OPENING:
        waiting = "" if status.incoming is not None else t("why.shift.no_incoming")
        return [Choice("accept", t("command.handover.incoming"), why_not=waiting)]
    return _running_entries(deck, status, status.shift)


def startable(deck: Deck) -> list[Slot]:
    """The slots that may be started now: the roster's for this agent first, then by the clock (rules S1, S5)."""
    policies, zone, now = deck.policies, deck.context.zone, deck.context.clock()
    member = policies.team.member(deck.agent)
    rostered = rostered_key(policies.shifts, zone, now, deck.agent, member.shift if member is not None else "")
    by_clock = slot_at(policies.shifts, zone, now)
    keys = dict.fromkeys([rostered, by_clock.key if by_clock else "", *(one.key for one in policies.shifts.shifts)])
    slots = [slot_at(policies.shifts, zone, now, key) for key in keys if key]
    return [slot for slot in slots if slot is not None]


def _start_entries(deck: Deck) -> list[Choice]:
    entries = []
    for slot in startable(deck):
        title = t("shift.board.start", shift=shift_title(deck, slot.key))
        entries.append(
            Choice(("start", slot.key), title, f"{slot.business_date:%m-%d} {_span(deck, slot.start, slot.end)}")
        )
    return entries or [Choice("none", t("shift.board.start_any"), why_not=_no_slot(deck))]


def _no_slot(deck: Deck) -> str:
    policies, zone, now = deck.policies, deck.context.zone, deck.context.clock()
    following = next_slot(policies.shifts, zone, now)
    if following is None:
        return t("shift.board.no_slot")
    earliest = following.start - timedelta(minutes=policies.shifts.early_start_minutes)
    at = clock.moment(earliest, zone, now)
    return t("shift.board.next_slot", shift=shift_title(deck, following.key), at=at)


def _running_entries(deck: Deck, status: ShiftStatus, shift: Shift) -> list[Choice]:
    blockers = {one.code: one for one in status.blockers}
    unsigned = t("blocker.handover") if not shift.handover_out else ""
    on_break = shift.state is ShiftState.BREAK
    due = "blocker.handover" in blockers or "blocker.more_open" in blockers
    entries = [
        Choice("rest", t("shift.board.resume" if on_break else "shift.board.break")),
        Choice("draft", t("shift.board.draft"), _draft_words(blockers), style="warn" if due else ""),
        Choice("add", t("command.handover.add"), deck.context.keymap.in_words("handover.add")),
        Choice("signed", t("command.handover.signed"), why_not=unsigned),
        Choice("export", t("command.handover.export"), why_not=unsigned),
        Choice("end", t("command.shift.end"), why_not=t("why.shift.blocked") if blockers else ""),
    ]
    if "blocker.waiting" in blockers:
        minutes = deck.policies.shifts.extension_minutes
        entries.append(Choice("extend", t("shift.board.extend", n=minutes), t("shift.board.extend_detail")))
        first = t("why.shift.handover_first") if due else ""
        entries.append(Choice("override", t("shift.board.override"), t("shift.board.override_detail"), first))
    return entries + _query_entries(status)


def _query_entries(status: ShiftStatus) -> list[Choice]:
    """A colleague's log handed in meanwhile, questions to answer, answers to take: what waits for this agent (H4)."""
    asked, entries = status.queries, []
    if status.incoming is not None:
        words = t("shift.board.accept_detail", author=status.incoming.handover.author)
        entries.append(Choice("accept", t("command.handover.incoming"), words, style="warn"))
    if asked.to_answer:
        title = t("shift.board.answer", n=asked.to_answer)
        entries.append(Choice(("log", asked.to_answer_log), title, t("shift.board.answer_detail"), style="warn"))
    if asked.answered:
        title = t("shift.board.take", n=asked.answered)
        entries.append(Choice(("log", asked.answered_log), title, t("shift.board.take_detail"), style="warn"))
    return entries


def _draft_words(blockers: Mapping[str, Blocker]) -> str:
    if "blocker.handover" in blockers:
        return t("shift.board.unsigned")
    more = blockers.get("blocker.more_open")
    return t("shift.board.more", n=more.count) if more is not None else t("shift.board.again")
