"""The due list: reminders, calls, promises, steps; each ended with an outcome, put off, or opened (rules U1, C3)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from cs_console import i18n
from cs_console.domain.followups import DueItem, FollowupKind, FollowupOutcome
from cs_console.i18n import t, token
from cs_console.tui import clock
from cs_console.tui.acts.complaints import show_complaint
from cs_console.tui.acts.jumps import JUMP, go_to, jump
from cs_console.tui.acts.putting_off import ask_until
from cs_console.tui.acts.record_list import ask_answer
from cs_console.tui.acts.texts import logged, with_blanks
from cs_console.tui.deck import Acts, Desk
from cs_console.tui.gateway import Failed
from cs_console.tui.safe import safe, say
from cs_console.tui.screens.due_rows import due_choices, due_lines, due_words, paint_due, work_order
from cs_console.tui.screens.listing import Form, Listing, open_listing
from cs_console.tui.screens.popup import PickList
from cs_console.tui.screens.prompt import Ask, Prompt, one_of
from cs_console.tui.screens.record_rows import GAPS, PROBLEMS

if TYPE_CHECKING:
    from cs_console.services.followups import FollowedUp
    from cs_console.services.phrasing import Composed
    from cs_console.services.promises import PromiseChanged
    from cs_console.tui.widgets.lines import Line

COUNT_SECONDS = 15
"""How often the counter is read when nothing else happens: the clock alone makes things due."""
MINE, ALL, TODAY = range(3)
"""The list's views: what is due and mine or nobody's, everybody's, mine until the end of the day."""
SCORES = tuple("54321")


@dataclass(frozen=True, slots=True)
class Sent:
    """A text that went out: the way it was copied, whether it was logged as a reply, what is kept of its item."""

    way: str
    logged: bool
    followed: FollowedUp | None = None


class DueActs(Acts):
    """The counter in the status line and the list behind it."""

    _seconds = 0
    _told: tuple[str, Composed | None] = ("", None)

    def commands(self) -> Mapping[str, Callable[[], None]]:
        """Handlers by command id."""
        return {"due.list": self._open}

    def loaded(self) -> Mapping[str, Callable[[Any], None]]:
        """The counter, the list, the text of the chosen item, a place to go to."""
        return {
            "due.count": lambda count: self.deck.set(due=count),
            "due.list": self._show,
            "due.text": self._show_text,
            JUMP: lambda place: go_to(self.deck, place),
        }

    def done(self) -> Mapping[str, Callable[[Any, Any], None]]:
        """Items ended, put off, copied."""
        return {
            "due.done": self._done,
            "due.sent": self._sent,
            "due.snooze": self._snoozed,
            "due.copy": self._copied,
            "due.promise": self._promise_closed,
        }

    def failed(self) -> Mapping[str, Callable[[Failed], None]]:
        """Refusals stand in the list; a colleague may have been quicker."""
        acts = ("due.done", "due.sent", "due.snooze", "due.copy", "due.promise")
        return dict.fromkeys(acts, self._refused) | {"due.text": self._no_text}

    # -- the counter ----------------------------------------------------------------------------

    def refresh(self) -> None:
        """Count again, and read the list again while it is open."""
        self._count()
        if self._list is not None:
            self._read()

    def tick(self) -> None:
        """Time alone makes things due."""
        self._seconds += 1
        if self._seconds % COUNT_SECONDS == 0 and self.deck.state.actor is not None and self.deck.gateway.is_open:
            self._count()

    def _count(self) -> None:
        self.deck.read("due.count", lambda desk: desk.services.followups.count(desk.actor.agent))

    # -- the list -------------------------------------------------------------------------------

    @property
    def _list(self) -> Listing[DueItem] | None:
        return open_listing(self.deck, "due")

    def _open(self) -> None:
        context = self.deck.context
        form: Form[DueItem] = Form(
            title=t("command.due.list"),
            paint=lambda item, width: paint_due(item, width, context.zone, context.clock()),
            key_of=lambda item: item.key,
            detail=self._lines,
            pick=self._pick,
            words=due_words,
            empty=t("due.none"),
            views=(t("due.view.mine"), t("due.view.all"), t("due.view.today")),
            turned=lambda view: self._read(),
            moved=self._chosen,
            hint=t("due.hint"),
        )
        self.deck.screen.app.push_screen(Listing(self.deck, "due", form))
        self._told = ("", None)
        self._read(MINE)

    def _read(self, view: int | None = None) -> None:
        from cs_console.services.followups import FollowupFilter

        popup = self._list
        shown = view if view is not None else popup.view if popup is not None else MINE
        agent, until = self.deck.agent, self._evening() if shown == TODAY else None
        wanted = FollowupFilter(mine="" if shown == ALL else agent, until=until)
        self.deck.read("due.list", lambda desk: desk.services.followups.list(wanted))

    def _evening(self) -> datetime:
        local = self.deck.context.clock().astimezone(self.deck.context.zone)
        return datetime.combine(local.date() + timedelta(days=1), time(0), local.tzinfo)

    def _show(self, items: Sequence[DueItem]) -> None:
        popup = self._list
        if popup is not None:
            now = self.deck.context.clock()
            popup.show(sorted(items, key=lambda item: work_order(item, now)), t("due.head", n=len(items)))
            if popup.chosen is not None:
                self._chosen(popup.chosen)

    def _lines(self, item: DueItem, width: int) -> list[Line]:
        key, told = self._told
        words = told.text if told is not None and key == item.key else ""
        return due_lines(item, words, width, self.deck.context.zone, self.deck.context.clock())

    def _chosen(self, item: DueItem) -> None:
        """The text for the chosen item, each time another one (rules U1, P2)."""
        if item.phrase_id and self._told[0] != item.key:
            key = item.key
            self.deck.read("due.text", lambda desk: (key, desk.services.followups.text(desk.actor, key)))

    def _show_text(self, told: tuple[str, Composed]) -> None:
        self._told = told
        if self._list is not None:
            self._list.repaint()

    def _no_text(self, failure: Failed) -> None:
        """Paid meanwhile, or the books lack the phrase: said where the text would stand."""
        self._note(i18n.what(failure.error), "$warning")

    # -- acting ---------------------------------------------------------------------------------

    def _pick(self, item: DueItem) -> None:
        title = "  ".join(part for part in (token("followup_kind", item.kind), item.buyer) if part)
        self.deck.ask(PickList(title, due_choices(item)), lambda chosen: self._act(item, chosen))

    def _act(self, item: DueItem, chosen: object) -> None:
        if chosen == "open":
            pane = "aftersales" if item.kind is FollowupKind.CASE else ""
            jump(self.deck, inquiry_id=item.inquiry_id, order_id=item.order_id, pane=pane)
        elif chosen == "work" and item.kind is FollowupKind.COMPLAINT:
            show_complaint(self.deck, item.subject_id)
        elif chosen == "work":
            kind = GAPS if item.kind is FollowupKind.GAP else PROBLEMS
            ask_answer(self.deck, kind, item.subject_id, item.what)
        elif chosen == "review":
            self.deck.screen.action_command("review.add")
        elif chosen == "snooze":
            ask_until(self.deck, t("command.inquiry.snooze"), lambda until: self._put_off(item, until))
        elif chosen == "broken":
            prompt = Prompt(t("due.broken"), [Ask("why", t("ask.promise.broken"))], intro=item.what)
            self.deck.ask(prompt, lambda given: self._break(item, given["why"]))
        elif chosen == "copy":
            self._with_text(item, None)
        elif isinstance(chosen, tuple) and chosen[0] == "copy":
            self._with_text(item, chosen[1])
        elif isinstance(chosen, tuple):
            self._end(item, chosen[1])

    def _end(self, item: DueItem, outcome: FollowupOutcome) -> None:
        """End an item; a score and other outcomes are asked for first (rule C4)."""
        asks = []
        if outcome is FollowupOutcome.RATED:
            scores = [(score, score) for score in SCORES]
            asks.append(Ask("score", t("ask.score"), placeholder=t("ask.score_hint"), check=one_of(scores)))
            asks.append(Ask("note", t("ask.comment"), required=False))
        elif outcome in (FollowupOutcome.OTHER, FollowupOutcome.PROBLEM):
            asks.append(Ask("note", t("ask.followup.note"), required=outcome is FollowupOutcome.OTHER))
        if not asks:
            self._write_end(item, outcome, {})
            return
        prompt = Prompt(token("followup_outcome", outcome), asks, intro=item.buyer)
        self.deck.ask(prompt, lambda given: self._write_end(item, outcome, given))

    def _write_end(self, item: DueItem, outcome: FollowupOutcome, given: Mapping[str, str]) -> None:
        score = int(given["score"]) if given.get("score") else None
        self.deck.write(
            "due.done",
            lambda desk: desk.services.followups.done(
                desk.actor, item.key, outcome, note=given.get("note", ""), score=score, own_words=True
            ),
            item,
        )

    def _put_off(self, item: DueItem, until: datetime) -> None:
        self.deck.write("due.snooze", lambda desk: desk.services.followups.snooze(desk.actor, item.key, until), until)

    def _break(self, item: DueItem, why: str) -> None:
        self.deck.write("due.promise", lambda desk: desk.services.promises.broken(desk.actor, item.subject_id, why))

    def _with_text(self, item: DueItem, outcome: FollowupOutcome | None) -> None:
        """Copy the text, blanks asked for first (rule P3); with an outcome the item is ended by it."""
        key, told = self._told
        if told is None or key != item.key:
            self._send(item, outcome, {})
        else:
            with_blanks(self.deck, told, lambda answers: self._send(item, outcome, answers))

    def _send(self, item: DueItem, outcome: FollowupOutcome | None, answers: Mapping[str, str]) -> None:
        clipboard, key = self.deck.setup.clipboard, uuid4().hex

        def copy(desk: Desk) -> Sent:
            told, replied = _told(desk, item, answers, key)
            return Sent(clipboard.copy(told.text), replied)

        def send(desk: Desk) -> Sent:
            told, replied = _told(desk, item, answers, key)
            followed = desk.services.followups.done(desk.actor, item.key, outcome, own_words=replied)
            return Sent(clipboard.copy(told.text), replied, followed)

        if outcome is None:
            self.deck.write("due.copy", copy, item)
        else:
            self.deck.write("due.sent", send, item)

    # -- what came of it ------------------------------------------------------------------------

    def _done(self, followed: FollowedUp, item: DueItem) -> None:
        row = followed.row
        outcome = token("followup_outcome", row.outcome if row and row.outcome else FollowupOutcome.KEPT)
        self._changed(t("toast.due.done", buyer=item.buyer, outcome=outcome))

    def _sent(self, sent: Sent, item: DueItem) -> None:
        row = sent.followed.row if sent.followed is not None else None
        outcome = token("followup_outcome", row.outcome) if row and row.outcome else ""
        code = "toast.due.unsent" if sent.way == "none" else "toast.due.replied" if sent.logged else "toast.due.sent"
        self._changed(t(code, buyer=item.buyer, outcome=outcome))

    def _copied(self, sent: Sent, item: DueItem) -> None:
        words = t("toast.due.logged" if sent.logged else "toast.due.copied", buyer=item.buyer)
        self._note(t("toast.no_clipboard") if sent.way == "none" else words)
        self.deck.refresh()

    def _snoozed(self, followed: FollowedUp, until: datetime) -> None:
        at = clock.moment(until, self.deck.context.zone, self.deck.context.clock())
        self._changed(t("toast.due.snoozed", buyer=followed.item.buyer, at=at))

    def _promise_closed(self, changed: PromiseChanged, context: Any) -> None:
        state = token("promise_state", changed.promise.state)
        self._changed(t("toast.due.promise", text=changed.promise.text, state=state))

    def _changed(self, words: str) -> None:
        self._told = ("", None)
        self.deck.say(safe(words), undo=True)
        self._note(f"{words}   {t('toast.undo', key=self.deck.context.keymap.in_words('undo'))}")
        self.deck.refresh()

    def _note(self, words: str, style: str = "$success") -> None:
        if self._list is not None:
            self._list.note(words, style)

    def _refused(self, failure: Failed) -> None:
        words = i18n.render(failure.error)
        self._note(words, "$error")
        self.deck.say(say("toast.refused", why=words), kind="error")
        self.deck.refresh()


def _told(desk: Desk, item: DueItem, answers: Mapping[str, str], key: str) -> tuple[Composed, bool]:
    """The item's text as it goes out, looked over like any reply and logged as one where the buyer has an open
    inquiry (rules P3, P6, Q1)."""
    told = desk.services.followups.text(desk.actor, item.key, answers)
    replied = logged(desk, desk.services.followups.talk_of(desk.actor, item), told, key)
    if not replied:
        desk.services.phrases.passed(told.text, order_id=item.order_id)
    return told, replied
