"""A reply that names the phrases it is made of, as the command line writes it: ``ID`` or ``ID#VARIANT`` (P2, P10)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from cs_console.domain.entities import Actor
from cs_console.domain.stacking import Fate, fate_of
from cs_console.errors import Refused
from cs_console.i18n import listed
from cs_console.services.phrasing import Composed, PhraseService
from cs_console.services.queue_views import Told

_MARK = "#"


@dataclass(frozen=True, slots=True)
class Worded:
    """What is to be said, the phrases it was made of, and those that the buyer has heard too often."""

    text: str
    composed: tuple[Composed, ...]
    told: tuple[Told, ...]

    @property
    def repeated(self) -> tuple[Composed, ...]:
        """The phrases for which another way is due (rule P2)."""
        return tuple(one for one in self.composed if one.another_way)


def worded(
    phrases: PhraseService, actor: Actor, inquiry_id: int, names: Sequence[str], *, text: str = "",
    answers: Mapping[str, str] | None = None,
) -> Worded:  # fmt: skip
    """The phrases filled for the inquiry's buyer, one below the other, or the `text` that was made of them.

    Without a number the buyer gets the variant not told yet; in a text of one's own the variant is the one that
    the text is nearest to, and words that were changed count as edited. `Refused` when a blank stays open (P3).
    """
    composed = [_composed(phrases, actor, inquiry_id, name, text, answers or {}) for name in names]
    if text:
        told = (_told(one, edited=fate_of(one.text, text) is not Fate.KEPT) for one in composed)
        return Worded(text, tuple(composed), tuple(told))
    blanks = [blank.label for one in composed for blank in one.missing]
    if blanks:
        raise Refused("phrase.blank", labels=listed(dict.fromkeys(blanks)))
    whole = "\n".join(one.text for one in composed)
    return Worded(whole, tuple(composed), tuple(_told(one, edited=False) for one in composed))


def _composed(
    phrases: PhraseService, actor: Actor, inquiry_id: int, name: str, text: str, answers: Mapping[str, str]
) -> Composed:
    phrase_id, _, number = name.strip().rpartition(_MARK) if _MARK in name else (name.strip(), "", "")
    if number and not (number.isascii() and number.isdigit()):
        raise Refused("phrase.no_variant", id=name)

    def fill(variant: int | None) -> Composed:
        return phrases.compose(actor, phrase_id, inquiry_id=inquiry_id, variant=variant, answers=answers)

    if number or not text:
        return fill(int(number) - 1 if number else None)
    variants = range(len(phrases.get(phrase_id, actor.agent).variants))
    return max((fill(variant) for variant in variants), key=lambda one: SequenceMatcher(None, one.text, text).ratio())


def _told(composed: Composed, *, edited: bool) -> Told:
    return Told(composed.phrase.id, composed.variant_hash, edited)
