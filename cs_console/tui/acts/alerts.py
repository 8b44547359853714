"""What the console says by itself: new messages, limits about to break, dropped files, edited rules (E2, Q7)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cs_console import i18n
from cs_console.domain.vocabulary import ShiftState
from cs_console.i18n import listed, t
from cs_console.text.width import fit
from cs_console.tui.acts.phrases import prepare
from cs_console.tui.deck import Acts, Deck, Desk
from cs_console.tui.gateway import Failed
from cs_console.tui.safe import describe, safe, say
from cs_console.tui.screens.popup import Confirm

if TYPE_CHECKING:
    from cs_console.domain.news import ConfigNews
    from cs_console.domain.rules_history import RulesStanding
    from cs_console.domain.worklist import Waiting
    from cs_console.services.inbox import Dropped

INBOX_SECONDS = 3
CONFIG_SECONDS = 0.5
"""Settling and reading take less than as long again: an edit is in force within a second."""
TAKING_NAME, NARROW_NAME = 24, 8
"""Cells of the name of a file that is being taken in: on 80 columns the counters go before it."""
SHOWN_FILES = 3
"""Files named in one message; it has four lines."""
WEIGHTY = frozenset({"intake.notice.conflicts", "intake.notice.ids_lost", "intake.notice.ids_doubtful"})
"""What a report notes that somebody has to act upon; the rest stands in the report's file."""
KINDS = ("error", "warn", "ok")
"""How a message looks, worst first."""


class AlertActs(Acts):
    """A bell or a flash by settings; silence during breaks."""

    def __init__(self, deck: Any) -> None:
        super().__init__(deck)
        self._seconds = 0
        self._looking = False
        self._sweeping = False
        self._taking: tuple[str, int, str] | None = None
        self._unreadable = False
        self._rows: Sequence[Waiting] = ()
        self._heard: set[tuple[int, object]] | None = None
        self._warned: set[tuple[int, object]] = set()
        self._compared = False
        self._mistakes = ""
        self._behind = ""
        self._asked = ""

    def commands(self) -> Mapping[str, Callable[[], None]]:
        """Handlers by command id."""
        return {"config.accept": self._ask}

    def loaded(self) -> Mapping[str, Callable[[Any], None]]:
        """Files taken in, edits of policies and books, who waits."""
        return {
            "inbox": self._dropped, "config": self._news, "problems": self._problems, "waiting": self._listen,
        }  # fmt: skip

    def done(self) -> Mapping[str, Callable[[Any, Any], None]]:
        """An edit accepted."""
        return {"config.accept": self._accepted, "rules": self._standing}

    def failed(self) -> Mapping[str, Callable[[Failed], None]]:
        """An inbox that cannot be read is said once a minute at most."""
        return {"inbox": self._inbox_trouble, "config": self._config_trouble}

    def opened(self) -> None:
        """Say at once what is wrong with the files in force."""
        self.deck.read("problems", lambda desk: desk.services.config.problems())
        self.deck.screen.set_interval(CONFIG_SECONDS, self._look_for_edits)

    def tick(self) -> None:
        """Look for files and edits now and then; warn of limits about to break."""
        self._seconds += 1
        if not self.deck.gateway.is_open or self.deck.state.actor is None:
            return
        if not self._compared:
            self._compare(edited=False)
        self._warn_of_limits()
        self._show_taking()
        if self._seconds % INBOX_SECONDS == 0 and not self._sweeping:
            self._sweeping = True
            self.deck.errand("inbox", self._sweep)

    def _look_for_edits(self) -> None:
        """One look at a time: a look that finds an edit takes longer than the pause between two."""
        if not self._looking and self.deck.state.actor is not None:
            self._looking = True
            self.deck.read("config", lambda desk: desk.services.config.poll())

    # -- messages and limits --------------------------------------------------------------------

    def refresh(self) -> None:
        """Something was done: listen again to all who wait, also to those whom the queue's filter hides."""
        self.deck.read("waiting", lambda desk: desk.services.queue.waiting())

    def _listen(self, rows: Sequence[Waiting]) -> None:
        """Who is heard for the first time?"""
        self._rows = rows
        waiting = {(row.id, row.unanswered_since): row for row in rows}
        known, self._heard = self._heard, set(waiting)
        if known is None:
            return
        fresh = [row for key, row in waiting.items() if key not in known]
        if fresh:
            self._alert(t("toast.new_message", buyer=fresh[0].buyer))

    def _warn_of_limits(self) -> None:
        now, seconds = self.deck.context.clock(), self.deck.policies.sla.warn_seconds
        for row in self._rows:
            key = (row.id, row.due_at)
            left = (row.due_at - now).total_seconds()
            if 0 < left <= seconds and key not in self._warned:
                self._warned.add(key)
                self._alert(t("toast.about_to_break", buyer=row.buyer))

    def _alert(self, words: str) -> None:
        if resting(self.deck):
            return
        if not self.deck.screen.toast.display:
            self.deck.say(safe(words), kind="warn")
        sound(self.deck)

    # -- files and rules ------------------------------------------------------------------------

    def _sweep(self, desk: Desk) -> tuple[Dropped, ...]:
        """Beside all else, for a file may be large: what agents do in the meantime goes between its parts."""
        return desk.services.inbox.sweep(desk.actor, self._step)

    def _step(self, name: str, done: int, total: int) -> None:
        """From the errands' thread: only remembered, the next second shows it. A file is read, then stored."""
        known, percent = self._taking, 100 * done // max(total, 1)
        doing = "storing" if known is not None and known[0] == name and percent < known[1] else ""
        doing = doing or (known[2] if known is not None and known[0] == name else "reading")
        self._taking = (name, percent, doing)

    def _show_taking(self) -> None:
        """In the status line how far a large file is (rule Q7)."""
        if self._taking is not None:
            self.deck.set(files=self._files)

    def _swept(self) -> None:
        self._sweeping, self._taking = False, None
        self.deck.set(files=self._files)

    def _dropped(self, taken: Sequence[Dropped]) -> None:
        """Say what all the files of one look came to, the troubled ones first."""
        self._swept()
        if taken:
            words, kind = inbox_words(taken)
            self.deck.say(safe(words, multiline=True), kind=kind)
            self.deck.refresh()

    def _inbox_trouble(self, failure: Failed) -> None:
        self._swept()
        if self._seconds % 60 < INBOX_SECONDS:
            self.deck.say(describe(failure.error), kind="error")

    def _config_trouble(self, failure: Failed) -> None:
        """Files that cannot be looked at are said once, not twice a second."""
        self._looking = False
        if not self._unreadable:
            self.deck.say(describe(failure.error), kind="error")
        self._unreadable = True

    def _problems(self, problems: tuple[str, ...]) -> None:
        several = "bar.files_wrong" if len(problems) > 1 else "bar.file_wrong"
        self._mistakes = t(several, place=place_and_words(problems[0])[0], n=len(problems)) if problems else ""
        self.deck.set(files=self._files)

    @property
    def _files(self) -> str:
        """What the status line says of the files: what is being taken in before mistakes, questions and news."""
        if self._taking is not None:
            name, percent, doing = self._taking
            return t(
                f"bar.inbox_{doing}",
                name=fit(name, NARROW_NAME if self.deck.screen.narrow else TAKING_NAME).rstrip(),
                percent=percent,
            )
        return self._mistakes or self._asked or self._behind

    def _compare(self, *, edited: bool) -> None:
        """Ask whether this copy of the files is behind the shop's (rule E7)."""
        self._compared = True
        self.deck.write("rules", lambda desk: desk.services.rules.noticed(desk.actor, edited=edited))

    def _standing(self, standing: RulesStanding, context: Any = None) -> None:
        newest = standing.newest
        self._behind = t("bar.rules_behind", by=newest.seen_by, at=newest.seen_at) if newest is not None else ""
        self.deck.set(files=self._files)

    def _news(self, news: ConfigNews | None) -> None:
        self._looking = self._unreadable = False
        if news is None:
            return
        self._problems(news.problems)
        self._asked = t("bar.books_asked", n=news.lost_phrases) if news.asks_first else ""
        self.deck.set(asked=news if news.asks_first else None, files=self._files)
        if news.asks_first:  # said, not asked in the middle of a word: a key typed on would answer it
            said = say("toast.books_asked", n=news.lost_phrases, books=_named(news.lost_in),
                       key=self.deck.context.keymap.in_words("palette").split("  ")[0])  # fmt: skip
            self.deck.say(said, kind="warn")
            return
        if news.problems:
            self.deck.say(safe("  ".join(place_and_words(news.problems[0]))), kind="warn")
        elif news.lost_phrases:
            self.deck.say(say("toast.books_fewer", n=news.lost_phrases, books=_named(news.lost_in)))
        else:
            self.deck.say(say("toast.config_loaded"))
        self._reread()

    def _ask(self) -> None:
        """The edit that takes many phrases away: which books it concerns, and whether it is meant."""
        news = self.deck.state.asked
        if news is not None:
            text = t("config.lost", n=news.lost_phrases, books=_named(news.lost_in))
            self.deck.ask(Confirm(text, t("config.accept")), lambda sure: self._accept() if sure else None)

    def _accept(self) -> None:
        self.deck.write("config.accept", lambda desk: desk.services.config.accept())

    def _accepted(self, news: ConfigNews | None, context: Any) -> None:
        self._asked = ""
        self.deck.set(asked=None, files=self._files)
        self.deck.say(say("toast.config_loaded"))
        self._reread()

    def _reread(self) -> None:
        self._compare(edited=True)
        self.deck.read("policies", lambda desk: desk.services.context.policies())
        self.deck.errand("indexed", prepare)
        self.deck.refresh()


def _named(books: Sequence[str]) -> str:
    """The first of these books by name, and how many more."""
    more = t("config.more_books", n=len(books) - SHOWN_FILES) if len(books) > SHOWN_FILES else ""
    return listed(books[:SHOWN_FILES]) + more


def place_and_words(problem: str) -> tuple[str, str]:
    """File and line of a problem, as short as the status line needs it, and what is wrong there."""
    head, _, rest = problem.partition(": ")
    path, line, _ = head.rsplit(":", 2)
    name = path.replace("\\", "/").rpartition("/")[2]
    return f"{name}:{line}", rest.split(" ", 2)[-1]


def resting(deck: Deck) -> bool:
    """Whether the agent is on a break and wants quiet (rule E2)."""
    status = deck.state.shift
    return status is not None and status.shift is not None and status.shift.state is ShiftState.BREAK


def sound(deck: Deck) -> None:
    """A bell or a flash, as the settings want it; nothing during a break (rule E2)."""
    way = deck.setup.settings.alert
    if resting(deck):
        return
    if way == "bell":
        deck.screen.app.bell()
    elif way == "flash":
        deck.screen.flash()


def inbox_words(taken: Sequence[Dropped]) -> tuple[str, str]:
    """What dropped files came to in a few lines, and how it looks: the worst first, with what it asks for."""
    ordered = sorted(taken, key=lambda one: KINDS.index(_kind(one)))
    note = (_weighty(ordered[0]) or _first_reject(ordered[0]))[:1]
    shown = SHOWN_FILES - len(note)
    lines = [_line(ordered[0]), *note, *map(_line, ordered[1:shown])]
    if len(ordered) > shown:
        lines.append(t("toast.inbox_more", n=len(ordered) - shown))
    return "\n".join(lines), _kind(ordered[0])


def _kind(one: Dropped) -> str:
    if one.report is None:
        return "error"
    return "warn" if one.report.rejected or _weighty(one) else "ok"


def _weighty(one: Dropped) -> list[str]:
    """What somebody has to do about a file that was taken in: lost numbers, remarks in conflict (rule R1)."""
    notices = one.report.notices if one.report is not None else ()
    return [t(code, **params) for code, params in notices if code in WEIGHTY]


def _first_reject(one: Dropped) -> list[str]:
    """The first row that was refused, by its line, and where the others stand."""
    if one.report is None or not one.report.rejects:
        return []
    first = one.report.rejects[0]
    reason = t(first.code, column=first.column, value=first.value)
    return [t("toast.inbox_reject", row=first.row, reason=reason)]


def _line(one: Dropped) -> str:
    report = one.report
    if report is not None:
        return t("toast.inbox", name=one.name, new=report.new, updated=report.updated, rejected=report.rejected)
    why = i18n.render(one.error) if one.error is not None else ""
    return f"{t('toast.inbox_failed', name=one.name)}  {why}"
