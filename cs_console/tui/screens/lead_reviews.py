"""The desk's page of handover logs to review: read, comment, rate and sign off (rule H8)."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

from cs_console.domain.entities import Handover, HandoverItem
from cs_console.domain.handover import HandoverView
from cs_console.domain.policy import Policies
from cs_console.domain.vocabulary import HandoverState, Severity
from cs_console.i18n import t, token
from cs_console.tui.deck import Desk
from cs_console.tui.screens.handover_rows import action_words
from cs_console.tui.screens.lead_page import Item, Page, Told
from cs_console.tui.screens.popup import Choice, Reader
from cs_console.tui.screens.prompt import Ask, Prompt, one_of
from cs_console.tui.screens.shift import shift_title
from cs_console.tui.widgets.lines import Line, wrap
from cs_console.tui.widgets.rows import Piece

MOST = 50


@dataclass(frozen=True, slots=True)
class Logs:
    """Sealed logs that nobody signed off, logs that are still being accepted, each with its items."""

    views: tuple[HandoverView, ...]


class ReviewsPage(Page):
    """Every log a lead has not signed off."""

    ID = "reviews"

    def read(self, desk: Desk) -> Logs:
        """What waits for review, the sealed ones first."""
        handovers = desk.services.handovers
        under_way = [
            one for one in handovers.logs(MOST) if one.state in (HandoverState.SUBMITTED, HandoverState.DECIDING)
        ]
        logs = [*desk.services.handover_reviews.pending(MOST), *under_way]
        return Logs(tuple(handovers.show(one.id) for one in logs))

    def badges(self, value: Logs) -> Mapping[str, int]:
        """How many wait for a sign-off."""
        return {self.ID: sum(one.handover.state is HandoverState.SEALED for one in value.views)}

    def items(self, value: Logs, *, wide: bool) -> Sequence[Item]:
        """One row a log."""
        return [self._log(one) for one in value.views]

    def _log(self, view: HandoverView) -> Item:
        log = view.handover
        urgent = sum(item.severity is Severity.URGENT for item in view.items)
        state = token("handover_state", log.state)
        cells = [(f"{log.business_date:%m-%d}", 6, ""), (shift_title(self.deck, log.shift_key), 6, "")]
        cells += [(log.author, 8, "strong"), (state, 8, "ok" if log.state is HandoverState.SEALED else "warn")]
        taken = t("reviews.taken", by=log.taken_by) if log.taken_by else ""
        words = (t("reviews.items", n=len(view.items), urgent=urgent), taken, log.summary)
        text = "  ".join(word for word in words if word)
        detail: list[Told] = [(text, "dim")]
        detail += [(f"{one.reviewer}: {one.text}", "mark") for one in view.reviews if one.text]
        detail += [
            (_item_words(item, self.deck.policies), "warn" if item.severity is Severity.URGENT else "")
            for item in view.items
        ]
        return Item(log.id, cells, text, "", detail, view)

    def choices(self, item: Item) -> Sequence[Choice]:
        """Read, comment, sign off."""
        log: Handover = item.value.handover
        own = t("reviews.own") if self.deck.agent in (log.author, log.taken_by) else ""
        early = "" if log.state is HandoverState.SEALED else t("reviews.not_sealed")
        return (
            Choice("read", t("reviews.read")),
            Choice("comment", t("reviews.comment"), why_not=own),
            Choice("sign", t("reviews.sign"), why_not=own or early),
        )

    def act(self, item: Item, choice: Hashable) -> None:
        """Show the log, or ask for the words."""
        view: HandoverView = item.value
        if choice == "read":
            self.room.ask(LogReader(view, self.deck.policies), lambda _: None)
        elif choice == "comment":
            self._comment(view.handover)
        else:
            self._sign(view.handover)

    def _comment(self, log: Handover) -> None:
        prompt = Prompt(_title("reviews.comment", log), [Ask("text", t("reviews.ask.text"), multiline=True)])
        self.room.ask(
            prompt,
            lambda given: self.room.write(
                lambda desk: desk.services.handover_reviews.comment(desk.actor, log.id, given["text"]),
                t("reviews.said.comment", author=log.author),
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

    def __init__(self, view: HandoverView, policies: Policies) -> None:
        log = view.handover
        super().__init__(f"{t('reviews.title')}  {log.business_date:%m-%d}  {log.author}")
        self._view, self._policies = view, policies

    def lines(self, width: int) -> list[Line]:
        """Every section; an empty one says so."""
        found: list[Line] = []
        for section in self._view.sections:
            found.append([Piece(t(f"section.{section.key}"), "title")])
            words = [_item_words(item, self._policies) for item in section.items] or [t("reviews.none")]
            found += [[Piece(line)] for text in words for line in wrap(f"  {text}", width)]
        for one in self._view.reviews:
            found += [[Piece(line, "mark")] for line in wrap(f"{one.reviewer}: {one.text}", width)]
        return found

    def on_mount(self) -> None:
        """Take the room there is."""
        self.query_one(".popup").add_class("-wide")


def _item_words(item: HandoverItem, policies: Policies) -> str:
    decided = t("reviews.decided", decision=token("decision", item.decision), by=item.decided_by)
    action = f"> {action_words(item.action, policies)}" if item.action else ""
    parts = (
        token("severity", item.severity), item.buyer, item.order_no, item.what, action,
        item.owner, decided if item.decided_by else "", item.question, item.answer,
    )  # fmt: skip
    return "  ".join(part for part in parts if part)


def _title(code: str, log: Handover) -> str:
    return f"{t(code)}  {log.business_date:%m-%d}  {log.author}"
