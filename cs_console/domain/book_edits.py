"""What is changed in a phrasebook: drafts of phrases, one edit of one book, and what stands there after it."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

from cs_console.domain.phrases import Phrase, Variant

PROPOSAL = "proposal"
"""The tag of a phrase that waits for the admin (rule Q9); it is in no list and no search until accepted."""

FIELDS = ("group", "question", "asks", "code", "tags", "variants")
"""What of a phrase can be edited; its id stays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhraseDraft:
    """A phrase as somebody wants it to stand in a book; without a group it has the book's."""

    id: str
    question: str
    variants: tuple[Variant, ...]
    asks: tuple[str, ...] = ()
    code: str = ""
    tags: tuple[str, ...] = ()
    group: str = ""

    @classmethod
    def of(cls, phrase: Phrase, *, group: str = "") -> PhraseDraft:
        """The draft that changes nothing about `phrase`."""
        return cls(
            id=phrase.id, question=phrase.question, variants=phrase.variants, asks=phrase.asks,
            code=phrase.code, tags=phrase.tags, group=group,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class BookEdit:
    """Phrases to put into one book (new ids are added, known ones replaced) and ids to take out."""

    puts: tuple[PhraseDraft, ...] = ()
    removes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BookRef:
    """Which book: a team book by its name below `phrasebooks/`, or with `agent` that person's own."""

    name: str = ""
    agent: str = ""


PROPOSALS = BookRef("proposals.yaml")
"""The book in which phrases wait for the admin (rule Q9)."""


@dataclass(frozen=True, slots=True)
class BookState:
    """A book as it stands in its file; `content_hash` is "" while there is no file, `former` before a save."""

    name: str
    path: str
    group: str
    content_hash: str
    phrases: tuple[Phrase, ...] = ()
    former: str = ""

    def find(self, phrase_id: str) -> Phrase | None:
        """The phrase with this id, if the book has it."""
        return next((phrase for phrase in self.phrases if phrase.id == phrase_id), None)


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """One field's former and later text."""

    field: str
    before: str
    after: str


def shown_field(draft: PhraseDraft, field: str) -> str:
    """One field as a line for a person."""
    if field == "variants":
        return " | ".join(f"[{one.when}] {one.text}" if one.when else one.text for one in draft.variants)
    value = getattr(draft, field)
    return value if isinstance(value, str) else "、".join(value)


def differences(before: PhraseDraft, after: PhraseDraft) -> tuple[FieldDifference, ...]:
    """What differs between two drafts, in the order of a book's keys."""
    return tuple(
        FieldDifference(field, shown_field(before, field), shown_field(after, field))
        for field in FIELDS
        if getattr(before, field) != getattr(after, field)
    )


def stable_number(name: str) -> int:
    """A number for a name, the same on every machine: what the journal files a phrase's or text's events under."""
    return zlib.crc32(name.encode()) & 0x7FFFFFFF
