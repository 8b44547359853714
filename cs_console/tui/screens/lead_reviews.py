"""The desk's page of handover logs to review: read, comment, sign off, correct by addenda, export (H7–H9)."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from cs_console.domain.entities import Handover, HandoverItem, HandoverReview
from cs_console.domain.handover import HandoverView
from cs_console.domain.vocabulary import HandoverState, Severity
from cs_console.i18n import coded, owner_name, t, token
from cs_console.tui.deck import Desk
from cs_console.tui.screens.handover_rows import said_about
from cs_console.tui.screens.lead_page import Item, Page, Told, WidePick
from cs_console.tui.screens.popup import Choice, Reader
from cs_console.tui.screens.prompt import Ask, Prompt, one_of
from cs_console.tui.screens.shift import shift_title
from cs_console.tui.widgets.lines import Line, wrap
from cs_console.tui.widgets.rows import Piece

MOST = 50
SIGNED = 8
"""How many of the last logs stay in reach once they are signed off: to be exported, or corrected."""


@dataclass(frozen=True, slots=True)
class Logs:
    """Sealed logs that nobody signed off, those still being accepted, those signed off last; with their items."""

    views: tuple[HandoverView, ...]


class ReviewsPage(Page):
    """Every log a lead has not signed off, and the last that one has."""

    ID = "reviews"

    def read(self, desk: Desk) -> Logs:
        """What waits for review, the sealed ones first; then what is on its way, then what is done."""
        handovers, recent = desk.services.handovers, desk.services.handovers.logs(MOST)
        pending = desk.services.handover_reviews.pending(MOST)
        waiting = {one.id for one in pending}
        under_way = [one for one in recent if one.state in (HandoverState.SUBMITTED, HandoverState.DECIDING)]
        sealed = [one for one in recent if one.state is HandoverState.SEALED and one.author]
        signed = [one for one in sealed if one.id not in waiting][:SIGNED]
        return Logs(tuple(handovers.show(one.id) for one in (*pending, *under_way, *signed)))

    def badges(self, value: Logs) -> Mapping[str, int]:
        """How many wait for a sign-off."""
        return {self.ID: sum(one.handover.state is HandoverState.SEALED and not _signed(one) for one in value.views)}

    def items(self, value: Logs, *, wide: bool) -> Sequence[Item]:
        """One row a log."""
        return [self._log(one) for one in value.views]

    def _log(self, view: HandoverView) -> Item:
        log, signed = view.handover, _signed(view)
        urgent = sum(item.severity is Severity.URGENT for item in view.items)
        state = t("reviews.state_signed") if signed else token("handover_state", log.state)
        look = "dim" if signed else "ok" if log.state is HandoverState.SEALED else "warn"
        cells = [(f"{log.business_date:%m-%d}", 6, ""), (shift_title(self.deck, log.shift_key), 6, "")]
        cells += [(log.author, 8, "dim" if signed else "strong"), (state, 10, look)]
        taken = t("reviews.taken", by=log.taken_by) if log.taken_by else ""
        rated = t("reviews.rated", by=signed.reviewer, rating=signed.rating) if signed else ""
        words = (taken, rated, t("reviews.items", n=len(view.items), urgent=urgent), log.summary)
        text = "  ".join(word for word in words if word)
        detail: list[Told] = [(text, "dim")]
        if log.taken_by:
            detail.append((t("handover.taken", lead=log.taken_by, reason=log.taken_reason), "urgent"))
        detail += [(words, "mark") for words in _remarks(view, 0, self.deck.context.zone, self.now)]
        detail += [(_item_words(item), "warn" if item.severity is Severity.URGENT else "") for item in view.items]
        return Item(log.id, cells, text, "dim" if signed else "", detail, view)

    def choices(self, item: Item) -> Sequence[Choice]:
        """Read, comment, sign off, correct, export; nobody reviews a log that carries their own name."""
        view: HandoverView = item.value
        log = view.handover
        own = t("reviews.own") if self.deck.agent in (log.author, log.taken_by) else ""
        early = "" if log.state is HandoverState.SEALED else t("reviews.not_sealed")
        done = t("reviews.state_signed") if _signed(view) else ""
        return (
            Choice("read", t("reviews.read")),
            Choice("comment", t("reviews.comment"), why_not=own),
            Choice("sign", t("reviews.sign"), why_not=own or early or done),
            Choice("item", t("reviews.comment_item"), why_not=own or ("" if view.items else t("reviews.none"))),
            Choice("addendum", t("handover.addenda"), t("reviews.addendum_how"), why_not=early),
            Choice("export", t("reviews.export"), t("reviews.export_how")),
        )

    def act(self, item: Item, choice: Hashable) -> None:
        """Show the log, ask for the words, or write the files."""
        view: HandoverView = item.value
        log = view.handover
        if choice == "read":
            self.room.ask(LogReader(view, self.deck.context.zone, self.now), lambda _: None)
        elif choice == "comment":
            self._comment(log)
        elif choice == "item":
            entries = [Choice(one.id, _item_words(one)) for one in view.items]
            self.room.ask(WidePick(_title("reviews.comment_item", log), entries),
                          lambda chosen: self._comment(log, int(str(chosen))))  # fmt: skip
        elif choice == "addendum":
            self._addendum(log)
        elif choice == "export":
            self.room.give(lambda desk: _exported(desk, log.id))
        else:
            self._sign(log)

    def _comment(self, log: Handover, item_id: int = 0) -> None:
        prompt = Prompt(_title("reviews.comment", log), [Ask("text", t("reviews.ask.text"), multiline=True)])
        self.room.ask(
            prompt,
            lambda given: self.room.write(
                lambda desk: desk.services.handover_reviews.comment(desk.actor, log.id, given["text"], item_id=item_id),
                t("reviews.said.comment", author=log.author),
            ),
        )

    def _addendum(self, log: Handover) -> None:
        asks = [Ask("text", t("handover.addenda"), placeholder=t("cli.handover.addendum_text"), multiline=True)]
        self.room.ask(
            Prompt(t("handover.addendum.title"), asks),
            lambda given: self.room.write(
                lambda desk: desk.services.addenda.add(desk.actor, log.id, given["text"]), t("reviews.said.addendum")
            ),
        )

    def _sign(self, log: Handover) -> None:
        ratings = [(str(n), t(f"reviews.rating.{n}")) for n in range(1, 6)]
        asks = [
            Ask("rating", t("reviews.ask.rating"), choices=ratings, check=one_of(ratings)),
            Ask("text", t("reviews.ask.text"), required=False),
        ]
        self.room.ask(
            Prompt(_title("reviews.sign", log), asks),
            lambda given: self.room.write(
                lambda desk: desk.services.handover_reviews.sign_off(
                    desk.actor, log.id, int(given["rating"]), given["text"]
                ),
                t("reviews.said.sign", author=log.author),
            ),
        )


class LogReader(Reader):
    """A log in full, section by section, with what was decided and said."""

    def __init__(self, view: HandoverView, zone: ZoneInfo, now: datetime) -> None:
        log = view.handover
        super().__init__(f"{t('reviews.title')}  {log.business_date:%m-%d}  {log.author}")
        self._view, self._zone, self._now = view, zone, now

    def lines(self, width: int) -> list[Line]:
        """Who handed it in for whom, every section, an empty one saying so; what was said stands where it belongs."""
        log, found = self._view.handover, list[Line]()

        def tell(text: str, style: str = "") -> None:
            found.extend([Piece(line, style)] for line in wrap(text, width))

        if log.taken_by:
            tell(t("handover.taken", lead=log.taken_by, reason=log.taken_reason), "urgent")
        for section in self._view.sections:
            tell(t(f"section.{section.key}"), "title")
            for item in section.items:
                tell(f"  {_item_words(item)}", "warn" if item.severity is Severity.URGENT else "")
                for words in _remarks(self._view, item.id, self._zone, self._now):
                    tell(f"    {words}", "mark")
            if not section.items:
                tell(f"  {t('reviews.none')}", "dim")
        for words in _remarks(self._view, 0, self._zone, self._now):
            tell(words, "mark")
        return found

    def on_mount(self) -> None:
        """Take the room there is."""
        self.query_one(".popup").add_class("-wide")


def _signed(view: HandoverView) -> HandoverReview | None:
    """The sign-off, if there is one."""
    return next((one for one in view.reviews if one.signed_off), None)


def _remarks(view: HandoverView, item_id: int, zone: ZoneInfo, now: datetime) -> list[str]:
    """What was said about just this item, or with 0 about the log as a whole."""
    own = replace(
        view,
        addenda=tuple(one for one in view.addenda if one.item_id == item_id),
        reviews=tuple(one for one in view.reviews if one.item_id == item_id),
    )
    return [f"{t(code)}  {text}" for code, text, _ in said_about(own, item_id, zone, now)]


def _exported(desk: Desk, handover_id: int) -> Path:
    """Every form of the log (rule H9); says where the first lies."""
    return desk.services.handover_files.export(desk.actor, handover_id)[0]


def _item_words(item: HandoverItem) -> str:
    decided = t("reviews.decided", decision=token("decision", item.decision), by=item.decided_by)
    action = f"> {coded(item.action)}" if item.action else ""
    parts = (
        token("severity", item.severity), item.buyer, item.order_no, item.what, action,
        owner_name(item.owner), decided if item.decided_by else "", item.question, item.answer,
    )  # fmt: skip
    return "  ".join(part for part in parts if part)


def _title(code: str, log: Handover) -> str:
    return f"{t(code)}  {log.business_date:%m-%d}  {log.author}"
