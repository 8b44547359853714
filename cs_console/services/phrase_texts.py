"""What people type for a phrase, cleaned and judged before it may stand in a book (rules P1, P6, X2)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from cs_console.domain.book_edits import PhraseDraft
from cs_console.domain.filling import sample
from cs_console.domain.guard import BLOCK, Finding, GuardLists, check_text
from cs_console.domain.phrases import MIN_VARIANTS, Variant
from cs_console.errors import BadInput, Refused
from cs_console.i18n import t
from cs_console.services.phrase_guarding import advice_of
from cs_console.text.clean import clean

Angle = str | Variant


def line(text: str) -> str:
    """A one-line field."""
    return clean(text.strip()).strip()


def text(typed: str) -> str:
    """A text that may have several lines."""
    return clean(typed.strip(), multiline=True).strip()


def lines(texts: Iterable[str]) -> tuple[str, ...]:
    """One-line fields, empty and repeated ones left out."""
    return tuple(dict.fromkeys(found for one in texts if (found := line(one))))


def angles(variants: Iterable[Angle]) -> tuple[Variant, ...]:
    """Variants from texts or variants, empty and repeated ones left out."""
    found = [
        Variant(text(one)) if isinstance(one, str) else Variant(text(one.text), line(one.when)) for one in variants
    ]
    return tuple(dict.fromkeys(one for one in found if one.text))


def digest(words: str) -> str:
    """A short stable name for a text."""
    return hashlib.blake2b(words.encode(), digest_size=4).hexdigest()


def blocked_in(template: str, guard: GuardLists) -> Finding | None:
    """What of a phrase's text must never be said, its blanks filled with samples (rule P6)."""
    try:
        shown = sample(template)
    except BadInput:
        shown = template
    found = check_text(shown, guard)
    return next((one for one in found if one.severity == BLOCK and one.category != "blank"), None)


def refuse_bad(draft: PhraseDraft, guard: GuardLists) -> None:
    """What no loader sees: something is missing, or an angle says what must never be said."""
    for field in ("question", "variants"):
        if not getattr(draft, field):
            raise Refused("phrase.empty", field=t(f"phrase.field.{field}"))
    for variant in draft.variants:
        finding = blocked_in(variant.text, guard)
        if finding is not None:
            raise Refused(
                "reply.blocked", words=finding.words, reason=t(finding.code, words=finding.words),
                better=advice_of(finding),
            )  # fmt: skip


def warnings_of(draft: PhraseDraft | None) -> tuple[str, ...]:
    """What a team phrase lacks: three angles (rule P1)."""
    if draft is None or len(draft.variants) >= MIN_VARIANTS:
        return ()
    return (t("phrase.few", count=len(draft.variants), wanted=MIN_VARIANTS),)
