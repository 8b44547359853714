"""A reply on its way out: from a phrase or an editor, guarded, logged and copied as one act (rules P2–P6, P9)."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from cs_console.domain.guard import WARN
from cs_console.domain.promising import distinct
from cs_console.domain.stacking import Fate, fate_of
from cs_console.tui.deck import Deck, Desk

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cs_console.services.phrase_rows import PhraseHit
    from cs_console.services.phrasing import Composed, Review
    from cs_console.services.queue_views import Replied

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Part:
    """A phrase that went into a reply, as it was filled."""

    phrase_id: str
    variant: int
    variant_hash: str
    text: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A text on its way out: for whom, which phrases went in, which words of it were shown as doubtful."""

    inquiry_id: int
    text: str
    parts: tuple[Part, ...] = ()
    shown: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Sent:
    """A reply that was logged and copied; `used` are the phrases still in it, `gone` those edited away.

    `remark` is the entry that would stand in the order's remark for what it promises (rules P9, R1).
    """

    draft: Draft
    replied: Replied
    review: Review
    way: str
    used: tuple[str, ...] = ()
    gone: tuple[Part, ...] = ()
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """A reply to be looked at first: blanks, a third repeat, words that must or should not be said."""

    draft: Draft
    review: Review | None = None
    composed: Composed | None = None
    repeat_seen: bool = False


def part_of(composed: Composed) -> Part:
    """What a reply remembers of a phrase."""
    return Part(composed.phrase.id, composed.variant, composed.variant_hash, composed.text)


def use(
    deck: Deck, phrase_id: str, answers: Mapping[str, str] | None = None, *, variant: int | None = None,
    again: bool = False,
) -> None:  # fmt: skip
    """Fill, guard, log, copy: in one go when nothing stands against it; `again`: the repeat was seen (rule P2).

    Which angle is decided at the moment of copying: a key pressed twice never tells a buyer the same twice.
    """
    inquiry_id, copy, key = deck.state.inquiry_id, deck.setup.clipboard.copy, uuid4().hex

    def call(desk: Desk) -> Sent | Held:
        composed = desk.services.phrases.compose(
            desk.actor, phrase_id, inquiry_id=inquiry_id, variant=variant, answers=answers
        )
        draft = Draft(inquiry_id, composed.text, (part_of(composed),))
        if composed.missing or (composed.another_way and not again):
            return Held(draft, composed=composed, repeat_seen=again)
        return send(desk, draft, key, copy)

    deck.write("reply", call)


def send_draft(deck: Deck, draft: Draft) -> None:
    """Guard, log and copy what was written; it stays a draft when the store refuses it."""
    copy, key = deck.setup.clipboard.copy, uuid4().hex
    deck.write("reply", lambda desk: send(desk, draft, key, copy), draft)


def send(desk: Desk, draft: Draft, key: str, copy: Callable[[str], str]) -> Sent | Held:
    """Guard, log and copy a text; held back when it must not leave as it is, or not before it was shown (P3, P6).

    What is copied is what was logged, to the letter.
    """
    from cs_console.services.queue_views import Told  # comes with the services, after the first paint

    services = desk.services
    review = services.phrases.review(draft.text, inquiry_id=draft.inquiry_id)
    unseen = any(one.severity == WARN and one.words not in draft.shown for one in review.findings)
    if review.blocked or unseen:
        return Held(draft, review)
    fates = [(part, fate_of(part.text, draft.text)) for part in draft.parts]
    told = [
        (part, Told(part.phrase_id, part.variant_hash, fate is Fate.EDITED))
        for part, fate in fates if fate is not Fate.GONE
    ]  # fmt: skip
    first = told[0] if told else None
    replied = services.queue.reply(
        desk.actor, draft.inquiry_id, draft.text, key=key,
        phrase_id=first[0].phrase_id if first else "", variant=first[0].variant if first else -1,
        variant_hash=first[0].variant_hash if first else "", edited=first[1].edited if first else False,
        overrides=[one.words for one in review.findings if one.words in draft.shown],
        more=[one for _, one in told[1:]],
    )  # fmt: skip
    words = promised_words(review)
    remark = services.orders.compose(desk.actor.agent, words) if words and replied.inquiry.order_id else ""
    return Sent(
        draft, replied, review, copy(replied.message.text), tuple(part.phrase_id for part, _ in told),
        tuple(part for part, fate in fates if fate is Fate.GONE), remark,
    )  # fmt: skip


def promised_words(review: Review) -> str:
    """All that a text promises, in its own words, as one remark says it (rules P9, R1)."""
    return "，".join(one.words for one in distinct(review.promises))


def find(desk: Desk, query: str, inquiry_id: int, limit: int) -> Sequence[PhraseHit]:
    """Phrases for a query, or the suggestions when there is none."""
    if query:
        return desk.services.phrases.find(desk.actor, query, inquiry_id=inquiry_id, limit=limit)
    return desk.services.phrases.suggest(desk.actor, inquiry_id)


def reply_key(inquiry_id: int) -> str:
    """The draft's key of a reply to an inquiry."""
    return f"reply:{inquiry_id}"


def keep_parts(deck: Deck, inquiry_id: int, parts: Sequence[Part]) -> None:
    """Remember beside the draft which phrases went in: after a restart they still count as told (rules P2, P10)."""
    note = json.dumps([asdict(part) for part in parts], ensure_ascii=False) if parts else ""
    deck.drafts.note(reply_key(inquiry_id), note)


def kept_parts(deck: Deck, inquiry_id: int) -> tuple[Part, ...]:
    """The phrases in a reply's draft; a note that cannot be read makes them own words, the text stays."""
    note = deck.drafts.noted(reply_key(inquiry_id))
    try:
        return tuple(Part(**facts) for facts in json.loads(note)) if note else ()
    except (ValueError, TypeError):
        _LOG.warning("the phrases of the draft for inquiry %s cannot be read any more", inquiry_id)
        return ()
