"""Phrases: one question, several angles, and which of them a buyer is given next (rules P1, P2)."""

from __future__ import annotations

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from cs_console.domain.conditions import Context, parse_condition

MIN_VARIANTS = 3
"""Fewer angles than this and `check` warns (rule P1)."""

SAY_SO_AT = 3
"""The telling of one question at which the console proposes another way: call, lead (rule P2)."""

PROACTIVE = "proactive"
"""The tag of what we say first (reminders, auto-replies): it answers no buyer's question."""

NO_VARIANT = -1
"""The index when no variant's ``when:`` fits."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One angle of an answer; `when` says where it fits ("" everywhere)."""

    text: str
    when: str = ""

    @property
    def hash(self) -> str:
        """The variant's identity for rule P2."""
        return variant_hash(self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """The answer to one question, as the phrasebooks hold it; `line` is where it stands in its file."""

    id: str
    group: str
    question: str
    variants: tuple[Variant, ...]
    asks: tuple[str, ...] = ()
    code: str = ""
    tags: tuple[str, ...] = ()
    source_path: str = ""
    line: int = 0
    personal: bool = False

    @property
    def wordings(self) -> tuple[str, ...]:
        """Everything a buyer may say to ask this: the question first."""
        return (self.question, *self.asks)

    @property
    def search_texts(self) -> tuple[str, ...]:
        """What search looks through: wordings, code, then the variants' own words."""
        code = (self.code,) if self.code else ()
        return (*self.wordings, *code, *(variant.text for variant in self.variants))

    @property
    def lacks_angles(self) -> bool:
        """Whether there are fewer variants than rule P1 asks for."""
        return len(self.variants) < MIN_VARIANTS

    @property
    def answers(self) -> bool:
        """Whether it answers what a buyer may ask, so that it can be suggested."""
        return PROACTIVE not in self.tags

    def fits(self, status: str, category: str) -> int:
        """How many tags fit the order's status and the inquiry's category: what lifts it in a list."""
        return sum(tag in (f"order:{status}", category) for tag in self.tags)


@dataclass(frozen=True, slots=True)
class Books:
    """The phrasebooks in force, with the trade's synonyms; `content_hash` names this version."""

    phrases: Sequence[Phrase] = ()
    synonyms: tuple[tuple[str, ...], ...] = ()
    content_hash: str = ""


@dataclass(frozen=True, slots=True)
class PickedVariant:
    """Which variant to give, and how often this buyer was given an answer to the question before."""

    index: int
    repeats: int

    @property
    def another_way(self) -> bool:
        """Whether the console should say so and propose a call or the lead (rule P2)."""
        return self.repeats + 1 >= SAY_SO_AT


def variant_hash(text: str) -> str:
    """A short stable identity of a variant's wording; blanks and Unicode form do not change it."""
    canonical = unicodedata.normalize("NFC", " ".join(text.split()))
    return hashlib.blake2b(canonical.encode("utf-8", "backslashreplace"), digest_size=8).hexdigest()


def fitting(phrase: Phrase, context: Context) -> tuple[int, ...]:
    """The indexes of the variants whose ``when:`` holds in `context`."""
    return tuple(index for index, variant in enumerate(phrase.variants) if parse_condition(variant.when).holds(context))


def pick_variant(phrase: Phrase, used_hashes_in_order: Sequence[str], context: Context | None = None) -> PickedVariant:
    """The variant this buyer should get now: unused ones first, then the one longest unheard (rule P2).

    `used_hashes_in_order` are the variants of this phrase that the buyer was given before, oldest first. One
    that was edited in its file since counts as told, and its new words as unheard. A variant whose ``when:``
    does not hold is never picked.
    """
    if not used_hashes_in_order:
        fits = fitting(phrase, context or {})
        return PickedVariant(fits[0] if fits else NO_VARIANT, 0)
    told = used_hashes_in_order
    hashes = [variant.hash for variant in phrase.variants]
    times = Counter(told)
    last = {used: position for position, used in enumerate(told)}
    candidates = fitting(phrase, context or {})
    if not candidates:
        return PickedVariant(NO_VARIANT, len(told))
    best = min(candidates, key=lambda index: (times[hashes[index]], last.get(hashes[index], -1), index))
    return PickedVariant(best, len(told))
