"""Writing the handover: all sections, what is missing in words, Enter mends, the accept key hands in (H1–H4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from textual import on
from textual.binding import Binding

from cs_console.domain.entities import HandoverItem
from cs_console.domain.handover import HandoverView, hands, lacks
from cs_console.domain.typed_times import typed_due
from cs_console.domain.vocabulary import HandoverState, ItemDecision, Severity
from cs_console.i18n import coded, language, owner_name, t, token
from cs_console.services.roles import Permission, may
from cs_console.tui import clock, keymap
from cs_console.tui.context import context_of
from cs_console.tui.deck import Deck
from cs_console.tui.screens.handover_log import LogScreen
from cs_console.tui.screens.handover_rows import brief, lack_words, written_due
from cs_console.tui.screens.popup import when_drawn
from cs_console.tui.screens.prompt import Ask, Prompt, one_of
from cs_console.tui.widgets.virtual_list import VirtualList

OWNERS_SHOWN = 5
BY_HAND = ("notes", "exceptions")
"""Sections to which an agent adds (rule H2)."""


class DraftScreen(LogScreen[None]):
    """The log of the running shift; it keeps itself up to date while it is open."""

    TITLE_CODE = "handover.draft.title"
    SHOWS_GAPS = True

    def __init__(
        self,
        deck: Deck,
        edit: Callable[[int, Mapping[str, Any]], None],
        add: Callable[[str], None],
        submit: Callable[[str], None],
    ) -> None:
        super().__init__(deck, t(self.TITLE_CODE))
        self._edit, self._add, self._submit = edit, add, submit
        self.wanted = 0
        self.refused = False
        self._mending = False

    def on_mount(self) -> None:
        """Enter and digits mend an item, Insert and the note's key add one."""
        keys = context_of(self).keymap
        add = ["insert", *keys["handover.add"].keys]
        made = [Binding("enter,space", "edit", show=False)]
        made += [Binding(key, "screen.add", show=False, priority=True) for key in add]
        keymap.install(self, made)
        self.set_hint(t("handover.draft.hint", add=keys.in_words("handover.add"), sign=self._sign))

    @property
    def _sign(self) -> str:
        """The key that signs, in words."""
        return context_of(self).keymap.in_words("popup.accept")

    def head(self, view: HandoverView) -> str:
        """How many items, how many are incomplete."""
        words = t("handover.draft.head", n=len(view.items), urgent=_urgent(view))
        return f"{words}  {t('handover.draft.gaps', n=len(view.gaps)) if view.gaps else t('handover.draft.complete')}"

    @when_drawn
    def show(self, view: HandoverView) -> None:
        """Show the draft as it stands now; a new item is chosen, or the first one that stopped the hand-in."""
        super().show(view)
        if not self._ready:
            return
        if self.wanted and self.go_to(self.wanted):
            self.wanted = 0
        if self.refused and view.gaps:
            self.refuse(view)
        elif self.refused and self._mending:
            self._mending = False
            self.note(t("handover.draft.mended", sign=self._sign), style="$success")
        self.refused = False

    # -- mending --------------------------------------------------------------------------------

    @on(VirtualList.Picked)
    def _picked(self, event: VirtualList.Picked[Any]) -> None:
        event.stop()
        self.action_edit()

    def action_edit(self) -> None:
        """Ask for what the chosen item says; an empty section that is written by hand gets a new one."""
        row = self.items.chosen
        if row is None:
            return
        if row.item is not None:
            self._ask(row.item)
        elif row.section in BY_HAND:
            self._add(row.section)
        else:
            self.note(t("handover.draft.nothing", section=t(f"section.{row.section}")), style="$text-muted")

    def action_add(self) -> None:
        """Another item by hand (rule H2)."""
        row = self.items.chosen
        self._add(row.section if row is not None and row.section in BY_HAND else BY_HAND[0])

    def _ask(self, item: HandoverItem) -> None:
        prompt = Prompt(t("handover.draft.edit"), self._asks(item), intro=_intro(item))

        def answered(given: Mapping[str, str] | None) -> None:
            if given is not None:
                changes = self._changes(item, given)
                if changes:
                    self.refused = self._mending  # on to the next one that stops the hand-in
                    self._edit(item.id, changes)

        self.app.push_screen(prompt, answered)

    def _asks(self, item: HandoverItem) -> list[Ask]:
        context = context_of(self)
        now, zone = context.clock(), context.zone
        severities = [(str(one), token("severity", one)) for one in Severity]
        asks = [
            Ask("action", t("handover.action"), coded(item.action)),
            Ask("owner", t("handover.owner"), owner_name(item.owner), choices=self._owners(item)),
            Ask(
                "due_at", t("handover.due"), written_due(item.due_at, zone), placeholder=t("handover.draft.due"),
                check=lambda text: "" if typed_due(text, zone, now) else t("handover.draft.bad_due"),
            ),
            Ask("contingency", t("handover.contingency"), item.contingency, required=False,
                placeholder=t("handover.draft.contingency")),
            Ask("severity", t("handover.draft.severity"), token("severity", item.severity), choices=severities,
                check=one_of(severities)),
        ]  # fmt: skip
        if item.carried:
            carry = Ask("carry_reason", t("handover.carry_reason"), item.carry_reason,
                        placeholder=t("handover.draft.carry"))  # fmt: skip
            asks.insert(0, carry)
        return asks

    def _owners(self, item: HandoverItem) -> list[tuple[str, str]]:
        policies, shift = self._deck.policies, self._deck.state.shift
        on_duty = [name for name in (shift.on_duty if shift is not None else ()) if name != self._deck.agent]
        titles = [one.title.text(language()) for one in policies.shifts.shifts]
        members = [one.name for one in policies.team.members if one.active and one.name != self._deck.agent]
        names = dict.fromkeys([*on_duty, owner_name(item.owner), *titles, *members])
        return [(name, name) for name in names if name][:OWNERS_SHOWN]

    def _changes(self, item: HandoverItem, given: Mapping[str, str]) -> dict[str, Any]:
        """What differs; an action left in the draft's own words stays the draft's own code."""
        context = context_of(self)
        changes: dict[str, Any] = {
            name: given[name]
            for name in ("contingency", "carry_reason")
            if name in given and given[name] != getattr(item, name)
        }
        if given["owner"] != owner_name(item.owner):
            changes["owner"] = given["owner"]
        if given["action"] != coded(item.action):
            changes["action"] = given["action"]
        if given["severity"] != str(item.severity):
            changes["severity"] = Severity(given["severity"])
        if given["due_at"] != written_due(item.due_at, context.zone):
            changes["due_at"] = typed_due(given["due_at"], context.zone, context.clock())
        return changes

    # -- handing in -----------------------------------------------------------------------------

    def action_accept(self) -> None:
        """Sign: refused with the first incomplete item chosen and what it lacks named (rule H3)."""
        view = self.view
        if view is None:
            return
        if view.gaps:
            self.refuse(view)
            return
        ask = Ask(
            "summary", t("handover.draft.summary"), required=False, placeholder=t("handover.draft.summary_example")
        )
        intro = t("handover.draft.sign", agent=self._deck.agent, n=len(view.items), urgent=_urgent(view))

        def answered(given: Mapping[str, str] | None) -> None:
            if given is not None:
                self._submit(given["summary"])

        self.app.push_screen(Prompt(t("handover.draft.submit"), [ask], intro=intro), answered)

    @when_drawn
    def refuse(self, view: HandoverView) -> None:
        """Go to the first incomplete item and name what it lacks."""
        gap = view.gaps[0]
        self.go_to(gap.item_id)
        if not self._mending:
            self.app.bell()
        self._mending = True
        self.note(t("handover.draft.refused", n=len(view.gaps), what=gap.what[:30], lacks=lack_words(gap.lacks)))


class SignedScreen(LogScreen[None]):
    """A log that was handed in: what the successor said to each item; a query can be answered."""

    TITLE_CODE = "handover.signed.title"
    HINT_CODE = "handover.log.hint"
    SHOWS_DECISIONS = True

    def __init__(
        self,
        deck: Deck,
        answer: Callable[[HandoverItem], None],
        add: Callable[[HandoverView, int], None],
        take: Callable[[HandoverItem], None],
    ) -> None:
        super().__init__(deck, t(self.TITLE_CODE))
        self._answer, self._add, self._take = answer, add, take
        self.wanted = False

    def on_mount(self) -> None:
        """Enter answers a query, Insert writes an addendum."""
        keymap.install(self, [Binding("enter,space", "answer", show=False), Binding("insert", "add", show=False)])

    def head(self, view: HandoverView) -> str:
        """How far the acceptance is."""
        log, context = view.handover, context_of(self)
        state = token("handover_state", HandoverState(log.state))
        at = clock.moment(log.submitted_at, context.zone, context.clock())
        done = len(view.items) - len(view.pending)
        words = [
            t(
                "handover.signed.head",
                state=state,
                at=at,
                done=done,
                of=len(view.items),
                successor=owner_name(log.successor) or "-",
            )
        ]
        words += [t("handover.signed.rated", lead=one.reviewer, n=one.rating) for one in view.reviews if one.signed_off]
        words += [t("handover.signed.addenda", n=len(view.addenda))] if view.addenda else []
        return "  ".join(words)

    @on(VirtualList.Picked)
    def _picked(self, event: VirtualList.Picked[Any]) -> None:
        event.stop()
        self.action_answer()

    @when_drawn
    def show(self, view: HandoverView) -> None:
        """Show the log; opened because of a question, it begins at the first one that waits."""
        super().show(view)
        asked = [item.id for item in view.items if self._waits(item)]
        if self._ready and self.wanted and asked:
            self.go_to(asked[0])
            self.wanted = False

    def _waits(self, item: HandoverItem) -> bool:
        """Whether a question waits here: for the answer of somebody else's, for the own word after the answer."""
        own = item.decided_by == self._deck.agent
        return item.decision is ItemDecision.QUERIED and own is bool(item.answer)

    def action_answer(self) -> None:
        """Answer what the successor asked about the chosen item; who asked takes it over after the answer."""
        item = self.chosen
        if item is not None and item.decision is ItemDecision.QUERIED and item.decided_by == self._deck.agent:
            if item.answer:
                self._take(item)
            else:
                self.note(t("handover.signed.not_answered"), style="$text-muted")
        elif item is not None and item.decision is ItemDecision.QUERIED:
            if self._is(Permission.ANSWER_HANDOVER) or self._author == self._deck.agent:
                self._answer(item)
            else:
                self.note(t("error.handover.not_author", author=self._author), style="$text-muted")
        elif item is not None:
            self.note(t("handover.signed.no_query"), style="$text-muted")

    def action_add(self) -> None:
        """Correct a sealed log, or say why it cannot be corrected (rule H7)."""
        view = self.view
        if view is None:
            return
        own = self._deck.agent in hands(view.handover, view.items) or self._is(Permission.REVIEW_HANDOVER)
        if view.handover.state is HandoverState.SEALED and not own:
            self.note(t("hint.addendum.stranger"), style="$text-muted")
        elif view.handover.state is HandoverState.SEALED:
            self._add(view, self.chosen.id if self.chosen is not None else 0)
        else:
            self.note(t("hint.addendum.not_sealed"), style="$text-muted")

    @property
    def _author(self) -> str:
        return self.view.handover.author if self.view is not None else ""

    def _is(self, permission: Permission) -> bool:
        actor = self._deck.state.actor
        return actor is not None and may(actor, permission)


def _urgent(view: HandoverView) -> int:
    return sum(1 for item in view.items if item.severity is Severity.URGENT)


def _intro(item: HandoverItem) -> str:
    missing = lacks(item)
    return f"{brief(item)}  {lack_words(missing) if missing else ''}".rstrip()
