"""The tone policy made ready for the guard (rules P5, P6)."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from cs_console.domain.guard import GuardLists, Manner, TermRule
from cs_console.domain.policy.tone import TonePolicy


def guard_lists(
    tone: TonePolicy,
    allowed_numbers: Iterable[str] = (),
    fold: Callable[[str], str] | None = None,
    allowed_places: Iterable[str] = (),
) -> GuardLists:
    """Compile the lists once a policy change; the numbers and places are the shop's own (hotline, returns)."""
    rules = [TermRule(entry.category, entry.severity, entry.advice, entry.terms, entry.hedges) for entry in tone.lists]
    contexts = [context.pattern for context in tone.safe_contexts]
    manner = Manner(tone.address_words, tone.courtesies, tone.endings, tone.ending_hint_length)
    if fold is None:
        return GuardLists.build(rules, contexts, allowed_numbers, allowed_places=allowed_places, manner=manner)
    return GuardLists.build(rules, contexts, allowed_numbers, fold, allowed_places, manner)
