"""The queue's commands: open, claim, next, pass on, put off, close (rules Q2–Q8)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from cs_console.domain.vocabulary import Channel
from cs_console.domain.worklist import QueueFilter
from cs_console.i18n import t, token
from cs_console.tui.acts.general import titled
from cs_console.tui.conditions import why_not
from cs_console.tui.deck import Acts
from cs_console.tui.gateway import Failed
from cs_console.tui.panes.conversation import ConversationPane
from cs_console.tui.panes.queue import QueuePane
from cs_console.tui.safe import describe, say
from cs_console.tui.screens.popup import Choice, PickList
from cs_console.tui.screens.prompt import Ask, Prompt

if TYPE_CHECKING:
    from cs_console.domain.entities import Inquiry, Message
    from cs_console.services.queue_views import InquiryDetail, QueuePage

MENU = ("inquiry.claim", "reply.write", "inquiry.note", "inquiry.transfer", "inquiry.snooze", "inquiry.done",
        "inquiry.release", "buyer.card", "inquiry.record", "copy")  # fmt: skip
"""What Space offers on an inquiry, by digit."""


class QueueActs(Acts):
    """Reads the queue and moves its inquiries through their flow."""

    _pages = 1
    _more = False

    def commands(self) -> Mapping[str, Callable[[], None]]:
        """Handlers by command id."""
        return {
            "inquiry.open": self._open,
            "inquiry.menu": self._menu,
            "inquiry.next": self._next,
            "inquiry.skip": self._skip,
            "inquiry.claim": lambda: self._move("claim"),
            "inquiry.release": lambda: self._move("release"),
            "inquiry.note": self._note,
            "inquiry.transfer": self._transfer,
            "inquiry.snooze": self._snooze,
            "inquiry.done": self._close,
            "inquiry.resolve": self._resolve_with,
            "inquiry.lose": self._lose,
            "filter.presets": self._presets,
        }

    def loaded(self) -> Mapping[str, Callable[[Any], None]]:
        """The queue and the chosen inquiry."""
        return {"queue": self._show_queue, "detail": self._show_detail}

    def done(self) -> Mapping[str, Callable[[Any, Any], None]]:
        """What the moves came to."""
        moves = ("claim", "release", "transfer", "snooze", "resolve", "lose")
        return dict.fromkeys(moves, self._moved) | {"next": self._got_next, "note": self._noted}

    def failed(self) -> Mapping[str, Callable[[Failed], None]]:
        """A claim that somebody else won shows the queue as it is now."""
        return {"claim": self._lost_race, "next": self._lost_race}

    # -- showing --------------------------------------------------------------------------------

    @property
    def _pane(self) -> QueuePane:
        return self.deck.screen.query_one(QueuePane)

    def refresh(self) -> None:
        """Read the queue again, and the chosen inquiry."""
        wanted, limit = self.deck.state.filter, self.deck.setup.settings.queue_page * self._pages
        self.deck.read("queue", lambda desk: desk.services.queue.page(desk.actor, wanted, limit=limit))
        self._read_detail()

    def _read_detail(self) -> None:
        inquiry_id = self.deck.state.inquiry_id
        if inquiry_id:
            self.deck.read("detail", lambda desk: desk.services.queue.show(inquiry_id))

    def filtered(self, pane: str, text: str) -> None:
        """The filter line changed: narrow the queue."""
        if pane == "queue":
            self._pages = 1
            self.deck.set(filter=replace(self.deck.state.filter, text=text))
            self.refresh()

    def moved(self, list_id: str) -> None:
        """Another inquiry is chosen: the other panes follow."""
        row = self._pane.chosen
        if list_id != "queue-list" or row is None:
            return
        self._pane.count()
        if row.id == self.deck.state.inquiry_id:
            return
        self.deck.set(inquiry_id=row.id, detail=None)
        self.deck.screen.query_one(ConversationPane).announce(row)
        self._read_detail()

    def near_end(self, list_id: str) -> None:
        """Scrolling towards the end brings further rows."""
        if list_id == "queue-list" and self._more:
            self._more = False
            self._pages += 1
            self.refresh()

    def picked(self, list_id: str) -> None:
        """A digit opens the inquiry."""
        if list_id == "queue-list":
            self._open()

    def _show_queue(self, page: QueuePage) -> None:
        wanted = self.deck.state.filter
        filtered = replace(wanted, text="") != QueueFilter() or bool(wanted.text)
        self.deck.set(counts=page.counts)
        self._more = page.after is not None
        self._pane.show(page.rows, page.total, filter_words(wanted), filtered=filtered)
        self.moved("queue-list")
        if not page.rows:
            self.deck.set(inquiry_id=0, detail=None)
            self.deck.screen.inquiry_changed()

    def _show_detail(self, detail: InquiryDetail) -> None:
        if detail.inquiry.id == self.deck.state.inquiry_id:
            self.deck.set(detail=detail)
            self.deck.screen.inquiry_changed()

    # -- taking ---------------------------------------------------------------------------------

    def _open(self) -> None:
        row = self._pane.chosen
        if row is None:
            return
        self.moved("queue-list")
        actor = self.deck.state.actor
        now = self.deck.context.clock()
        if actor is not None and row.owner != actor.agent and row.held(now):
            self.deck.say(say("toast.held_by", agent=row.owner), kind="warn")
        elif not why_not("shift", self.deck.state, now) and not (actor is not None and row.owner == actor.agent):
            self._move("claim")

    def _next(self) -> None:
        self.deck.write("next", lambda desk: desk.services.queue.next(desk.actor))

    def _skip(self) -> None:
        """Passing one over needs a reason (rule Q4)."""
        row = self._pane.chosen
        reasons = self.deck.policies.routing.skip_reasons
        if row is None:
            return
        choices = [Choice(titled(one.title), titled(one.title)) for one in reasons]
        popup = PickList(t("command.inquiry.skip"), choices, intro=t("ask.skip", buyer=row.buyer))
        self.deck.ask(
            popup,
            lambda reason: self.deck.write(
                "next", lambda desk: desk.services.queue.next(desk.actor, skip=row.id, reason=str(reason))
            ),
        )

    def _got_next(self, inquiry: Inquiry, context: Any) -> None:
        self.deck.set(inquiry_id=inquiry.id, detail=None)
        self._pane.wanted = inquiry.id
        self.deck.say(say("toast.next", buyer=inquiry.buyer), undo=True)
        self.deck.refresh()

    def _move(self, name: str, *values: object) -> None:
        inquiry_id = self.deck.state.inquiry_id
        self.deck.write(name, lambda desk: getattr(desk.services.queue, name)(desk.actor, inquiry_id, *values))

    def _moved(self, inquiry: Inquiry, context: Any) -> None:
        state = token("state", inquiry.state)
        self.deck.say(say("toast.moved", buyer=inquiry.buyer, state=state), undo=True)
        self.deck.refresh()

    def _lost_race(self, failure: Failed) -> None:
        self.deck.say(describe(failure.error), kind="warn")
        self.deck.refresh()

    # -- dialogs --------------------------------------------------------------------------------

    def _menu(self) -> None:
        choices, now = [], self.deck.context.clock()
        for command_id in MENU:
            command = self.deck.context.keymap[command_id]
            keys = self.deck.context.keymap.in_words(command_id)
            choices.append(Choice(command_id, command.title, keys, why_not(command.when, self.deck.state, now)))
        row = self._pane.chosen
        title = row.buyer if row is not None else ""
        self.deck.ask(PickList(title, choices), lambda chosen: self.deck.screen.action_command(str(chosen)))

    def _note(self) -> None:
        ask = Ask("text", t("ask.note"), multiline=True)
        inquiry_id = self.deck.state.inquiry_id
        self.deck.ask(
            Prompt(t("command.inquiry.note"), [ask]),
            lambda given: self.deck.write(
                "note", lambda desk: desk.services.queue.note(desk.actor, inquiry_id, given["text"])
            ),
        )

    def _noted(self, message: Message, context: Any) -> None:
        self.deck.say(say("toast.noted"), undo=True)
        self.deck.refresh()

    def _transfer(self) -> None:
        team = self.deck.policies.team
        names = [m.name for m in team.members if m.active and m.name != self.deck.agent]
        choices = [Choice(name, name) for name in [*names, *team.teams]]
        self.deck.ask(PickList(t("command.inquiry.transfer"), choices), lambda to: self._transfer_to(str(to)))

    def _transfer_to(self, to: str) -> None:
        known = self._pane.chosen.summary if self._pane.chosen is not None else ""
        asks = [
            Ask("reason", t("ask.transfer.reason")),
            Ask("known", t("ask.transfer.known"), known),
            Ask("ask", t("ask.transfer.ask")),
        ]
        self.deck.ask(
            Prompt(f"{t('command.inquiry.transfer')}  {to}", asks),
            lambda given: self._move("transfer", to, given["reason"], given["known"], given["ask"]),
        )

    def _snooze(self) -> None:
        snoozes = self.deck.policies.routing.snoozes
        choices = [Choice(one.minutes, titled(one.title)) for one in snoozes]
        choices.append(Choice("at", t("ask.snooze.at")))
        popup = PickList(t("command.inquiry.snooze"), choices)
        self.deck.ask(popup, lambda chosen: self._snooze_for(chosen))

    def _snooze_for(self, chosen: object) -> None:
        asks = [Ask("reason", t("ask.snooze.reason"))]
        if chosen == "at":
            asks.insert(0, Ask("at", t("ask.snooze.time"), placeholder="18:00", check=_clock_time))
        self.deck.ask(
            Prompt(t("command.inquiry.snooze"), asks),
            lambda given: self._move("snooze", self._until(chosen, given), given["reason"]),
        )

    def _until(self, chosen: object, given: Mapping[str, str]) -> datetime:
        now = self.deck.context.clock()
        if isinstance(chosen, int):
            return now + timedelta(minutes=chosen)
        hour, minute = map(int, given["at"].replace("：", ":").split(":"))
        local = now.astimezone(self.deck.context.zone)
        at = local.replace(hour=hour, minute=minute, second=0, microsecond=0)
        return at if at > local else at + timedelta(days=1)

    def _close(self) -> None:
        lost = self.deck.policies.routing.lost_reasons
        choices = [Choice("resolved", t("outcome.resolved")), Choice("with", t("outcome.with"))]
        choices += [Choice(("lose", one.key), t("outcome.lost", reason=titled(one.title))) for one in lost]
        self.deck.ask(PickList(t("command.inquiry.done"), choices), self._close_as)

    def _close_as(self, chosen: object) -> None:
        if chosen == "resolved":
            self._move("resolve", t("outcome.resolved"))
        elif chosen == "with":
            self._resolve_with()
        elif isinstance(chosen, tuple):
            self._move("lose", chosen[1])

    def _resolve_with(self) -> None:
        prompt = Prompt(t("command.inquiry.resolve"), [Ask("outcome", t("ask.outcome"))])
        self.deck.ask(prompt, lambda given: self._move("resolve", given["outcome"]))

    def _lose(self) -> None:
        lost = self.deck.policies.routing.lost_reasons
        choices = [Choice(one.key, titled(one.title)) for one in lost]
        self.deck.ask(PickList(t("command.inquiry.lose"), choices), lambda reason: self._move("lose", reason))

    # -- filters --------------------------------------------------------------------------------

    def _presets(self) -> None:
        agent = self.deck.agent
        presets = [
            QueueFilter(),
            QueueFilter(waiting_only=True),
            QueueFilter(overdue_only=True),
            QueueFilter(owner=agent),
            QueueFilter(owner=""),
            *(QueueFilter(channel=channel) for channel in Channel),
            QueueFilter(include_closed=True),
        ]
        choices = [Choice(at, filter_words(wanted)) for at, wanted in enumerate(presets)]
        self.deck.ask(PickList(t("filter.title"), choices), lambda at: self._apply(presets[int(str(at))]))

    def _apply(self, wanted: QueueFilter) -> None:
        self.deck.set(filter=replace(wanted, text=self.deck.state.filter.text))
        self.refresh()
        self._pane.take_focus()


def filter_words(wanted: QueueFilter) -> str:
    """The filter as the bottom border shows it."""
    words = [t("filter.waiting_only") if wanted.waiting_only else ""]
    words.append(t("filter.overdue_only") if wanted.overdue_only else "")
    if wanted.owner is not None:
        words.append(t("filter.owner", owner=wanted.owner) if wanted.owner else t("filter.unclaimed"))
    words.append(token("channel", wanted.channel) if wanted.channel else "")
    words.append(t("filter.with_closed") if wanted.include_closed else "")
    words.append(t("filter.text", text=wanted.text) if wanted.text else "")
    shown = [word for word in words if word]
    return "  ".join([*(shown or [t("filter.all")]), t("filter.order")])


def _clock_time(text: str) -> str:
    try:
        datetime.strptime(text.replace("：", ":"), "%H:%M")
    except ValueError:
        return t("ask.bad_time")
    return ""
