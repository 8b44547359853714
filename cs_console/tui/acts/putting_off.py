"""Until when: the policy's usual stretches by digit, or a time as people write it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from cs_console.domain.typed_times import typed_due
from cs_console.i18n import t
from cs_console.tui.acts.general import titled
from cs_console.tui.deck import Deck
from cs_console.tui.screens.popup import Choice, PickList
from cs_console.tui.screens.prompt import Ask, Prompt


def ask_until(deck: Deck, title: str, then: Callable[[datetime], None]) -> None:
    """Ask until when something is put off, then go on with the moment."""
    choices = [Choice(one.minutes, titled(one.title)) for one in deck.policies.routing.snoozes]
    choices.append(Choice("at", t("ask.snooze.at")))
    zone, now = deck.context.zone, deck.context.clock()

    def check(text: str) -> str:
        return "" if typed_due(text, zone, now) else t("handover.draft.bad_due")

    def chosen(given: object) -> None:
        if isinstance(given, int):
            then(now + timedelta(minutes=given))
            return
        ask = Ask("at", t("ask.snooze.time"), placeholder=t("handover.draft.due"), check=check)
        deck.ask(Prompt(title, [ask]), typed)

    def typed(given: Mapping[str, str]) -> None:
        at = typed_due(given["at"], zone, now)
        if at is not None:
            then(at)

    deck.ask(PickList(title, choices), chosen)
